"""The replay's page: the room with the clock turned back."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET

from consilium.seminars.models import Seminar
from consilium.seminars.queries import member_for


@require_GET
@never_cache
@ensure_csrf_cookie
def replay(request: HttpRequest, slug: str) -> HttpResponseBase:
    """For members, from the first minute on. Others are shown the way in: to sign in, or its page."""
    seminar = get_object_or_404(Seminar.objects.exclude(status=Seminar.Status.DRAFT), slug=slug)
    member = member_for(request, seminar)
    if member is None and not request.user.is_authenticated:
        return redirect(f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': request.get_full_path()})}")
    if member is None:
        return redirect("seminars:seminar", slug=slug)
    return render(request, "archive/replay.html", {"seminar": seminar, "member": member})
