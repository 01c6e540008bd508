"""The demo's seminar and programme, made once and kept live. Idempotent; a warm start costs a few queries."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from consilium.accounts.actions import person_by_email, save_profile
from consilium.accounts.models import Person
from consilium.config import demo_content as content
from consilium.config.demo_content import Someone
from consilium.config.demo_programme import LISTED, Listed
from consilium.eventlog.actions import ensure_stream
from consilium.interpretation.actions import join_booth, open_booth
from consilium.kernel.roles import Role
from consilium.organisation.models import MemberState, WorkingGroup
from consilium.room.actions import close_room, open_room
from consilium.seminars.actions import start_contribution
from consilium.seminars.models import (
    Contribution,
    JoinLink,
    ProgrammeSession,
    Registration,
    RoleGrant,
    Seminar,
    Series,
    Topic,
)
from consilium.seminars.queries import Member, link_token, living_links
from consilium.slides.actions import upload_deck
from consilium.slides.tasks import convert_deck
from consilium.supervisor.secrets import write_private
from consilium.workers.demo import cast
from consilium.workers.demo.deck import deck

SLUG = "viral-pneumonia"
FRESH = timedelta(hours=3)  # how long one live demo seminar is used before a new one takes its place
STEP = timedelta(days=14)  # by which a programme that has grown old moves on


def seed_demo() -> list[tuple[str, str]]:
    """Make what is missing; returns (role, address) of a way in for each role at the keyboard."""
    now = timezone.now()
    with transaction.atomic():
        persons = {one.mail: _person(one) for one in (*content.HUMANS, *content.BOTS)}
        _organisation()
        _programme(persons, now)
        seminar = _live_seminar(persons, now)
    _invite_bots(seminar, persons)
    return [(one.role, _address(_link(seminar, persons[one.mail], one.role))) for one in content.HUMANS]


def _person(one: Someone) -> Person:
    """Known by their e-mail; the profile is written once."""
    person = person_by_email(f"{one.mail}@demo.example")
    if not person.name:
        values = {
            "name": one.name,
            "title": one.title,
            "specialty": one.specialty,
            "institution_name": one.institution,
            "state": one.state,
            "languages_spoken": list(one.spoken),
            "languages_read": list(one.spoken),
        }
        save_profile(person, values)
    return person


def _organisation() -> None:
    for place, code in enumerate(content.STATES):
        MemberState.objects.get_or_create(code=code, defaults={"position": place})
    for slug, title in content.TOPICS.items():
        Topic.objects.get_or_create(slug=slug, defaults={"title": title})
    for slug, title in content.GROUPS.items():
        WorkingGroup.objects.get_or_create(slug=slug, defaults={"title": title})
    slug, title, abstract = content.SERIES
    Series.objects.get_or_create(slug=slug, defaults={"title": title, "abstract": abstract})


def _programme(persons: dict[str, Person], now: datetime) -> None:
    """Upcoming and past seminars; those that were to begin and did not move on by two weeks."""
    for listed in LISTED:
        if not Seminar.objects.filter(slug=listed.slug).exists():
            _list(listed, persons, now)
    slugs = [listed.slug for listed in LISTED if listed.hours > 0]
    for row in Seminar.objects.filter(slug__in=slugs, status=Seminar.Status.PUBLISHED, starts_at__lt=now):
        while row.starts_at < now:
            row.starts_at, row.ends_at = row.starts_at + STEP, row.ends_at + STEP
        row.save(update_fields=["starts_at", "ends_at"])


def _list(listed: Listed, persons: dict[str, Person], now: datetime) -> None:
    hour = now.replace(minute=0, second=0, microsecond=0)
    starts = hour + timedelta(hours=listed.hours)
    past = listed.hours < 0
    languages = [(listed.floor, "floor"), *((tag, "interpreter") for tag in listed.interpreted)]
    seminar = Seminar.objects.create(
        slug=listed.slug,
        title=listed.title,
        topic=Topic.objects.get(slug=listed.topic),
        working_group=WorkingGroup.objects.filter(slug=listed.group).first(),
        organiser_state=listed.state,
        status=Seminar.Status.ENDED if past else Seminar.Status.PUBLISHED,
        starts_at=starts,
        ends_at=starts + timedelta(minutes=listed.minutes),
        started_at=starts if past else None,
        ended_at=starts + timedelta(minutes=listed.minutes) if past else None,
        floor_language=listed.floor,
        languages=_languages([*languages, *((tag, "captions") for tag in listed.captions)]),
        registration=listed.admission,
        capacity=listed.capacity,
        contact="secretariat@demo.example",
    )
    ensure_stream(seminar.id)
    _faculty(seminar, persons, _speakers(listed))
    RoleGrant.objects.create(seminar=seminar, person=persons["organiser"], role=Role.ORGANISER)
    session = ProgrammeSession.objects.create(seminar=seminar, starts_at=starts)
    Contribution.objects.create(
        session=session, title=listed.title[:200], minutes=max(10, listed.minutes - 20), position=0
    )
    Contribution.objects.create(
        session=session, title="Questions", kind=Contribution.Kind.DISCUSSION, minutes=20, position=1
    )
    visitors = [persons[one.mail] for one in content.BOTS if one.plays == "attendee"]
    Registration.objects.bulk_create(
        Registration(
            seminar=seminar, person=person, state=person.state, status=Registration.Status.REGISTERED
        )
        for person in visitors
    )


def _speakers(listed: Listed) -> list[Someone]:
    """Two of the demo's doctors as panellists, others in each seminar."""
    doctors = [one for one in content.BOTS if one.plays not in ("moderator", "interpreter")]
    first = LISTED.index(listed) * 3
    chosen = [doctors[(first + step) % len(doctors)] for step in (0, 4)]
    return [replace(one, role=Role.PANELLIST, interests=one.interests or "None declared.") for one in chosen]


def _live_seminar(persons: dict[str, Person], now: datetime) -> Seminar:
    """The seminar that is live; one that has run for long is ended, and a new one begun."""
    found = Seminar.objects.filter(slug__startswith=f"{SLUG}-", status=Seminar.Status.LIVE)
    for seminar in found.order_by("-started_at"):
        if seminar.started_at and now - seminar.started_at < FRESH:
            return seminar
        close_room(seminar, by=Member(seminar, persons["desk"], frozenset({Role.MODERATOR})))
    return _begin(persons, now)


def _begin(persons: dict[str, Person], now: datetime) -> Seminar:
    starts = now.replace(second=0, microsecond=0) - timedelta(minutes=35)
    seminar = Seminar.objects.create(
        slug=f"{SLUG}-{Seminar.objects.filter(slug__startswith=f'{SLUG}-').count() + 1}",
        title=content.TITLE,
        abstract=content.ABSTRACT,
        objectives=content.OBJECTIVES,
        series=Series.objects.get(slug=content.SERIES[0]),
        topic=Topic.objects.get(slug="infectious-disease"),
        working_group=WorkingGroup.objects.get(slug="epidemic-preparedness"),
        organiser_state="KZ",
        status=Seminar.Status.PUBLISHED,
        starts_at=starts,
        ends_at=starts + timedelta(minutes=sum(minutes for _t, _k, minutes, _s in content.AGENDA)),
        time_zone="Asia/Almaty",
        floor_language="en",
        languages=_languages(content.LANGUAGES),
        contact="secretariat@demo.example",
    )
    ensure_stream(seminar.id)
    everybody = (*content.HUMANS, *content.BOTS)
    _faculty(seminar, persons, [one for one in everybody if one.role != Role.ATTENDEE])
    parts = _agenda(seminar, persons, starts)
    desk = Member(seminar, persons["desk"], frozenset({Role.MODERATOR}))
    open_room(seminar, by=desk)
    _booths(seminar, persons, desk)
    start_contribution(seminar, parts[content.RUNNING].id, by=desk)
    presenter = Member(seminar, persons["presenter"], frozenset({Role.PRESENTER}))
    file = SimpleUploadedFile("oxygen-in-four-steps.pdf", deck(), content_type="application/pdf")
    upload_deck(by=presenter, file=file, title="Oxygen in four steps", start=convert_deck.enqueue)
    return seminar


def _booths(seminar: Seminar, persons: dict[str, Person], desk: Member) -> None:
    for name, languages, team in content.BOOTHS:
        booth = open_booth(desk, key=f"demo-{languages[0]}", name=name, languages=list(languages))
        for mail in team:
            join_booth(desk, booth.id, persons[mail])


def _faculty(seminar: Seminar, persons: dict[str, Person], them: Sequence[Someone]) -> None:
    for one in them:
        RoleGrant.objects.create(
            seminar=seminar,
            person=persons[one.mail],
            role=one.role,
            biography=one.biography,
            interests=one.interests,
        )


def _agenda(seminar: Seminar, persons: dict[str, Person], starts: datetime) -> list[Contribution]:
    session = ProgrammeSession.objects.create(seminar=seminar, starts_at=starts)
    rows = []
    for place, (title, kind, minutes, speakers) in enumerate(content.AGENDA):
        row = Contribution.objects.create(
            session=session, title=title, kind=kind, minutes=minutes, position=place
        )
        row.speakers.set([persons[mail] for mail in speakers])
        rows.append(row)
    return rows


def _invite_bots(seminar: Seminar, persons: dict[str, Person]) -> None:
    """Tell the bots who they are: a file that only the owner may read."""
    parts = [
        cast.Part(
            one.plays,
            persons[one.mail].id,
            one.spoken[0],
            _address(_link(seminar, persons[one.mail], one.role)),
        )
        for one in content.BOTS
    ]
    path = cast.file_in(settings.DATA_DIR)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_private(path, cast.text_of(parts))


def _link(seminar: Seminar, person: Person, role: str) -> JoinLink:
    """A living join link; no mail goes out for it."""
    living = living_links(seminar).filter(person=person, role=role)
    expires = timezone.now() + timedelta(days=30)
    return living.first() or JoinLink.objects.create(
        seminar=seminar, person=person, role=role, expires_at=expires
    )


def _address(link: JoinLink) -> str:
    return f"{settings.SITE_URL.rstrip('/')}/join/{link_token(link)}"


def _languages(offered: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"tag": tag, "mode": mode} for tag, mode in offered]
