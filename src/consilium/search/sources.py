"""The texts that can be found, from the rows as they stand now: only what everyone in the seminar may read.

Asked when the index is written, and again before anything is shown: what was redacted, withdrawn, dismissed
or is held for review has no source any more, whatever the index still holds.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from django.db.models import QuerySet

from consilium.captions.models import Cue
from consilium.kernel.audience import EVERYONE
from consilium.kernel.timecode import milliseconds
from consilium.questions.models import Question, WrittenAnswer
from consilium.questions.state import ANSWERED, DISMISSED
from consilium.recordings.models import Take
from consilium.recordings.rules import touches
from consilium.search.rules import Kind
from consilium.seminars.models import Contribution, Document, RoleGrant, Seminar
from consilium.slides.models import Deck, Slide
from consilium.translation.models import Reading, Recognised

PUBLIC_STATUSES = (Seminar.Status.PUBLISHED, Seminar.Status.LIVE, Seminar.Status.ENDED)
FACULTY = ("chair", "panellist", "presenter")


@dataclass(frozen=True)
class Source:
    """`language` "" is to be recognised. `at` in milliseconds; 0: only the log knows, or nobody."""

    seminar: str
    subject: str
    kind: Kind
    text: str
    language: str = ""
    at: int = 0
    machine: bool = False
    answered: bool = False


def sources(seminars: Collection[str], subjects: Iterable[str]) -> list[Source]:
    """The texts of these subjects, in every language; nothing for one that is gone or not for everyone.

    "deck:<id>" has its title and all pages, "question:<id>" its answers too.
    """
    wanted: dict[str, set[str]] = defaultdict(set)
    for subject in subjects:
        kind, _, id = subject.partition(":")
        wanted[kind].add(id)
    found: list[Source] = []
    for kind, ids in wanted.items():
        if find := _FINDERS.get(kind):
            found += find(seminars, ids)
    unique = {(source.subject, source.language): source for source in found if source.text.strip()}
    return list(unique.values())


def belonging(subjects: Collection[str]) -> set[str]:
    """The subjects themselves, and the answers to the questions among them."""
    questions = [subject.partition(":")[2] for subject in subjects if subject.startswith("question:")]
    answers = WrittenAnswer.objects.filter(question__in=questions).values_list("id", flat=True)
    return {*subjects, *(f"answer:{id}" for id in answers)}


def of_programme(seminars: Iterable[str] | None = None) -> list[Source]:
    """What the public pages of these seminars say; of all for None."""
    rows = Seminar.objects.filter(status__in=PUBLIC_STATUSES)
    if seminars is not None:
        rows = rows.filter(pk__in=list(seminars))
    found = [source for row in rows for source in _titles(row)]
    ids = [row.id for row in rows]
    items = Contribution.objects.filter(session__seminar__in=ids)
    for pk, seminar, title, started in items.values_list("id", "session__seminar_id", "title", "started_at"):
        at = milliseconds(started) if started else 0
        found.append(Source(seminar, f"contribution:{pk}", Kind.CONTRIBUTION, title, at=at))
    for pk, seminar, title in Document.objects.filter(seminar__in=ids).values_list(
        "id", "seminar_id", "title"
    ):
        found.append(Source(seminar, f"document:{pk}", Kind.DOCUMENT, title))
    return [source for source in found + _people(ids) if source.text.strip()]


def _titles(row: Seminar) -> list[Source]:
    at = milliseconds(row.started_at) if row.started_at else 0
    title = Source(row.id, f"seminar:{row.id}", Kind.SEMINAR, row.title, at=at)
    about = "\n".join(part for part in (row.abstract, row.objectives) if part)
    return [title, Source(row.id, f"seminar:{row.id}/abstract", Kind.SEMINAR, about, at=at)]


def _people(seminars: list[str]) -> list[Source]:
    """The speakers and chairs, as the page of the seminar names them."""
    found: dict[tuple[str, str], Source] = {}
    grants = RoleGrant.objects.filter(seminar__in=seminars, role__in=FACULTY, person__is_active=True)
    for grant in grants.select_related("person__institution", "seminar").order_by("id"):
        person = grant.person
        place = person.institution.name if person.institution else person.institution_name
        words = ", ".join(word for word in (person.name, person.specialty, place) if word)
        key = (grant.seminar_id, person.id)
        language = grant.seminar.floor_language
        found[key] = Source(grant.seminar_id, f"person:{person.id}", Kind.PERSON, words, language)
    return list(found.values())


def _cues(seminars: Collection[str], ids: set[str]) -> list[Source]:
    rows = Cue.objects.filter(seminar__in=seminars, cue__in=ids, hidden=False).exclude(text="")
    # a cue that came after its time was hidden is not marked itself
    hidden: dict[str, list[list[int]]] = defaultdict(list)
    for seminar, stretches in Take.objects.filter(seminar__in=seminars).values_list("seminar_id", "hidden"):
        hidden[seminar] += stretches
    shown = [row for row in rows if not touches(hidden[row.seminar_id], row.start, row.end)]
    return [
        Source(
            row.seminar_id,
            f"cue:{row.cue}",
            Kind.CUE,
            row.text,
            row.language,
            row.start,
            machine=bool(row.original) and row.revised_by_id is None,
        )
        for row in shown
    ]


def _questions(seminars: Collection[str], ids: set[str]) -> list[Source]:
    """Those that everyone has been told of, and that were not dismissed or merged, with their answers."""
    rows = Question.objects.filter(seminar__in=seminars, pk__in=ids, held=False, hidden=False).exclude(
        status=DISMISSED
    )
    found = [
        Source(
            row.seminar_id,
            f"question:{row.id}",
            Kind.QUESTION,
            row.text,
            row.language,
            milliseconds(row.asked_at),
            answered=row.status == ANSWERED,
        )
        for row in rows
    ]
    answers = WrittenAnswer.objects.filter(question__in=[row.id for row in rows])
    return _in_every_language(found) + _answers(seminars, set(answers.values_list("id", flat=True)))


def _answers(seminars: Collection[str], ids: set[str]) -> list[Source]:
    rows = WrittenAnswer.objects.filter(pk__in=ids, question__seminar__in=seminars, hidden=False)
    rows = rows.filter(question__held=False)
    found = [
        Source(
            row.question.seminar_id,
            f"answer:{row.id}",
            Kind.ANSWER,
            row.text,
            row.language,
            _heard(row),
            answered=True,
        )
        for row in rows.exclude(question__status=DISMISSED).select_related("question__seminar")
    ]
    return _in_every_language(found)


def _heard(row: WrittenAnswer) -> int:
    """Where the replay shows it: what was written after the seminar, at the moment of its question."""
    ended = row.question.seminar.ended_at
    return milliseconds(row.question.asked_at if ended and row.at >= ended else row.at)


def _in_every_language(originals: list[Source]) -> list[Source]:
    """The texts and their translations; a language that a person has put right is that one."""
    by_subject = {source.subject: source for source in originals}
    keys = list(by_subject)
    languages = Recognised.objects.filter(subject__in=keys, hidden=False)
    spoken = dict(languages.values_list("subject", "language"))
    found = [replace(source, language=spoken.get(source.subject, source.language)) for source in originals]
    told = Reading.objects.filter(subject__in=keys, hidden=False, audience=str(EVERYONE))
    for row in told:
        source = by_subject[row.subject]
        if row.seminar_id == source.seminar and row.language != spoken.get(row.subject, source.language):
            machine = row.by_id is None
            found.append(replace(source, language=row.language, text=row.text, machine=machine))
    return found


def _decks(seminars: Collection[str], ids: set[str]) -> list[Source]:
    rows = _ready(seminars, ids)
    titles = [Source(row.seminar_id, f"deck:{row.id}", Kind.SLIDE, row.title) for row in rows]
    return titles + _pages(Slide.objects.filter(deck__in=[row.id for row in rows]))


def _ready(seminars: Collection[str], ids: set[str]) -> QuerySet[Deck]:
    return Deck.objects.filter(seminar__in=seminars, pk__in=ids, withdrawn_at=None, status=Deck.Status.READY)


def _slides(seminars: Collection[str], ids: set[str]) -> list[Source]:
    """By "<deck>/<page>"."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for id in ids:
        deck, _, page = id.partition("/")
        if page.isascii() and page.isdigit() and len(page) < 5:
            wanted[deck].add(int(page))
    decks = _ready(seminars, set(wanted))
    among = Slide.objects.filter(deck__in=list(decks.values_list("id", flat=True)))
    return [source for source, deck, page in _numbered(among) if page in wanted[deck]]


def _pages(rows: QuerySet[Slide]) -> list[Source]:
    return [source for source, _deck, _page in _numbered(rows)]


def _numbered(rows: QuerySet[Slide]) -> list[tuple[Source, str, int]]:
    columns = ("deck__seminar_id", "deck_id", "number", "text")
    values = rows.exclude(text="").values_list(*columns)
    return [
        (Source(seminar, f"slide:{deck}/{number}", Kind.SLIDE, text), deck, number)
        for seminar, deck, number, text in values
    ]


_FINDERS: Mapping[str, Callable[[Collection[str], set[str]], list[Source]]] = {
    "cue": _cues,
    "question": _questions,
    "answer": _answers,
    "deck": _decks,
    "slide": _slides,
}
