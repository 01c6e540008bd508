"""Jobs over HTTP, for our own programs that know the installation's secret. Nothing here is for browsers."""

import json
from hmac import compare_digest
from typing import Annotated, Any, Literal

from django.conf import settings
from django.http import HttpRequest
from ninja import Router, Schema
from ninja.security import HttpBearer
from pydantic import Field, field_validator

from consilium.jobs import actions
from consilium.jobs.queries import Worker, lease_token, worker_of
from consilium.kernel.timecode import milliseconds
from consilium.seminars.api import REFUSALS, Body

router = Router()
LONGEST_NOTE = 4000  # characters


class Installation(HttpBearer):
    """Whoever knows the secret of this installation's workers."""

    def authenticate(self, request: HttpRequest, token: str) -> bool | None:
        known = settings.WORKER_TOKEN
        return True if known and compare_digest(token.encode(), known.encode()) else None


class Hired(HttpBearer):
    """A worker by its lease token, for the seminar in the path (if there is one) and no other."""

    def authenticate(self, request: HttpRequest, token: str) -> Worker | None:
        worker = worker_of(token)
        match = request.resolver_match
        seminar = match.kwargs.get("seminar_id") if match else None
        return worker if worker and seminar in (None, worker.seminar.id) else None


class WorkerRequest(HttpRequest):
    """A request that passed `Hired`."""

    auth: Worker


class Application(Body):
    kind: Literal["scribe", "recorder"]
    worker: Annotated[str, Field(pattern=r"^[A-Za-z0-9@._-]{3,80}$")]
    holding: Annotated[list[str], Field(max_length=100)] = []
    rest: Annotated[list[Annotated[str, Field(pattern=r"^[0-9a-z]{26}$")]], Field(max_length=100)] = []


class Job(Schema):
    """`left_at` (milliseconds, 0 for never) and `note`: when the one before was last heard of, and said."""

    seminar: str
    lease: str
    token: str
    left_at: int
    note: dict[str, Any]


class Offer(Schema):
    job: Job | None


class Beat(Body):
    note: dict[str, Any] = {}

    @field_validator("note")
    @classmethod
    def is_short(cls, note: dict[str, Any]) -> dict[str, Any]:
        if len(json.dumps(note)) > LONGEST_NOTE:
            raise ValueError("too long")
        return note


class Held(Schema):
    held: bool = True


@router.post("/lease", response={200: Offer, **REFUSALS}, auth=Installation())
def lease(request: HttpRequest, body: Application) -> Offer:
    """Work of a kind for one live seminar, or for one of which the asker has a rest, or none."""
    taken = actions.lease(body.kind, worker=body.worker, holding=body.holding, rest=body.rest)
    if taken is None:
        return Offer(job=None)
    row = taken.lease
    left_at = milliseconds(taken.left_at) if taken.left_at else 0
    return Offer(
        job=Job(
            seminar=row.seminar_id, lease=row.number, token=lease_token(row), left_at=left_at, note=taken.note
        )
    )


@router.post("/heartbeat", response={200: Held, **REFUSALS}, auth=Hired())
def heartbeat(request: WorkerRequest, body: Beat) -> Held:
    """Still there. 401: another has the lease by now; 409: the seminar is over."""
    actions.renew(request.auth, body.note)
    return Held()


@router.post("/release", response={200: Held, **REFUSALS}, auth=Hired())
def release(request: WorkerRequest) -> Held:
    actions.give_back(request.auth)
    return Held(held=False)
