"""The knowledge test as organisers write it."""

import pytest

from consilium.certificates import knowledge
from consilium.certificates.knowledge import Why
from consilium.certificates.vocabulary import BadRules

TEXT = "Which dose?\n 5 mg\n* 10 mg\n20 mg\n\n\nيجب؟\r\n*نعم\r\nلا\n"


def test_questions_are_read_and_written_again() -> None:
    found = knowledge.parse(TEXT)
    assert found == [
        {"text": "Which dose?", "options": ["5 mg", "10 mg", "20 mg"], "right": 1},
        {"text": "يجب؟", "options": ["نعم", "لا"], "right": 0},
    ]
    assert knowledge.parse(knowledge.write(found)) == found
    assert knowledge.parse("") == [] == knowledge.parse("\n \n")


@pytest.mark.parametrize(
    ("text", "path", "why"),
    [
        ("Alone?", "1", Why.OPTIONS),
        ("Q?\n*a\nb\n\nQ?\na\nb", "2", Why.RIGHT),
        ("Q?\n*a\n*b", "1", Why.RIGHT),
        ("Q?\n*a", "1", Why.OPTIONS),
        ("Q?\n*a\na", "1", Why.TWICE),
        ("Q?\n*\nb", "1", Why.LINE),
        ("Q?\n*a\nb\0", "1", Why.LINE),
        ("Q?\n*a\n" + "b" * 301, "1", Why.LINE),
        ("Q?\n*a\n" + "\n".join("bcdefghi"), "1", Why.OPTIONS),
        ("\n\n".join(["Q?\n*a\nb"] * 31), "", Why.MANY),
    ],
)
def test_what_is_no_question(text: str, path: str, why: Why) -> None:
    with pytest.raises(BadRules) as refused:
        knowledge.parse(text)
    assert (refused.value.path, refused.value.why) == (path, why)
