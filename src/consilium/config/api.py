"""The HTTP API: every app's router under one seminar, and how a refusal looks."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from consilium.archive.api import router as archive
from consilium.captions.api import router as captions
from consilium.captions.api import work as captioning
from consilium.chat.api import router as chat
from consilium.interpretation.api import router as interpretation
from consilium.jobs.api import Hired
from consilium.jobs.api import router as jobs
from consilium.kernel.refusals import Refused
from consilium.polls.api import router as polls
from consilium.questions.api import router as questions
from consilium.recordings.api import router as recordings
from consilium.recordings.api import work as recording
from consilium.room.api import Present
from consilium.room.api import router as room
from consilium.room.booth_api import router as booths
from consilium.room.translating.api import router as translating
from consilium.room.worker_api import router as workers
from consilium.search.api import router as search
from consilium.sfu.door import SfuDown
from consilium.slides.api import router as slides
from consilium.translation.api import router as glossary

api = NinjaAPI(
    title="Consilium",
    version="1",
    description="What the room and the workers need. Browsers use the session cookie and a CSRF token.",
    auth=Present(),
    docs_url=None,
    urls_namespace="api",
)
SEMINAR = "/seminars/{seminar_id}"
api.add_router("/jobs", jobs, tags=["workers"])
api.add_router(SEMINAR, room, tags=["room"])
api.add_router(f"{SEMINAR}/worker", workers, tags=["workers"])
api.add_router(f"{SEMINAR}/slides", slides, tags=["slides"])
api.add_router(f"{SEMINAR}/questions", questions, tags=["questions"])
api.add_router(f"{SEMINAR}/polls", polls, tags=["polls"])
api.add_router(f"{SEMINAR}/chat", chat, tags=["chat"])
api.add_router(f"{SEMINAR}/interpretation", interpretation, tags=["interpretation"])
api.add_router(f"{SEMINAR}/interpretation", booths, tags=["interpretation"])
api.add_router(f"{SEMINAR}/translation", translating, tags=["translation"])
api.add_router(f"{SEMINAR}/translation", glossary, tags=["translation"])
api.add_router(f"{SEMINAR}/recordings", recordings, tags=["recordings"])
api.add_router(f"{SEMINAR}/recordings", recording, tags=["recordings", "workers"])
api.add_router(f"{SEMINAR}/archive", archive, tags=["archive"])
api.add_router(f"{SEMINAR}/captions", captions, tags=["captions"])
api.add_router(f"{SEMINAR}/search", search, tags=["search"])
api.add_router(f"{SEMINAR}/captions", captioning, auth=[Hired(), Present()], tags=["captions", "workers"])


def _answer(request: HttpRequest, status: int, code: str, message: object) -> HttpResponse:
    return api.create_response(request, {"error": code, "message": str(message)}, status=status)


@api.exception_handler(Refused)
def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    return _answer(request, refusal.status, refusal.code, refusal.message)


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """The values sent are not repeated: they may be someone's words."""
    fields = sorted({str(part["loc"][-1]) for part in error.errors if part.get("loc")})
    return _answer(request, 422, "invalid", _("Not accepted: %(fields)s") % {"fields": ", ".join(fields)})


@api.exception_handler(AuthenticationError)
def stranger(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return _answer(
        request, 401, "not_a_member", _("You are not a member of this seminar, or your link has ended.")
    )


@api.exception_handler(SfuDown)
def sfu_down(request: HttpRequest, error: SfuDown) -> HttpResponse:
    return _answer(request, 503, "sfu_down", _("Sound and picture cannot be reached now. We keep trying."))


@api.exception_handler(HttpError)
def broken(request: HttpRequest, error: HttpError) -> HttpResponse:
    return _answer(request, error.status_code, "bad_request", _("The request could not be read."))
