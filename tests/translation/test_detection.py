"""The language of a text: by script, by model, by who wrote it."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consilium.translation.detection import UNKNOWN, detect

SENTENCES = {
    "ru": "Можно ли давать дексаметазон беременным?",
    "kk": "Науқасқа оттегі қашан беріледі?",
    "ky": "Бейтапка кычкылтек качан берилет?",
    "tg": "Ба бемор кай оксиген дода мешавад?",
    "uz": "Bemorga kislorod qachon beriladi?",
    "be": "Калі даваць кісларод пацыенту?",
    "en": "When should oxygen be given to the patient?",
    "pt": "Quando se deve dar oxigênio ao paciente?",
    "fr": "Quand faut-il donner de l'oxygène ?",
    "es": "¿Cuándo se debe dar oxígeno al paciente?",
    "ar": "متى يعطى الأكسجين للمريض؟",
    "fa": "چه زمانی باید به بیمار اکسیژن داد؟",
    "ur": "مریض کو آکسیجن کب دی جائے؟",
    "hi": "मरीज़ को ऑक्सीजन कब देनी चाहिए?",
    "zh-hans": "什么时候给病人吸氧？",
}
SHORT = {
    "kk": "Рахмет",
    "ky": "Доза?",
    "tg": "Ташаккур",
    "uz": "Rahmat",
    "be": "Дзякуй",
    "fa": "متشکرم",
    "ur": "شکریہ",
}


@pytest.mark.parametrize(("tag", "text"), SENTENCES.items())
@pytest.mark.parametrize("profile", ["", "en", "ru", "kk", "fa", "zh-hans"])
def test_a_sentence_is_recognised_whoever_wrote_it(tag: str, text: str, profile: str) -> None:
    assert detect(text, profile) == tag


@pytest.mark.parametrize(("tag", "text"), SHORT.items())
def test_a_word_is_in_its_writers_language(tag: str, text: str) -> None:
    assert detect(text, tag) == tag


def test_a_region_is_kept_and_numbers_are_nobodys() -> None:
    assert detect("Quando se deve dar oxigênio?", "pt-br") == "pt-br"
    assert detect("病人", "zh-hant") == "zh-hant" and detect("IL-6 病人", "en") == "zh-hans"
    assert detect("40 / 60", "kk") == "kk" and detect("", "") == UNKNOWN == detect("???")
    assert detect("ยาอะไร", "") == UNKNOWN and detect("Wie viel?", "de") == "de"
    assert detect("Какая доза для детей до года?", "de") == "ru"


@given(st.text(max_size=200), st.sampled_from(["", "en", "kk", "pt-br"]))
def test_any_text_has_an_answer(text: str, profile: str) -> None:
    assert detect(text, profile)


def test_the_web_process_has_its_model_before_anybody_writes() -> None:
    """Nobody asks for it: the door's own thread has loaded it."""
    look = "import sys, threading, consilium.config.wsgi\n"
    look += "[one.join() for one in threading.enumerate() if one.name == 'languages']\n"
    look += "sys.exit('py3langid' not in sys.modules)"
    assert subprocess.run([sys.executable, "-c", look]).returncode == 0
