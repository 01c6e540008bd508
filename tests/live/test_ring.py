"""The ring and the grouping, without sockets: what one wire would carry."""

import pytest

from consilium.kernel.audience import EVERYONE, STAFF, Audience, Reader
from consilium.room.live import ring
from consilium.room.live.admission import Admission
from consilium.room.live.hub import Followers
from consilium.room.live.metrics import Metrics
from consilium.room.live.ring import Frame, Ring


def frame(seq: int, audience: Audience = EVERYONE, size: int = 3) -> Frame:
    return Frame(seq, 0, audience, "thing.said", "", (f"{seq};" + "x" * size).encode()[:size])


def cue(seq: int, language: str, audience: Audience = EVERYONE) -> Frame:
    return Frame(seq, 0, audience, "cue.finalised", "", f"{seq};".encode(), language)


def frames(first: int, last: int) -> list[Frame]:
    return [frame(seq) for seq in range(first, last + 1)]


def test_a_gap_is_an_error() -> None:
    kept = Ring(5)
    kept.append(frames(6, 8))
    for wrong in (8, 10):
        with pytest.raises(RuntimeError):
            kept.append([frame(wrong)])
    assert kept.last == 8


def test_what_the_ring_reaches() -> None:
    kept = Ring(5)
    kept.append(frames(6, 9))
    assert kept.reaches(5)
    assert not kept.reaches(4)
    assert [one.seq for one in kept.between(6, 8)] == [7, 8]
    assert [one.seq for one in kept.between(9, 9)] == []
    assert [one.seq for one in kept.between(0, 99)] == [6, 7, 8, 9]


def test_the_ring_is_bounded_by_number_bytes_and_age() -> None:
    kept = Ring(0)
    kept.append(frames(1, ring.MAX_ENTRIES + 10))
    assert kept.first == 11
    kept = Ring(0)
    kept.append([frame(seq, size=ring.MAX_BYTES // 2) for seq in (1, 2, 3)])
    assert kept.first == 2
    kept = Ring(0)
    kept.append(frames(1, 2), now=0)
    kept.append(frames(3, 3), now=ring.MAX_AGE + 1)
    assert kept.first == 3
    kept.forget(now=3 * ring.MAX_AGE)
    assert (kept.first, kept.last) == (4, 3)


def test_a_backlog_is_the_readers_own() -> None:
    """Readers of one group share bytes, except for who is told something in person."""
    followers = Followers(0, Admission(), Metrics())
    audiences = [EVERYONE, STAFF, Audience.person("p"), Audience.booth("kk"), EVERYONE]
    followers.ring.append([frame(seq, audience) for seq, audience in enumerate(audiences, 1)])
    followers.sent = 5

    def read(reader: Reader) -> bytes:
        found = followers.backlog(reader, 0)
        assert found is not None
        assert found[1] == 5
        return found[0].replace(b"x", b"")

    assert read(Reader("q")) == b"1;5;"
    assert read(Reader("p")) == b"1;3;5;"
    assert read(Reader("q")) == b"1;5;"
    assert read(Reader("p", staff=True)) == b"1;2;3;5;"
    assert read(Reader("q", booths=frozenset({"kk"}))) == b"1;4;5;"
    assert followers.backlog(Reader("q"), -1) is None


def test_who_reads_one_language_is_not_sent_the_others() -> None:
    followers = Followers(0, Admission(), Metrics())
    told = [frame(1), cue(2, "en"), cue(3, "kk"), cue(4, "kk", Audience.person("p")), cue(5, "en", STAFF)]
    followers.ring.append(told)
    followers.sent = 5

    def read(reader: Reader) -> bytes:
        found = followers.backlog(reader, 0)
        assert found is not None
        assert found[1] == 5
        return found[0].replace(b"x", b"")

    for _again in range(2):  # the second time from what was kept for the group
        assert read(Reader("q", language="kk")) == b"1;3;"
        assert read(Reader("p", language="kk")) == b"1;3;4;"
        assert read(Reader("p", language="en")) == b"1;2;"
        assert read(Reader("q", language="ru")) == b"1;"
        assert read(Reader("q")) == b"1;2;3;"
        assert read(Reader("q", staff=True, language="kk")) == b"1;3;4;"
        assert read(Reader("q", staff=True)) == b"1;2;3;4;5;"
