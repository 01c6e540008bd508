"""How a person sees the site: their time zone, their languages."""

from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from babel import Locale
from django.http import HttpRequest
from django.utils.translation import get_language

from consilium.accounts.models import Person
from consilium.accounts.rules import OFFERED_ZONES, is_time_zone
from consilium.kernel import languages

TIME_ZONE_COOKIE = "tz"


def time_zone_of(request: HttpRequest) -> ZoneInfo:
    """The viewer's zone: `?tz=`, else the profile, else the cookie the browser set, else UTC."""
    chosen = request.GET.get("tz", "")
    saved = request.user.time_zone if isinstance(request.user, Person) else ""
    for name in (chosen, saved, request.COOKIES.get(TIME_ZONE_COOKIE, "")):
        if is_time_zone(name):
            return ZoneInfo(name)
    return ZoneInfo("UTC")


def confirmed_by(email: str) -> Person | None:
    """Who has confirmed this address, as their first or beside it."""
    found = EmailAddress.objects.filter(email=email.strip().lower(), verified=True)
    row = found.select_related("user").first()
    return row.user if row else None


def taken_addresses(among: list[str]) -> set[str]:
    """Which of these, in lower case, are somebody's here."""
    first = Person.objects.filter(email__in=among).values_list("email", flat=True)
    confirmed = EmailAddress.objects.filter(email__in=among, verified=True).values_list("email", flat=True)
    return {*first, *confirmed}


def locale() -> Locale:
    """Babel's locale for the interface language of this request (CLDR 48 knows all twelve)."""
    return Locale.parse((get_language() or "en").replace("-", "_"), sep="_")


def state_name(code: str) -> str:
    """A state's name in the interface language, or the code itself when it is not one of ISO 3166."""
    return str(locale().territories.get(code.upper(), code))


def state_choices() -> list[tuple[str, str]]:
    """Every state of ISO 3166 with its name, in the order of the interface language."""
    named = locale().territories.items()
    return sorted(
        (
            (code, str(name))
            for code, name in named
            if len(code) == 2 and code.isalpha() and code not in _NOT_STATES
        ),
        key=lambda choice: choice[1].casefold(),
    )


_NOT_STATES = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ", "AC", "CP", "DG", "EA", "IC", "TA", "CQ"}


def zone_choices(saved: str = "") -> list[tuple[str, str]]:
    """Zones to choose from, and the `saved` one if it is known by another spelling."""
    more = [saved] if is_time_zone(saved) and saved not in OFFERED_ZONES else []
    return [(zone, zone.replace("_", " ")) for zone in (*OFFERED_ZONES, *more)]


def language_choices() -> list[tuple[str, str]]:
    return [(language.tag, language.endonym) for language in languages.INTERFACE]
