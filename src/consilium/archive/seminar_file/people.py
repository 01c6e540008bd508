"""Persons in a seminar file: who is in it, who is named, and what becomes of them on another server.

Named is whom everybody could read of in the seminar: who holds a role in it, and whom an entry for everyone
speaks of. All others are there by their ids alone.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError

from consilium.accounts.models import Person
from consilium.accounts.queries import taken_addresses
from consilium.archive.seminar_file.container import Json, Unfit
from consilium.kernel.audience import EVERYONE
from consilium.kernel.facts import Entry
from consilium.kernel.ids import is_id
from consilium.seminars.models import RoleGrant

#: Addresses of persons whose own is not known here: no mail reaches them (RFC 2606).
NOWHERE = "@imported.invalid"
CARD = ("name", "title", "specialty", "state")
OWN = ("languages_spoken", "languages_read", "time_zone", "interface_language")
_MANY = 400


class Cast:
    """Who is met while a seminar is written down."""

    def __init__(self, seminar: str) -> None:
        held = RoleGrant.objects.filter(seminar=seminar).values_list("person_id", flat=True)
        self._named: set[str] = set(held)
        self._met: set[str] = set()

    def meet(self, person: str | None) -> None:
        if person:
            self._met.add(person)

    def hear(self, entry: Entry) -> None:
        told = set(_ids(entry.data))
        (self._named if entry.audience == EVERYONE else self._met).update(told)
        self._met.update(one for one in (entry.actor, entry.audience.of) if is_id(one))

    def rows(self, *, people: bool) -> Iterator[Json]:
        """A row for each person. Ids of other things are among those that were met: no person has them."""
        everybody = sorted(self._named | self._met)
        for begin in range(0, len(everybody), _MANY):
            some = everybody[begin : begin + _MANY]
            for person in Person.objects.filter(pk__in=some).select_related("institution").order_by("pk"):
                yield _row(person, named=people or person.id in self._named, people=people)


def _row(person: Person, *, named: bool, people: bool) -> Json:
    row: Json = {"id": person.id}
    if named:
        row |= {name: getattr(person, name) for name in CARD}
        institution = person.institution
        row["institution_name"] = institution.name if institution else person.institution_name
    if people:
        row |= {name: getattr(person, name) for name in OWN}
        if not person.email.endswith(NOWHERE):
            row["email"] = person.email
    return row


def _ids(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if is_id(value):
            yield value
    elif isinstance(value, dict):
        for pair in value.items():
            for part in pair:
                yield from _ids(part)
    elif isinstance(value, list):
        for part in value:
            yield from _ids(part)


def admit(rows: Iterable[Json], *, people: bool) -> set[str]:
    """Make the persons that are not known here; their ids. Who is known stays as they are.

    Nobody made here can sign in: without a password, with an address that no mail reaches. With `people`
    those get their own address whose address nobody has here.
    """
    told = list(rows)
    ids = [str(row.get("id")) for row in told]
    if not all(map(is_id, ids)) or len(set(ids)) != len(ids):
        raise Unfit("The persons of the file are not of the form that they should have.")
    known = {person.id: person for person in _in_parts(ids)}
    wanted = [str(row["email"]).strip().lower() for row in told if people and row.get("email")]
    taken = set[str]()
    for begin in range(0, len(wanted), _MANY):
        taken |= taken_addresses(wanted[begin : begin + _MANY])
    made: list[Person] = []
    for row in told:
        if row["id"] in known:
            _name(known[row["id"]], row)
        else:
            made.append(_person(row, taken if people else None))
    Person.objects.bulk_create(made, batch_size=_MANY)
    return set(ids)


def _in_parts(ids: list[str]) -> Iterator[Person]:
    for begin in range(0, len(ids), _MANY):
        yield from Person.objects.filter(pk__in=ids[begin : begin + _MANY])


def _name(person: Person, row: Json) -> None:
    """Who came with another seminar as a number may be named by this one."""
    if person.email.endswith(NOWHERE) and not person.name and row.get("name"):
        made = _person(row, None)
        for name in (*CARD, "institution_name"):
            setattr(person, name, getattr(made, name))
        person.save(update_fields=[*CARD, "institution_name"])


def _person(row: Json, taken: set[str] | None) -> Person:
    """`taken`: addresses that somebody has already; None when nobody gets their own."""
    person = Person(id=row["id"], email=f"{row['id']}{NOWHERE}", password=make_password(None))
    for name in (*CARD, *OWN, "institution_name"):
        if name in row:
            setattr(person, name, row[name])
    address = str(row.get("email", "")).strip().lower()
    if taken is not None and address and address not in taken:
        person.email = address
        taken.add(address)
    try:
        person.clean_fields()
    except (ValidationError, TypeError, ValueError):
        raise Unfit("A person of the file is not of the form that they should have.") from None
    return person
