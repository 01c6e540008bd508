"""Moments of the log as places in a sound without holes."""

import pytest

from consilium.archive.pack.timeline import Timeline, changes, clock

LINE = Timeline(((1000, 4000), (9000, 4000)))  # from 5000 to 9000 nothing is heard


@pytest.mark.parametrize(
    ("moment", "place"),
    [
        *((0, 0), (1000, 0), (3000, 2000), (4999, 3999), (5000, 4000), (8999, 4000), (9000, 4000)),
        *((9001, 4001), (13000, 8000), (99000, 8000)),
    ],
)
def test_places(moment: int, place: int) -> None:
    assert LINE.place(moment) == place


def test_nothing_is_heard_of_an_empty_one() -> None:
    empty = Timeline(())
    assert (empty.length, empty.place(5), empty.holds(0), empty.placed([(0, "a")])) == (0, 0, False, [])


def test_what_held_before_the_beginning_holds_at_it_and_what_fell_into_a_hole_is_not_told() -> None:
    told = [
        (0, "early"),
        (500, "first"),
        (2000, "second"),
        (5500, "secret"),
        (6000, "third"),
        (13000, "late"),
    ]
    assert LINE.placed(told) == [(0, "first"), (1000, "second"), (4000, "third")]


def test_what_is_the_same_again_is_no_change() -> None:
    assert changes([(0, "a"), (1, "a"), (2, "b"), (3, "a")]) == [(0, "a"), (2, "b"), (3, "a")]


def test_clock() -> None:
    assert [clock(one) for one in (0, 59_999, 61_000, 3_723_000)] == ["0:00", "0:59", "1:01", "1:02:03"]
