"""What happens to recordings. Each action is one transaction: rows change, facts are appended."""

from collections.abc import Callable, Sequence
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consilium.eventlog.actions import append
from consilium.jobs.queries import Worker
from consilium.kernel.audience import EVERYONE
from consilium.kernel.refusals import Conflict, Invalid, NotAllowed, TooMany
from consilium.kernel.timecode import milliseconds
from consilium.recordings import files, queries, rules
from consilium.recordings.downloads import discard as discard  # for what is taken out for good
from consilium.recordings.downloads import discard_all
from consilium.recordings.events import RecordingCut, RecordingReported, RecordingStarted, RecordingStopped
from consilium.recordings.makers import Maker as Maker  # for apps above, with files of their own
from consilium.recordings.makers import Order as Order
from consilium.recordings.makers import Stock as Stock
from consilium.recordings.makers import offer_files as offer_files
from consilium.recordings.models import Acknowledged, Rendition, Segment, Take
from consilium.recordings.rules import Piece
from consilium.seminars.models import Seminar
from consilium.seminars.queries import Member

Status = Take.Status


@transaction.atomic
def start_recording(by: Member, *, key: str, follow: Callable[[str], object] | None = None) -> Take:
    """Begin a take; the same `key` again, or while one is going on, returns that one.

    `follow(take id)` is called inside the transaction: tasks.begin writes its job with the row.
    Raises NotAllowed, Conflict when the seminar is not live, TooMany.
    """
    _must_record(by)
    seminar = _locked(by.seminar)
    known = Take.objects.filter(seminar=seminar, key=key).first() or queries.open_take(seminar)
    if known:
        return known
    if seminar.status != Seminar.Status.LIVE:
        raise Conflict("not_live", _("The seminar is not live."))
    if Take.objects.filter(seminar=seminar).count() >= rules.TAKES_AT_MOST:
        raise TooMany("too_many_takes", _("This seminar has been recorded in very many parts already."))
    now = timezone.now()
    take = Take.objects.create(seminar=seminar, key=key, started_at=now, started_by=by.person)
    append(seminar.id, RecordingStarted(take.id), audience=EVERYONE, actor=by.person.id, at=now)
    if follow:
        follow(take.id)
    return take


@transaction.atomic
def stop_recording(by: Member, take_id: str) -> Take:
    """End the take; a second time nothing happens. Raises NotAllowed, Unknown."""
    _must_record(by)
    _locked(by.seminar)
    take = queries.take_of(by.seminar, take_id)
    _stop(take, by.person.id)
    return take


@transaction.atomic
def stop_with_seminar(seminar: Seminar, *, by: Member) -> None:
    """The seminar ends, and the take that is going on with it. To be called while it is live."""
    take = queries.open_take(_locked(seminar))
    if take:
        _stop(take, by.person.id)


@transaction.atomic
def report(worker: Worker, take_id: str, status: str) -> None:
    """The recorder says how it goes; what is known already is not told again."""
    _must_be_recorder(worker)
    if status not in rules.STATUSES:
        raise Invalid("invalid", _("This cannot be kept as a part of the recording."))
    _locked(worker.seminar)
    _tell(queries.take_of(worker.seminar, take_id), status)


@transaction.atomic
def report_abandoned(seminar_id: str) -> None:
    """Nobody is there who could say that a take is broken: it is told for them. The first segment of whoever
    takes over tells that it goes on.
    """
    seminar = Seminar.objects.select_for_update(no_key=True).get(pk=seminar_id)
    take = queries.open_take(seminar)
    if take and queries.abandoned([seminar.id]):
        _tell(take, Status.BROKEN)


@transaction.atomic
def add_rendition(worker: Worker, take_id: str, name: str, *, codec: str, width: int, height: int) -> None:
    """A new beginning of a rendition: how it is to be decoded from now on."""
    _must_be_recorder(worker)
    take = _taking(worker, take_id)
    if not rules.is_rendition(name):
        raise Invalid("invalid", _("This cannot be kept as a part of the recording."))
    values = {"codec": codec, "width": width, "height": height}
    Rendition.objects.update_or_create(take=take, name=name, defaults=values)


@transaction.atomic
def add_segment(worker: Worker, take_id: str, piece: Piece) -> Segment:
    """A segment whose file has been stored; the same number again returns the one that is known.

    When it comes does not matter, but when it was taken: a line may have been down for long. Raises
    NotAllowed, Unknown, Invalid, Conflict when it was taken after the stop or another has its number.
    """
    _must_be_recorder(worker)
    take = _taking(worker, take_id)
    started, now = milliseconds(take.started_at), timezone.now()
    if take.stopped_at and piece.at > milliseconds(take.stopped_at) + rules.AFTER_STOP:
        raise Conflict("take_over", _("This recording has ended."))
    if not rules.is_sane(piece, started=started, now=milliseconds(now)):
        raise Invalid("invalid", _("This cannot be kept as a part of the recording."))
    rendition, _made = Rendition.objects.get_or_create(take=take, name=piece.rendition)
    values = {key: value for key, value in piece.__dict__.items() if key not in ("n", "rendition")}
    segment, made = Segment.objects.get_or_create(rendition=rendition, n=piece.n, defaults=values)
    if made:
        if take.status != Status.ON and queries.is_ready(take):
            _tell(take, Status.ON)
        if any(start < piece.at + piece.duration and piece.at < end for start, end in take.spans):
            _cut(take)
    elif (segment.at, segment.bytes) != (piece.at, piece.bytes):
        # of two machines that did not know each other
        raise Conflict("number_taken", _("This cannot be kept as a part of the recording."))
    return segment


@transaction.atomic
def forget_file(worker: Worker, take_id: str, name: str) -> None:
    """The file of a segment that was refused, for it was taken after the stop, goes. Not what a row names."""
    _must_be_recorder(worker)
    _locked(worker.seminar)
    take = queries.take_of(worker.seminar, take_id)
    if rules.is_file(name) and not queries.is_told(take, name):
        files.delete(take, name)


@transaction.atomic
def cut(by: Member, spans: Sequence[tuple[int, int]]) -> None:
    """Show nothing of the segments that these spans touch ([start, end) in milliseconds), and all others.

    For the archive, which keeps the reasons and asks who may.
    """
    for take in Take.objects.filter(seminar=_locked(by.seminar)):
        take.spans = [list(span) for span in spans]
        take.save(update_fields=["spans"])
        _cut(take, by.person.id)


def _cut(take: Take, actor: str = "") -> None:
    """Whole segments: all that are here and touched by a span. Where nothing is, or is any longer, what
    is hidden stays: words were said then.
    """
    if not Segment.objects.filter(rendition__take=take).exists():
        return
    wanted = rules.ranges({n for start, end in take.spans for n in queries.touched(take, start, end)})
    if wanted == take.cut:
        return
    take.cut = wanted
    take.hidden = [list(queries.moments_of(take, first, last)) for first, last in wanted]
    take.save(update_fields=["cut", "hidden"])
    fact = RecordingCut(take.id, tuple(tuple(stretch) for stretch in take.hidden))
    append(take.seminar_id, fact, audience=EVERYONE, actor=actor)


@transaction.atomic
def forget_media(take: Take) -> None:
    """Sound and picture of a take go for ever, with what was made of them: rows first, so that none names a
    file that is gone. The take and its facts stay. Once more finishes what was broken off. Raises Conflict.
    """
    _locked(take.seminar)
    if take.status != Status.OVER:
        raise Conflict("not_over", _("This recording is still going on."))
    discard_all(take)
    take.renditions.all().delete()
    transaction.on_commit(partial(files.delete_all, take))


@transaction.atomic
def add_light(take: Take, rendition: str, pieces: Sequence[Piece]) -> None:
    """Keep the form of a sound for weak lines, whose files are stored; what is known stays. No fact: see
    note_loudness.
    """
    row, _made = Rendition.objects.get_or_create(take=take, name=rules.LIGHT + rendition, codec="opus")
    values = [{key: value for key, value in piece.__dict__.items() if key != "rendition"} for piece in pieces]
    rows = [Segment(rendition=row, **each) for each in values]
    Segment.objects.bulk_create(rows, batch_size=200, ignore_conflicts=True)


@transaction.atomic
def note_loudness(take: Take, rendition: str, *, loudness: float, peak: float) -> None:
    """Keep what was measured, in LUFS and dBFS. No fact: the page asks for it with the take."""
    Rendition.objects.filter(take=take, name=rendition).update(loudness=loudness, peak=peak)


@transaction.atomic
def acknowledge(member: Member) -> None:
    """The person has read that the seminar is recorded."""
    values = {"at": timezone.now()}
    Acknowledged.objects.get_or_create(seminar=member.seminar, person=member.person, defaults=values)


def _stop(take: Take, actor: str) -> None:
    if take.status == Status.OVER:
        return
    take.status, take.stopped_at, take.stopped_by_id = Status.OVER, timezone.now(), actor
    take.save(update_fields=["status", "stopped_at", "stopped_by"])
    append(take.seminar_id, RecordingStopped(take.id), audience=EVERYONE, actor=actor, at=take.stopped_at)


def _tell(take: Take, status: str) -> None:
    if take.status in (status, Status.OVER):
        return
    take.status = status
    take.save(update_fields=["status"])
    append(take.seminar_id, RecordingReported(take.id, status), audience=EVERYONE)


def _taking(worker: Worker, take_id: str) -> Take:
    """The take, while anything may still be brought in."""
    _locked(worker.seminar)
    take = queries.take_of(worker.seminar, take_id)
    if take.stopped_at and (timezone.now() - take.stopped_at).total_seconds() > rules.LATE:
        raise Conflict("take_over", _("This recording has ended."))
    return take


def _locked(seminar: Seminar) -> Seminar:
    return Seminar.objects.select_for_update(no_key=True).get(pk=seminar.id)


def _must_record(by: Member) -> None:
    if not rules.may_record(by.roles):
        raise NotAllowed("not_a_moderator", _("Only the moderators may do this."))


def _must_be_recorder(worker: Worker) -> None:
    if worker.kind != "recorder":
        raise NotAllowed("not_the_recorder", _("Only the recorder may do this."))
