"""What a page may report, and when checks are due."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consilium.checks import rules

ID = "a" * 26
GLANCE: dict[str, Any] = {"tab": "tab-00001", "number": 0, "visible": True, "ago": 0}


def test_what_is_well_formed() -> None:
    assert rules.answer("p", {"check": ID, "token": "t"}) == rules.Answer("p", ID)
    assert rules.glance("p", GLANCE | {"ago": 1500}) == rules.Glance(
        "p", "tab-00001", 0, True, timedelta(seconds=1.5)
    )


@pytest.mark.parametrize("check", [None, 7, "", "x\0" + "a" * 24, ID.upper(), [ID], {"id": ID}])
def test_no_answers(check: object) -> None:
    assert rules.answer("p", {"check": check}) is None


@pytest.mark.parametrize(
    "change",
    [
        {"tab": None},
        {"tab": "short"},
        {"tab": "tab\0" + "0" * 8},
        {"tab": "таб-00001"},
        {"tab": "t" * 41},
        {"number": -1},
        {"number": 2000},
        {"number": True},
        {"number": 1.0},
        {"visible": 1},
        {"visible": "true"},
        {"ago": -1},
        {"ago": 3_600_001},
        {"ago": 1e3},
        {"ago": False},
    ],
)
def test_no_glances(change: dict[str, object]) -> None:
    assert rules.glance("p", GLANCE | change) is None


@given(st.text(), st.integers(0, 500), st.integers(0, 7200), st.integers(0, 7200))
def test_a_gap_lies_in_its_bounds_and_is_drawn_once(seed: str, number: int, one: int, more: int) -> None:
    seed = seed.encode("utf-8", "replace").decode()
    shortest, longest = timedelta(seconds=one), timedelta(seconds=one + more)
    gap = rules.gap(seed, number, shortest, longest)
    assert shortest <= gap <= longest
    assert gap == rules.gap(seed, number, shortest, longest)


def test_gaps_differ() -> None:
    gaps = {rules.gap("seed", number, timedelta(minutes=10), timedelta(minutes=20)) for number in range(40)}
    others = {
        rules.gap("other", number, timedelta(minutes=10), timedelta(minutes=20)) for number in range(40)
    }
    assert len(gaps) > 30 and gaps != others
