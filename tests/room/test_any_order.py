"""Whatever people do in whatever order, the log tells each reader exactly what the rows say."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from consilium.chat import actions as chat
from consilium.chat.models import Message
from consilium.kernel.refusals import Refused
from consilium.polls import actions as polls
from consilium.polls.models import Poll
from consilium.polls.rules import Ballot
from consilium.questions import actions as questions
from consilium.questions.models import Question
from consilium.questions.rules import Upvote
from consilium.recordings import actions as recordings
from consilium.recordings.models import Take
from consilium.seminars.models import Seminar
from consilium.seminars.queries import Member
from tests.support.cast import Cast, make_cast
from tests.support.verify import verify_action

NOBODY = "0" * 26


@dataclass(frozen=True)
class Step:
    """Who does what, to which of the things there are."""

    verb: str
    who: int
    one: int
    two: int
    flag: bool


class Play:
    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.members = [cast.moderator, cast.panellist, cast.asker, cast.other]
        self.number = 0

    def begin(self) -> None:
        """Two questions and an open poll, so that there is something to do things to."""
        cast = self.cast
        for who in (cast.asker, cast.other):
            questions.ask_question(who, key="key-begin", text="Which dose?")
        poll = polls.draft_poll(
            cast.moderator, key="key-begin", title="?", form="multiple", options=["A", "B", "C"]
        )
        polls.open_poll(cast.moderator, poll.id)

    def do(self, step: Step) -> None:
        self.number += 1
        with contextlib.suppress(Refused):
            VERBS[step.verb](self, self.members[step.who % 4], step)

    @property
    def key(self) -> str:
        return f"key-{self.number // 2:04}"  # every other one is a repeat

    def question(self, number: int) -> str:
        return pick(
            list(Question.objects.filter(seminar=self.cast.seminar).values_list("id", flat=True)), number
        )

    def poll(self, number: int) -> str:
        return pick(list(Poll.objects.filter(seminar=self.cast.seminar).values_list("id", flat=True)), number)

    def message(self, number: int) -> str:
        return pick(
            list(Message.objects.filter(seminar=self.cast.seminar).values_list("id", flat=True)), number
        )


def pick(ids: list[str], number: int) -> str:
    return ids[number % len(ids)] if ids else NOBODY


def ask(play: Play, who: Member, step: Step) -> None:
    later = timezone.now() + timedelta(minutes=play.number)
    questions.ask_question(who, key=play.key, text="Which dose?", anonymous=step.flag, at=later)


def put(play: Play, who: Member, step: Step) -> None:
    questions.assign(who, play.question(step.one), to=play.cast.panellist.person.id if step.flag else "")


def take(play: Play, who: Member, step: Step) -> None:
    to = play.cast.panellist.person.id if step.flag else None
    questions.take_up(who, play.question(step.one), to=to)


def hold(play: Play, who: Member, step: Step) -> None:
    Seminar.objects.filter(pk=play.cast.seminar.pk).update(hold_questions=step.flag)


def upvote(play: Play, who: Member, step: Step) -> None:
    wish = Upvote(who.person.id, play.question(step.one), step.flag or step.two % 3 > 0)
    questions.record_upvotes(play.cast.seminar.id, [wish, wish])


def draft(play: Play, who: Member, step: Step) -> None:
    form = ("single", "multiple", "scale")[step.two % 3]
    polls.draft_poll(who, key=play.key, title="What first?", form=form, options=["A", "B", "C"])


def edit(play: Play, who: Member, step: Step) -> None:
    polls.edit_poll(who, play.poll(step.one), title="What next?", form="single", options=["A", "B"])


def vote(play: Play, who: Member, step: Step) -> None:
    choices = (step.two % 3, step.two % 2) if step.flag else (step.two % 3,)
    polls.cast_ballots(play.cast.seminar.id, [Ballot(who.person.id, play.poll(step.one), choices)])


def late(play: Play, who: Member, step: Step) -> None:
    polls.close_due(play.cast.seminar.id, timezone.now() + timedelta(minutes=step.two))


def stop(play: Play, who: Member, step: Step) -> None:
    takes = Take.objects.filter(seminar=play.cast.seminar).values_list("id", flat=True)
    recordings.stop_recording(who, pick(list(takes), step.one))


VERBS: dict[str, Callable[[Play, Member, Step], object]] = {
    "ask": ask,
    "record": lambda play, who, step: recordings.start_recording(who, key=play.key),
    "stop recording": stop,
    "hold": hold,
    "upvote": upvote,
    "tally upvotes": lambda play, who, step: questions.tally_upvotes(play.cast.seminar.id),
    "accept": lambda play, who, step: questions.accept(who, play.question(step.one)),
    "assign": put,
    "take up": take,
    "answered": lambda play, who, step: questions.mark_answered(who, play.question(step.one)),
    "write": lambda play, who, step: questions.write_answer(
        who, play.question(step.one), key=play.key, text="Yes."
    ),
    "dismiss": lambda play, who, step: questions.dismiss(who, play.question(step.one)),
    "merge": lambda play, who, step: questions.merge(
        who, play.question(step.one), into=play.question(step.two)
    ),
    "reopen": lambda play, who, step: questions.reopen(who, play.question(step.one)),
    "draft": draft,
    "edit": edit,
    "discard": lambda play, who, step: polls.discard_poll(who, play.poll(step.one)),
    "open": lambda play, who, step: polls.open_poll(
        who, play.poll(step.one), minutes=step.two + 1 if step.flag else None
    ),
    "vote": vote,
    "tally ballots": lambda play, who, step: polls.tally_ballots(play.cast.seminar.id),
    "close": lambda play, who, step: polls.close_poll(who, play.poll(step.one)),
    "close due": late,
    "publish": lambda play, who, step: polls.publish_poll(who, play.poll(step.one)),
    "post": lambda play, who, step: chat.post_message(who, key=play.key, text="Hello", backstage=step.flag),
    "remove": lambda play, who, step: chat.remove_message(who, play.message(step.one)),
}
# The moderator and the questions come up more often: else most steps would be refused.
WHO = st.sampled_from([0, 0, 0, 1, 2, 3])
OFTEN = ["ask", "ask", "upvote", "upvote", "take up", "take up", "dismiss", "merge", "vote", "tally ballots"]
STEPS = st.builds(
    Step, st.sampled_from([*VERBS, *OFTEN]), WHO, st.integers(0, 2), st.integers(0, 5), st.booleans()
)


@pytest.mark.django_db
@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # to shrink a failure, add Phase.shrink: it takes minutes
    derandomize=True,  # the same in every run: a failure is never somebody else's
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(STEPS, min_size=15, max_size=40), st.booleans())
def test_in_any_order(steps: list[Step], held: bool) -> None:
    play = Play(make_cast(hold_questions=held))
    with verify_action(play.cast.seminar):
        play.begin()
        for step in steps:
            play.do(step)
