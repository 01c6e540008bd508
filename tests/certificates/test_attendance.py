"""Spans: what must hold of every cut and sum, and the examples that the explanation gives."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from consilium.certificates import attendance as spans
from consilium.certificates.attendance import Attendance, Called, Course, Look, Part, Span, Spans

MINUTE = 60_000
SPANS = st.lists(st.tuples(st.integers(-50, 250), st.integers(-50, 250)), max_size=12)


def moments(given: "list[Span] | Spans") -> set[int]:
    """Every millisecond: the slow way, with which all is compared."""
    return {moment for start, end in given for moment in range(start, end)}


def is_tidy(given: Spans) -> bool:
    ends = [edge for span in given for edge in span]
    return ends == sorted(set(ends))


@given(SPANS, SPANS)
def test_cutting_and_adding_are_those_of_sets(one: list[Span], other: list[Span]) -> None:
    for made, wanted in (
        (spans.union(one, other), moments(one) | moments(other)),
        (spans.both(one, other), moments(one) & moments(other)),
        (spans.without(one, other), moments(one) - moments(other)),
    ):
        assert moments(made) == wanted and is_tidy(made)
        assert spans.length(made) == len(wanted)


@given(SPANS, st.integers(0, 80))
def test_joining_closes_short_gaps_and_no_others(given: list[Span], gap: int) -> None:
    made = spans.joined(given, gap)
    assert is_tidy(made) and moments(given) <= moments(made)
    assert all(right[0] - left[1] >= max(gap, 1) for left, right in itertools.pairwise(made))
    edges = {edge for span in given for edge in span}
    assert all(start in edges and end in edges for start, end in made)
    assert spans.joined(made, gap) == made
    assert spans.joined(reversed(given), gap) == made


@given(SPANS, SPANS)
def test_nobody_gains_by_leaving(one: list[Span], other: list[Span]) -> None:
    """More presence never counts for less, whatever the order in which it was told."""
    course = Course(0, 200, (Part("a", 20, 80), Part("p", 80, 120, pause=True), Part("b", 120, 200)))
    for alone in (True, False):
        possible = spans.countable(course, only_contributions=alone)
        less = spans.both(spans.stays(Attendance(course, {"room": tuple(one)}), ["room"]), possible)
        more = spans.both(spans.stays(Attendance(course, {"room": (*other, *one)}), ["room"]), possible)
        assert moments(less) <= moments(more)
        assert spans.length(more) <= spans.length(possible) == (140 if alone else 160)


def test_a_minute_is_away_and_less_is_not() -> None:
    stay = [(0, 10 * MINUTE), (11 * MINUTE - 1, 20 * MINUTE), (21 * MINUTE, 30 * MINUTE)]
    assert spans.joined(stay) == ((0, 20 * MINUTE), (21 * MINUTE, 30 * MINUTE))


def test_contributions_end_where_the_next_begins() -> None:
    rows = [("b", 40, False), ("a", 10, False), ("p", 30, True), ("late", 120, False), ("a", 60, False)]
    assert spans.parts_of(rows, 100) == (
        Part("a", 10, 30),
        Part("p", 30, 40, pause=True),
        Part("b", 40, 60),
        Part("a", 60, 100),
    )


def test_without_an_agenda_the_whole_seminar_counts() -> None:
    assert spans.countable(Course(0, 100), only_contributions=True) == ((0, 100),)
    pause = Course(0, 100, (Part("p", 50, 60, pause=True),))
    assert spans.countable(pause, only_contributions=True) == ((0, 50), (60, 100))


def look(tab: str, number: int, at: int, visible: bool) -> Look:
    return Look(tab, number, at, visible)


def test_a_page_is_visible_from_its_word_to_its_next_or_the_end_of_the_stay() -> None:
    stays = ((0, 100), (200, 300))
    assert spans.visible([], stays) == ()
    assert spans.visible([look("t", 0, 10, True)], stays) == ((10, 100),)
    assert spans.visible([look("t", 0, 10, True), look("t", 1, 30, False)], stays) == ((10, 30),)
    assert spans.visible([look("t", 1, 30, False), look("t", 0, 10, True)], stays) == ((10, 30),)
    # it crashed, and another was opened that stays hidden
    assert spans.visible([look("t", 0, 10, True), look("u", 0, 210, False)], stays) == ((10, 100),)
    # one of two suffices
    two = [look("t", 0, 0, True), look("u", 0, 0, True), look("t", 1, 40, False)]
    assert spans.visible(two, stays) == ((0, 100),)
    # a word from between two stays is nobody's
    assert spans.visible([look("t", 0, 150, True)], stays) == ()


CHECKS = (Called("a", 10, 20), Called("b", 50, 60), Called("c", 95, 105))


def test_a_check_is_asked_of_who_is_there_and_has_time() -> None:
    course = Course(0, 100, (), CHECKS)
    here = Attendance(course, {"room": ((0, 100),)})
    assert [check.id for check in spans.asked(here, ((0, 100),))] == ["a", "b"]
    assert [check.id for check in spans.asked(here, ((11, 100),))] == ["b"]
    assert spans.asked(Attendance(course, exempt=True), ((0, 100),)) == ()


def test_an_unanswered_check_stops_the_clock_until_the_next_answer() -> None:
    course = Course(0, 100, (), CHECKS)
    asked = CHECKS[:2]
    assert spans.stopped(Attendance(course, answers={"a": 20, "b": 51}), asked) == ()
    assert spans.stopped(Attendance(course, answers={"a": 21, "b": 51}), asked) == ((20, 21),)
    assert spans.stopped(Attendance(course, answers={"b": 51}), asked) == ((20, 51),)
    assert spans.stopped(Attendance(course, answers={"a": 15, "b": 90}), asked) == ((60, 90),)
    assert spans.stopped(Attendance(course), asked) == ((20, 100),)
