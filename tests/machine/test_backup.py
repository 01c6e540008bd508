"""A whole live site, recorded while it is backed up; and a site that starts on what was restored."""

import hashlib
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.site import Guest, Invited, Site, running
from tests.support.takes import Bringing, cut

QUIET = {"SCRIBE_ENGINE": "none", "RECORDER": "none"}
SEGMENTS = 12
GUESTS = (Guest("moderator", "moderator"), Guest("aigul", "attendee"))


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with running(tmp_path / "here", settings=QUIET) as found:
        yield found


class Talking(threading.Thread):
    """Cues and segments come, one after the other, until they are at an end."""

    def __init__(self, site: Site, invited: Invited, bringing: Bringing) -> None:
        super().__init__(daemon=True)
        self._site, self._invited, self._bringing = site, invited, bringing
        self.began = threading.Event()
        self.said = 0

    def run(self) -> None:
        for number in range(SEGMENTS):
            self._site.do("cue", seminar=self._invited.id, key=f"cue-{number:05}", language="ru", text="Так.")
            self._bringing.bring(1)
            self.said += 1
            self.began.set()


def test_a_live_site_goes_on_from_its_backup(site: Site, tmp_path: Path) -> None:
    takes = cut(tmp_path / "cut", SEGMENTS * 4)
    invited = site.invite("Oxygen", *GUESTS, live=True)
    take = site.do("record_take", seminar=invited.id, person=invited.persons["moderator"], ago=SEGMENTS * 4)
    talking = Talking(site, invited, Bringing(site.url, invited.id, take, takes))
    talking.start()
    assert talking.began.wait(30)
    known = len(site.log_of(invited.id))
    done = site.consilium("backup", str(tmp_path / "kept"), "--verify")
    assert done.returncode == 0 and not done.stderr, done.stderr
    talking.join(60)
    assert talking.said == SEGMENTS
    log = site.log_of(invited.id)
    site.stop()

    [backup] = (path for path in (tmp_path / "kept").iterdir() if path.is_dir())
    restored = Site(tmp_path / "there", settings=QUIET)
    done = restored.consilium("restore", str(backup))
    assert done.returncode == 0, done.stderr
    try:
        restored.start()
        copy = restored.log_of(invited.id)
        assert known <= len(copy) <= len(log) and copy == log[: len(copy)]
        assert [entry["seq"] for entry in copy] == list(range(1, len(copy) + 1))
        assert _played(restored, take["id"], takes) >= 3
        _comes_in(restored, invited.links["aigul"].replace(site.url, restored.url))
        assert restored.do("cue", seminar=invited.id, key="cue-again", language="ru", text="Дальше.")
        assert len(restored.log_of(invited.id)) > len(copy)
    finally:
        restored.stop()


def _played(site: Site, take: str, takes: Path) -> int:
    """Each told segment is served as it was recorded; how many."""
    told: dict[str, list[dict[str, Any]]] = site.do("segments", take=take)
    base = site.url + site.do("take_address", take=take).rpartition("/")[0]
    for rendition, segments in told.items():
        for segment in segments:
            name = f"{segment['n']:06}"
            with urllib.request.urlopen(f"{base}/{name}-{rendition}.m4s", timeout=10) as answer:  # noqa: S310
                served = hashlib.sha256(answer.read()).hexdigest()
            recorded = (takes / rendition / f"{name}.m4s").read_bytes()
            assert served == hashlib.sha256(recorded).hexdigest()
    return sum(map(len, told.values()))


def _comes_in(site: Site, link: str) -> None:
    """A join link of before the fire leads into the room."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    with opener.open(link, timeout=10) as answer:
        assert answer.status == 200 and "/join/" not in answer.url
