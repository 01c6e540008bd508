"""One PDF to WebP pages and their text: `python -m consilium.slides.convert IN.pdf OUT-FOLDER LIMITS`.

Runs confined in a process of its own, because the file is a stranger's. It speaks one JSON object a line:
{"pages": n}, then for each page {"page", "width", "height", "text"}, or {"error": code} and nothing more.
Pages are written as OUT-FOLDER/<number>.webp.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

from consilium.kernel.confine import Limits, confine

WIDTH = 1920
QUALITY = 80
TALLEST = 2 * WIDTH
SHORTEST_SIDE, LONGEST_SIDE = 36.0, 14_400.0  # points; the longer is what the PDF standard allows
STEEPEST = 5.0
LONGEST_TEXT = 20_000
_ENCRYPTED = 4
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")


class Failed(Exception):
    """The file cannot be shown; `code` is one of the codes in messages.py."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def convert(source: Path, folder: Path, limits: Limits) -> None:
    """Write all pages, telling each. Raises Failed; may be ended by the kernel at a limit."""
    import pypdfium2 as pdfium  # after confine(): its memory counts

    with source.open("rb") as file:
        if b"%PDF-" not in file.read(1024):
            raise Failed("not_pdf")
    try:
        document = pdfium.PdfDocument(source)
    except pdfium.PdfiumError as error:
        raise Failed("encrypted" if error.err_code == _ENCRYPTED else "broken") from None
    pages = len(document)
    if pages == 0:
        raise Failed("no_pages")
    if pages > limits.pages:
        raise Failed("too_many_pages")
    sizes = [_pixels(document, number) for number in range(pages)]
    _tell(pages=pages)
    left = limits.total
    for number, (width, height) in enumerate(sizes, 1):
        text = _page(document, number, width, height, folder)
        left -= (folder / f"{number}.webp").stat().st_size
        if left < 0:
            raise Failed("too_heavy")
        _tell(page=number, width=width, height=height, text=text)


def _pixels(document: Any, index: int) -> tuple[int, int]:
    """Width and height of a page's picture; checked for all pages before the first is drawn."""
    width, height = document.get_page_size(index)
    if not SHORTEST_SIDE <= min(width, height) <= max(width, height) <= LONGEST_SIDE:
        raise Failed("page_size")
    if max(width, height) / min(width, height) > STEEPEST:
        raise Failed("page_size")
    scale = min(WIDTH / width, TALLEST / height)
    return round(width * scale), round(height * scale)


def _page(document: Any, number: int, width: int, height: int, folder: Path) -> str:
    """Draw one page into its file and return its text."""
    page = document[number - 1]
    try:
        # half a pixel less, because pdfium rounds up
        bitmap = page.render(scale=(width - 0.5) / page.get_width(), limit_image_cache=True)
        picture = bitmap.to_pil().convert("RGB")
        if picture.size != (width, height):
            picture = picture.resize((width, height))
        picture.save(folder / f"{number}.webp", "WEBP", quality=QUALITY, method=4)
        return tidy(page.get_textpage().get_text_range())
    finally:
        page.close()


def tidy(text: str) -> str:
    """Text without control characters and empty lines, at most LONGEST_TEXT characters."""
    lines = (_CONTROL.sub("", line).strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line)[:LONGEST_TEXT]


def _tell(**values: object) -> None:
    sys.stdout.write(json.dumps(values) + "\n")
    sys.stdout.flush()


def main(arguments: list[str]) -> int:
    source, folder, limits = Path(arguments[0]), Path(arguments[1]), Limits.parse(arguments[2])
    confine(limits)
    try:
        convert(source, folder, limits)
    except Failed as failure:
        _tell(error=failure.code)
    except MemoryError:
        _tell(error="too_heavy")
    except OSError:  # a file grew beyond its limit, or the disk is full
        _tell(error="too_heavy")
    except Exception:  # the library could not read it; its words may hold the file's text and stay here
        _tell(error="broken")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
