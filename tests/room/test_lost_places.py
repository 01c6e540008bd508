"""Who lost a role, a link or a place leaves the stage, the SFU and the entries for the staff."""

from collections.abc import Callable
from datetime import timedelta

import jwt
import pytest
from django.test import Client
from django.utils import timezone

from consilium.eventlog.queries import entries
from consilium.kernel.roles import Role
from consilium.room import actions
from consilium.room.live.kinds import duties
from consilium.room.models import Seat, Standing
from consilium.room.queries import room_state
from consilium.seminars import actions as seminars
from consilium.seminars import planning
from consilium.seminars.models import JoinLink, Registration, Seminar
from consilium.seminars.queries import Member, link_token, roles_of
from consilium.sfu.grants import LISTENER, ON_STAGE, WITH_FLOOR
from tests.room.conftest import member
from tests.support.cast import post, refusal
from tests.support.factories import JoinLinkFactory, PersonFactory, RegistrationFactory
from tests.support.factories import member as new_member
from tests.support.sfu import FakeSfu
from tests.support.verify import verify_action

pytestmark = pytest.mark.django_db
Kind = Standing.Kind


@pytest.fixture
def organiser(live: Seminar) -> Member:
    return new_member(live, Role.ORGANISER)


@pytest.fixture
def moderator(live: Seminar) -> Member:
    return member(live, Role.MODERATOR)


@pytest.fixture
def panellist(live: Seminar) -> Member:
    return member(live, Role.PANELLIST)


def dismiss(who: Member, organiser: Member) -> None:
    for grant in list(who.seminar.grants.filter(person=who.person)):
        planning.remove_role(who.seminar, grant.id, by=organiser)


def do_duty(seminar: Seminar) -> None:
    """As the live process does every second."""
    duty = duties()["places.lost"]
    assert duty.due([seminar.id]) == [seminar.id]
    with verify_action(seminar):
        assert duty.handler.record(seminar.id, [None]) == ["ok"]
    assert duty.after is not None
    duty.after(seminar.id)
    assert duty.due([seminar.id]) == []


def changed(seminar: Seminar) -> list[tuple[str, bool, str]]:
    told = [entry for entry in entries(seminar.id) if entry.kind == "roles.changed"]
    return [(entry.data["person"], entry.data["staff"], str(entry.audience)) for entry in told]


def on_stage(seminar: Seminar, who: Member) -> bool:
    return who.person.id in room_state(seminar, who.reader).stage.stage


def test_whose_role_is_taken_back_leaves_the_stage_and_stays_as_who_they_are(
    live: Seminar, organiser: Member, panellist: Member
) -> None:
    RegistrationFactory.create(seminar=live, person=panellist.person)
    FakeSfu.join(live.id, panellist.person.id, ON_STAGE)
    with verify_action(live):
        dismiss(panellist, organiser)
    person = panellist.person.id
    assert changed(live) == [(person, False, f"person:{person}")]
    do_duty(live)
    assert not on_stage(live, panellist)
    assert FakeSfu.rooms[live.id][person].grant == LISTENER
    assert len(changed(live)) == 1, "that they read otherwise was told already"


def test_who_has_no_role_left_leaves_the_room(live: Seminar, organiser: Member, panellist: Member) -> None:
    FakeSfu.join(live.id, panellist.person.id, ON_STAGE)
    dismiss(panellist, organiser)
    do_duty(live)
    assert not on_stage(live, panellist)
    assert panellist.person.id not in FakeSfu.rooms[live.id]


def test_whose_other_role_lets_them_speak_stays_on_the_stage(
    live: Seminar, organiser: Member, panellist: Member
) -> None:
    first = live.grants.get(person=panellist.person)
    live.grants.create(person=panellist.person, role=Role.CHAIR)
    planning.remove_role(live, first.id, by=organiser)
    assert duties()["places.lost"].due([live.id]) == []
    assert changed(live) == [(panellist.person.id, True, f"person:{panellist.person.id}")]


def test_whom_a_moderator_called_stays_on_the_stage_while_they_are_here(
    live: Seminar, moderator: Member, organiser: Member
) -> None:
    attendee = member(live, Role.ATTENDEE)
    actions.set_stage(live, attendee.person, on=True, by=moderator)
    assert duties()["places.lost"].due([live.id]) == []
    dismiss(attendee, organiser)
    do_duty(live)
    assert not on_stage(live, attendee)


def run_out(link: JoinLink, organiser: Member) -> None:
    JoinLink.objects.filter(pk=link.pk).update(expires_at=timezone.now() - timedelta(minutes=1))


def withdraw(link: JoinLink, organiser: Member) -> None:
    seminars.revoke_link(link.seminar, link.id, by=organiser)


def close_account(link: JoinLink, organiser: Member) -> None:
    link.person.is_active = False
    link.person.save(update_fields=["is_active"])


@pytest.mark.parametrize("lose", [run_out, withdraw, close_account])
def test_a_link_that_works_no_longer_gives_no_place(
    live: Seminar, moderator: Member, organiser: Member, lose: Callable[[JoinLink, Member], None]
) -> None:
    link = JoinLinkFactory.create(seminar=live)
    guest = Member(live, link.person, frozenset({Role(link.role)}), link=link.id)
    actions.enter(guest)
    actions.raise_hand(guest, raised=True)
    actions.give_floor(live, guest.person, by=moderator)
    FakeSfu.join(live.id, guest.person.id, WITH_FLOOR)
    lose(link, organiser)
    do_duty(live)
    assert guest.person.id not in FakeSfu.rooms[live.id]
    assert not Seat.objects.exists()
    assert not Standing.objects.filter(person=guest.person, active=True).exists()
    assert changed(live)[-1] == (guest.person.id, False, f"person:{guest.person.id}")


@pytest.fixture
def link(live: Seminar, organiser: Member) -> JoinLink:
    """As the organiser's page makes it: its person holds the role as well."""
    email = "presenter@example.org"
    return seminars.invite(live, by=organiser, email=email, name="P", role=Role.PRESENTER)


def come(link: JoinLink) -> None:
    browser = Client()
    browser.get(f"/join/{link_token(link)}")
    answer = browser.post(f"/api/seminars/{link.seminar_id}/sfu-token", content_type="application/json")
    claims = jwt.decode(answer.json()["token"], options={"verify_signature": False})
    assert claims["metadata"] == link.id
    FakeSfu.join(link.seminar_id, link.person_id, ON_STAGE, claims["metadata"])


def sign_in(link: JoinLink) -> Member:
    who = Member(link.seminar, link.person, roles_of(link.seminar, link.person))
    assert post(who, link.seminar, "sfu-token").status_code == 200
    FakeSfu.join(link.seminar_id, link.person_id, ON_STAGE)
    return who


@pytest.mark.parametrize("lose", [run_out, withdraw])
def test_who_came_by_the_link_of_a_role_leaves_with_it_and_its_person_comes_by_signing_in(
    live: Seminar, organiser: Member, link: JoinLink, lose: Callable[[JoinLink, Member], None]
) -> None:
    person = link.person_id
    come(link)
    assert person in room_state(live, organiser.reader).stage.stage
    lose(link, organiser)
    do_duty(live)
    assert person not in FakeSfu.rooms[live.id]
    assert person not in room_state(live, organiser.reader).stage.stage
    assert changed(live)[-1] == (person, True, f"person:{person}")
    with verify_action(live):
        who = sign_in(link)
    assert duties()["places.lost"].due([live.id]) == [] and on_stage(live, who)
    assert actions.sync_stage(live) and person in FakeSfu.rooms[live.id]


def test_a_token_of_before_brings_nobody_back(live: Seminar, organiser: Member, link: JoinLink) -> None:
    come(link)
    withdraw(link, organiser)
    do_duty(live)
    for _both in ("before its person has signed in", "and afterwards"):
        FakeSfu.join(live.id, link.person_id, ON_STAGE, link.id)
        assert actions.sync_stage(live)
        assert link.person_id not in FakeSfu.rooms[live.id]
        sign_in(link)


def test_who_has_signed_in_since_stays_when_their_link_ends(
    live: Seminar, organiser: Member, link: JoinLink
) -> None:
    come(link)
    who = sign_in(link)
    withdraw(link, organiser)
    assert duties()["places.lost"].due([live.id]) == []
    assert actions.sync_stage(live)
    assert on_stage(live, who) and link.person_id in FakeSfu.rooms[live.id]


def test_whom_a_link_did_not_bring_keeps_their_place_when_it_ends(
    live: Seminar, organiser: Member, link: JoinLink
) -> None:
    withdraw(link, organiser)
    assert duties()["places.lost"].due([live.id]) == []


def test_who_only_listened_and_gave_their_place_back_leaves_the_room(live: Seminar) -> None:
    row = RegistrationFactory.create(seminar=live)
    actions.enter(Member(live, row.person, frozenset({Role.ATTENDEE})))
    FakeSfu.join(live.id, row.person.id, LISTENER)
    seminars.cancel_registration(live, person=row.person)
    do_duty(live)
    assert row.person.id not in FakeSfu.rooms[live.id]


def test_a_place_on_the_waiting_list_is_nothing_to_tell_of(live: Seminar) -> None:
    row = RegistrationFactory.create(seminar=live, status=Registration.Status.WAITING)
    seminars.cancel_registration(live, person=row.person)
    assert changed(live) == []


def test_what_is_over_stays_as_it_was(live: Seminar, organiser: Member, panellist: Member) -> None:
    actions.close_room(live, by=organiser)
    dismiss(panellist, organiser)
    assert duties()["places.lost"].due([live.id]) == []
    assert changed(live) == []


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("mute", {"source": "microphone"}),
        ("stage", {"on": False}),
        ("floor", {"given": False}),
        ("remove", {}),
    ],
)
def test_a_moderator_is_not_powerless_before_somebody_who_lost_the_role(
    live: Seminar, moderator: Member, organiser: Member, panellist: Member, path: str, body: dict[str, object]
) -> None:
    dismiss(panellist, organiser)
    someone = {"person": panellist.person.id}
    assert post(moderator, live, path, {**someone, **body}).status_code == 200
    assert refusal(post(moderator, live, "stage", {**someone, "on": True})) == (404, "no_such_person")
    stranger = {"person": PersonFactory.create().id}
    assert refusal(post(moderator, live, path, {**stranger, **body})) == (404, "no_such_person")
