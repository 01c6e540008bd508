"""Jobs over HTTP: one worker at a time, a successor at once or after a while, strangers never."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from consilium.jobs import rules
from consilium.jobs.models import Lease
from consilium.jobs.queries import worker_of
from consilium.seminars.models import Seminar
from tests.support.factories import SeminarFactory

SECRET = "the secret of this installation"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def secret(settings: Settings) -> None:
    settings.WORKER_TOKEN = SECRET


@pytest.fixture
def live() -> Seminar:
    return SeminarFactory.create(status=Seminar.Status.LIVE, started_at=timezone.now())


def post(path: str, body: Any = None, *, token: str = "", status: int = 200) -> Any:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = Client(enforce_csrf_checks=True).post(
        f"/api/jobs/{path}", body if body is not None else {}, "application/json", headers=headers
    )
    assert answer.status_code == status, answer.content
    return answer.json()


def lease(worker: str = "scribe@one") -> Any:
    return post("lease", {"kind": "scribe", "worker": worker}, token=SECRET)["job"]


def test_nothing_to_do_when_nothing_is_live() -> None:
    SeminarFactory.create(status=Seminar.Status.PUBLISHED)
    assert lease() is None


def test_one_worker_has_it_and_another_waits(live: Seminar) -> None:
    mine = lease()
    assert mine["seminar"] == live.id and mine["left_at"] == 0 and mine["note"] == {}
    assert lease("scribe@two") is None
    second = SeminarFactory.create(status=Seminar.Status.LIVE)
    assert lease("scribe@two")["seminar"] == second.id


def test_one_worker_may_work_for_several(live: Seminar) -> None:
    SeminarFactory.create(status=Seminar.Status.LIVE)
    first = lease()
    wish = {"kind": "scribe", "worker": "scribe@one", "holding": [first["seminar"]]}
    second = post("lease", wish, token=SECRET)["job"]
    assert second["seminar"] != first["seminar"]
    wish["holding"] = [first["seminar"], second["seminar"]]
    assert post("lease", wish, token=SECRET)["job"] is None
    post("heartbeat", {}, token=first["token"])


def test_what_was_killed_comes_back_at_once_and_learns_what_was_open(live: Seminar) -> None:
    before = lease()
    post("heartbeat", {"note": {"open": [{"language": "en", "start": 5}]}}, token=before["token"])
    after = lease()
    assert after["note"] == {"open": [{"language": "en", "start": 5}]} and after["left_at"] > 0
    assert after["lease"] != before["lease"]
    post("heartbeat", {}, token=before["token"], status=401)
    post("heartbeat", {}, token=after["token"])


def test_a_silent_worker_is_replaced_after_a_while(live: Seminar) -> None:
    mine = lease()
    Lease.objects.update(seen_at=timezone.now() - rules.LIFE - timedelta(seconds=1))
    post("heartbeat", {}, token=mine["token"])  # late, but nobody came in between
    assert lease("scribe@two") is None
    Lease.objects.update(seen_at=timezone.now() - rules.LIFE - timedelta(seconds=1))
    assert lease("scribe@two")["seminar"] == live.id
    post("heartbeat", {}, token=mine["token"], status=401)
    post("release", token=mine["token"], status=401)  # it cannot take it from its successor


def test_given_back_another_begins_at_once(live: Seminar) -> None:
    mine = lease()
    assert post("release", token=mine["token"]) == {"held": False}
    post("heartbeat", {}, token=mine["token"], status=401)
    assert lease("scribe@two") is not None


def test_a_seminar_that_ended_says_so(live: Seminar) -> None:
    mine = lease()
    Seminar.objects.update(status=Seminar.Status.ENDED)
    assert post("heartbeat", {}, token=mine["token"], status=409)["error"] == "not_live"


def test_who_has_a_rest_gets_a_seminar_that_is_over(live: Seminar) -> None:
    """A recorder that was killed has segments of it; nobody else gets such a job."""
    over = SeminarFactory.create(status=Seminar.Status.ENDED)
    planned = SeminarFactory.create(status=Seminar.Status.PUBLISHED)
    wish = {"kind": "recorder", "worker": "recorder@one", "rest": [over.id, planned.id, live.id, "0" * 26]}
    jobs: list[Any] = []
    for _ in range(3):
        wish["holding"] = [job["seminar"] for job in jobs]
        if job := post("lease", wish, token=SECRET)["job"]:
            jobs.append(job)
    assert [job["seminar"] for job in jobs] == [live.id, over.id], "what goes on comes first"
    assert post("lease", wish | {"worker": "recorder@two", "holding": []}, token=SECRET)["job"] is None
    assert post("heartbeat", {}, token=jobs[1]["token"], status=409)["error"] == "not_live"
    assert worker_of(jobs[1]["token"]) is not None
    post("lease", wish | {"rest": ["%00"]}, token=SECRET, status=422)


def test_strangers_learn_nothing(live: Seminar, settings: Settings) -> None:
    wish = {"kind": "scribe", "worker": "scribe@one"}
    for wrong in ("", "guess", SECRET + " ", "\u00e9"):
        post("lease", wish, token=wrong, status=401)
    token = lease()["token"]
    post("lease", wish, token=token, status=401)
    for wrong in ("", SECRET, token[:-1], token + "x"):
        post("heartbeat", {}, token=wrong, status=401)
    settings.WORKER_TOKEN = ""
    post("lease", wish, token="", status=401)
    assert worker_of("") is None and worker_of("a:b:c") is None


@pytest.mark.parametrize(
    "body",
    [{}, {"kind": "scribe"}, {"kind": "cook", "worker": "cook@one"}, {"kind": "scribe", "worker": "a b"}, []],
)
def test_broken_applications(body: Any) -> None:
    post("lease", body, token=SECRET, status=422)


def test_a_note_has_a_limit(live: Seminar) -> None:
    post("heartbeat", {"note": {"open": "x" * 5000}}, token=lease()["token"], status=422)
