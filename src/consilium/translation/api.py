"""The glossary over HTTP, under /api/seminars/{seminar_id}/translation: for who works behind the stage."""

from typing import Annotated

from ninja import Router, Schema
from pydantic import Field

from consilium.kernel.facts import Json
from consilium.kernel.refusals import NotAllowed
from consilium.seminars.api import REFUSALS, Body, MemberRequest, SeminarId, Tag
from consilium.translation import glossary, queries, rules

router = Router()
Forms = Annotated[list[Annotated[str, Field(max_length=400)]], Field(min_length=1, max_length=20)]


class NewTerm(Body):
    """`texts`: by language the name of the term and then its other forms."""

    texts: Annotated[dict[Tag, Forms], Field(min_length=1, max_length=40)]
    keep: bool = False
    note: Annotated[str, Field(max_length=500)] = ""


class Made(Schema):
    id: str


@router.get("/glossary", response={200: dict, **REFUSALS})
def terms(request: MemberRequest, seminar_id: SeminarId) -> Json:
    """The seminar's terms, and the organisation's behind them: {terms: [{id, languages, keep, note}]}."""
    if not rules.may_see_terms(request.auth.roles):
        raise NotAllowed("not_staff", glossary.why("not_staff"))
    return {"terms": queries.terms(request.auth.seminar)}


@router.post("/glossary/terms", response={200: Made, **REFUSALS})
def add_term(request: MemberRequest, seminar_id: SeminarId, body: NewTerm) -> Made:
    """A term that turned up while people speak; one of this name is completed."""
    term = glossary.add_term(request.auth, body.texts, keep=body.keep, note=body.note)
    return Made(id=term.id)
