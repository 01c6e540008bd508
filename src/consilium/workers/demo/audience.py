"""The bots of the audience: they ask, upvote, write, vote and raise their hands, each in their language."""

import asyncio
from collections.abc import Awaitable, Callable

from consilium.questions.state import OPEN, PENDING
from consilium.workers.demo import script
from consilium.workers.demo.bot import Bot, unless_refused
from consilium.workers.demo.cast import Part
from consilium.workers.demo.speech import CLIPS, Voice
from consilium.workers.demo.studio import Studio

SPEAKS = 15.0  # seconds with the floor
HAND_UP = 40.0
SUPPORTS = 0.7  # of the questions one looks at


class Attendee(Bot):
    """`number` of `among`: the texts in a language are dealt out among those who speak it."""

    def __init__(self, part: Part, number: int, among: int) -> None:
        super().__init__(part)
        self._number = number
        mine = [n for n, asked in enumerate(script.QUESTIONS) if asked.language == part.language]
        self._questions = mine[number::among]
        said = [n for n, (language, _) in enumerate(script.MESSAGES) if language == part.language]
        self._messages = said[number::among]
        voice = Voice(CLIPS[1:])
        self._studio = Studio(self.guest, voice, lambda: True)

    def duties(self) -> list[Callable[[], Awaitable[None]]]:
        return [self.ask, self.upvote, self.vote, self.write, self.raise_hand, self.speak]

    async def ask(self) -> None:
        """Each question once: its key is the same after every start."""
        for turn, number in enumerate(self._questions):
            await self.pause(2 + 70 * turn, 30 + 110 * turn)
            asked = script.QUESTIONS[number]
            with unless_refused():
                await self.guest.post(
                    "questions", key=f"demo-question-{number}", text=asked.text, anonymous=asked.anonymous
                )
        await asyncio.sleep(3600)

    async def upvote(self) -> None:
        """Look at one question after another, whoever asked, the newest first, and support most of them."""
        looked_at: set[str] = set()
        while True:
            await self.pause(6, 25)
            questions = self.view.state.questions.questions.values()
            others = [q.id for q in questions if q.status in (PENDING, OPEN) and q.asker != self.view.me]
            fresh = [question for question in others if question not in looked_at]
            if not fresh:
                continue
            chosen = fresh[-1]
            looked_at.add(chosen)
            if self.dice.random() < SUPPORTS:
                with unless_refused():
                    await self.guest.burst("upvote", question=chosen, up=True)

    async def vote(self) -> None:
        """Answer every poll once, whoever opened it."""
        answered: set[str] = set()
        while True:
            state = await self.view.until(
                lambda state: any(
                    p.status == "open" and p.id not in answered for p in state.polls.polls.values()
                )
            )
            await self.pause(3, 30)
            for poll in [
                p for p in state.polls.polls.values() if p.status == "open" and p.id not in answered
            ]:
                answered.add(poll.id)
                weights = [len(poll.options) - place for place in range(len(poll.options))]
                choices = set(self.dice.choices(range(len(poll.options)), weights, k=2))
                chosen = sorted(choices) if poll.form == "multiple" else [min(choices)]
                with unless_refused():
                    await self.guest.burst("ballot", poll=poll.id, choices=chosen)

    async def write(self) -> None:
        for turn, number in enumerate(self._messages):
            await self.pause(4 + 60 * turn, 50 + 90 * turn)
            with unless_refused():
                await self.guest.post("chat", key=f"demo-message-{number}", text=script.MESSAGES[number][1])
        await asyncio.sleep(3600)

    async def raise_hand(self) -> None:
        """Now and then, a few of the audience; the hand goes down again when nobody minds it."""
        if self._number or self.dice.random() < 0.5:
            await asyncio.sleep(3600)
        await self.pause(30, 240)
        with unless_refused():
            await self.guest.post("hand", raised=True)
            await asyncio.sleep(HAND_UP)
            if not self.speaks:
                await self.guest.post("hand", raised=False)
        await self.pause(120, 400)

    async def speak(self) -> None:
        """With the floor: say something, then give it back."""
        await self.view.until(lambda _: self.speaks)
        try:
            await asyncio.wait_for(self._studio.publish(), SPEAKS)
        except TimeoutError:
            pass
        finally:
            with unless_refused():
                await self.guest.post("floor/return")
            await asyncio.wait_for(self.view.until(lambda _: not self.speaks), 5)
