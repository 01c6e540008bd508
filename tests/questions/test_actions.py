"""Questions: each action as the log tells it, to each reader."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from consilium.eventlog.queries import entries, entries_for
from consilium.kernel.audience import EVERYONE, STAFF, Audience
from consilium.kernel.refusals import Conflict, Invalid, NotAllowed, TooMany, Unknown
from consilium.kernel.roles import Role
from consilium.questions import actions
from consilium.questions.models import Question, Upvote
from consilium.questions.queries import asked_by, snapshot, upvoted_by
from consilium.questions.rules import Upvote as Wish
from consilium.seminars.models import Seminar
from consilium.seminars.queries import Member
from tests.support.cast import Cast, make_cast
from tests.support.factories import member
from tests.support.verify import verify_action

pytestmark = pytest.mark.django_db
MOVES: dict[str, Callable[[Cast, Question], object]] = {
    "accept": lambda cast, question: actions.accept(cast.moderator, question.id),
    "assign": lambda cast, question: actions.assign(cast.moderator, question.id, to=cast.panellist.person.id),
    "take_up": lambda cast, question: actions.take_up(cast.moderator, question.id),
    "mark_answered": lambda cast, question: actions.mark_answered(cast.moderator, question.id),
    "write_answer": lambda cast, question: actions.write_answer(
        cast.moderator, question.id, key="answer-1", text="Yes."
    ),
    "dismiss": lambda cast, question: actions.dismiss(cast.moderator, question.id),
}


def ask(who: Member, text: str = "Which dose?", *, key: str = "", anonymous: bool = False) -> Question:
    """Asked twenty seconds apart, so that nobody asks too often."""
    asked = Question.objects.filter(asker=who.person).count()
    return actions.ask_question(
        who,
        key=key or f"key-{who.person.id}-{asked}",
        text=text,
        anonymous=anonymous,
        at=timezone.now() + timedelta(seconds=20 * asked),
    )


def told(cast: Cast, after: int = 0) -> list[tuple[str, Audience]]:
    return [(entry.kind, entry.audience) for entry in entries(cast.seminar.id, after=after)]


def upvote(cast: Cast, question: Question, *persons: str, up: bool = True) -> list[str]:
    return actions.record_upvotes(cast.seminar.id, [Wish(person, question.id, up) for person in persons])


def state(cast: Cast, who: Member, question: Question) -> object:
    return snapshot(cast.seminar, who.reader).questions.get(question.id)


def test_a_question_is_told_to_everyone(cast: Cast) -> None:
    with verify_action(cast.seminar):
        question = ask(cast.asker, "  Қанша мг/кг?\r\n")
    assert told(cast) == [("question.asked", EVERYONE)]
    assert (question.text, question.language, question.status) == ("Қанша мг/кг?", "kk", "pending")
    assert asked_by(cast.seminar, cast.asker.person.id) == [question.id]


def test_who_asked_anonymously_is_known_to_themselves_and_the_staff(cast: Cast) -> None:
    with verify_action(cast.seminar):
        question = ask(cast.asker, anonymous=True)
    asker = cast.asker.person.id
    assert told(cast) == [("question.asked", EVERYONE), ("question.attributed", Audience.person(asker))]
    assert all(entry.actor == "" for entry in entries(cast.seminar.id))
    heard = entries_for(cast.other.reader, cast.seminar.id)
    assert asker not in str([entry.data for entry in heard])
    assert snapshot(cast.seminar, cast.other.reader).questions[question.id].asker == ""
    assert snapshot(cast.seminar, cast.moderator.reader).questions[question.id].asker == asker


@pytest.mark.parametrize("anonymous", [False, True])
def test_a_held_question_is_shown_when_it_is_accepted(anonymous: bool) -> None:
    cast = make_cast(hold_questions=True)
    with verify_action(cast.seminar):
        question = ask(cast.asker, anonymous=anonymous)
    assert told(cast) == [("question.asked", Audience.person(cast.asker.person.id))]
    assert state(cast, cast.other, question) is None and state(cast, cast.asker, question)
    with verify_action(cast.seminar):
        actions.accept(cast.moderator, question.id)
    assert told(cast, 1) == [("question.released", EVERYONE), ("question.opened", EVERYONE)]
    shown = snapshot(cast.seminar, cast.other.reader).questions[question.id]
    assert shown.asker == ("" if anonymous else cast.asker.person.id)
    assert cast.asker.person.id not in str(entries_for(cast.other.reader, cast.seminar.id)) or not anonymous


@pytest.mark.parametrize("move", ["accept", "assign", "take_up", "mark_answered", "write_answer"])
def test_whatever_deals_with_a_held_question_shows_it_first(move: str) -> None:
    cast = make_cast(hold_questions=True)
    question = ask(cast.asker)
    with verify_action(cast.seminar):
        MOVES[move](cast, question)
    assert told(cast, 1)[0] == ("question.released", EVERYONE)
    with verify_action(cast.seminar):
        MOVES[move](cast, question)


def test_a_held_question_that_is_dismissed_is_heard_of_by_its_asker_only() -> None:
    cast = make_cast(hold_questions=True)
    question = ask(cast.asker)
    with verify_action(cast.seminar):
        actions.dismiss(cast.moderator, question.id)
    assert told(cast, 1) == [("question.dismissed", Audience.person(cast.asker.person.id))]
    with verify_action(cast.seminar):
        actions.reopen(cast.moderator, question.id)
    assert told(cast, 2) == [("question.released", EVERYONE), ("question.opened", EVERYONE)]


@pytest.mark.parametrize("move", MOVES)
def test_what_is_done_twice_is_told_once(cast: Cast, move: str) -> None:
    question = ask(cast.asker)
    with verify_action(cast.seminar):
        MOVES[move](cast, question)
    before = told(cast)
    with verify_action(cast.seminar):
        MOVES[move](cast, question)
    assert told(cast) == before


@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize("who", ["asker", "panellist"])
def test_only_moderators_tend_questions(cast: Cast, move: str, who: str) -> None:
    question = ask(cast.asker)
    someone = Cast(**{**cast.__dict__, "moderator": getattr(cast, who)})
    with pytest.raises(NotAllowed), verify_action(cast.seminar):
        MOVES[move](someone, question)
    assert len(told(cast)) == 1


def test_the_person_to_whom_it_was_put_may_answer(cast: Cast) -> None:
    question = ask(cast.asker)
    with verify_action(cast.seminar):
        actions.assign(cast.moderator, question.id, to=cast.panellist.person.id)
    assert told(cast, 1) == [("question.opened", EVERYONE), ("question.assigned", STAFF)]
    with verify_action(cast.seminar):
        actions.take_up(cast.panellist, question.id)
    with verify_action(cast.seminar):
        actions.write_answer(cast.panellist, question.id, key="answer-1", text="40 mg.")
        actions.write_answer(cast.panellist, question.id, key="answer-2", text="Once a day.")
    known = snapshot(cast.seminar, cast.other.reader).questions[question.id]
    assert [answer.text for answer in known.answers] == ["40 mg.", "Once a day."]
    assert (known.status, known.assigned) == ("answered", "")
    with verify_action(cast.seminar):
        actions.reopen(cast.moderator, question.id)
        actions.assign(cast.moderator, question.id, to="")
    with pytest.raises(NotAllowed):
        actions.take_up(cast.panellist, question.id)


def test_it_can_only_be_put_to_a_person_of_the_stage(cast: Cast) -> None:
    question = ask(cast.asker)
    elsewhere = make_cast().panellist
    for person in (cast.other.person.id, cast.stranger.id, elsewhere.person.id, "x" * 26, "\0", "nobody"):
        with pytest.raises(Invalid):
            actions.assign(cast.moderator, question.id, to=person)
    assert told(cast) == [("question.asked", EVERYONE)]


def test_one_question_is_answered_at_a_time(cast: Cast) -> None:
    first, second = ask(cast.asker), ask(cast.other, "And children?")
    with verify_action(cast.seminar):
        actions.take_up(cast.moderator, first.id)
    with verify_action(cast.seminar):
        actions.take_up(cast.moderator, second.id, to=cast.panellist.person.id)
    known = snapshot(cast.seminar, cast.other.reader)
    assert known.answering == second.id and known.questions[first.id].status == "open"
    with verify_action(cast.seminar):
        actions.reopen(cast.moderator, second.id)
    assert snapshot(cast.seminar, cast.other.reader).answering == ""


def test_a_merged_question_gives_its_upvotes_each_person_once(cast: Cast) -> None:
    source, target = ask(cast.asker), ask(cast.other, "What dose?")
    moderator, panellist = cast.moderator.person.id, cast.panellist.person.id
    upvote(cast, source, moderator, panellist, cast.other.person.id)
    upvote(cast, target, moderator, cast.asker.person.id)
    with verify_action(cast.seminar):
        actions.tally_upvotes(cast.seminar.id)
    with verify_action(cast.seminar):
        actions.merge(cast.moderator, source.id, into=target.id)
    known = snapshot(cast.seminar, cast.other.reader).questions
    assert (known[source.id].merged_into, known[source.id].status) == (target.id, "dismissed")
    assert (known[source.id].votes, known[target.id].votes) == (3, 3)
    assert Upvote.objects.filter(question=source).count() == 0
    before = told(cast)
    actions.merge(cast.moderator, source.id, into=target.id)
    actions.tally_upvotes(cast.seminar.id)
    assert told(cast) == before
    assert upvote(cast, source, cast.stranger.id) == ["closed"]
    for move in (actions.accept, actions.reopen, actions.take_up, actions.dismiss):
        with pytest.raises(Conflict):
            move(cast.moderator, source.id)


def test_what_a_question_cannot_be_merged_into(cast: Cast) -> None:
    question, dismissed, merged = ask(cast.asker), ask(cast.asker, "B"), ask(cast.asker, "C")
    actions.dismiss(cast.moderator, dismissed.id)
    actions.merge(cast.moderator, merged.id, into=question.id)
    Seminar.objects.filter(pk=cast.seminar.pk).update(hold_questions=True)
    held = ask(cast.asker, "D")
    for target in (question, dismissed, merged, held):
        with pytest.raises(Conflict):
            actions.merge(cast.moderator, question.id, into=target.id)
    for unknown in (ask_elsewhere().id, "nothing", "\0"):
        with pytest.raises(Unknown):
            actions.merge(cast.moderator, question.id, into=unknown)
    with verify_action(cast.seminar):
        actions.merge(cast.moderator, held.id, into=question.id)
    assert told(cast)[-1] == ("question.merged", Audience.person(cast.asker.person.id))


def ask_elsewhere() -> Question:
    return ask(make_cast().asker)


def test_upvotes_are_told_as_a_tally(cast: Cast) -> None:
    question, other = ask(cast.asker), ask(cast.asker, "Second")
    one, two = cast.other.person.id, cast.moderator.person.id
    with verify_action(cast.seminar):
        assert upvote(cast, question, one, one, two) == ["ok", "already", "ok"]
        assert upvote(cast, other, one) == ["ok"]
    with verify_action(cast.seminar):
        actions.tally_upvotes(cast.seminar.id)
        actions.tally_upvotes(cast.seminar.id)
    assert [entry.data for entry in entries(cast.seminar.id, after=2)] == [
        {"votes": {question.id: 2, other.id: 1}}
    ]
    assert upvoted_by(cast.seminar, one) == [question.id, other.id]
    with verify_action(cast.seminar):
        assert upvote(cast, question, one, one, up=False) == ["ok", "already"]
        assert upvote(cast, question, two, up=False) + upvote(cast, question, two) == ["ok", "ok"]
        actions.tally_upvotes(cast.seminar.id)
    assert entries(cast.seminar.id)[-1].data == {"votes": {question.id: 1}}


def test_upvotes_that_do_not_count(cast: Cast) -> None:
    question = ask(cast.asker)
    one = cast.other.person.id
    assert upvote(cast, question, cast.asker.person.id) == ["invalid"]
    assert upvote(cast, question, "nobody") == ["unknown"]
    assert upvote(cast, ask_elsewhere(), one) == ["unknown"]
    assert actions.record_upvotes("nothing", [Wish(one, question.id)]) == ["unknown"]
    assert actions.record_upvotes(cast.seminar.id, []) == []
    for move in ("mark_answered", "dismiss"):
        closed = ask(cast.asker)
        MOVES[move](cast, closed)
        assert upvote(cast, closed, one) == ["closed"]
    Seminar.objects.filter(pk=cast.seminar.pk).update(hold_questions=True)
    assert upvote(cast, ask(cast.moderator), one) == ["unknown"]
    Seminar.objects.filter(pk=cast.seminar.pk).update(status="ended")
    assert upvote(cast, question, one) == ["closed"]
    assert Upvote.objects.count() == 0


def test_a_key_is_a_persons_own(cast: Cast) -> None:
    first = ask(cast.asker, key="key-0001")
    again = ask(cast.asker, "Something else", key="key-0001")
    theirs = ask(cast.other, key="key-0001")
    assert first == again and again.text == "Which dose?" and theirs != first
    assert len(told(cast)) == 2


def test_nobody_asks_too_often(cast: Cast) -> None:
    now = timezone.now()
    for number in range(5):
        actions.ask_question(cast.asker, key=f"key-000{number}", text="Again", at=now)
    later = now + timedelta(seconds=59)
    with pytest.raises(TooMany):
        actions.ask_question(cast.asker, key="key-0005", text="Again", at=later)
    actions.ask_question(cast.asker, key="key-0004", text="Again", at=later)  # a repeat is not a question
    actions.ask_question(cast.other, key="key-0005", text="Mine", at=later)
    actions.ask_question(cast.asker, key="key-0005", text="Again", at=now + timedelta(seconds=61))
    assert len(told(cast)) == 7


@pytest.mark.parametrize("status", [Seminar.Status.DRAFT, Seminar.Status.PUBLISHED, Seminar.Status.ENDED])
def test_questions_belong_to_the_live_seminar(status: Seminar.Status) -> None:
    cast = make_cast()
    question = ask(cast.asker)
    Seminar.objects.filter(pk=cast.seminar.pk).update(status=status)
    with pytest.raises(Conflict):
        ask(cast.asker)
    for name, move in MOVES.items():
        if (name, status) != ("write_answer", Seminar.Status.ENDED):  # see test_later.py
            with pytest.raises(Conflict):
                move(cast, question)
    assert len(told(cast)) == 1


def test_a_question_of_another_seminar_is_unknown(cast: Cast) -> None:
    question = ask_elsewhere()
    for move in MOVES.values():
        with pytest.raises(Unknown):
            move(cast, question)


def test_an_answer_that_is_refused_leaves_nothing_behind() -> None:
    cast = make_cast(hold_questions=True)
    question = ask(cast.asker)
    with pytest.raises(Invalid):
        actions.write_answer(cast.moderator, question.id, key="answer-1", text=" \n")
    with pytest.raises(Invalid):
        actions.take_up(cast.moderator, question.id, to=cast.other.person.id)
    assert len(told(cast)) == 1 and Question.objects.get(pk=question.pk).held


def test_the_language_is_that_of_the_words_and_without_words_that_of_the_profile(cast: Cast) -> None:
    assert ask(cast.asker, "Which dose of oxygen does a child need?").language == "en"
    assert ask(cast.other, "112?").language == "und"
    cast.other.person.interface_language = "hi"
    assert ask(cast.other, "112?").language == "hi"


def test_a_chair_tends_questions_too(cast: Cast) -> None:
    question = ask(cast.asker)
    with verify_action(cast.seminar):
        actions.accept(member(cast.seminar, Role.CHAIR), question.id)
    assert Question.objects.get(pk=question.pk).status == "open"
