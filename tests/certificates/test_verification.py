"""Verifying: by number and by file, what is shown to whom, and what a correction or revocation does."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django_tasks_db.models import DBTaskResult
from pytest_django.fixtures import Settings

from consilium.accounts.models import Person
from consilium.certificates import actions, papers, tasks, verifying
from consilium.certificates.models import Certificate
from consilium.certificates.paper import inspecting
from consilium.certificates.paper.keys import KeyTrouble
from consilium.certificates.verifying import Standing
from consilium.config import papers as checks
from consilium.kernel.ids import new_id
from consilium.kernel.roles import Role
from consilium.seminars.models import Seminar
from consilium.seminars.queries import Member, roles_of
from tests.support.cast import Cast, make_cast
from tests.support.factories import member

pytestmark = pytest.mark.django_db

NAME, REASON = "Щербакова Екатерина", "Issued by mistake"


@pytest.fixture(autouse=True)
def house(settings: Settings, tmp_path: Path) -> None:
    settings.SIGNING_DIR = tmp_path / "signing"
    settings.MEDIA_ROOT = tmp_path / "media"
    cache.clear()


@pytest.fixture
def cast() -> Cast:
    return make_cast(Seminar.Status.ENDED, title="Severe viral pneumonia")


@pytest.fixture
def organiser(cast: Cast) -> Member:
    return member(cast.seminar, Role.ORGANISER)


@pytest.fixture
def issued(cast: Cast) -> Certificate:
    """A certificate with its file, made by the job."""
    rules = next(row for row in actions.install_shipped() if row.slug == "plain")
    row = Certificate.objects.create(
        seminar=cast.seminar,
        person=cast.asker.person,
        rule_set=rules,
        holder_name=NAME,
        language="ru",
        credits="1.50",
        minutes=92,
        accreditor="A council",
        reference="LEE-1",
    )
    assert tasks.make_pdf.call(row.id)
    row.refresh_from_db()
    return row


def as_(who: Member | Person | None) -> Client:
    client = Client()
    person = who.person if isinstance(who, Member) else who
    if person is not None:
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def by_number(number: str, who: Member | Person | None = None) -> Any:
    return as_(who).get(f"/certificates/{number}")


def by_file(content: bytes, who: Member | Person | None = None) -> Any:
    upload = SimpleUploadedFile("certificate.pdf", content, "application/pdf")
    return as_(who).post("/certificates", {"file": upload})


def change(row: Certificate, what: str, who: Member | Person | None, **values: str) -> Any:
    return as_(who).post(f"/certificates/{row.id}/{what}", values)


def pdf_of(row: Certificate) -> bytes:
    with row.pdf.open("rb") as file:
        return bytes(file.read())


# By number


def test_anyone_with_the_number_sees_that_it_is_valid_and_not_whose(issued: Certificate) -> None:
    answer = by_number(issued.id)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "This certificate is valid" in page
    assert all(words in page for words in ("Severe viral pneumonia", "1.5", "A council", "LEE-1", issued.id))
    assert NAME not in page
    assert issued.person.email not in page
    assert "Revoke" not in page and "Download" not in page
    assert by_number(issued.id.upper()).status_code == 200  # typed in capitals


def test_the_name_is_shown_when_its_holder_wishes(issued: Certificate, cast: Cast, organiser: Member) -> None:
    for other, status in ((cast.stranger, 404), (None, 404), (cast.other, 404), (organiser, 403)):
        assert change(issued, "show", other).status_code == status
    assert NAME not in by_number(issued.id).content.decode()
    for _twice in range(2):
        assert change(issued, "show", cast.asker).status_code == 302
    assert NAME in by_number(issued.id).content.decode()
    change(issued, "hide", cast.asker)
    assert NAME not in by_number(issued.id).content.decode()


@pytest.mark.parametrize(
    "number",
    ["01kcb8w2v9xq7m5t0000000009", "x", "0" * 26, "1" * 500, "%00" * 26, "a b", "💥", "..%2F.."],
)
def test_unknown_numbers(issued: Certificate, number: str) -> None:
    answer = by_number(number)
    assert answer.status_code == 404


def test_a_revoked_one_says_so_and_why(issued: Certificate, cast: Cast, organiser: Member) -> None:
    for other, status in ((cast.stranger, 404), (None, 404), (cast.other, 404), (cast.asker, 403)):
        assert change(issued, "revoke", other, reason=REASON).status_code == status
    change(issued, "revoke", organiser, reason="")
    assert "valid" in by_number(issued.id).content.decode()  # no reason, no revocation
    change(issued, "revoke", organiser, reason=REASON)
    change(issued, "revoke", organiser, reason="Another")
    page = by_number(issued.id).content.decode()
    assert "was revoked" in page
    assert REASON in page and "Another" not in page and "is valid" not in page
    assert "was revoked" in by_file(pdf_of(issued)).content.decode()
    change(issued, "correct", organiser, name="Somebody")
    issued.refresh_from_db()
    assert issued.holder_name == NAME  # what is revoked is not corrected


# By file


def test_the_very_file_is_valid(issued: Certificate) -> None:
    answer = by_file(pdf_of(issued))
    assert answer.status_code == 200
    assert "Nothing in it was changed" in answer.content.decode()


def test_a_changed_file_fails(issued: Certificate) -> None:
    good = pdf_of(issued)
    hole = good.index(b"/Contents <") + 11
    flipped = bytearray(good)
    flipped[len(good) // 3] ^= 1
    stripped = good[:hole] + b"0" * (good.index(b">", hole) - hole) + good[good.index(b">", hole) :]
    renumbered = good.replace(issued.id.encode(), b"0" * 26)
    cases = {
        "was changed after": [
            bytes(flipped),
            good + b"\n%%EOF\n",
            renumbered,
        ],
        "was not signed here": [stripped, b"", b"%PDF-1.7\n", b"\x00" * 1000, b"PK\x03\x04"],
        "valid no longer": [good.replace(good[hole : hole + 600], good[hole : hole + 600].lower())],
    }
    for words, files in cases.items():
        for file in files:
            page = by_file(file).content.decode()
            assert words in page
            assert "is valid<" not in page and NAME not in page


def test_no_byte_of_the_file_can_be_changed(issued: Certificate) -> None:
    """The signature's own bytes too: only the very file is good."""
    good = pdf_of(issued)
    assert verifying.by_file(good).standing is Standing.GOOD
    for at in range(0, len(good), max(1, len(good) // 300)):
        changed = bytearray(good)
        changed[at] ^= 1
        assert verifying.by_file(bytes(changed)).standing is not Standing.GOOD, at


def test_a_file_of_another_house_is_foreign(issued: Certificate, settings: Settings, tmp_path: Path) -> None:
    good = pdf_of(issued)
    settings.SIGNING_DIR = tmp_path / "another"
    assert "was not signed here" in by_file(good).content.decode()


def test_a_signed_file_whose_row_is_gone_is_unknown(issued: Certificate) -> None:
    good = pdf_of(issued)
    Certificate.objects.all().delete()
    assert verifying.by_file(good).standing is Standing.UNKNOWN


def test_large_files_are_refused_before_they_are_read(issued: Certificate) -> None:
    assert by_file(b"x" * (inspecting.LARGEST + 20_000)).status_code == 413
    assert by_file(b"x" * inspecting.LARGEST).status_code == 200


def test_forms_that_hold_nothing(issued: Certificate) -> None:
    assert as_(None).post("/certificates", {}).status_code == 422
    assert as_(None).post("/certificates", {"number": "\x00" * 26}).status_code == 404
    assert as_(None).post("/certificates", {"number": f"  {issued.id} "}).status_code == 302
    assert Client(enforce_csrf_checks=True).post("/certificates", {"number": issued.id}).status_code == 403


def test_who_tries_very_often_has_to_wait(issued: Certificate) -> None:
    client = Client()
    answers = {client.get(f"/certificates/{new_id()}").status_code for _ in range(70)}
    assert answers == {404, 429}


# The file


def test_the_file_is_its_holders_and_the_organisers(
    issued: Certificate, cast: Cast, organiser: Member
) -> None:
    path = f"/certificates/{issued.id}/file"
    for other in (None, cast.stranger, cast.other, cast.moderator):
        assert as_(other).get(path).status_code == 404
    for own in (cast.asker, organiser):
        answer: Any = as_(own).get(path)
        assert answer.status_code == 200
        assert answer["Content-Type"] == "application/pdf"
        assert inspecting.digest(b"".join(answer.streaming_content)) == issued.sha256


def test_it_stays_its_holders_when_they_have_no_part_any_longer(issued: Certificate, cast: Cast) -> None:
    holder, seminar = cast.asker.person, cast.seminar
    for rows in (seminar.registrations, seminar.grants, seminar.join_links):
        rows.filter(person=holder).delete()
    assert not roles_of(seminar, holder)
    assert as_(holder).get(f"/certificates/{issued.id}/file").status_code == 200
    page = by_number(issued.id, holder).content.decode()
    assert "Download the PDF" in page and "Revoke" not in page
    assert change(issued, "show", holder).status_code == 302
    for what in ("correct", "revoke"):
        assert change(issued, what, holder, name="Else", reason=REASON).status_code == 403
    another = Certificate.objects.create(
        seminar=seminar,
        person=cast.other.person,
        rule_set=issued.rule_set,
        holder_name="Else",
        language="en",
        credits="1.00",
        minutes=60,
    )
    assert as_(holder).get(f"/certificates/{another.id}/file").status_code == 404  # theirs, and no other
    for outsider in (None, cast.stranger, cast.other):
        assert as_(outsider).get(f"/certificates/{issued.id}/file").status_code == 404
        assert change(issued, "hide", outsider).status_code == 404
        assert "Download" not in by_number(issued.id, outsider).content.decode()


def test_a_corrected_name_makes_the_old_file_invalid(
    issued: Certificate, cast: Cast, organiser: Member
) -> None:
    old = pdf_of(issued)
    for other, status in ((cast.stranger, 404), (None, 404), (cast.other, 404), (cast.asker, 403)):
        assert change(issued, "correct", other, name="Else").status_code == status
    for bad in ("", " ", "x" * 121, "ანა"):
        change(issued, "correct", organiser, name=bad)
        issued.refresh_from_db()
        assert issued.holder_name == NAME
    for _twice in range(2):
        change(issued, "correct", organiser, name="Щербакова-Ёлкина Е.")
    assert DBTaskResult.objects.filter(task_path=tasks.make_pdf.module_path).count() == 1
    waiting = as_(cast.asker).get(f"/certificates/{issued.id}/file")
    assert waiting.status_code == 202
    assert DBTaskResult.objects.filter(task_path=tasks.make_pdf.module_path).count() == 1  # one is queued
    assert tasks.make_pdf.call(issued.id)
    assert not tasks.make_pdf.call(issued.id)
    issued.refresh_from_db()
    assert verifying.by_file(old).standing is Standing.REPLACED
    assert verifying.by_file(pdf_of(issued)).standing is Standing.GOOD


def test_a_lost_job_is_queued_again(issued: Certificate, cast: Cast) -> None:
    Certificate.objects.update(sha256="", pdf="")
    DBTaskResult.objects.all().delete()
    as_(cast.asker).get(f"/certificates/{issued.id}/file")
    assert DBTaskResult.objects.filter(task_path=tasks.make_pdf.module_path).count() == 1


def test_what_is_printed(issued: Certificate) -> None:
    paper = papers.paper_of(issued)
    assert paper.url == f"http://127.0.0.1:8000/certificates/{issued.id}"
    assert (paper.holder, paper.minutes, paper.language) == (NAME, 92, "ru")


def test_unknown_changes(issued: Certificate, organiser: Member) -> None:
    assert change(issued, "delete", organiser).status_code == 404
    assert as_(organiser).get(f"/certificates/{issued.id}/revoke").status_code == 405


# `consilium check`


def test_check_explains(settings: Settings, tmp_path: Path) -> None:
    def found() -> list[str | None]:
        return [message.id for message in checks.check()]

    assert found() == ["consilium.I021"]
    assert not (tmp_path / "signing").exists()  # it makes nothing
    papers.key_place().signer()
    assert found() == ["consilium.I021"]
    (tmp_path / "signing" / "signer.pem").chmod(0o644)
    assert found() == ["consilium.E022"]
    settings.SIGNING_KEY = str(tmp_path / "none.pem")
    assert found() == ["consilium.E022"]
    settings.PAPER_FONTS = tmp_path
    assert found() == ["consilium.E021", "consilium.E022"]
    with pytest.raises(KeyTrouble):
        papers.key_place().signer()


def test_the_command_makes_room_for_a_new_key(issued: Certificate, settings: Settings) -> None:
    good = pdf_of(issued)
    call_command("rotate_signing_key", stdout=io.StringIO())
    assert not (Path(settings.SIGNING_DIR) / "signer.pem").exists()
    assert verifying.by_file(good).standing is Standing.GOOD
    settings.SIGNING_KEY = "key.pem"
    with pytest.raises(CommandError, match="SIGNING_KEY"):
        call_command("rotate_signing_key")
