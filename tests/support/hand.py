"""The hand behind the stage: a process on the same database as a live process under test.

Reads one JSON object a line, {"do": name, ...}, and answers one. Tests use it through
`tests.support.house.House`, because pytest's own database may be in memory, where no other process can
look.
"""

import json
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import django

django.setup()

from django.core import signing  # noqa: E402
from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from consilium.checks import actions as checks  # noqa: E402
from consilium.checks.models import CheckAnswer, Glance  # noqa: E402
from consilium.eventlog import queries  # noqa: E402
from consilium.eventlog.actions import Draft, append_all  # noqa: E402
from consilium.interpretation import actions as interpretation  # noqa: E402
from consilium.interpretation import air  # noqa: E402
from consilium.jobs.models import Lease  # noqa: E402
from consilium.kernel.audience import Audience  # noqa: E402
from consilium.kernel.facts import KINDS, from_json, to_json  # noqa: E402
from consilium.kernel.roles import Role  # noqa: E402
from consilium.polls import actions as polls  # noqa: E402
from consilium.polls.models import Vote  # noqa: E402
from consilium.recordings import actions as recordings  # noqa: E402
from consilium.recordings.models import Take  # noqa: E402
from consilium.room import seats  # noqa: E402
from consilium.room import state as _room  # noqa: E402, F401 (declares every fact)
from consilium.room.live import tokens  # noqa: E402
from consilium.room.models import Presence, Programme, Seat  # noqa: E402
from consilium.seminars.models import RoleGrant, Seminar  # noqa: E402
from consilium.seminars.queries import Member  # noqa: E402
from tests.support.factories import PersonFactory, SeminarFactory  # noqa: E402


def seminar(name: str, persons: int) -> Any:
    """A live seminar and ids of as many new persons."""
    made = SeminarFactory.create(status=Seminar.Status.LIVE, slug=name)
    found = [PersonFactory.create(email=f"{name}-{n}@example.org", state="KZ").id for n in range(persons)]
    return {"id": made.id, "persons": found}


def token(seminar: str, person: str, staff: bool, booths: list[str], age: int, language: str = "") -> str:
    """A stream token that was signed `age` seconds ago."""
    claims = {"s": seminar, "p": person, "staff": staff, "b": booths, "l": language, "c": "KZ"}

    class Signer(signing.TimestampSigner):
        def timestamp(self) -> str:
            return signing.b62_encode(signing.b62_decode(super().timestamp()) - age)

    return Signer(salt=tokens.SALT).sign_object(claims)


def append(seminar: str, facts: list[list[Any]]) -> list[int]:
    """Facts as [kind, data, audience], each in a transaction of its own."""
    seqs = []
    for kind, data, audience in facts:
        with transaction.atomic():
            draft = Draft(from_json(KINDS[kind], data), Audience.parse(audience))
            seqs += append_all(seminar, [draft])
    return seqs


def entries(seminar: str) -> Any:
    return [
        {"seq": e.seq, "kind": e.kind, "data": e.data, "audience": str(e.audience)}
        for e in queries.entries(seminar)
    ]


def open_poll(seminar: str, person: str, closes_in: float | None) -> str:
    """A poll that closes by itself in so many seconds (at most a minute), or not."""
    member = Member(Seminar.objects.get(pk=seminar), _person(person), frozenset({Role.MODERATOR}))
    poll = polls.draft_poll(member, key=f"k-{seminar}", title="Oxygen?", form="single", options=["yes", "no"])
    if closes_in is None:
        return polls.open_poll(member, poll.id).id
    opened = timezone.now() - timedelta(seconds=60 - closes_in)
    return polls.open_poll(member, poll.id, minutes=1, at=opened).id


def abandoned_take(seminar: str, person: str) -> str:
    """A take of a while ago whose recorder has not been heard of since."""
    member = Member(Seminar.objects.get(pk=seminar), _person(person), frozenset({Role.MODERATOR}))
    take = recordings.start_recording(member, key=f"k-{seminar}")
    past = timezone.now() - timedelta(minutes=1)
    Take.objects.filter(pk=take.id).update(started_at=past)
    Lease.objects.create(seminar_id=seminar, kind="recorder", holder="recorder@gone", seen_at=past)
    return take.id


def votes(poll: str) -> Any:
    return dict(Vote.objects.filter(poll=poll).values_list("person_id", "choices"))


def watch_presence(seminar: str) -> None:
    """The first check is due three seconds after the start."""
    row = Seminar.objects.get(pk=seminar)
    row.started_at = timezone.now()
    row.save(update_fields=["started_at"])
    checks.plan_checks(row, shortest=3, longest=3, answer=60, tab=True)


def watched(seminar: str) -> Any:
    """[person, call's number] of the answers, and [person, number, visible, seconds ago] of the glances."""
    answers = CheckAnswer.objects.filter(check_called__seminar=seminar).order_by("check_called__number", "id")
    glances = Glance.objects.filter(seminar=seminar).order_by("person_id", "number")
    now = timezone.now()
    return [
        list(map(list, answers.values_list("person_id", "check_called__number"))),
        [[row.person_id, row.number, row.visible, int((now - row.at).total_seconds())] for row in glances],
    ]


def fill(seminar: str, person: str) -> None:
    """It was told that no seat is free, and the one that is taken is of a person who has gone."""
    found = Seminar.objects.get(pk=seminar)
    before = timezone.now() - 2 * seats.SETTLING
    Seat.objects.create(seminar=found, person=_person(person), taken_at=before)
    Programme.objects.update_or_create(seminar=found, defaults={"full": True})


def on_air(seminar: str, person: str, coordinator: str) -> None:
    """The person interprets into Kazakh, in a booth of their own."""
    found = Seminar.objects.get(pk=seminar)
    RoleGrant.objects.create(seminar=found, person=_person(person), role=Role.INTERPRETER)
    by = Member(found, _person(coordinator), frozenset({Role.MODERATOR}))
    booth = interpretation.open_booth(by, key="booth-0001", name="Kazakh", languages=["kk"])
    interpretation.join_booth(by, booth.id, _person(person))
    air.take(Member(found, _person(person), frozenset({Role.INTERPRETER})), "kk")


def dismiss(seminar: str, person: str) -> None:
    """The organiser takes all of a person's roles back."""
    RoleGrant.objects.filter(seminar=seminar, person=person).delete()


def presences(seminar: str) -> Any:
    rows = Presence.objects.filter(seminar=seminar).order_by("opened_at")
    return [
        {
            "person": row.person_id,
            "open": row.closed_at is None,
            "length": (row.seen_at - row.opened_at).seconds,
        }
        for row in rows
    ]


def _person(pk: str) -> Any:
    from consilium.accounts.models import Person

    return Person.objects.get(pk=pk)


DEEDS: dict[str, Callable[..., Any]] = {
    deed.__name__: deed
    for deed in (
        seminar,
        token,
        append,
        entries,
        open_poll,
        abandoned_take,
        votes,
        watch_presence,
        watched,
        fill,
        on_air,
        dismiss,
        presences,
    )
}


def main() -> None:
    for line in sys.stdin:
        asked = json.loads(line)
        answer = DEEDS[asked.pop("do")](**asked)
        sys.stdout.write(json.dumps(to_json(answer)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
