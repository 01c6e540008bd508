"""The archive of a seminar over HTTP, under /api/seminars/{seminar_id}/archive: during it and after it."""

from typing import Annotated

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import Field

from consilium.archive import actions, editing, queries, rules
from consilium.kernel.facts import Json
from consilium.kernel.refusals import Invalid, NotAllowed
from consilium.seminars.api import REFUSALS, Body, Key, MemberRequest, Moment, SeminarId, TagOrNone

router = Router()
#: A place in the log. A database counts no further.
Seq = Annotated[int, Field(ge=0, lt=1 << 62)]


class Withheld(Body):
    """What is to be hidden, or with `redact` taken away for good, and why; `start` and `end` for a span.

    `of`: an edit of the same subject that holds; what it has hidden, and nothing that was said since.
    """

    key: Key
    subject: Annotated[str, Field(max_length=40)]
    reason: Annotated[str, Field(max_length=2000)]
    start: Moment = 0
    end: Moment = 0
    redact: bool = False
    of: Annotated[str, Field(max_length=26)] = ""


class Previewed(Schema):
    """`stretches`: from where to where nothing would be shown (milliseconds); `cues`: captions that go."""

    stretches: list[list[int]]
    cues: int


class EditId(Schema):
    """What was hidden."""

    id: str


class Edits(Schema):
    edits: list[dict]  # type: ignore[type-arg]  # see queries


class Entries(Schema):
    """A page of the log. `next`: what to send as `after` for the following one, 0 when this is the last."""

    entries: list[dict]  # type: ignore[type-arg]  # each as its kind has it: see web/src/protocol
    next: int


@router.get("", response={200: dict, **REFUSALS})
def replay(request: MemberRequest, seminar_id: SeminarId, read: TagOrNone | None = None) -> Json:
    """The takes with their playlists, and what else the replay's page shows before it reads the log.

    `read`: the language of captions and translations; "" for all, left out for that of the pages.
    """
    return queries.replay(request.auth, (get_language() or "en") if read is None else read)


@router.get("/entries", response={200: Entries, **REFUSALS})
def entries(request: MemberRequest, seminar_id: SeminarId, after: Seq = 0, read: TagOrNone = "") -> Entries:
    """The log after `after` as the caller may read it, oldest first, as the stream sends it."""
    found, following = queries.entries(request.auth, after=after, language=read)
    return Entries(entries=found, next=following)


@router.get("/edits", response={200: Edits, **REFUSALS})
def edits(request: MemberRequest, seminar_id: SeminarId) -> Edits:
    """What was hidden or redacted, by whom, when and why: for those who may do it."""
    _must_edit(request)
    return Edits(edits=queries.edits(request.auth))


@router.get("/edits/preview", response={200: Previewed, **REFUSALS})
def preview(request: MemberRequest, seminar_id: SeminarId, start: Moment, end: Moment) -> Previewed:
    """What hiding a span would take away, before it is done."""
    _must_edit(request)
    if not rules.is_span(start, end):
        raise Invalid("invalid_span", _("Choose a beginning and, after it, an end."))
    found = editing.preview(request.auth.seminar, start, end)
    return Previewed(stretches=[list(each) for each in found.stretches], cues=found.cues)


@router.post("/edits", response={200: EditId, **REFUSALS})
def withhold(request: MemberRequest, seminar_id: SeminarId, body: Withheld) -> EditId:
    return EditId(id=actions.withhold(request.auth, **body.model_dump()).id)


@router.post("/edits/{edit}/undo", response={200: EditId, **REFUSALS})
def undo(request: MemberRequest, seminar_id: SeminarId, edit: str) -> EditId:
    return EditId(id=actions.restore(request.auth, edit).id)


def _must_edit(request: MemberRequest) -> None:
    if not rules.may_edit(request.auth.roles):
        raise NotAllowed("not_a_moderator", _("Only the moderators may do this."))
