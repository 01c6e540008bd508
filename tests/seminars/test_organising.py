"""The organiser's pages: from nothing to published; as outsider, stranger, lower member, with nonsense."""

from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from consilium.eventlog.models import Stream
from consilium.kernel.ids import new_id
from consilium.kernel.roles import Role
from consilium.seminars import actions, tasks
from consilium.seminars.actions import Answers
from consilium.seminars.models import Contribution, Document, JoinLink, Mail, Registration, Seminar
from consilium.seminars.queries import link_token
from tests.support.factories import (
    ContributionFactory,
    JoinLinkFactory,
    PersonFactory,
    RegistrationFactory,
    RoleGrantFactory,
    SeminarFactory,
    SessionFactory,
    member,
)

pytestmark = pytest.mark.django_db
NOBODY = "0" * 26  # an identifier of no row; fixed, for parallel runs must collect the same names
PAGES = ["", "/agenda", "/people", "/slides", "/documents", "/registrations"]
POSTS = ["/publish", "/withdraw", "/duplicate"]


def basics(**changed: object) -> dict[str, object]:
    day = timezone.now().date() + timedelta(days=20)
    return {
        "title": "Oxygen in the district hospital",
        "abstract": "What to do in the first hour.",
        "objectives": "Triage\nRefer",
        "day": day.isoformat(),
        "clock": "13:00",
        "minutes": "90",
        "time_zone": "Asia/Almaty",
        "organiser_state": "KZ",
        "floor_language": "ru",
        "interpreted": ["en", "kk"],
        "captioned": ["uz", "en"],
        "registration": "open",
        "capacity": "2",
        "contact": "secretariat@example.org",
        **changed,
    }


def organiser(client: Client, seminar: Seminar) -> None:
    client.force_login(member(seminar, Role.ORGANISER).person)


def test_from_nothing_to_published(client: Client) -> None:
    client.force_login(PersonFactory.create(is_staff=True))
    made = client.post("/seminars/new", basics())
    seminar = Seminar.objects.get()
    base = f"/seminars/{seminar.slug}/organise"
    assert made["Location"] == f"{base}/agenda" and seminar.slug == "oxygen-in-the-district-hospital"
    assert Stream.objects.filter(pk=seminar.id).exists()
    assert seminar.starts_at.isoformat().endswith("08:00:00+00:00") and seminar.status == "draft"
    assert [(item["tag"], item["mode"]) for item in seminar.languages] == [
        ("ru", "floor"),
        ("en", "interpreter"),
        ("kk", "interpreter"),
        ("uz", "captions"),
    ]
    client.post(f"{base}/people", {"email": "speaker@example.org", "name": "Speaker", "role": "panellist"})
    speaker = seminar.grants.get(role="panellist").person
    client.post(f"{base}/agenda", {"title": "Opening", "clock": "13:00"})
    session = seminar.sessions.get()
    talk = {"title": "Triage", "kind": "talk", "minutes": "20", "speakers": [speaker.id]}
    client.post(f"{base}/sessions/{session.id}/contributions", talk)
    client.post(f"{base}/sessions/{session.id}/contributions", {**talk, "title": "Oxygen", "minutes": "30"})
    second = Contribution.objects.get(title="Oxygen")
    client.post(f"{base}/contributions/{second.id}/move", {"to": "earlier"})
    assert list(session.contributions.values_list("title", flat=True)) == ["Oxygen", "Triage"]
    client.post(f"{base}/contributions/{second.id}", {**talk, "title": "Oxygen in four steps"})
    client.post(f"{base}/documents", {"title": "Protocol", "file": SimpleUploadedFile("p.pdf", b"%PDF-1.4")})
    client.post(f"{base}/publish")
    shown = Client().get(f"/seminars/{seminar.slug}?tz=Asia/Almaty").context["page"]
    assert [item.title for item in shown.agenda[0].items] == ["Oxygen in four steps", "Triage"]
    assert shown.agenda[0].items[0].clock == "13:00" and shown.documents[0].kind == "PDF"
    assert shown.faculty[0].name == "Speaker"
    for page in PAGES:
        shown = client.get(base + page)
        assert shown.status_code == 200 and b"-----" not in shown.content
    assert client.get("/organise").context["rows"][0].seminar == seminar


@pytest.mark.parametrize("path", [*PAGES, *POSTS, "/people", f"/roles/{NOBODY}", f"/links/{NOBODY}/revoke"])
def test_outsiders_sign_in_strangers_see_nothing_members_may_not(client: Client, path: str) -> None:
    seminar = SeminarFactory.create()
    url = f"/seminars/{seminar.slug}/organise{path}"
    for call in (client.get, client.post):
        response = call(url)
        assert response.status_code in (302, 405)
        assert response.status_code == 405 or response["Location"].startswith("/accounts/login/")
    client.force_login(PersonFactory.create())
    assert client.post(url).status_code in (404, 405) and client.get(url).status_code in (404, 405)
    for role in set(Role) - {Role.ORGANISER}:
        client.force_login(member(seminar, role).person)
        assert client.post(url).status_code in (403, 405) and client.get(url).status_code in (403, 405)
    seminar.refresh_from_db()
    assert seminar.status == "published" and Seminar.objects.count() == 1


def test_an_organiser_of_another_seminar_is_a_stranger_here(client: Client) -> None:
    seminar, other = SeminarFactory.create(), SeminarFactory.create()
    organiser(client, other)
    assert client.get(f"/seminars/{seminar.slug}/organise").status_code == 404
    talk = ContributionFactory.create(session__seminar=seminar)
    grant = RoleGrantFactory.create(seminar=seminar)
    base = f"/seminars/{other.slug}/organise"
    assert client.post(f"{base}/contributions/{talk.id}", {"title": "x"}).status_code == 404
    assert client.post(f"{base}/roles/{grant.id}", {"interests": "x"}).status_code == 404
    for path in (
        f"/contributions/{talk.id}/remove",
        f"/roles/{grant.id}/remove",
        f"/sessions/{talk.session_id}/remove",
    ):
        client.post(base + path)
    talk.refresh_from_db()
    grant.refresh_from_db()


def test_an_organiser_may_come_by_link_for_this_seminar_only(client: Client) -> None:
    link = JoinLinkFactory.create(role="organiser")
    client.get(f"/join/{link_token(link)}")
    assert client.get(f"/seminars/{link.seminar.slug}/organise").status_code == 200
    assert client.get("/seminars/new").status_code == 302


def test_who_may_make_a_seminar(client: Client) -> None:
    assert client.get("/organise").status_code == 302
    client.force_login(PersonFactory.create())
    assert client.get("/organise").status_code == 200
    assert (
        client.get("/seminars/new").status_code == 403
        and client.post("/seminars/new", basics()).status_code == 403
    )
    organiser(client, SeminarFactory.create())
    assert client.post("/seminars/new", basics()).status_code == 302


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"title": "t" * 201},
        {"minutes": "0"},
        {"minutes": "99999"},
        {"day": "31 February"},
        {"clock": "25:00"},
        {"time_zone": "Mars/Base"},
        {"floor_language": "klingon"},
        {"interpreted": ["xx"]},
        {"capacity": "-1"},
        {"capacity": "0"},
        {"registration": "maybe"},
        {"contact": "nobody"},
        {"abstract": "a" * 8001},
        {"title": "nul\x00"},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_broken_basics_are_refused(client: Client, wrong: dict[str, object]) -> None:
    seminar = SeminarFactory.create(title="Before")
    organiser(client, seminar)
    for url in ("/seminars/new", f"/seminars/{seminar.slug}/organise"):
        response = client.post(url, basics(**wrong))
        assert response.status_code == 422 and response.context["form"].errors
    assert list(Seminar.objects.values_list("title", flat=True)) == ["Before"]


def test_two_seminars_of_one_title_and_titles_without_latin_letters_get_addresses(client: Client) -> None:
    client.force_login(PersonFactory.create(is_staff=True))
    for title in ("Oxygen", "Oxygen", "Кислород", "new", "!!!"):
        assert client.post("/seminars/new", basics(title=title)).status_code == 302
    slugs = list(Seminar.objects.order_by("created_at").values_list("slug", flat=True))
    assert slugs[:2] == ["oxygen", "oxygen-2"] and slugs[3] == "new-1" and len(set(slugs)) == 5


def test_a_new_time_moves_the_agenda_and_is_told_once(client: Client) -> None:
    seminar = SeminarFactory.create(time_zone="Asia/Almaty")
    session = SessionFactory.create(seminar=seminar)
    coming = RegistrationFactory.create(seminar=seminar).person
    organiser(client, seminar)
    gap = session.starts_at - seminar.starts_at
    for _ in range(2):
        client.post(f"/seminars/{seminar.slug}/organise", basics())
    seminar.refresh_from_db()
    session.refresh_from_db()
    assert session.starts_at - seminar.starts_at == gap
    assert Mail.objects.filter(kind="moved", person=coming).count() == 1


def test_more_places_move_the_waiting_list(client: Client) -> None:
    seminar = SeminarFactory.create(capacity=1)
    waiting = [actions.register(seminar, person=PersonFactory.create(), answers=Answers()) for _ in range(3)]
    organiser(client, seminar)
    client.post(f"/seminars/{seminar.slug}/organise", basics(capacity="2"))
    assert [row.__class__.objects.get(pk=row.pk).status for row in waiting] == [
        "registered",
        "registered",
        "waiting",
    ]


def test_publishing_and_withdrawing(client: Client) -> None:
    seminar = SeminarFactory.create(status="draft", ends_at=timezone.now() - timedelta(hours=1))
    organiser(client, seminar)
    base = f"/seminars/{seminar.slug}/organise"

    def status_after(path: str) -> str:
        assert client.post(base + path).status_code == 302
        seminar.refresh_from_db()
        return seminar.status

    assert status_after("/publish") == "draft", "it would be over already"
    Seminar.objects.update(ends_at=timezone.now() + timedelta(days=9))
    assert status_after("/publish") == "published" and status_after("/publish") == "published"
    row = RegistrationFactory.create(seminar=seminar)
    assert status_after("/withdraw") == "published", "somebody has registered"
    row.delete()
    assert status_after("/withdraw") == "draft"


def test_a_duplicate_has_the_programme_and_the_roles_but_nobody_invited(client: Client) -> None:
    seminar = SeminarFactory.create(title="Course", slug="course")
    talk = ContributionFactory.create(session__seminar=seminar, started_at=timezone.now(), extra_minutes=5)
    speaker = RoleGrantFactory.create(seminar=seminar, interests="none").person
    talk.speakers.add(speaker)
    RegistrationFactory.create(seminar=seminar)
    JoinLinkFactory.create(seminar=seminar)
    organiser(client, seminar)
    response = client.post(f"/seminars/{seminar.slug}/organise/duplicate")
    copy = Seminar.objects.exclude(pk=seminar.pk).get()
    assert response["Location"] == "/seminars/course-2/organise" and copy.status == "draft"
    again = Contribution.objects.get(session__seminar=copy)
    assert again.started_at is None and again.extra_minutes == 0 and list(again.speakers.all()) == [speaker]
    assert copy.starts_at - seminar.starts_at == timedelta(days=7)
    assert copy.grants.count() == 2 and not copy.registrations.exists() and not copy.join_links.exists()
    assert Stream.objects.filter(pk=copy.id).exists()


def test_inviting_from_the_page_shows_a_link_that_works_and_can_be_withdrawn(client: Client) -> None:
    seminar = SeminarFactory.create()
    organiser(client, seminar)
    base = f"/seminars/{seminar.slug}/organise"
    form = {"email": "guest@example.org", "name": "Guest", "role": "interpreter", "days": "7"}
    assert client.post(f"{base}/people", form).status_code == 302
    [row] = client.get(f"{base}/people").context["links"]
    assert row.living and Client().get(row.address.partition("8000")[2]).status_code == 302
    client.post(f"{base}/links/{row.id}/revoke")
    assert JoinLink.objects.get().revoked_at
    assert Client().get(row.address.partition("8000")[2]).status_code == 410


def test_inviting_again_sends_again_and_says_what_was_done(client: Client) -> None:
    seminar = SeminarFactory.create()
    organiser(client, seminar)
    closed = PersonFactory.create(is_active=False).email
    nowhere = PersonFactory.create(email="0@imported.invalid").email

    def invite(email: str) -> tuple[str, int]:
        form = {"email": email, "role": "attendee"}
        outbox.outbox.clear()
        page = client.post(f"/seminars/{seminar.slug}/organise/people", form, follow=True)
        tasks.deliver.call()
        [said] = page.context["messages"]
        return str(said), len(outbox.outbox)

    sent = ("The invitation is on its way. You may also copy the personal link below.", 1)
    assert invite("lost@example.org") == invite("lost@example.org") == sent
    assert invite(nowhere) == ("Saved.", 0)
    assert invite(closed) == ("This account is inactive.", 0)
    assert JoinLink.objects.count() == 2 and not JoinLink.objects.filter(person__email=closed).exists()


@pytest.mark.parametrize(
    "wrong", [{"email": "x"}, {"role": "emperor"}, {"days": "1000"}, {"name": "n" * 121}]
)
def test_broken_invitations_are_refused(client: Client, wrong: dict[str, str]) -> None:
    seminar = SeminarFactory.create()
    organiser(client, seminar)
    form = {"email": "guest@example.org", "role": "attendee", **wrong}
    assert client.post(f"/seminars/{seminar.slug}/organise/people", form).status_code == 422
    assert not JoinLink.objects.exists()


def test_taking_a_role_back_kills_its_links_but_never_the_last_organiser(client: Client) -> None:
    seminar = SeminarFactory.create()
    by = member(seminar, Role.ORGANISER)
    link = actions.invite(seminar, by=by, email="m@example.org", name="M", role=Role.MODERATOR)
    client.force_login(by.person)
    base = f"/seminars/{seminar.slug}/organise"
    client.post(f"{base}/roles/{seminar.grants.get(role='moderator').id}/remove")
    link.refresh_from_db()
    assert link.revoked_at and not seminar.grants.filter(role="moderator").exists()
    client.post(f"{base}/roles/{seminar.grants.get().id}/remove")
    assert seminar.grants.filter(role="organiser").count() == 1


def test_what_has_begun_is_not_removed(client: Client) -> None:
    seminar = SeminarFactory.create(status="live")
    talk = ContributionFactory.create(session__seminar=seminar, started_at=timezone.now())
    organiser(client, seminar)
    base = f"/seminars/{seminar.slug}/organise"
    client.post(f"{base}/contributions/{talk.id}/remove")
    client.post(f"{base}/sessions/{talk.session_id}/remove")
    talk.refresh_from_db()


def test_speakers_come_from_the_roles(client: Client) -> None:
    seminar = SeminarFactory.create()
    session = SessionFactory.create(seminar=seminar)
    organiser(client, seminar)
    form = {"title": "T", "kind": "talk", "minutes": "5", "speakers": [PersonFactory.create().id]}
    url = f"/seminars/{seminar.slug}/organise/sessions/{session.id}/contributions"
    assert client.post(url, form).status_code == 422
    for minutes in ("0", "-5", "100000", "x"):
        assert client.post(url, {"title": "T", "kind": "talk", "minutes": minutes}).status_code == 422
    assert not Contribution.objects.exists()


@pytest.mark.parametrize("name", ["page.html", "picture.svg", "run.exe", "none", "x.pdf.html"])
def test_dangerous_documents_are_refused(client: Client, name: str) -> None:
    seminar = SeminarFactory.create()
    organiser(client, seminar)
    form = {"title": "T", "file": SimpleUploadedFile(name, b"<script>alert(1)</script>")}
    assert client.post(f"/seminars/{seminar.slug}/organise/documents", form).status_code == 422
    assert not Document.objects.exists()


def test_a_removed_document_leaves_no_file(
    client: Client, data_dir: object, django_capture_on_commit_callbacks: object
) -> None:
    seminar = SeminarFactory.create()
    organiser(client, seminar)
    base = f"/seminars/{seminar.slug}/organise/documents"
    client.post(base, {"title": "T", "file": SimpleUploadedFile("../../evil.pdf", b"%PDF")})
    row = Document.objects.get()
    assert "evil" in str(row.file.name) and ".." not in str(row.file.name)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        client.post(f"{base}/{row.id}/remove")
    assert not row.file.storage.exists(str(row.file.name)) and not Document.objects.exists()


def test_deciding_from_the_page(client: Client) -> None:
    seminar = SeminarFactory.create(registration="approval")
    row = actions.register(seminar, person=PersonFactory.create(), answers=Answers(question="<b>Why?</b>"))
    organiser(client, seminar)
    base = f"/seminars/{seminar.slug}/organise/registrations"
    assert b"<b>Why?</b>" not in client.get(base).content
    for status, listed in (("pending", 1), ("registered", 0), ("nonsense", 1)):
        assert len(client.get(f"{base}?status={status}").context["page"]) == listed
    client.post(f"{base}/{row.id}", {"decision": "accept"})
    row.refresh_from_db()
    assert row.status == "registered"
    assert client.post(f"{base}/{new_id()}", {"decision": "accept"}).status_code == 302


def test_the_page_says_what_became_of_who_was_accepted(client: Client) -> None:
    seminar = SeminarFactory.create(capacity=1, registration="approval")
    first, second = (
        actions.register(seminar, person=PersonFactory.create(), answers=Answers()) for _ in range(2)
    )
    organiser(client, seminar)

    def decide(row: Registration, decision: str) -> list[str]:
        path = f"/seminars/{seminar.slug}/organise/registrations/{row.id}"
        return [
            str(said) for said in client.post(path, {"decision": decision}, follow=True).context["messages"]
        ]

    assert decide(first, "accept") == ["Accepted."]
    assert decide(second, "accept") == decide(second, "accept") == ["On the waiting list"]
    assert decide(second, "decline") == ["Declined."]
