"""Who may read an entry. Required and typed everywhere, because a wrong audience is a leak."""

from dataclasses import dataclass, replace
from typing import Self

_KINDS = ("everyone", "staff", "booth", "person")


@dataclass(frozen=True)
class Audience:
    """Everyone in the seminar, its staff, one booth, or one person.

    One person means that person **and the staff**: a question held for review is seen by who asked it
    and by the moderators. One booth means the interpreters who work in it, and who
    coordinates all booths.
    """

    kind: str
    of: str = ""

    def __post_init__(self) -> None:
        if self.kind not in _KINDS or bool(self.of) != (self.kind in ("booth", "person")):
            raise ValueError(f"no such audience: {self.kind!r}")

    @classmethod
    def booth(cls, booth: str) -> Self:
        return cls("booth", booth)

    @classmethod
    def person(cls, person: str) -> Self:
        return cls("person", person)

    @classmethod
    def parse(cls, text: str) -> Self:
        """The inverse of `str()`. Raises ValueError on anything else."""
        kind, _, of = text.partition(":")
        return cls(kind, of)

    def __str__(self) -> str:
        return f"{self.kind}:{self.of}" if self.of else self.kind


EVERYONE = Audience("everyone")
STAFF = Audience("staff")


#: Among a reader's booths: all of them, also those that are opened later. For who coordinates the booths.
EVERY_BOOTH = "*"


@dataclass(frozen=True)
class Reader:
    """Someone who follows a stream: the person's id, whether they are staff, and the booths they work in.

    `language` is the one they read: of facts told language by language (cues, translated texts) they are sent
    that one only. "" reads all of them: the workers, the archive.
    """

    person: str
    staff: bool = False
    booths: frozenset[str] = frozenset()
    language: str = ""

    def may_read(self, audience: Audience, language: str = "") -> bool:
        """`language` is that of `facts.language_of`: "" when the fact is told to all languages alike."""
        if language and self.language and language != self.language:
            return False
        return self._is_meant(audience)

    def alike(self) -> Self:
        """The reader without a name: equal for all who are sent the same, but for what is told one person."""
        return replace(self, person="")

    def _is_meant(self, audience: Audience) -> bool:
        match audience.kind:
            case "everyone":
                return True
            case "staff":
                return self.staff
            case "booth":
                return audience.of in self.booths or EVERY_BOOTH in self.booths
            case _:
                return self.staff or audience.of == self.person
