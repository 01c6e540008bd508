"""The guest's client against a real HTTP server that fails in the ways sites do."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from consilium.workers.client import Guest, Line, Turned
from tests.workers.fake_site import FakeSite, running

Scenario = Callable[[FakeSite, Guest], Awaitable[None]]


def play(scenario: Scenario) -> None:
    """A scenario with a guest who has come in."""

    async def run() -> None:
        async with running() as site, Guest(f"{site.url}/join/good", patience=5) as guest:
            await guest.enter()
            await asyncio.wait_for(scenario(site, guest), 20)

    asyncio.run(run())


def entry(seq: int) -> dict[str, object]:
    return {"seq": seq, "at": 1_000 + seq, "kind": "hand.raised", "v": 1, "data": {"person": "p"}}


def test_a_link_leads_into_its_seminar() -> None:
    async def scenario(site: FakeSite, guest: Guest) -> None:
        assert guest.seminar == site.seminar

    play(scenario)


def test_a_dead_link_says_so() -> None:
    async def run() -> None:
        async with running() as site, Guest(f"{site.url}/join/bad") as guest:
            with pytest.raises(Turned) as refused:
                await guest.enter()
            assert refused.value.status == 404

    asyncio.run(run())


def test_a_call_is_repeated_with_the_same_key_until_it_is_answered() -> None:
    async def scenario(site: FakeSite, guest: Guest) -> None:
        site.fail["questions"] = [0, 503]
        assert await guest.post("questions", key="key-12345", text="?") == {"id": "made"}
        assert [body["key"] for path, body in site.seen if path == "questions"] == ["key-12345"] * 3

    play(scenario)


def test_a_refusal_is_told_and_not_repeated() -> None:
    async def scenario(site: FakeSite, guest: Guest) -> None:
        site.fail["hand"] = [409]
        with pytest.raises(Turned) as refused:
            await guest.post("hand", raised=True)
        assert (refused.value.status, refused.value.code) == (409, "no")
        assert len(site.seen) == 1

    play(scenario)


def test_a_lost_session_is_begun_again_once() -> None:
    async def scenario(site: FakeSite, guest: Guest) -> None:
        site.fail["hand"] = [401]
        await guest.post("hand", raised=True)
        site.fail["hand"] = [401, 401]
        with pytest.raises(Turned):
            await guest.post("hand", raised=True)

    play(scenario)


def test_patience_ends() -> None:
    async def run() -> None:
        async with Guest("http://127.0.0.1:9/join/x", patience=0.3) as guest:
            with pytest.raises(TimeoutError):
                await guest.enter()

    asyncio.run(run())


async def take(guest: Guest, number: int) -> list[Line]:
    lines = []
    async for line in guest.follow(0):
        lines.append(line)
        if len(lines) == number:
            break
    return lines


def test_a_stream_is_resumed_where_it_was_cut() -> None:
    async def scenario(site: FakeSite, guest: Guest) -> None:
        site.entries, site.cut_after = [entry(seq) for seq in range(1, 8)], 3
        lines = await take(guest, 7)
        assert [line.seq for line in lines] == [1, 2, 3, 4, 5, 6, 7]
        assert lines[0].data == {"person": "p"} and lines[0].at == 1_001
        assert site.streams[:3] == [0, 3, 6]

    play(scenario)


def test_an_entry_sent_twice_is_told_once() -> None:
    async def scenario(site: FakeSite, guest: Guest) -> None:
        site.entries = [entry(1), entry(1), entry(2)]
        assert [line.seq for line in await take(guest, 2)] == [1, 2]

    play(scenario)


def test_a_stream_with_an_old_token_takes_a_new_one() -> None:
    async def scenario(site: FakeSite, guest: Guest) -> None:
        site.entries, site.fail["stream"] = [entry(1)], [401, 503]
        assert len(await take(guest, 1)) == 1
        assert site.tokens == 3

    play(scenario)


def test_a_stream_goes_on_through_a_site_that_fails() -> None:
    async def scenario(site: FakeSite, guest: Guest) -> None:
        site.entries, site.fail = [entry(1)], {"stream": [500], "stream-token": [500]}
        assert len(await take(guest, 1)) == 1

    play(scenario)


def test_a_burst_with_an_old_token_takes_a_new_one() -> None:
    async def scenario(site: FakeSite, guest: Guest) -> None:
        site.fail["bursts"] = [401]
        assert await guest.burst("upvote", question="q", up=True) == "ok"
        tokens = [body["token"] for path, body in site.seen if path == "bursts"]
        assert tokens == ["t1", "t2"]

    play(scenario)
