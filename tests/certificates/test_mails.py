"""Mails about a certificate: to its holder alone, in their language, for each file and for a revocation."""

import hashlib
from typing import Any

import pytest
from django.core import mail

from consilium.certificates import actions, correcting
from consilium.seminars.models import Mail
from consilium.seminars.tasks import deliver
from tests.certificates.conftest import Hall

CREDITS = "LEE-26-1"


def attach(number: str, file: bytes = b"%PDF one") -> bool:
    return actions.attach_pdf(number, file, hashlib.sha256(file).hexdigest())


def sent() -> list[Any]:
    deliver.call()
    return mail.outbox


@pytest.fixture
def number(hall: Hall) -> str:
    return hall.award(hall.faithful, "plain")


def test_the_holder_hears_when_the_file_is_ready(hall: Hall, number: str) -> None:
    assert not Mail.objects.exists()  # it can be fetched only when it is made
    assert attach(number) and not attach(number)  # the job runs twice
    (message,) = sent()
    assert message.to == [hall.faithful.person.email]
    assert message.subject == f"Your certificate is ready: {hall.seminar.title}"
    assert f"/certificates/{number}\n" in message.body and "/profile/" in message.body
    assert not any(word in message.body for word in ("Bekova", "hour", "credit", CREDITS, "{", "&"))
    assert len(sent()) == 1


def test_in_the_language_of_the_holder(hall: Hall, number: str) -> None:
    hall.faithful.person.interface_language = "ru"
    hall.faithful.person.save()
    attach(number)
    (message,) = sent()
    assert message.subject.startswith("Ваш сертификат готов") and message.body.startswith("Здравствуйте")


def test_a_file_that_takes_the_place_of_another_is_told_again(hall: Hall, number: str) -> None:
    attach(number)
    for _twice in range(2):
        correcting.correct_name(hall.organiser, number, holder_name="Aigul Bekova", start=str)
    assert attach(number, b"%PDF two") and not attach(number, b"%PDF three")
    assert ["is ready" in message.subject for message in sent()] == [True, True]


def test_a_revocation_is_told_once_and_without_its_reason(hall: Hall, number: str) -> None:
    for _twice in range(2):
        actions.revoke(hall.organiser, number, reason="Left after the first case")
    attach(number)  # a file that was being made: of what is void nothing is ready
    (message,) = sent()
    assert message.to == [hall.faithful.person.email]
    assert message.subject == f"Your certificate was revoked: {hall.seminar.title}"
    assert f"/certificates/{number}\n" in message.body and "first case" not in message.body


@pytest.mark.parametrize(
    "change", [{"certificate_mails": False}, {"email": "01x@imported.invalid"}, {"email": ""}]
)
def test_whom_no_mail_is_to_reach_gets_none(hall: Hall, number: str, change: dict[str, Any]) -> None:
    for name, value in change.items():
        setattr(hall.faithful.person, name, value)
    hall.faithful.person.save()
    assert attach(number)
    actions.revoke(hall.organiser, number, reason="By mistake")
    assert not Mail.objects.exists() and not sent()
