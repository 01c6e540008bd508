"""The glossary through the real engine and the whole path: every term stands in the translation."""

import re

import pytest

from consilium.kernel.audience import EVERYONE, Reader
from consilium.kernel.roles import Role
from consilium.translation import actions, glossary
from consilium.translation.engines import Router
from consilium.translation.engines.router import Route
from consilium.translation.glossary_files import read
from consilium.translation.masking import Terms
from consilium.translation.queries import snapshot
from consilium.translation.rendering import render
from tests.support.cast import Cast
from tests.support.factories import member
from tests.support.glossary_sentences import SENTENCES, TERMS
from tests.support.translators import Scripted
from tests.support.verify import verify_action

pytestmark = pytest.mark.django_db
ROWS = [
    f"{'|'.join(ours)},,yes" if ours == theirs else f"{'|'.join(ours)},{'|'.join(theirs)},"
    for ours, theirs in TERMS.values()
]
CSV = "\n".join(["en,pt,keep", *ROWS])
PLACEHOLDER = re.compile(r"\b(?:[TX]\d+|TERM\d+|Q\d+Q)\b")


def missing(text: str, names: str, side: int) -> list[str]:
    """The terms that do not stand in a translation: found by eye, not by the code that is tested."""
    low = text.casefold()
    return [name for name in names.split() if not any(form.casefold() in low for form in TERMS[name][side])]


def translated(text: str, way: tuple[str, str], cast: Cast | None) -> actions.Translated:
    made = actions.translate_text(text, *way, seminar=cast.seminar if cast else None)
    assert made and made.engine == "firefox"
    return made


def with_terms(cast: Cast) -> None:
    parsed = read(CSV.encode())
    assert not parsed.bad
    assert glossary.import_terms(member(cast.seminar, Role.ORGANISER), parsed.lines) == len(TERMS) >= 15


@pytest.mark.parametrize("way", [("en", "pt"), ("pt", "en")])
def test_all_terms_are_kept(
    cast: Cast, real_models: object, way: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    side = ("en", "pt").index(way[1])
    texts = [(en if side else pt, names) for en, pt, names in SENTENCES]
    total = sum(len(names.split()) for _, names in texts)
    without = total - sum(
        len(missing(translated(text, way, None).text, names, side)) for text, names in texts
    )
    with_terms(cast)
    made = [(text, names, translated(text, way, cast)) for text, names in texts]
    lost = [(text, each.text) for text, names, each in made if missing(each.text, names, side)]
    kept = total - sum(len(missing(each.text, names, side)) for _, names, each in made)
    with capsys.disabled():
        print(  # noqa: T201
            f"\n{' to '.join(way)}: {kept} of {total} terms kept in {len(texts)} sentences, {without} without"
        )
    assert len(texts) == 50 and without < total, "the set asks something of the glossary"
    assert (kept, lost) == (total, [])
    assert [each.doubts for _, _, each in made if each.doubts] == []
    for text, _, each in made:
        assert PLACEHOLDER.findall(each.text) == PLACEHOLDER.findall(text), "no placeholder is left over"


def test_forms_beginnings_and_quotes_come_out_in_their_spelling(cast: Cast, real_models: object) -> None:
    with_terms(cast)
    for text, wanted in (
        ("Compare the reproduction numbers of the two variants.", " números de reprodução"),
        ("Septic shock has a mortality of about 40%.", "Choque séptico"),
        ("Two strokes in 6 months are too many.", "AVCs"),
        ("Norepinephrine can be given through a peripheral line.", "Norepinefrina"),
        ("Does this patient have ARDS?", "ARDS"),
    ):
        assert wanted in translated(text, ("en", "pt"), cast).text
    made = translated("“Septic shock” is one term.", ("en", "pt"), cast).text
    assert made.startswith('"Choque séptico"')


def broken(places: dict[str, str]) -> Route:
    """An engine that takes pieces of a sentence for others."""

    def translate(sentence: str) -> str:
        for ours, theirs in places.items():
            sentence = sentence.replace(ours, theirs)
        return sentence

    route = Router([Scripted("bad", [("en", "pt")], translate)]).route("en", "pt")
    assert route
    return route


def test_a_changed_dose_is_flagged_to_its_readers(cast: Cast) -> None:
    """From the engine's words to what a page is told."""
    for changed, doubt in (
        ({"5 mg": "50 mg"}, "5 mg → 50 mg"),
        ({"mg": "g"}, "5 mg → 5 g"),
        ({" 5 mg": ""}, "5 mg → ?"),
        ({"0.5": "5"}, "0.5 ml → 5 ml"),
    ):
        text = "Give 5 mg in 0.5 ml."
        made, doubts = render(text, broken(changed), Terms([]))
        assert doubts == (doubt,)
        told = actions.Translated(made, "bad", doubts)
        with verify_action(cast.seminar):
            actions.record_translation(cast.seminar, "question:one", "pt", told, EVERYONE)
        known = snapshot(cast.seminar, Reader("", language="pt")).readings["question:one"]["pt"]
        assert (known.text, known.doubts) == (made, (doubt,))


def test_a_faithful_translation_is_recorded_without_doubts(cast: Cast, real_models: object) -> None:
    made = actions.translate_text("Give 5 mg in 0.5 ml.", "en", "pt", seminar=cast.seminar)
    assert made and made.doubts == () and "5 mg" in made.text and "0,5 ml" in made.text.lower()
