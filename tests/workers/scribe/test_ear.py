"""One voice, by a scripted engine: what is settled when, and what is never asked twice."""

from itertools import pairwise

from consilium.workers.scribe.agreement import agreed, in_circles, plain, text_of
from consilium.workers.scribe.ear import LONGEST, Ear
from tests.workers.scribe.scripted import (
    Loud,
    Scripted,
    as_words,
    one_each_second,
    play,
    settled,
    silence,
    speech,
)

FIVE = "one two three four five"


def ear(engine: Scripted) -> Ear:
    return Ear(engine, Loud(), "en")


def test_words_are_settled_when_two_hearings_agree() -> None:
    engine = Scripted(one_each_second(FIVE))
    told = play(ear(engine), speech(5), silence(1))
    assert settled(told) == FIVE
    assert [one.closed for one in told][-1] is True
    early = settled([one for one in told if one.until < 4.5])
    assert early and FIVE.startswith(early), "before the end of the utterance"
    assert any(hearing.settled for hearing in engine.hearings), "settled words are a prefix, not asked again"


def test_what_changes_is_not_settled() -> None:
    texts = iter(["he sat", "he said", "he said so", "he said so", "he said so then"])
    told = play(ear(Scripted(lambda _: next(texts, "he said so then"))), speech(4.4), silence(1))
    assert settled(told) == "he said so then"


def test_of_one_second_two_hearings_may_be_wrong_alike() -> None:
    """As Whisper was: "How do" of "Had he", until it had heard more."""
    early = Scripted(lambda hearing: "how do you" if hearing.seconds < 2.5 else "had he married a more")
    told = play(ear(early), speech(4.4), silence(1))
    assert settled(told) == "had he married a more"


def test_silence_and_coughs_are_not_heard() -> None:
    engine = Scripted(one_each_second(FIVE))
    assert play(ear(engine), silence(6)) == []
    told = play(ear(engine), silence(1), speech(0.1), silence(2))
    assert settled(told) == "" and engine.hearings == []


def test_a_decoder_in_circles_is_not_believed() -> None:
    told = play(
        ear(Scripted(lambda hearing: None if not hearing.final else "well then")), speech(4), silence(1)
    )
    assert settled(told) == "well then" and len(told) == 1


def test_nobody_pauses_and_yet_nothing_grows_without_end() -> None:
    engine = Scripted(one_each_second(" ".join(f"w{number}" for number in range(60))))
    told = play(ear(engine), speech(25), silence(1))
    assert max(hearing.seconds for hearing in engine.hearings) <= LONGEST + 1.5
    assert told[-1].closed


def test_words_are_placed_by_a_hearing_that_was_heard() -> None:
    """An engine notes where words lie while it hears: of audio it has not heard it knows nothing."""
    engine = Scripted(one_each_second(" ".join(f"w{number}" for number in range(60))))
    play(ear(engine), speech(25), silence(1))
    heard = [id(hearing) for hearing in engine.hearings]
    assert engine.placed and all(id(hearing) in heard for hearing in engine.placed)


def test_without_drafts_only_whole_utterances_are_heard() -> None:
    for engine in (Scripted(one_each_second(FIVE)), Scripted(one_each_second(FIVE), streaming=False)):
        told = play(ear(engine), speech(5), silence(1), drafts=not engine.capabilities.streaming)
        assert settled(told) == FIVE and len(engine.hearings) == 1 and engine.hearings[0].final


def test_the_rest_is_heard_when_nothing_more_comes() -> None:
    told = play(ear(Scripted(one_each_second(FIVE))), speech(2.3), flush=True)
    assert settled(told).startswith("one two") and told[-1].closed


def test_times_are_those_of_the_voice() -> None:
    told = play(ear(Scripted(one_each_second(FIVE))), silence(3), speech(5), silence(1))
    words = [word for one in told for word in one.settled]
    assert words[0].start >= 2.5 and words[-1].end <= 8.4
    assert all(before.end <= after.start + 1.5 for before, after in pairwise(words))


def test_two_utterances_know_of_one_another() -> None:
    engine = Scripted(one_each_second(FIVE))
    play(ear(engine), speech(5), silence(1), speech(2), silence(1))
    assert text_of(engine.hearings[-1].before) == FIVE


def test_agreement_ignores_case_and_punctuation_and_the_last_word() -> None:
    assert text_of(agreed(as_words("And mr John"), as_words("and Mr. John Dashwood"))) == "and Mr. John"
    assert agreed(as_words("one two"), as_words("one two")) == tuple(as_words("one two")[:1])
    assert agreed([], as_words("one two")) == () and plain(" «Ёлка!»") == plain("ёлка")


def test_circles() -> None:
    assert (
        in_circles([1, 2, 3, 1, 2, 3, 1, 2, 3], 100) and in_circles([7, 7, 7], 100) and in_circles([1] * 2, 2)
    )
    assert not in_circles([1, 2, 3, 4, 1, 2, 3, 4], 100)
