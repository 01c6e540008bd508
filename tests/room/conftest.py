"""A live seminar with one person of each kind, and clients signed in as them."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from consilium.accounts.models import Person
from consilium.kernel.roles import Role
from consilium.room import actions
from consilium.seminars.models import Seminar
from consilium.seminars.queries import Member, roles_of
from tests.support.factories import PersonFactory, RoleGrantFactory, SeminarFactory
from tests.support.sfu import FakeSfu


@pytest.fixture(autouse=True)
def sfu(settings: Settings) -> type[FakeSfu]:
    settings.SFU_DOOR = "tests.support.sfu.FakeSfu"
    FakeSfu.reset()
    return FakeSfu


@pytest.fixture
def seminar(db: None) -> Seminar:
    """Published, with a moderator, a panellist and two attendees."""
    made = SeminarFactory.create(status=Seminar.Status.PUBLISHED)
    for role in (Role.MODERATOR, Role.PANELLIST, Role.ATTENDEE, Role.ATTENDEE):
        RoleGrantFactory.create(seminar=made, person=PersonFactory.create(), role=role)
    return made


@pytest.fixture
def live(seminar: Seminar) -> Seminar:
    actions.open_room(seminar, by=member(seminar, Role.MODERATOR))
    seminar.refresh_from_db()
    return seminar


def member(seminar: Seminar, role: Role, number: int = 0) -> Member:
    """The `number`th person who holds a role."""
    person: Person = seminar.grants.filter(role=role).order_by("id")[number].person
    return Member(seminar, person, roles_of(seminar, person))


@pytest.fixture
def client_of() -> Callable[[Member], Client]:
    def signed_in(who: Member) -> Client:
        client = Client()
        client.force_login(who.person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in
