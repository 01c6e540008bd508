"""Glossaries as files: CSV (one column a language) and TBX (ISO 30042). Pure; nothing is trusted.

A file is read whole or refused with a reason; of what is read, each bad line is named and the rest is kept.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from consilium.kernel.languages import is_tag
from consilium.kernel.texts import Unfit, clean_line

LARGEST = 2 * 1024 * 1024  # bytes
TERMS_AT_MOST = 5000
TEXT_AT_MOST, FORMS_AT_MOST, NOTE_AT_MOST, LANGUAGES_AT_MOST = 200, 20, 500, 40
KEEP, NOTE = "keep", "note"
FORMS = "|"
_YES = frozenset(
    ("1", "x", "yes", "true", "да", "иә", "ооба", "ҳа", "ha", "так", "是", "हाँ", "ہاں", "بله", "نعم")
)
_FORMULA = ("=", "+", "-", "@")
_DEEP = 30


class Refused(ValueError):
    """The file as a whole cannot be read. `code`: too_large, too_many, not_text, no_columns, not_xml,
    entities, no_terms.
    """

    def __init__(self, code: str, line: int = 0) -> None:
        super().__init__(code)
        self.code, self.line = code, line


@dataclass(frozen=True)
class Line:
    """A term of a file: `texts` by language tag, the name first and then its forms."""

    line: int
    texts: dict[str, tuple[str, ...]]
    keep: bool = False
    note: str = ""


@dataclass(frozen=True)
class Bad:
    """A line that was not taken. `code`: one_language, no_language, too_long, broken, columns, twice."""

    line: int
    code: str


@dataclass
class Parsed:
    lines: list[Line] = field(default_factory=list)
    bad: list[Bad] = field(default_factory=list)

    def add(
        self, line: int, texts: Mapping[str, Iterable[str]], *, keep: bool = False, note: str = ""
    ) -> None:
        if len(self.lines) + len(self.bad) >= TERMS_AT_MOST:
            raise Refused("too_many", line)
        try:
            known = {tag: found for tag, forms in texts.items() if (found := neat(forms))}
            note = clean_line(note, NOTE_AT_MOST) if note.strip() else ""
        except Unfit as unfit:
            self.bad.append(Bad(line, "too_long" if unfit.code == "too_long" else "broken"))
            return
        code = faulty(known, keep=keep)
        if code:
            self.bad.append(Bad(line, code))
        else:
            self.lines.append(Line(line, known, keep, note))


def neat(forms: Iterable[str]) -> tuple[str, ...]:
    """The forms without blanks and repetitions. Raises Unfit."""
    found = dict.fromkeys(clean_line(form, TEXT_AT_MOST) for form in forms if form.strip())
    if len(found) > FORMS_AT_MOST:
        raise Unfit("too_long")
    return tuple(found)


def faulty(texts: Mapping[str, tuple[str, ...]], *, keep: bool) -> str:
    """Why these are no term; "" when they are."""
    if not texts:
        return "no_language"
    if len(texts) > LANGUAGES_AT_MOST or not all(map(is_tag, texts)):
        return "columns"
    return "" if keep or len(texts) > 1 else "one_language"


def read(data: bytes) -> Parsed:
    """A file of either kind, told by how it begins. Raises Refused."""
    if len(data) > LARGEST:
        raise Refused("too_large")
    return read_tbx(data) if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") else read_csv(_text(data))


def _text(data: bytes) -> str:
    wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")  # as spreadsheets save "Unicode text"
    try:
        text = data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused("not_text", data[: error.start].count(b"\n") + 1) from None
    if "\0" in text:
        raise Refused("not_text")
    return text


def read_csv(text: str) -> Parsed:
    """The first line names the columns: language tags, "keep", "note"."""
    heading = text.partition("\n")[0]
    mark = max(",;\t", key=heading.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    parsed = Parsed()
    try:
        columns = _columns(next(rows, []))
        for row in rows:
            if any(cell.strip() for cell in row):
                _row(parsed, rows.line_num, columns, row)
    except csv.Error:
        raise Refused("not_text", rows.line_num) from None
    if not parsed.lines and not parsed.bad:
        raise Refused("no_terms")
    return parsed


def _columns(heading: list[str]) -> list[str]:
    columns = [cell.strip().lower().replace("_", "-") for cell in heading]
    columns = ["zh-hans" if column in ("zh", "zh-cn") else column for column in columns]
    used = [column for column in columns if column]
    named = [column for column in used if column not in (KEEP, NOTE)]
    if not named or len(set(used)) < len(used) or not all(map(is_tag, named)):
        raise Refused("no_columns", 1)
    return columns


def _row(parsed: Parsed, line: int, columns: list[str], row: list[str]) -> None:
    if len(row) > len(columns) and any(cell.strip() for cell in row[len(columns) :]):
        parsed.bad.append(Bad(line, "columns"))
        return
    cells = {column: _plain(cell) for column, cell in zip(columns, row, strict=False) if column}
    keep = cells.pop(KEEP, "").strip().casefold() in _YES
    note = cells.pop(NOTE, "")
    parsed.add(line, {tag: cell.split(FORMS) for tag, cell in cells.items()}, keep=keep, note=note)


def _plain(cell: str) -> str:
    """Without the apostrophe by which `write_csv` keeps a spreadsheet from taking it for a formula."""
    return cell[1:] if cell.startswith("'") and _is_formula(cell) else cell


def _is_formula(cell: str) -> bool:
    """Whether a spreadsheet might take it for one, behind apostrophes of its own too."""
    return cell.lstrip("'").startswith(_FORMULA)


def write_csv(lines: Iterable[tuple[Mapping[str, Iterable[str]], bool, str]]) -> Iterator[str]:
    """The file that `read_csv` reads, line by line, from (texts, keep, note)."""
    rows = list(lines)
    tags = list(dict.fromkeys(tag for texts, _, _ in rows for tag in texts)) or ["en"]
    out = io.StringIO()
    writer = csv.writer(out)
    for cells in ([*tags, KEEP, NOTE], *(_cells(tags, *row) for row in rows)):
        writer.writerow([f"'{cell}" if _is_formula(cell) else cell for cell in cells])
        yield out.getvalue()
        out.seek(0)
        out.truncate()


def _cells(tags: list[str], texts: Mapping[str, Iterable[str]], keep: bool, note: str) -> list[str]:
    return [*(FORMS.join(texts.get(tag, ())) for tag in tags), "yes" if keep else "", note]


def read_tbx(data: bytes) -> Parsed:
    """Old and new names alike: termEntry/langSet/term, conceptEntry/langSec/term, a note. Raises Refused."""
    reader = _Tbx()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = lambda name, attributes: reader.start(parser, name, attributes)
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.data
    parser.EntityDeclHandler = reader.entity
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise Refused("not_xml", error.lineno) from None
    if not reader.parsed.lines and not reader.parsed.bad:
        raise Refused("no_terms")
    return reader.parsed


class _Tbx:
    def __init__(self) -> None:
        self.parsed = Parsed()
        self._path: list[str] = []
        self._line, self._tag, self._note = 0, "", ""
        self._texts: dict[str, list[str]] = {}
        self._words: list[str] = []

    def entity(self, *_declaration: object) -> None:
        """A term list needs none; they are how a small file becomes a large one, or reads another."""
        raise Refused("entities")

    def start(self, parser: expat.XMLParserType, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(" ")[2]
        self._path.append(name)
        if len(self._path) > _DEEP:
            raise Refused("not_xml", parser.CurrentLineNumber)
        match name:
            case "termEntry" | "conceptEntry":
                self._line, self._texts, self._note = parser.CurrentLineNumber, {}, ""
            case "langSet" | "langSec":
                self._tag = _tag(attributes)
            case "term" | "note":
                self._words = []

    def data(self, words: str) -> None:
        if self._path and self._path[-1] in ("term", "note", "hi"):
            self._words.append(words)

    def end(self, name: str) -> None:
        self._path.pop()
        match name.rpartition(" ")[2]:
            case "term" if self._tag:
                self._texts.setdefault(self._tag, []).append("".join(self._words))
            case "note" if "langSet" not in self._path and "langSec" not in self._path:
                self._note = "".join(self._words)[:NOTE_AT_MOST]
            case "langSet" | "langSec":
                self._tag = ""
            case "termEntry" | "conceptEntry":
                self.parsed.add(self._line, self._texts, note=self._note)


def _tag(attributes: Mapping[str, str]) -> str:
    named = attributes.get("http://www.w3.org/XML/1998/namespace lang", "") or attributes.get("lang", "")
    tag = named.strip().lower().replace("_", "-")
    return "zh-hans" if tag in ("zh", "zh-cn") else tag
