"""Whole sentences in twelve languages: where one ends, where none does, and nothing is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consilium.translation.engines.sentences import LONGEST, join, lines, split

TWO = [
    "How are you? I am well.",
    "Какая доза? Пять миллиграммов.",
    "剂量是多少？每天两次。",
    "Доза қандай? Күніне екі рет.",
    "Доза кандай? Күнүнө эки жолу.",
    "Вояи он чанд аст? Рӯзе ду бор.",
    "Doza qancha? Kuniga ikki marta.",
    "खुराक क्या है? दिन में दो बार।",
    "خوراک کیا ہے؟ دن میں دو بار۔",
    "دوز چیست؟ روزی دو بار.",
    "Якая доза? Два разы на дзень.",
    "ما هي الجرعة؟ مرتان في اليوم.",
    "He said: “Stop.” Then he left.",
    "See (Table 2.) Then go on.",
    "Wait… What now?",
    "No! Yes.",
    "It was IL-6. The rest was normal.",
]
ONE = [
    "Dr. Smith sees it.",
    "Prof. A. Smith spoke.",
    "The dose is 5.5 mg.",
    "Give e.g. Paracetamol now.",
    "Это видел д-р. Иванов",
    "На рис. 3 видно.",
    "О Sr. Silva chegou.",
    "approx. 5 ml",
    "no. 5 is next",
    "Version 2.0.1 is here",
    "www.example.org is the address",
    "It ended at 5 p.m. yesterday",
    "",
    "no end",
]


@pytest.mark.parametrize("text", TWO)
def test_two_sentences_are_two(text: str) -> None:
    assert len(split(text)) == 2, split(text)


@pytest.mark.parametrize("text", ONE)
def test_an_abbreviation_a_figure_or_an_address_ends_nothing(text: str) -> None:
    assert split(text) == ([text] if text else [])


def test_lines_stay_lines_and_chinese_has_no_spaces() -> None:
    text = "First. Second.\n\n- Third\n  Fourth!  Fifth? "
    found = lines(text)
    assert found == [["First.", "Second."], [], ["- Third"], ["Fourth!", "Fifth?"]]
    assert join(found, "en") == "First. Second.\n\n- Third\nFourth! Fifth?"
    assert join([["剂量。", "两次。"]], "zh-hans") == "剂量。两次。"


def test_what_is_too_long_is_cut_where_it_may_be() -> None:
    listed = split(", ".join(f"word{number}" for number in range(200)) + ".")
    assert len(listed) > 1 and all(len(piece) <= LONGEST for piece in listed)
    assert all(piece.endswith((",", ".")) for piece in listed)
    assert [len(piece) for piece in split("x" * (2 * LONGEST + 1))] == [LONGEST, LONGEST, 1]
    assert max(map(len, split("患" * 5000))) == LONGEST


@given(st.text(max_size=2000))
def test_no_letter_is_lost_and_every_piece_fits(text: str) -> None:
    found = lines(text)
    assert all(piece == piece.strip() and 0 < len(piece) <= LONGEST for line in found for piece in line)
    assert "".join(join(found, "en").split()) == "".join(text.split())
    assert len(found) == text.count("\n") + 1


@pytest.mark.parametrize("text", ["." * 100_000, "a. " * 30_000, "(" * 100_000, ".)" * 50_000, " " * 100_000])
def test_a_hostile_text_takes_no_time(text: str) -> None:
    """Measured in work, not in seconds: every letter comes out once."""
    assert sum(len(piece.replace(" ", "")) for piece in split(text)) == len(text.replace(" ", ""))
