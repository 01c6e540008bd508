"""The knowledge test as an organiser writes it: questions with options, the right one marked. Pure.

A block of lines is a question: its text, then two to eight options, the right one with a star before it. An
empty line ends it.
"""

from enum import StrEnum
from typing import TypedDict

from consilium.certificates.vocabulary import BadRules
from consilium.kernel.texts import Unfit, clean_line

MOST, FEWEST_OPTIONS, MOST_OPTIONS = 30, 2, 8
LONGEST = 300
RIGHT = "*"


class Why(StrEnum):
    """Why a text is refused; `forms` has the words."""

    MANY = "many"
    OPTIONS = "options"
    RIGHT = "right"
    TWICE = "twice"
    LINE = "line"


class TestQuestion(TypedDict):
    """`right` is the position of the right option."""

    text: str
    options: list[str]
    right: int


def parse(text: str) -> list[TestQuestion]:
    """The questions of a text. Raises BadRules: the number of the question, and a `Why`."""
    blocks: list[list[str]] = [[]]
    for line in text.replace("\r", "").split("\n"):
        if line.strip():
            blocks[-1].append(line.strip())
        elif blocks[-1]:
            blocks.append([])
    found = [_question(block, str(n)) for n, block in enumerate((block for block in blocks if block), 1)]
    if len(found) > MOST:
        raise BadRules("", Why.MANY)
    return found


def _question(block: list[str], path: str) -> TestQuestion:
    first, *rest = block
    if not FEWEST_OPTIONS <= len(rest) <= MOST_OPTIONS:
        raise BadRules(path, Why.OPTIONS)
    right = [n for n, line in enumerate(rest) if line.startswith(RIGHT)]
    if len(right) != 1:
        raise BadRules(path, Why.RIGHT)
    options = [_line(line.removeprefix(RIGHT), path) for line in rest]
    if len(set(options)) != len(options):
        raise BadRules(path, Why.TWICE)
    return {"text": _line(first, path), "options": options, "right": right[0]}


def _line(text: str, path: str) -> str:
    try:
        return clean_line(text, LONGEST)
    except Unfit:
        raise BadRules(path, Why.LINE) from None


def write(questions: list[TestQuestion]) -> str:
    """The inverse of `parse`."""
    return "\n\n".join(
        "\n".join(
            [
                question["text"],
                *(
                    f"{RIGHT} {option}" if n == question["right"] else option
                    for n, option in enumerate(question["options"])
                ),
            ]
        )
        for question in questions
    )
