"""Polls: each action as the log tells it, to each reader; ballots in bursts."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from consilium.eventlog.queries import entries
from consilium.kernel.audience import EVERYONE, STAFF, Audience
from consilium.kernel.refusals import Conflict, Invalid, NotAllowed, Unknown
from consilium.polls import actions
from consilium.polls.models import Poll, Vote
from consilium.polls.queries import ballots_of, snapshot
from consilium.polls.rules import Ballot
from consilium.room.actions import close_room
from consilium.seminars.models import Seminar
from tests.support.cast import Cast, make_cast
from tests.support.verify import verify_action

pytestmark = pytest.mark.django_db
OPTIONS = ["Nasal cannula", "Reservoir mask", "Refer"]


def draft(cast: Cast, form: str = "single", *, key: str = "poll-0001") -> Poll:
    return actions.draft_poll(cast.moderator, key=key, title="What first?", form=form, options=OPTIONS)


def opened(cast: Cast, form: str = "single", **values: Any) -> Poll:
    return actions.open_poll(cast.moderator, draft(cast, form).id, **values)


def told(cast: Cast, after: int = 0) -> list[tuple[str, Audience]]:
    return [(entry.kind, entry.audience) for entry in entries(cast.seminar.id, after=after)]


def vote(cast: Cast, poll: Poll, *ballots: tuple[str, tuple[int, ...]]) -> list[str]:
    return actions.cast_ballots(cast.seminar.id, [Ballot(who, poll.id, choices) for who, choices in ballots])


def test_a_poll_from_draft_to_result(cast: Cast) -> None:
    seminar, one, two = cast.seminar, cast.asker.person.id, cast.other.person.id
    with verify_action(seminar):
        poll = draft(cast)
    assert told(cast) == [("poll.drafted", STAFF)]
    with verify_action(seminar):
        actions.open_poll(cast.moderator, poll.id)
    with verify_action(seminar):
        assert vote(cast, poll, (one, (0,)), (two, (0,)), (cast.panellist.person.id, (2,))) == ["ok"] * 3
    with verify_action(seminar):
        actions.tally_ballots(seminar.id)
    assert snapshot(seminar, cast.other.reader).polls[poll.id].counts == ()
    assert snapshot(seminar, cast.moderator.reader).polls[poll.id].counts == (2, 0, 1)
    with verify_action(seminar):
        assert vote(cast, poll, (two, (1,))) == ["ok"]
        actions.close_poll(cast.moderator, poll.id)
    with verify_action(seminar):
        actions.publish_poll(cast.moderator, poll.id)
    known = snapshot(seminar, cast.other.reader).polls[poll.id]
    assert (known.status, known.counts, known.voters) == ("published", (1, 1, 1), 3)
    assert told(cast, 1) == [
        ("poll.opened", EVERYONE),
        ("ballots.tallied", STAFF),
        ("ballots.tallied", STAFF),
        ("poll.closed", EVERYONE),
        ("poll.published", EVERYONE),
    ]
    assert ballots_of(seminar, two) == {poll.id: [1]}


def test_a_draft_is_edited_and_discarded(cast: Cast) -> None:
    poll = draft(cast)
    with verify_action(cast.seminar):
        actions.edit_poll(cast.moderator, poll.id, title="How sure?", form="scale", options=["1", "2", "3"])
        actions.edit_poll(cast.moderator, poll.id, title="How sure?", form="scale", options=["1", "2", "3"])
    assert len(told(cast)) == 2
    with verify_action(cast.seminar):
        actions.discard_poll(cast.moderator, poll.id)
        actions.discard_poll(cast.moderator, poll.id)
    assert len(told(cast)) == 3
    with pytest.raises(Unknown):
        actions.open_poll(cast.moderator, poll.id)
    assert vote(cast, poll, (cast.asker.person.id, (0,))) == ["unknown"]


def test_closing_and_showing_in_one_step(cast: Cast) -> None:
    poll = opened(cast)
    with verify_action(cast.seminar):
        actions.publish_poll(cast.moderator, poll.id)
    known = snapshot(cast.seminar, cast.other.reader).polls[poll.id]
    assert (known.status, known.counts, known.voters) == ("published", (0, 0, 0), 0)
    assert told(cast, 2) == [("poll.closed", EVERYONE), ("poll.published", EVERYONE)]


STEPS: dict[str, Callable[[Cast, Poll], Poll]] = {
    "edit": lambda cast, poll: actions.edit_poll(
        cast.moderator, poll.id, title="Other", form="single", options=OPTIONS
    ),
    "discard": lambda cast, poll: actions.discard_poll(cast.moderator, poll.id),
    "open": lambda cast, poll: actions.open_poll(cast.moderator, poll.id),
    "close": lambda cast, poll: actions.close_poll(cast.moderator, poll.id),
    "publish": lambda cast, poll: actions.publish_poll(cast.moderator, poll.id),
}
CONFLICTS = {
    "draft": {"close", "publish"},
    "open": {"edit", "discard"},
    "closed": {"edit", "discard", "open"},
    "published": {"edit", "discard", "open", "close"},
}


@pytest.mark.parametrize("status", CONFLICTS)
@pytest.mark.parametrize("step", STEPS)
def test_steps_in_every_status(cast: Cast, status: str, step: str) -> None:
    poll = draft(cast)
    for earlier in {
        "draft": [],
        "open": ["open"],
        "closed": ["open", "close"],
        "published": ["open", "publish"],
    }[status]:
        STEPS[earlier](cast, poll)
    before = told(cast)
    if step in CONFLICTS[status]:
        with pytest.raises(Conflict), verify_action(cast.seminar):
            STEPS[step](cast, poll)
        assert told(cast) == before
    else:
        for _ in range(2):
            with verify_action(cast.seminar):
                STEPS[step](cast, poll)
        assert len(told(cast)) - len(before) <= 2


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("who", ["asker", "panellist"])
def test_only_moderators_run_polls(cast: Cast, step: str, who: str) -> None:
    poll = draft(cast)
    someone = Cast(**{**cast.__dict__, "moderator": getattr(cast, who)})
    with pytest.raises(NotAllowed):
        STEPS[step](someone, poll)
    with pytest.raises(NotAllowed):
        draft(someone, key="poll-0002")


@pytest.mark.parametrize("step", STEPS)
def test_a_poll_of_another_seminar_is_unknown(cast: Cast, step: str) -> None:
    with pytest.raises(Unknown):
        STEPS[step](cast, draft(make_cast()))
    for poll in ("", "\0", "x" * 26):
        with pytest.raises(Unknown):
            actions.close_poll(cast.moderator, poll)


@pytest.mark.parametrize(
    ("form", "choices", "answer"),
    [
        ("single", (1,), "ok"),
        ("single", (), "invalid"),
        ("single", (0, 1), "invalid"),
        ("multiple", (0, 2), "ok"),
        ("multiple", (2, 0), "ok"),
        ("multiple", (), "invalid"),
        ("multiple", (0, 0), "invalid"),
        ("scale", (2,), "ok"),
        ("scale", (3,), "invalid"),
        ("scale", (-1,), "invalid"),
        ("single", (10**30,), "invalid"),
    ],
)
def test_what_answers_a_poll(cast: Cast, form: str, choices: tuple[int, ...], answer: str) -> None:
    poll = opened(cast, form)
    assert vote(cast, poll, (cast.asker.person.id, choices)) == [answer]
    assert Vote.objects.count() == (answer == "ok")
    if answer == "ok":
        assert Vote.objects.get().choices == sorted(choices)


def test_the_last_ballot_that_was_acknowledged_counts(cast: Cast) -> None:
    poll, one = opened(cast, "multiple"), cast.asker.person.id
    assert vote(cast, poll, (one, (0,)), (one, (0,)), (one, (1, 2)), (one, (2, 1))) == ["ok", "already"] * 2
    assert vote(cast, poll, (one, (2, 1))) == ["already"]
    assert ballots_of(cast.seminar, one) == {poll.id: [1, 2]}
    with verify_action(cast.seminar):
        actions.tally_ballots(cast.seminar.id)
        actions.tally_ballots(cast.seminar.id)
    assert [entry.data for entry in entries(cast.seminar.id, after=2)] == [
        {"id": poll.id, "counts": [0, 1, 1], "voters": 1}
    ]


def test_ballots_that_do_not_count(cast: Cast) -> None:
    poll, one = draft(cast), cast.asker.person.id
    assert vote(cast, poll, (one, (0,))) == ["unknown"]
    actions.open_poll(cast.moderator, poll.id)
    assert vote(cast, poll, ("nobody", (0,))) == ["unknown"]
    assert vote(cast, opened(make_cast()), (one, (0,))) == ["unknown"]
    assert actions.cast_ballots("nothing", [Ballot(one, poll.id, (0,))]) == ["unknown"]
    actions.close_poll(cast.moderator, poll.id)
    assert vote(cast, poll, (one, (0,))) == ["closed"]
    Seminar.objects.filter(pk=cast.seminar.pk).update(status="ended")
    assert vote(cast, poll, (one, (0,))) == ["closed"]
    assert Vote.objects.count() == 0


def test_a_poll_closes_by_itself(cast: Cast) -> None:
    now = timezone.now()
    with verify_action(cast.seminar):
        poll = opened(cast, minutes=2, at=now)
    late = now + timedelta(minutes=2)
    ballot = Ballot(cast.asker.person.id, poll.id, (0,))
    assert actions.cast_ballots(cast.seminar.id, [ballot], at=late - timedelta(seconds=1)) == ["ok"]
    assert actions.close_due(cast.seminar.id, late - timedelta(seconds=1)) == 0
    assert actions.cast_ballots(cast.seminar.id, [ballot], at=late) == ["closed"]
    with verify_action(cast.seminar):
        assert actions.close_due(cast.seminar.id, late) == 1
        assert actions.close_due(cast.seminar.id, late) == 0
    assert told(cast, 2) == [("ballots.tallied", STAFF), ("poll.closed", EVERYONE)]
    assert entries(cast.seminar.id)[-1].actor == ""


@pytest.mark.parametrize("minutes", [0, -1, 1441, 10**12])
def test_how_long_a_poll_may_be_open(cast: Cast, minutes: int) -> None:
    with pytest.raises(Invalid):
        opened(cast, minutes=minutes)
    assert told(cast) == [("poll.drafted", STAFF)]


@pytest.mark.parametrize(
    ("form", "options"),
    [
        ("single", ["One"]),
        ("single", [str(number) for number in range(11)]),
        ("scale", [str(number) for number in range(12)]),
        ("ranking", ["A", "B"]),
        ("single", ["A", " a "]),
        ("single", ["A", " \u200b "]),
        ("single", ["A", "B\0"]),
        ("single", ["A", "x" * 201]),
    ],
)
def test_what_a_poll_may_look_like(cast: Cast, form: str, options: list[str]) -> None:
    with pytest.raises(Invalid):
        actions.draft_poll(cast.moderator, key="poll-0001", title="Title", form=form, options=options)
    assert Poll.objects.count() == 0 and told(cast) == []


def test_a_scale_has_up_to_eleven_marks(cast: Cast) -> None:
    marks = [str(number) for number in range(11)]
    with verify_action(cast.seminar):
        poll = actions.draft_poll(cast.moderator, key="poll-0001", title="A\nB", form="scale", options=marks)
    assert (poll.options, poll.title) == (marks, "A B")


def test_drafts_are_made_before_the_seminar_and_opened_in_it() -> None:
    cast = make_cast(Seminar.Status.PUBLISHED)
    with verify_action(cast.seminar):
        poll = draft(cast)
    assert draft(cast) == poll and len(told(cast)) == 1
    with pytest.raises(Conflict):
        actions.open_poll(cast.moderator, poll.id)
    Seminar.objects.filter(pk=cast.seminar.pk).update(status="ended")
    for step in STEPS.values():
        with pytest.raises(Conflict):
            step(cast, poll)


def test_a_poll_closes_with_its_seminar_and_is_published_afterwards(cast: Cast) -> None:
    poll, one = opened(cast), cast.asker.person.id
    assert vote(cast, poll, (one, (1,))) == ["ok"]
    with pytest.raises(NotAllowed):
        close_room(cast.seminar, by=cast.panellist)
    with verify_action(cast.seminar):
        close_room(cast.seminar, by=cast.moderator)
    assert [kind for kind, _ in told(cast)][-3:] == ["ballots.tallied", "poll.closed", "seminar.ended"]
    assert vote(cast, poll, (one, (0,))) == ["closed"]
    with pytest.raises(NotAllowed):
        actions.publish_poll(cast.asker, poll.id)
    for _again in range(2):
        with verify_action(cast.seminar):
            actions.publish_poll(cast.moderator, poll.id)
    assert told(cast)[-1] == ("poll.published", EVERYONE)
    known = snapshot(cast.seminar, cast.other.reader).polls[poll.id]
    assert (known.status, known.counts, known.voters) == ("published", (0, 1, 0), 1)
