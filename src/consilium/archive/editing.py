"""What an edit concerns, from the rows: what was said, asked, answered and written, and whole segments."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from consilium.archive import rules
from consilium.archive.models import Edit
from consilium.captions.models import Cue
from consilium.chat.models import Message
from consilium.questions.models import Question, WrittenAnswer
from consilium.recordings import queries as recordings
from consilium.recordings.models import Take
from consilium.recordings.rules import ranges
from consilium.seminars.models import Seminar


@dataclass(frozen=True)
class Preview:
    """What hiding a span would take: whole segments, so a little more than was asked for. In milliseconds."""

    stretches: list[tuple[int, int]]
    cues: int


def preview(seminar: Seminar, start: int, end: int) -> Preview:
    stretches = stretches_of(seminar, start, end)
    return Preview(stretches, len(cues_within(seminar, stretches)))


def stretches_of(seminar: Seminar, start: int, end: int) -> list[tuple[int, int]]:
    """From where to where nothing would be shown: the segments that the span touches."""
    found: list[tuple[int, int]] = []
    for take in Take.objects.filter(seminar=seminar):
        for first, last in ranges(recordings.touched(take, start, end)):
            found.append(recordings.moments_of(take, first, last))
    return found


def cues_within(seminar: Seminar, stretches: Iterable[tuple[int, int]]) -> set[str]:
    """The cues of which anything was said in these stretches; their translations are of the same time."""
    found: set[str] = set()
    for start, end in stretches:
        rows = Cue.objects.filter(seminar=seminar, start__lt=end, end__gt=start)
        found |= set(rows.order_by().values_list("cue", flat=True).distinct())
    return found


def items_of(edit: Edit) -> list[str]:
    """The subjects whose words go with it. [] for what is not in this seminar."""
    seminar, (kind, _, id) = edit.seminar, edit.subject.partition(":")
    cues, questions, answers = Q(seminar=seminar), Q(seminar=seminar), Q(question__seminar=seminar)
    messages = Message.objects.none()
    if kind == rules.SPAN:
        found = cues_within(seminar, stretches_of(seminar, edit.start, edit.end))
        return sorted(f"cue:{cue}" for cue in found)
    if kind == rules.PERSON:
        cues, questions, answers = cues & Q(person=id), questions & Q(asker=id), answers & Q(by=id)
        messages = Message.objects.filter(seminar=seminar, by=id, removed=False)
    else:
        cues &= Q(cue=id if kind == "cue" else "")
        questions &= Q(pk=id if kind == "question" else "")
        answers &= Q(pk=id if kind == "answer" else "")
    said = Cue.objects.filter(cues).order_by().values_list("cue", flat=True).distinct()
    asked = Question.objects.filter(questions).values_list("id", flat=True)
    written = WrittenAnswer.objects.filter(answers).values_list("id", flat=True)
    return sorted(
        [f"cue:{cue}" for cue in said]
        + [f"question:{question}" for question in asked]
        + [f"answer:{answer}" for answer in written]
        + [f"message:{message}" for message in messages.values_list("id", flat=True)]
    )


def late(edit: Edit) -> list[str]:
    """The captions of what a person had said before their words were hidden, also those that came since."""
    kind, _, id = edit.subject.partition(":")
    rows = Cue.objects.filter(seminar=edit.seminar, person=id, start__lt=edit.end)
    found = rows.order_by().values_list("cue", flat=True).distinct() if kind == rules.PERSON else []
    return [f"cue:{cue}" for cue in found]


def withheld(seminar: Seminar, person: str) -> list[tuple[int, int]]:
    """The times of which nothing is shown: of anybody, and of what this person said. In milliseconds."""
    theirs = Edit.objects.filter(seminar=seminar, subject=f"{rules.PERSON}:{person}", undone_at=None)
    return recordings.withheld(seminar) + [(0, edit.end) for edit in theirs]


def gone(edits: Iterable[Edit]) -> set[str]:
    """The subjects whose words were redacted; with a question its answers."""
    redacted = {item for edit in edits if edit.redacted for item in edit.items}
    answers = WrittenAnswer.objects.filter(question__in=ids(redacted, "question"))
    return redacted | {f"answer:{answer}" for answer in answers.values_list("id", flat=True)}


def ids(subjects: Iterable[str], kind: str) -> set[str]:
    """The ids of one kind among subjects."""
    return {id for name, _, id in (subject.partition(":") for subject in subjects) if name == kind}
