"""Which way a text takes: direct, by English, or none; and engines in order."""

import threading

import pytest

from consilium.translation.engines import EngineDown, Router
from consilium.translation.engines.router import REMEMBERED
from tests.support.translators import Scripted

FIREFOX = [("en", "pt"), ("pt", "en"), ("ru", "en"), ("en", "zh-hans"), ("be", "en")]


def way(router: Router, source: str, target: str) -> tuple[list[str], str] | None:
    route = router.route(source, target)
    return (route.languages, route.engine) if route else None


def test_direct_goes_before_english_and_english_before_nothing() -> None:
    router = Router([Scripted("firefox", FIREFOX), Scripted("openai", [("kk", "ru"), ("kk", "en")])])
    assert way(router, "en", "pt") == (["en", "pt"], "firefox")
    assert way(router, "ru", "zh-hans") == (["ru", "en", "zh-hans"], "firefox")
    assert way(router, "kk", "ru") == (["kk", "ru"], "openai")
    assert way(router, "kk", "pt") == (["kk", "en", "pt"], "openai+firefox")
    for source, target in (("pt", "be"), ("zh-hans", "en"), ("ky", "en"), ("en", "en"), ("pt", "pt")):
        assert way(router, source, target) is None


def test_the_first_that_knows_a_pair_takes_it() -> None:
    first, second = Scripted("first", [("en", "ru")]), Scripted("second", [("en", "ru"), ("ru", "en")])
    assert way(Router([first, second]), "en", "ru") == (["en", "ru"], "first")
    assert way(Router([second, first]), "en", "ru") == (["en", "ru"], "second")
    direct = Scripted("model", [("ru", "pt")])
    both = Router([Scripted("firefox", FIREFOX), direct])
    assert way(both, "ru", "pt") == (["ru", "pt"], "model"), "of a later engine, too"


@pytest.mark.parametrize(
    ("source", "target", "languages"),
    [
        ("pt-br", "en", ["pt", "en"]),
        ("EN", "pt-PT", ["en", "pt"]),
        ("en-GB", "zh", ["en", "zh-hans"]),
        ("en", "zh-CN", ["en", "zh-hans"]),
        ("en", "zh-hant", None),
        ("en", "zh-tw", None),
        ("ru-Latn", "en", None),
        ("pt-br", "pt", None),
        ("", "en", None),
        ("en", "und", None),
    ],
)
def test_tags_are_read_as_the_engines_spell_them(
    source: str, target: str, languages: list[str] | None
) -> None:
    route = Router([Scripted("firefox", FIREFOX)]).route(source, target)
    assert (route.languages if route else None) == languages


def test_sentences_go_from_hop_to_hop_in_order() -> None:
    there = Scripted("there", [("kk", "en")], lambda text: f"{text} en")
    onward = Scripted("onward", [("en", "pt")], lambda text: f"{text} pt")
    route = Router([there, onward]).route("kk", "pt")
    assert route and route.translate(["a", "b"]) == ["a en pt", "b en pt"]
    assert onward.asked == [["a en", "b en"]] and route.version == "there onward"
    onward.down = True
    with pytest.raises(EngineDown):
        route.translate(["a"])


def test_terms_are_told_only_where_no_english_lies_between() -> None:
    router = Router([Scripted("model", [("kk", "en"), ("en", "pt")], takes_terms=True)])
    direct, pivot = router.route("kk", "en"), router.route("kk", "pt")
    assert direct and direct.takes_terms and pivot and not pivot.takes_terms


def test_pairs_that_come_and_go_are_seen_at_once() -> None:
    engine = Scripted("server", [])
    router = Router([engine])
    assert router.route("kk", "en") is None and router.known() == frozenset()
    engine.offered = frozenset([("kk", "en")])
    assert way(router, "kk", "en") == (["kk", "en"], "server") and router.known() == {("kk", "en")}
    engine.offered = frozenset()
    assert router.route("kk", "en") is None


def test_many_tags_and_many_threads_do_no_harm() -> None:
    router = Router([Scripted("firefox", FIREFOX)])
    wrong: list[object] = []

    def ask() -> None:
        for number in range(REMEMBERED):
            if router.route(f"x{number}", "en") or way(router, "ru", "pt") != (["ru", "en", "pt"], "firefox"):
                wrong.append(number)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
