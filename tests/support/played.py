"""A seminar that was held, recorded and ended, with something of everything; and what can be seen of it."""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from consilium.accounts.models import Person
from consilium.archive import actions as archive
from consilium.captions import actions as captions
from consilium.chat import actions as chat
from consilium.eventlog import queries as log
from consilium.interpretation import actions as interpretation
from consilium.jobs.models import Lease
from consilium.jobs.queries import Worker
from consilium.kernel.audience import EVERY_BOOTH, EVERYONE, Reader
from consilium.kernel.facts import Json, to_json
from consilium.kernel.roles import Role
from consilium.kernel.timecode import milliseconds
from consilium.polls import actions as polls
from consilium.polls.rules import Ballot
from consilium.questions import actions as questions
from consilium.questions.rules import Upvote
from consilium.recordings import actions as recordings
from consilium.recordings import files, playlists
from consilium.recordings import queries as recorded
from consilium.recordings.models import Segment, Take
from consilium.recordings.rules import Piece
from consilium.room import actions as room
from consilium.room.queries import room_state
from consilium.room.state import RoomState, fold
from consilium.room.turns import turn_floor
from consilium.seminars import planning
from consilium.seminars.actions import start_contribution
from consilium.seminars.models import Seminar
from consilium.seminars.queries import Member
from consilium.slides import actions as slides
from consilium.slides.tasks import convert_deck
from consilium.translation import glossary
from consilium.translation.actions import Translated, record_translation
from tests.slides import pdfs
from tests.support.cast import Cast, make_cast
from tests.support.factories import (
    ContributionFactory,
    InstitutionFactory,
    SeriesFactory,
    SessionFactory,
    TopicFactory,
    WorkingGroupFactory,
    member,
)

SECONDS = 4
RENDITIONS = ("video", "floor", "kk")
#: Bytes of segment `n` of a rendition, and of what begins it (-1).
Bytes = Callable[[str, int], bytes]


def made_up(rendition: str, number: int) -> bytes:
    return hashlib.sha256(f"{rendition}{number}".encode()).digest() * 40


def of_folder(folder: Path) -> Bytes:
    """What `tests.support.takes.cut` has made."""

    def read(rendition: str, number: int) -> bytes:
        name = "init.mp4" if number < 0 else f"{number:06}.m4s"
        return (folder / rendition / name).read_bytes()

    return read


def play(slug: str, *, segments: int = 3, data: Bytes = made_up) -> Cast:
    """Held for an hour, and ended."""
    begun = timezone.now() - timedelta(hours=1)
    cast = make_cast(
        slug=slug,
        started_at=begun,
        series=SeriesFactory.create(),
        topic=TopicFactory.create(),
        working_group=WorkingGroupFactory.create(),
    )
    Person.objects.filter(pk=cast.asker.person.pk).update(institution=InstitutionFactory.create())
    session = SessionFactory.create(seminar=cast.seminar)
    parts = [ContributionFactory.create(session=session) for _ in range(2)]
    parts[0].speakers.add(cast.panellist.person)
    organiser = member(cast.seminar, Role.ORGANISER)
    leaflet = ContentFile(b"%PDF-1.7", "Памятка.pdf")
    planning.add_document(cast.seminar, by=organiser, title="Leaflet", file=leaflet)
    take = recordings.start_recording(cast.moderator, key="key-take1")
    start_contribution(cast.seminar, parts[0].id, by=cast.moderator)
    _show(cast)
    _ask(cast)
    _talk(cast)
    _vote(cast)
    _interpret(cast, take)
    _record(cast, take, segments, data)
    room.close_room(cast.seminar, by=cast.moderator)
    _withhold(cast, take, segments)
    cast.seminar.refresh_from_db()
    return cast


def _show(cast: Cast) -> None:
    file = SimpleUploadedFile("oxygen.pdf", pdfs.pdf(["Oxygen", "Triage"]), "application/pdf")
    deck = slides.upload_deck(by=cast.panellist, file=file, title="Oxygen", start=lambda _deck: None)
    convert_deck.call(deck.id)
    deck.refresh_from_db()
    if deck.status == "preview":
        slides.approve_deck(deck.id, by=cast.panellist)
    slides.show_slide(deck.id, 2, by=cast.panellist)


def _ask(cast: Cast) -> None:
    for number, words in enumerate(("Which dose?", "And for children?", "How often?"), 1):
        questions.ask_question(cast.asker, key=f"key-000{number}", text=words, anonymous=number == 2)
    first, second, third = cast.seminar.questions.order_by("asked_at", "id")
    questions.ask_question(cast.other, key="key-0009", text="Who pays for it?", anonymous=True)
    questions.write_answer(cast.moderator, second.id, key="key-answer", text="Ten a minute.")
    questions.record_upvotes(cast.seminar.id, [Upvote(cast.other.person.id, first.id, True)])
    questions.tally_upvotes(cast.seminar.id)
    questions.merge(cast.moderator, third.id, into=first.id)
    questions.take_up(cast.moderator, first.id, to=cast.panellist.person.id)
    translated = Translated("Қандай доза?", "firefox", ())
    record_translation(cast.seminar, f"question:{first.id}", "kk", translated, EVERYONE)


def _talk(cast: Cast) -> None:
    chat.post_message(cast.asker, key="key-0001", text="Greetings from Talgar.")
    said = chat.post_message(cast.asker, key="key-0002", text="An advertisement.")
    chat.post_message(cast.moderator, key="key-0003", text="He is late.", backstage=True)
    chat.remove_message(cast.moderator, said.id)
    glossary.add_term(cast.moderator, texts={"ru": ["кислород"], "kk": ["оттегі"]}, keep=False, note="")
    room.raise_hand(cast.asker, raised=True)
    turn_floor(cast.moderator, cast.panellist.person, language="ru", how="corrected")


def _vote(cast: Cast) -> None:
    made = polls.draft_poll(
        cast.moderator, key="key-0001", title="What first?", form="single", options=["Mask", "Cannula"]
    )
    polls.open_poll(cast.moderator, made.id)
    polls.cast_ballots(cast.seminar.id, [Ballot(cast.other.person.id, made.id, (1,))])
    polls.publish_poll(cast.moderator, made.id)


def _interpret(cast: Cast, take: Take) -> None:
    at = milliseconds(take.started_at)
    interpreter = member(cast.seminar, Role.INTERPRETER)
    booth = interpretation.open_booth(cast.moderator, key="key-0001", name="Kazakh", languages=["kk"])
    interpretation.join_booth(cast.moderator, booth.id, interpreter.person)
    interpretation.post_message(interpreter, booth=booth.id, key="key-0001", text="Your turn in a minute.")
    scribe = Worker(cast.seminar, "scribe", "", "a test")
    heard = captions.Heard(
        "key-0001", "ru", "Начнём с кислорода.", at - 3000, at, "floor", cast.panellist.person.id, "whisper"
    )
    cue = captions.finalise_cue(scribe, heard).cue
    captions.add_translation(cast.seminar, cue, language="kk", text="Оттегіден бастайық.", engine="firefox")
    captions.report(scribe, language="ru", status="on", delay=900, engine="whisper")


def _withhold(cast: Cast, take: Take, segments: int) -> None:
    """Afterwards the first segment is hidden, one question too, and the words of another are taken away."""
    second = milliseconds(take.started_at) - SECONDS * 1000 * segments + 500
    span: dict[str, Any] = {"subject": "span", "start": second, "end": second + 9}
    archive.withhold(cast.moderator, key="key-edit1", reason="Off the record", **span)
    _first, hidden, redacted, _last = cast.seminar.questions.order_by("asked_at", "id")
    archive.withhold(cast.moderator, key="key-edit2", subject=f"question:{hidden.id}", reason="Off topic")
    archive.withhold(
        cast.moderator, key="key-edit3", subject=f"question:{redacted.id}", reason="A name", redact=True
    )


def _record(cast: Cast, take: Take, segments: int, data: Bytes) -> None:
    lease = Lease.objects.create(seminar=cast.seminar, kind="recorder", holder="here", seen_at=timezone.now())
    recorder = Worker(cast.seminar, lease.kind, lease.number, lease.holder)
    recordings.add_rendition(recorder, take.id, "video", codec="avc1.42C01E", width=640, height=360)
    for n in range(segments):
        for rendition in RENDITIONS:
            init, name = f"init-000000-{rendition}.mp4", f"{n:06}-{rendition}.m4s"
            files.store(take, init, BytesIO(data(rendition, -1)))
            size = files.store(take, name, BytesIO(data(rendition, n)))
            at = milliseconds(take.started_at) + SECONDS * 1000 * (n - segments)
            piece = Piece(n, rendition, name, init, at, SECONDS * 1000, size)
            recordings.add_segment(recorder, take.id, piece)
    recordings.acknowledge(cast.asker)


def readers(seminar: str) -> dict[str, Reader]:
    asker = Seminar.objects.get(pk=seminar).questions.order_by("asked_at", "id")[0].asker_id
    return {
        "staff": Reader("staff", staff=True, booths=frozenset({EVERY_BOOTH})),
        "asker": Reader(asker),
        "somebody": Reader("somebody", language="kk"),
    }


def states(seminar: str) -> Json:
    """By reader: the snapshot from the rows, and the log folded to several moments."""
    found = Seminar.objects.get(pk=seminar)
    seen: Json = {}
    for name, reader in readers(seminar).items():
        told = log.entries_for(reader, seminar)
        state, folded = RoomState(), []
        for number, entry in enumerate(told):
            state = fold(state, entry)
            if number % 5 == 0 or number == len(told) - 1:
                folded.append(to_json(state))
        seen[name] = {"snapshot": to_json(room_state(found, reader)), "folded": folded}
    return seen


def media(seminar: str) -> Json:
    """Playlists as they are served, and the checksum of each file of the takes and of each slide."""
    seen: Json = {}
    for take in Take.objects.filter(seminar=seminar):
        seen[f"{take.id}/index"] = playlists.master(recorded.streams(take), [])
        for rendition in RENDITIONS:
            seen[f"{take.id}/{rendition}"] = playlists.media(recorded.parts(take, rendition), over=True)
        names = Segment.objects.filter(rendition__take=take).values_list("init", "name")
        for name in sorted({name for pair in names for name in pair}):
            with files.opened(take, name) as file:
                seen[f"{take.id}/{name}"] = hashlib.sha256(file.read()).hexdigest()
    for deck in Seminar.objects.get(pk=seminar).decks.all():
        for slide in deck.slides.all():
            with slide.image.open() as file:
                seen[f"{deck.id}/{slide.number}"] = hashlib.sha256(file.read()).hexdigest()
    return seen


def answers(seminar: str, person: str) -> Json:
    """What the site answers a member: the log page by page as text, what is beside it, the replay's page."""
    found = Seminar.objects.get(pk=seminar)
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(Person.objects.get(pk=person), backend="django.contrib.auth.backends.ModelBackend")
    beside = client.get(f"/api/seminars/{seminar}/archive?read=").json()
    passing = ("now", "stream")
    beside = {name: value for name, value in beside.items() if name not in passing}
    for take in beside.get("takes", ()):
        assert client.get(take["url"]).status_code == 200
        del take["url"]  # signed anew each time
    return {
        "entries": client.get(f"/api/seminars/{seminar}/archive/entries").content.decode(),
        "beside": json.dumps(beside, sort_keys=True, ensure_ascii=False),
        "page": client.get(f"/seminars/{found.slug}/replay").status_code,
    }


def who(cast: Cast) -> dict[str, str]:
    people: dict[str, Any] = {
        name: getattr(cast, name) for name in ("moderator", "panellist", "asker", "other")
    }
    return {name: one.person.id for name, one in people.items()}


def as_member(seminar: Seminar, person: str, role: Role) -> Member:
    return Member(seminar, Person.objects.get(pk=person), frozenset({role}))
