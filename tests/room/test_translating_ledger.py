"""What is still to be translated, from entries alone: no database, no engine."""

import json
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from consilium.captions.events import CaptionsReported, CueFinalised, CueLost, CueRevised, CueTranslated
from consilium.chat.events import MessagePosted, MessageRemoved
from consilium.interpretation.events import ChannelOpened, ChannelSilenced, ChannelTaken
from consilium.kernel.audience import EVERYONE, STAFF, Audience
from consilium.kernel.facts import KINDS, Entry, Json, kind_of, to_json
from consilium.kernel.timecode import moment
from consilium.polls.events import PollDiscarded, PollDrafted, PollOpened
from consilium.questions.events import AnswerWritten, QuestionAsked, QuestionReleased
from consilium.room.events import FloorTurned
from consilium.room.translating.ledger import BREAK, CUES_KEPT, PATIENCE, Ledger
from consilium.room.translating.texts import Text, same_language, texts_of
from consilium.slides.events import DeckAdded, DeckWithdrawn
from consilium.translation.events import LanguageWanted, TextRecognised, TextTranslated, TextWithdrawn

ASKED = QuestionAsked("q", "Quanto oxigénio?", "pt", "anna", False)
ASKER = Audience.person("anna")


class Log:
    """Entries of a seminar and the ledger that folds them."""

    def __init__(self) -> None:
        self._seqs = count(1)
        self.ledger = Ledger("s")

    def say(self, *facts: object, to: Audience = EVERYONE) -> "Log":
        for fact in facts:
            entry = entry_of(fact, next(self._seqs), to)
            self.ledger.fold(entry)
            self.ledger.fold(entry)  # twice told changes nothing
        return self

    def wait(self, seconds: int) -> None:
        """Nothing happens: a second passes from entry to entry, and entries may be missing."""
        self._seqs = count(next(self._seqs) + seconds)

    def left(self) -> set[tuple[str, str]]:
        return {(job.text.subject, job.language) for job in self.ledger.jobs()}


def entry_of(fact: object, seq: int, to: Audience = EVERYONE) -> Entry:
    at = moment(1_795_510_800_000) + timedelta(seconds=seq)
    return Entry("s", seq, at, "", to, kind_of(fact), 1, to_json(fact))


def translated(subject: str, language: str, by: str = "") -> TextTranslated:
    return TextTranslated(subject, language, "…", "firefox", by, ())


def cue(id: str, language: str = "en") -> CueFinalised:
    return CueFinalised(id, language, f"Words of {id}", "ivan", "floor", 0, 1000, "whisper")


def test_a_text_is_open_in_each_wanted_language_but_its_own() -> None:
    log = Log().say(LanguageWanted("en"), LanguageWanted("pt"), ASKED, LanguageWanted("ru"))
    assert log.left() == {("question:q", "en"), ("question:q", "ru")}


def test_what_the_log_tells_is_done() -> None:
    log = Log().say(LanguageWanted("en"), ASKED, translated("question:q", "en"))
    assert not log.left()
    assert len(log.ledger) == 0


def test_a_held_question_is_told_again_to_everyone_when_it_is_released() -> None:
    log = Log().say(LanguageWanted("en")).say(ASKED, translated("question:q", "en"), to=ASKER)
    assert not log.left()
    log.say(QuestionReleased("q", ASKED.text, "pt", "anna", False, 1))
    [job] = log.ledger.jobs()
    assert job.text.audience == EVERYONE
    log.say(translated("question:q", "en"))
    assert not log.left()


def test_a_wider_audience_than_the_text_has_is_enough() -> None:
    log = Log().say(LanguageWanted("en"), translated("poll:p", "en"))
    log.say(PollDrafted("p", "O que primeiro?", "single", ("1", "2"), "pt"), to=STAFF)
    assert not log.left()


def test_a_language_put_right_opens_the_text_anew() -> None:
    log = Log().say(LanguageWanted("en"), LanguageWanted("pt"), replace_language("en"))
    assert log.left() == {("question:q", "pt")}
    log.say(translated("question:q", "pt"), TextRecognised("question:q", "pt"))
    assert log.left() == {("question:q", "en")}
    log.say(
        QuestionReleased("q", ASKED.text, "en", "anna", False, 1)
    )  # told to more readers, in the wrong one
    assert log.left() == {("question:q", "en")}


def replace_language(language: str) -> QuestionAsked:
    return replace(ASKED, language=language)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (MessagePosted("m", "Olá", "pt", "anna", False), MessageRemoved("m")),
        (MessagePosted("m", "Olá", "pt", "anna", False), TextWithdrawn("message:m")),
        (PollDrafted("p", "Primeiro?", "single", ("Sim", "Não"), "pt"), PollDiscarded("p")),
        (DeckAdded("d", "Aula", 3), DeckWithdrawn("d")),
    ],
)
def test_what_was_withdrawn_is_left_alone(before: object, after: object) -> None:
    assert not Log().say(LanguageWanted("en"), before, after).left()


def test_the_slides_of_a_deck_go_with_it() -> None:
    log = Log().say(LanguageWanted("en"), DeckAdded("d", "Aula", 3))
    for deck in ("d", "e"):
        log.ledger.add(Text(f"slide:{deck}/1", "Sinais vitais", "pt", EVERYONE))
    assert ("slide:d/1", "en") in log.left()
    assert log.say(DeckWithdrawn("d")).left() == {("slide:e/1", "en")}


def test_a_poll_is_its_title_and_its_options() -> None:
    log = Log().say(
        LanguageWanted("en"), PollDrafted("p", "Primeiro?", "single", ("Sim", "2"), "pt"), to=STAFF
    )
    assert log.left() == {("poll:p", "en"), ("poll:p/0", "en")}, "a number is the same in all languages"
    log.say(translated("poll:p", "en"), translated("poll:p/0", "en"), to=STAFF)
    log.say(PollOpened("p", "Primeiro?", "single", ("Sim", "2"), 0, "pt"))
    assert log.left() == {("poll:p", "en"), ("poll:p/0", "en")}, "now everyone is to be told"


def test_changed_words_of_a_draft_are_open_again() -> None:
    log = Log().say(LanguageWanted("en"), PollDrafted("p", "Primeiro?", "scale", ("1", "2"), "pt"), to=STAFF)
    log.say(translated("poll:p", "en"), PollDrafted("p", "Depois?", "scale", ("1", "2"), "pt"), to=STAFF)
    assert log.left() == {("poll:p", "en")}


def test_answers_and_removed_words() -> None:
    log = Log().say(LanguageWanted("en"), AnswerWritten("a", "q", "Dois litros.", "pt", "ivan"))
    log.say(MessagePosted("m", "", "pt", "anna", False))
    assert log.left() == {("answer:a", "en")}


def test_captions_leave_out_the_languages_that_an_interpreter_speaks() -> None:
    log = Log().say(LanguageWanted("ru"), LanguageWanted("kk"), ChannelOpened("ru", "audio"), cue("c1"))
    assert log.left() == {("cue:c1", "ru"), ("cue:c1", "kk")}, "nobody is on air yet"
    log.say(ChannelTaken("ru", "lena"), cue("c2"))
    assert ("cue:c2", "ru") not in log.left()
    log.say(ChannelSilenced("ru"), cue("c3"))
    assert ("cue:c3", "ru") in log.left()


SPRINGS = json.loads((Path(__file__).parent.parent / "golden/springs.json").read_text())


@pytest.mark.parametrize("case", SPRINGS, ids=lambda case: str(case["about"]))
def test_captions_are_translated_where_no_interpreter_is_captioned(case: Json) -> None:
    """The page says the same of each case (web/src/state/captioning.test.ts). Who reads Kyrgyz reads each
    word once. The floor speaks Russian at first.
    """
    before = [LanguageWanted("ky"), LanguageWanted("ru"), FloorTurned("p", "ru", "profile")]
    channels = [data["language"] for _, kind, data in case["log"] if kind == "channel.opened"]
    said = [replace(cue(tag, tag), source="channel") for tag in channels]
    if case["heard"] not in channels:
        said.append(cue(case["heard"], case["heard"]))
    log = [
        *([0, kind_of(fact), to_json(fact)] for fact in before),
        *case["log"],
        *([case["at"], kind_of(fact), to_json(fact)] for fact in said),
    ]
    ledger = Ledger("s")
    for seq, (at, kind, data) in enumerate(log, 1):
        when = moment(1_764_000_000_000) + timedelta(seconds=at)
        assert kind in KINDS
        ledger.fold(Entry("s", seq, when, "", EVERYONE, kind, 1, data))
    left = [job.text.language for job in ledger.jobs() if job.language == "ky"]
    assert left == ([case["heard"]] if case["from"] == "translation" else [])


def test_what_a_silent_interpreter_missed_is_translated_until_they_are_heard_again() -> None:
    """A second passes from entry to entry."""
    log = Log().say(LanguageWanted("ky"), FloorTurned("p", "ru", "profile"))
    log.say(ChannelOpened("ky", "audio"), ChannelTaken("ky", "lena"), cue("before", "ru"))
    heard = replace(cue("heard", "ky"), source="channel")
    log.say(heard, *(cue(f"c{number}", "ru") for number in range(PATIENCE // 1000 + 1)))
    assert not log.left(), "a sentence may take so long"
    log.say(cue("one more", "ru"))
    assert len(log.left()) == PATIENCE // 1000 + 2
    assert ("cue:c0", "ky") in log.left() and ("cue:before", "ky") not in log.left()
    log.say(replace(heard, id="again"), cue("after", "ru"))
    assert ("cue:after", "ky") not in log.left()


def test_an_interpreter_has_time_after_a_break_too() -> None:
    log = Log().say(LanguageWanted("ky"), FloorTurned("p", "ru", "profile"))
    log.say(ChannelOpened("ky", "audio"), ChannelTaken("ky", "lena"), cue("c1", "ru"))
    log.wait(BREAK // 1000)
    assert not log.say(cue("c2", "ru")).left()


def test_while_the_floor_speaks_the_language_itself_nothing_is_asked_of_its_interpreter() -> None:
    log = Log().say(LanguageWanted("ky"), FloorTurned("p", "ky", "profile"))
    log.say(ChannelOpened("ky", "audio"), ChannelTaken("ky", "lena"))
    log.say(*(cue(f"c{number}", "ky") for number in range(2 * PATIENCE // 1000)))
    assert not log.say(FloorTurned("q", "ru", "profile"), cue("c", "ru")).left()


def test_who_reads_the_floor_is_not_told_what_interpreters_made_of_it() -> None:
    log = Log().say(LanguageWanted("ru"), LanguageWanted("uz"), FloorTurned("p", "ru", "profile"))
    log.say(ChannelOpened("en", "audio"), ChannelTaken("en", "lena"), cue("c1", "ru"))
    log.say(replace(cue("c2", "en"), source="channel"))
    assert log.left() == {("cue:c1", "uz")}


def test_the_last_sentence_of_a_turn_is_translated_for_who_reads_the_next_speaker_s_language() -> None:
    """A caption comes some seconds after its words: the floor may speak another language by then."""
    log = Log().say(LanguageWanted("en"), LanguageWanted("kk"), FloorTurned("p", "ru", "profile"))
    log.say(FloorTurned("q", "en", "profile"), cue("last", "ru"), cue("first", "en"))
    assert log.left() == {("cue:last", "en"), ("cue:last", "kk"), ("cue:first", "kk")}


def test_no_interpreter_stands_for_a_floor_that_a_captioner_writes_down() -> None:
    log = Log().say(LanguageWanted("en"), CaptionsReported("ky", "no_model", 0, ""))
    log.say(ChannelOpened("ru", "audio"), ChannelTaken("ru", "anna"), FloorTurned("p", "ky", "profile"))
    relayed = replace(cue("r1", "ru"), source="channel")
    log.say(replace(cue("k1", "ky"), engine="human"), relayed)
    assert log.left() == {("cue:k1", "en")}
    log.wait(PATIENCE // 1000)
    assert ("cue:r2", "en") in log.say(replace(relayed, id="r2")).left()


def test_captions_come_in_their_order_and_before_texts() -> None:
    log = Log().say(
        LanguageWanted("pt"), cue("c1"), MessagePosted("m", "Hello", "en", "anna", False), cue("c2")
    )
    ranked = sorted(log.ledger.jobs(), key=lambda job: job.rank)
    assert [job.text.subject for job in ranked] == ["cue:c1", "cue:c2", "message:m"]


def test_what_is_filled_in_is_translated() -> None:
    log = Log().say(LanguageWanted("en"), CueLost("c1", "ru", "floor", 0, 1000))
    log.say(replace(cue("c2", "ru"), text=""))  # hidden before this process began, and shown again
    assert not log.left()
    for id in ("c1", "c2"):
        log.say(CueRevised(id, "ru", "Слова", "ivan", "human", ()))
    assert log.left() == {("cue:c1", "en"), ("cue:c2", "en")}


def test_what_was_lost_is_no_sign_of_a_silent_interpreter() -> None:
    log = Log().say(LanguageWanted("ky"), FloorTurned("p", "ru", "profile"))
    log.say(ChannelOpened("ky", "audio"), ChannelTaken("ky", "lena"), cue("c0", "ru"))
    log.wait(PATIENCE // 1000)
    log.say(CueLost("c1", "ru", "floor", 0, 1000))
    assert not log.say(CueRevised("c1", "ru", "Слова", "ivan", "human", ())).left()


def test_corrections_of_what_is_on_the_screen_are_translated_whatever_else_is_spoken() -> None:
    log = Log().say(LanguageWanted("kk"))
    for number in range(CUES_KEPT):
        for tag in ("ru", "en"):
            log.say(cue(f"{tag}{number}", tag))
            log.say(CueTranslated(f"{tag}{number}", "kk", "x", "ivan", "floor", 0, 1000, "f", tag, ()))
    log.say(CueRevised("ru0", "ru", "5 мг", "anna", "human", ()))
    assert log.left() == {("cue:ru0", "kk")}


def test_of_old_captions_only_the_newest_are_translated() -> None:
    log = Log().say(*(cue(f"c{number}") for number in range(CUES_KEPT + 3)), LanguageWanted("pt"))
    assert len(log.left()) == CUES_KEPT
    assert ("cue:c2", "pt") not in log.left()


def test_a_revised_caption_is_translated_anew_but_a_person_keeps_their_words() -> None:
    log = Log().say(LanguageWanted("pt"), cue("c1"))
    log.say(CueTranslated("c1", "pt", "…", "ivan", "floor", 0, 1, "firefox", "en", ()))
    assert not log.left()
    log.say(CueRevised("c1", "en", "Other words", "ivan", "", ()))
    [job] = log.ledger.jobs()
    assert job.text.text == "Other words"
    log.say(CueRevised("c1", "pt", "Outras palavras", "ivan", "", ()))
    assert not log.left()
    log.say(CueRevised("c1", "en", "Again other words", "ivan", "", ()))
    assert not log.left()


def test_of_an_emptied_caption_nothing_is_translated_until_it_has_words_again() -> None:
    log = Log().say(LanguageWanted("pt"), cue("c1"))
    log.say(CueTranslated("c1", "pt", "…", "ivan", "floor", 0, 1, "firefox", "en", ()))
    log.say(CueRevised("c1", "pt", "Outras palavras", "ivan", "human", ()))
    log.say(CueRevised("c1", "en", "", "ivan", "human", ()), CueRevised("c1", "pt", "", "", "", ()))
    assert not log.left()
    log.say(CueRevised("c1", "en", "Words", "ivan", "human", ()))
    assert log.left() == {("cue:c1", "pt")}


def test_a_job_of_changed_words_is_void() -> None:
    log = Log().say(LanguageWanted("pt"), cue("c1"))
    [job] = log.ledger.jobs()
    assert log.ledger.is_open(job)
    log.say(CueRevised("c1", "en", "Other words", "ivan", "", ()))
    assert not log.ledger.is_open(job)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("pt", "pt", True),
        ("pt-br", "pt", True),
        ("zh-hans", "zh", True),
        ("zh-hant", "zh-hans", False),
        ("uz-cyrl", "uz", False),
        ("ru", "be", False),
        ("", "en", False),
    ],
)
def test_which_languages_are_the_same(one: str, other: str, same: bool) -> None:
    assert same_language(one, other) is same_language(other, one) is same


def test_an_entry_that_is_redacted_or_unknown_holds_no_text() -> None:
    entry = entry_of(ASKED, 1)
    assert texts_of(entry)
    assert not texts_of(replace(entry, redacted=True, data={}))
    assert not texts_of(replace(entry, v=9))
