"""The demo's slides: a PDF of a short talk, drawn by hand so that no file lies in the repository. No Django.

`python -m consilium.slides.demo OUT.pdf` writes it. Sizes and places are in points, from the lower left.
"""

import sys
import zlib
from collections.abc import Sequence
from pathlib import Path

WIDTH, HEIGHT = 960, 540
PETROL, PALE, INK, GREY, AMBER, WHITE = "0b5a5c", "e3efee", "14201f", "55625f", "b4690e", "ffffff"
_REGULAR, _BOLD = "F1", "F2"


class Sheet:
    """One page being drawn."""

    def __init__(self) -> None:
        self._drawn: list[str] = []

    def box(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        self._drawn.append(f"{_rgb(colour)} rg {x} {y} {width} {height} re f")

    def line(self, points: Sequence[tuple[float, float]], colour: str, width: float = 2) -> None:
        path = " ".join(f"{x} {y} {'l' if n else 'm'}" for n, (x, y) in enumerate(points))
        self._drawn.append(f"{_rgb(colour)} RG {width} w {path} S")

    def text(
        self, x: float, y: float, words: str, size: float, colour: str = INK, *, bold: bool = False
    ) -> None:
        escaped = words.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        font = _BOLD if bold else _REGULAR
        self._drawn.append(f"BT {_rgb(colour)} rg /{font} {size} Tf {x} {y} Td ({escaped}) Tj ET")

    def content(self) -> bytes:
        return "\n".join(self._drawn).encode("cp1252")


def talk() -> bytes:
    """Eight slides, "Oxygen in four steps", as a PDF."""
    sheets = [_title(), _aims(), _case(), _steps(), _targets(), _signs(), _curve(), _home()]
    for number, sheet in enumerate(sheets, 1):
        sheet.text(868, 24, f"{number} / {len(sheets)}", 14, GREY)
    return assemble([sheet.content() for sheet in sheets])


def _headed(heading: str, below: str = "") -> Sheet:
    sheet = Sheet()
    sheet.box(0, 0, WIDTH, HEIGHT, WHITE)
    sheet.box(0, HEIGHT - 6, WIDTH, 6, PETROL)
    sheet.text(48, 470, heading, 34, bold=True)
    if below:
        sheet.text(48, 440, below, 18, GREY)
    return sheet


def _list(heading: str, below: str, lines: Sequence[str]) -> Sheet:
    sheet = _headed(heading, below)
    for n, words in enumerate(lines):
        y = 372 - n * 62
        sheet.box(48, y - 2, 6, 34, PETROL)
        sheet.text(74, y + 6, words, 24)
    return sheet


def _title() -> Sheet:
    sheet = Sheet()
    sheet.box(0, 0, WIDTH, HEIGHT, PETROL)
    sheet.text(72, 318, "Oxygen in four steps", 52, WHITE, bold=True)
    sheet.text(72, 268, "Start low, reassess, escalate early", 26, "bfe0dd")
    sheet.text(72, 92, "Severe viral pneumonia in the district hospital", 20, WHITE)
    return sheet


def _aims() -> Sheet:
    return _list(
        "After this talk you can",
        "",
        (
            "choose the first oxygen device by saturation and work of breathing",
            "say after how many minutes to look again, and what to look for",
            "name the three signs that call for help now, not later",
            "keep a cylinder plan for one night with one nurse",
        ),
    )


def _case() -> Sheet:
    return _list(
        "A case without a name",
        "Teaching example: invented values",
        (
            "58 years, cough and fever for six days, diabetes",
            "Breathing rate 30, saturation 86 % on room air",
            "Alert, speaks in short sentences",
            "Two cylinders, one concentrator, 160 km to the next ICU",
        ),
    )


def _steps() -> Sheet:
    sheet = _headed("Oxygen in four steps", "Go up when the target is missed after 15 minutes")
    steps = (
        ("Nasal cannula", "1 to 5 l/min", 130),
        ("Simple mask", "6 to 10 l/min", 175),
        ("Mask with reservoir", "10 to 15 l/min", 220),
        ("High flow or CPAP", "and call for help", 260),
    )
    for n, (name, flow, height) in enumerate(steps):
        x = 48 + n * 218
        sheet.box(x, 84, 204, height, AMBER if n == 3 else PALE)
        colour = WHITE if n == 3 else INK
        sheet.text(x + 16, 84 + height - 38, name, 19, colour, bold=True)
        sheet.text(x + 16, 84 + height - 66, flow, 17, colour)
        sheet.text(x + 16, 98, str(n + 1), 30, colour, bold=True)
    return sheet


def _targets() -> Sheet:
    sheet = _headed("Targets", "Measure at rest, with a warm finger, after one minute")
    rows = (
        ("Who", "Saturation", "Look again"),
        ("Adults", "92 to 96 %", "15 min"),
        ("Pregnancy", "94 to 98 %", "15 min"),
        ("Chronic CO2 retention", "88 to 92 %", "10 min"),
        ("Children with shock", "94 % or more", "5 min"),
    )
    for n, row in enumerate(rows):
        y = 360 - n * 62
        sheet.box(48, y - 18, 864, 56, PETROL if n == 0 else (PALE if n % 2 else WHITE))
        for x, words in zip((68, 420, 700), row, strict=True):
            sheet.text(x, y, words, 22, WHITE if n == 0 else INK, bold=n == 0)
    return sheet


def _signs() -> Sheet:
    return _list(
        "Call for help now",
        "One is enough",
        (
            "Saturation below 90 % on 15 l/min",
            "Tired, confused, or no longer able to speak",
            "Breathing rate above 35 or falling without getting better",
            "Lying on the belly helps only while it helps: write the time down",
        ),
    )


def _curve() -> Sheet:
    sheet = _headed("One night, one patient", "Saturation in per cent by the hour")
    left, bottom = 96, 96
    for n, share in enumerate((84, 88, 92, 96)):
        level = bottom + n * 84
        sheet.line([(left, level), (900, level)], "d5dedd", 1)
        sheet.text(52, level - 5, str(share), 16, GREY)
    values = (86, 89, 91, 90, 88, 92, 94, 94, 95)
    points = [(left + n * 98.0, bottom + (value - 84) * 21.0) for n, value in enumerate(values)]
    sheet.line(points, PETROL, 4)
    for hour, (x, y) in enumerate(points):
        sheet.box(x - 5, y - 5, 10, 10, PETROL)
        sheet.text(x - 8, 66, f"{(20 + hour) % 24:02d}", 16, GREY)
    sheet.text(500, 130, "reservoir mask at 00:00", 18, AMBER, bold=True)
    sheet.line([(488, 160), (488, 430)], AMBER, 2)
    return sheet


def _home() -> Sheet:
    return _list(
        "Take home",
        "Your questions, please: in your own language",
        (
            "Begin with the smallest device that reaches the target",
            "Look again after 15 minutes; write it down",
            "Escalate early, transport late is transport lost",
            "Count the cylinders before the night, not in it",
        ),
    )


def _rgb(colour: str) -> str:
    return " ".join(f"{int(colour[n : n + 2], 16) / 255:.3f}" for n in (0, 2, 4))


def assemble(contents: Sequence[bytes]) -> bytes:
    """A PDF with one page per content stream, in the two fonts that every reader has."""
    kids = " ".join(f"{5 + 2 * n} 0 R" for n in range(len(contents)))
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /{} /Encoding /WinAnsiEncoding >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} >>".encode(),
        font.format("Helvetica").encode(),
        font.format("Helvetica-Bold").encode(),
    ]
    for n, content in enumerate(contents):
        packed = zlib.compress(content)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Contents {6 + 2 * n} 0 R "
            f"/Resources << /Font << /{_REGULAR} 3 0 R /{_BOLD} 4 0 R >> >> >>".encode()
        )
        head = f"<< /Length {len(packed)} /Filter /FlateDecode >>\nstream\n".encode()
        objects.append(head + packed + b"\nendstream")
    return _file(objects)


def _file(objects: Sequence[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{offset:010d} 00000 n \n".encode() for offset in offsets)
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(talk())
