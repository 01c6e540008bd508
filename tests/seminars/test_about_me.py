"""Speakers tell about themselves: their own lines, by sign-in or by link, and nobody else's."""

import pytest
from django.test import Client

from consilium.kernel.roles import Role
from consilium.seminars.models import RoleGrant
from consilium.seminars.queries import link_token
from tests.support.factories import JoinLinkFactory, PersonFactory, RoleGrantFactory, SeminarFactory, member

pytestmark = pytest.mark.django_db
FORM = {"biography": "Since 1999.", "interests": "None declared."}


def test_a_speaker_declares_their_interests(client: Client) -> None:
    seminar = SeminarFactory.create()
    speaker = member(seminar, Role.PANELLIST, Role.CHAIR).person
    other = RoleGrantFactory.create(seminar=seminar, interests="mine")
    elsewhere = RoleGrantFactory.create(person=speaker, interests="there")
    client.force_login(speaker)
    url = client.get(f"/seminars/{seminar.slug}").context["page"].describe_url
    assert client.get(url).status_code == 200 and client.post(url, FORM).status_code == 302
    assert set(seminar.grants.filter(person=speaker).values_list("interests", flat=True)) == {
        "None declared."
    }
    assert RoleGrant.objects.get(pk=other.pk).interests == "mine"
    assert RoleGrant.objects.get(pk=elsewhere.pk).interests == "there"


def test_a_speaker_by_link_may_too(client: Client) -> None:
    grant = RoleGrantFactory.create()
    link = JoinLinkFactory.create(seminar=grant.seminar, person=grant.person, role="panellist")
    client.get(f"/join/{link_token(link)}")
    assert client.post(f"/seminars/{grant.seminar.slug}/about-me", FORM).status_code == 302
    grant.refresh_from_db()
    assert grant.biography == "Since 1999."


def test_outsiders_sign_in_and_others_have_nothing_to_tell(client: Client) -> None:
    seminar = SeminarFactory.create()
    url = f"/seminars/{seminar.slug}/about-me"
    for call in (client.get, client.post):
        assert call(url)["Location"].startswith("/accounts/login/")
    for person in (PersonFactory.create(), member(seminar, Role.ATTENDEE).person):
        client.force_login(person)
        assert client.get(url).status_code == 404 and client.post(url, FORM).status_code == 404


def test_too_much_is_refused(client: Client) -> None:
    seminar = SeminarFactory.create()
    client.force_login(member(seminar, Role.PANELLIST).person)
    for wrong in ({"interests": "x" * 1001}, {"biography": "x" * 2001}, {"interests": "\x00"}):
        assert client.post(f"/seminars/{seminar.slug}/about-me", {**FORM, **wrong}).status_code == 422
