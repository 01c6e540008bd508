"""A take on its way to the site: first the files, then what is in them; nothing is dropped."""

import asyncio
import logging
from dataclasses import dataclass

from consilium.kernel.facts import Json
from consilium.workers.client import Turned
from consilium.workers.office import Hired
from consilium.workers.recorder.spool import Spool

log = logging.getLogger(__name__)
AGAIN = 1.0  # seconds before something is brought once more


@dataclass(frozen=True)
class Resumed:
    """The take's first moment in milliseconds, and the number of its next segment."""

    zero: int
    next: int


class Taking:
    """`told` takes what the program says; files are brought one after another, in their order."""

    def __init__(self, guest: Hired, take: str, spool: Spool) -> None:
        self.spool = spool
        self._guest = guest
        self._path = f"recordings/{take}"
        self._inits: dict[str, str] = {}  # the program's name for a beginning: ours
        self._bring: asyncio.Queue[Json] = asyncio.Queue()
        self._bringing: asyncio.Task[None] | None = None
        self._run = 0
        self.segments = 0  # that the program has told

    async def resume(self) -> Resumed:
        """Where the next run goes on, once everything that was told is on the site."""
        await self._bring.join()
        found = await self._guest.get(f"{self._path}/resume")
        self._run = found["next"]
        self._inits.clear()
        return Resumed(found["zero"], found["next"])

    async def catch_up(self) -> None:
        """Bring what one that was killed has left."""
        self._bringing = asyncio.create_task(self._deliver())
        for told in self.spool.left():
            self._bring.put_nowait(told)
        await self._bring.join()

    async def told(self, told: Json) -> None:
        match told.get("event"):
            case "init":
                self._keep({**told, "as": self._own_name(str(told["name"]))})
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
        """All of it is on the site; the spool is empty."""
        await self._bring.join()
        if self._bringing:
            self._bringing.cancel()
        self.spool.clear()

    def _own_name(self, name: str) -> str:
        """A run counts its beginnings from one again; on the site a name means one thing for ever."""
        own = f"init-{self._run:06}-{name.removeprefix('init-')}"
        self._inits[name] = own
        return own

    def _known(self, name: str, rendition: str) -> str:
        """What this run has not begun itself is the sound of a slot that the run before left open."""
        if name not in self._inits:
            begun = {"event": "init", "rendition": rendition, "name": name, "codec": "opus"}
            self._keep({**begun, "as": self._own_name(name)})
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
        while True:
            try:
                await (self._begin(told) if told["event"] == "init" else self._add(told))
                return
            except Turned as refusal:
                if refusal.status != 429 and refusal.status < 500:
                    log.error("a part of the recording was refused: %s", refusal)
                    return
            except (OSError, TimeoutError) as error:
                log.warning("a part of the recording is brought again: %s", type(error).__name__)
            await asyncio.sleep(AGAIN)

    async def _begin(self, told: Json) -> None:
        await self._guest.put(f"{self._path}/files/{told['as']}", self.spool.read(told["name"]))
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
