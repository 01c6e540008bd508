"""Search for the room, under /api/seminars/{seminar_id}/search."""

from dataclasses import asdict
from typing import Annotated

from django.utils.translation import get_language
from ninja import Query, Router, Schema
from pydantic import Field

from consilium.search import answered as answers
from consilium.search.queries import Reader
from consilium.search.rules import LONGEST_QUERY
from consilium.seminars.api import REFUSALS, MemberRequest, SeminarId

router = Router()
#: What is being typed; only its first characters are read.
Typed = Annotated[str, Field(max_length=1000)]


class WordsOut(Schema):
    """`machine`: a machine translated them."""

    text: str
    language: str
    machine: bool


class AnsweredOut(Schema):
    """An answered question of the archive. `answer`: what was written; null when it was said, to be heard at
    `url`: the moment in the replay, or the seminar's page.
    """

    question: WordsOut
    answer: WordsOut | None
    seminar: str
    url: str


@router.get("/answered", response={200: list[AnsweredOut], **REFUSALS})
def answered(request: MemberRequest, seminar_id: SeminarId, text: Query[Typed] = "") -> list[AnsweredOut]:
    """The nearest answered questions among the seminars that the caller takes part in, at most 3."""
    member = request.auth
    links = frozenset(member.seminar.join_links.filter(person=member.person).values_list("id", flat=True))
    reader = Reader(None if member.by_link else member.person, links if member.by_link else frozenset())
    found = answers.nearest(text[:LONGEST_QUERY], reader, get_language() or "en")
    return [AnsweredOut.model_validate(asdict(each)) for each in found]
