"""Mail: decided once, sent once, in the person's language, with the calendar inside."""

import io
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core import mail as outbox
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from icalendar import Calendar
from pytest_django.fixtures import Settings

from consilium.kernel.roles import Role
from consilium.seminars import actions, mails, tasks
from consilium.seminars.actions import Answers
from consilium.seminars.models import JoinLink, Mail, Registration, Seminar
from consilium.seminars.queries import link_token
from consilium.seminars.ticker import Ticker
from tests.support.factories import (
    JoinLinkFactory,
    PersonFactory,
    RegistrationFactory,
    SeminarFactory,
    member,
)

pytestmark = pytest.mark.django_db


def text_of(message: EmailMessage) -> str:
    return f"{message.subject}\n{message.body}"


@pytest.mark.django_db(transaction=True)  # the worker closes and opens connections of its own
def test_the_worker_sends_what_an_action_decided_once(settings: Settings) -> None:
    seminar = SeminarFactory.create(contact="secretariat@example.org")
    person = PersonFactory.create()
    actions.register(seminar, person=person, answers=Answers())
    tasks.send_soon()
    tasks.send_soon()
    call_command("db_worker", "--batch", "--queue-name", "*", "--no-startup-delay", stdout=io.StringIO())
    [message] = outbox.outbox
    assert message.to == [person.email] and message.reply_to == ["secretariat@example.org"]
    assert f"{settings.SITE_URL}/join/" in message.body and seminar.title in message.subject
    [part] = [part for part in message.message().walk() if part.get_content_type() == "text/calendar"]
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    assert Calendar.from_ical(payload).walk("VEVENT")[0]["SUMMARY"] == seminar.title
    row = Mail.objects.get()
    assert row.sent_at and row.id in message.extra_headers["Message-ID"]
    assert tasks.deliver.call() == 0
    waiting = DBTaskResult.objects.filter(task_path=tasks.tick.module_path, status="READY")
    assert waiting.count() == 1, "one tick waits for its minute"


def test_mail_speaks_the_persons_language_and_zone() -> None:
    noon = timezone.now().replace(hour=12, minute=0) + timedelta(days=9)
    person = PersonFactory.create(interface_language="ru", time_zone="Asia/Almaty")
    seminar = SeminarFactory.create(starts_at=noon)
    actions.register(seminar, person=person, answers=Answers())
    text = text_of(mails.message(Mail.objects.get()))
    assert "17:00 (UTC+5)" in text


def test_a_title_cannot_forge_headers() -> None:
    seminar = SeminarFactory.create(title="Oxygen\r\nBcc: all@example.org")
    actions.register(seminar, person=PersonFactory.create(), answers=Answers())
    message = mails.message(Mail.objects.get()).message()
    assert message["Bcc"] is None


@pytest.mark.parametrize(
    "kind", ["registered", "pending", "waiting", "declined", "reminder-24h", "reminder-1h"]
)
def test_every_kind_has_words(kind: str) -> None:
    row = RegistrationFactory.create()
    actions.post(kind, row.seminar, row.person, "x")
    message = mails.message(Mail.objects.get())
    assert row.seminar.title in message.subject and f"/seminars/{row.seminar.slug}" in message.body
    assert "{" not in message.body and "&" not in message.body


def test_an_invitation_carries_the_link_it_was_decided_for() -> None:
    seminar = SeminarFactory.create()
    by = member(seminar, Role.ORGANISER)
    link = actions.invite(seminar, by=by, email="a@example.org", name="", role=Role.INTERPRETER)
    row = Mail.objects.get()
    assert f"/join/{link.id}" in mails.message(row).body
    actions.revoke_link(seminar, link.id, by=by)
    assert "/join/" not in mails.message(row).body


def test_a_reminder_carries_the_link_that_gives_most_and_lives_long_enough() -> None:
    seminar, person = SeminarFactory.create(), PersonFactory.create()
    later = seminar.ends_at + timedelta(days=30)
    short = JoinLinkFactory.create(seminar=seminar, person=person, role="chair")
    best = JoinLinkFactory.create(seminar=seminar, person=person, role="panellist", expires_at=later)
    audience = JoinLinkFactory.create(seminar=seminar, person=person, expires_at=later + timedelta(days=1))
    actions.post("reminder-24h", seminar, person, "x")
    row = Mail.objects.get()
    for link in (best, audience, short):
        assert f"/join/{link.id}" in mails.message(row).body
        JoinLink.objects.filter(pk=link.pk).update(revoked_at=timezone.now())
    assert "/join/" not in mails.message(row).body


def test_two_workers_do_not_send_one_mail_twice() -> None:
    row = RegistrationFactory.create()
    actions.post("registered", row.seminar, row.person, "x")
    mail = Mail.objects.get()
    assert tasks._claim(mail.pk) and not tasks._claim(mail.pk)
    assert tasks.deliver.call() == 0


def test_a_claim_of_a_dead_worker_lapses() -> None:
    row = RegistrationFactory.create()
    actions.post("registered", row.seminar, row.person, "x")
    Mail.objects.update(claimed_at=timezone.now() - tasks.RETRY - timedelta(seconds=1))
    assert tasks.deliver.call() == 1


def test_a_refused_mail_stops_no_other_and_is_tried_later(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "tests.support.mail.Grumpy"
    for email in ("refused@example.org", "taken@example.org"):
        row = RegistrationFactory.create(person__email=email)
        actions.post("registered", row.seminar, row.person, email)
    assert tasks.deliver.call() == 1
    refused = Mail.objects.get(person__email="refused@example.org")
    assert refused.sent_at is None and refused.claimed_at


def test_a_mail_server_that_is_away_loses_nothing(settings: Settings) -> None:
    row = RegistrationFactory.create()
    actions.post("registered", row.seminar, row.person, "x")
    settings.EMAIL_BACKEND = "tests.support.mail.Away"
    assert tasks.deliver.call() == 0 and Mail.objects.get().claimed_at is None
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert tasks.deliver.call() == 1


def test_reminders_go_to_who_is_expected_once_each() -> None:
    now = timezone.now()
    seminar = SeminarFactory.create(starts_at=now + timedelta(hours=23))
    chair = member(seminar, Role.CHAIR).person
    coming = RegistrationFactory.create(seminar=seminar).person
    for status in ("pending", "waiting", "declined", "cancelled"):
        RegistrationFactory.create(seminar=seminar, status=Registration.Status(status))
    SeminarFactory.create(starts_at=now + timedelta(hours=25), status=Seminar.Status.PUBLISHED)
    for _ in range(2):
        actions.remind(now)
    assert kinds(seminar) == {("reminder-24h", chair.id): 1, ("reminder-24h", coming.id): 1}
    Mail.objects.update(created_at=now)
    actions.remind(now + timedelta(hours=22, minutes=30))
    assert kinds(seminar)[("reminder-1h", coming.id)] == 1
    actions.remind(now + timedelta(hours=24))
    assert sum(kinds(seminar).values()) == 4, "nobody is reminded of what has begun"


def test_who_registered_within_the_span_is_not_reminded_of_it() -> None:
    now = timezone.now()
    seminar = SeminarFactory.create(starts_at=now + timedelta(minutes=40))
    actions.register(seminar, person=PersonFactory.create(), answers=Answers())
    actions.remind(now)
    assert not Mail.objects.filter(kind__startswith="reminder").exists()


def test_drafts_and_live_seminars_remind_nobody() -> None:
    soon = timezone.now() + timedelta(minutes=40)
    for status in (Seminar.Status.DRAFT, Seminar.Status.LIVE, Seminar.Status.ENDED):
        RegistrationFactory.create(seminar=SeminarFactory.create(starts_at=soon, status=status))
    actions.remind(timezone.now())
    assert not Mail.objects.exists()


def test_the_tick_by_hand() -> None:
    row = RegistrationFactory.create(
        seminar=SeminarFactory.create(starts_at=timezone.now() + timedelta(hours=2))
    )
    call_command("tick", "--start")
    assert not outbox.outbox and DBTaskResult.objects.count() == 1
    call_command("tick")
    assert [message.to for message in outbox.outbox] == [[row.person.email]]


@pytest.mark.parametrize("status", ["live", "ended", "draft"])
def test_nobody_is_reminded_late(status: str) -> None:
    seminar = SeminarFactory.create(starts_at=timezone.now() + timedelta(minutes=40))
    RegistrationFactory.create(seminar=seminar)
    actions.remind(timezone.now())
    Seminar.objects.update(status=status)
    assert tasks.deliver.call() == 0 and not outbox.outbox and not Mail.objects.exists()


def test_nobody_is_reminded_of_another_time_or_after_cancelling() -> None:
    now = timezone.now()
    seminar = SeminarFactory.create(starts_at=now + timedelta(minutes=40))
    coming, not_coming = (RegistrationFactory.create(seminar=seminar).person for _ in range(2))
    for hours in (-1, 3):
        actions.remind(now)
        Seminar.objects.update(starts_at=now + timedelta(hours=hours))
        assert tasks.deliver.call() == 0
        Seminar.objects.update(starts_at=seminar.starts_at)
    actions.remind(now)
    actions.cancel_registration(seminar, person=not_coming)
    assert tasks.deliver.call() == 1 and outbox.outbox[0].to == [coming.email]


def test_a_registration_is_told_as_it_is_when_the_mail_goes_out() -> None:
    seminar = SeminarFactory.create(capacity=1)
    first, second, third = (PersonFactory.create() for _ in range(3))
    for person in (first, second, third):
        actions.register(seminar, person=person, answers=Answers())
    actions.cancel_registration(seminar, person=first)
    assert tasks.deliver.call() == 2
    told = {message.to[0]: message.subject for message in outbox.outbox}
    assert told[second.email].startswith("You are registered")
    assert told[third.email].startswith("You are on the waiting list")


def test_an_invitation_whose_link_is_withdrawn_is_not_sent() -> None:
    seminar = SeminarFactory.create()
    by = member(seminar, Role.ORGANISER)
    link = actions.invite(seminar, by=by, email="wrong@example.org", name="", role=Role.PANELLIST)
    actions.revoke_link(seminar, link.id, by=by)
    assert tasks.deliver.call() == 0 and not outbox.outbox


def test_a_beat_that_broke_off_is_seen_from_outside() -> None:
    ticks = DBTaskResult.objects.filter(task_path=tasks.tick.module_path)
    Ticker().look()
    Ticker().look()
    assert ticks.count() == 1, "a beat that goes is left alone"
    [row] = ticks
    row.claim("worker")
    row.set_failed(OperationalError("database is locked"))
    Ticker().look()
    assert ticks.filter(status="READY").count() == 1


def test_the_beats_watch_outlives_a_database_that_is_away() -> None:
    with connection.execute_wrapper(away):
        Ticker().look()
    assert not DBTaskResult.objects.exists()


def away(*_: object) -> None:
    raise OperationalError("database is locked")


def test_the_tick_forgets_sessions_that_have_expired_and_no_others() -> None:
    link = JoinLinkFactory.create()
    over, living = Client(), Client()
    for browser in (over, living):
        browser.get(f"/join/{link_token(link)}")
    old = Session.objects.filter(pk=over.session.session_key)
    old.update(expire_date=timezone.now() - timedelta(seconds=1))
    tasks.tick.call()
    assert not old.exists() and Session.objects.filter(pk=living.session.session_key).exists()


def kinds(seminar: Seminar) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for pair in Mail.objects.filter(seminar=seminar).values_list("kind", "person"):
        found[pair] = found.get(pair, 0) + 1
    return found
