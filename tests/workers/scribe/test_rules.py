"""Sentences, the ladder, whose turn it is, which voices are heard, what was lost: pure rules."""

from dataclasses import replace

import pytest

from consilium.captions.state import CaptionsState, Cue
from consilium.interpretation.state import Channel, InterpretationState
from consilium.room.state import RoomState, StageState
from consilium.seminars.state import SeminarState
from consilium.workers.scribe import losses, turns
from consilium.workers.scribe.ladder import Ladder, rungs
from consilium.workers.scribe.recogniser import Capabilities, Word, supports
from consilium.workers.scribe.sentences import MOST_WORDS, Sentences
from consilium.workers.scribe.turns import Tongue
from consilium.workers.scribe.voices import MOST, Voice, next_change, wanted


def said(text: str, begin: float = 0.0) -> list[Word]:
    """Half a second a word."""
    return [
        Word(f" {word}", (), begin + number / 2, begin + number / 2 + 0.5)
        for number, word in enumerate(text.split())
    ]


def test_sentences_end_at_their_ends() -> None:
    made = Sentences().add(said("Dr. Smith gave 2.5 mg. It did help. And then"), closed=False)
    assert [one.text for one in made] == ["Dr. Smith gave 2.5 mg.", "It did help."]
    assert (made[0].start, made[0].end) == (0.0, 2.5)


def test_a_pause_ends_a_sentence_without_a_full_stop() -> None:
    sentences = Sentences()
    assert sentences.add(said("and then"), closed=False) == [] and sentences.waiting == "and then"
    assert [one.text for one in sentences.add((), closed=True)] == ["and then"]
    assert sentences.waiting == "" and sentences.since is None


def test_a_long_one_is_cut_at_a_comma() -> None:
    text = " ".join(["word"] * 15 + ["comma,"] + ["more"] * 14)
    made = Sentences().add(said(text), closed=True)
    assert made[0].text.endswith("comma,") and len(made) == 2
    assert all(len(one.text.split()) <= MOST_WORDS for one in made)


def test_scripts_without_spaces() -> None:
    letters = [
        Word(letter, (), number / 5, number / 5 + 0.2) for number, letter in enumerate("患者重症肺炎。" * 3)
    ]
    assert [one.text for one in Sentences().add(letters, closed=True)] == ["患者重症肺炎。"] * 3


def test_the_ladder_gives_up_drafts_before_it_says_that_it_is_late() -> None:
    ladder = Ladder(has_small=True)
    seen = []
    for second in range(40):
        ladder.tell("s", 4.0, second)
        if ladder.rung not in seen:
            seen.append(ladder.rung)
    assert seen == list(rungs(has_small=True))
    late = [ladder.is_delayed("s")]
    ladder.tell("s", 8.0, 41)
    late.append(ladder.is_delayed("s"))
    assert late == [False, True] and not ladder.rung.drafts
    for second in range(42, 160):
        ladder.tell("s", 0.2, second)
    assert ladder.rung == rungs(has_small=True)[0] and not ladder.is_delayed("s")


def test_of_two_seminars_the_slower_counts_and_only_it_says_that_it_is_late() -> None:
    ladder = Ladder(has_small=False)
    for second in range(20):
        ladder.tell("slow", 8.0, second)
        ladder.tell("quick", 0.1, second + 0.5)
    assert ladder.rung == rungs(has_small=False)[-1]
    assert ladder.is_delayed("slow") and not ladder.is_delayed("quick")
    ladder.forget("slow")
    for second in range(20, 100):
        ladder.tell("quick", 0.1, second)
    assert ladder.rung == rungs(has_small=False)[0] and not ladder.is_delayed("slow")


def test_one_slow_moment_changes_nothing() -> None:
    ladder = Ladder(has_small=False)
    for second in range(20):
        ladder.tell("s", 3.0 if second % 3 == 0 else 0.1, second)
    assert ladder.rung == rungs(has_small=False)[0]


def test_the_turn_stays_through_interjections() -> None:
    assert turns.speaker("", {"a": 0.9}) == "a"
    assert turns.speaker("a", {"a": 0.8, "b": 0.9}) == "a"
    assert turns.speaker("a", {"a": 0.0, "b": 0.4}) == "a"
    assert turns.speaker("a", {"a": 0.1, "b": 0.7}) == "b"
    assert turns.speaker("gone", {"b": 0.7}) == "b" and turns.speaker("a", {}) == "a"


def test_the_turn_comes_back_to_somebody_whose_language_was_corrected() -> None:
    told = turns.Told()
    corrected = Tongue("kk", "corrected")
    assert told.news("p", Tongue("ru", "profile"), 0.1) == "", "nobody has spoken yet"
    assert told.news("p", Tongue("ru", "profile"), 0.9) == "profile"
    assert told.news("p", corrected, 0.9) == "detected"
    assert told.news("p", corrected, 0.9) == "", "once"
    assert told.news("q", Tongue("ru", "profile"), 0.9) == "profile"
    assert told.news("p", corrected, 0.9) == "detected"


def test_who_speaks_is_told_again_after_a_correction_of_somebody_else() -> None:
    """The captioner put P right while Q had begun to speak."""
    told, corrected = turns.Told(), Tongue("kk", "corrected")
    assert told.news("q", Tongue("ru", "profile"), 0.9) == "profile"
    told.correct("p", corrected, 5)
    assert turns.speaker(told.person, {"p": 0.0, "q": 0.9}) == "q"
    assert told.news("q", Tongue("ru", "profile"), 0.9) == "profile"
    told.correct("p", corrected, 5)
    assert told.news("q", Tongue("ru", "profile"), 0.9) == "", "that correction is known"


@pytest.mark.parametrize(
    ("profile", "before", "likely", "expected"),
    [
        (["kk"], Tongue("kk", "profile"), {"kk": 0.6, "ru": 0.4}, Tongue("kk", "profile")),
        (["kk"], Tongue("kk", "profile"), {"kk": 0.05, "ru": 0.9}, Tongue("ru", "detected")),
        (["en", "zh-hans"], Tongue("en", "profile"), {"zh": 0.95}, Tongue("zh-hans", "detected")),
        (["ky"], Tongue("ky", "corrected"), {"ru": 0.99}, Tongue("ky", "corrected")),
        ([], Tongue("en", "profile"), {}, Tongue("en", "profile")),
    ],
)
def test_a_language_is_changed_by_detection_only_when_it_is_sure(
    profile: list[str], before: Tongue, likely: dict[str, float], expected: Tongue
) -> None:
    assert turns.checked(profile, before, likely) == expected


def room(*floor: str, **channels: Channel) -> RoomState:
    return RoomState(
        seminar=SeminarState(status="live"),
        stage=StageState(stage=dict.fromkeys(floor, 1)),
        interpretation=InterpretationState(channels=channels),
    )


def test_only_open_microphones_that_count_are_heard() -> None:
    state = room("a", "b", ru=Channel("ru", holder="i"), kk=Channel("kk", holder="j", silenced=True))
    found = wanted(state, {"a", "i", "j", "stranger"}, {}, 0)
    assert found == {Voice("a", "floor"), Voice("i", "channel", "ru")}
    assert wanted(replace(state, seminar=SeminarState(status="published")), {"a"}, {}, 0) == set()


def test_of_a_full_stage_those_who_spoke_last() -> None:
    people = [f"p{number}" for number in range(6)]
    found = wanted(room(*people), set(people), {"p5": 9.0, "p3": 8.0}, 0)
    assert len(found) == MOST and {"p5", "p3"} <= {voice.person for voice in found}


def test_a_handover_is_heard_at_its_moment() -> None:
    state = room(ru=Channel("ru", holder="i", next="j", next_at=1000))
    assert {voice.person for voice in wanted(state, {"i", "j"}, {}, 999)} == {"i"}
    assert {voice.person for voice in wanted(state, {"i", "j"}, {}, 1000)} == {"j"}
    assert next_change(state, 0) == 1000 and next_change(state, 1000) is None


def test_what_was_lost() -> None:
    left = losses.note([("en", "floor", 5_000)])
    assert losses.losses(left, 6_000, 9_000, CaptionsState(), "en") == [
        losses.Span("en", "floor", 5_000, 9_000)
    ]
    kept = CaptionsState({"en": (Cue("c", "en", "x", "", "floor", 4_000, 7_000, "e"),)})
    assert losses.losses(left, 6_000, 9_000, kept, "en")[0].start == 7_000
    assert losses.losses({}, 0, 9_000, CaptionsState(), "en") == []
    assert losses.losses({}, 8_000, 9_000, CaptionsState(), "en") == []
    assert losses.losses({}, 8_000, 99_000, CaptionsState(), "en") == [
        losses.Span("en", "floor", 8_000, 99_000)
    ]
    for broken in ({"open": 3}, {"open": [3]}, {"open": [["en"]]}, {"open": [["en", "floor", "x"]]}):
        assert losses.losses(broken, 8_000, 9_000, CaptionsState(), "en") == []


def test_kyrgyz_has_no_model_and_chinese_has() -> None:
    known = Capabilities(frozenset({"en", "zh"}), streaming=True)
    assert supports(known, "zh-hans") == "zh" and supports(known, "ky") == ""
