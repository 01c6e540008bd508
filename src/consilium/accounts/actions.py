"""Writing persons: the profile, and persons known only by an e-mail so far."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from consilium.accounts.models import Person
from consilium.accounts.queries import confirmed_by

PROFILE = (
    "name",
    "title",
    "specialty",
    "institution",
    "institution_name",
    "state",
    "languages_spoken",
    "languages_read",
    "time_zone",
    "interface_language",
    "answer_mails",
    "certificate_mails",
)


@transaction.atomic
def save_profile(person: Person, values: Mapping[str, Any]) -> None:
    """Save the fields of `PROFILE` that `values` holds (already cleaned by the form)."""
    fields = [name for name in PROFILE if name in values]
    for name in fields:
        setattr(person, name, values[name])
    person.save(update_fields=fields)


@transaction.atomic
def person_by_email(email: str, *, name: str = "") -> Person:
    """The person with this e-mail, made when there is none; they need never have signed in.

    An address that somebody confirmed beside their first one is theirs too.
    """
    person = Person.objects.filter(email=email.strip().lower()).first() or confirmed_by(email)
    if person is None:
        return Person.objects.create_user(email, name=name.strip())
    if not person.name and name.strip():
        person.name = name.strip()
        person.save(update_fields=["name"])
    return person
