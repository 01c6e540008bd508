"""What so many viewers cost the origin, counted: real views, a simulated CDN, virtual time. See docs, scale.

The figures go into build/scale.json. They are counts, so that they are the same on every machine. With
SCALE=full in the environment there are ten times as many viewers: 1,000 and 10,000, as in the documentation.
"""

import heapq
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.handlers.wsgi import WSGIHandler
from django.db import transaction
from pytest_django.fixtures import Settings

from consilium.captions.events import CueFinalised
from consilium.chat.events import MessagePosted
from consilium.config.held import Held
from consilium.eventlog.actions import Draft, append_all
from consilium.kernel.audience import EVERYONE
from consilium.kernel.timecode import milliseconds
from consilium.recordings import actions, files, signatures
from consilium.recordings.models import Rendition, Segment, Take
from consilium.room.events import PresenceTallied
from consilium.slides.events import SlideShown
from consilium.slides.models import Deck, Slide
from tests.support.cast import Cast
from tests.support.cdn import POLL, SEGMENT, Clock, Origin, Pop, Viewer
from tests.support.cdn import kind as kind_of
from tests.support.takes import SEGMENT as LENGTH

pytestmark = pytest.mark.django_db(transaction=True)  # requests of the real application end connections
REPORT = Path(__file__).resolve().parents[2] / "build" / "scale.json"
SIZES = {"video": 750_000, "floor": 24_000}  # bytes of a segment: 1.5 Mbit/s and 48 kbit/s
WORDS = "Жиырма бес микрограмм. " * 3
PICTURE = 22_000  # bytes of a slide, as facts/dependencies measured
FULL = os.environ.get("SCALE") == "full"
BEFORE, SECONDS = 40, 60 if FULL else 32  # of the seminar before the viewers come, and while they watch
FEW = 1000 if FULL else 100
MANY = 10 * FEW
WRITTEN = 1.0  # seconds from a segment's end until it is there


class Seminar:
    """A seminar that goes on in virtual time: segments, and 1.6 entries of the log a second."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.take = actions.start_recording(cast.moderator, key="key-00001")
        self.zero = milliseconds(self.take.started_at)
        self.segments = 0
        self.seconds = 0
        self.deck = Deck.objects.create(
            seminar=cast.seminar, title="Oxygen", sha256="0" * 64, status=Deck.Status.READY, pages=30
        )
        for number in range(1, 31):
            made = Slide(deck=self.deck, number=number, width=1920, height=1080)
            made.image.save(f"{number}.webp", ContentFile(b"RIFF" + bytes(PICTURE - 4)))
        for name in SIZES:
            Rendition.objects.create(
                take=self.take, name=name, codec="opus" if name == "floor" else "avc1.42E01F"
            )
            files.store(self.take, f"init-000000-{name}.mp4", ContentFile(bytes(800)))

    def go_on(self, until: float) -> None:
        """Everything that has happened by this second."""
        while self.seconds <= until:
            self._second(self.seconds)
            self.seconds += 1
        while (self.segments + 1) * LENGTH + WRITTEN <= until:
            self._segment(self.segments)
            self.segments += 1

    def _segment(self, n: int) -> None:
        for rendition in Rendition.objects.filter(take=self.take):
            name = f"{n:06}-{rendition.name}.m4s"
            files.store(self.take, name, ContentFile(bytes(SIZES[rendition.name])))
            Segment.objects.create(
                rendition=rendition, n=n, name=name, init=f"init-000000-{rendition.name}.mp4",
                at=self.zero + n * LENGTH * 1000, duration=LENGTH * 1000, bytes=SIZES[rendition.name],
            )  # fmt: skip

    def _second(self, second: int) -> None:
        at, by = self.zero + second * 1000, self.cast.panellist.person.id
        told: list[object] = [PresenceTallied(1000 + second, {"KZ": 600, "IN": 400 + second})]
        if second % 4 == 0:
            told += [
                CueFinalised(f"{second:026}", tag, WORDS, by, "floor", at - 3000, at, "whisper-base")
                for tag in ("kk", "ru")
            ]
        if second % 20 == 0:
            told.append(SlideShown(self.deck.id, second // 20 % 30 + 1))
        if second % 15 == 0:
            told.append(MessagePosted(f"{second:026}", "Thank you.", "en", by, False))
        with transaction.atomic():
            append_all(self.cast.seminar.id, [Draft(fact, EVERYONE) for fact in told])


@pytest.fixture
def seminar(cast: Cast, settings: Settings, tmp_path: Path) -> Iterator[Seminar]:
    settings.MEDIA_ROOT = tmp_path / "slides"
    yield Seminar(cast)


def watched(seminar: Seminar, viewers: int, pops: int, shield: bool = False) -> dict[str, Any]:
    """So many viewers for a minute, through so many points of presence; 0: straight from the origin."""
    clock = Clock()
    held = Held(WSGIHandler(), now=clock)
    origin = Origin(held)
    front = Pop(origin, clock) if shield else origin
    near: list[Pop] | list[Origin] = [Pop(front, clock) for _ in range(pops)] or [origin]
    folder = signatures.playlist(seminar.take).removesuffix("index.m3u8")
    crowd = [
        Viewer(near[n % len(near)], folder, "kk" if n % 3 else "ru", n / viewers) for n in range(viewers)
    ]
    begun = seminar.seconds - 1.0
    due = [(begun + one.phase * SEGMENT, n, True) for n, one in enumerate(crowd)]
    due += [(begun + one.phase * POLL, n, False) for n, one in enumerate(crowd)]
    heapq.heapify(due)
    while due and due[0][0] < begun + SECONDS:
        at, n, media = heapq.heappop(due)
        clock.now = at
        seminar.go_on(at)
        wait = (crowd[n].look if media else crowd[n].follow)()
        heapq.heappush(due, (at + wait, n, media))
    requests, sent = sum(origin.requests.values()), sum(origin.sent.values())
    asked = sum(pop.requests for pop in near if isinstance(pop, Pop)) or requests
    return {
        "viewers": viewers,
        "pops": pops,
        "shield": shield,
        "origin_requests_s": round(requests / SECONDS, 2),
        "origin_mbit_s": round(sent * 8 / SECONDS / 1e6, 2),
        "viewer_requests_s": round(asked / SECONDS, 2),
        "by_kind_s": {kind: round(number / SECONDS, 2) for kind, number in origin.requests.items()},
    }


def test_what_viewers_cost_the_origin(seminar: Seminar) -> None:
    seminar.go_on(BEFORE)
    begun = time.monotonic()
    cases = [(FEW, 0, False), (FEW, 20, False), (FEW, 20, True)]
    cases += [(MANY, 20, False), (MANY, 20, True), (MANY, 1, False), (MANY, 100, True)]
    found = {case: watched(seminar, *case) for case in cases}
    REPORT.parent.mkdir(exist_ok=True)
    rows = [*found.values(), {"took_s": round(time.monotonic() - begun, 1)}]
    REPORT.write_text(json.dumps(rows, indent=1) + "\n")
    alone, small, shielded = (found[case] for case in cases[:3])
    large, large_shielded, one_pop = (found[case] for case in cases[3:6])
    # without a CDN the origin bears all of it
    assert alone["origin_requests_s"] == alone["viewer_requests_s"] > FEW
    # with one, ten times as many viewers cost it the same, and a shield cuts it to what one place needs
    assert large["origin_requests_s"] <= 1.5 * small["origin_requests_s"]
    assert large_shielded["origin_requests_s"] <= 1.25 * shielded["origin_requests_s"] < 10
    assert large["origin_requests_s"] < large["viewer_requests_s"] / 10
    # a place asks for each playlist and index at most once a second, and for everything else once
    ceiling = 2 + 2 + 2 * (1 / SEGMENT) + 1
    assert one_pop["origin_requests_s"] <= ceiling
    assert large["origin_requests_s"] <= 20 * ceiling


def test_kinds_of_files() -> None:
    names = {
        "live-video.m3u8": "playlist", "000017-kk.m4s": "segment", "init-000000-video.mp4": "segment",
        "log-kk.json": "log index", "log-zh-hans.json": "log index",
        "log-3-0123456789ab-kk.json": "log block", "slide-x-1.webp": "slide",
    }  # fmt: skip
    assert {name: kind_of(f"/media/s/t/{name}") for name in names} == names


def test_every_member_is_given_the_same_address(cast: Cast) -> None:
    """Without that a CDN would keep a copy for each viewer."""
    from tests.archive.test_archive import get

    take = actions.start_recording(cast.moderator, key="key-00001")
    people = (cast.asker, cast.other, cast.moderator)
    urls = {get(who, cast.seminar).json()["takes"][0]["url"] for who in people}
    assert len(urls) == 1 and Take.objects.get().id == take.id
