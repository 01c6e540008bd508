"""Terms and signs in a sentence: found, hidden, and put back in their form; or not at all."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from consilium.translation import masking
from consilium.translation.masking import STYLES, Term, Terms, hide, show

DOSE = Term(("dose", "doses"), ("доза", "дозы"))
SHOCK = Term(("septic shock",), ("септический шок",))
SHOCK_ALONE = Term(("shock",), ("шок",))
ALT = Term(("ALT", "alanine aminotransferase"), ("АЛТ",))
KEPT = Term(("ARDS",))
HAN = Term(("败血症",), ("sepsis",))
ALL = Terms([DOSE, SHOCK, SHOCK_ALONE, ALT, KEPT, HAN])


def forms(sentence: str) -> list[str]:
    return [each.form for each in ALL.find(sentence)]


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Septic shock and a dose", ["Septic shock", "dose"]),
        ("shock, septic\n shock", ["shock", "septic\n shock"]),
        ("overdose, dosed, doses", ["doses"]),
        ("an alt key, ALT 40 U/L", ["ALT"]),
        ("Alanine aminotransferase", ["Alanine aminotransferase"]),
        ("“ARDS”, (ARDS), ARDS.", ["ARDS"] * 3),
        ("ards is no abbreviation", []),
        ("患者败血症严重", ["败血症"]),
        ("septic‑shock", ["shock"]),
        ("", []),
        ("SpO2 ≥ 92 %, p<0.001, 5 ± 1", ["≥ 92", "<0.001", "± 1"]),
        ("a >= 5 or b <= 1,000", [">= 5", "<= 1,000"]),
        ("150 × 10⁹/L", ["× 10⁹"]),
        ("10⁻³ and ½, 1 ½", ["10⁻³", "½", "1 ½"]),
        ("β-blocker, TNF-α, Δ9", ["β", "α", "Δ9"]),
        ("η δόση είναι β", []),
        ("5 µg and 5 μg, a < b, <br>", []),
    ],
)
def test_terms_and_signs_are_found_whole(sentence: str, found: list[str]) -> None:
    assert forms(sentence) == found


@pytest.mark.parametrize("style", STYLES)
def test_what_is_hidden_is_put_back_in_its_form(style: str) -> None:
    sentence = "Doses in septic shock: dose 1, ARDS, SpO2<90%"
    found = ALL.find(sentence)
    masked, names = hide(sentence, found, style)
    assert len(set(names)) == 5 and not re.search("dose|shock|ARDS|<", masked, re.IGNORECASE)
    assert show(masked, found, names) == "Дозы in септический шок: доза 1, ARDS, SpO2 <90 %".replace(
        " %", "%"
    )


def test_the_last_form_stands_for_more_than_there_are() -> None:
    term = Term(("a", "b", "c"), ("x", "y"))
    assert [term.wanted(form) for form in "ABcd"] == ["x", "y", "x", "x"]
    assert term.is_in("an Y", "a") and not term.is_in("a", "a") and Term(("q",)).is_in("Q", "q")


@pytest.mark.parametrize(
    "answer", ["nothing", "T1 T1 T2", "T2", "T11 T2", "T1x T2", "T 1 T2", "", "t1 T2", "aT1 T2", "T12"]
)
def test_a_placeholder_that_is_lost_doubled_or_changed_is_seen(answer: str) -> None:
    found = ALL.find("dose of ARDS")
    _, names = hide("dose of ARDS", found, "T{}")
    assert names == ["T1", "T2"] and show(answer, found, names) is None


def test_letters_of_another_alphabet_that_look_alike_are_taken() -> None:
    found = ALL.find("dose of ARDS")
    assert show("Т1 при Т2", found, ["T1", "T2"]) == "Доза при ARDS"
    assert show("ТЕRM1 и ТЕRM2", found, ["TERM1", "TERM2"]) == "Доза и ARDS"
    assert show("Ж1 и Ж2", found, ["T1", "T2"]) is None


def test_a_text_that_has_such_words_itself_gets_others() -> None:
    sentence = "T1 weighted, X1 and a dose"
    for style in STYLES:
        found = ALL.find(sentence)
        masked, names = hide(sentence, found, style)
        assert masked.count(names[0]) == 1
        assert show(masked, found, names) == sentence.replace("dose", "доза")


@given(
    st.lists(
        st.sampled_from(["dose", "ARDS", "≥ 5", "T1", "Q2Q", "x", "“", ".", "β", "TERM1", "败血症", " "])
    )
)
def test_nothing_but_the_terms_changes(words: list[str]) -> None:
    sentence = " ".join(words)
    found = ALL.find(sentence)
    for style in STYLES:
        masked, names = hide(sentence, found, style)
        shown = show(masked, found, names)
        assert shown is not None
        assert shown.casefold() == sentence.replace("dose", "доза").replace("败血症", "sepsis").casefold()


@pytest.mark.parametrize("point", [*".,:;?!)»", "،", "؛", "؟", "۔", "।", "॥", "。", "×", "÷"])
@pytest.mark.parametrize("word", ["dose", "доза", "خوراک", "खुराक", "剂量"])
def test_a_term_before_a_point_is_a_term(word: str, point: str) -> None:
    terms = Terms([Term((word,), ("X",))])
    found = terms.find(f"{word}{point}")
    assert [each.form for each in found] == [word]
    masked, names = hide(f"{word}{point}", found, "T{}")
    assert show(masked, found, names) == f"X{point}"


@pytest.mark.parametrize("longer", ["doses", "дозами", "خوراکی", "खुराकें"])
def test_the_beginning_of_a_word_is_no_term(longer: str) -> None:
    assert not Terms([Term((word,)) for word in ("dose", "доз", "خوراک", "खुराक")]).find(longer)


@given(st.text(max_size=200), st.text(max_size=200))
@example("¼×", "")
@example("¼\u0901", "")
def test_any_text_may_be_hidden_and_any_answer_shown(sentence: str, answer: str) -> None:
    found = ALL.find(sentence)
    masked, names = hide(sentence, found, "T{}")
    assert show(masked, found, names) is not None
    show(answer, found, names)


def in_one_expression(terms: list[Term], sentence: str) -> list[tuple[int, int]]:
    """What a term is, said once more and slowly: the longest form that is there, in this order."""
    kinds, letters = "[-‐‑–]", masking._ALPHABETIC
    forms = sorted((form for term in terms for form in term.ours), key=len, reverse=True)
    said = []
    for form in forms:
        spelt = r"\s+".join(re.sub(rf"\\?{kinds}", kinds, re.escape(word)) for word in form.split())
        before = "" if "\u3400" <= form[0] <= "\u9fff" else f"(?<![{letters}])"
        after = "" if "\u3400" <= form[-1] <= "\u9fff" else f"(?![{letters}])"
        said.append(f"{before}{spelt}{after}")
    return [match.span() for match in re.finditer("|".join(said), sentence, re.IGNORECASE)]


PIECES = [
    *"abkKsſßẞSiİıåÅвᲀтςσΣµμ1٣-‐‑– (.×剂量क\u0301",
    "ab",
    "Ab",
    "к",
    "\u00a0",
    "\n",
    "dose",
    " dose",
    "剂a",
]
WORDS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map("".join)
FORMS = (WORDS | st.text(min_size=1, max_size=4)).map(str.strip).filter(bool)


TEXTS = st.lists(WORDS | st.text(max_size=3), max_size=12).map("".join)


@given(st.lists(FORMS, max_size=12), TEXTS, st.data())
def test_terms_are_found_as_by_one_expression(forms: list[str], text: str, data: st.DataObject) -> None:
    for _ in range(3 if forms else 0):
        form = data.draw(st.sampled_from(forms))
        place = data.draw(st.integers(0, len(text)))
        text = text[:place] + data.draw(st.sampled_from([form, form.upper(), form.lower()])) + text[place:]
    terms = [Term((form, form.swapcase())) for form in forms]
    assert list(Terms(terms)._spans(text)) == (in_one_expression(terms, text) if forms else [])


def test_a_hostile_glossary_and_text_take_no_time() -> None:
    terms = Terms([Term((f"{'a' * 50} {number}", "(" * 50, "a?*+[" * 10)) for number in range(2000)])
    assert terms.find("a" * 8000) == [] and len(terms.find("(" * 8000)) <= 160
    assert Terms([]).find("dose") == []
