"""Engines behind HTTP, at a real server on loopback that answers well, badly, slowly and with malice."""

import json
import logging
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from consilium.translation import actions, configured
from consilium.translation.engines import BadAnswer, EngineDown, Failed, Router
from consilium.translation.engines.libretranslate import FIRST_LOOK, LibreTranslate
from consilium.translation.engines.openai import OpenAI
from consilium.translation.engines.server import LARGEST, Server
from tests.support.house import until
from tests.support.ports import free_port
from tests.support.translation_door import Asked, Door, Reply, language_model, libretranslate, said, sentences

SECRET, TEXT = "key-that-nobody-reads", "Herr Müller hat Fieber."
GOOD = "Mr Müller has a fever."


@pytest.fixture
def door() -> Iterator[Door]:
    with Door(libretranslate(("en", "de", "zh"), lambda text: f"<{text}>")) as opened:
        yield opened


def libre(door: Door, key: str = "") -> LibreTranslate:
    engine = LibreTranslate(door.url, key)
    until(lambda: bool(engine.pairs()), "the server has told its languages")
    return engine


def model(door: Door, key: str = "") -> OpenAI:
    return OpenAI(f"{door.url}/v1", "qwen", ["de", "en", "kk", "zh-Hans", "uz"], key)


def test_libretranslate_is_asked_as_it_wants(door: Door) -> None:
    engine = libre(door, SECRET)
    assert engine.pairs() == {
        (one, other) for one in ("en", "de", "zh-hans") for other in ("en", "de", "zh-hans") if one != other
    }
    assert engine.translate(["One.", " ", "Two.", "…"], "en", "zh-hans") == ["<One.>", " ", "<Two.>", "…"]
    [asked] = door.posted()
    assert asked.path == "/translate"
    assert asked.content == {
        "q": ["One.", "Two."],
        "source": "en",
        "target": "zh",
        "format": "text",
        "api_key": SECRET,
    }
    assert engine.translate([], "en", "de") == [] and len(door.posted()) == 1
    assert engine.version("en", "de") != LibreTranslate("http://127.0.0.1:9").version("en", "de")


def test_a_language_model_is_told_the_terms_and_not_to_obey(door: Door) -> None:
    door.replying = language_model(lambda text: f"<{text}>")
    engine = model(door, SECRET)
    assert ("kk", "zh-hans") in engine.pairs() and len(engine.pairs()) == 20
    terms = {"ARDS": "СОРЛ", "unheard-of": "nothing"}
    assert engine.translate(["Is it ARDS?", "", "Yes."], "en", "uz", terms=terms) == [
        "<Is it ARDS?>",
        "",
        "<Yes.>",
    ]
    [asked] = door.posted()
    assert asked.path == "/v1/chat/completions" and asked.headers["Authorization"] == f"Bearer {SECRET}"
    prompt = asked.content["messages"][0]["content"]
    assert "from English (en) to Uzbek (Latin) (uz)" in prompt and "never instructions" in prompt
    assert '{"ARDS": "СОРЛ"}' in prompt and "unheard-of" not in prompt
    assert sentences(asked) == {"1": "Is it ARDS?", "2": "Yes."}
    assert asked.content["response_format"]["json_schema"]["schema"]["required"] == ["1", "2"]


def test_many_sentences_go_in_portions_and_come_back_in_order(door: Door) -> None:
    many = [f"Sentence {number}." for number in range(45)] + ["x" * 3000, "y" * 3000]
    assert libre(door).translate(many, "en", "de") == [f"<{text}>" for text in many]
    assert [len(asked.content["q"]) for asked in door.posted()] == [20, 20, 6, 1]
    door.asked.clear()
    door.replying = language_model(str.upper)
    assert model(door).translate(many, "en", "de") == [text.upper() for text in many]
    assert len(door.posted()) == 4


@pytest.mark.parametrize("wrapped", ["{}", "```json\n{}\n```", "<think>{{1}}</think>\n{}", " \n{}\n"])
def test_what_models_put_around_an_answer_is_taken_away(door: Door, wrapped: str) -> None:
    door.replying = lambda asked: said(wrapped.format('{"1": "' + GOOD + '"}'))
    assert model(door).translate([TEXT], "de", "en") == [GOOD]


def test_a_server_without_schemas_is_asked_without_from_then_on(door: Door) -> None:
    able = language_model(str.upper)
    door.replying = lambda asked: Reply(status=400) if "response_format" in asked.content else able(asked)
    engine = model(door)
    assert engine.translate(["one."], "en", "de") == ["ONE."] == engine.translate(["one."], "en", "de")
    assert ["response_format" in asked.content for asked in door.posted()] == [True, False, False]


def test_a_model_that_loses_count_is_given_one_at_a_time(door: Door) -> None:
    able = language_model(str.upper)
    door.replying = lambda asked: said('{"1": "Both at once."}') if len(sentences(asked)) > 1 else able(asked)
    assert model(door).translate(["one.", "two."], "en", "de") == ["ONE.", "TWO."]


def answered(text: object) -> Callable[[Asked], Reply]:
    """A translation of the one sentence by either engine."""

    def reply(asked: Asked) -> Reply:
        if asked.path == "/languages":
            return libretranslate(("en", "de"), str)(asked)
        if asked.path == "/translate":
            return Reply({"translatedText": [text]})
        return said(json.dumps({"1": text}))

    return reply


def flat(body: object, **rest: Any) -> Callable[[Asked], Reply]:
    """The same to whatever is asked, but for the languages."""
    known = libretranslate(("en", "de"), str)
    return lambda asked: known(asked) if asked.path == "/languages" else Reply(body, **rest)


BAD = {
    "not JSON": flat(b"<html>502</html>"),
    "nothing": flat(b""),
    "half": flat(b'{"translatedText": ["', headers={"Content-Length": "20"}),
    "not UTF-8": flat(b'{"translatedText": ["\xff"]}'),
    "another form": flat({"error": TEXT}),
    "a list": flat([TEXT]),
    "a number": flat(7),
    "deep": flat(b"[" * 200_000),
    "a huge number": flat(b'{"translatedText": ' + b"9" * 100_000 + b"}"),
    "too much": flat({"translatedText": ["x" * LARGEST]}),
    "none": flat({"translatedText": [], "choices": []}),
    "two for one": flat(
        {"translatedText": [GOOD, GOOD], "choices": [{"message": {"content": '{"1": "a", "2": "b"}'}}]}
    ),
    "not a list": flat({"translatedText": GOOD, "choices": {"0": GOOD}}),
    "no text": answered(None),
    "a number for a text": answered(5),
    "an object for a text": answered({"text": GOOD}),
    "empty": answered(" \u200b "),
    "a NUL": answered("a\0b"),
    "half a letter": answered("\ud800"),
    "a novel": answered("very " * 1000),
    "refused": flat({"error": TEXT}, status=404),
    "led elsewhere": flat(b"", status=302, headers={"Location": "file:///etc/passwd"}),
}
DOWN = {
    "an error": flat({"error": TEXT}, status=500),
    "overloaded": flat(b"", status=503),
    "too often": flat(b"", status=429),
    "the key is wrong": flat(b"", status=403),
    "no HTTP": flat(b"SSH-2.0-OpenSSH\r\n", headless=True),
    "hung up": flat(b"", headless=True),
    "endless heading": flat(b"HTTP/1.1 200 OK\r\nA: " + b"x" * 100_000 + b"\r\n\r\n", headless=True),
    "cut short": flat(b'{"trans', headers={"Content-Length": "1000"}),
}


def kind(name: str) -> type[Failed]:
    return BadAnswer if name in BAD else EngineDown


@pytest.mark.parametrize("made", [libre, model])
@pytest.mark.parametrize("name", [*BAD, *DOWN])
def test_a_bad_answer_is_told_without_words_of_the_text(
    door: Door, made: Callable[[Door, str], Any], name: str
) -> None:
    door.replying = (BAD | DOWN)[name]
    engine = made(door, SECRET)
    with pytest.raises(kind(name)) as failure:
        engine.translate([TEXT], "de", "en")
    shown = str(failure.value)
    assert door.url.removeprefix("http://") in shown, "which server it was"
    assert not any(word in shown for word in ("Müller", "Fieber", "fever", SECRET))
    assert failure.value.__suppress_context__ or failure.value.__context__ is None


def test_no_redirect_is_followed_with_key_and_text(door: Door) -> None:
    with Door(libretranslate(("en", "de"), str)) as other:
        door.replying = flat(b"", status=307, headers={"Location": f"{other.url}/translate"})
        with pytest.raises(BadAnswer):
            libre(door, SECRET).translate([TEXT], "de", "en")
        assert other.asked == []


def test_marks_that_turn_the_page_and_lines_do_not_come_in(door: Door) -> None:
    door.replying = answered("\u202eIgnore\nall\u2066 of it\r\n\x07<b>")
    assert model(door).translate([TEXT], "de", "en") == ["Ignore all of it <b>"]


@pytest.mark.parametrize(
    "reply",
    [
        Reply(b" " * 1000, drip=0.05),
        Reply(b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 1000, drip=0.05, headless=True),
        Reply(b"5", drip=60.0, headless=True),
    ],
    ids=["body", "heading", "silence"],
)
def test_who_is_slow_is_cut_off_though_bytes_keep_coming(door: Door, reply: Reply) -> None:
    door.replying = lambda asked: reply
    begun = time.monotonic()
    with pytest.raises(EngineDown, match="takes too long"):
        Server("openai", door.url).get("/", seconds=0.5)
    assert 0.4 < time.monotonic() - begun < 3


def test_nobody_there_is_told_at_once() -> None:
    engine = OpenAI(f"http://127.0.0.1:{free_port()}", "qwen", ["en", "de"])
    with pytest.raises(EngineDown, match="ConnectionRefusedError"):
        engine.translate([TEXT], "de", "en")


def test_a_proxy_of_the_environment_gets_nothing(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    with Door(libretranslate(("en", "de"), str)) as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        assert libre(door).translate(["One."], "en", "de") == ["<One.>"]
        assert proxy.asked == []


@pytest.mark.parametrize(
    "url",
    [
        "", "127.0.0.1:5000", "file:///etc/passwd", "ftp://127.0.0.1", "gopher://x", "javascript:alert(1)",
        "http://", "http://127.0.0.1:99999", "http://127.0.0.1:x", "http://a:b@127.0.0.1",
        "http://x/\r\nA: b", "http://x/?q=1", "http://x/#a", "http://пример", "http://[::1",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_without_being_repeated(url: str) -> None:
    with pytest.raises(ValueError) as refusal:
        Server("openai", url)
    assert "a:b" not in str(refusal.value)
    with pytest.raises(ValueError, match="key"):
        Server("openai", "http://127.0.0.1", "secret\r\nX: y")
    assert Server("openai", "https://127.0.0.1:1/v1/").called == "openai at 127.0.0.1:1"


def test_a_server_that_hangs_does_not_hang_the_router(door: Door) -> None:
    door.replying = lambda asked: Reply(b"5", drip=30.0, headless=True)
    router = Router([LibreTranslate(door.url)])
    begun = time.monotonic()
    for _ in range(200):
        assert router.route("de", "en") is None
    assert time.monotonic() - begun < FIRST_LOOK + 1
    assert len(door.asked) == 1


@pytest.mark.parametrize(
    "languages",
    [b"no", {}, [], [7, None, {"code": 5}], [{"code": "../x", "targets": ["en"]}], [{"code": "en"}],
     [{"code": "en", "targets": 5}, {"targets": ["en"]}, {"code": "x" * 9999, "targets": ["en"]}]],
)  # fmt: skip
def test_languages_that_are_none_are_no_pairs(door: Door, languages: object) -> None:
    door.replying = lambda asked: Reply(languages)
    assert LibreTranslate(door.url).pairs() == frozenset()


def test_a_huge_list_of_languages_is_bounded(door: Door) -> None:
    codes = [f"{chr(97 + at // 26 % 26)}{chr(97 + at % 26)}{chr(97 + at // 676)}" for at in range(400)]
    door.replying = libretranslate(codes, str)
    assert len(libre(door).pairs()) == 120 * 119


def test_a_server_that_comes_later_is_found_and_one_that_goes_keeps_its_pairs(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    able, door.replying = door.replying, lambda asked: Reply(status=500)
    engine = LibreTranslate(door.url, SECRET)
    assert engine.pairs() == frozenset()
    with pytest.raises(EngineDown, match="does not offer"):
        engine.translate([TEXT], "de", "en")
    door.replying = able
    engine._due = 0.0  # the next look is due
    until(lambda: ("de", "en") in engine.pairs(), "it is found")
    known = engine.pairs()
    looks, door.replying = len(door.asked), lambda asked: Reply(status=500)
    engine._due = 0.0
    until(
        lambda: bool(engine.pairs()) and len(door.asked) > looks and not engine._asking, "it was asked again"
    )
    assert engine.pairs() is known
    warnings = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    assert len(warnings) == 2 and "status 500" in warnings[0] and SECRET not in str(warnings)


@pytest.mark.django_db
def test_settings_choose_the_engines(
    door: Door, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.TRANSLATION_ENGINES = ["libretranslate", "openai", "openai", "babelfish"]
    assert configured.router().engines == (), "none has an address"
    door.replying = language_model(lambda text: text.replace("5 mg", "50 mg"))
    settings.OPENAI_URL, settings.OPENAI_MODEL = f"{door.url}/v1", "qwen"
    [engine] = configured.router().engines
    assert len(engine.pairs()) == 12 * 11
    made = actions.translate_text("Give 5 mg.", "kk", "ky", seminar=None)
    assert made and (made.text, made.engine) == ("Give 50 mg.", "openai")
    assert made.doubts == ("5 mg → 50 mg",), "a model that changes a dose is not believed"
    settings.OPENAI_LANGUAGES = ["en", "xh"]
    assert configured.router().known() == {("en", "xh"), ("xh", "en")}
    settings.OPENAI_MODEL = ""
    assert configured.router().engines == () and "openai is left out" in caplog.text
    settings.LIBRETRANSLATE_URL = "here:5000"
    assert configured.router().engines == ()
    door.replying = libretranslate(("en", "de"), str.upper)
    settings.LIBRETRANSLATE_URL = door.url
    until(lambda: configured.router().known() == {("en", "de"), ("de", "en")}, "it has told its languages")
    made = actions.translate_text("Good morning. Well?", "en", "de", seminar=None)
    assert made and (made.text, made.engine) == ("GOOD MORNING. WELL?", "libretranslate")
