"""Which language a text is in. Pure; the model (py3langid) is loaded with the first text, in a second or two.

The script decides first. Within a script the model ranks our languages only, and the writer's own language
is given a start: over a few words it wins, over a sentence in another language it loses. Letters that a
language does not have speak against it.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from typing import Any

UNKNOWN = "und"
HEAD_START = 9.0  # nats of the model's score
FOREIGN = 14.0  # what a letter costs that the language does not have
LONGEST = 2000

CANDIDATES: Mapping[str, tuple[str, ...]] = {
    "CYRILLIC": ("ru", "kk", "ky", "tg", "be", "uz"),
    "LATIN": ("en", "pt", "fr", "es", "uz"),
    "ARABIC": ("ar", "fa", "ur"),
    "CJK": ("zh-hans",),
    "DEVANAGARI": ("hi",),
}
#: Letters that only these languages of the script use.
LETTERS: Mapping[str, tuple[str, ...]] = {
    "әұһ": ("kk",),
    "ңөү": ("kk", "ky"),
    "қғ": ("kk", "tg", "uz"),
    "ҳ": ("tg", "uz"),
    "ӣӯҷ": ("tg",),
    "ў": ("be", "uz"),
    "і": ("be", "kk"),
    "щ": ("ru", "kk", "ky"),
    "ñ¿¡": ("es",),
    "ãõ": ("pt",),
    "èùêîûœ": ("fr", "pt"),
    "ʻʼ": ("uz",),
    "ٹڈڑںھہےۓۂ": ("ur",),
    "پچژگک": ("fa", "ur"),
    "ۀ": ("fa",),
    "ةىإأؤ": ("ar",),
}
_WORDS = re.compile(r"[^\W\d_]+")


def prepare() -> None:
    """Load the model now: who writes first would wait for it, and with them all who write in that seminar."""
    _rank("")


def detect(text: str, profile: str = "") -> str:
    """The tag of the text's language: one of ours, else the writer's (`profile`), else "und"."""
    text = unicodedata.normalize("NFC", text[:LONGEST])
    script = _script(text)
    among = CANDIDATES.get(script, ())
    base = profile.partition("-")[0]
    if not among:
        return profile or UNKNOWN
    if len(among) == 1:
        return profile if base == among[0].partition("-")[0] else among[0]
    if base not in among and profile and _is_written_in(profile, script):
        among = (*among, base)
    scores = dict(_rank(text.lower()))
    best = max(among, key=lambda tag: _score(tag, scores, text.lower(), base))
    return profile if best == base else best


def _score(tag: str, scores: Mapping[str, float], text: str, own: str) -> float:
    known = scores.get(tag, min(scores.values()))
    foreign = sum(
        1 for letters, tags in LETTERS.items() if tag not in tags and any(x in text for x in letters)
    )
    return known - FOREIGN * foreign + (HEAD_START if tag == own else 0.0)


def _script(text: str) -> str:
    """The script of most letters; Han counts for more, as one letter is a word."""
    counts: Counter[str] = Counter()
    for letter in text:
        if letter.isalpha():
            script = unicodedata.name(letter, "").partition(" ")[0]
            counts[script] += 3 if script == "CJK" else 1
    return counts.most_common(1)[0][0] if counts else ""


def _is_written_in(profile: str, script: str) -> bool:
    """Whether a language that we have no list for may be written in this script."""
    base = profile.partition("-")[0]
    scripts = {
        name for name, tags in CANDIDATES.items() if any(tag.partition("-")[0] == base for tag in tags)
    }
    return not scripts and script == "LATIN"


def _rank(text: str) -> list[tuple[str, float]]:
    import py3langid

    found: Any = py3langid.rank(text)
    return [(str(tag), float(score)) for tag, score in found]
