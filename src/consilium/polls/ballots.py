"""Ballots: rows in bursts, told to the staff as tallies. Called through `actions`.

A ballot may be changed while the poll is open; the last one that was acknowledged counts.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from consilium.accounts.models import Person
from consilium.eventlog.actions import append
from consilium.kernel.audience import STAFF
from consilium.polls import rules
from consilium.polls.events import BallotsTallied
from consilium.polls.models import Poll, Vote
from consilium.polls.rules import Ballot
from consilium.seminars.models import Seminar

Pair = tuple[str, str]


@transaction.atomic
def cast_ballots(seminar_id: str, wishes: Sequence[Ballot], *, at: datetime | None = None) -> list[str]:
    """Write many ballots at once; for each "ok", "already" (the same), "closed", "unknown" or "invalid".

    Persons come from signed tokens; ballots are taken in order, so the last of a person counts.
    """
    seminar = Seminar.objects.select_for_update(no_key=True).filter(pk=seminar_id).first()
    now = at or timezone.now()
    ids = {wish.poll for wish in wishes}
    polls = Poll.objects.filter(seminar=seminar, discarded=False).in_bulk(list(ids)) if seminar else {}
    persons = set(Person.objects.filter(pk__in={wish.person for wish in wishes}).values_list("id", flat=True))
    rows = Vote.objects.filter(poll__in=list(polls), person__in=persons)
    before: dict[Pair, list[int]] = {
        (poll, person): choices
        for poll, person, choices in rows.values_list("poll_id", "person_id", "choices")
    }
    after = dict(before)
    answers = []
    for wish in wishes:
        poll = polls.get(wish.poll) if wish.person in persons else None
        live = seminar is not None and seminar.status == Seminar.Status.LIVE
        answers.append(_apply(wish, poll, after, now, live=live))
    _write({pair: choices for pair, choices in after.items() if before.get(pair) != choices})
    return answers


def _apply(
    wish: Ballot, poll: Poll | None, votes: dict[Pair, list[int]], now: datetime, *, live: bool
) -> str:
    if poll is None or poll.status == Poll.Status.DRAFT:
        return "unknown"
    if not live or poll.status != Poll.Status.OPEN or (poll.closes_at is not None and poll.closes_at <= now):
        return "closed"
    if not rules.fits(poll.form, len(poll.options), wish.choices):
        return "invalid"
    pair, choices = (poll.id, wish.person), sorted(wish.choices)
    if votes.get(pair) == choices:
        return "already"
    votes[pair] = choices
    return "ok"


def _write(changed: dict[Pair, list[int]]) -> None:
    if not changed:
        return
    Vote.objects.bulk_create(
        [
            Vote(poll_id=poll, person_id=person, choices=choices)
            for (poll, person), choices in changed.items()
        ],
        update_conflicts=True,
        unique_fields=["poll", "person"],
        update_fields=["choices"],
    )
    Poll.objects.filter(pk__in={poll for poll, _person in changed}).update(untallied=True)


@transaction.atomic
def tally_ballots(seminar_id: str) -> None:
    """Tell the staff the counts of open polls that have changed since they were last told."""
    Seminar.objects.select_for_update(no_key=True).filter(pk=seminar_id).first()
    for poll in Poll.objects.filter(seminar=seminar_id, status=Poll.Status.OPEN, untallied=True):
        tally(poll)


def tally(poll: Poll) -> None:
    """Count one poll and append the counts if they are news. The caller holds the seminar's lock."""
    counts, voters = [0] * len(poll.options), 0
    rows = Vote.objects.filter(poll=poll).order_by().values_list("choices").annotate(number=Count("id"))
    for choices, number in rows:
        voters += number
        for choice in choices:
            counts[choice] += number
    news = (counts, voters) != (poll.counts or [0] * len(counts), poll.voters)
    if news:
        poll.counts, poll.voters = counts, voters
        append(poll.seminar_id, BallotsTallied(poll.id, tuple(counts), voters), audience=STAFF)
    poll.untallied = False
    poll.save(update_fields=["counts", "voters", "untallied"])
