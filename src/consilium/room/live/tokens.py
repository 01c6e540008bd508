"""The stream token: who may follow which seminar, signed by `web`, checked here without the database.

Its age is checked when a connection opens; an open connection outlives its token.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.core import signing

from consilium.kernel.audience import Reader

SALT = "consilium.stream"
_REMEMBERED = 20_000


@dataclass(frozen=True)
class StreamToken:
    """What a token says. `state` is the member state's ISO code or ""; `issued` seconds since 1970."""

    seminar: str
    reader: Reader
    state: str = ""
    issued: float = 0.0


class BadToken(Exception):
    """Not ours, altered, or too old."""


def write(token: StreamToken) -> str:
    """Sign a token with this moment as its date."""
    reader = token.reader
    claims = {
        "s": token.seminar,
        "p": reader.person,
        "staff": reader.staff,
        "b": sorted(reader.booths),
        "l": reader.language,
        "c": token.state,
    }
    return signing.dumps(claims, salt=SALT)


class TokenReader:
    """Checks signatures, and remembers the good ones: a burst of ballots brings the same token again and
    again.
    """

    def __init__(self, life: timedelta, now: Callable[[], float] = time.time) -> None:
        self._life = life.total_seconds()
        self._now = now
        self._known: dict[str, StreamToken] = {}
        self._signer = signing.TimestampSigner(salt=SALT)

    def read(self, text: str) -> StreamToken:
        """The token of a connection that opens. Raises BadToken when forged or older than its life."""
        token = self.read_any_age(text)
        if not self.is_young(token):
            raise BadToken("expired")
        return token

    def is_young(self, token: StreamToken) -> bool:
        return self._now() - token.issued <= self._life

    def read_any_age(self, text: str) -> StreamToken:
        """The token whatever its age. Raises BadToken when forged."""
        token = self._known.get(text)
        if token is None:
            token = _parse(self._signer, text)
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[text] = token
        return token


def _parse(signer: signing.TimestampSigner, text: str) -> StreamToken:
    if not 0 < len(text) <= 2048:
        raise BadToken("no token")
    try:
        claims = signer.unsign_object(text)  # the signature covers the date that is read below
        issued = signing.b62_decode(text.rsplit(":", 2)[1])
        booths, language = frozenset(map(str, claims["b"])), str(claims["l"])
        reader = Reader(str(claims["p"]), claims["staff"] is True, booths, language)
        return StreamToken(str(claims["s"]), reader, str(claims["c"]), float(issued))
    except (signing.BadSignature, KeyError, TypeError, ValueError) as error:
        raise BadToken("forged") from error
