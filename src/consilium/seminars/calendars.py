"""Seminars as iCalendar, with the zone's own rules inside (VTIMEZONE): mail programs need no internet."""

from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from icalendar import Alarm, Calendar, Event

from consilium.seminars import times
from consilium.seminars.models import Seminar


def calendar(seminars: Iterable[Seminar], *, name: str = "") -> bytes:
    """An iCalendar file (RFC 5545, UTF-8) of these seminars, each in its host's time zone."""
    book = Calendar()
    book.add("prodid", "-//Consilium//Seminars//EN")
    book.add("version", "2.0")
    book.add("method", "PUBLISH")
    if name:
        book.add("x-wr-calname", name)
    for seminar in seminars:
        book.add_component(_event(seminar))
    book.add_missing_timezones()
    return bytes(book.to_ical())


def _event(seminar: Seminar) -> Event:
    zone = times.zone_named(seminar.time_zone)
    url = f"{settings.SITE_URL}/seminars/{seminar.slug}"
    event = Event()
    event.add("uid", f"{seminar.id}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", timezone.now())
    event.add("dtstart", seminar.starts_at.astimezone(zone))
    event.add("dtend", seminar.ends_at.astimezone(zone))
    event.add("summary", seminar.title)
    event.add("description", f"{seminar.abstract}\n\n{url}".strip())
    event.add("url", url)
    event.add("location", url)
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", seminar.title)
    alarm.add("trigger", timedelta(minutes=-15))
    event.add_component(alarm)
    return event
