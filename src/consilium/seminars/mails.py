"""Mails in words: from a `Mail` row to a message in the person's language and time zone."""

import re
from datetime import datetime
from email.mime.text import MIMEText
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from consilium.kernel.roles import Role
from consilium.seminars import times
from consilium.seminars.actions import REMINDERS
from consilium.seminars.calendars import calendar
from consilium.seminars.models import ROLES, JoinLink, Mail, Registration, Seminar
from consilium.seminars.queries import expected, link_token, living_links

ROLE_WORDS = dict(ROLES)
WITH_CALENDAR = ("registered", "moved", "invitation")
WITH_LINK = ("registered", "moved", "invitation", "reminder-24h", "reminder-1h")


def message(mail: Mail, connection: BaseEmailBackend | None = None) -> EmailMessage:
    """The message of a decided mail. Its Message-ID is the row's, so a mail sent twice shows once."""
    with translation.override(mail.person.interface_language or settings.LANGUAGE_CODE):
        subject, body = _words(mail)
    made = EmailMessage(
        subject=subject,
        body=body,
        to=[mail.person.email],
        reply_to=[mail.seminar.contact] if mail.seminar.contact else None,
        headers={"Message-ID": f"<{mail.id}@{urlsplit(settings.SITE_URL).hostname}>"},
        connection=connection,
    )
    if mail.kind in WITH_CALENDAR:
        made.attach(_attachment(calendar([mail.seminar])))
    return made


def holds(mail: Mail) -> bool:
    """Whether what the mail says is so when it goes out: the mail server may have been away for two days."""
    seminar, now = mail.seminar, timezone.now()
    if mail.kind in REMINDERS:
        due = now < seminar.starts_at <= now + REMINDERS[mail.kind]
        coming = expected(seminar, at=seminar.starts_at).filter(pk=mail.person_id)
        return due and seminar.status == Seminar.Status.PUBLISHED and coming.exists()
    if mail.kind == "invitation":
        return _link(mail) is not None
    if mail.kind in Registration.Status.values:
        return seminar.registrations.filter(person=mail.person, status=mail.kind).exists()
    return True


def _certificate(mail: Mail) -> str:
    """The page of the certificate that the mail is about: its key names it."""
    return settings.SITE_URL + reverse("certificates:verify", args=[mail.key.split(":")[1]])


def _words(mail: Mail) -> tuple[str, str]:
    seminar = mail.seminar
    zone = times.zone_named(mail.person.time_zone or seminar.time_zone)
    today = timezone.now().astimezone(zone).date()
    link = _link(mail) if mail.kind in WITH_LINK else None
    context = {
        "person": mail.person,
        "title": seminar.title,
        "day": times.day(seminar.starts_at.astimezone(zone).date(), today),
        "clock": times.clock(seminar.starts_at, zone),
        "offset": times.offset(seminar.starts_at, zone),
        "url": settings.SITE_URL + reverse("seminars:seminar", args=[seminar.slug]),
        "link": settings.SITE_URL + reverse("seminars:join", args=[link_token(link)]) if link else "",
        "role": str(ROLE_WORDS[link.role]) if link else "",
        "questions": settings.SITE_URL + reverse("questions:mine"),
        "certificate": _certificate(mail) if mail.kind.startswith("certificate-") else "",
        "profile": settings.SITE_URL + reverse("accounts:profile"),
        "site_url": settings.SITE_URL,
    }
    subject = {
        "registered": _("You are registered: %(title)s"),
        "pending": _("Your request is with the organiser: %(title)s"),
        "waiting": _("You are on the waiting list: %(title)s"),
        "declined": _("No place this time: %(title)s"),
        "moved": _("New time: %(title)s"),
        "invitation": _("You are invited: %(title)s"),
        "reminder-24h": _("Reminder, %(day)s: %(title)s"),
        "reminder-1h": _("Within the hour: %(title)s"),
        "answered": _("Your question is answered: %(title)s"),
        "certificate-ready": _("Your certificate is ready: %(title)s"),
        "certificate-revoked": _("Your certificate was revoked: %(title)s"),
    }[mail.kind]
    words = subject % {"title": seminar.title, "day": context["day"]}
    body = render_to_string(f"seminars/mail/{mail.kind}.txt", context).strip() + "\n"
    return " ".join(words.split()), re.sub(r"\n{3,}", "\n\n", body)


def _link(mail: Mail) -> JoinLink | None:
    """The link this mail carries: the one it was decided for, else the best that lives."""
    links = living_links(mail.seminar).filter(person=mail.person).select_related("seminar")
    if mail.kind == "invitation":
        return links.filter(pk=mail.key.split(":")[1]).first()
    return max(links, key=_worth, default=None)


def _worth(link: JoinLink) -> tuple[bool, bool, datetime]:
    """What lives when the seminar begins comes first, then what gives more than a seat in the audience."""
    return link.expires_at > link.seminar.starts_at, link.role != Role.ATTENDEE, link.expires_at


def _attachment(ics: bytes) -> MIMEText:
    part = MIMEText(ics.decode(), "calendar", "utf-8")
    part.set_param("method", "PUBLISH")
    part.add_header("Content-Disposition", "attachment", filename="seminar.ics")
    return part
