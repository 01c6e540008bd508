"""Captions over HTTP: the scribe by its lease, people by their cookie, outsiders and hostile input."""

from typing import Any

import pytest
from django.test import Client

from consilium.captions import actions
from consilium.captions.actions import Heard
from consilium.jobs.models import Lease
from consilium.jobs.queries import Worker
from consilium.seminars.models import Seminar
from consilium.seminars.queries import Member
from tests.captions.conftest import ago
from tests.support.cast import Cast, make_cast, post, refusal

pytestmark = pytest.mark.django_db
CUE: dict[str, Any] = {"key": "cue-00001", "language": "en", "text": "Give ten litres.", "engine": "whisper"}


def cue(**values: Any) -> dict[str, Any]:
    return {**CUE, "start": ago(8), "end": ago(5), **values}


def by_lease(bearer: str, seminar: Seminar, path: str, body: object) -> Any:
    return Client().post(
        f"/api/seminars/{seminar.id}/captions/{path}",
        body,
        content_type="application/json",
        headers={"Authorization": bearer},
    )


def get(who: Member, path: str, **query: Any) -> Any:
    client = Client()
    client.force_login(who.person, backend="django.contrib.auth.backends.ModelBackend")
    return client.get(f"/api/seminars/{who.seminar.id}/captions{path}", query)


def test_the_scribe_posts_by_its_lease(cast: Cast, bearer: str) -> None:
    first = by_lease(bearer, cast.seminar, "cues", cue())
    again = by_lease(bearer, cast.seminar, "cues", cue(text="Other words"))
    assert first.status_code == again.status_code == 200 and first.json() == again.json()
    lost = {"key": "lost-0001", "language": "en", "source": "floor", "start": ago(30), "end": ago(9)}
    assert by_lease(bearer, cast.seminar, "lost", lost).status_code == 200
    revised = {"cue": first.json()["id"], "language": "en", "text": "Give ten litres!", "engine": "whisper"}
    assert by_lease(bearer, cast.seminar, "revise", revised).status_code == 200
    report = {"language": "en", "status": "on", "delay": 2100, "engine": "whisper"}
    assert by_lease(bearer, cast.seminar, "report", report).json() == {"told": True}


def test_a_lease_opens_one_seminar_until_another_has_it(cast: Cast, bearer: str, lease: Lease) -> None:
    elsewhere = make_cast()
    assert by_lease(bearer, elsewhere.seminar, "cues", cue()).status_code == 401
    assert by_lease("Bearer nonsense", cast.seminar, "cues", cue()).status_code == 401
    Lease.objects.filter(pk=lease.pk).update(number="z" * 26)
    assert by_lease(bearer, cast.seminar, "cues", cue()).status_code == 401


def test_a_captioner_types_and_corrects_by_cookie(cast: Cast, captioner: Member) -> None:
    made = post(captioner, cast.seminar, "captions/cues", cue())
    assert made.status_code == 200
    body = {"cue": made.json()["id"], "language": "en", "text": "Give ten litres a minute."}
    assert post(captioner, cast.seminar, "captions/revise", body).status_code == 200


@pytest.mark.parametrize("path", ["cues", "lost", "revise", "report"])
def test_outsiders_learn_nothing(cast: Cast, path: str) -> None:
    for outsider in cast.outsiders:
        assert refusal(post(outsider, cast.seminar, f"captions/{path}", cue()))[0] == 401


def test_attendees_read_and_do_not_write(cast: Cast, scribe: Worker) -> None:
    made = actions.finalise_cue(scribe, Heard(**cue()))
    assert refusal(post(cast.asker, cast.seminar, "captions/cues", cue())) == (403, "not_a_captioner")
    body = {"cue": made.cue, "language": "en", "text": "Mine"}
    assert refusal(post(cast.asker, cast.seminar, "captions/revise", body)) == (403, "not_a_captioner")
    listed = get(cast.asker, "", language="en").json()["cues"]
    assert [one["id"] for one in listed] == [made.cue]


def test_the_original_of_a_translation_is_one_tap_away(cast: Cast, scribe: Worker) -> None:
    made = actions.finalise_cue(scribe, Heard(**cue()))
    actions.add_translation(cast.seminar, made.cue, language="kk", text="Он литр.", engine="firefox")
    assert get(cast.asker, f"/cues/{made.cue}").json()["text"] == "Give ten litres."
    assert [one["original"] for one in get(cast.asker, "", language="kk").json()["cues"]] == ["en"]
    for pk in ("x" * 26, "nonsense", "%00"):
        assert refusal(get(cast.asker, f"/cues/{pk}"))[0] == 404
    elsewhere = make_cast()
    assert refusal(get(elsewhere.asker, f"/cues/{made.cue}"))[0] == 404


def test_outsiders_read_nothing(cast: Cast) -> None:
    for path in ("", f"/cues/{'x' * 26}"):
        assert Client().get(f"/api/seminars/{cast.seminar.id}/captions{path}?language=en").status_code == 401


BROKEN: list[object] = [
    "{",
    "[]",
    "null",
    {},
    {**CUE, "start": 1, "end": "2"},
    {**CUE, "start": -1, "end": 5},
    {**CUE, "start": 1, "end": 1 << 70},
    {**CUE, "start": 1.5, "end": 2},
    {**CUE, "start": 1, "end": 2, "extra": True},
    {**CUE, "start": 1, "end": 2, "key": "short"},
    {**CUE, "start": 1, "end": 2, "key": "x" * 65},
    {**CUE, "start": 1, "end": 2, "text": ""},
    {**CUE, "start": 1, "end": 2, "text": "x" * 501},
    {**CUE, "start": 1, "end": 2, "text": ["a"]},
    {**CUE, "start": 1, "end": 2, "language": "en\n"},
    {**CUE, "start": 1, "end": 2, "language": "x" * 36},
    {**CUE, "start": 1, "end": 2, "source": "sky"},
    {**CUE, "start": 1, "end": 2, "person": "someone"},
    {**CUE, "start": 1, "end": 2, "engine": "<script>"},
]


@pytest.mark.parametrize("body", BROKEN)
def test_broken_and_hostile_cues(cast: Cast, captioner: Member, bearer: str, body: object) -> None:
    for answer in (
        post(captioner, cast.seminar, "captions/cues", body),
        by_lease(bearer, cast.seminar, "cues", body),
    ):
        assert refusal(answer)[0] in (400, 422)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("revise", {"cue": "x", "language": "en", "text": "a"}),
        ("revise", {"cue": "x" * 26, "language": "en", "text": "x" * 501}),
        ("revise", {"cue": "x" * 26, "language": "", "text": "a"}),
        ("report", {"language": "en", "status": "fine"}),
        ("report", {"language": "en", "status": "on", "delay": -1}),
        ("report", {"language": "en", "status": "on", "delay": 1 << 40}),
        ("lost", {"key": "lost-0001", "language": "en", "start": 5, "end": 2}),
    ],
)
def test_broken_corrections_and_reports(cast: Cast, captioner: Member, path: str, body: object) -> None:
    assert refusal(post(captioner, cast.seminar, f"captions/{path}", body))[0] == 422


@pytest.mark.parametrize(
    "query", [{}, {"language": "en'"}, {"language": "en", "after": "-1"}, {"language": ""}]
)
def test_broken_questions(cast: Cast, query: dict[str, str]) -> None:
    assert refusal(get(cast.asker, "", **query))[0] == 422
