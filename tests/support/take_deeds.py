"""Deeds of the hand on a running site that a recording needs: see tests.support.site_hand."""

from datetime import timedelta
from typing import Any

from django.db.models import F
from django.utils import timezone

from consilium.accounts.models import Person
from consilium.captions import actions as captions
from consilium.chat import actions as chat
from consilium.eventlog.models import LogEntry
from consilium.interpretation import actions as interpretation
from consilium.interpretation import air
from consilium.jobs.models import Lease
from consilium.jobs.queries import Worker, lease_token
from consilium.kernel.roles import Role
from consilium.kernel.timecode import milliseconds
from consilium.questions import actions as questions
from consilium.recordings import actions as recordings
from consilium.recordings import light, measuring
from consilium.recordings.models import Take
from consilium.recordings.signatures import playlist
from consilium.room import actions as room
from consilium.seminars.actions import start_contribution
from consilium.seminars.models import Contribution, Seminar
from consilium.seminars.queries import Member
from consilium.slides import actions as slides


def record_take(seminar: str, person: str, ago: int = 0) -> Any:
    """A moderator starts a take, and a recorder has leased it: the take, its first moment, the token.

    `ago`: as if they had done so that many seconds before.
    """
    found = Seminar.objects.get(pk=seminar)
    later = timezone.now() + timedelta(hours=1)  # no worker of the site may take it over
    lease, _made = Lease.objects.update_or_create(
        seminar=found, kind="recorder", defaults={"holder": "a test", "seen_at": later}
    )
    key = f"take-{timezone.now():%H%M%S%f}"
    take = recordings.start_recording(member(found, person, Role.MODERATOR), key=key)
    if ago:
        take.started_at -= timedelta(seconds=ago)
        take.save(update_fields=["started_at"])
    return {"id": take.id, "zero": milliseconds(take.started_at), "token": lease_token(lease)}


def pass_time(seminar: str, seconds: int) -> None:
    """What was told of a seminar that is live was told so many seconds earlier than it was."""
    earlier = timedelta(seconds=seconds)
    LogEntry.objects.filter(stream=seminar).update(at=F("at") - earlier)
    Seminar.objects.filter(pk=seminar).update(started_at=F("started_at") - earlier)


def measure_take(take: str) -> int:
    """What the tasks do after the end: how many sounds were measured."""
    return measuring.measure(Take.objects.get(pk=take))


def cue_at(seminar: str, key: str, text: str, start: int, end: int) -> str:
    """The scribe heard this between two moments, in English; the cue's id."""
    scribe = Worker(Seminar.objects.get(pk=seminar), "scribe", "", "a test")
    heard = captions.Heard(key, "en", text, start, end, "floor", "", "whisper-base")
    return captions.finalise_cue(scribe, heard).cue


def take_address(take: str) -> str:
    return playlist(Take.objects.get(pk=take))


def lighten(take: str) -> int:
    """What the site's own process does half a minute after the end."""
    return light.lighten(Take.objects.select_related("seminar").get(pk=take))


def stop_take(seminar: str, person: str, take: str) -> None:
    recordings.stop_recording(member(Seminar.objects.get(pk=seminar), person, Role.MODERATOR), take)


def end(seminar: str, person: str) -> None:
    found = Seminar.objects.get(pk=seminar)
    room.close_room(found, by=member(found, person, Role.MODERATOR))


def show(seminar: str, person: str, deck: str, page: int) -> None:
    slides.show_slide(deck, page, by=member(Seminar.objects.get(pk=seminar), person, Role.MODERATOR))


def begin_part(seminar: str, person: str, part: int) -> None:
    """The agenda's contribution number `part`, from 0, begins."""
    found = Seminar.objects.get(pk=seminar)
    rows = Contribution.objects.filter(session__seminar=found).order_by("position")
    start_contribution(found, rows[part].id, by=member(found, person, Role.MODERATOR))


def answer_live(seminar: str, persons: dict[str, str], text: str) -> None:
    """An attendee's question, taken up and answered on the floor."""
    found = Seminar.objects.get(pk=seminar)
    moderator = member(found, persons["moderator"], Role.MODERATOR)
    asked = questions.ask_question(
        member(found, persons["aigul"], Role.ATTENDEE), key=f"live-{timezone.now():%H%M%S}", text=text
    )
    questions.take_up(moderator, asked.id)
    questions.mark_answered(moderator, asked.id)


def write_in_chat(seminar: str, person: str, text: str) -> None:
    chat.post_message(
        member(Seminar.objects.get(pk=seminar), person, Role.ATTENDEE), key=f"chat-{text}"[:60], text=text
    )


def interpret(seminar: str, person: str, moderator: str, language: str) -> None:
    """A booth of its own for a language, with this interpreter on air in it."""
    found = Seminar.objects.get(pk=seminar)
    lead = member(found, moderator, Role.MODERATOR)
    booth = interpretation.open_booth(lead, key=f"booth-{language}", name=language, languages=[language])
    interpretation.join_booth(lead, booth.id, Person.objects.get(pk=person))
    air.take(member(found, person, Role.INTERPRETER), language)


def keep_channel(seminar: str, moderator: str, language: str, *, open: bool) -> None:
    """The moderator opens an interpretation channel, or closes it."""
    act = interpretation.open_channel if open else interpretation.close_channel
    act(member(Seminar.objects.get(pk=seminar), moderator, Role.MODERATOR), language)


def member(seminar: Seminar, person: str, role: Role) -> Member:
    return Member(seminar, Person.objects.get(pk=person), frozenset({role}))


_TAKING = (pass_time, record_take, take_address, measure_take, lighten, cue_at, stop_take, end)
_SHOWING = (show, begin_part, answer_live, write_in_chat, interpret, keep_channel)
TAKE_DEEDS = {deed.__name__: deed for deed in (*_TAKING, *_SHOWING)}
