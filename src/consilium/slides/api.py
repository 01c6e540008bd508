"""Slides for the room: what there is, turn a page, withdraw. See config/api.py for refusals."""

from typing import Annotated

from ninja import Router, Schema
from pydantic import Field

from consilium.seminars.api import REFUSALS, Body, Id, MemberRequest, SeminarId
from consilium.slides import actions, queries

router = Router()


class SlideOut(Schema):
    """One page: `url` is a WebP picture of `width` x `height` pixels, `small` one for weak lines,
    `text` what a screen reader reads."""

    number: int
    url: str
    small: str
    text: str
    width: int
    height: int


class DeckOut(Schema):
    """A deck that may be shown; `contribution` is "" when it belongs to none, `mine` says who may show it."""

    id: str
    title: str
    contribution: str
    mine: bool
    slides: list[SlideOut]


class Decks(Schema):
    decks: list[DeckOut]


class Page(Body):
    deck: Id
    page: Annotated[int, Field(ge=1, le=300)]


class DeckId(Body):
    deck: Id


@router.get("/decks", response={200: Decks, **REFUSALS})
def decks(request: MemberRequest, seminar_id: SeminarId) -> dict[str, object]:
    """The seminar's decks that may be shown, with the text and the picture's address of every page."""
    return {"decks": queries.room_decks(request.auth)}


@router.post("/show", response={200: Page, **REFUSALS})
def show(request: MemberRequest, seminar_id: SeminarId, body: Page) -> Page:
    """Put a page before the audience. The same page again changes nothing."""
    actions.show_slide(body.deck, body.page, by=request.auth)
    return body


@router.post("/withdraw", response={200: DeckId, **REFUSALS})
def withdraw(request: MemberRequest, seminar_id: SeminarId, body: DeckId) -> DeckId:
    """Take a deck out of the room and delete its files. Again changes nothing."""
    actions.withdraw_deck(body.deck, by=request.auth)
    return body
