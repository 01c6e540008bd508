"""One path from a text to its terms, in each language."""

import pytest

from consilium.search.analysis import LONGEST_TERM, analyse, fold
from consilium.search.snippets import snippet
from consilium.search.words import Part, parse

ALIKE = [
    ("ru", "пациент", "ПАЦИЕНТАМИ"),
    ("ru", "тяжёлый", "тяжелая"),
    ("en", "patient", "Patients"),
    ("en", "patients’", "patient's"),
    ("en", "café", "cafe"),
    ("en", "5,5", "5.5"),
    ("en", "H2O", "H₂O"),
    ("ar", "المرضى", "المرضي"),
    ("ar", "إنتان", "انتانُ"),
    ("fa", "بیمار", "بيمار"),
    ("fa", "کتاب‌ها", "كتاب‌ها"),
    ("ur", "دباؤ", "دباو"),
    ("uz", "o‘zbek", "oʻzbek"),
    ("uz", "o'zbek", "o’zbek"),
    ("hi", "ज़रूर", "जरूर"),
    ("kk", "Қан", "қан"),
    ("tg", "Ҷарроҳӣ", "ҷарроҳӣ"),
    ("ky", "Өпкө", "өпкө"),
    ("be", "Ёд", "ед"),
    ("fa", "۱۲", "12"),
]


@pytest.mark.parametrize(("language", "one", "other"), ALIKE)
def test_two_ways_to_write_a_word_are_one_term(language: str, one: str, other: str) -> None:
    assert [term.term for term in analyse(language, one)] == [term.term for term in analyse(language, other)]


DIFFERENT = [("ru", "йод", "иод"), ("kk", "қан", "кан"), ("en", "sepsis", "septum"), ("tg", "ҷон", "чон")]


@pytest.mark.parametrize(("language", "one", "other"), DIFFERENT)
def test_letters_of_their_own_stay_letters_of_their_own(language: str, one: str, other: str) -> None:
    assert analyse(language, one)[0].term != analyse(language, other)[0].term


@pytest.mark.parametrize("language", ["zh-hans", "ru", "en", "kk", "fa", "hi", "", "und", "x-'\""])
@pytest.mark.parametrize(
    "text", ["𝒳 重症𠮷肺炎 COVID-19, 5 mg!", "\u202e😀 a\u0301b 'q\" OR * ) (", "", "…", "\0a"]
)
def test_every_term_stands_where_it_says(language: str, text: str) -> None:
    for term in analyse(language, text):
        assert 0 <= term.start < term.end <= len(text)
        assert fold(text[term.start : term.end]) or term.raw
        assert set(term.term + term.raw) & set(" '\"*():\\&|!<>\0-,") == set()
        assert 0 < len(term.raw) <= LONGEST_TERM


def test_chinese_is_cut_the_same_whatever_stands_beside() -> None:
    inside = [term.term for term in analyse("zh", "重症肺炎患者需要肝素抗凝")]
    assert {"肺炎", "患者", "肝素"} <= set(inside)
    assert [term.term for term in analyse("zh", "重症 肺炎")] == ["重症", "症肺", "肺炎", "炎"]


def test_a_query_is_words_phrases_and_beginnings() -> None:
    parts = parse('sepsis "septic shock" pneumo*', ["en"])
    assert parts == (
        Part((("sepsi",), ("sepsis",))),
        Part((("septic", "shock"),)),
        Part((("pneumo",),), "pneumo"),
    )


def test_the_same_word_is_read_in_every_language_that_has_it() -> None:
    assert parse("пациентов", ["ru", "kk"]) == (Part((("пациент",), ("пациентов",))),)
    assert parse("қысым", ["kk"], reader="kk") == (Part((("қысым",),), "қысым"),)
    assert (
        parse("肺炎患者", ["zh-hans"]) == parse("肺炎 患者", ["zh-hans"]) != parse('"肺炎患者"', ["zh-hans"])
    )
    assert parse("肺", ["zh-hans"]) == (Part((("肺",),), "肺"),)


@pytest.mark.parametrize("query", ["", "   ", '"', '""', "*", "—", "((()))", "' OR 1=1 --", "\0", "😀"])
def test_what_holds_no_word_asks_for_nothing_but_words(query: str) -> None:
    for part in parse(query, ["en", "ru"]):
        assert all(
            term.replace(".", "").replace("_", "").isalnum() for phrase in part.phrases for term in phrase
        )


def test_a_snippet_is_the_text_itself_with_the_words_marked() -> None:
    text = (
        "Начнём. "
        + "Слова до этого. " * 30
        + "Пациентам с тяжёлой пневмонией дают кислород. "
        + "И ещё. " * 90
    )
    pieces = snippet("ru", text, parse("тяжелая пневмония", ["ru"]))
    assert [piece.text for piece in pieces if piece.found] == ["тяжёлой", "пневмонией"]
    shown = "".join(piece.text for piece in pieces)
    assert shown.startswith("… ") and shown.endswith(" …") and shown[2:-2] in text and len(shown) < 260


def test_a_snippet_marks_chinese_and_beginnings() -> None:
    pieces = snippet("zh-hans", "重症肺炎患者需要抗凝。", parse('"肺炎患者"', ["zh-hans"]))
    assert [piece.text for piece in pieces if piece.found] == ["肺炎患者"]
    assert [p.text for p in snippet("kk", "Қан қысымын өлшеу", parse("қыс*", ["kk"])) if p.found] == [
        "қысымын"
    ]
