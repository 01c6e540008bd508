"""Upvotes: rows in bursts, told as tallies. Called through `actions`."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Count, F

from consilium.accounts.models import Person
from consilium.eventlog.actions import append
from consilium.kernel.audience import EVERYONE
from consilium.questions import rules
from consilium.questions.events import UpvotesTallied
from consilium.questions.models import Question, Upvote
from consilium.questions.rules import Upvote as Wish
from consilium.seminars.models import Seminar

Pair = tuple[str, str]


@transaction.atomic
def record_upvotes(seminar_id: str, wishes: Sequence[Wish]) -> list[str]:
    """Write many upvotes at once; for each "ok", "already", "closed", "unknown" or "invalid".

    One's own question cannot be upvoted ("invalid"). Persons come from signed tokens; wishes are taken in
    order, so the last of a person counts.
    """
    seminar = Seminar.objects.select_for_update(no_key=True).filter(pk=seminar_id).first()
    ids = {wish.question for wish in wishes}
    questions = Question.objects.filter(seminar=seminar, held=False).in_bulk(list(ids)) if seminar else {}
    persons = set(Person.objects.filter(pk__in={wish.person for wish in wishes}).values_list("id", flat=True))
    rows = Upvote.objects.filter(question__in=list(questions), person__in=persons)
    before: set[Pair] = set(rows.values_list("question_id", "person_id"))
    after = set(before)
    live = seminar is not None and seminar.status == Seminar.Status.LIVE
    answers = [
        _apply(wish, questions.get(wish.question), after, live=live) if wish.person in persons else "unknown"
        for wish in wishes
    ]
    _write(before, after)
    return answers


def _apply(wish: Wish, question: Question | None, upvotes: set[Pair], *, live: bool) -> str:
    if question is None:
        return "unknown"
    if question.asker_id == wish.person:
        return "invalid"
    if not live or not rules.may_upvote(question.status):
        return "closed"
    pair = (question.id, wish.person)
    if (pair in upvotes) == wish.up:
        return "already"
    (upvotes.add if wish.up else upvotes.discard)(pair)
    return "ok"


def _write(before: set[Pair], after: set[Pair]) -> None:
    gone = before - after
    for question in {question for question, _person in gone}:
        persons = [person for of, person in gone if of == question]
        Upvote.objects.filter(question=question, person__in=persons).delete()
    Upvote.objects.bulk_create(
        [Upvote(question_id=question, person_id=person) for question, person in sorted(after - before)]
    )


@transaction.atomic
def tally_upvotes(seminar_id: str) -> None:
    """Tell the numbers that have changed since they were last told, in one entry."""
    Seminar.objects.select_for_update(no_key=True).filter(pk=seminar_id).first()
    rows = Question.objects.filter(seminar=seminar_id, merged_into=None, held=False)
    changed = rows.annotate(number=Count("upvotes")).exclude(votes=F("number"))
    _told(seminar_id, dict(changed.order_by("id").values_list("id", "number")))


def move_upvotes(source: Question, target: Question) -> None:
    """Give `target` the upvotes of `source`, whose own number stays as it was last told."""
    persons = set(source.upvotes.values_list("person_id", flat=True)) - {target.asker_id}
    persons -= set(target.upvotes.values_list("person_id", flat=True))
    Upvote.objects.bulk_create([Upvote(question=target, person_id=person) for person in sorted(persons)])
    source.upvotes.all().delete()
    number = target.upvotes.count()
    if number != target.votes:
        _told(target.seminar_id, {target.id: number})


def _told(seminar_id: str, votes: dict[str, int]) -> None:
    for question, number in votes.items():
        Question.objects.filter(pk=question).update(votes=number)
    if votes:
        append(seminar_id, UpvotesTallied(votes), audience=EVERYONE)
