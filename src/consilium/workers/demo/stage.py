"""The bots on the stage: the presenter, who also turns the slides, and the chair."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from consilium.room.state import RoomState
from consilium.workers.demo.bot import Bot, unless_refused
from consilium.workers.demo.cast import Part
from consilium.workers.demo.picture import Look, Picture
from consilium.workers.demo.speech import CLIPS, Voice
from consilium.workers.demo.studio import Studio

ROUND = 44.0  # seconds: first the presenter speaks, then the chair
PRESENTER_SPEAKS, CHAIR_SPEAKS = (0.0, 30.0), (32.0, 42.0)
TURN = 12.0  # seconds on one slide
YIELDS = 120.0  # seconds the presenter keeps off the slides after somebody else has turned one


class OnStage(Bot):
    """Publishes picture and voice whenever it may; silent while somebody of the audience has the floor."""

    def __init__(self, part: Part, studio: "tuple[Voice, Picture, tuple[float, float]]") -> None:
        super().__init__(part)
        voice, picture, self._slot = studio
        self._studio = Studio(self.guest, voice, self._is_speaking, picture)

    def duties(self) -> list[Callable[[], Awaitable[None]]]:
        return [self.publish]

    async def publish(self) -> None:
        await self.view.until(lambda state: self.speaks and state.seminar.status == "live")
        await self._studio.publish()

    def _is_speaking(self) -> bool:
        begins, ends = self._slot
        return begins <= time.time() % ROUND < ends and not self.view.state.stage.floor


class Presenter(OnStage):
    def __init__(self, part: Part) -> None:
        super().__init__(part, (Voice(CLIPS[:2]), Picture(640, 360), PRESENTER_SPEAKS))
        self._shown = ("", 0)

    def duties(self) -> list[Callable[[], Awaitable[None]]]:
        return [self.publish, self.turn_slides]

    async def turn_slides(self) -> None:
        """The next page of the deck, unless a person has taken the slides into their own hands."""
        state = await self.view.until(lambda state: bool(state.slides.decks))
        here = (state.slides.deck, state.slides.page)
        if here[0] and self._shown[0] and here != self._shown:
            self._shown = here
            await asyncio.sleep(YIELDS)
            return
        deck, page = _next(state)
        with unless_refused():
            await self.guest.post("slides/show", deck=deck, page=page)
            self._shown = (deck, page)
            await self.view.until(lambda state: (state.slides.deck, state.slides.page) != here)
        await asyncio.sleep(TURN)


def _next(state: RoomState) -> tuple[str, int]:
    """The page after the one shown; after the last the first of the same deck."""
    slides = state.slides
    if slides.deck not in slides.decks:
        return next(iter(slides.decks)), 1
    return slides.deck, slides.page % slides.decks[slides.deck].pages + 1


def chair(part: Part) -> OnStage:
    look = Look(wall=(224, 219, 208), coat=(58, 70, 92), skin=(176, 128, 98), hair=(120, 120, 124))
    return OnStage(part, (Voice(CLIPS[2:]), Picture(512, 288, look), CHAIR_SPEAKS))
