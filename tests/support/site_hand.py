"""The hand on a running site's database: prepares what is not under test, and reads the log.

Reads one JSON object a line, {"do": name, ...}, and answers {"done": ...} or {"failed": why}. Used
through `tests.support.site.Site.do`.
"""

import json
import sys
import traceback
from datetime import timedelta
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402
from django.utils import timezone  # noqa: E402

from consilium.accounts.actions import person_by_email, save_profile  # noqa: E402
from consilium.accounts.models import Person  # noqa: E402
from consilium.captions import actions as captions  # noqa: E402
from consilium.chat import actions as chat  # noqa: E402
from consilium.eventlog import queries  # noqa: E402
from consilium.jobs.queries import Worker  # noqa: E402
from consilium.kernel.ids import new_id  # noqa: E402
from consilium.kernel.roles import Role  # noqa: E402
from consilium.kernel.timecode import milliseconds  # noqa: E402
from consilium.polls import actions as polls  # noqa: E402
from consilium.questions import actions as questions  # noqa: E402
from consilium.recordings import actions as recordings  # noqa: E402
from consilium.recordings import signatures  # noqa: E402
from consilium.recordings.models import Segment  # noqa: E402
from consilium.room import actions as room  # noqa: E402
from consilium.room import state as _room  # noqa: E402, F401 (declares the facts)
from consilium.room.translating.sources import source_of  # noqa: E402
from consilium.room.turns import turn_floor  # noqa: E402
from consilium.search.models import Progress  # noqa: E402
from consilium.seminars.actions import end_seminar  # noqa: E402
from consilium.seminars.models import JoinLink, RoleGrant, Seminar  # noqa: E402
from consilium.seminars.queries import Member, link_token  # noqa: E402
from consilium.sfu.door import door  # noqa: E402
from consilium.sfu.grants import LISTENER, ON_STAGE  # noqa: E402
from consilium.sfu.tokens import join_token  # noqa: E402
from consilium.slides import actions as slides  # noqa: E402
from consilium.slides.actions import upload_deck  # noqa: E402
from consilium.slides.tasks import convert_deck  # noqa: E402
from consilium.translation import doses  # noqa: E402
from consilium.translation.actions import Translated, record_translation  # noqa: E402
from consilium.workers.demo.deck import deck as drawn  # noqa: E402
from tests.support.certificate_deeds import CERTIFICATE_DEEDS  # noqa: E402
from tests.support.factories import ContributionFactory, SeminarFactory, SessionFactory  # noqa: E402
from tests.support.take_deeds import TAKE_DEEDS  # noqa: E402


def administrator(address: str) -> str:
    """Somebody who may do everything on the site."""
    person = _person(address, "Administrator", "KG", "en")
    Person.objects.filter(pk=person.pk).update(is_staff=True)
    return person.id


def seminar(title: str, guests: list[dict[str, str]], live: bool) -> Any:
    """Published, or live; with two contributions, and a join link for each guest."""
    made = SeminarFactory.create(
        title=title,
        abstract="What to do in the first hour.",
        objectives="Sort patients at the door",
        starts_at=timezone.now() - timedelta(minutes=1),
        contact="desk@example.org",
    )
    session = SessionFactory.create(seminar=made)
    for position, name in enumerate(("Oxygen in four steps", "Questions")):
        ContributionFactory.create(session=session, title=name, position=position)
    persons = {guest["mail"]: _guest(made, guest) for guest in guests}
    links = {guest["mail"]: _link(made, persons[guest["mail"]], guest["role"]) for guest in guests}
    if live:
        boss = next(iter(persons.values()))
        room.open_room(made, by=Member(made, boss, frozenset({Role.MODERATOR})))
    return {
        "id": made.id,
        "slug": made.slug,
        "links": links,
        "persons": {mail: person.id for mail, person in persons.items()},
    }


def deck(seminar: str, person: str) -> str:
    """The demo's slides, uploaded by a speaker and converted here, not by the site's worker."""
    found = Seminar.objects.get(pk=seminar)
    by = _member(found, person, Role.PRESENTER)
    file = SimpleUploadedFile("oxygen.pdf", drawn(), content_type="application/pdf")
    made = upload_deck(by=by, file=file, title="Oxygen in four steps", start=lambda _deck: None)
    convert_deck.call(made.id)
    return made.id


def furnish(seminar: str, persons: dict[str, str], question: str, poll: str) -> None:
    """Slides shown, a question with an answer and one to answer, a message, a poll open and one published."""
    found = Seminar.objects.get(pk=seminar)
    moderator = _member(found, persons["moderator"], Role.MODERATOR)
    attendee = _member(found, persons["aigul"], Role.ATTENDEE)
    questions.ask_question(attendee, key="furnish-1", text=question)
    answered = questions.ask_question(attendee, key="furnish-2", text="Is it recorded?")
    questions.write_answer(moderator, answered.id, key="furnish-3", text="Yes, it is.")
    chat.post_message(attendee, key="furnish-4", text="Greetings from Talgar.")
    for number, title in enumerate(("What do you have?", poll)):
        made = polls.draft_poll(
            moderator, key=f"furnish-poll-{number}", title=title, form="single", options=["Cannula", "Mask"]
        )
        polls.open_poll(moderator, made.id)
        if not number:
            polls.publish_poll(moderator, made.id)
    slides.show_slide(deck(seminar, persons["ananya"]), 2, by=moderator)


def ask(seminar: str, person: str, text: str, answer: str = "") -> str:
    """A question of an attendee; with `answer` the moderator answers it in writing."""
    found = Seminar.objects.get(pk=seminar)
    asked = questions.ask_question(_member(found, person, Role.ATTENDEE), key=new_id(), text=text)
    if answer:
        questions.write_answer(_moderator(seminar), asked.id, key=new_id(), text=answer)
    return asked.id


def finish(seminar: str) -> None:
    end_seminar(Seminar.objects.get(pk=seminar), by=_moderator(seminar))


def entries(seminar: str) -> Any:
    found = queries.entries(seminar)
    return [{"seq": e.seq, "kind": e.kind, "data": e.data, "audience": str(e.audience)} for e in found]


def is_indexed(seminar: str) -> bool:
    """Whether the search has read the seminar's log to its end."""
    read = Progress.objects.filter(seminar=seminar).values_list("seq", flat=True).first()
    return read is not None and read >= queries.entries(seminar)[-1].seq


def seminar_named(title: str) -> Any:
    """Of a seminar made in the browser: id, slug, status."""
    found = Seminar.objects.filter(title=title).order_by("-created_at").first()
    return {"id": found.id, "slug": found.slug, "status": found.status} if found else None


def links_of(seminar: str) -> Any:
    """The living join links of a seminar as {e-mail: address}."""
    rows = JoinLink.objects.filter(seminar=seminar, revoked_at=None).select_related("person")
    return {row.person.email: _address(row) for row in rows}


def profile(address: str, values: dict[str, Any]) -> None:
    save_profile(Person.objects.get(email=address), values)


def cue(seminar: str, key: str, language: str, text: str, person: str = "", source: str = "floor") -> str:
    """The scribe heard this within the last three seconds; the cue's id."""
    end = milliseconds(timezone.now())
    heard = captions.Heard(key, language, text, end - 3000, end, source, person, "whisper-base")
    return captions.finalise_cue(_scribe(seminar), heard).cue


def lose(seminar: str, key: str, language: str) -> str:
    """The scribe was away for three seconds."""
    end = milliseconds(timezone.now())
    return captions.lose_cue(
        _scribe(seminar), key=key, language=language, source="floor", start=end - 3000, end=end
    ).cue


def translate_cue(seminar: str, cue: str, language: str, text: str) -> None:
    found = Seminar.objects.get(pk=seminar)
    captions.add_translation(found, cue, language=language, text=text, engine="firefox")


def mistranslate(seminar: str, subject: str, language: str, text: str) -> None:
    """What an engine would have told that makes such a text of it: its figures compared as always."""
    found = Seminar.objects.get(pk=seminar)
    source = source_of(found, subject)
    assert source is not None
    doubts = doses.compare(source.text.text, text, (source.text.language, language))
    made = Translated(text, "firefox", doubts)
    record_translation(found, subject, language, made, source.text.audience)


def revise_cue(seminar: str, cue: str, language: str, text: str) -> None:
    """The scribe has heard it better."""
    captions.revise_cue(_scribe(seminar), cue, language=language, text=text, engine="whisper-large")


def caption_status(seminar: str, language: str, status: str, delay: int) -> None:
    captions.report(_scribe(seminar), language=language, status=status, delay=delay, engine="whisper-base")


def turn(seminar: str, person: str, language: str) -> None:
    turn_floor(_scribe(seminar), Person.objects.get(pk=person), language=language, how="detected")


def _scribe(seminar: str) -> Worker:
    return Worker(Seminar.objects.get(pk=seminar), "scribe", "", "a test")


def sfu_token(seminar: str, person: str) -> Any:
    """The way into the SFU's room for somebody who only listens, past the room's page."""
    return {"url": settings.LIVEKIT_URL, "token": join_token(seminar, person, LISTENER)}


def speaker_token(seminar: str, person: str) -> Any:
    """The way into the SFU's room for a program that publishes as a speaker does."""
    door().open_room(seminar)
    return {"url": settings.LIVEKIT_URL, "token": join_token(seminar, person, ON_STAGE)}


def record(seminar: str) -> Any:
    """Start a take; its id and its address."""
    take = recordings.start_recording(_moderator(seminar), key=f"take-{seminar[:8]}")
    return {"take": take.id, "address": signatures.playlist(take)}


def stop_recording(seminar: str, take: str) -> None:
    recordings.stop_recording(_moderator(seminar), take)


def segments(take: str) -> Any:
    """What each rendition holds, in order."""
    rows = Segment.objects.filter(rendition__take=take).order_by("n")
    found: dict[str, list[dict[str, int]]] = {}
    for row in rows.select_related("rendition"):
        found.setdefault(row.rendition.name, []).append({"n": row.n, "at": row.at, "duration": row.duration})
    return found


def _moderator(seminar: str) -> Member:
    found = RoleGrant.objects.get(seminar=seminar, role=Role.MODERATOR)
    return _member(found.seminar, found.person_id, Role.MODERATOR)


def _member(seminar: Seminar, person: str, role: Role) -> Member:
    return Member(seminar, Person.objects.get(pk=person), frozenset({role}))


def _guest(seminar: Seminar, guest: dict[str, str]) -> Person:
    name = guest["name"] or guest["mail"].title()
    person = _person(f"{guest['mail']}@{seminar.slug}.example", name, guest["state"], guest["language"])
    if guest["role"] != Role.ATTENDEE:
        RoleGrant.objects.create(
            seminar=seminar, person=person, role=guest["role"], interests="None declared."
        )
    return person


def _person(address: str, name: str, state: str, language: str) -> Person:
    person = person_by_email(address)
    values = {"name": name, "state": state, "specialty": "Internal medicine", "languages_spoken": [language]}
    save_profile(person, values | {"languages_read": [language]})
    return person


def _link(seminar: Seminar, person: Person, role: str) -> str:
    expires = timezone.now() + timedelta(days=1)
    return _address(JoinLink.objects.create(seminar=seminar, person=person, role=role, expires_at=expires))


def _address(link: JoinLink) -> str:
    return f"{settings.SITE_URL}/join/{link_token(link)}"


DEEDS = (
    TAKE_DEEDS
    | CERTIFICATE_DEEDS
    | {
        deed.__name__: deed
        for deed in (
            administrator,
            seminar,
            deck,
            furnish,
            ask,
            finish,
            entries,
            is_indexed,
            seminar_named,
            links_of,
            profile,
            sfu_token,
            cue,
            lose,
            translate_cue,
            mistranslate,
            speaker_token,
            record,
            stop_recording,
            segments,
            revise_cue,
            caption_status,
            turn,
        )
    }
)


def main() -> None:
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            answer = {"done": DEEDS[asked.pop("do")](**asked)}
        except Exception:  # told to the test that asked
            answer = {"failed": traceback.format_exc()}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
