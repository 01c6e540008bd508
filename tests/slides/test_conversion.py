"""The confined conversion on real files, good and hostile. No database."""

import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from consilium.kernel.confine import MIB, Limits
from consilium.slides.conversion import LIMITS, OFFICE_LIMITS, office_program, office_to_pdf, pdf_to_pages
from consilium.slides.convert import Failed, tidy
from consilium.slides.messages import FAILURES
from tests.slides import pdfs

HOSTILE = replace(LIMITS, cpu=6, memory=512 * MIB)
needs_office = pytest.mark.skipif(office_program() is None, reason="LibreOffice is not installed")


def convert(folder: Path, data: bytes, limits: Limits = LIMITS) -> tuple[list[object], list[tuple[int, int]]]:
    source, out = folder / "in.pdf", folder / "out"
    source.write_bytes(data)
    out.mkdir()
    told: list[tuple[int, int]] = []
    pages = pdf_to_pages(source, out, told=lambda done, of: told.append((done, of)), limits=limits)
    return [(page.number, page.width, page.height, page.text) for page in pages], told


def why(folder: Path, data: bytes, limits: Limits = LIMITS) -> str:
    with pytest.raises(Failed) as failed:
        convert(folder, data, limits)
    return failed.value.code


def test_pages_become_pictures_of_1920_pixels_with_text(tmp_path: Path) -> None:
    pages, told = convert(tmp_path, pdfs.pdf(["Oxygen", "Triage", "Referral"]))
    assert pages == [(1, 1920, 1080, "Oxygen"), (2, 1920, 1080, "Triage"), (3, 1920, 1080, "Referral")]
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]
    with Image.open(tmp_path / "out" / "2.webp") as picture:
        assert (picture.format, picture.size) == ("WEBP", (1920, 1080))
        assert len(picture.convert("RGB").getcolors(maxcolors=1 << 20) or []) > 2  # the text is drawn


def test_an_upright_page_keeps_its_proportions(tmp_path: Path) -> None:
    pages, _ = convert(tmp_path, pdfs.pdf(["A4"], size=(595, 842)))
    assert pages == [(1, 1920, 2717, "A4")]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not_pdf"),
        (b"PK\x03\x04 not a PDF at all", "not_pdf"),
        (b"\x89PNG\r\n\x1a\n" + b"%PDF-"[::-1], "not_pdf"),
        (b"%PDF-1.7\n", "broken"),
        (pdfs.pdf()[:400], "broken"),
        (pdfs.no_pages(), "broken"),
        (pdfs.encrypted(), "encrypted"),
        (pdfs.pdf(["x"] * 301), "too_many_pages"),
        (pdfs.pdf(size=(200_000, 200_000)), "page_size"),
        (pdfs.pdf(size=(14_000, 100)), "page_size"),
        (pdfs.pdf(size=(2, 2)), "page_size"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_shown_says_why(tmp_path: Path, data: bytes, code: str) -> None:
    assert why(tmp_path, data) == code
    assert not list((tmp_path / "out").iterdir())


@pytest.mark.parametrize("make", [pdfs.nested_forms, pdfs.endless_drawing], ids=lambda make: make.__name__)
def test_a_bomb_is_ended_by_its_limits(tmp_path: Path, make: Callable[[], bytes]) -> None:
    assert why(tmp_path, make(), HOSTILE) in ("too_heavy", "too_slow")


def test_a_picture_bomb_harms_nobody(tmp_path: Path) -> None:
    """PDFium leaves such a picture out, or runs into the limit of memory; either is fine."""
    try:
        pages, _ = convert(tmp_path, pdfs.huge_picture(), HOSTILE)
    except Failed as failed:
        assert failed.code in ("too_heavy", "too_slow", "broken")
    else:
        assert len(pages) == 1


def test_silence_ends_the_whole_group(tmp_path: Path) -> None:
    begun = time.monotonic()
    assert why(tmp_path, pdfs.nested_forms(), replace(LIMITS, silence=1)) == "too_slow"
    assert time.monotonic() - begun < 10
    assert not [line for line in _commands() if str(tmp_path) in line]


def test_all_pages_together_have_a_limit(tmp_path: Path) -> None:
    assert why(tmp_path, pdfs.pdf(["a", "b", "c"]), replace(LIMITS, total=8_000)) == "too_heavy"


def test_one_picture_has_a_limit(tmp_path: Path) -> None:
    assert why(tmp_path, pdfs.pdf(["a"]), replace(LIMITS, file=1_000)) == "too_heavy"


def test_text_is_tidied() -> None:
    assert tidy("  one\x00\x02 \r\n\r\n\ufffetwo\x7f ") == "one\ntwo"
    assert len(tidy("x" * 100_000)) == 20_000


def test_every_code_has_words() -> None:
    for code in ("not_pdf", "broken", "encrypted", "too_many_pages", "page_size", "too_heavy", "too_slow"):
        assert code in FAILURES


@needs_office
def test_a_presentation_becomes_a_pdf(tmp_path: Path) -> None:
    source, out = tmp_path / "deck.odp", tmp_path / "out"
    source.write_bytes(pdfs.odp("Oxygen in four steps"))
    out.mkdir()
    made = office_to_pdf(source, tmp_path)
    pages = pdf_to_pages(made, out, told=lambda done, of: None)
    assert [page.text for page in pages] == ["Oxygen in four steps"]


@needs_office
@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"no archive", "not_office"),
        (pdfs.archive({"word/document.xml": "<a/>"}), "not_office"),
        (pdfs.archive({"content.xml": "<broken"}), "office_failed"),
        (pdfs.claiming(pdfs.archive({"content.xml": "<a/>"}), 2_000_000_000), "too_heavy"),
    ],
    ids=["no archive", "another kind", "broken", "bomb"],
)
def test_what_is_no_presentation_says_so(tmp_path: Path, data: bytes, code: str) -> None:
    source = tmp_path / "deck.pptx"
    source.write_bytes(data)
    with pytest.raises(Failed) as failed:
        office_to_pdf(source, tmp_path, limits=replace(OFFICE_LIMITS, wall=60))
    assert failed.value.code == code


def _commands() -> list[str]:
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found.append(os.fsdecode(entry.read_bytes()))
        except OSError:
            continue
    return found
