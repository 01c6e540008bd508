"""Grants on the real SFU: what is not granted is refused there, and a change is felt without reconnecting."""

import asyncio
from collections.abc import Awaitable, Callable

import jwt
import pytest
from asgiref.sync import sync_to_async
from livekit import rtc

from consilium.sfu.grants import LISTENER, ON_STAGE, WITH_FLOOR
from consilium.sfu.livekit import LiveKit
from consilium.sfu.tokens import join_token
from tests.support.livekit import SECRET
from tests.support.participant import joined, until

Off = Callable[..., Awaitable[object]]


def in_thread(call: Callable[..., object]) -> Off:
    """The door runs loops of its own, so an async test calls it from a thread."""
    return sync_to_async(call, thread_sensitive=False)


def test_a_token_opens_one_room_for_one_identity_and_says_no_name(room: str) -> None:
    claims = jwt.decode(join_token(room, "someone", LISTENER), SECRET, algorithms=["HS256"])
    assert claims["sub"] == "someone"
    assert claims["exp"] - claims["nbf"] <= 15 * 60
    assert not claims.get("name") and not claims.get("metadata")
    video = claims["video"]
    assert video["room"] == room and video["roomJoin"] and not video["canPublish"]
    assert not any(video.get(key) for key in ("roomAdmin", "roomCreate", "roomList", "canUpdateOwnMetadata"))


def test_a_listener_cannot_publish(sfu: LiveKit, sfu_url: str, room: str) -> None:
    async def scenario() -> None:
        async with joined(sfu_url, join_token(room, "listener", LISTENER)) as listener:
            with pytest.raises(Exception, match=r"permission|publish|timeout|time"):
                await asyncio.wait_for(listener.publish_tone(), 12)

    asyncio.run(scenario())
    assert sfu.participants(room) == [] or all(not p.tracks for p in sfu.participants(room))


def test_given_the_floor_one_is_heard_and_loses_it_again(sfu: LiveKit, sfu_url: str, room: str) -> None:
    async def scenario() -> None:
        async with (
            joined(sfu_url, join_token(room, "attendee", LISTENER, way="a link")) as attendee,
            joined(sfu_url, join_token(room, "panellist", ON_STAGE)) as panellist,
        ):
            await in_thread(sfu.set_grant)(room, "attendee", WITH_FLOOR)
            await attendee.publish_tone()
            assert await panellist.hear() > 0.1
            await in_thread(sfu.set_grant)(room, "attendee", LISTENER)
            await until(lambda: panellist.nobody_publishes or None, 5)
            present = await in_thread(sfu.participants)(room)
            found = {p.identity: (p.grant, p.way) for p in present}  # type: ignore[attr-defined]
            assert found == {"attendee": (LISTENER, "a link"), "panellist": (ON_STAGE, "")}

    asyncio.run(scenario())


def test_a_moderator_mutes_and_removes(sfu: LiveKit, sfu_url: str, room: str) -> None:
    async def scenario() -> None:
        async with (
            joined(sfu_url, join_token(room, "listener", LISTENER)) as listener,
            joined(sfu_url, join_token(room, "panellist", ON_STAGE)) as panellist,
        ):
            muted = asyncio.Event()
            listener.room.on("track_muted", lambda *_: muted.set())
            await panellist.publish_tone()
            await listener.hear()
            await in_thread(sfu.mute)(room, "panellist", "microphone")
            await asyncio.wait_for(muted.wait(), 5)
            await in_thread(sfu.remove)(room, "panellist")
            await asyncio.wait_for(panellist.closed.wait(), 5)

    asyncio.run(scenario())


def test_nobody_joins_a_room_that_was_not_opened(sfu: LiveKit, sfu_url: str) -> None:
    async def scenario() -> None:
        with pytest.raises(rtc.ConnectError):
            async with joined(sfu_url, join_token("no-such-room", "someone", LISTENER)):
                pass

    asyncio.run(scenario())


def test_unknown_rooms_and_persons_are_not_errors(sfu: LiveKit, room: str) -> None:
    assert sfu.participants("no-such-room") == []
    sfu.set_grant(room, "nobody", LISTENER)
    sfu.remove(room, "nobody")
    sfu.mute(room, "nobody", "microphone")
    sfu.close_room(room)
    sfu.close_room(room)
