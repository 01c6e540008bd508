"""Guests who write and follow without pause, to prove that nothing acknowledged was lost or doubled.

They live in a thread with a loop of its own, so that a test may use Playwright's synchronous interface.
"""

import asyncio
import threading
from collections import Counter
from collections.abc import Coroutine
from typing import Any

from consilium.workers.client import Guest, Turned, new_key


class Crowd:
    """One guest for each link. All follow; all but the first write messages until `stop`."""

    def __init__(self, links: list[str], *, every: float = 0.25) -> None:
        self._links = links
        self._every = every
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._stopped = asyncio.Event()
        self.acknowledged: list[str] = []
        self.received: list[list[int]] = [[] for _ in links]
        self.errors: list[str] = []

    def start(self) -> None:
        self._thread.start()
        self._run(self._come())

    def stop(self, last: int) -> None:
        """No more writing; returns when everybody has received entry `last`."""
        self._loop.call_soon_threadsafe(self._stopped.set)
        self._run(self._leave(last), 40)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    def finish_writing(self) -> None:
        """No more writing; returns when what was begun has been acknowledged."""
        self._loop.call_soon_threadsafe(self._stopped.set)
        self._run(self._wait_for_writers(), 40)

    def say(self, text: str) -> None:
        """One message by the first guest; returns when it was acknowledged."""
        self._run(self._guests[0].post("chat", key=new_key(), text=text))
        self.acknowledged.append(text)

    def _run(self, work: Coroutine[Any, Any, Any], timeout: float = 30) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout)

    async def _come(self) -> None:
        self._guests = [Guest(link) for link in self._links]
        self._writers, self._readers = [], []
        for number, guest in enumerate(self._guests):
            await guest.__aenter__()
            await guest.enter()
            self._readers.append(asyncio.create_task(self._read(guest, self.received[number])))
            if number:
                self._writers.append(asyncio.create_task(self._write(guest, number)))

    async def _read(self, guest: Guest, seqs: list[int]) -> None:
        async for line in guest.follow(0):
            seqs.append(line.seq)

    async def _write(self, guest: Guest, number: int) -> None:
        count = 0
        while not self._stopped.is_set():
            text = f"message {count} of guest {number}"
            try:
                await guest.post("chat", key=new_key(), text=text)
                self.acknowledged.append(text)
            except Turned as refusal:  # the limit on how much one person writes
                if refusal.status != 429:
                    self.errors.append(str(refusal))
            count += 1
            await asyncio.sleep(self._every)

    async def _wait_for_writers(self) -> None:
        await asyncio.gather(*self._writers)

    async def _leave(self, last: int) -> None:
        await self._wait_for_writers()
        async with asyncio.timeout(20):
            while not all(seqs and seqs[-1] >= last for seqs in self.received):
                await asyncio.sleep(0.05)
        for task in self._readers:
            task.cancel()
        await asyncio.gather(*self._readers, return_exceptions=True)
        for guest in self._guests:
            await guest.__aexit__(None, None, None)


def doubled(texts: list[str]) -> list[str]:
    """Those that occur more than once."""
    return [text for text, count in Counter(texts).items() if count > 1]
