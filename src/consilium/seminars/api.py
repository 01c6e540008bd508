"""Who may call the API of a seminar. Each app's router stands behind `Members`."""

from typing import Annotated

from django.conf import settings
from django.http import HttpRequest
from ninja import Path, Schema
from ninja.security.apikey import APIKeyCookie
from pydantic import ConfigDict, Field

from consilium.kernel.ids import is_id
from consilium.seminars.models import Seminar
from consilium.seminars.queries import Member, member_for

#: The seminar in the path under which every router is mounted; `Members` has looked it up already.
SeminarId = Path[str]
Id = Annotated[str, Field(min_length=26, max_length=26, pattern="^[0-9a-z]+$")]
#: What the sender calls something new: sent again, it is made once.
Key = Annotated[str, Field(min_length=8, max_length=64, pattern="^[A-Za-z0-9-]+$")]
#: A language (see kernel/languages.py); or none: "", for all of them.
Tag = Annotated[str, Field(max_length=35, pattern="^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
TagOrNone = Annotated[str, Field(max_length=35, pattern="^([a-z]{2,3}(-[A-Za-z0-9]{2,8})*)?$")]
#: Milliseconds since 1970; far beyond is refused before it is counted with.
Moment = Annotated[int, Field(ge=0, lt=1 << 43)]


class Refusal(Schema):
    """The body of every refusal: a word for programs, a sentence in the reader's language."""

    error: str
    message: str


#: What any operation of a seminar may answer instead; to be declared beside its own answer.
REFUSALS: dict[int, type[Refusal]] = dict.fromkeys((400, 401, 403, 404, 409, 422, 429), Refusal)


class Body(Schema):
    """What is sent: exactly the fields declared, exactly of their types."""

    model_config = ConfigDict(extra="forbid", strict=True)


class MemberRequest(HttpRequest):
    """A request that passed `Members`."""

    auth: Member


class Members(APIKeyCookie):
    """The session cookie, with Django's CSRF check on unsafe methods. `request.auth` is the `Member`.

    Not a member, not signed in, no such seminar: all are 401, so an outsider learns nothing.
    """

    param_name = settings.SESSION_COOKIE_NAME

    def __init__(self) -> None:
        super().__init__(csrf=True)

    def authenticate(self, request: HttpRequest, key: str | None) -> Member | None:
        match = request.resolver_match
        seminar_id = str(match.kwargs.get("seminar_id", "")) if match else ""
        seminar = Seminar.objects.filter(pk=seminar_id).first() if is_id(seminar_id) else None
        return member_for(request, seminar) if seminar else None
