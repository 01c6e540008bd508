"""The moderator: tends the bots' own questions, polls and hands in a slow loop, and nobody else's."""

import time
from collections.abc import Awaitable, Callable, Mapping

from consilium.questions.state import OPEN, PENDING, Question
from consilium.workers.client import new_key
from consilium.workers.demo import script
from consilium.workers.demo.bot import Bot, unless_refused
from consilium.workers.demo.cast import Part

ACCEPTED_AFTER, ANSWERED_AFTER = 8.0, 40.0  # seconds
POLL_OPEN, POLL_PAUSE = 70.0, 150.0
HAND_WAITS, FLOOR_LASTS = 10.0, 45.0


class Moderator(Bot):
    """`answerer` is given the questions; `bots` are the ids of the persons whose things it may touch."""

    def __init__(self, part: Part, *, answerer: str, bots: frozenset[str], pace: float = 1.0) -> None:
        super().__init__(part, pace=pace)
        self._answerer = answerer
        self._bots = bots
        self._answers = {asked.text: asked.answer for asked in script.QUESTIONS if asked.answer}
        self._polls = 0

    def duties(self) -> list[Callable[[], Awaitable[None]]]:
        return [
            self.triage,
            self.answer,
            self.ask_everyone,
            self.tend_hands,
            self.talk_backstage,
            self.keep_time,
        ]

    async def triage(self) -> None:
        """Accept the oldest new question of a bot after a look at it."""
        await self.view.until(lambda _: bool(self._own(PENDING)))
        await self.wait(ACCEPTED_AFTER)
        for question in self._own(PENDING)[:1]:
            with unless_refused():
                await self.guest.post(f"questions/{question.id}/accept")

    async def answer(self) -> None:
        """Take up the question with the most votes, let it be spoken about, close it."""
        await self.view.until(lambda state: not state.questions.answering and bool(self._own(OPEN)))
        await self.pause(10, 20)
        waiting = self._own(OPEN)
        if self.view.state.questions.answering or not waiting:
            return  # somebody else has begun meanwhile
        question = max(waiting, key=lambda one: one.votes)
        text = self._answers.get(question.text, "")
        with unless_refused():
            if text:
                await self.guest.post(
                    f"questions/{question.id}/answers", key=f"demo-{question.id}", text=text
                )
                return
            await self.guest.post(f"questions/{question.id}/take-up", to=self._answerer)
            await self.wait(ANSWERED_AFTER)
            if self.view.state.questions.answering == question.id:
                await self.guest.post(f"questions/{question.id}/answered")

    async def ask_everyone(self) -> None:
        """One poll after another, while nobody else has one open."""
        await self.pause(25, 40)
        await self.view.until(lambda state: all(poll.status != "open" for poll in state.polls.polls.values()))
        poll = script.POLLS[self._polls % len(script.POLLS)]
        self._polls += 1
        with unless_refused():
            made = await self.guest.post(
                "polls", key=new_key(), title=poll.title, form=poll.form, options=list(poll.options)
            )
            await self.guest.post(f"polls/{made['id']}/open")
            await self.wait(POLL_OPEN)
            await self.guest.post(f"polls/{made['id']}/publish")
        await self.wait(POLL_PAUSE)

    async def tend_hands(self) -> None:
        """Give the floor to a bot whose hand is up when it is free; take it back when it lasts too long."""
        state = await self.view.until(
            lambda state: bool(self._ours(state.stage.hands)) and not state.stage.floor
        )
        person = self._ours(state.stage.hands)[0]
        await self.wait(HAND_WAITS)
        stage = self.view.state.stage
        if stage.floor or person not in stage.hands:
            return
        with unless_refused():
            await self.guest.post("floor", person=person, given=True)
            await self.wait(FLOOR_LASTS)
            if person in self.view.state.stage.floor:
                await self.guest.post("floor", person=person, given=False)

    async def talk_backstage(self) -> None:
        for number, text in enumerate(script.BACKSTAGE):
            await self.pause(15, 60)
            with unless_refused():
                await self.guest.post("chat", key=f"demo-backstage-{number}", text=text, backstage=True)
        await self.wait(3600)

    async def keep_time(self) -> None:
        """Five minutes more for a part that has run over, so that the agenda stays believable."""
        await self.wait(30)
        agenda = {part["id"]: part["minutes"] for part in (await self.guest.snapshot())["agenda"]}
        running = self.view.state.seminar.running
        part = self.view.state.seminar.parts.get(running)
        if part is None or running not in agenda:
            return
        minutes = agenda[running] + part.extra_minutes
        if time.time() * 1000 > part.started_at + minutes * 60_000:
            with unless_refused():
                await self.guest.post(f"contributions/{running}/extend", minutes=5)

    def _own(self, status: str) -> list[Question]:
        """Questions of bots in a status, oldest first; not the one that is being answered."""
        questions = self.view.state.questions
        return [
            one
            for one in questions.questions.values()
            if one.status == status and one.asker in self._bots and one.id != questions.answering
        ]

    def _ours(self, persons: Mapping[str, int]) -> list[str]:
        return [person for person in persons if person in self._bots]
