"""The knowledge test as an organiser writes it: questions with options, the right one marked. Pure.

A block of lines is a question: its text, then two to eight options, the right one with a star before it. An
empty line ends it.
"""

from typing import TypedDict

from consilium.certificates.vocabulary import BadRules
from consilium.kernel.texts import Unfit, clean_line

MOST, FEWEST_OPTIONS, MOST_OPTIONS = 30, 2, 8
LONGEST = 300
RIGHT = "*"


class TestQuestion(TypedDict):
    """`right` is the position of the right option."""

    text: str
    options: list[str]
    right: int


def parse(text: str) -> list[TestQuestion]:
    """The questions of a text. Raises BadRules with the number of the question as its path."""
    blocks: list[list[str]] = [[]]
    for line in text.replace("\r", "").split("\n"):
        if line.strip():
            blocks[-1].append(line.strip())
        elif blocks[-1]:
            blocks.append([])
    found = [_question(block, str(n)) for n, block in enumerate((block for block in blocks if block), 1)]
    if len(found) > MOST:
        raise BadRules("", f"at most {MOST} questions")
    return found


def _question(block: list[str], path: str) -> TestQuestion:
    first, *rest = block
    if not FEWEST_OPTIONS <= len(rest) <= MOST_OPTIONS:
        raise BadRules(path, f"needs {FEWEST_OPTIONS} to {MOST_OPTIONS} options, one a line")
    right = [n for n, line in enumerate(rest) if line.startswith(RIGHT)]
    if len(right) != 1:
        raise BadRules(path, "needs a star before exactly one option")
    options = [_line(line.removeprefix(RIGHT), path) for line in rest]
    if len(set(options)) != len(options):
        raise BadRules(path, "has the same option twice")
    return {"text": _line(first, path), "options": options, "right": right[0]}


def _line(text: str, path: str) -> str:
    try:
        return clean_line(text, LONGEST)
    except Unfit:
        raise BadRules(path, f"a line must have 1 to {LONGEST} characters") from None


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
