"""Twelve languages on paper: one page, every glyph there, every script set as it is written."""

from dataclasses import asdict, replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import numpy
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont
from typst import TypstError

from consilium.certificates.paper import faces, setting, texts
from consilium.certificates.paper.content import words
from tests.certificates import samples

SCALE = 4  # pixels per point
#: A text that has to be joined, reordered or stacked, the face it is set in, and the seminar's size.
SHAPED = {
    "ar": ("مستشفى الالتهاب", "ConsiliumSansArabicArabic-600.ttf"),
    "fa": ("گواهی‌نامه پژوهشگاه", "ConsiliumSansArabicArabic-600.ttf"),
    "ur": ("ہسپتال", "ConsiliumNastaliqUrduArabic-400.ttf"),
    "hi": ("कृष्णा श्रीवास्तव लक्ष्मी", "ConsiliumSansDevanagari-600.ttf"),
}


def drawn(pdf: bytes, scale: float = 1) -> Image.Image:
    document = pypdfium2.PdfDocument(pdf)
    picture: Image.Image = document[0].render(scale=scale).to_pil().convert("L")
    document.close()
    return picture


def pages(pdf: bytes) -> int:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    page = document[0].get_textpage()
    found: str = page.get_text_bounded()
    page.close()
    document.close()
    return found


@pytest.mark.parametrize("language", samples.LANGUAGES)
def test_one_page_in_which_no_glyph_is_missing(language: str) -> None:
    """PDF/A-2a and PDF/UA-1 allow no missing glyph, and Typst refuses to write one (see the next test)."""
    paper = samples.paper(language)
    pdf = setting.certificate(paper, samples.words(language))
    assert pages(pdf) == 1
    assert len(pdf) < 120_000
    if language not in ("ar", "fa", "ur"):  # PDFium turns figures round in lines from right to left
        assert samples.NUMBER in text_of(pdf)
    assert setting.certificate(paper, samples.words(language)) == pdf


def test_a_missing_glyph_would_be_refused() -> None:
    data = asdict(samples.words("en")) | {"holder": "ანა", "qr": setting.qr("https://x.example")}
    data |= {"url": "https://x.example", "raw_number": samples.NUMBER}
    with pytest.raises(TypstError, match="could not be displayed"):
        setting.typeset("certificate.typ", data, "en", datetime(2026, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize("language", SHAPED)
def test_letters_join_and_stack_as_another_shaper_sets_them(language: str) -> None:
    """HarfBuzz in Pillow sets the same words from the same face; so does the paper, not letter by letter."""
    text, face = SHAPED[language]
    font = ImageFont.truetype(str(faces.folder() / face), 17 * SCALE, layout_engine=ImageFont.Layout.RAQM)
    plain = ImageFont.truetype(str(faces.folder() / face), 17 * SCALE, layout_engine=ImageFont.Layout.BASIC)
    direction = "ltr" if language == "hi" else "rtl"
    ours = _seminar_line(language, text)
    theirs = _ink(_set(text, font, direction))
    naive = _ink(_set(text, plain, None))
    assert abs(ours.width - theirs.width) <= 0.03 * theirs.width
    assert _likeness(ours, theirs) > 0.8
    assert _likeness(ours, naive) < 0.6


def _seminar_line(language: str, text: str) -> Image.Image:
    """The seminar's title cut out of the paper: the ink between the two soft lines around it."""
    paper = samples.paper("en", holder="X", seminar=text)
    paper = replace(paper, language="ur" if language == "ur" else "en")  # which chooses Nastaliq
    with_it = drawn(setting.certificate(paper), SCALE)
    height = with_it.height
    band = numpy.asarray(with_it)[: int(height * 0.56), 200 : with_it.width - 200]
    rows = [bool((line < 128).any()) for line in band]
    starts = [at for at, (before, now) in enumerate(pairwise([False, *rows])) if now and not before]
    ends = [at for at, (before, now) in enumerate(pairwise([*rows, False])) if before and not now]
    blocks: list[list[int]] = []
    for start, end in zip(starts, ends, strict=False):
        if blocks and start - blocks[-1][1] < 4 * SCALE:
            blocks[-1][1] = end
        else:
            blocks.append([start, end])
    top, bottom = blocks[-1]
    return _ink(Image.fromarray(band[top : bottom + 2]))


def _set(text: str, font: ImageFont.FreeTypeFont, direction: str | None) -> Image.Image:
    sheet = Image.new("L", (3000, 500), 255)
    ImageDraw.Draw(sheet).text((200, 120), text, font=font, fill=0, direction=direction)
    return sheet


def _ink(picture: Image.Image) -> Image.Image:
    box = picture.point(lambda value: 255 if value < 128 else 0).getbbox()
    return picture.crop(box) if box else picture  # Nastaliq set letter by letter leaves no ink


def _likeness(one: Image.Image, other: Image.Image) -> float:
    """Correlation of two pictures brought to one size."""
    left = numpy.asarray(one.resize((400, 60)), dtype=float).ravel()
    right = numpy.asarray(other.resize((400, 60)), dtype=float).ravel()
    return float(numpy.corrcoef(left, right)[0, 1]) if left.std() and right.std() else 0.0


@pytest.mark.parametrize("language", ["ar", "fa", "ur"])
def test_right_to_left_the_code_stands_at_the_left(language: str) -> None:
    def dark(pdf: bytes) -> tuple[float, float]:
        pixels = numpy.asarray(drawn(pdf, 1))[690:790]
        return float((pixels[:, 70:150] < 100).mean()), float((pixels[:, -150:-70] < 100).mean())

    left, right = dark(setting.certificate(samples.paper(language), samples.words(language)))
    assert left > 3 * right
    left, right = dark(setting.certificate(samples.paper("en")))
    assert right > 3 * left


HOSTILE = [
    '<b>#import "@preview/x:1.0.0"; $a$ `x` *b* @c</b> #{1/0} \\ [x] // /* <l> ~ --- \'"',
    "A" * 120,
    "W" * 120,
    "य" * 120,
    "漢" * 120,
    "é" + "\u0301" * 110,
    "\u202eevil\u2066\u200f",
    "ﷺ" * 120,
    "Ann 🎉👩🏽‍⚕️ Lee",
    "ანა კაპანაძე",
    "\x00\x01\x1b[31m\n\r\t",
    "",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_a_name_holds_it_is_one_page(text: str) -> None:
    paper = samples.paper("en", holder=text, seminar=text * 2, organiser=text * 3, accreditor=text * 2)
    for language in ("en", "ar"):
        assert pages(setting.certificate(replace(paper, language=language))) == 1


def test_markup_is_print() -> None:
    text = '#panic("x") *b* $1/0$ <i>'
    assert text in text_of(setting.certificate(samples.paper("en", holder=text)))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("  Ann \u202e\n Lee\x00 ", "Ann Lee"),
        ("گل\u200cمحمدی", "گل\u200cمحمدی"),  # a joiner that Persian needs
        ("\u200c\u200dAnn\u200d\u200d", "Ann"),
        ("e\u0301", "é"),
        ("q" + "\u0323" * 50, "q" + "\u0323" * 4),  # marks heaped upon a letter
    ],
)
def test_cleaned(given: str, kept: str) -> None:
    assert texts.clean(given) == kept


def test_letters_that_no_face_has_are_named_and_pictures_left_out() -> None:
    assert texts.unprintable("ანა Ann 🎉") == "ან"
    assert texts.unprintable("Щербакова 欧阳 श्री عائشہ") == ""
    assert texts.printable("Ann 🎉 Lee") == "Ann Lee"
    assert texts.printable("ანა") == "□□□"


@given(st.text(max_size=400))
@how(max_examples=300, deadline=None)
def test_printable_texts_have_glyphs_and_no_controls(text: str) -> None:
    line = texts.printable(text, 120)
    assert len(line.replace("\u200b", "")) <= 120
    assert all(faces.covers(letter) or letter == "\u200b" for letter in line)
    assert not set(line) & {"\u202e", "\u2066", "\x00", "\n"}


def test_the_code_holds_the_address() -> None:
    """Read by its own matrix: as large as the address needs, and a square."""
    assert 'width="37" height="37"' in setting.qr(samples.paper().url)


def test_without_a_catalogue_the_words_are_english_and_the_date_is_not() -> None:
    said = words(samples.paper("kk"))
    assert "қараша" in said.lines[0].text
    assert all(line.text for line in words(samples.paper("en", reference="")).lines)


def test_fonts_that_were_not_made_say_how(settings: object, tmp_path: Path) -> None:
    settings.PAPER_FONTS = tmp_path  # type: ignore[attr-defined]
    with pytest.raises(faces.FontsMissing, match="make setup"):
        faces.folder()
