"""The hand behind the stage where texts are translated; see `tests.support.hand`."""

from typing import Any

import django

django.setup()

from django.db import transaction  # noqa: E402

from consilium.accounts.models import Person  # noqa: E402
from consilium.chat import actions as chat  # noqa: E402
from consilium.eventlog.actions import append  # noqa: E402
from consilium.kernel.audience import EVERYONE  # noqa: E402
from consilium.kernel.roles import Role  # noqa: E402
from consilium.questions import actions as questions  # noqa: E402
from consilium.room.translating import actions as translating  # noqa: E402
from consilium.room.translating import beat  # noqa: E402
from consilium.room.translating.texts import contribution_subject  # noqa: E402
from consilium.seminars.models import Contribution, ProgrammeSession, Seminar  # noqa: E402
from consilium.seminars.queries import Member  # noqa: E402
from consilium.slides.events import DeckAdded  # noqa: E402
from consilium.slides.models import Deck, Slide  # noqa: E402
from tests.support import hand  # noqa: E402


def _member(seminar: str, person: str, role: Role) -> Member:
    return Member(Seminar.objects.get(pk=seminar), Person.objects.get(pk=person), frozenset({role}))


def speak(person: str, language: str) -> None:
    Person.objects.filter(pk=person).update(languages_spoken=[language])


def want(seminar: str, person: str, language: str) -> bool:
    return translating.want(_member(seminar, person, Role.ATTENDEE), language)


def ask(seminar: str, person: str, key: str, text: str) -> str:
    return questions.ask_question(_member(seminar, person, Role.ATTENDEE), key=key, text=text).id


def post(seminar: str, persons: list[str], texts: list[str]) -> list[str]:
    """Messages, each by the next of the persons: one may post twenty a minute."""
    return [
        chat.post_message(
            _member(seminar, persons[number % len(persons)], Role.ATTENDEE),
            key=f"post-{number:04}",
            text=text,
        ).id
        for number, text in enumerate(texts)
    ]


def remove(seminar: str, person: str, message: str) -> None:
    chat.remove_message(_member(seminar, person, Role.MODERATOR), message)


def deck(seminar: str, texts: list[str]) -> str:
    """A converted deck, without its pictures."""
    made = Deck(seminar_id=seminar, title="2026", status=Deck.Status.READY, pages=len(texts))
    with transaction.atomic():
        made.save()
        for number, text in enumerate(texts, start=1):
            Slide.objects.create(deck=made, number=number, text=text, width=16, height=9)
        append(seminar, DeckAdded(made.id, made.title, made.pages), audience=EVERYONE)
    return made.id


def contribution(seminar: str, title: str) -> str:
    row = Contribution.objects.filter(session__seminar=seminar).first()
    if row is None:
        found = Seminar.objects.get(pk=seminar)
        session = ProgrammeSession.objects.create(seminar=found, title="1", starts_at=found.starts_at)
        row = Contribution(session=session)
    row.title = title
    row.save()
    return contribution_subject(row.id, title)


def heard() -> Any:
    return dict(beat.heard())


hand.DEEDS |= {deed.__name__: deed for deed in (speak, want, ask, post, remove, deck, contribution, heard)}

if __name__ == "__main__":
    hand.main()
