"""Glossaries as files: what is read, what is named as bad, what is refused."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from consilium.translation.glossary_files import LARGEST, TERMS_AT_MOST, Bad, Line, Refused, read, write_csv

TBX = """<?xml version="1.0"?>
<!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd">
<martif type="TBX"><text><body>
  <termEntry id="1"><note>WHO</note>
    <langSet xml:lang="en"><tig><term>effective reproduction <hi>number</hi></term><note>x</note></tig>
      <tig><term>R effective</term></tig></langSet>
    <langSet xml:lang="pt-BR"><ntig><termGrp><term>número efetivo de reprodução</term></termGrp></ntig>
    </langSet>
  </termEntry>
  <termEntry><langSet xml:lang="en"><tig><term>alone</term></tig></langSet></termEntry>
</body></text></martif>"""
TBX3 = """<tbx xmlns="urn:iso:std:iso:30042:ed-2" type="TBX-Core" xml:lang="en"><text><body>
<conceptEntry><langSec xml:lang="ru"><termSec><term>пронация</term></termSec></langSec>
<langSec xml:lang="zh-CN"><termSec><term>俯卧位</term></termSec></langSec></conceptEntry>
</body></text></tbx>"""
BOMB = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'


def test_a_column_is_a_language() -> None:
    text = "en;ru;ZH;Keep;note\nventilator|ventilators;аппарат ИВЛ;呼吸机;;ИВЛ\nSARS-CoV-2;;;yes;\n\n;;;;\n"
    parsed = read(text.encode("utf-8-sig"))
    texts = {"en": ("ventilator", "ventilators"), "ru": ("аппарат ИВЛ",), "zh-hans": ("呼吸机",)}
    assert parsed.lines == [Line(2, texts, note="ИВЛ"), Line(3, {"en": ("SARS-CoV-2",)}, keep=True)]
    assert parsed.bad == []
    assert read("en\tpt\nx\ty".encode("utf-16")).lines == [Line(2, {"en": ("x",), "pt": ("y",)})]


def test_bad_lines_are_named_and_the_rest_is_kept() -> None:
    long = "ы" * 201
    rows = [
        "en,ru",
        "alone,",
        "a,b,c",
        f"{long},b",
        '"two\nlines",b',
        "good,хорошо",
        "|".join("abcdefghijklmnopqrstu") + ",b",
    ]
    parsed = read("\r\n".join(rows).encode())
    assert parsed.bad == [Bad(2, "one_language"), Bad(3, "columns"), Bad(4, "too_long"), Bad(8, "too_long")]
    assert parsed.lines == [
        Line(6, {"en": ("two lines",), "ru": ("b",)}),
        Line(7, {"en": ("good",), "ru": ("хорошо",)}),
    ]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "no_columns"),
        (b"en,ru\n", "no_terms"),
        (b"term,meaning\na,b", "no_columns"),
        (b"en,en\na,b", "no_columns"),
        (b"keep,note\na,b", "no_columns"),
        ("en,ru\nдоза,b".encode("cp1251"), "not_text"),
        (b"en,ru\na\0,b", "not_text"),
        (b"\x89PNG\r\n\x1a\n", "not_text"),
        (b"en,ru\n" + b"a,b\n" * (TERMS_AT_MOST + 1), "too_many"),
        (b"x" * (LARGEST + 1), "too_large"),
        (b"<martif><text>", "not_xml"),
        (b"<a>" * 40 + b"</a>" * 40, "not_xml"),
        (b"<a/>", "no_terms"),
        (BOMB.encode(), "entities"),
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "entities"),
        (b'<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1/">%x;]><a/>', "entities"),
        (b'en,ru\n"' + b"a" * 200_000, "not_text"),
    ],
)
def test_what_is_no_glossary_is_refused_with_a_reason(data: bytes, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        read(data)
    assert refusal.value.code == code


def test_tbx_of_both_editions() -> None:
    parsed = read(TBX.encode())
    texts = {
        "en": ("effective reproduction number", "R effective"),
        "pt-br": ("número efetivo de reprodução",),
    }
    assert parsed.lines == [Line(4, texts, note="WHO")] and parsed.bad == [Bad(10, "one_language")]
    assert read(TBX3.encode()).lines == [Line(2, {"ru": ("пронация",), "zh-hans": ("俯卧位",)})]


words = st.text("abcдоз 患者-=+@'\",;|", min_size=1, max_size=20).map(
    lambda text: " ".join(text.replace("|", "").split())
)
texts = st.dictionaries(
    st.sampled_from(["en", "ru", "zh-hans", "pt-br"]), st.lists(words, min_size=1, max_size=3), min_size=1
)


@given(st.lists(st.tuples(texts, st.booleans(), words), min_size=1, max_size=5))
@example([({"en": ["", "'=a"], "ru": ["''-b"]}, False, "'@c")])
def test_what_is_written_is_read_again(rows: list[tuple[dict[str, list[str]], bool, str]]) -> None:
    first = (
        read("".join(write_csv(rows)).encode())
        if any(any(map(any, row[0].values())) for row in rows)
        else None
    )
    if first and first.lines:
        again = read("".join(write_csv((line.texts, line.keep, line.note) for line in first.lines)).encode())
        assert [(line.texts, line.keep, line.note) for line in again.lines] == [
            (line.texts, line.keep, line.note) for line in first.lines
        ]


def test_a_spreadsheet_finds_no_formula() -> None:
    written = "".join(write_csv([({"en": ["=HYPERLINK(1)"], "ru": ["-5"]}, False, "@x")]))
    assert written.splitlines()[1] == "'=HYPERLINK(1),'-5,,'@x"


@given(st.binary(max_size=400))
def test_any_file_is_read_or_refused(data: bytes) -> None:
    for kind in (data, b"<" + data, b"en,ru\n" + data):
        try:
            read(kind)
        except Refused as refusal:
            assert refusal.code
