"""Where one may look is kept to, whether marks lead there or the rows alone decide."""

from itertools import product

import pytest

from consilium.search.actions import as_row
from consilium.search.index import FEW, Place, Sought, index
from consilium.search.models import Passage
from consilium.search.rules import LOGGED, PUBLIC, Kind
from consilium.search.words import parse
from tests.support.factories import SeminarFactory

pytestmark = pytest.mark.django_db
NUMBER = FEW + 3
LANGUAGES = ("en", "zh-Hans")


@pytest.fixture
def rows() -> list[Passage]:
    """In each seminar a text of each kind in each language, all with the same word."""
    seminars = SeminarFactory.create_batch(NUMBER)
    made = [
        Passage(
            seminar=seminar,
            subject=f"{kind}:{number}",
            language=language,
            kind=kind,
            text="oxygen",
            answered=kind == Kind.QUESTION and number % 2 == 0,
        )
        for number, (seminar, kind, language) in enumerate(product(seminars, Kind, LANGUAGES))
    ]
    made = Passage.objects.bulk_create(made)
    index().add(as_row(row) for row in made)
    return made


def holds(place: Place, row: Passage) -> bool:
    """Read plainly."""
    return (
        row.kind in place.kinds
        and (place.seminars is None or row.seminar_id in place.seminars)
        and place.language.lower() in ("", row.language.lower())
        and (row.answered or not place.answered)
    )


@pytest.mark.parametrize("language", ["", "en", "zh-hans", "ru"])
@pytest.mark.parametrize("number", [None, 0, 1, FEW, FEW + 1])
@pytest.mark.parametrize("newest", [False, True])
def test_only_what_lies_there_is_found(
    rows: list[Passage], newest: bool, number: int | None, language: str
) -> None:
    seminars = sorted({row.seminar_id for row in rows})
    some = None if number is None else seminars[:number]
    for places in (
        [Place(LOGGED, some, language)],
        [Place(PUBLIC, some, language)],
        [Place(PUBLIC, None, language), Place(LOGGED, some, language)],
        [Place(PUBLIC, seminars[-1:], language), Place(LOGGED, some, language)],
        [Place(frozenset({Kind.QUESTION}), some, language, answered=True)],
    ):
        found = index().find(Sought(parse("oxygen", ["en"]), places), newest=newest, limit=1000)
        wanted = {row.id for row in rows if any(holds(place, row) for place in places)}
        assert set(found) == wanted and len(found) == len(wanted)
        if newest:
            assert found == sorted(found, reverse=True)


def test_an_answer_opens_what_looks_for_answered_ones(rows: list[Passage]) -> None:
    row = next(row for row in rows if row.kind == Kind.QUESTION and not row.answered)
    place = Place(frozenset({Kind.QUESTION}), [row.seminar_id], answered=True)
    sought = Sought(parse("oxygen", ["en"]), [place])
    assert row.id not in index().find(sought, newest=True, limit=1000)
    row.answered = True
    row.save()
    index().add([as_row(row)])
    assert row.id in index().find(sought, newest=True, limit=1000)
