"""What of the rows goes into a seminar file, in the order in which it comes back; and what does not, and why.

Tables are named by Django's labels, so that apps beside the archive (certificates) need no import. A test
fails when a table with a way to the seminar stands in none of these lists.
"""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import AutoField, Field, FileField, ForeignKey, Model


@dataclass(frozen=True)
class Table:
    """`seminar`: the lookup that leads to the seminar's id. `people`: only in a file with people, as its rows
    say something of single persons that no replay needs.
    """

    label: str
    seminar: str = "seminar"
    people: bool = False

    @property
    def model(self) -> type[Model]:
        return apps.get_model(self.label)

    @property
    def file(self) -> str:
        return f"rows/{self.label}.jsonl"

    @property
    def fields(self) -> list["Field[Any, Any]"]:
        """What a row is written with: all columns but a running number that nobody refers to."""
        return [
            field
            for field in self.model._meta.concrete_fields
            if not isinstance(field, AutoField) or self.label in NUMBERED
        ]

    @property
    def file_fields(self) -> list[str]:
        return [field.attname for field in self.fields if isinstance(field, FileField)]


@dataclass(frozen=True)
class Shared:
    """A table whose rows many seminars refer to. A row is found again by its id or by `keys`, and `same` must
    then be alike; else it is made. `document`: a column whose object has the same `keys`.
    """

    label: str
    keys: tuple[str, ...]
    same: tuple[str, ...] = ()
    document: str = ""

    @property
    def table(self) -> Table:
        return Table(self.label)


SEMINAR = "seminars.Seminar"
PERSON = "accounts.Person"
PEOPLE = f"rows/{PERSON}.jsonl"
EDITS = Table("archive.Edit")
CERTIFICATES = Table("certificates.Certificate", people=True)

SHARED = (
    Shared("seminars.Series", ("slug",)),
    Shared("seminars.Topic", ("slug",)),
    Shared("organisation.WorkingGroup", ("slug",)),
    Shared("certificates.RuleSet", ("slug", "version"), same=("rules",), document="rules"),
)

TABLES = (
    Table(SEMINAR, "pk"),
    Table("seminars.ProgrammeSession"),
    Table("seminars.Contribution", "session__seminar"),
    Table("seminars.Contribution_speakers", "contribution__session__seminar"),
    Table("seminars.RoleGrant"),
    Table("seminars.Registration", people=True),
    Table("seminars.Document"),
    Table("slides.Deck"),
    Table("slides.Slide", "deck__seminar"),
    Table("slides.ShownSlide"),
    Table("interpretation.Booth"),
    Table("interpretation.Seat", "booth__seminar"),
    Table("interpretation.Channel"),
    Table("interpretation.Interpreter"),
    Table("interpretation.Slowdown"),
    Table("interpretation.BoothMessage", "booth__seminar"),
    Table("captions.Cue"),
    Table("captions.Status"),
    Table("questions.Question"),
    Table("questions.Upvote", "question__seminar", people=True),
    Table("questions.WrittenAnswer", "question__seminar"),
    Table("questions.Answering"),
    Table("polls.Poll"),
    Table("polls.Vote", "poll__seminar", people=True),
    Table("chat.Message"),
    Table("translation.Glossary"),
    Table("translation.Term", "glossary__seminar"),
    Table("translation.Reading"),
    Table("translation.Recognised"),
    Table("translation.Wanted"),
    Table("recordings.Take"),
    Table("recordings.Rendition", "take__seminar"),
    Table("recordings.Segment", "rendition__take__seminar"),
    Table("recordings.Acknowledged", people=True),
    Table("recordings.Handout"),
    EDITS,
    Table("checks.CheckPlan"),
    Table("checks.Check"),
    Table("checks.CheckAnswer", "check_called__seminar", people=True),
    Table("checks.Glance", people=True),
    Table("room.Standing"),
    Table("room.Programme"),
    Table("room.Presence", people=True),
    Table("certificates.Requirement"),
    Table("certificates.Evaluation", people=True),
    CERTIFICATES,
)

#: The log has a file of its own; these have none.
LEFT = {
    "seminars.JoinLink": "a way in, signed with the key of one server",
    "seminars.Mail": "has gone out from one server",
    "room.Seat": "who is on one server's SFU now",
    "jobs.Lease": "work that is under way on one server",
    "recordings.Download": "files of one server, made again where somebody asks",
    "search.Passage": "made anew from the log",
    "search.Progress": "made anew from the log",
}

#: Tables without ids of their own that other rows refer to: numbered 1, 2, … within the file.
NUMBERED = frozenset({"recordings.Rendition"})


def chosen(*, people: bool) -> list[Table]:
    return [table for table in TABLES if people or not table.people]


def refers_to(field: "Field[Any, Any]") -> str:
    """The label of the table that a column refers to, "" for none."""
    return field.related_model._meta.label if isinstance(field, ForeignKey) else ""
