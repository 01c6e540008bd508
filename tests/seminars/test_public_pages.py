"""The programme, a seminar's page, calendars and documents: as an outsider, as a stranger, with nonsense."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from consilium.kernel.roles import Role
from consilium.seminars.models import Document, Seminar
from tests.support.factories import (
    ContributionFactory,
    JoinLinkFactory,
    PersonFactory,
    RegistrationFactory,
    SeminarFactory,
    SessionFactory,
    TopicFactory,
    member,
)

pytestmark = pytest.mark.django_db
Status = Seminar.Status


def test_an_outsider_sees_live_upcoming_and_past_but_no_drafts(client: Client) -> None:
    now = timezone.now()
    live = SeminarFactory.create(title="Now oxygen", status=Status.LIVE, starts_at=now, started_at=now)
    soon = SeminarFactory.create(title="Soon sepsis")
    over = SeminarFactory.create(title="Over stroke", status=Status.ENDED, starts_at=now - timedelta(days=9))
    draft = SeminarFactory.create(title="Draft secret", status=Status.DRAFT)
    response = client.get("/")
    text = response.content.decode()
    assert response.status_code == 200
    shown = response.context["programme"]
    assert [card.id for card in shown.live] == [live.id]
    assert [card.id for day in shown.days for card in day.cards] == [soon.id]
    assert [card.id for card in shown.past] == [over.id]
    assert "Draft secret" not in text
    assert client.get(f"/seminars/{draft.slug}").status_code == 404
    assert client.get(f"/seminars/{draft.slug}/calendar.ics").status_code == 404


def test_filters_narrow_and_count(client: Client) -> None:
    tuberculosis = TopicFactory.create(title="Tuberculosis")
    one = SeminarFactory.create(topic=tuberculosis, organiser_state="KZ")
    SeminarFactory.create(languages=[{"tag": "hi", "mode": "interpreter"}], organiser_state="IN")
    shown = client.get("/", {"topic": tuberculosis.slug}).context["programme"]
    assert shown.upcoming == 1 and shown.active == 1 and shown.days[0].cards[0].id == one.id
    assert client.get("/", {"language": "hi"}).context["programme"].upcoming == 1
    assert client.get("/", {"state": ["IN", "KZ"]}).context["programme"].upcoming == 2
    both = client.get("/", {"state": "IN", "topic": tuberculosis.slug})
    assert both.context["programme"].upcoming == 0
    counts = {option.value: option.count for option in shown.filters[0].options}
    assert counts == {tuberculosis.slug: 1}


@pytest.mark.parametrize(
    "query",
    [
        "topic=%00",
        "language=" + "x" * 3000,
        "page=-1",
        "page=99999",
        "page=%D9%A1",
        "tz=../../etc/passwd",
        "state=<b>",
    ],
)
def test_hostile_queries_are_harmless(client: Client, query: str) -> None:
    SeminarFactory.create()
    response = client.get(f"/?{query}")
    assert response.status_code == 200 and "<b>" not in response.content.decode().replace("<b><time", "")


def test_times_are_in_the_viewers_zone(client: Client) -> None:
    noon = (timezone.now() + timedelta(days=9)).replace(hour=12, minute=0)
    seminar = SeminarFactory.create(starts_at=noon)
    almaty = client.get("/?tz=Asia/Almaty").context["programme"]
    assert almaty.offset == "UTC+5" and almaty.days[0].cards[0].clock == "17:00"
    client.cookies["tz"] = "Asia/Kolkata"
    assert client.get(f"/seminars/{seminar.slug}").context["page"].hours == "17:30–18:30"
    client.force_login(PersonFactory.create(time_zone="Europe/Minsk"))
    assert client.get(f"/seminars/{seminar.slug}").context["page"].hours == "15:00–16:00"
    client.cookies["tz"] = "Not/AZone"
    assert client.get("/?tz=%00").status_code == 200


def test_a_seminar_page_shows_faculty_with_interests_agenda_and_documents(client: Client) -> None:
    seminar = SeminarFactory.create(
        objectives="Know oxygen\n\nRefer early", abstract="<script>alert(1)</script>"
    )
    speaker = member(seminar, Role.PANELLIST, name="Speaker One").person
    seminar.grants.update(interests="None declared", biography="Since 1999.")
    session = SessionFactory.create(seminar=seminar)
    first = ContributionFactory.create(session=session, minutes=5, position=0)
    second = ContributionFactory.create(session=session, minutes=30, position=1)
    second.speakers.add(speaker)
    Document.objects.create(seminar=seminar, title="Protocol", file=ContentFile(b"%PDF-1.4", "protocol.pdf"))
    response = client.get(f"/seminars/{seminar.slug}?tz=Asia/Almaty")
    page, text = response.context["page"], response.content.decode()
    assert page.objectives == ("Know oxygen", "Refer early")
    assert page.faculty[0].name == "Speaker One" and page.faculty[0].interests == "None declared"
    assert [item.id for item in page.agenda[0].items] == [first.id, second.id]
    assert page.agenda[0].items[1].at - page.agenda[0].items[0].at == timedelta(minutes=5)
    assert page.agenda[0].items[1].speakers == "Speaker One"
    assert "<script>alert" not in text and "None declared" in text
    file = client.get(page.documents[0].url)
    assert file.status_code == 200 and file["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    "language", ["en", "ru", "zh-hans", "kk", "ky", "tg", "uz", "hi", "ur", "fa", "be", "ar"]
)
def test_both_pages_open_in_all_languages(client: Client, language: str) -> None:
    seminar = SeminarFactory.create(organiser_state="TJ")
    for path in ("/", f"/seminars/{seminar.slug}"):
        assert client.get(path, headers={"accept-language": language}).status_code == 200


@pytest.mark.parametrize("path", ["", "/calendar.ics", "/documents/x", "/register"])
def test_there_is_no_such_seminar(client: Client, path: str) -> None:
    client.force_login(PersonFactory.create())
    assert client.get(f"/seminars/none{path}").status_code == 404


def test_a_document_of_another_seminar_or_with_a_broken_id_is_404(client: Client) -> None:
    here, there = SeminarFactory.create(), SeminarFactory.create(status=Status.DRAFT)
    row = Document.objects.create(seminar=there, title="Secret", file=ContentFile(b"x", "x.pdf"))
    for address in (here.slug, there.slug):
        assert client.get(f"/seminars/{address}/documents/{row.id}").status_code == 404
    for broken in ("x", "%00", "..%2f..%2fdb.sqlite3"):
        assert client.get(f"/seminars/{here.slug}/documents/{broken}").status_code == 404


def test_calendars_carry_their_time_zone(client: Client) -> None:
    seminar = SeminarFactory.create(time_zone="Asia/Almaty", title="Oxygen; triage, referral")
    SeminarFactory.create(status=Status.DRAFT)
    for path in (f"/seminars/{seminar.slug}/calendar.ics", "/calendar.ics"):
        response = client.get(path)
        assert response["Content-Type"].startswith("text/calendar")
        book = Calendar.from_ical(response.content)
        [event] = book.walk("VEVENT")
        [zone] = book.walk("VTIMEZONE")
        assert event["DTSTART"].params["TZID"] == zone["TZID"] == "Asia/Almaty"
        assert event.decoded("DTSTART") == seminar.starts_at.replace(microsecond=0)
        assert event["SUMMARY"] == seminar.title


def test_the_one_button_follows_the_persons_state(client: Client) -> None:
    seminar = SeminarFactory.create()
    url = f"/seminars/{seminar.slug}"
    assert client.get(url).context["page"].button.url == f"{url}/register"
    row = RegistrationFactory.create(seminar=seminar)
    client.force_login(row.person)
    page = client.get(url).context["page"]
    assert page.button is None and page.may_cancel
    Seminar.objects.filter(pk=seminar.pk).update(status=Status.LIVE)
    assert client.get(url).context["page"].button.url == f"{url}/room"
    Seminar.objects.filter(pk=seminar.pk).update(status=Status.ENDED)
    assert client.get(url).context["page"].button is None


def test_a_closed_seminar_has_no_button_but_a_reason(client: Client) -> None:
    seminar = SeminarFactory.create(registration="closed")
    page = client.get(f"/seminars/{seminar.slug}").context["page"]
    assert page.button is None and page.note


def test_staff_see_their_draft(client: Client) -> None:
    seminar = SeminarFactory.create(status=Status.DRAFT)
    client.force_login(member(seminar, Role.ORGANISER).person)
    assert client.get(f"/seminars/{seminar.slug}").context["page"].organise


def test_pages_cost_a_fixed_number_of_queries(client: Client, django_assert_max_num_queries: object) -> None:
    for _ in range(12):
        member(SeminarFactory.create(), Role.PANELLIST)
    JoinLinkFactory.create()
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        client.get("/")
