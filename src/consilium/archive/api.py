"""The archive of a seminar over HTTP, under /api/seminars/{seminar_id}/archive: during it and after it."""

from typing import Annotated

from django.utils.translation import get_language
from ninja import Router, Schema
from pydantic import Field

from consilium.archive import queries
from consilium.kernel.facts import Json
from consilium.seminars.api import REFUSALS, MemberRequest, SeminarId

router = Router()
#: A language tag (see kernel/languages.py), or "" for all languages.
Tag = Annotated[str, Field(max_length=35, pattern="^([a-z]{2,3}(-[A-Za-z0-9]{2,8})*)?$")]
#: A place in the log. A database counts no further.
Seq = Annotated[int, Field(ge=0, lt=1 << 62)]


class Entries(Schema):
    """A page of the log. `next`: what to send as `after` for the following one, 0 when this is the last."""

    entries: list[dict]  # type: ignore[type-arg]  # each as its kind has it: see web/src/protocol
    next: int


@router.get("", response={200: dict, **REFUSALS})
def replay(request: MemberRequest, seminar_id: SeminarId, read: Tag | None = None) -> Json:
    """The takes with their playlists, and what else the replay's page shows before it reads the log.

    `read`: the language of captions and translations; "" for all, left out for that of the pages.
    """
    return queries.replay(request.auth, (get_language() or "en") if read is None else read)


@router.get("/entries", response={200: Entries, **REFUSALS})
def entries(request: MemberRequest, seminar_id: SeminarId, after: Seq = 0, read: Tag = "") -> Entries:
    """The log after `after` as the caller may read it, oldest first, as the stream sends it."""
    found, following = queries.entries(request.auth, after=after, language=read)
    return Entries(entries=found, next=following)
