"""What a profile may hold. Pure."""

from zoneinfo import available_timezones

#: Zones a person may choose: the places of the tz database, without its aliases for machines.
TIME_ZONES = frozenset(
    zone
    for zone in available_timezones()
    if "/" in zone and not zone.startswith(("Etc/", "SystemV/", "US/", "posix/", "right/"))
) | {"UTC"}


def is_time_zone(text: str) -> bool:
    return text in TIME_ZONES
