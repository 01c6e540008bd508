"""What is recorded reaches the site, however late; what the site refuses stays in the spool."""

import asyncio
import stat
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

from consilium.kernel.facts import Json
from consilium.workers.client import Line, Ticket, Turned
from consilium.workers.office import Hired, Job, Office
from consilium.workers.recorder.job import Recorder
from consilium.workers.recorder.spool import Rests, Spool, left_of
from consilium.workers.recorder.taking import TROUBLE, Taking

SEMINAR, TAKE = "s" * 26, "t" * 26
HOUR = 3_600_000


class Site(Hired):
    """The site behind one lease, with a clock of its own. `refuse`: the status that turns a call away."""

    def __init__(self, ahead: int = 0) -> None:
        super().__init__("http://nowhere", Job(SEMINAR, "lease", "token", 0, {}))
        self.files: dict[str, bytes] = {}
        self.told: list[tuple[str, Json]] = []
        self.refuse: Callable[[str], int] = lambda path: 0
        self.ahead = ahead

    def _turn(self, path: str) -> None:
        if status := self.refuse(path):
            raise Turned(status, "no")

    async def put(self, path: str, data: bytes) -> Json:
        self._turn(path)
        self.files[path.rpartition("/")[2]] = data
        return {}

    async def post(self, path: str, **body: object) -> Json:
        self._turn(path)
        self.told.append((path.rpartition("/")[2], body))
        return {}

    async def get(self, path: str) -> Json:
        self._turn(path)
        numbers = [body["n"] for kind, body in self.told if kind == "segments"]
        return {
            "zero": 1000,
            "next": max(numbers, default=-1) + 1,
            "now": int(time.time() * 1000) + self.ahead,
        }

    def of(self, kind: str) -> list[Json]:
        return [body for told, body in self.told if told == kind]


def run(scenario: Callable[[Taking], Awaitable[None]], site: Site, spools: Path) -> None:
    async def inner() -> None:
        async with Taking(site, TAKE, Spool(spools / TAKE, SEMINAR)) as taking:
            await asyncio.wait_for(scenario(taking), 20)

    asyncio.run(inner())


def written(spools: Path, name: str, data: bytes = b"x") -> str:
    (spools / TAKE).mkdir(parents=True, exist_ok=True)
    (spools / TAKE / name).write_bytes(data)
    return name


async def tell(taking: Taking, spools: Path, *numbers: int, init: bytes = b"i") -> None:
    """As the program does: a beginning, and segments of it."""
    begin = written(spools, "init-0.mp4", init)
    await taking.told({"event": "init", "rendition": "video", "name": begin, "codec": "avc1.42E01F"})
    for n in numbers:
        segment = {"event": "segment", "n": n, "rendition": "video", "init": begin, "at": 5000.0 + n}
        rest = {"duration": 4000.0, "discontinuity": False, "filled": False}
        await taking.told({**segment, **rest, "name": written(spools, f"{n:06}-video.m4s")})


def test_all_that_was_brought_leaves_nothing(tmp_path: Path) -> None:
    site = Site()

    async def scenario(taking: Taking) -> None:
        await taking.resume()
        await tell(taking, tmp_path, 0, 1)
        await taking.finish()

    run(scenario, site, tmp_path)
    assert set(site.files) == {"init-000000-0.mp4", "000000-video.m4s", "000001-video.m4s"}
    assert [one["init"] for one in site.of("segments")] == ["init-000000-0.mp4"] * 2
    assert not (tmp_path / TAKE).exists()


def test_what_was_refused_stays_and_is_told(tmp_path: Path) -> None:
    """A recorder whose clock the site does not believe, say: nothing comes, and the moderators must know."""
    site = Site()
    site.refuse = lambda path: 422 if path.endswith("segments") else 0

    async def scenario(taking: Taking) -> None:
        await taking.resume()
        await tell(taking, tmp_path, *range(TROUBLE + 3))
        await taking.finish()

    run(scenario, site, tmp_path)
    assert [one["status"] for one in site.of("report")] == ["broken"], "once"
    assert len(list((tmp_path / TAKE).glob("*.m4s"))) == TROUBLE + 3
    assert left_of(tmp_path, SEMINAR) == [tmp_path / TAKE] and left_of(tmp_path, "another") == []
    rests = Rests(tmp_path)
    assert rests() == [SEMINAR]
    rests.tried(SEMINAR)
    assert rests() == [], "not at once again"

    site.refuse = lambda path: 0

    async def later(taking: Taking) -> None:
        await taking.finish()

    run(later, site, tmp_path)
    assert len(site.of("segments")) == TROUBLE + 3 and not (tmp_path / TAKE).exists()


def test_the_program_goes_on_before_what_waits_is_there(tmp_path: Path) -> None:
    """Numbers and beginnings of the next run do not fall on those that are still to be brought."""
    site = Site()
    site.refuse = lambda path: 409 if path.endswith(("segments", ".mp4")) else 0

    async def scenario(taking: Taking) -> None:
        assert (await taking.resume()).next == 0
        await tell(taking, tmp_path, 0, 1, init=b"one")
        assert (await taking.resume()).next == 2
        await tell(taking, tmp_path, 2, init=b"two")
        await taking.finish()

    run(scenario, site, tmp_path)
    assert Spool(tmp_path / TAKE).next == 3
    site.refuse = lambda path: 0

    async def later(taking: Taking) -> None:
        await taking.finish()

    run(later, site, tmp_path)
    assert (site.files["init-000000-0.mp4"], site.files["init-000002-0.mp4"]) == (b"one", b"two")
    assert [(one["n"], one["init"][5:11]) for one in site.of("segments")] == [
        (0, "000000"),
        (1, "000000"),
        (2, "000002"),
    ]


def test_a_site_that_fails_is_asked_again_and_the_moderators_are_told(tmp_path: Path) -> None:
    site, times = Site(), 0

    def full(path: str) -> int:
        nonlocal times
        times += path.endswith(".m4s")
        return 500 if path.endswith(".m4s") and times <= TROUBLE else 0

    site.refuse = full

    async def scenario(taking: Taking) -> None:
        await taking.resume()
        await tell(taking, tmp_path, 0)
        await taking.finish()

    run(scenario, site, tmp_path)
    assert len(site.of("segments")) == 1 and [one["status"] for one in site.of("report")] == ["broken"]


def test_moments_are_told_by_the_clock_of_the_site(tmp_path: Path) -> None:
    async def hour(taking: Taking) -> None:
        await taking.resume()
        assert abs(taking.now() - time.time() * 1000 + HOUR) < 2000

    run(hour, Site(ahead=-HOUR), tmp_path)

    async def none(taking: Taking) -> None:
        await taking.resume()
        assert abs(taking.now() - time.time() * 1000) < 50, "that is the way there, not another clock"

    run(none, Site(ahead=300), tmp_path)


PROGRAM = """#!{python}
import json, pathlib, sys
given = dict(zip(sys.argv[1::2], sys.argv[2::2]))
folder = pathlib.Path(given["-spool"])
assert "-rest" in sys.argv and "-url" not in sys.argv
(folder / "arguments").write_text(" ".join(sys.argv[1:]))
for journal in folder.glob("*.journal"):
    name = "000003-video.m4s"
    (folder / name).write_bytes(b"rest")
    print(json.dumps(dict(event="init", rendition="video", name="init-0.mp4", codec="avc1")))
    print(json.dumps(dict(event="segment", n=3, rendition="video", name=name, init="init-0.mp4", at=1.0,
                          duration=9.0, discontinuity=False, filled=False)))
    journal.unlink()
"""


ENDS = """#!{python}
import json, pathlib, sys
folder = pathlib.Path(sys.argv[sys.argv.index("-spool") + 1])
(folder / "begun").touch()
sys.stdin.read()
(folder / "000000-floor.m4s").write_bytes(b"open")
(folder / "init-floor.mp4").write_bytes(b"i")
print(json.dumps(dict(event="init", rendition="floor", name="init-floor.mp4", codec="opus")))
print(json.dumps(dict(event="segment", n=0, rendition="floor", name="000000-floor.m4s", init="init-floor.mp4",
                      at=1.0, duration=9.0, discontinuity=False, filled=False)))
"""


class Live(Site):
    """Of a seminar that is being recorded; `asked` once the program may join."""

    def __init__(self, status: str = "live") -> None:
        super().__init__()
        self.status, self.asked = status, asyncio.Event()

    async def snapshot(self) -> Json:
        take = {"id": TAKE, "status": "on", "started": 1}
        return {
            "seq": 1,
            "me": {"id": ""},
            "state": {"seminar": {"status": self.status}, "recordings": {"takes": [take]}},
        }

    async def follow(self, after: int) -> AsyncIterator[Line]:
        await asyncio.Event().wait()
        yield Line(0, 0, "", 0, {})

    async def sfu_ticket(self) -> Ticket:
        self.asked.set()
        return Ticket("ws://nowhere", "token")


def program(tmp_path: Path, text: str) -> Path:
    binary = tmp_path / "program"
    binary.write_text(text.format(python=sys.executable))
    binary.chmod(binary.stat().st_mode | stat.S_IXUSR)
    return binary


def test_who_is_stopped_in_order_leaves_what_was_open_for_the_next_one(tmp_path: Path) -> None:
    """As a restart does: the program tells of its open slot when we are about to go."""

    async def inner() -> None:
        site, binary = Live(), program(tmp_path, ENDS)
        job = Job(SEMINAR, "lease", "token", 0, {})
        desk = Desk("http://nowhere", "", "recorder", "me")
        running = asyncio.create_task(Recorder(desk, "http://nowhere", job, tmp_path, binary, site).run())
        await asyncio.wait_for(site.asked.wait(), 20)
        async with asyncio.timeout(20):
            while not (tmp_path / TAKE / "begun").exists():
                await asyncio.sleep(0.05)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    asyncio.run(inner())
    left = [told["name"] for told in Spool(tmp_path / TAKE).left()]
    assert left == ["init-000000-floor.mp4", "000000-floor.m4s"]


def test_of_a_seminar_that_is_over_nothing_is_recorded(tmp_path: Path) -> None:
    """However its last take stands."""
    site = Live("ended")
    job, desk = Job(SEMINAR, "lease", "token", 0, {}), Desk("http://nowhere", "", "recorder", "me")
    binary = program(tmp_path, ENDS)
    asyncio.run(asyncio.wait_for(Recorder(desk, "http://nowhere", job, tmp_path, binary, site).run(), 10))
    assert not site.asked.is_set()


class Over(Site):
    """Of a seminar that has ended."""

    async def snapshot(self) -> Json:
        return {"seq": 1, "me": {"id": ""}, "state": {"seminar": {"status": "ended"}}}


class Desk(Office):
    async def beat(self, job: Job, note: Json) -> None:
        raise Turned(409, "not_live")


def test_the_rest_of_a_seminar_that_is_over_is_brought(tmp_path: Path) -> None:
    """The worker was killed with a slot open and a segment waiting; then the seminar ended."""
    binary = program(tmp_path, PROGRAM)
    spools = tmp_path / "spool"
    site = Over()
    site.refuse = lambda path: 401 if path.endswith("segments") else 0

    async def killed(taking: Taking) -> None:
        await taking.resume()
        await tell(taking, spools, 2)
        await taking.finish()
        written(spools, "000003.journal")

    run(killed, site, spools)
    site.refuse = lambda path: 0
    job = Job(SEMINAR, "lease", "token", 0, {})
    recorder = Recorder(
        Desk("http://nowhere", "", "recorder", "me"), "http://nowhere", job, spools, binary, site
    )
    asyncio.run(asyncio.wait_for(recorder.run(), 30))
    assert [one["n"] for one in site.of("segments")] == [2, 3]
    assert site.files["000003-video.m4s"] == b"rest" and not (spools / TAKE).exists()
