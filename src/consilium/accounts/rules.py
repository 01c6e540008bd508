"""What a profile may hold. Pure."""

from importlib import resources
from zoneinfo import available_timezones

#: Zones that a browser or a stored profile may name, old spellings among them (Chrome says Asia/Calcutta).
KNOWN_ZONES = frozenset(
    zone
    for zone in available_timezones()
    if "/" in zone and not zone.startswith(("Etc/", "SystemV/", "US/", "posix/", "right/"))
) | {"UTC"}


def _offered() -> tuple[str, ...]:
    """The tz database's own table of places, one or more for each state."""
    table = resources.files("tzdata").joinpath("zoneinfo/zone.tab").read_text(encoding="utf-8")
    places = {line.split("\t")[2].strip() for line in table.splitlines() if not line.startswith("#")}
    return ("UTC", *sorted(places & KNOWN_ZONES))


#: Zones to choose from, in order.
OFFERED_ZONES = _offered()


def is_time_zone(text: str) -> bool:
    return text in KNOWN_ZONES
