"""What people write, made fit to keep."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consilium.kernel.texts import Unfit, clean, clean_line, written_in


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (" a\r\nb\rc\t ", "a\nb\nc"),
        ("a\n\n\n\nb", "a\n\nb"),
        ("e\u0301", "é"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\u202eabc\u202c\u2067x\u2069", "abcx"),
        ("a\x07\x9fb\x7f", "ab"),
        ("👩🏽\u200d⚕️", "👩🏽\u200d⚕️"),
    ],
)
def test_what_is_kept(text: str, kept: str) -> None:
    assert clean(text, 100) == kept


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "empty"), ("\u0301", "empty"), ("\u200d \u00a0", "empty"), ("a\0", "broken"), ("\udc00", "broken")],
)
def test_what_is_not(text: str, code: str) -> None:
    with pytest.raises(Unfit) as refused:
        clean(text, 100)
    assert refused.value.code == code


def test_how_long_a_text_may_be() -> None:
    assert clean(" " + "x" * 10 + " ", 10) == "x" * 10
    with pytest.raises(Unfit) as refused:
        clean("x" * 11, 10)
    assert refused.value.code == "too_long"


def test_a_line_is_one_line() -> None:
    assert clean_line(" a\n b\u2028c ", 10) == "a b c"


@given(st.text())
def test_cleaning_is_done_once(text: str) -> None:
    try:
        once = clean(text, 1000)
    except Unfit:
        return
    assert clean(once, 1000) == once
    assert all(letter == "\n" or unicodedata.category(letter) != "Cc" for letter in once)
    assert not set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069") & set(once)


def test_the_language_a_text_is_probably_in() -> None:
    assert written_in(["kk", "ru"], "en") == "kk"
    assert written_in([], "en") == "en"
    assert written_in([], "") == "und"
