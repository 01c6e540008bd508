"""Join links: one click, one seminar, one role; late, withdrawn, tampered."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from consilium.kernel.refusals import Invalid, NotAllowed, Unknown
from consilium.kernel.roles import Role
from consilium.seminars import actions
from consilium.seminars.actions import Answers
from consilium.seminars.models import JoinLink, Mail, RoleGrant, Seminar
from consilium.seminars.queries import PASSES, link_token
from tests.support.factories import JoinLinkFactory, PersonFactory, SeminarFactory, member

pytestmark = pytest.mark.django_db


def test_one_click_leads_into_the_room_and_not_into_the_account(client: Client) -> None:
    link = JoinLinkFactory.create()
    response = client.get(f"/join/{link_token(link)}")
    assert response.status_code == 302 and response["Location"] == f"/seminars/{link.seminar.slug}/room"
    assert response["Referrer-Policy"] == "same-origin" and "no-store" in response["Cache-Control"]
    assert client.session[PASSES] == {link.seminar_id: link.id}
    link.refresh_from_db()
    assert link.last_used_at
    assert client.get("/profile/").status_code == 302, "a pass is not a sign-in"
    assert client.get(f"/seminars/{link.seminar.slug}/register").status_code == 302


def test_a_session_keeps_the_passes_of_several_seminars_and_a_new_key(client: Client) -> None:
    first, second = JoinLinkFactory.create(), JoinLinkFactory.create()
    client.get(f"/join/{link_token(first)}")
    key = client.session.session_key
    client.get(f"/join/{link_token(second)}")
    assert client.session[PASSES] == {first.seminar_id: first.id, second.seminar_id: second.id}
    assert client.session.session_key != key
    client.post(f"/seminars/{first.seminar.slug}/drop-pass")
    assert client.session[PASSES] == {second.seminar_id: second.id}


@pytest.mark.parametrize("values", ["late", "withdrawn", "inactive"])
def test_dead_links_say_what_to_do(client: Client, values: str) -> None:
    now = timezone.now()
    link = {
        "late": lambda: JoinLinkFactory.create(expires_at=now - timedelta(seconds=1)),
        "withdrawn": lambda: JoinLinkFactory.create(revoked_at=now),
        "inactive": lambda: JoinLinkFactory.create(person__is_active=False),
    }[values]()
    response = client.get(f"/join/{link_token(link)}")
    assert response.status_code == 410 and PASSES not in client.session
    assert link.person.name not in response.content.decode()
    assert link.person.email not in response.content.decode()


def test_tampered_tokens_are_404(client: Client) -> None:
    token = link_token(JoinLinkFactory.create())
    other = JoinLinkFactory.create()
    forged = f"{other.id}.{token.partition('.')[2]}"
    for broken in (token[:-1], token + "x", token.swapcase(), forged, "x", "..", "%00", "a" * 5000):
        response = client.get(f"/join/{broken}")
        assert response.status_code == 404 and PASSES not in client.session


def test_a_link_of_a_seminar_that_is_gone_is_404(client: Client) -> None:
    link = JoinLinkFactory.create()
    token = link_token(link)
    link.seminar.delete()
    assert client.get(f"/join/{token}").status_code == 404


def test_the_pages_say_whose_link_it_was_and_let_go_of_it(client: Client) -> None:
    link = JoinLinkFactory.create(person__name="<i>Guest</i>")
    client.get(f"/join/{link_token(link)}")
    page = client.get(f"/seminars/{link.seminar.slug}").content.decode()
    assert "&lt;i&gt;Guest" in page and f"/seminars/{link.seminar.slug}/drop-pass" in page
    client.post(f"/seminars/{link.seminar.slug}/drop-pass")
    assert "drop-pass" not in client.get(f"/seminars/{link.seminar.slug}").content.decode()


def test_only_get_follows_a_link(client: Client) -> None:
    assert client.post(f"/join/{link_token(JoinLinkFactory.create())}").status_code == 405


def test_inviting_makes_person_grant_link_and_one_mail() -> None:
    seminar = SeminarFactory.create()
    by = member(seminar, Role.ORGANISER)
    for _ in range(2):
        link = actions.invite(seminar, by=by, email="New@Example.org", name="Dr New", role=Role.PANELLIST)
    assert link.person.email == "new@example.org" and link.person.name == "Dr New"
    assert RoleGrant.objects.filter(person=link.person, role="panellist").count() == 1
    assert JoinLink.objects.filter(person=link.person).count() == 1
    assert Mail.objects.filter(person=link.person, kind="invitation").count() == 1
    assert link.expires_at > seminar.ends_at


def test_a_short_link_does_not_stand_for_a_long_one() -> None:
    seminar, person = SeminarFactory.create(), PersonFactory.create()
    by, soon = member(seminar, Role.ORGANISER), timezone.now() + timedelta(days=1)

    def invite(expires_at: datetime | None = None) -> JoinLink:
        return actions.invite(
            seminar, by=by, email=person.email, name="", role=Role.ATTENDEE, expires_at=expires_at
        )

    short, registered = invite(soon), actions.register(seminar, person=person, answers=Answers())
    long = person.join_links.exclude(pk=short.pk).get()
    assert registered.status == "registered" and short.expires_at == soon < seminar.ends_at < long.expires_at
    assert [invite(), invite(soon), invite()] == [long, short, long]
    assert person.mails.filter(kind="invitation").count() == 2 and person.join_links.count() == 2


def test_an_attendee_link_grants_nothing_beside_itself() -> None:
    seminar = SeminarFactory.create()
    link = actions.invite(
        seminar, by=member(seminar, Role.ORGANISER), email="g@example.org", name="", role=Role.ATTENDEE
    )
    assert not link.person.grants.exists()


def test_who_may_not_invite_or_revoke() -> None:
    seminar = SeminarFactory.create()
    link = JoinLinkFactory.create(seminar=seminar)
    for role in set(Role) - {Role.ORGANISER}:
        by = member(seminar, role)
        with pytest.raises(NotAllowed):
            actions.invite(seminar, by=by, email="x@example.org", name="", role=Role.ORGANISER)
        with pytest.raises(NotAllowed):
            actions.revoke_link(seminar, link.id, by=by)
    organiser = member(seminar, Role.ORGANISER)
    with pytest.raises(Unknown):
        actions.revoke_link(seminar, JoinLinkFactory.create().id, by=organiser)
    with pytest.raises(Invalid):
        actions.invite(
            seminar,
            by=organiser,
            email="x@example.org",
            name="",
            role=Role.ATTENDEE,
            expires_at=timezone.now() - timedelta(minutes=1),
        )


def test_a_revoked_link_stops_at_once_for_who_is_inside(client: Client) -> None:
    seminar = SeminarFactory.create(status=Seminar.Status.DRAFT)
    link = JoinLinkFactory.create(seminar=seminar, role="panellist")
    client.get(f"/join/{link_token(link)}")
    assert client.get(f"/seminars/{seminar.slug}").status_code == 200
    actions.revoke_link(seminar, link.id, by=member(seminar, Role.ORGANISER))
    assert client.get(f"/seminars/{seminar.slug}").status_code == 404


def test_signing_in_ends_passes_but_invited_persons_keep_their_role(client: Client) -> None:
    seminar = SeminarFactory.create(status=Seminar.Status.DRAFT)
    link = JoinLinkFactory.create(seminar=seminar, role="panellist")
    client.force_login(link.person)
    assert client.get(f"/seminars/{seminar.slug}").status_code == 200
    client.force_login(PersonFactory.create())
    assert client.get(f"/seminars/{seminar.slug}").status_code == 404
