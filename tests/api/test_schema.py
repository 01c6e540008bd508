"""The API against its own description: schemathesis sends what fits the schema and what does not.

Each operation answers only what it declares, with the body it declares, and never with a server error.
"""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase
from hypothesis import settings as hypothesis_settings
from pytest_django.fixtures import Settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from consilium.kernel.roles import Role
from consilium.room import actions
from tests.support.factories import SeminarFactory, member
from tests.support.sfu import FakeSfu

schema = schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application())
for _operations in schema.raw_schema["paths"].values():
    for _operation in _operations.values():  # we send the cookie ourselves: nothing to generate there
        _operation.pop("security", None)


@pytest.fixture
def moderator(db: None, settings: Settings) -> Iterator[dict[str, str]]:
    """The cookies and the CSRF token of a moderator, and the id of their live seminar."""
    settings.SFU_DOOR = "tests.support.sfu.FakeSfu"
    FakeSfu.reset()
    seminar = SeminarFactory.create()
    who = member(seminar, Role.MODERATOR)
    actions.open_room(seminar, by=who)
    client = Client()
    client.force_login(who.person, backend="django.contrib.auth.backends.ModelBackend")
    client.get(f"/seminars/{seminar.slug}/room")
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    # A real WSGI handler closes the database after each request, which would end the test's transaction;
    # Django's own test client takes the same two receivers away, and puts them back.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield {"seminar": seminar.id, "token": cookies["csrftoken"], **cookies}
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@schema.parametrize()
@hypothesis_settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_operation_keeps_to_its_schema(case: Any, moderator: dict[str, str]) -> None:
    if case.path.endswith("/end"):
        return  # ends the seminar for the operations after it; tests/room covers it
    case.path_parameters["seminar_id"] = moderator["seminar"]
    case.call_and_validate(
        headers={"X-CSRFToken": moderator["token"], "Accept-Encoding": "identity"},
        cookies={key: moderator[key] for key in (settings.SESSION_COOKIE_NAME, "csrftoken")},
        # what fits the schema may still be refused by a rule: a blank text, a poll with one option twice
        excluded_checks=[positive_data_acceptance],
    )


def test_a_stranger_is_refused_by_every_operation(db: None) -> None:
    client = Client()
    for path, operations in schema.raw_schema["paths"].items():
        url = path.replace("{seminar_id}", "0" * 26).replace("{", "").replace("}", "")
        for method in operations:
            answer = client.generic(method.upper(), url, "{}", content_type="application/json")
            assert answer.status_code == 401, (method, path)
            assert set(answer.json()) == {"error", "message"}
