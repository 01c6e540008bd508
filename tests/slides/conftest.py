"""A seminar with its people, and decks converted for real by the real job queue."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from consilium.kernel.roles import Role
from consilium.seminars.models import Seminar
from consilium.seminars.queries import Member
from consilium.slides import tasks
from consilium.slides.actions import upload_deck
from consilium.slides.conversion import Page, pdf_to_pages
from consilium.slides.converting import begin, finish
from consilium.slides.models import Deck
from tests.slides import pdfs
from tests.support.factories import SeminarFactory, member

THREE = ["Oxygen", "Triage", "Referral"]
ClientOf = Callable[[Member], Client]


@pytest.fixture
def seminar(db: None) -> Seminar:
    made: Seminar = SeminarFactory.create(status=Seminar.Status.LIVE)
    return made


@pytest.fixture
def organiser(seminar: Seminar) -> Member:
    return member(seminar, Role.ORGANISER)


@pytest.fixture
def presenter(seminar: Seminar) -> Member:
    return member(seminar, Role.PRESENTER)


@pytest.fixture
def attendee(seminar: Seminar) -> Member:
    return member(seminar, Role.ATTENDEE)


@pytest.fixture
def client_of() -> ClientOf:
    def signed_in(who: Member) -> Client:
        client = Client()
        client.force_login(who.person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


@pytest.fixture(scope="session")
def converted(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Page], Path]:
    """Three pages, converted for real but once for all tests that only need a ready deck."""
    folder = tmp_path_factory.mktemp("pages")
    source = folder / "deck.pdf"
    source.write_bytes(pdfs.pdf(THREE))
    return pdf_to_pages(source, folder, told=lambda done, of: None), folder


@pytest.fixture
def deck(organiser: Member, converted: tuple[list[Page], Path]) -> Deck:
    """A ready deck of three pages."""
    made = begin(upload(organiser, pdfs.pdf(THREE)).id)
    assert made is not None
    finish(made, *converted)
    made.refresh_from_db()
    return made


def file(data: bytes | None = None, name: str = "Oxygen in four steps.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, pdfs.pdf() if data is None else data, "application/octet-stream")


def upload(by: Member, data: bytes | None = None, name: str = "Oxygen.pdf", **values: Any) -> Deck:
    return upload_deck(by=by, file=file(data, name), start=tasks.start, **values)


def run_jobs() -> None:
    """Do what the worker of the queue "slides" does until nothing is left, but keep the connection."""
    worker = Worker(
        queue_names=["slides"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="test",
        excluded_queue_names=[],
    )
    while job := DBTaskResult.objects.ready().filter(queue_name="slides").first():
        job.claim(worker.worker_id)
        worker.run_task(job)


def ready(by: Member, texts: list[str], **values: Any) -> Deck:
    made = upload(by, pdfs.pdf(texts), **values)
    run_jobs()
    made.refresh_from_db()
    assert made.status == Deck.Status.READY
    return made
