"""What happens to files for download: asked for, made, given out, gone after a week. Rows alone, no facts."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from consilium.kernel.facts import Json
from consilium.kernel.ids import new_id
from consilium.kernel.refusals import Conflict, Invalid, NotAllowed, Unknown
from consilium.recordings import makers, queries, rules
from consilium.recordings.makers import Stock
from consilium.recordings.models import Download, Handout, Take
from consilium.seminars.models import Seminar
from consilium.seminars.queries import Member

Status = Download.Status
#: How long a file lies there, and after which silence its maker is taken for dead.
KEPT, SILENT = timedelta(days=7), timedelta(minutes=10)


@transaction.atomic
def ask(by: Member, take_id: str, kind: str, rendition: str, *, start: Callable[[str], object]) -> Download:
    """A file that is there, is being made, or is begun now: `start(id)` is called within the transaction.

    Raises NotAllowed, Unknown, Invalid, Conflict while the take goes on.
    """
    if not may_download(by):
        raise NotAllowed("no_downloads", _("The organiser has not allowed downloads."))
    Seminar.objects.select_for_update(no_key=True).get(pk=by.seminar.id)
    take = queries.take_of(by.seminar, take_id)
    stock = Stock(take)
    _must_be_there(stock, kind, rendition)
    values = {"asked_by": by.person, "touched_at": timezone.now()}
    row, made = Download.objects.get_or_create(take=take, kind=kind, rendition=rendition, defaults=values)
    if made or state_of(row, stock) in ("", Status.FAILED):
        _forget_file(row)
        row.status, row.error, row.done, row.asked_by = Status.QUEUED, "", 0, by.person
        row.file, row.bytes, row.segments, row.touched_at = "", 0, "", timezone.now()
        row.save()
        start(row.id)
    return row


@transaction.atomic
def hand_out(by: Member, *, to_members: bool) -> None:
    """Let every member take files along, or only those who lead the seminar."""
    if not rules.may_hand_out(by.roles):
        raise NotAllowed("not_a_moderator", _("Only the moderators may do this."))
    Handout.objects.update_or_create(seminar=by.seminar, defaults={"to_members": to_members})


def handed_out(seminar: Seminar) -> bool:
    return Handout.objects.filter(seminar=seminar, to_members=True).exists()


def may_download(member: Member) -> bool:
    return rules.may_download(member.roles, to_members=handed_out(member.seminar))


def overview(member: Member) -> Json:
    """What a member sees of it: see the API. Files only for who may take them along."""
    may = may_download(member)
    over = Take.objects.select_related("seminar").filter(seminar=member.seminar, status=Take.Status.OVER)
    return {
        "may": may,
        "decides": rules.may_hand_out(member.roles),
        "to_members": handed_out(member.seminar),
        "files": [line for take in over for line in _lines(take)] if may else [],
    }


def under_way(member: Member) -> list[Json]:
    """The files that are being made, and how far they are. It is asked for again and again, so it reads no
    segments: when one is not among them any longer, the overview tells the rest.
    """
    if not may_download(member):
        return []
    rows = Download.objects.filter(take__seminar=member.seminar, take__status=Take.Status.OVER)
    dead = Q(status=Status.WORKING, touched_at__lt=timezone.now() - SILENT)
    busy = rows.filter(status__in=(Status.QUEUED, Status.WORKING)).exclude(dead)
    return [dict(row) for row in busy.values("take", "kind", "rendition", "status", "done")]


def _lines(take: Take) -> list[Json]:
    """What there is of one take, kind by kind."""
    stock = Stock(take)
    known = {(row.kind, row.rendition): row for row in take.downloads.all()}
    return [
        _line(stock, maker.kind, name, title, known.get((maker.kind, name)))
        for maker in makers.every()
        for name, title in maker.offers(stock)
    ]


def _line(stock: Stock, kind: str, rendition: str, title: str, row: Download | None) -> Json:
    take = stock.take
    status = state_of(row, stock) if row else ""
    ready = row is not None and status == Status.READY
    path = reverse("recordings:download", args=[take.seminar.slug, row.id]) if row and ready else ""
    return {
        "take": take.id,
        "kind": kind,
        "rendition": rendition,
        "title": title,
        "status": status,
        "error": _reason(row) if row and status == Status.FAILED else "",
        "done": row.done if row and status else 0,
        "bytes": row.bytes if row and ready else 0,
        "url": path,
    }


def _reason(row: Download) -> str:
    """Why it was not made, in words."""
    reasons = {
        "no_ffmpeg": _("The server has no ffmpeg, so no files can be made."),
        "no_space": _("The server's disk is full."),
        "too_long": _("It took too long."),
        "broken": _("A part of the recording could not be read."),
    }
    return reasons.get(row.error, _("The work was broken off."))


def state_of(row: Download, stock: Stock) -> str:
    """Its status as of now: "" when other segments are shown than it has, "failed" when its maker is dead.

    `stock`: of the row's take.
    """
    if row.status == Status.WORKING and row.touched_at < timezone.now() - SILENT:
        return Status.FAILED
    if row.status == Status.READY and row.segments != segments(stock, row.kind, row.rendition):
        return ""
    return row.status


def segments(stock: Stock, kind: str, rendition: str) -> str:
    """Of which segments, and what else, a file would be made now, as a digest; "" for an unknown kind."""
    maker = makers.of(kind)
    return hashlib.sha256(maker.made_of(stock, rendition).encode()).hexdigest() if maker else ""


def begin(download_id: str) -> Download | None:
    """Mark it as being made by a run of its own; None when there is nothing to make any more."""
    with transaction.atomic():
        rows = Download.objects.select_for_update(of=("self",)).select_related("take__seminar")
        row = rows.filter(pk=download_id, status__in=(Status.QUEUED, Status.WORKING)).first()
        if row is None:
            return None
        row.status, row.done, row.touched_at = Status.WORKING, 0, timezone.now()
        row.segments, row.run = segments(Stock(row.take), row.kind, row.rendition), new_id()
        row.save(update_fields=["status", "done", "touched_at", "segments", "run"])
    return row


def _still(row: Download) -> QuerySet[Download]:
    """The row while it is made by the run that began with `row`."""
    return Download.objects.filter(pk=row.pk, status=Status.WORKING, run=row.run)


def progress(row: Download, done: int) -> None:
    _still(row).update(done=min(99, max(0, done)), touched_at=timezone.now())


def finish(row: Download, file: str, size: int) -> None:
    """It is there; or, when it was begun anew meanwhile, the file goes."""
    values = {"status": Status.READY, "done": 100, "file": file, "bytes": size, "touched_at": timezone.now()}
    if not _still(row).update(**values):
        default_storage.delete(file)


def fail(row: Download, code: str) -> None:
    _still(row).update(status=Status.FAILED, error=code, touched_at=timezone.now())


def sweep() -> int:
    """Delete what has lain there for long; return how many."""
    old = Download.objects.filter(
        touched_at__lt=timezone.now() - KEPT, status__in=(Status.READY, Status.FAILED)
    )
    for row in old:
        _forget_file(row)
        row.delete()
    return len(old)


def discard(seminar: Seminar, kind: str) -> None:
    """Files of this kind go, and with them whatever is taken out of the recording for good. One that is being
    made finds its row gone, and goes too.
    """
    _discard(Download.objects.filter(take__seminar=seminar, kind=kind))


def discard_all(take: Take) -> None:
    """Every file that was made of a take."""
    _discard(Download.objects.filter(take=take))


def _discard(rows: QuerySet[Download]) -> None:
    for row in rows:
        transaction.on_commit(partial(_forget_file, row))
        row.delete()


def _forget_file(row: Download) -> None:
    if row.file:
        default_storage.delete(row.file)


def _must_be_there(stock: Stock, kind: str, rendition: str) -> None:
    """Something that can be made of this take."""
    if stock.take.status != Take.Status.OVER:
        raise Conflict("not_over", _("This recording is still going on."))
    maker = makers.of(kind)
    if maker is None:
        raise Invalid("invalid", _("There is no such file of this recording."))
    if rendition not in [name for name, _title in maker.offers(stock)]:
        raise Unknown("no_such_file", _("There is no such file of this recording."))
