"""What is recorded follows from the log."""

import json
from dataclasses import replace

from consilium.interpretation.state import Channel, InterpretationState
from consilium.room.state import RoomState, StageState, Turn
from consilium.workers.recorder.scene import Heard, scene

NOW = 1_764_000_000_000
SHARING = ((), ("ben",), ("ana", "ben"), ("zoe",))  # who shows a screen; zoe is not on stage


def room(interpretation: InterpretationState | None = None, **stage: object) -> RoomState:
    made = replace(StageState(), **stage)  # type: ignore[arg-type]
    return RoomState(stage=made, interpretation=interpretation or InterpretationState())


def channel(language: str, holder: str = "", **values: object) -> Channel:
    return replace(Channel(language=language), holder=holder, **values)  # type: ignore[arg-type]


def on(*channels: Channel, **values: object) -> InterpretationState:
    known = {one.language: one for one in channels}
    return replace(InterpretationState(), channels=known, **values)  # type: ignore[arg-type]


def test_nobody_is_the_slate() -> None:
    assert scene(RoomState(), NOW).picture == "" and scene(RoomState(), NOW).voices == ()


def test_the_picture_follows_the_turn() -> None:
    stage = {"ana": 1, "ben": 2}
    assert scene(room(stage=stage, turn=Turn("ben", "en", "profile", 5)), NOW).picture == "ben"
    assert scene(room(stage=stage), NOW).picture == "ana", "before anybody has spoken"
    assert scene(room(stage=stage, floor={"eva": 9}), NOW).picture == "eva"
    gone = Turn("zoe", "en", "profile", 5)
    assert scene(room(stage=stage, turn=gone), NOW).picture == "ana", "whose turn it was has left"


def test_without_turns_the_picture_follows_who_is_heard() -> None:
    state = room(stage={"ana": 1, "ben": 2})
    assert scene(state, NOW, "ben").picture == "ben"
    assert scene(state, NOW, "zoe").picture == "ana", "who is heard has left the stage"
    told = room(stage={"ana": 1, "ben": 2}, turn=Turn("ana", "en", "profile", 5))
    assert scene(told, NOW, "ben").picture == "ana", "the turn is the better word"
    set_by_people = room(stage={"ana": 1, "ben": 2}, turn=Turn("ana", "en", "corrected", 5))
    assert scene(set_by_people, NOW, "ben").picture == "ben", "a language that was set turns no picture"
    assert scene(set_by_people, NOW).picture == "ana"


def test_an_interjection_turns_no_picture() -> None:
    heard = Heard()
    assert heard.now(0) == ""
    heard.says("ana", 1)
    assert heard.now(1) == "ana"
    heard.says("ben", 5)
    assert heard.now(6) == "ana"
    heard.says("ana", 6)
    assert heard.now(60) == "ana"
    heard.says("ben", 60)
    assert heard.now(62) == "ben"
    heard.says("", 63)
    assert heard.now(99) == "ben", "nobody speaks: the picture stays"


def test_a_shared_screen_is_shown_whoever_speaks() -> None:
    state = room(stage={"ana": 1, "ben": 2}, turn=Turn("ana", "en", "profile", 5))
    shown = [(found.picture, found.source) for found in (scene(state, NOW, "", who) for who in SHARING)]
    assert shown == [("ana", "camera"), ("ben", "screen"), ("ana", "screen"), ("ana", "camera")]
    three = room(stage={"ana": 1, "ben": 2, "eva": 3}, turn=Turn("ana", "en", "profile", 5))
    found = scene(three, NOW, "", ("ben", "eva"))
    assert (found.picture, json.loads(found.line())["source"]) == ("eva", "screen"), "who began last"


def test_the_floor_is_whoever_may_be_heard() -> None:
    found = scene(room(on(voiced={"int": 3}), stage={"ben": 2, "ana": 1}, floor={"eva": 9}), NOW)
    assert found.voices == ("ana", "ben", "eva", "int")


def test_who_interprets_from_the_stage_is_seen_there_and_heard_in_the_channel() -> None:
    both: dict[str, object] = {"stage": {"ana": 1, "int": 2}, "turn": Turn("int", "en", "profile", 5)}
    told = scene(room(on(channel("kk", "int")), **both), NOW, "", ("int",))
    assert told.voices == ("ana",) and dict(told.channels) == {"kk": "int"}
    assert (told.picture, told.source) == ("int", "screen")
    for other in (on(channel("kk", "int", silenced=True)), on(channel("ils", "int", kind="video"))):
        assert scene(room(other, **both), NOW).voices == ("ana", "int")


def test_each_channel_has_its_holder_or_nobody() -> None:
    told = on(
        channel("kk", "int"),
        channel("ru", "two", silenced=True),
        channel("zh-hans"),
        channel("hi", "voice"),
        channel("ils", "sign", kind="video"),
        voiced={"voice": 1},
    )
    assert scene(room(told), NOW).channels == (("hi", ""), ("kk", "int"), ("ru", ""), ("zh-hans", ""))


def test_a_handover_happens_at_its_moment() -> None:
    told = on(channel("kk", "one", next="two", next_at=NOW))
    assert dict(scene(room(told), NOW - 1).channels) == {"kk": "one"}
    assert dict(scene(room(told), NOW).channels) == {"kk": "two"}


def test_the_command_is_one_line() -> None:
    line = scene(room(on(channel("kk", "int")), stage={"ana": 1}), NOW).line()
    assert "\n" not in line
    assert json.loads(line) == {
        "do": "scene",
        "picture": "ana",
        "source": "camera",
        "voices": ["ana"],
        "channels": {"kk": "int"},
    }
