"""The step "Certificates" for pages of other apps: `{% certificates_step seminar %}`."""

from django import template
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from consilium.certificates.views import desk_context
from consilium.seminars.models import Seminar
from consilium.seminars.queries import member_for

register = template.Library()


@register.simple_tag(takes_context=True)
def certificates_step(context: template.Context, seminar: Seminar) -> SafeString:
    """The rule sets of the seminar and the form for one more, for its organiser; nothing for others."""
    request: HttpRequest = context["request"]
    member = member_for(request, seminar)
    if member is None or not member.may_organise:
        return SafeString("")
    values = desk_context(member)
    return SafeString(render_to_string("certificates/_desk.html", values, request=request))
