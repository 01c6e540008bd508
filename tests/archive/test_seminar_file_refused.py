"""Seminar files that must not be taken: broken, hostile, doubled, in the way. Then nothing has changed."""

import hashlib
import json
import os
import stat
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from pytest_django.fixtures import Settings

from consilium.accounts.models import Person
from consilium.archive.seminar_file.admission import Wishes, admit
from consilium.archive.seminar_file.container import Unfit
from consilium.archive.seminar_file.export import export, files_of, storage
from consilium.eventlog import actions as log
from consilium.eventlog.models import LogEntry, Stream
from consilium.eventlog.queries import entries
from consilium.questions.models import Question
from consilium.recordings import files
from consilium.recordings.models import Take
from consilium.seminars.models import Seminar
from tests.support import played
from tests.support.factories import SeminarFactory

pytestmark = pytest.mark.django_db
Members = dict[str, bytes]


@cache
def _played(_process: int) -> bytes:
    """A seminar in a file, played once for all tests; it is nowhere else."""
    seminar = played.play("oxygen", segments=1).seminar.id
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "oxygen.zip"
        export("oxygen", path, people=True)
        data = path.read_bytes()
    for place, name in files_of(seminar):
        storage(place).delete(name)
    Seminar.objects.filter(pk=seminar).delete()
    log.forget(seminar)
    Person.objects.all().delete()
    return data


@pytest.fixture
def file(db: None, settings: Settings, tmp_path: Path) -> Path:
    settings.SFU_DOOR = "tests.support.sfu.FakeSfu"
    path = tmp_path / "oxygen.zip"
    path.write_bytes(_played(os.getpid()))
    return path


def members(path: Path) -> Members:
    with zipfile.ZipFile(path) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


def write(path: Path, held: Members, *, honest: bool = True, packed: bool = False) -> None:
    """A zip of these; `honest`: its manifest has the sizes and checksums of what is in it."""
    if honest:
        manifest = json.loads(held["manifest.json"])
        manifest["files"] = {
            name: {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
            for name, data in held.items()
            if name != "manifest.json"
        }
        held = held | {"manifest.json": json.dumps(manifest).encode()}
    with zipfile.ZipFile(path, "w") as zipped:
        for name, data in held.items():
            media = name.startswith("files/") and not packed
            zipped.writestr(name, data, zipfile.ZIP_STORED if media else zipfile.ZIP_DEFLATED)


def rows(held: Members, label: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in held[f"rows/{label}.jsonl"].decode().splitlines()]


def put(held: Members, name: str, lines: list[Any]) -> None:
    held[name] = "".join(json.dumps(line) + "\n" for line in lines).encode()


def what_is_here() -> Any:
    """Rows, entries, and every file of both storages."""
    counts = [model.objects.count() for model in (Seminar, Stream, LogEntry, Person)]
    return counts, sorted(_names(default_storage, "")), sorted(_names(files.storage(), ""))


def _names(kept: Any, folder: str) -> Iterator[str]:
    try:
        folders, names = kept.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}/{name}" for name in names)
    for inner in folders:
        yield from _names(kept, f"{folder}/{inner}".lstrip("/"))


def refused(path: Path, wishes: Wishes | None = None) -> str:
    """The sentence; nothing has changed."""
    before = what_is_here()
    with pytest.raises(Unfit) as unfit:
        admit(path, wishes or Wishes())
    assert what_is_here() == before
    return str(unfit.value)


def test_no_seminar_file(file: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    assert "no file" in refused(other)
    other.write_bytes(b"PK\x03\x04 and nothing more")
    assert "no seminar file" in refused(other)
    other.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    assert "only a part" in refused(other)
    write(other, {"letter.txt": b"Hello"}, honest=False)
    assert "cannot stand in" in refused(other)
    write(other, {"log.jsonl": b""}, honest=False)
    assert "no manifest" in refused(other)
    broken = {b"{}": "no seminar file", b"[1": "read", b"[" * 100_000: "read", b"\xff": "read"}
    for text, word in broken.items():
        write(other, {"manifest.json": text}, honest=False)
        assert word in refused(other)


def test_another_version(file: Path) -> None:
    held = members(file)
    manifest = json.loads(held["manifest.json"])
    held["manifest.json"] = json.dumps(manifest | {"version": 2}).encode()
    write(file, held)
    assert refused(file) == "The file is of version 2, and this server reads version 1."


def test_a_byte_that_differs(file: Path) -> None:
    data = bytearray(file.read_bytes())
    with zipfile.ZipFile(file) as zipped:
        info = next(info for info in zipped.infolist() if info.filename.endswith(".m4s"))
    data[info.header_offset + 30 + len(info.filename) + len(info.extra) + 200] ^= 1
    file.write_bytes(data)
    assert "damaged" in refused(file)


def test_a_checksum_that_differs(file: Path) -> None:
    held = members(file)
    name = next(name for name in held if name.endswith(".m4s"))
    held[name] = held[name][:-1] + b"!"
    write(file, held, honest=False)
    assert "its checksum differs" in refused(file)
    held[name] += b"more"
    write(file, held, honest=False)
    assert "its size differs" in refused(file)


def test_a_missing_file_and_one_too_many(file: Path) -> None:
    whole = members(file)
    name = next(name for name in whole if name.endswith(".m4s"))
    write(file, {key: data for key, data in whole.items() if key != name}, honest=False)
    assert "missing" in refused(file)
    write(file, {key: data for key, data in whole.items() if key != name})
    assert "other files than those" in refused(file)
    write(file, whole | {"files/default/more.bin": b"x"}, honest=False)
    assert "not in its manifest" in refused(file)
    write(file, whole | {"files/default/more.bin": b"x"})
    assert "other files than those" in refused(file)
    write(file, whole | {"rows/moon.Phase.jsonl": b"{}\n"})
    assert "newer version" in refused(file)


@pytest.mark.parametrize(
    "name",
    [
        "files/default/../../secrets.json",
        "files/media/../secrets.json",
        "/etc/passwd",
        "files/default//etc/passwd",
        "files/default/a\\..\\b",
        "files/default/C:/b",
        "files/default/./b",
        "files/default/a\nb",
        "files/default/" + "x" * 300,
        "../log.jsonl",
        "rows/../manifest.json",
        "files/elsewhere/x",
    ],
)
def test_names_that_lead_away(file: Path, name: str) -> None:
    write(file, members(file) | {name: b"x"})
    assert "cannot stand in a seminar file" in refused(file)


def test_links(file: Path) -> None:
    with zipfile.ZipFile(file, "a") as zipped:
        info = zipfile.ZipInfo("files/default/link")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        zipped.writestr(info, "/etc/passwd")
    assert "link" in refused(file)


def test_the_same_name_twice(file: Path) -> None:
    with zipfile.ZipFile(file, "a") as zipped, pytest.warns(UserWarning, match="Duplicate"):
        zipped.writestr("log.jsonl", b"")
    assert "twice" in refused(file)


def test_bombs(file: Path) -> None:
    held = members(file)
    write(file, held | {"rows/moon.Phase.jsonl": b" " * 50_000_000})
    assert "unpack" in refused(file)
    write(file, held, packed=True)
    assert "unpack" in refused(file)
    held["log.jsonl"] = b'{"a": "' + bytes(range(65, 91)) * 200_000 + b'"}\n'
    write(file, held)
    assert "unpack" in refused(file) or "longer" in refused(file)


def test_a_line_without_end(file: Path) -> None:
    held = members(file)
    noise = "".join(hashlib.sha256(str(n).encode()).hexdigest() for n in range(80_000))
    held["log.jsonl"] = b'{"a": "' + noise.encode() + b'"}\n'
    write(file, held)
    assert "longer than any of ours" in refused(file)


def test_it_is_here_already(file: Path) -> None:
    made = admit(file, Wishes())
    assert "here already, at 'oxygen'" in refused(file)
    assert "here already" in refused(file, Wishes(slug="other"))
    Seminar.objects.filter(pk=made.pk).update(status=Seminar.Status.LIVE)
    assert "live" in refused(file, Wishes(replace=True))


def test_replaced_on_demand(file: Path) -> None:
    made = admit(file, Wishes())
    before = (entries(made.id), what_is_here(), played.states(made.id), played.media(made.id))
    Question.objects.filter(seminar=made).update(text="Something else")
    Seminar.objects.filter(pk=made.pk).update(title="Something else")
    admit(file, Wishes(replace=True))
    found = Seminar.objects.get()
    assert found.title == made.title
    assert entries(made.id) == before[0]
    assert (played.states(made.id), played.media(made.id)) == before[2:]
    assert what_is_here()[0] == before[1][0]
    assert [len(kept) for kept in what_is_here()[1:]] == [len(kept) for kept in before[1][1:]]


def test_a_failed_replacement_leaves_what_was_here(file: Path) -> None:
    made = admit(file, Wishes())
    states, media = played.states(made.id), played.media(made.id)
    held = members(file)
    put(held, "log.jsonl", [{"seq": 1}])
    write(file, held)
    assert "not an entry" in refused(file, Wishes(replace=True))
    assert (played.states(made.id), played.media(made.id)) == (states, media)
    held = members(file)
    name = next(name for name in held if name.endswith(".m4s"))
    held[name] = b"other" * 100
    write(file, held)
    assert "other content" in refused(file, Wishes(replace=True))
    assert (played.states(made.id), played.media(made.id)) == (states, media)


def test_the_address_is_taken(file: Path) -> None:
    SeminarFactory.create(slug="oxygen")
    assert "--slug" in refused(file)
    assert "cannot be the address" in refused(file, Wishes(slug="a/b"))
    assert admit(file, Wishes(slug="oxygen-again")).slug == "oxygen-again"


def test_what_another_seminar_has(file: Path) -> None:
    held = members(file)
    other = SeminarFactory.create(slug="other")
    take = Take.objects.create(
        id=rows(held, "recordings.Take")[0]["id"], seminar=other, key="k", started_at=other.starts_at
    )
    assert "recording of another seminar" in refused(file)
    take.delete()
    type(other.sessions.create(starts_at=other.starts_at)).objects.update(
        id=rows(held, "seminars.ProgrammeSession")[0]["id"]
    )
    assert "same id" in refused(file)


def test_what_an_earlier_try_left_is_replaced(file: Path) -> None:
    """A machine that fails half-way leaves files that no row names."""
    held = members(file)
    names = [name.removeprefix("files/media/") for name in held if name.startswith("files/media/")]
    files.storage().save(names[0], _content(held[f"files/media/{names[0]}"]))
    files.storage().save(names[1], _content(b"half"))
    made = admit(file, Wishes())
    for name in names:
        with files.storage().open(name) as kept:
            assert kept.read() == held[f"files/media/{name}"]
    assert played.media(made.id)


def _content(data: bytes) -> Any:
    from django.core.files.base import ContentFile

    return ContentFile(data)


Change = Callable[[dict[str, Any]], object]
ELSEWHERE = "0" * 26


@pytest.mark.parametrize(
    ("label", "change", "word"),
    [
        ("questions.Question", lambda row: row.update(seminar_id=ELSEWHERE), "refers to"),
        ("questions.Question", lambda row: row.update(asker_id=ELSEWHERE), "refers to"),
        ("questions.Question", lambda row: row.update(merged_into_id=ELSEWHERE), "refer to"),
        ("questions.Question", lambda row: row.update(status="risen"), "values that are known"),
        ("questions.Question", lambda row: row.update(language="x" * 99), "what it should be"),
        ("questions.Question", lambda row: row.update(asked_at="yesterday"), "what it should be"),
        ("questions.Question", lambda row: row.update(text="a\0b"), "form"),
        ("questions.Question", lambda row: row.update(text=None), "what it should be"),
        ("questions.Question", lambda row: row.update(moon=1), "newer version"),
        ("questions.Question", lambda row: row.pop("text"), "has no 'text'"),
        ("questions.Question", lambda row: row.update(id="../x"), "id"),
        ("slides.Slide", lambda row: row.update(image="../../secrets.json"), "names a file"),
        ("slides.Slide", lambda row: row.update(width=1 << 40), "what it should be"),
        ("recordings.Segment", lambda row: row.update(name="../../../secrets.json"), "other files"),
        ("recordings.Segment", lambda row: row.update(rendition_id=77), "refers to"),
        ("translation.Glossary", lambda row: row.update(id="organisation"), "glossary"),
        ("seminars.Seminar", lambda row: row.update(id=ELSEWHERE), "refer"),
        ("seminars.Seminar", lambda row: row.update(status="live"), "live"),
        ("seminars.RoleGrant", lambda row: row.update(role="emperor"), "values that are known"),
        ("accounts.Person", lambda row: row.update(id="organisation"), "persons"),
        ("accounts.Person", lambda row: row.update(name="x" * 999), "person"),
    ],
)
def test_rows_that_do_not_fit(file: Path, label: str, change: Change, word: str) -> None:
    held = members(file)
    lines = rows(held, label)
    change(lines[0])
    put(held, f"rows/{label}.jsonl", lines)
    write(file, held)
    said = refused(file)
    assert word in said and "Which dose" not in said and "Person " not in said


def test_rows_twice(file: Path) -> None:
    held = members(file)
    for label in ("questions.Question", "questions.Upvote"):
        put(held, f"rows/{label}.jsonl", rows(held, label) * 2)
        write(file, held)
        assert "contradict" in refused(file) or "same id" in refused(file)


def test_half_a_letter(file: Path) -> None:
    held = members(file)
    held["rows/questions.Question.jsonl"] = b'{"text": "\\ud800"}\n'
    write(file, held)
    assert "cannot be read" in refused(file)


@pytest.mark.parametrize(
    "change",
    [
        lambda line: line.update(seq=7),
        lambda line: line.update(seq="1"),
        lambda line: line.update(at="2026-11-28T10:00:00"),
        lambda line: line.update(audience="the moon"),
        lambda line: line.update(audience="person"),
        lambda line: line.update(kind="<b>"),
        lambda line: line.update(v=0),
        lambda line: line.update(v=True),
        lambda line: line.update(data=[]),
        lambda line: line.update(data={"moon": 1}),
        lambda line: line.update(redacted="yes"),
        lambda line: line.update(more=1),
        lambda line: line.pop("actor"),
        lambda line: line.clear(),
    ],
)
def test_entries_that_do_not_fit(file: Path, change: Change) -> None:
    held = members(file)
    lines = [json.loads(line) for line in held["log.jsonl"].decode().splitlines()]
    change(lines[0])
    put(held, "log.jsonl", lines)
    write(file, held)
    assert "log" in refused(file)


def test_a_log_with_a_gap(file: Path) -> None:
    held = members(file)
    lines = held["log.jsonl"].splitlines(keepends=True)
    held["log.jsonl"] = b"".join(lines[:3] + lines[4:])
    write(file, held)
    assert refused(file) == "The log of the file has a gap."
