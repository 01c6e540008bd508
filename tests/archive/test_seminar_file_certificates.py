"""A seminar where certificates were issued, or words redacted, gives way to no file that lacks that."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from pytest_django.fixtures import Settings

from consilium.archive import actions as editing
from consilium.archive.seminar_file.admission import Wishes, admit
from consilium.archive.seminar_file.container import Unfit
from consilium.archive.seminar_file.export import export
from consilium.certificates.actions import install_shipped
from consilium.certificates.models import Certificate, RuleSet
from consilium.certificates.verifying import Standing, by_number
from consilium.kernel.roles import Role
from consilium.questions.models import Question
from tests.archive.test_seminar_file_refused import members, write
from tests.support import played
from tests.support.factories import member

pytestmark = pytest.mark.django_db


@pytest.fixture
def issued(db: None, settings: Settings) -> Certificate:
    settings.SFU_DOOR = "tests.support.sfu.FakeSfu"
    cast = played.play("oxygen", segments=1)
    row = Certificate(seminar=cast.seminar, person=cast.other.person, rule_set=install_shipped()[0])
    row.holder_name, row.language, row.credits, row.minutes = "A. Bekova", "en", Decimal(1), 60
    row.sha256 = "a" * 64
    row.pdf.save("paper.pdf", ContentFile(b"%PDF"), save=False)
    row.save(force_insert=True)
    return row


def exported(path: Path, *, people: bool) -> Path:
    export("oxygen", path, people=people)
    return path


def refused(path: Path, issued: Certificate) -> None:
    with pytest.raises(Unfit, match="Certificates were issued"):
        admit(path, Wishes(replace=True, people=True))
    found = Certificate.objects.get(pk=issued.pk)
    assert default_storage.exists(str(found.pdf.name))


def test_a_file_without_people_takes_no_certificate_away(issued: Certificate, tmp_path: Path) -> None:
    refused(exported(tmp_path / "without.zip", people=False), issued)
    assert by_number(issued.pk).standing is Standing.GOOD


def test_a_file_of_before_takes_none_away(issued: Certificate, tmp_path: Path) -> None:
    """Neither one of before the paper was signed anew, nor one of before it was revoked."""
    before = exported(tmp_path / "before.zip", people=True)
    Certificate.objects.update(sha256="b" * 64)
    refused(before, issued)
    Certificate.objects.update(sha256="a" * 64, revoked_at=timezone.now())
    refused(before, issued)
    assert by_number(issued.pk).standing is Standing.REVOKED


def test_a_file_of_before_shows_no_name_that_was_hidden_since(issued: Certificate, tmp_path: Path) -> None:
    Certificate.objects.update(name_shown=True)
    before = exported(tmp_path / "before.zip", people=True)
    Certificate.objects.update(name_shown=False)
    refused(before, issued)
    assert not Certificate.objects.get().name_shown


def test_a_file_with_all_of_them_is_put_in_its_place(issued: Certificate, tmp_path: Path) -> None:
    admit(exported(tmp_path / "with.zip", people=True), Wishes(replace=True, people=True))
    found = Certificate.objects.get()
    assert by_number(issued.pk).standing is Standing.GOOD
    assert found.sha256 == issued.sha256 and default_storage.open(str(found.pdf.name)).read() == b"%PDF"


def test_a_file_of_before_brings_no_redacted_words_back(issued: Certificate, tmp_path: Path) -> None:
    moderator = member(issued.seminar, Role.MODERATOR)
    questions = Question.objects.filter(seminar=issued.seminar, hidden=False, held=False).exclude(text="")
    subject = f"question:{questions[0].id}"
    before = exported(tmp_path / "before.zip", people=True)
    editing.withhold(moderator, key="k", subject=subject, reason="A patient is named", redact=True)
    asked = Question.objects.get(pk=subject.removeprefix("question:"))
    with pytest.raises(Unfit, match="redacted"):
        admit(before, Wishes(replace=True, people=True))
    assert asked.text == "" == Question.objects.get(pk=asked.pk).text
    admit(exported(tmp_path / "now.zip", people=True), Wishes(replace=True, people=True))
    assert Question.objects.get(pk=asked.pk).text == ""


@pytest.mark.parametrize(
    "change",
    [
        lambda row: row["rules"]["count"].update(watched_by_camera=True),
        lambda row: row["rules"].update(version=row["version"] + 1),
        lambda row: row.update(slug="other"),
        lambda row: row.update(rules={}),
        lambda row: row.update(rules=[]),
    ],
)
def test_rules_that_nobody_here_understands(
    issued: Certificate, tmp_path: Path, change: Callable[[dict[str, Any]], object]
) -> None:
    """The certificates page of every seminar reads all rule sets that are here."""
    path = exported(tmp_path / "new.zip", people=True)
    held = members(path)
    name = "rows/certificates.RuleSet.jsonl"
    row = json.loads(held[name])
    change(row)
    held[name] = json.dumps(row).encode() + b"\n"
    write(path, held)
    issued.delete()
    RuleSet.objects.all().delete()
    with pytest.raises(Unfit, match="rules"):
        admit(path, Wishes(replace=True, people=True))
    assert not RuleSet.objects.exists()
