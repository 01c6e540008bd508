"""How captions are compared with what was said, and which recordings are read."""

import wave
from pathlib import Path

import pytest

from consilium.workers.measure.captions import clips, error_rate, units
from tests.support.reading_aloud import TEXTS


def test_the_spelling_of_an_engine_is_no_error() -> None:
    """As a Whisper model writes the packaged recordings, beside their texts."""
    written = {
        "one": "And Mr. John Dashwood had then leisure to consider how much there might be prudently in his "
        "power to do for them.",
        "three": "Unless to be rather cold-hearted, and rather selfish, is to be ill-disposed.",
    }
    for name, text in written.items():
        assert units(text, "en") == units(TEXTS[name], "en")
    assert units("It’s Dr. Mrkva’s MRI", "en") == units("its doctor Mrkvas mri", "en")
    assert units("Oʻzbekcha so’z", "uz") == units("o'zbekcha soʻz", "uz") == ["ozbekcha", "soz"]


def test_chinese_is_compared_letter_by_letter() -> None:
    assert units("病人，您好。", "zh-hans") == list("病人您好")
    assert units("病人 好", "ru") == ["病人", "好"]


@pytest.mark.parametrize(
    ("said", "heard", "wrong"),
    [
        ("a b c d", "a b c d", 0),
        ("a b c d", "a x c d", 0.25),
        ("a b c d", "a c d", 0.25),
        ("a b c d", "a b b c d", 0.25),
        ("a b", "", 1),
        ("a", "b c d", 3),
        ("", "", 0),
    ],
)
def test_wrong_missing_and_added_words_count(said: str, heard: str, wrong: float) -> None:
    assert error_rate(said.split(), heard.split()) == wrong


def record(path: Path, *, width: int = 2, channels: int = 2, rate: int = 48_000) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(b"\x10" * (rate * channels * width))


def test_recordings_with_a_text_beside_them_are_read(tmp_path: Path) -> None:
    for name in ("said", "unsaid"):
        record(tmp_path / f"{name}.wav")
    (tmp_path / "said.txt").write_text("well then", encoding="utf-8")
    (found,) = clips(tmp_path)
    assert (len(found.audio), found.text) == (16_000, "well then")


def test_a_recording_of_8_bits_is_refused(tmp_path: Path) -> None:
    record(tmp_path / "old.wav", width=1)
    (tmp_path / "old.txt").write_text("well then", encoding="utf-8")
    with pytest.raises(ValueError, match=r"old\.wav is not a 16-bit recording"):
        clips(tmp_path)
