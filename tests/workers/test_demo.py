"""The demo's bots: what they draw, say and show, and what they keep their hands off."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import numpy as np
import pypdfium2

from consilium.kernel.facts import to_json
from consilium.questions.state import OPEN, PENDING, Question, QuestionsState
from consilium.room.state import RoomState
from consilium.workers.demo import cast, script
from consilium.workers.demo.cast import Part
from consilium.workers.demo.deck import deck
from consilium.workers.demo.moderator import Moderator
from consilium.workers.demo.picture import Picture
from consilium.workers.demo.play import bots
from consilium.workers.demo.speech import CLIPS, RATE, Voice, load, loudness
from tests.workers.fake_site import FakeSite, running


def test_the_picture_moves_and_has_the_size_of_i420() -> None:
    picture, now = Picture(640, 360), datetime(2026, 11, 24, 12, 0, 0, tzinfo=UTC)
    frames = [np.frombuffer(picture.frame(n / 15, n / 10, now), np.uint8) for n in range(8)]
    assert {len(frame) for frame in frames} == {640 * 360 * 3 // 2}
    changed = [np.count_nonzero(a != b) for a, b in pairwise(frames)]
    assert min(changed) > 500


def test_the_clock_changes_the_picture() -> None:
    picture = Picture(320, 180)
    one, two = (datetime(2026, 11, 24, 12, 0, second, tzinfo=UTC) for second in (0, 1))
    assert picture.frame(0, 0, one) != picture.frame(0, 0, two)


def test_the_recordings_are_speech_that_can_be_heard() -> None:
    assert len(CLIPS) == 3
    for path in CLIPS:
        samples = load(path)
        assert 4 * RATE < len(samples) < 9 * RATE
        assert loudness(samples) > 0.1


def test_a_voice_waits_while_it_may_not_speak() -> None:
    voice = Voice(CLIPS[:1])
    silence = [voice.next(speaking=False) for _ in range(50)]
    assert not any(frame.any() for frame in silence)
    said = np.concatenate([voice.next(speaking=True) for _ in range(100)])
    assert np.array_equal(said, load(CLIPS[0])[:RATE])


def test_a_voice_never_ends() -> None:
    voice = Voice(CLIPS[2:], pause=0.1)
    frames = [voice.next(speaking=True) for _ in range(int(voice.seconds * 100) + 5)]
    assert np.array_equal(frames[0], frames[round(voice.seconds * 100)])


def test_the_slides_are_a_pdf_with_real_text() -> None:
    document = pypdfium2.PdfDocument(deck())
    texts = [page.get_textpage().get_text_bounded() for page in document]
    assert len(texts) == 8
    assert "Oxygen in four steps" in texts[0] and "10–15 L/min" in texts[4]
    assert deck() == deck()


def test_texts_fit_the_rules_of_the_room() -> None:
    assert all(2 <= len(poll.options) <= 10 for poll in script.POLLS)
    assert len({asked.text for asked in script.QUESTIONS}) == len(script.QUESTIONS)
    assert len({asked.language for asked in script.QUESTIONS}) >= 8


def parts(*plays: str) -> list[Part]:
    return [
        Part(play, f"{number:026d}", "ru", "http://127.0.0.1:9/join/x") for number, play in enumerate(plays)
    ]


def test_a_cast_is_read_as_it_was_written(tmp_path: Path) -> None:
    whole = parts("presenter", "chair", "moderator", "attendee")
    path = tmp_path / "demo.json"
    path.write_text(cast.text_of(whole))
    assert cast.read(path) == whole


def test_those_who_speak_one_language_share_its_texts() -> None:
    two = bots(parts("attendee", "attendee"))
    dealt = [set(bot._questions) for bot in two]  # type: ignore[attr-defined]
    assert dealt[0] and dealt[1] and not dealt[0] & dealt[1]


def question(id: str, asker: str, status: str) -> Question:
    return Question(id, "?", "ru", asker, False, 0, status)


def moderated(site: FakeSite) -> Moderator:
    part = Part("moderator", "me", "en", f"{site.url}/join/good")
    return Moderator(part, answerer="speaker", bots=frozenset({"bot"}), pace=0)


def test_the_moderator_leaves_the_questions_of_people_alone() -> None:
    questions = QuestionsState(
        {
            "q1": question("q1", "human", PENDING),
            "q2": question("q2", "bot", PENDING),
            "q3": question("q3", "human", OPEN),
            "q4": replace(question("q4", "bot", OPEN), votes=2),
        }
    )

    async def run() -> list[str]:
        async with running() as site:
            site.state = to_json(RoomState(questions=questions))
            bot = moderated(site)
            async with bot.guest:
                await bot.guest.enter()
                await bot.view.load()
                await bot.triage()
                await bot.answer()
            return [path for path, _ in site.seen if path.startswith("questions")]

    assert asyncio.run(run()) == ["questions/q2/accept", "questions/q4/take-up"]


def test_the_moderator_waits_while_somebody_is_answering() -> None:
    questions = QuestionsState({"q1": question("q1", "bot", OPEN)}, answering="another")

    async def run() -> None:
        async with running() as site:
            site.state = to_json(RoomState(questions=questions))
            bot = moderated(site)
            async with bot.guest:
                await bot.guest.enter()
                await bot.view.load()
                await asyncio.wait([asyncio.create_task(bot.answer())], timeout=0.2)
            assert not [path for path, _ in site.seen if path.startswith("questions")]

    asyncio.run(run())
