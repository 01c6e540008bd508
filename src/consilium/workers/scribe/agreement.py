"""Which words are settled: those that two hypotheses in a row begin with. Pure."""

import unicodedata
from collections.abc import Iterable, Sequence

from consilium.workers.scribe.recogniser import Word


def plain(text: str) -> str:
    """A word for comparison: no case, no punctuation."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in folded if unicodedata.category(letter)[0] in "LMN")


def agreed(before: Sequence[Word], now: Sequence[Word]) -> tuple[Word, ...]:
    """The beginning of `now` that `before` had as well; never its last word, which may have been cut off."""
    number = 0
    for old, new in zip(before, now, strict=False):
        if plain(old.text) != plain(new.text):
            break
        number += 1
    return tuple(now[: min(number, max(0, len(now) - 1))])


def in_circles(marks: Sequence[int], limit: int) -> bool:
    """Whether a decoder has lost itself: at its limit, or the same few tokens three times at the end."""
    if len(marks) >= limit:
        return True
    return any(
        len(marks) >= 3 * size
        and tuple(marks[-size:]) == tuple(marks[-2 * size : -size]) == tuple(marks[-3 * size : -2 * size])
        for size in range(1, 7)
    )


def text_of(words: Iterable[Word]) -> str:
    """Words as one line, as the language writes them."""
    return " ".join("".join(word.text for word in words).split())
