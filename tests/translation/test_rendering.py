"""One text by one route: sentences, terms in every way that an engine allows, and what is doubtful."""

import re
from collections.abc import Callable

import pytest

from consilium.kernel.roles import Role
from consilium.translation import actions, glossary, rendering
from consilium.translation.engines import BadAnswer, EngineDown, Router
from consilium.translation.glossary_files import read
from consilium.translation.masking import Term, Terms
from consilium.translation.rendering import render
from tests.support.cast import Cast
from tests.support.factories import member
from tests.support.translators import Scripted

TERMS = Terms([Term(("dose", "doses"), ("доза", "дозы")), Term(("ARDS",))])
Doubts = tuple[str, ...]


def rendered(
    text: str, translate: Callable[[str], str], *, takes_terms: bool = False
) -> tuple[str, Doubts, Scripted]:
    engine = Scripted("engine", [("en", "ru")], translate, takes_terms=takes_terms)
    route = Router([engine]).route("en", "ru")
    assert route
    return (*render(text, route, TERMS), engine)


def test_lines_sentences_and_plain_text_stay_in_their_places() -> None:
    text, doubts, engine = rendered("One. Two.\n\n  Three!\n", lambda each: each.upper())
    assert (text, doubts) == ("ONE. TWO.\n\nTHREE!\n", ())
    assert engine.asked == [["One.", "Two.", "Three!"]], "in one go, and no more than was needed"
    assert rendered("", str.upper)[:2] == ("", ())


def test_terms_are_hidden_from_an_engine_that_takes_none() -> None:
    text, doubts, engine = rendered("Plain. A dose in ARDS.", lambda each: each.replace("A ", "Одна "))
    assert (text, doubts) == ("Plain. Одна доза in ARDS.", ())
    assert engine.asked == [["Plain."], ["A T1 in T2."]] and engine.terms == [{}, {}]


@pytest.mark.parametrize(("lost", "tries"), [("T", 2), ("TX", 3), ("TXQ", 4)])
def test_a_style_that_does_not_survive_is_followed_by_the_next(lost: str, tries: int) -> None:
    def translate(sentence: str) -> str:
        return re.sub(rf"\b[{lost}]\d+Q?\b", "Ж", sentence)

    text, doubts, engine = rendered("A dose.", translate)
    assert (text, doubts, len(engine.asked)) == ("A доза.", (), tries)


def test_only_the_sentences_that_failed_are_tried_again() -> None:
    def translate(sentence: str) -> str:
        return sentence.replace("T1", "") if "bad" in sentence else sentence

    text, _, engine = rendered("A good dose. A bad dose.", translate)
    assert text == "A good доза. A bad доза."
    assert engine.asked[-1] == ["A bad X1."]


def test_a_term_that_no_style_keeps_is_flagged() -> None:
    def translate(sentence: str) -> str:
        return re.sub(r"\b(TERM\d+|[TX]\d+|Q\d+Q)\b", "", sentence).replace("dose", "порция")

    text, doubts, _ = rendered("Doses, a dose and 5 mg in ARDS.", translate)
    assert text == "Doses, a порция and 5 mg in ARDS."
    assert doubts == ("Doses → ?", "dose → ?"), "ARDS came through by itself"


def test_a_sign_that_no_style_keeps_is_flagged() -> None:
    def translate(sentence: str) -> str:
        return re.sub(r"\b(TERM\d+|[TX]\d+|Q\d+Q)\b", "", sentence).replace("≥", "-")

    assert "≥ 92 → ?" in rendered("SpO2 ≥ 92 %", translate)[1]


def test_an_engine_that_takes_terms_is_told_them_and_believed_when_they_are_there() -> None:
    def obeys(sentence: str) -> str:
        return sentence.replace("doses", "дозы")

    text, doubts, engine = rendered("Two doses. Plain.", obeys, takes_terms=True)
    assert (text, doubts) == ("Two дозы. Plain.", ())
    assert engine.terms == [{"doses": "дозы"}] and len(engine.asked) == 1
    text, doubts, engine = rendered(
        "Two doses.", lambda each: each.replace("doses", "порции"), takes_terms=True
    )
    assert (text, doubts, len(engine.asked)) == ("Two дозы.", (), 2), "who does not obey gets placeholders"


@pytest.mark.parametrize("error", [EngineDown("down"), BadAnswer("bad")])
def test_what_an_engine_raises_is_raised(error: Exception) -> None:
    def fail(sentence: str) -> str:
        raise error

    with pytest.raises(type(error)):
        rendered("A dose.", fail)


@pytest.mark.django_db
def test_the_seminars_terms_go_before_the_organisations_and_change_what_is_cached(
    cast: Cast, real_models: object
) -> None:
    organiser = member(cast.seminar, Role.ORGANISER)
    text = "Start weaning now."
    plain = actions.translate_text(text, "en", "pt", seminar=cast.seminar)
    glossary.import_for_all(read(b"en,pt\nweaning,DESMAME GERAL\nstroke,AVC\n").lines)
    theirs = actions.translate_text(text, "en", "pt", seminar=cast.seminar)
    glossary.import_terms(organiser, read(b"en,pt-br,keep\nweaning,desmame seu,\nARDS,,yes\n").lines)
    ours = actions.translate_text(text, "en", "pt", seminar=cast.seminar)
    nobodys = actions.translate_text(text, "en", "pt", seminar=None)
    assert plain and theirs and ours and nobodys
    assert "DESMAME GERAL" in theirs.text and "desmame seu" in ours.text and plain.text != theirs.text
    assert nobodys.text == theirs.text
    _, version = rendering.terms(cast.seminar, "en", "pt")
    assert version and rendering.terms(cast.seminar, "en", "fr")[1] != version
    assert rendering.terms(None, "fr", "de")[1] == ""


@pytest.mark.django_db
def test_of_each_pair_the_newest_terms_alone_are_kept(cast: Cast, real_models: object) -> None:
    organiser = member(cast.seminar, Role.ORGANISER)
    glossary.add_term(organiser, {"en": ["term"], "ru": ["термин"]})
    first = rendering.terms(cast.seminar, "en", "ru")
    kept = len(rendering.KEPT)
    assert rendering.terms(cast.seminar, "en", "ru") is first
    for number in range(20):
        glossary.add_term(organiser, {"en": [f"term {number}"], "ru": [f"термин {number}"]})
        terms, _ = rendering.terms(cast.seminar, "en", "ru")
        assert [each.form for each in terms.find(f"a term {number}")] == [f"term {number}"]
    assert len(rendering.KEPT) == kept
