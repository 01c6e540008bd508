"""From frames to cues on the wall clock: gaps, languages put right, languages without a model."""

import numpy as np
import pytest

from consilium.workers.scribe.ladder import Ladder, Rung, rungs
from consilium.workers.scribe.recogniser import Samples
from consilium.workers.scribe.transcript import Engines, Outcome, Transcript
from consilium.workers.scribe.turns import Tongue
from consilium.workers.scribe.voices import Voice
from tests.workers.scribe.scripted import STEP, Loud, Scripted, one_each_second, silence, speech

BEGAN = 1_700_000_000_000
RUNG = Rung(1.0)


def transcript(engine: Scripted, language: str = "en", profile: tuple[str, ...] = ("en",)) -> Transcript:
    return Transcript(Voice("a", "floor"), Engines(engine), Loud(), Tongue(language, "profile"), profile)


def play(made: Transcript, *parts: Samples, at: int = BEGAN) -> list[Outcome]:
    audio = np.concatenate(parts)
    told: list[Outcome | None] = []
    for start in range(0, len(audio), STEP):
        at += 100
        told += [made.take(audio[start : start + STEP], at), made.work(RUNG)]
    return [one for one in told if one is not None]


def cues(told: list[Outcome]) -> list[str]:
    return [cue.text for one in told for cue in one.cues]


def test_cues_have_the_time_at_which_they_were_said() -> None:
    made = transcript(Scripted(one_each_second("One two three four five.")))
    told = play(made, silence(1), speech(5), silence(1))
    cue = next(cue for one in told for cue in one.cues)
    assert cue.text == "One two three four five."
    assert BEGAN + 600 <= cue.start <= BEGAN + 1100 and BEGAN + 5500 <= cue.end <= BEGAN + 6500
    assert made.open_since is None and told[-1].draft.text == ""


def test_drafts_say_how_much_of_them_is_settled() -> None:
    told = play(transcript(Scripted(one_each_second("one two three four five"))), speech(4.5))
    drafts = [one.draft for one in told]
    assert drafts[-1].settled > 0 and drafts[-1].text[: drafts[-1].settled].startswith("one two")


def test_a_gap_closes_what_was_open_and_the_clock_is_right_after_it() -> None:
    made = transcript(Scripted(one_each_second("one two three")))
    assert cues(play(made, speech(3))) == []
    after = play(made, speech(3), silence(1), at=BEGAN + 60_000)
    first, second = [cue for one in after for cue in one.cues]
    assert first.end <= BEGAN + 3100 and second.start >= BEGAN + 60_000


def test_a_language_put_right_is_heard_from_the_next_utterance_on() -> None:
    engine = Scripted(one_each_second("one two three"))
    made = transcript(engine)
    play(made, speech(3), silence(1))
    made.speak(Tongue("ru", "corrected"))
    play(made, speech(3), silence(1), at=BEGAN + 4000)
    assert engine.hearings[0].language == "en" and engine.hearings[-1].language == "ru"
    assert made.tongue == Tongue("ru", "corrected")


def test_a_language_is_detected_once_an_utterance() -> None:
    engine = Scripted(one_each_second("one two three four five"))
    engine.likely = {"ru": 0.97, "en": 0.01}
    made = transcript(engine, profile=())
    play(made, speech(5), silence(1))
    assert made.tongue == Tongue("ru", "detected") and engine.hearings[-1].language == "ru"


def test_the_engine_is_told_the_terms_of_the_language_that_is_spoken() -> None:
    engine = Scripted(one_each_second("one two three"))
    terms = {"en": ["saturation"], "ru": ["сатурация"], "": ["SpO2"]}
    made = Transcript(
        Voice("a", "floor"), Engines(engine), Loud(), Tongue("en-gb", "profile"), ("en",), terms
    )
    play(made, speech(3), silence(1))
    made.speak(Tongue("ru", "corrected"))
    play(made, speech(3), silence(1), at=BEGAN + 4000)
    assert list(engine.hearings[0].terms) == ["saturation", "SpO2"]
    assert list(engine.hearings[-1].terms) == ["сатурация", "SpO2"]


@pytest.mark.parametrize(
    ("language", "streaming"),
    [("ky", True), ("en", False), ("en", True)],
    ids=["no model", "whole", "drafts"],
)
def test_who_speaks_without_a_pause_slows_nobody_down(language: str, streaming: bool) -> None:
    """An engine that keeps up: also where an utterance is heard only when it is over, or not at all."""
    words = Scripted(one_each_second(" ".join(f"w{number}" for number in range(90))), streaming=streaming)
    made, ladder = transcript(words, language, (language,)), Ladder(has_small=True)
    ladder.tell("s", 0.0, 0.0)
    for tenth in range(1, 600):
        made.take(speech(0.1), BEGAN + 100 * tenth)
        made.work(ladder.rung)
        ladder.tell("s", made.behind(ladder.rung), tenth / 10)
        assert ladder.rung == rungs(has_small=True)[0] and not ladder.is_delayed("s")


def test_drafts_are_made_again_when_the_engine_keeps_up_with_whole_utterances() -> None:
    words = Scripted(one_each_second(" ".join(f"w{number}" for number in range(90))))
    made, ladder = transcript(words), Ladder(has_small=False)
    for second in range(30):
        ladder.tell("s", 4.0, second)
    assert not ladder.rung.drafts
    for tenth in range(300, 900):
        made.take(speech(0.1), BEGAN + 100 * tenth)
        made.work(ladder.rung)
        ladder.tell("s", made.behind(ladder.rung), tenth / 10)
    assert ladder.rung == rungs(has_small=False)[0]


def test_speech_that_waits_is_behind() -> None:
    for streaming, least in ((True, 2.9), (False, 0.0)):
        made = transcript(Scripted(one_each_second("one two three"), streaming=streaming))
        made.take(speech(0.5), BEGAN + 500)
        made.work(RUNG)
        made.take(speech(3.5), BEGAN + 4000)  # came while the engine was busy
        assert least <= made.behind(RUNG) <= least + 0.2
        made.take(silence(4.0), BEGAN + 8000)
        assert made.behind(RUNG) > 3


def test_a_language_without_a_model_is_followed_in_silence() -> None:
    engine = Scripted(one_each_second("one two three"))
    made = transcript(engine, "ky", ("ky",))
    assert cues(play(made, speech(3), silence(1))) == [] and engine.hearings == []
    assert made.share(6) > 0.4, "whose turn it is is still known"
