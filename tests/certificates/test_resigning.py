"""A stolen key: what stands is signed anew, once, however often it is broken off; those before say so."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from consilium.certificates import actions, papers, resigning, tasks, verifying
from consilium.certificates.models import Certificate
from consilium.certificates.paper.keys import fingerprint
from consilium.certificates.resigning import Done
from consilium.certificates.verifying import Standing
from consilium.kernel.roles import Role
from consilium.seminars.models import Mail
from tests.certificates.conftest import Hall
from tests.support.factories import member


@pytest.fixture(autouse=True)
def house(settings: Settings, tmp_path: Path) -> None:
    settings.SIGNING_DIR = tmp_path / "signing"
    settings.MEDIA_ROOT = tmp_path / "media"


def issue(hall: Hall, *, made: bool = True) -> Certificate:
    who = member(hall.seminar, Role.ATTENDEE)
    hall.was_there(who, start=0, end=60)
    number = hall.award(who, "plain")
    assert not made or tasks.make_pdf.call(number)
    return Certificate.objects.get(pk=number)


def file_of(row: Certificate) -> bytes:
    row.refresh_from_db()
    with row.pdf.open("rb") as file:
        return bytes(file.read())


def run() -> str:
    said = io.StringIO()
    call_command("resign_certificates", stdout=said)
    return said.getvalue()


def standing(file: bytes) -> Standing:
    return verifying.by_file(file).standing


def test_what_stands_is_signed_anew_once(
    hall: Hall, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    good, void, waiting = issue(hall), issue(hall), issue(hall, made=False)
    actions.revoke(hall.organiser, void.id, reason="By mistake")
    stolen = papers.key_place().signer().chain[0]
    before, revoked, where = file_of(good), file_of(void), Path(good.pdf.path)
    assert run().startswith("0 signed anew, 1 were signed by this key already, 1 are being made")
    call_command("rotate_signing_key", stdout=io.StringIO())
    assert standing(before) is Standing.GOOD  # until there is another
    with django_capture_on_commit_callbacks(execute=True):
        assert run().startswith("1 signed anew, 0 were signed by this key already, 1 are")
    after = file_of(good)
    assert (standing(after), standing(before)) == (Standing.GOOD, Standing.REPLACED)
    assert (standing(revoked), file_of(void)) == (Standing.REVOKED, revoked)
    assert not where.exists()
    (papers.key_place().folder / "known" / f"{fingerprint(stolen)}.pem").unlink()
    assert (standing(before), standing(revoked)) == (Standing.FOREIGN, Standing.FOREIGN)
    assert verifying.by_number(void.id).standing is Standing.REVOKED
    assert standing(after) is verifying.by_number(good.id).standing is Standing.GOOD
    assert tasks.make_pdf.call(waiting.id)
    assert run().startswith("0 signed anew, 2 were signed by this key already, 0 are")
    assert Mail.objects.filter(kind="certificate-ready", person=good.person).count() == 2  # one a file
    assert file_of(good) == after


def test_it_goes_on_where_it_was_broken_off(hall: Hall) -> None:
    rows = [issue(hall), issue(hall)]
    call_command("rotate_signing_key", stdout=io.StringIO())
    assert resigning.sign_anew(rows[0].id) is Done.ANEW  # and killed here
    assert run().startswith("1 signed anew, 1 were")


def test_a_file_that_was_lost_is_made_again(hall: Hall) -> None:
    row = issue(hall)
    Path(row.pdf.path).unlink()
    assert run().startswith("1 signed anew, 0 were")
    assert standing(file_of(row)) is Standing.GOOD


def test_two_at_once_keep_one_paper(hall: Hall) -> None:
    row = issue(hall)
    assert actions.attach_pdf(row.id, b"%PDF", "b" * 64, instead_of=row.sha256)
    assert not actions.attach_pdf(row.id, b"%PDF else", "c" * 64, instead_of=row.sha256)
    row.refresh_from_db()
    assert row.sha256 == "b" * 64


def test_a_key_that_cannot_sign_is_told(hall: Hall, settings: Settings) -> None:
    issue(hall)
    settings.SIGNING_KEY = "none.pem"
    with pytest.raises(CommandError, match="SIGNING_CHAIN"):
        run()
