"""The step "Slides" for pages of other apps: `{% load slides %}{% slides_step seminar %}`."""

from typing import Any

from django import template
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from consilium.seminars.models import Seminar
from consilium.seminars.queries import Member, member_for
from consilium.slides import actions, conversion, queries, rules
from consilium.slides.forms import DeckForm

register = template.Library()


@register.simple_tag(takes_context=True)
def slides_step(context: template.Context, seminar: Seminar) -> SafeString:
    """The list of decks and the form, for whoever may upload; nothing for others."""
    request: HttpRequest = context["request"]
    member = member_for(request, seminar)
    if member is None or not rules.may_upload(member.roles):
        return SafeString("")
    values = step_context(member, DeckForm(seminar=seminar)) | {"back": request.get_full_path()}
    return SafeString(render_to_string("slides/_decks.html", values, request=request))


def step_context(member: Member, form: DeckForm) -> dict[str, Any]:
    """What slides/_decks.html wants, but for `back`."""
    return {
        "seminar": member.seminar,
        "lines": queries.deck_lines(member, timezone.now()),
        "form": form,
        "largest": actions.LARGEST,
        "office": conversion.office_program() is not None,
        "back": "",
    }
