"""Recording: each action as the log tells it; who may, when, and how often."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from consilium.eventlog.queries import entries
from consilium.jobs.models import Lease
from consilium.jobs.queries import Worker
from consilium.kernel.audience import EVERYONE
from consilium.kernel.refusals import Conflict, Invalid, NotAllowed, TooMany, Unknown
from consilium.kernel.roles import Role
from consilium.kernel.timecode import milliseconds
from consilium.recordings import actions, queries, rules
from consilium.recordings.models import Acknowledged, Segment, Take
from consilium.room.actions import close_room
from consilium.seminars.models import Seminar
from tests.recordings.conftest import ago, piece
from tests.support.cast import Cast, make_cast
from tests.support.factories import member
from tests.support.verify import verify_action

pytestmark = pytest.mark.django_db
KEY = "key-00001"


def kinds(cast: Cast) -> list[str]:
    return [entry.kind for entry in entries(cast.seminar.id)]


def take_of(cast: Cast) -> Take:
    return actions.start_recording(cast.moderator, key=KEY)


def test_everybody_is_told_that_they_are_recorded(cast: Cast) -> None:
    with verify_action(cast.seminar):
        take = take_of(cast)
        assert actions.start_recording(cast.moderator, key=KEY) == take
        assert actions.start_recording(cast.moderator, key="key-00002") == take, "one at a time"
    assert kinds(cast) == ["recording.started"]
    entry = entries(cast.seminar.id)[0]
    assert (entry.audience, entry.actor) == (EVERYONE, cast.moderator.person.id)


def test_a_take_ends_once(cast: Cast) -> None:
    take = take_of(cast)
    with verify_action(cast.seminar):
        actions.stop_recording(cast.moderator, take.id)
        actions.stop_recording(cast.moderator, take.id)
    assert kinds(cast) == ["recording.started", "recording.stopped"]
    assert actions.start_recording(cast.moderator, key="key-00002") != take


def test_a_take_ends_with_its_seminar(cast: Cast) -> None:
    take = take_of(cast)
    with verify_action(cast.seminar):
        close_room(cast.seminar, by=cast.moderator)
    take.refresh_from_db()
    assert take.status == Take.Status.OVER
    assert kinds(cast)[-2:] == ["recording.stopped", "seminar.ended"]


def test_only_who_leads_may_record(cast: Cast) -> None:
    take = take_of(cast)
    for who in (cast.asker, cast.panellist, member(cast.seminar, Role.INTERPRETER)):
        with pytest.raises(NotAllowed):
            actions.start_recording(who, key="key-00002")
        with pytest.raises(NotAllowed):
            actions.stop_recording(who, take.id)
    actions.stop_recording(member(cast.seminar, Role.TECHNICIAN), take.id)


def test_nothing_is_recorded_before_or_after(cast: Cast) -> None:
    for status in (Seminar.Status.PUBLISHED, Seminar.Status.ENDED):
        other = make_cast(status)
        with pytest.raises(Conflict):
            actions.start_recording(other.moderator, key=KEY)
        with pytest.raises(Unknown):
            actions.stop_recording(other.moderator, take_of(cast).id)


def test_takes_are_not_endless(cast: Cast) -> None:
    Take.objects.bulk_create(
        Take(seminar=cast.seminar, key=f"old-{number}", status=Take.Status.OVER, started_at=timezone.now())
        for number in range(rules.TAKES_AT_MOST)
    )
    with pytest.raises(TooMany):
        actions.start_recording(cast.moderator, key="key-00002")


def test_the_first_segment_says_that_it_is_on(cast: Cast, recorder: Worker) -> None:
    take = take_of(cast)
    with verify_action(cast.seminar):
        first = actions.add_segment(recorder, take.id, piece(0))
        again = piece(0, at=first.at, discontinuity=True)
        assert actions.add_segment(recorder, take.id, again) == first
        actions.add_segment(recorder, take.id, piece(1))
    assert kinds(cast) == ["recording.started", "recording.reported"]
    assert entries(cast.seminar.id)[-1].data == {"take": take.id, "status": "on"}
    assert queries.resume(take).next == 2
    assert [part.name for part in queries.parts(take, "floor")] == ["000000-floor.m4s", "000001-floor.m4s"]


def announce(recorder: Worker, take: Take, *names: str) -> None:
    for name in names:
        actions.add_rendition(recorder, take.id, name, codec="opus", width=0, height=0)


def test_it_is_on_when_all_that_was_announced_has_begun(cast: Cast, recorder: Worker) -> None:
    """Every page that waits asks for the list of renditions at this word, and asks once."""
    take = take_of(cast)
    announce(recorder, take, "video", "floor", "kk", "ru")
    with verify_action(cast.seminar):
        for name in ("video", "floor", "kk", "ru"):
            assert kinds(cast) == ["recording.started"] and not queries.is_ready(take), name
            actions.add_segment(recorder, take.id, piece(0, name))
    assert kinds(cast)[1:] == ["recording.reported"]
    announce(recorder, take, "hi")
    take.refresh_from_db()
    assert queries.is_ready(take), "a channel that is opened later takes nothing away"


def test_the_floor_need_not_be_announced(cast: Cast, recorder: Worker) -> None:
    take = take_of(cast)
    announce(recorder, take, "video")
    actions.add_segment(recorder, take.id, piece(0, "video"))
    assert not queries.is_ready(take)
    actions.add_segment(recorder, take.id, piece(0))
    assert queries.is_ready(take)


def test_what_never_begins_holds_nothing_for_ever(cast: Cast, recorder: Worker) -> None:
    """The third slot is here: what the first two lack will not come."""
    take = take_of(cast)
    announce(recorder, take, "video", "floor", "kk")
    for n in range(3):
        assert kinds(cast) == ["recording.started"]
        for name in ("video", "floor"):
            actions.add_segment(recorder, take.id, piece(n, name))
    assert kinds(cast)[1:] == ["recording.reported"]


def test_nor_does_a_recorder_that_ended_within_the_first_slot(cast: Cast, recorder: Worker) -> None:
    take = take_of(cast)
    announce(recorder, take, "video", "floor", "kk")
    actions.add_segment(recorder, take.id, piece(0))
    assert not queries.is_ready(take)
    Segment.objects.update(at=ago(rules.ANNOUNCED / 1000 + 5))
    assert queries.is_ready(take)
    other = take_of(make_cast())
    actions.report(recorder, take.id, "broken")
    take.refresh_from_db()
    assert queries.is_ready(take) and not queries.is_ready(other)


def test_a_playlist_grows_at_its_end_only(cast: Cast, recorder: Worker) -> None:
    take = take_of(cast)
    for n in (0, 2, 3):
        actions.add_segment(recorder, take.id, piece(n))
    assert len(queries.parts(take, "floor")) == 1
    actions.add_segment(recorder, take.id, piece(1))
    assert len(queries.parts(take, "floor")) == 4


def test_what_never_came_is_left_out_after_a_while(cast: Cast, recorder: Worker) -> None:
    take = take_of(cast)
    Take.objects.update(started_at=timezone.now() - timedelta(minutes=10))
    for n in (0, 2):
        actions.add_segment(recorder, take.id, piece(n, at=ago(120) + n * 4000))
    assert [part.discontinuity for part in queries.parts(take, "floor")] == [False, True]


def test_a_broken_recording_is_told_and_mended(cast: Cast, recorder: Worker) -> None:
    take = take_of(cast)
    with verify_action(cast.seminar):
        actions.report(recorder, take.id, "broken")
        actions.report(recorder, take.id, "broken")
        actions.add_segment(recorder, take.id, piece(0))
    told = [entry.data["status"] for entry in entries(cast.seminar.id) if entry.kind == "recording.reported"]
    assert told == ["broken", "on"]


def test_a_take_that_its_recorder_left_is_told_and_mended(cast: Cast, lease: Lease, recorder: Worker) -> None:
    """The recorder's whole machine is gone: nobody says so but we."""
    take = take_of(cast)
    actions.add_segment(recorder, take.id, piece(0))
    Take.objects.filter(pk=take.id).update(started_at=timezone.now() - timedelta(minutes=5))
    actions.report_abandoned(cast.seminar.id)
    assert queries.abandoned([cast.seminar.id]) == [], "its recorder is there"
    silent = timezone.now() - timedelta(seconds=rules.ABANDONED + 1)
    Lease.objects.filter(pk=lease.pk).update(seen_at=silent)
    assert queries.abandoned([cast.seminar.id, "another"]) == [cast.seminar.id]
    with verify_action(cast.seminar):
        actions.report_abandoned(cast.seminar.id)
        actions.report_abandoned(cast.seminar.id)
    assert kinds(cast)[2:] == ["recording.reported"]
    assert entries(cast.seminar.id)[-1].data["status"] == "broken"
    assert queries.abandoned([cast.seminar.id]) == [], "it is told once"
    successor = Worker(cast.seminar, "recorder", lease.number, "recorder@there")
    with verify_action(cast.seminar):
        actions.add_segment(successor, take.id, piece(1))
    assert entries(cast.seminar.id)[-1].data["status"] == "on"


def test_a_take_that_no_recorder_begins_is_told(cast: Cast) -> None:
    take = take_of(cast)
    assert queries.abandoned([cast.seminar.id]) == [], "it may be on its way"
    Take.objects.filter(pk=take.id).update(started_at=timezone.now() - timedelta(minutes=1))
    with verify_action(cast.seminar):
        actions.report_abandoned(cast.seminar.id)
    assert kinds(cast) == ["recording.started", "recording.reported"]
    actions.stop_recording(cast.moderator, take.id)
    actions.report_abandoned(cast.seminar.id)
    assert kinds(cast)[2:] == ["recording.stopped"]


def test_what_was_under_way_is_brought_in_after_the_end(cast: Cast, recorder: Worker) -> None:
    take = take_of(cast)
    close_room(cast.seminar, by=cast.moderator)
    with verify_action(cast.seminar):
        actions.add_segment(recorder, take.id, piece(0))
        actions.report(recorder, take.id, "broken")
    assert Segment.objects.count() == 1 and kinds(cast)[-1] == "seminar.ended"


def test_what_was_recorded_in_time_may_come_late(cast: Cast, recorder: Worker) -> None:
    """The site's disk was full, or the line down, for hours; the moment it was taken decides."""
    take = take_of(cast)
    day = timedelta(days=1)
    actions.stop_recording(cast.moderator, take.id)
    started, stopped = timezone.now() - 2 * day, timezone.now() - day
    Take.objects.update(started_at=started, stopped_at=stopped)
    end = milliseconds(stopped)
    actions.add_segment(recorder, take.id, piece(0, at=end - 9000))
    actions.add_segment(recorder, take.id, piece(1, at=end + 2000))
    with pytest.raises(Conflict, match="take_over"):
        actions.add_segment(recorder, take.id, piece(2, at=end + rules.AFTER_STOP + 1))
    assert len(queries.parts(take, "floor")) == 2
    Take.objects.update(stopped_at=timezone.now() - timedelta(seconds=rules.LATE + 1))
    with pytest.raises(Conflict):
        actions.add_segment(recorder, take.id, piece(3, at=end - 9000))


def test_another_segment_of_a_known_number_is_refused(cast: Cast, recorder: Worker) -> None:
    """Two machines that did not know of each other: who is told that it is there would delete it."""
    take = take_of(cast)
    first = actions.add_segment(recorder, take.id, piece(0))
    for other in (piece(0, at=first.at, bytes=7), piece(0, at=first.at - 1000)):
        with pytest.raises(Conflict):
            actions.add_segment(recorder, take.id, other)
    assert Segment.objects.get() == first


@pytest.mark.parametrize(
    "values",
    [
        {"rendition": "../etc"},
        {"rendition": "KK"},
        {"name": "../../secret"},
        {"name": "000000-floor.m4s/.."},
        {"init": "floor.mp4"},
        {"n": rules.SEGMENTS_AT_MOST},
        {"duration": 0},
        {"duration": rules.LONGEST + 1},
        {"bytes": 0},
        {"at": 5},
        {"at": 1 << 42},
    ],
)
def test_what_no_recorder_writes_is_refused(cast: Cast, recorder: Worker, values: dict[str, Any]) -> None:
    take = take_of(cast)
    with pytest.raises(Invalid):
        actions.add_segment(recorder, take.id, piece(0, **values))
    assert not Segment.objects.exists()


def test_other_workers_and_other_seminars_are_refused(cast: Cast, recorder: Worker) -> None:
    take = take_of(cast)
    scribe = Worker(cast.seminar, "scribe", recorder.lease, "scribe@here")
    with pytest.raises(NotAllowed):
        actions.add_segment(scribe, take.id, piece(0))
    with pytest.raises(NotAllowed):
        actions.report(scribe, take.id, "on")
    elsewhere = Worker(make_cast().seminar, "recorder", recorder.lease, "recorder@here")
    with pytest.raises(Unknown):
        actions.add_segment(elsewhere, take.id, piece(0))


def test_who_has_read_it_is_remembered_once(cast: Cast) -> None:
    assert not queries.has_acknowledged(cast.seminar, cast.asker.person)
    actions.acknowledge(cast.asker)
    actions.acknowledge(cast.asker)
    assert queries.has_acknowledged(cast.seminar, cast.asker.person)
    assert Acknowledged.objects.count() == 1 and kinds(cast) == []
