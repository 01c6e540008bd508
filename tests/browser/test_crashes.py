"""`kill -9` of each part while people are in the room: nothing acknowledged is lost or doubled."""

import time

import pytest

from tests.support.crowd import Crowd, doubled
from tests.support.site import Guest, Site, until


@pytest.mark.parametrize("part", ["web", "live", "sfu"])
def test_no_acknowledged_fact_is_lost_or_doubled(site: Site, part: str) -> None:
    names = ("moderator", "anna", "bolat", "chen")
    roles = ("moderator", "attendee", "attendee", "attendee")
    people = [Guest(name, role) for name, role in zip(names, roles, strict=True)]
    invited = site.invite(f"Crash of {part}", *people, live=True)
    crowd = Crowd([invited.links[name] for name in names], every=0.5)
    crowd.start()
    until(lambda: len(crowd.acknowledged) > 8, "messages are acknowledged")
    for _ in range(2):
        site.kill(part)
        killed, before = time.monotonic(), len(crowd.acknowledged)
        until(lambda before=before: len(crowd.acknowledged) > before + 4, "messages are acknowledged again")  # type: ignore[misc]
        assert time.monotonic() - killed < 5
    crowd.finish_writing()
    entries = site.log_of(invited.id)
    crowd.stop(entries[-1]["seq"])
    assert not crowd.errors
    assert [entry["seq"] for entry in entries] == list(range(1, len(entries) + 1))
    written = [entry["data"]["text"] for entry in entries if entry["kind"] == "message.posted"]
    assert not set(crowd.acknowledged) - set(written), "lost"
    assert not doubled(written)
    everyone = [entry["seq"] for entry in entries if entry["audience"] == "everyone"]
    for seqs in crowd.received[1:]:
        assert seqs[: len(everyone)] == everyone
    assert crowd.received[0][: len(entries)] == [entry["seq"] for entry in entries]
