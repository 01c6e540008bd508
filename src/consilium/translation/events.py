"""Facts about texts of a seminar in other languages. A `subject` names a text: "question:<id>", see docs."""

from consilium.kernel.facts import fact


@fact
class TextTranslated:
    """A text in one more language: by `engine`, or by a person (`by`), whose words replace the machine's.

    `doubts` are the figures, doses and units that differ from the original.
    """

    by_language = True

    subject: str
    language: str
    text: str
    engine: str
    by: str
    doubts: tuple[str, ...]


@fact
class TextRecognised:
    """The language a text is written in, put right by a person."""

    subject: str
    language: str


@fact
class TextWithdrawn:
    """The text was removed, and its translations with it."""

    subject: str


@fact
class LanguageWanted:
    """Someone reads this language from now on: texts are translated into it. For the staff."""

    language: str
