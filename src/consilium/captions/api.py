"""Captions over HTTP, under /api/seminars/{seminar_id}/captions.

`router` is for the members. `work` is for the scribe too, by its lease: config/api.py says who comes in.
"""

from typing import Annotated, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import Field

from consilium.captions import actions, queries, rules
from consilium.captions.actions import Author, Heard
from consilium.captions.state import Cue as KnownCue
from consilium.kernel.facts import Json, to_json
from consilium.kernel.refusals import Unknown
from consilium.seminars.api import REFUSALS, Body, Id, MemberRequest, Moment, SeminarId, Tag

router = Router()
work = Router()
Key = Annotated[str, Field(min_length=8, max_length=64, pattern="^[A-Za-z0-9._:-]+$")]
Text = Annotated[str, Field(max_length=rules.LONGEST)]
Source = Literal["floor", "channel"]
Engine = Annotated[str, Field(max_length=80, pattern="^[A-Za-z0-9 ._:/@+-]*$")]


class AuthorRequest(HttpRequest):
    """A request of a member, or of the scribe."""

    auth: Author


class Finalised(Body):
    """`start` and `end`: when it was said, in milliseconds since 1970. `person` "" is not known."""

    key: Key
    language: Tag
    text: Annotated[str, Field(min_length=1, max_length=rules.LONGEST)]
    start: Moment
    end: Moment
    source: Source = "floor"
    person: Annotated[str, Field(pattern="^([0-9a-z]{26})?$")] = ""
    engine: Engine = ""


class Lost(Body):
    key: Key
    language: Tag
    source: Source = "floor"
    start: Moment
    end: Moment


class Revised(Body):
    """`text` "" takes the words off the screen."""

    cue: Id
    language: Tag
    text: Text
    engine: Engine = ""


class Report(Body):
    """`delay`: milliseconds from the end of the words to their caption."""

    language: Tag
    status: Literal["on", "delayed", "off", "no_model"]
    delay: Annotated[int, Field(ge=0, le=3_600_000)] = 0
    engine: Engine = ""


class CueId(Schema):
    """The cue."""

    id: str


class Told(Schema):
    told: bool = True


ANSWERS = {200: CueId, **REFUSALS}


@work.post("/cues", response=ANSWERS)
def finalise(request: AuthorRequest, seminar_id: SeminarId, body: Finalised) -> CueId:
    """One caption, heard by the scribe or typed by a captioner; late ones are welcome."""
    return CueId(id=actions.finalise_cue(request.auth, Heard(**body.model_dump())).cue)


@work.post("/lost", response=ANSWERS)
def lose(request: AuthorRequest, seminar_id: SeminarId, body: Lost) -> CueId:
    """Nothing was recognised in this time."""
    return CueId(id=actions.lose_cue(request.auth, **body.model_dump()).cue)


@work.post("/revise", response=ANSWERS)
def revise(request: AuthorRequest, seminar_id: SeminarId, body: Revised) -> CueId:
    """Put the words of a cue right, in one language, for everybody."""
    revised = actions.revise_cue(
        request.auth, body.cue, language=body.language, text=body.text, engine=body.engine
    )
    return CueId(id=revised.cue)


@work.post("/report", response={200: Told, **REFUSALS})
def report(request: AuthorRequest, seminar_id: SeminarId, body: Report) -> Told:
    """How the captions of one spoken language are doing."""
    actions.report(request.auth, **body.model_dump())
    return Told()


@router.get("", response={200: dict, **REFUSALS})
def cues(
    request: MemberRequest,
    seminar_id: SeminarId,
    language: Tag,
    after: Moment = 0,
    before: Moment | None = None,
) -> Json:
    """{"cues": [...]}, at most 200 by their start: the first from `after` on, or the last before `before`."""
    found = queries.cues_between(request.auth.seminar, language, after=after, before=before)
    return {"cues": [to_json(cue) for cue in found]}


@router.get("/cues/{cue}", response={200: dict, **REFUSALS})
def original(request: MemberRequest, seminar_id: SeminarId, cue: str) -> Json:
    """A cue as it was heard, whatever language one reads."""
    found: KnownCue | None = queries.original_of(request.auth.seminar, cue)
    if found is None:
        raise Unknown("no_such_cue", _("There is no such caption in this seminar."))
    shown: Json = to_json(found)
    return shown
