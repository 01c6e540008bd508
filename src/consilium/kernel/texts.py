"""What people write, made fit to keep and to show to others."""

import re
import unicodedata

# Embeddings, overrides and isolates would turn the text around them; marks that join letters (Persian) stay.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_EMPTY_LINES = re.compile(r"\n{3,}")


class Unfit(ValueError):
    """The text cannot be kept. `code` is "broken" (NUL or half a character), "empty" or "too_long"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def clean(text: str, limit: int) -> str:
    """The text without control characters and outer white space, at most `limit` characters. Raises Unfit."""
    if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise Unfit("broken")
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    text = "".join(letter for letter in text if letter == "\n" or unicodedata.category(letter) != "Cc")
    text = _EMPTY_LINES.sub("\n\n", _TURNING.sub("", text)).strip()
    if not any(unicodedata.category(letter)[0] not in "CZM" for letter in text):
        raise Unfit("empty")
    if len(text) > limit:
        raise Unfit("too_long")
    return text


def clean_line(text: str, limit: int) -> str:
    """The same in one line: a title, an option."""
    return clean(" ".join(text.split()), limit)


def written_in(spoken: list[str], interface: str) -> str:
    """The language a person's text is probably in: their first, else their interface's, else "und"."""
    return next((tag for tag in (*spoken, interface) if tag), "und")
