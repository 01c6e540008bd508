"""A take on its way to the site: first the files, then what is in them; nothing is dropped, and what the site
refuses stays in the spool.
"""

import asyncio
import logging
import time
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from consilium.kernel.facts import Json
from consilium.workers.client import Turned
from consilium.workers.office import Hired
from consilium.workers.recorder.spool import Spool

log = logging.getLogger(__name__)
AGAIN = 1.0  # seconds before something is brought once more
TROUBLE = 5  # pieces refused one after another, or tries of one, after which the moderators are told
SAME_CLOCK = 500  # milliseconds: less is the way to the site


@dataclass(frozen=True)
class Resumed:
    """The take's first moment in milliseconds, and the number of its next segment."""

    zero: int
    next: int


class Taking:
    """`told` takes what the program says; files are brought one after another, in their order, first what
    one that was killed has left. Use as an async context manager.
    """

    def __init__(self, guest: Hired, take: str, spool: Spool) -> None:
        """Closes `spool` in the end."""
        self.spool = spool
        self._guest = guest
        self._path = f"recordings/{take}"
        self._inits: dict[str, str] = {}  # the program's name for a beginning: ours
        self._bring: asyncio.Queue[Json] = asyncio.Queue()
        self._run = 0
        self._ahead = 0  # milliseconds by which the site's clock is before ours
        self._refused = 0  # pieces, one after another
        self.segments = 0  # that the program has told

    async def __aenter__(self) -> Self:
        for told in self.spool.left():
            self._bring.put_nowait(told)
        self._bringing = asyncio.create_task(self._deliver())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bringing.cancel()
        self.spool.close()

    async def resume(self) -> Resumed:
        """Where the next run goes on: behind what the site has, and what waits here."""
        found = await self._guest.get(f"{self._path}/resume")
        ahead = int(found["now"] - time.time() * 1000)
        self._ahead = ahead if abs(ahead) > SAME_CLOCK else 0
        self._run = max(found["next"], self.spool.next)
        self._inits.clear()
        return Resumed(found["zero"], self._run)

    def now(self) -> int:
        """The site's time in milliseconds, as far as we know it."""
        return int(time.time() * 1000) + self._ahead

    async def told(self, told: Json) -> None:
        match told.get("event"):
            case "init":
                self._keep({**told, "name": self._own_name(str(told["name"]))})
            case "segment":
                self.segments += 1
                self._keep({**told, "init": self._known(str(told["init"]), str(told["rendition"]))})
            case "waiting" | "loss" | "refused":
                log.info("recording: %s", {key: value for key, value in told.items() if key != "event"})
            case _:
                pass

    async def report(self, status: str) -> None:
        try:
            await self._guest.post(f"{self._path}/report", status=status)
        except (Turned, OSError, TimeoutError) as error:
            log.info("nothing could be reported: %s", type(error).__name__)

    async def finish(self) -> None:
        """All of it was brought: the spool is empty, unless something was refused."""
        await self._bring.join()
        self.spool.clear()

    def _own_name(self, name: str) -> str:
        """A run counts its beginnings from one again; on the site a name means one thing for ever."""
        own = f"init-{self._run:06}-{name.removeprefix('init-')}"
        self.spool.name(name, own)
        self._inits[name] = own
        return own

    def _known(self, name: str, rendition: str) -> str:
        """What this run has not begun itself is the sound of a slot that the run before left open."""
        if name not in self._inits:
            own = self._own_name(name)
            self._keep({"event": "init", "rendition": rendition, "name": own, "codec": "opus"})
        return self._inits[name]

    def _keep(self, told: Json) -> None:
        self.spool.note(told)
        self._bring.put_nowait(told)

    async def _deliver(self) -> None:
        while True:
            told = await self._bring.get()
            await self._patiently(told)
            self._bring.task_done()

    async def _patiently(self, told: Json) -> None:
        """Bring it, however long that takes; what is refused stays where it is."""
        tries = 0
        while True:
            tries += 1
            try:
                await (self._begin(told) if told["event"] == "init" else self._add(told))
                self._refused = 0
                return
            except FileNotFoundError:
                return  # somebody has deleted it
            except Turned as refusal:
                if refusal.status != 429 and refusal.status < 500:
                    log.error("%s/%s was refused: %s", self.spool.folder, told["name"], refusal)
                    self._refused += 1
                    if self._refused == TROUBLE:
                        await self.report("broken")
                    return
            except (OSError, TimeoutError) as error:
                log.warning("a part of the recording is brought again: %s", type(error).__name__)
            if tries == TROUBLE:
                await self.report("broken")
            await asyncio.sleep(AGAIN)

    async def _begin(self, told: Json) -> None:
        await self._guest.put(f"{self._path}/files/{told['name']}", self.spool.read(told["name"]))
        await self._guest.post(
            f"{self._path}/renditions",
            rendition=told["rendition"],
            codec=told["codec"],
            width=told.get("width", 0),
            height=told.get("height", 0),
        )

    async def _add(self, told: Json) -> None:
        data = self.spool.read(told["name"])
        await self._guest.put(f"{self._path}/files/{told['name']}", data)
        await self._guest.post(
            f"{self._path}/segments",
            n=told["n"],
            rendition=told["rendition"],
            name=told["name"],
            init=told["init"],
            at=round(told["at"]),
            duration=max(1, round(told["duration"])),
            bytes=len(data),
            discontinuity=told["discontinuity"],
            filled=told["filled"],
        )
        self.spool.done(told["name"])
