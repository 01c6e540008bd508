"""Who is a member, in which roles: by grant, by registration, by pass."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import timezone

from consilium.accounts.models import Person
from consilium.kernel.audience import STAFF, Audience
from consilium.kernel.roles import Role
from consilium.seminars.models import JoinLink, Registration, Seminar
from consilium.seminars.queries import PASSES, member_for
from tests.support.factories import (
    JoinLinkFactory,
    PersonFactory,
    RegistrationFactory,
    RoleGrantFactory,
    SeminarFactory,
    member,
)

pytestmark = pytest.mark.django_db


def request_of(person: Person | None = None, link: JoinLink | None = None) -> HttpRequest:
    request = RequestFactory().get("/")
    request.user = person or AnonymousUser()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    if link:
        request.session[PASSES] = {link.seminar_id: link.id}
    return request


def test_outsiders_and_strangers_are_no_members() -> None:
    seminar = SeminarFactory.create()
    assert member_for(request_of(), seminar) is None
    assert member_for(request_of(PersonFactory.create()), seminar) is None


def test_grants_and_an_accepted_registration_give_roles() -> None:
    seminar = SeminarFactory.create()
    person = PersonFactory.create()
    RoleGrantFactory.create(seminar=seminar, person=person, role="moderator")
    RegistrationFactory.create(seminar=seminar, person=person)
    found = member_for(request_of(person), seminar)
    assert found and found.roles == {Role.MODERATOR, Role.ATTENDEE}
    assert found.may_moderate and found.staff and found.reader.may_read(STAFF)


@pytest.mark.parametrize("status", ["pending", "waiting", "declined", "cancelled"])
def test_a_registration_that_is_not_accepted_gives_nothing(status: str) -> None:
    row = RegistrationFactory.create(status=Registration.Status(status))
    assert member_for(request_of(row.person), row.seminar) is None


def test_a_grant_in_another_seminar_gives_nothing() -> None:
    grant = RoleGrantFactory.create(role="organiser")
    assert member_for(request_of(grant.person), SeminarFactory.create()) is None


def test_a_pass_gives_its_role_only_even_to_a_person_of_rank() -> None:
    seminar = SeminarFactory.create()
    someone = member(seminar, Role.ORGANISER).person
    link = JoinLinkFactory.create(seminar=seminar, person=someone, role="attendee")
    found = member_for(request_of(link=link), seminar)
    assert found and found.person == someone and found.roles == {Role.ATTENDEE}
    assert not found.reader.may_read(STAFF) and found.reader.may_read(Audience.person(someone.id))


def test_a_pass_dies_with_its_link_and_its_person() -> None:
    seminar = SeminarFactory.create()
    now = timezone.now()
    late = JoinLinkFactory.create(seminar=seminar, expires_at=now - timedelta(seconds=1))
    revoked = JoinLinkFactory.create(seminar=seminar, revoked_at=now)
    inactive = JoinLinkFactory.create(seminar=seminar, person__is_active=False)
    elsewhere = JoinLinkFactory.create()
    for link in (late, revoked, inactive):
        assert member_for(request_of(link=link), seminar) is None
    request = request_of()
    request.session[PASSES] = {seminar.id: elsewhere.id}
    assert member_for(request, seminar) is None


@pytest.mark.parametrize("passes", ["text", 7, None, [], {"x": 1}])
def test_a_broken_session_is_no_pass(passes: object) -> None:
    request = request_of()
    request.session[PASSES] = passes
    assert member_for(request, SeminarFactory.create()) is None


def test_the_factory_makes_a_published_seminar() -> None:
    assert SeminarFactory.create().status == Seminar.Status.PUBLISHED
