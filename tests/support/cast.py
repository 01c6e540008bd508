"""A seminar with one person of each part, and the API called as one of them."""

from dataclasses import dataclass
from typing import Any

from django.test import Client

from consilium.accounts.models import Person
from consilium.kernel.roles import Role
from consilium.seminars.models import Seminar
from consilium.seminars.queries import Member
from tests.support.factories import PersonFactory, SeminarFactory, member


@dataclass(frozen=True)
class Cast:
    """`stranger` has an account and nothing to do with this seminar."""

    seminar: Seminar
    moderator: Member
    panellist: Member
    asker: Member
    other: Member
    stranger: Person

    @property
    def outsiders(self) -> list[Person | None]:
        """A stranger who is signed in, and someone who is not."""
        return [self.stranger, None]


def make_cast(status: Seminar.Status = Seminar.Status.LIVE, **values: Any) -> Cast:
    seminar = SeminarFactory.create(status=status, **values)
    return Cast(
        seminar=seminar,
        moderator=member(seminar, Role.MODERATOR),
        panellist=member(seminar, Role.PANELLIST),
        asker=member(seminar, Role.ATTENDEE, languages_spoken=["kk", "ru"]),
        other=member(seminar, Role.ATTENDEE),
        stranger=PersonFactory.create(),
    )


def post(who: Member | Person | None, seminar: Seminar, path: str, body: object = None) -> Any:
    """The answer to POST /api/seminars/{id}/{path} as somebody. A str body is sent as it is."""
    client = Client()
    person = who.person if isinstance(who, Member) else who
    if person is not None:
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client.post(f"/api/seminars/{seminar.id}/{path}", body, content_type="application/json")


def refusal(answer: Any) -> tuple[int, str]:
    """Status and code of a refusal, whose body must be of the declared form."""
    body = answer.json()
    assert set(body) == {"error", "message"} and body["message"]
    return answer.status_code, body["error"]
