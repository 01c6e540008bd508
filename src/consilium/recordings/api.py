"""The recording over HTTP, under /api/seminars/{seminar_id}/recordings.

`router` is for the members. `work` is for the recorder, by its lease: it brings files, then
says what they are.
"""

from typing import Annotated, Literal

from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import Field

from consilium.jobs.api import Hired, WorkerRequest
from consilium.kernel.refusals import Conflict, Invalid, NotAllowed
from consilium.kernel.timecode import milliseconds
from consilium.recordings import actions, files, queries, rules, signatures, tasks
from consilium.recordings import downloads as handing
from consilium.recordings.rules import Piece
from consilium.seminars.api import REFUSALS, Body, Key, MemberRequest, Moment, SeminarId

router = Router()
work = Router(auth=Hired())
Name = Annotated[str, Field(max_length=60)]
Rendition = Annotated[str, Field(max_length=40)]
Count = Annotated[int, Field(ge=0, lt=1 << 31)]


class Started(Body):
    key: Key


class TakeId(Schema):
    """The take."""

    id: str


class Acknowledgement(Schema):
    acknowledged: bool = True


class Address(Schema):
    """Where the take is played from, for some hours: all of it, live, and live without the picture."""

    url: str
    live: str
    sound: str


class Resumed(Schema):
    """`zero`: the take's first moment in milliseconds; `next`: the number of its next segment; `now` by the
    site's clock, which is what all moments are told by.
    """

    zero: int
    next: int
    now: int


class Beginning(Body):
    """How a rendition is to be decoded from now on."""

    rendition: Rendition
    codec: Annotated[str, Field(max_length=40, pattern="^[A-Za-z0-9.]*$")]
    width: Annotated[int, Field(ge=0, le=16_384)] = 0
    height: Annotated[int, Field(ge=0, le=16_384)] = 0


class Written(Body):
    """A segment. `at`: the moment of its first sample; times in milliseconds."""

    n: Count
    rendition: Rendition
    name: Name
    init: Name
    at: Moment
    duration: Count
    bytes: Count
    discontinuity: bool = False
    filled: bool = False


class Report(Body):
    status: Literal["on", "broken"]


class Stored(Schema):
    bytes: int


class Told(Schema):
    told: bool = True


class Wanted(Body):
    """A file to be taken along: the picture with a sound, a sound alone, or a pack in one language."""

    kind: Annotated[str, Field(max_length=5, pattern="^[a-z]+$")]
    rendition: Rendition


class Handed(Body):
    to_members: bool


class File(Schema):
    """What can be taken along of a take. `status` is "" (to be asked for), "queued", "working", "ready" or
    "failed" with `error` in words; `done` in per cent; `url` when it is ready.
    """

    take: str
    kind: str
    rendition: str
    title: str
    status: str
    error: str
    done: int
    bytes: int
    url: str


class Busy(Schema):
    """How far a file is: "queued" or "working"."""

    take: str
    kind: str
    rendition: str
    status: str
    done: int


class UnderWay(Schema):
    files: list[Busy]


class Files(Schema):
    """`may`: whether the caller may take files along; `decides`: whether they say who may."""

    may: bool
    decides: bool
    to_members: bool
    files: list[File]


ANSWERS = {200: TakeId, **REFUSALS}


@router.post("", response=ANSWERS)
def start(request: MemberRequest, seminar_id: SeminarId, body: Started) -> TakeId:
    return TakeId(id=actions.start_recording(request.auth, key=body.key, follow=tasks.begin).id)


@router.post("/acknowledge", response={200: Acknowledgement, **REFUSALS})
def acknowledge(request: MemberRequest, seminar_id: SeminarId) -> Acknowledgement:
    """I have read that this is recorded."""
    actions.acknowledge(request.auth)
    return Acknowledgement()


@router.post("/{take}/stop", response=ANSWERS)
def stop(request: MemberRequest, seminar_id: SeminarId, take: str) -> TakeId:
    return TakeId(id=actions.stop_recording(request.auth, take).id)


@router.get("/{take}/address", response={200: Address, **REFUSALS})
def address(request: MemberRequest, seminar_id: SeminarId, take: str) -> Address:
    """A signed address of the playlist, from the first minute on."""
    found = queries.take_of(request.auth.seminar, take)
    names = (signatures.MASTER, signatures.LIVE, signatures.LIVE_SOUND)
    url, live, sound = (signatures.playlist(found, name) for name in names)
    return Address(url=url, live=live, sound=sound)


@router.get("/downloads", response={200: Files, **REFUSALS})
def downloads(request: MemberRequest, seminar_id: SeminarId) -> Files:
    """What can be taken along of this seminar's recording."""
    return Files(**handing.overview(request.auth))


@router.get("/downloads/under-way", response={200: UnderWay, **REFUSALS})
def under_way(request: MemberRequest, seminar_id: SeminarId) -> UnderWay:
    """The files that are being made now."""
    return UnderWay(files=[Busy(**one) for one in handing.under_way(request.auth)])


@router.post("/downloads", response={200: Files, **REFUSALS})
def hand_out(request: MemberRequest, seminar_id: SeminarId, body: Handed) -> Files:
    """Say whether every member may."""
    handing.hand_out(request.auth, to_members=body.to_members)
    return Files(**handing.overview(request.auth))


@router.post("/{take}/downloads", response={200: Files, **REFUSALS})
def ask(request: MemberRequest, seminar_id: SeminarId, take: str, body: Wanted) -> Files:
    """Have a file made, or once more after it failed."""
    handing.ask(request.auth, take, body.kind, body.rendition, start=tasks.start)
    return Files(**handing.overview(request.auth))


@work.get("/{take}/resume", response={200: Resumed, **REFUSALS})
def resume(request: WorkerRequest, seminar_id: SeminarId, take: str) -> Resumed:
    """Where a recorder begins, or goes on after it was killed."""
    found = queries.resume(queries.take_of(request.auth.seminar, take))
    return Resumed(zero=found.zero, next=found.next, now=milliseconds(timezone.now()))


@work.put("/{take}/files/{name}", response={200: Stored, **REFUSALS})
def store(request: WorkerRequest, seminar_id: SeminarId, take: str, name: str) -> Stored:
    """A file, as the body of the request. The same once more is welcome."""
    if request.auth.kind != "recorder":
        raise NotAllowed("not_the_recorder", _("Only the recorder may do this."))
    found = queries.take_of(request.auth.seminar, take)
    if not rules.is_file(name):
        raise Invalid("invalid", _("This cannot be kept as a part of the recording."))
    try:
        return Stored(bytes=files.store(found, name, request, told=queries.is_told(found, name)))
    except files.TooLarge:
        raise Invalid("too_large", _("This cannot be kept as a part of the recording.")) from None
    except files.Kept:
        raise Conflict("number_taken", _("This cannot be kept as a part of the recording.")) from None


@work.post("/{take}/renditions", response={200: Told, **REFUSALS})
def begin(request: WorkerRequest, seminar_id: SeminarId, take: str, body: Beginning) -> Told:
    found = body.model_dump()
    actions.add_rendition(request.auth, take, found.pop("rendition"), **found)
    return Told()


@work.post("/{take}/segments", response={200: Told, **REFUSALS})
def add(request: WorkerRequest, seminar_id: SeminarId, take: str, body: Written) -> Told:
    """A segment whose file is there."""
    try:
        actions.add_segment(request.auth, take, Piece(**body.model_dump()))
    except Conflict as refusal:
        if refusal.code == "take_over":
            actions.forget_file(request.auth, take, body.name)
        raise
    return Told()


@work.post("/{take}/report", response={200: Told, **REFUSALS})
def report(request: WorkerRequest, seminar_id: SeminarId, take: str, body: Report) -> Told:
    actions.report(request.auth, take, body.status)
    return Told()
