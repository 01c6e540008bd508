"""Whole sentences: engines are given no more and no less, and the text keeps its lines.

A sentence ends with . ! ? or their like in other scripts, before white space (Chinese needs none). A full
stop after an abbreviation, an initial or a number in front of a small letter ends nothing.
"""

import re

LONGEST = 600  # characters; beyond that an engine's window ends, so a sentence is cut at a comma or a space
# A break may stand after these; the closing quotes and brackets that follow belong to the sentence. A match
# begins at the first mark only and gives nothing back: else a thousand full stops cost a million steps.
_END = re.compile(r"(?:(?<![.!?…؟۔।॥])[.!?…؟۔।॥]++[)\]»”’\"']*+(?=\s)|[。！？]+[)\]」』”’\"']*)")
_NEXT = re.compile(r"\S")
_ABBREVIATIONS = (
    "dr mr mrs ms prof st vs fig no vol approx e.g i.e cf al etc resp sec min max incl dept univ inc "
    "д-р проф г гг рис т.е т.к т.д т.п др см стр напр им ул акад доц ср обл мин сек табл п "
    "sr sra dra profa ex pág art cap núm av "
    "डॉ प्रो डा د ص م"
)
_ABBREVIATED = frozenset(_ABBREVIATIONS.split())
_COMMA = re.compile(r"[,;:،؛，；、]\s*|\s+")


def lines(text: str) -> list[list[str]]:
    """The sentences of each line; an empty line has none."""
    return [split(line) for line in text.split("\n")]


def join(lines: list[list[str]], language: str) -> str:
    """The text again. Chinese writes no space between its sentences."""
    gap = "" if language.partition("-")[0] in ("zh", "ja") else " "
    return "\n".join(gap.join(sentences) for sentences in lines)


def split(line: str) -> list[str]:
    """The sentences of one line, without the white space around them."""
    found, begin = [], 0
    for match in _END.finditer(line):
        if _ends(line[begin : match.end()], _NEXT.search(line, match.end())):
            found.append(line[begin : match.end()].strip())
            begin = match.end()
    found.append(line[begin:].strip())
    return [piece for sentence in found if sentence for piece in _pieces(sentence)]


def _ends(sentence: str, after: re.Match[str] | None) -> bool:
    if not sentence.endswith("."):
        return True
    following = after.group() if after else ""
    if following and following.islower():
        return False
    word = sentence[:-1].rpartition(" ")[2].lstrip("([«“\"'").casefold()
    initial = len(word) == 1 and word.isalpha()
    return not (word in _ABBREVIATED or initial) if following else True


def _pieces(sentence: str) -> list[str]:
    """A sentence that is too long, cut at the last comma or space that fits; else where it is full."""
    pieces = []
    while len(sentence) > LONGEST:
        cuts = [match.end() for match in _COMMA.finditer(sentence, 0, LONGEST)]
        cut = next((place for place in reversed(cuts) if place > LONGEST // 3), LONGEST)
        pieces.append(sentence[:cut].strip())
        sentence = sentence[cut:].strip()
    return [*pieces, sentence] if sentence else pieces
