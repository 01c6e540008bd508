"""Registration: open, by approval, closed, full; cancelling moves the line; forms under pressure."""

import pytest
from django.test import Client

from consilium.accounts.models import Person
from consilium.kernel.refusals import Conflict, NotAllowed, Unknown
from consilium.kernel.roles import Role
from consilium.seminars import actions
from consilium.seminars.actions import Answers
from consilium.seminars.models import Mail, Registration, Seminar
from tests.support.factories import (
    JoinLinkFactory,
    PersonFactory,
    RegistrationFactory,
    SeminarFactory,
    member,
)

pytestmark = pytest.mark.django_db
Status = Registration.Status
FORM = {"name": "Doctor One", "state": "KG", "institution": "District hospital", "languages": ["ru", "ky"]}


def register(seminar: Seminar, person: Person | None = None) -> Registration:
    return actions.register(seminar, person=person or PersonFactory.create(), answers=Answers(state="KG"))


def test_registering_twice_is_registering_once() -> None:
    seminar, person = SeminarFactory.create(), PersonFactory.create()
    first, second = register(seminar, person), register(seminar, person)
    assert first.pk == second.pk and first.status == Status.REGISTERED
    assert [mail.kind for mail in Mail.objects.filter(person=person)] == ["registered"]
    assert person.join_links.filter(seminar=seminar, role="attendee").count() == 1


def test_a_full_seminar_has_a_line_and_cancelling_moves_it() -> None:
    seminar = SeminarFactory.create(capacity=1)
    first, second, third = (register(seminar) for _ in range(3))
    assert [first.status, second.status, third.status] == ["registered", "waiting", "waiting"]
    actions.cancel_registration(seminar, person=first.person)
    statuses = dict(seminar.registrations.values_list("person", "status"))
    assert statuses == {
        first.person_id: "cancelled",
        second.person_id: "registered",
        third.person_id: "waiting",
    }
    assert Mail.objects.filter(person=second.person, kind="registered").count() == 1
    assert not first.person.join_links.filter(revoked_at=None).exists()
    again = register(seminar, first.person)
    assert again.status == Status.WAITING
    actions.cancel_registration(seminar, person=second.person)
    third.refresh_from_db()
    assert third.status == Status.REGISTERED, "who came back stands at the end of the line"


def test_cancelling_after_the_end_moves_nobody_up() -> None:
    seminar = SeminarFactory.create(capacity=1)
    first, second = register(seminar), register(seminar)
    Seminar.objects.update(status=Seminar.Status.ENDED)
    actions.cancel_registration(seminar, person=first.person)
    second.refresh_from_db()
    assert second.status == Status.WAITING
    assert not Mail.objects.filter(person=second.person, kind="registered").exists()


def test_cancelling_a_waiting_registration_promotes_nobody() -> None:
    seminar = SeminarFactory.create(capacity=1)
    register(seminar)
    second, third = register(seminar), register(seminar)
    actions.cancel_registration(seminar, person=second.person)
    third.refresh_from_db()
    assert third.status == Status.WAITING


def test_by_approval_one_waits_for_the_organiser() -> None:
    seminar = SeminarFactory.create(registration="approval", capacity=1)
    organiser = member(seminar, Role.ORGANISER)
    first, second = register(seminar), register(seminar)
    assert first.status == Status.PENDING and not first.person.join_links.exists()
    assert actions.decide_registration(seminar, first.id, by=organiser, accept=True).status == "registered"
    assert actions.decide_registration(seminar, second.id, by=organiser, accept=True).status == "waiting"
    assert actions.decide_registration(seminar, second.id, by=organiser, accept=False).status == "declined"
    assert register(seminar, second.person).status == Status.DECLINED, "asking again does not overrule"
    for role in set(Role) - {Role.ORGANISER}:
        with pytest.raises(NotAllowed):
            actions.decide_registration(seminar, first.id, by=member(seminar, role), accept=True)
    elsewhere = RegistrationFactory.create(status=Status.PENDING)
    for unknown in (elsewhere.id, "x", "\x00"):
        with pytest.raises(Unknown):
            actions.decide_registration(seminar, unknown, by=organiser, accept=True)


@pytest.mark.parametrize(
    "values", [{"registration": "closed"}, {"status": "draft"}, {"status": "ended"}], ids=str
)
def test_closed_drafted_and_ended_seminars_take_nobody(values: dict[str, str]) -> None:
    with pytest.raises(Conflict):
        register(SeminarFactory.create(**values))


def test_an_outsider_is_sent_to_sign_in_and_back(client: Client) -> None:
    seminar = SeminarFactory.create()
    for path, method in (("register", client.get), ("register", client.post), ("cancel", client.post)):
        response = method(f"/seminars/{seminar.slug}/{path}")
        assert response.status_code == 302
        assert response["Location"] == f"/accounts/login/?next=/seminars/{seminar.slug}/{path}"
    assert not Registration.objects.exists()


def test_the_form_registers_completes_the_profile_and_may_be_doubled(client: Client) -> None:
    seminar = SeminarFactory.create()
    person = PersonFactory.create(name="", state="", specialty="Surgery")
    client.force_login(person)
    client.cookies["tz"] = "Asia/Bishkek"
    form = {**FORM, "specialty": "Therapy", "question": "Что делать ночью?"}
    for _ in range(2):
        response = client.post(f"/seminars/{seminar.slug}/register", form, headers={"accept-language": "ru"})
        assert response.status_code == 302
    row = Registration.objects.get()
    assert (row.state, row.languages, row.question) == ("KG", ["ru", "ky"], "Что делать ночью?")
    person.refresh_from_db()
    assert (person.name, person.state, person.specialty) == ("Doctor One", "KG", "Surgery")
    assert (person.interface_language, person.time_zone) == ("ru", "Asia/Bishkek")
    assert client.get(f"/seminars/{seminar.slug}/register").status_code == 302
    assert client.post(f"/seminars/{seminar.slug}/cancel").status_code == 302
    row.refresh_from_db()
    assert row.status == Status.CANCELLED


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"state": ""},
        {"state": "XX"},
        {"languages": ["xx"]},
        {"question": "q" * 1001},
        {"institution": "i" * 201},
        {"name": "n\x00"},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_broken_forms_are_refused_with_words(client: Client, wrong: dict[str, object]) -> None:
    seminar = SeminarFactory.create()
    client.force_login(PersonFactory.create(name=""))
    response = client.post(f"/seminars/{seminar.slug}/register", {**FORM, **wrong})
    assert response.status_code == 422 and response.context["form"].errors
    assert not Registration.objects.exists()


def test_hostile_answers_are_shown_as_text(client: Client) -> None:
    seminar = SeminarFactory.create()
    client.force_login(PersonFactory.create())
    wrong = {**FORM, "state": "", "question": '"><script>alert(1)</script>'}
    response = client.post(f"/seminars/{seminar.slug}/register", wrong)
    assert b"<script>alert" not in response.content


def test_a_form_from_another_site_is_refused() -> None:
    seminar = SeminarFactory.create()
    client = Client(enforce_csrf_checks=True)
    client.force_login(PersonFactory.create())
    assert client.post(f"/seminars/{seminar.slug}/register", FORM).status_code == 403


def test_a_stranger_cannot_cancel_for_others(client: Client) -> None:
    row = RegistrationFactory.create()
    client.force_login(PersonFactory.create())
    client.post(f"/seminars/{row.seminar.slug}/cancel")
    row.refresh_from_db()
    assert row.status == Status.REGISTERED


def test_cancelling_leaves_links_of_other_roles_alone() -> None:
    row = RegistrationFactory.create()
    link = JoinLinkFactory.create(seminar=row.seminar, person=row.person, role="panellist")
    actions.cancel_registration(row.seminar, person=row.person)
    link.refresh_from_db()
    assert link.revoked_at is None
