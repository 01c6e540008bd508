"""The bots in the booths: one is on air in each channel; they hand over by agreement, as people do."""

import time
from collections.abc import Awaitable, Callable

from consilium.interpretation.state import Booth, Channel, settled
from consilium.workers.demo.bot import Bot, unless_refused
from consilium.workers.demo.cast import Part
from consilium.workers.demo.speech import Voice, clips
from consilium.workers.demo.studio import Studio

SHIFT = 60_000  # milliseconds on air before a bot asks its partner
LOOK = 1.0  # seconds between two looks at the channel
PAUSE = 2.0  # seconds between two sentences: the recordings of a booth are few
PITCH = (0.94, 1.06)  # of the recordings, so that partners can be told apart


class Interpreter(Bot):
    """Speaks while it is on air; takes a channel that nobody has, agrees to whatever is asked of it."""

    def __init__(self, part: Part, number: int) -> None:
        super().__init__(part)
        voice = Voice(clips(part.language), pause=PAUSE, pitch=PITCH[number % len(PITCH)])
        self._studio = Studio(self.guest, voice, self._on_air, name="booth")

    def duties(self) -> list[Callable[[], Awaitable[None]]]:
        return [self.publish, self.work]

    async def publish(self) -> None:
        await self.view.until(lambda state: self._booth() is not None and state.seminar.status == "live")
        await self._studio.publish()

    async def work(self) -> None:
        """One look at the channel, and what follows from it."""
        await self.wait(LOOK)
        channel, booth = self._channel(), self._booth()
        if channel is None or booth is None:
            return
        with unless_refused():
            if not channel.holder:
                await self.guest.post("interpretation/take", language=channel.language)
            elif channel.asked_by and self.view.me in (channel.holder, channel.asked_for):
                if channel.asked_by != self.view.me:
                    await self.guest.post("interpretation/handover/agree", language=channel.language)
            elif channel.holder == self.view.me and _now() - channel.since > SHIFT and not channel.next:
                await self._ask(channel, booth)

    async def _ask(self, channel: Channel, booth: Booth) -> None:
        """The next of the team; people at the keyboard may come and answer, or not."""
        others = [one for one in booth.team if one != self.view.me]
        if others:
            to = others[int(time.time() // 60) % len(others)]
            await self.guest.post("interpretation/handover/ask", language=channel.language, to=to)

    def _booth(self) -> Booth | None:
        booths = self.view.state.interpretation.booths.values()
        return next((booth for booth in booths if self.view.me in booth.team), None)

    def _channel(self) -> Channel | None:
        """The booth's main channel, as it stands now."""
        booth = self._booth()
        found = self.view.state.interpretation.channels.get(booth.languages[0]) if booth else None
        return settled(found, _now()) if found else None

    def _on_air(self) -> bool:
        channel = self._channel()
        return channel is not None and channel.holder == self.view.me and not channel.silenced


def _now() -> int:
    return time.time_ns() // 1_000_000
