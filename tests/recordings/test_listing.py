"""What playlists list where a channel was opened late, closed or opened again: the floor, alike for all."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consilium.jobs.queries import Worker
from consilium.kernel.timecode import milliseconds
from consilium.recordings import actions, playlists, queries, rules
from consilium.recordings.models import Take
from tests.recordings.conftest import piece
from tests.support.cast import Cast

pytestmark = pytest.mark.django_db
COUNT, BROKEN = 14, (4, 7)
#: In which slots the channel is open: opened late, closed, opened again, closed for good.
OPEN = (2, 3, 4, 8, 9)


@pytest.fixture
def take(cast: Cast) -> Take:
    """Begun so long ago that its newest segment has just been written."""
    made = actions.start_recording(cast.moderator, key="key-00001")
    made.started_at -= timedelta(seconds=COUNT * 4 + 1)
    made.save(update_fields=["started_at"])
    return made


def bring(take: Take, recorder: Worker, n: int, *names: str) -> None:
    """A slot as a recorder brings it: all of it begins anew, or nothing."""
    at = milliseconds(take.started_at) + n * 4000
    for name in names:
        actions.add_segment(recorder, take.id, piece(n, name, at=at, discontinuity=n in BROKEN))


def record(take: Take, recorder: Worker, count: int = COUNT) -> None:
    for n in range(count):
        bring(take, recorder, n, "video", "floor", *["kk"] * (n in OPEN))


def names(take: Take, rendition: str) -> list[str]:
    return [part.name for part in queries.parts(take, rendition)]


def heard(count: int) -> list[str]:
    return [f"{n:06}-{'kk' if n in OPEN else 'floor'}.m4s" for n in range(count)]


def over(cast: Cast, take: Take) -> None:
    """Stopped a while ago: nothing is waited for any longer."""
    actions.stop_recording(cast.moderator, take.id)
    take.refresh_from_db()
    take.stopped_at = timezone.now() - timedelta(seconds=rules.SETTLED + 1)
    take.save(update_fields=["stopped_at"])


def test_where_a_channel_is_not_open_the_floor_is_heard(cast: Cast, take: Take, recorder: Worker) -> None:
    record(take, recorder)
    over(cast, take)
    assert names(take, "kk") == heard(COUNT)
    text = playlists.media(queries.parts(take, "kk"), over=True)
    began = [line.split('"')[1] for line in text.splitlines() if line.startswith("#EXT-X-MAP")]
    assert [init[12:-4] for init in began] == ["floor", "kk", "floor", "kk", "floor"]
    assert [part.name for part in queries.parts(take, "kk", alone=True)] == [
        f"{n:06}-kk.m4s" for n in OPEN
    ], "what is measured is the interpreter"


def test_all_renditions_are_counted_alike(take: Take, recorder: Worker) -> None:
    record(take, recorder)
    bring(take, recorder, COUNT, "video", "floor", "kk")
    told = []
    for name in ("video", "floor", "kk"):
        lines = playlists.live(queries.parts(take, name), over=False).splitlines()
        told.append([line for line in lines if "SEQUENCE" in line or line == "#EXT-X-DISCONTINUITY"])
        told[-1] += [line[:6] for line in lines if line.endswith(".m4s")]
    assert told[0] == told[1] == told[2] and "#EXT-X-DISCONTINUITY-SEQUENCE:2" in told[0]


def test_what_is_under_way_is_waited_for_and_nothing_else(take: Take, recorder: Worker) -> None:
    """What was read once never changes: the floor stands in for nothing that may still come."""
    read: list[str] = []
    for n in range(COUNT):
        for name in ("video", "floor", *["kk"] * (n in OPEN)):
            bring(take, recorder, n, name)
            found = names(take, "kk")
            assert found[: len(read)] == read and len(found) >= (n - 1 if n > OPEN[0] else 0), (n, name)
            read = found
    assert read == heard(COUNT - 1), "the newest may be under way"


def test_what_does_not_come_is_waited_for_a_minute_at_most(take: Take, recorder: Worker) -> None:
    Take.objects.update(started_at=take.started_at - timedelta(minutes=2))
    take.refresh_from_db()
    record(take, recorder)
    assert names(take, "kk") == heard(COUNT)


def test_what_is_cut_out_is_cut_out_of_what_stands_in(cast: Cast, take: Take, recorder: Worker) -> None:
    record(take, recorder)
    at = milliseconds(take.started_at) + 5000
    actions.cut(cast.moderator, [(at, at + 6000)])
    over(cast, take)
    take.refresh_from_db()
    breaks = [[part.discontinuity for part in queries.parts(take, name)] for name in ("floor", "kk")]
    assert names(take, "kk") == [heard(COUNT)[n] for n in range(COUNT) if n not in (1, 2)]
    assert breaks[0] == breaks[1] and breaks[1].index(True) == 1


def test_for_a_weak_line_too(cast: Cast, take: Take, recorder: Worker) -> None:
    """The floor's light form; what has none is heard as it was recorded."""
    record(take, recorder)
    over(cast, take)
    at = milliseconds(take.started_at)
    for sound, numbers in (("floor", range(6)), ("kk", OPEN[:3])):
        light = rules.LIGHT + sound
        actions.add_light(take, sound, [piece(n, light, at=at + n * 4000) for n in numbers])
    kinds = [name[7:].removesuffix(".m4s") for name in names(take, "light-kk")]
    assert (
        kinds
        == ["light-floor"] * 2
        + ["light-kk"] * 3
        + ["light-floor"]
        + ["floor"] * 2
        + ["kk"] * 2
        + ["floor"] * 4
    )


def test_without_a_floor_a_sound_is_what_it_is(take: Take, recorder: Worker) -> None:
    for n in range(3):
        bring(take, recorder, n, "video", "kk")
    assert names(take, "kk") == [f"{n:06}-kk.m4s" for n in range(3)]
    assert names(take, "floor") == [] == names(take, "ru")
