"""What playlists list where a channel was opened late, closed or opened again: the floor, alike for all."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consilium.jobs.queries import Worker
from consilium.kernel.timecode import milliseconds
from consilium.recordings import actions, playlists, queries, rules
from consilium.recordings.models import Segment, Take
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


def live(take: Take, rendition: str) -> str:
    end = queries.tail(take, rendition, playlists.WINDOW)
    return playlists.live(end.parts, gone=end.gone, breaks=end.breaks, over=False)


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
        lines = live(take, name).splitlines()
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
            assert queries.tail(take, "kk", 5).parts == queries.parts(take, "kk")[-5:]
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


def test_the_end_is_the_end_of_all_there_is(
    cast: Cast, take: Take, recorder: Worker, django_assert_max_num_queries: Any
) -> None:
    """Every segment keeps its number and its discontinuity number while the window passes over it: also where
    something never came, or is hidden, which changes none.
    """
    Take.objects.update(started_at=take.started_at - timedelta(minutes=10))
    take.refresh_from_db()
    for n in (n for n in range(70) if n not in (20, 33, 34)):
        bring(take, recorder, n, "video", "floor", *["kk"] * (n % 16 < 9))
        if n == 50:
            at = milliseconds(take.started_at)
            actions.cut(cast.moderator, [(at + 99_000, at + 111_000), (at + 170_000, at + 171_000)])
            take.refresh_from_db()
        whole = Take.objects.get(pk=take.pk)
        whole.cut = []
        for name in ("video", "floor", "kk"):
            all_of_it = queries.parts(whole, name)
            with django_assert_max_num_queries(8):
                end = queries.tail(take, name, playlists.WINDOW)
            gone = len(all_of_it) - len(end.parts)
            assert [part.name for part in end.parts] == [part.name for part in all_of_it[-playlists.WINDOW :]]
            assert end.gone == gone, (n, name)
            assert end.breaks == sum(part.discontinuity for part in all_of_it[1 : gone + 1])
            assert all(part.gap == rules.is_cut(take.cut, int(part.name[:6])) for part in end.parts)


@pytest.mark.parametrize("seconds", [(49, 50), (37, 47), (0, 30), (0, 57)])
def test_no_number_falls_when_something_is_hidden(
    cast: Cast, take: Take, recorder: Worker, seconds: tuple[int, int]
) -> None:
    """A player would take what is new for what it has. What is hidden is a gap there, and is not served."""
    record(take, recorder)
    before = numbered(take)
    at = milliseconds(take.started_at)
    actions.cut(cast.moderator, [(at + seconds[0] * 1000, at + seconds[1] * 1000)])
    take.refresh_from_db()
    assert {kind: numbered(take)[kind] for kind in before} == before
    record(take, recorder, COUNT + 3)
    after = numbered(take)
    for kind, found in before.items():
        assert {name: found[name] for name in found if name in after[kind]}.items() <= after[kind].items()
        assert max(after[kind].values()) >= max(found.values())
    lines = live(take, "floor").splitlines()
    gaps = {lines[n + 2] for n, line in enumerate(lines) if line == "#EXT-X-GAP"}
    cut = {f"{n:06}-floor.m4s" for first, last in take.cut for n in range(first, last + 1)}
    assert gaps == cut & set(lines) and ("#EXT-X-VERSION:8" in lines) == bool(gaps)
    folder = queries.address(take).rpartition("/")[0]
    assert all(Client().get(f"{folder}/{name}").status_code == 404 for name in cut)


def numbered(take: Take) -> dict[str, dict[str, int]]:
    """As a player counts: by file in the live playlist, its number and that of its discontinuity."""
    lines = live(take, "floor").splitlines()
    told = dict(line.split(":", 1) for line in lines if "SEQUENCE:" in line)
    number, stretch = int(told["#EXT-X-MEDIA-SEQUENCE"]), int(told["#EXT-X-DISCONTINUITY-SEQUENCE"])
    found: dict[str, dict[str, int]] = {"number": {}, "stretch": {}}
    for line in lines:
        stretch += line == "#EXT-X-DISCONTINUITY"
        if line.endswith(".m4s"):
            found["number"][line], found["stretch"][line] = number, stretch
            number += 1
    return found


def test_who_watches_live_costs_the_same_after_hours(take: Take, recorder: Worker) -> None:
    """No row before the window is read."""
    Take.objects.update(started_at=take.started_at - timedelta(hours=1))
    take.refresh_from_db()
    record(take, recorder, 3)
    rows = {row.name: row for row in take.renditions.all()}
    at = milliseconds(take.started_at)
    values = {"init": "init-000000-kk.mp4", "duration": 4000, "bytes": 1000}
    Segment.objects.bulk_create(
        Segment(rendition=row, n=n, name=f"{n:06}-{name}.m4s", at=at + n * 4000, **values)
        for n in range(3, 900)
        for name, row in rows.items()
    )
    with CaptureQueriesContext(connection) as asked:
        assert "#EXT-X-MEDIA-SEQUENCE:892" in live(take, "kk")
    with connection.cursor() as cursor:
        rows_read = 0
        for one in asked.captured_queries:
            cursor.execute(one["sql"])
            rows_read += len(cursor.fetchall())
    assert rows_read < 100
