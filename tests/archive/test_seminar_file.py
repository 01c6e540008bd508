"""A seminar in a file: what is in it, and who; and that it comes back as it was."""

import argparse
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.management import call_command
from django.db import transaction
from django_tasks_db.models import DBTaskResult
from pytest_django.fixtures import Settings

from consilium.accounts.models import Person
from consilium.archive import queries as archive
from consilium.archive.seminar_file import tables
from consilium.archive.seminar_file.admission import Wishes, admit
from consilium.archive.seminar_file.container import Unfit
from consilium.archive.seminar_file.export import export, files_of, storage
from consilium.config import seminar_files
from consilium.eventlog import actions as log
from consilium.eventlog.models import LogEntry
from consilium.eventlog.queries import entries, last_seq
from consilium.kernel.audience import EVERYONE
from consilium.kernel.facts import KINDS, from_json
from consilium.recordings import actions as recordings
from consilium.recordings import tasks
from consilium.recordings.models import Segment, Take
from consilium.search import actions as search
from consilium.search.models import Passage
from consilium.seminars.models import RoleGrant, Seminar
from tests.golden import logs as golden
from tests.support import played
from tests.support.cast import Cast
from tests.support.factories import SeminarFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None, settings: Settings) -> Cast:
    settings.SFU_DOOR = "tests.support.sfu.FakeSfu"
    settings.ALLOWED_HOSTS = ["*"]
    return played.play("oxygen")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "oxygen.zip"


def forget(seminar: str) -> None:
    """As on a server that never heard of it."""
    people = set(Person.objects.values_list("id", flat=True))
    for place, name in files_of(seminar):
        storage(place).delete(name)
    Seminar.objects.filter(pk=seminar).delete()
    log.forget(seminar)
    Person.objects.filter(pk__in=people).delete()


def read(path: Path, name: str) -> list[dict[str, object]]:
    with zipfile.ZipFile(path) as zipped:
        return [json.loads(line) for line in zipped.read(name).decode().splitlines()]


def texts(path: Path) -> str:
    """All that the file has in words."""
    with zipfile.ZipFile(path) as zipped:
        names = [name for name in zipped.namelist() if name.endswith(("jsonl", "manifest.json"))]
        return "".join(zipped.read(name).decode() for name in names)


def test_every_table_with_a_way_to_a_seminar_is_decided_about() -> None:
    """Whoever adds a table says whether it goes into a seminar file: see archive/seminar_file/tables.py."""
    shared = {shared.label for shared in tables.SHARED} | {tables.PERSON}
    reached = {tables.SEMINAR}
    models = {model._meta.label: model for model in apps.get_models(include_auto_created=True)}
    while True:
        more = {
            label
            for label, model in models.items()
            if label not in reached | shared
            for field in model._meta.concrete_fields
            if tables.refers_to(field) in reached
        }
        if not more:
            break
        reached |= more
    exported = [table.label for table in tables.TABLES]
    assert len(exported) == len(set(exported))
    assert not set(exported) & tables.LEFT.keys()
    assert reached == set(exported) | tables.LEFT.keys()


def test_what_a_table_refers_to_comes_before_it() -> None:
    known = {shared.label for shared in tables.SHARED} | {tables.PERSON}
    for table in tables.TABLES:
        referred = {label for field in table.fields if (label := tables.refers_to(field))}
        assert referred <= known | {table.label}, table.label
        known.add(table.label)
        numbered = not table.model._meta.pk or table.model._meta.pk.get_internal_type() == "BigAutoField"
        assert table.label not in {
            tables.refers_to(field) for other in tables.TABLES for field in other.fields
        } or numbered == (table.label in tables.NUMBERED)


@pytest.mark.parametrize("people", [False, True])
def test_it_comes_back_as_it_was(cast: Cast, file: Path, people: bool) -> None:
    seminar, everybody = cast.seminar.id, played.who(cast)
    before = (played.states(seminar), played.media(seminar), entries(seminar))
    answers = played.answers(seminar, everybody["moderator"])
    made = export("oxygen", file, people=people)
    assert made["entries"] == last_seq(seminar) and file.stat().st_mode & 0o777 == 0o600
    forget(seminar)
    assert admit(file, Wishes(people=people)).slug == "oxygen"
    assert (played.states(seminar), played.media(seminar), entries(seminar)) == before
    if people:
        assert played.answers(seminar, everybody["moderator"]) == answers
        mine = json.loads(played.answers(seminar, everybody["other"])["beside"])["mine"]
        assert mine["upvotes"] and mine["ballots"]


def test_what_came_in_goes_out_the_same(cast: Cast, file: Path) -> None:
    """Byte for byte, but for the moment at which it was written."""
    export("oxygen", file, people=True)
    forget(cast.seminar.id)
    admit(file, Wishes(people=True))
    again = file.with_name("again.zip")
    export("oxygen", again, people=True)
    with zipfile.ZipFile(file) as one, zipfile.ZipFile(again) as other:
        assert {info.filename: info.CRC for info in one.infolist() if info.filename != "manifest.json"} == {
            info.filename: info.CRC for info in other.infolist() if info.filename != "manifest.json"
        }


def test_every_kind_of_entry_comes_back(file: Path) -> None:
    """All entries of the golden logs, one of them blanked, one of a kind that nobody knows."""
    seminar = SeminarFactory.create(slug="golden", status=Seminar.Status.ENDED)
    told = [entry for path in golden.paths() for entry in golden.read(path).entries if entry.fact]
    facts = [log.Draft(from_json(KINDS[entry.kind], entry.data), EVERYONE) for entry in told]
    with transaction.atomic():
        log.append_all(seminar.id, facts)
    log.redact(LogEntry.objects.get(stream=seminar.id, seq=3))
    LogEntry.objects.filter(stream=seminar.id, seq=5).update(kind="moon.risen", v=9)
    before = entries(seminar.id)
    assert len(before) > 200
    export("golden", file)
    forget(seminar.id)
    admit(file, Wishes())
    assert entries(seminar.id) == before and last_seq(seminar.id) == len(before)
    assert [entry.seq for entry in before if entry.redacted] == [3]


def test_people_are_those_that_everybody_could_read_of(cast: Cast, file: Path) -> None:
    """No e-mail, no registration, no ballot; who only voted or asked without a name is a number."""
    export("oxygen", file)
    people = {row["id"]: row for row in read(file, tables.PEOPLE)}
    everybody = played.who(cast)
    assert people[everybody["asker"]]["name"] == cast.asker.person.name
    assert people[everybody["moderator"]]["name"] == cast.moderator.person.name
    assert people[everybody["other"]] == {"id": everybody["other"]}
    assert cast.stranger.id not in people
    written = texts(file)
    own = (cast.asker.person.email, cast.other.person.name)
    for kept in (*own, "password", "Registration", "Vote", "Presence"):
        assert kept not in written, kept


def test_what_was_redacted_is_not_in_it(cast: Cast, file: Path) -> None:
    """What is hidden is, and is hidden there too: the states of another test tell."""
    export("oxygen", file, people=True)
    assert "How often?" not in texts(file) and "And for children?" in texts(file)
    assert read(file, "rows/archive.Edit.jsonl")[0]["subject"] == "span"


def test_with_people(cast: Cast, file: Path) -> None:
    export("oxygen", file, people=True)
    people = {row["id"]: row for row in read(file, tables.PEOPLE)}
    other = people[cast.other.person.id]
    assert (other["email"], other["name"]) == (cast.other.person.email, cast.other.person.name)
    assert len(read(file, "rows/seminars.Registration.jsonl")) == 2
    assert len(read(file, "rows/polls.Vote.jsonl")) == 1
    assert cast.stranger.email not in texts(file) and "password" not in texts(file)


def test_nobody_who_came_in_can_sign_in(cast: Cast, file: Path) -> None:
    export("oxygen", file, people=True)
    forget(cast.seminar.id)
    admit(file, Wishes())
    for person in Person.objects.all():
        assert person.email == f"{person.id}@imported.invalid" and not person.has_usable_password()
        assert not person.is_staff and not person.is_superuser


def test_their_own_addresses_when_that_is_wanted(cast: Cast, file: Path) -> None:
    """But nobody is made one with a person who has that address here already."""
    asker, other, moderator = cast.asker.person, cast.other.person, cast.moderator.person
    export("oxygen", file, people=True)
    forget(cast.seminar.id)
    here = Person.objects.create_user(asker.email, name="Somebody else")
    EmailAddress.objects.create(user=here, email=moderator.email, verified=True)
    admit(file, Wishes(people=True))
    assert Person.objects.get(pk=other.id).email == other.email
    assert Person.objects.get(pk=asker.id).email.endswith(".invalid")
    assert Person.objects.get(pk=moderator.id).email.endswith(".invalid"), "confirmed beside another"
    here.refresh_from_db()
    assert here.name == "Somebody else" and not RoleGrant.objects.filter(person=here).exists()


def test_who_is_known_here_stays_as_they_are(cast: Cast, file: Path) -> None:
    export("oxygen", file)
    Person.objects.filter(pk=cast.moderator.person.id).update(name="Renamed", is_staff=True)
    Seminar.objects.filter(pk=cast.seminar.id).delete()
    log.forget(cast.seminar.id)
    admit(file, Wishes())
    found = Person.objects.get(pk=cast.moderator.person.id)
    assert (found.name, found.is_staff, found.email) == ("Renamed", True, cast.moderator.person.email)


def test_who_came_as_a_number_is_named_by_a_later_file(cast: Cast, file: Path) -> None:
    export("oxygen", file)
    with_names = file.with_name("names.zip")
    export("oxygen", with_names, people=True)
    forget(cast.seminar.id)
    admit(file, Wishes())
    assert Person.objects.get(pk=cast.other.person.id).name == ""
    admit(with_names, Wishes(replace=True))
    assert Person.objects.get(pk=cast.other.person.id).name == cast.other.person.name


def test_who_organises_it_here(cast: Cast, file: Path) -> None:
    export("oxygen", file)
    forget(cast.seminar.id)
    made = admit(file, Wishes(organiser="Desk@Example.org"))
    grants = RoleGrant.objects.filter(seminar=made, role="organiser", person__email="desk@example.org")
    assert grants.count() == 1


def test_what_was_not_measured_is_measured_here(cast: Cast, file: Path) -> None:
    """Who exports a seminar that has just ended leaves that to whoever takes it in."""
    take = Take.objects.get(seminar=cast.seminar)
    export("oxygen", file)
    forget(cast.seminar.id)
    told = {"file": file, "slug": "", "replace": False, "with_people": False, "organiser": ""}
    assert seminar_files.main(argparse.Namespace(what="import", **told)) == 0
    waiting = DBTaskResult.objects.filter(task_path=tasks.follow.module_path, status="READY")
    assert [job.args_kwargs["args"] for job in waiting] == [[take.id]]


def test_a_take_whose_files_are_deleted_moves_too(
    cast: Cast, file: Path, django_capture_on_commit_callbacks: Any
) -> None:
    """By `consilium manage forget_take`, as docs/how-to/tidy-a-recording.md says; what is hidden stays it."""
    take = Take.objects.get(seminar=cast.seminar)
    listed = io.StringIO()
    call_command("forget_take", "oxygen", stdout=listed)
    assert listed.getvalue().startswith(take.id) and take.hidden
    kept = storage("media")
    (names, before) = (kept.listdir(f"takes/{take.id}")[1], entries(cast.seminar.id))
    with django_capture_on_commit_callbacks(execute=True):
        call_command("forget_take", "oxygen", take.id, stdout=io.StringIO())
    assert names and not kept.exists(f"takes/{take.id}")
    assert entries(cast.seminar.id) == before and archive.takes(cast.seminar)[0]["last"] == 0
    recordings.cut(cast.moderator, [])
    assert Take.objects.get().hidden == take.hidden
    export("oxygen", file)
    forget(cast.seminar.id)
    admit(file, Wishes())
    assert Take.objects.get().hidden == take.hidden and not Segment.objects.exists()


def test_topics_of_that_name_are_those_that_are_here(cast: Cast, file: Path) -> None:
    topic = cast.seminar.topic
    assert topic is not None
    export("oxygen", file)
    forget(cast.seminar.id)
    was = topic.pk
    topic.delete()
    here = type(topic).objects.create(slug=topic.slug, title="Its name here")
    made = admit(file, Wishes())
    assert made.topic_id == here.pk != was


def test_it_is_found(cast: Cast, file: Path) -> None:
    export("oxygen", file)
    forget(cast.seminar.id)
    admit(file, Wishes())
    while search.follow(cast.seminar.id):
        pass
    texts = set(Passage.objects.filter(seminar=cast.seminar.id).values_list("text", flat=True))
    assert {"Начнём с кислорода.", "Оттегіден бастайық."} <= texts


def test_a_live_seminar_stays_where_it_is(cast: Cast, file: Path) -> None:
    Seminar.objects.filter(pk=cast.seminar.id).update(status=Seminar.Status.LIVE)
    with pytest.raises(Unfit, match="live"):
        export("oxygen", file)
    with pytest.raises(Unfit, match="no seminar"):
        export("nothing", file)
    assert list(file.parent.glob("*.zip")) == list(file.parent.glob(".*.part")) == []


def test_an_export_that_fails_leaves_nothing(cast: Cast, file: Path) -> None:
    name = next(name for place, name in files_of(cast.seminar.id) if place == "media")
    storage("media").delete(name)
    with pytest.raises(Unfit, match="missing"):
        export("oxygen", file)
    assert not file.exists() and not list(file.parent.glob(".*.part"))
    file.write_bytes(b"precious")
    with pytest.raises(Unfit, match="already"):
        export("oxygen", file)
    assert file.read_bytes() == b"precious"
