"""The demo's talk is a real PDF that converts like any other."""

from pathlib import Path

from consilium.slides import demo
from consilium.slides.conversion import pdf_to_pages


def test_the_talk_converts_with_its_text(tmp_path: Path) -> None:
    source = tmp_path / "talk.pdf"
    source.write_bytes(demo.talk())
    assert source.stat().st_size < 20_000
    pages = pdf_to_pages(source, tmp_path, told=lambda done, of: None)
    assert len(pages) == 8
    assert pages[0].text.splitlines()[0] == "Oxygen in four steps"
    assert "Nasal cannula" in pages[3].text
    assert all(page.text for page in pages)
