"""The demo's slides, "Oxygen in four steps", drawn as a PDF with real text. Content for show, not advice."""

import zlib
from collections.abc import Sequence

WIDE, HIGH = 960, 540
INK, PALE, PETROL, SAND, RED = (
    "0.09 0.16 0.18",
    "0.93 0.96 0.96",
    "0.05 0.36 0.42",
    "0.98 0.97 0.94",
    "0.70 0.22 0.18",
)
_STEPS = (
    ("Nasal cannula", "1–5 L/min", "Start here when SpO2 is below 92 %. Look again after 15 minutes."),
    ("Simple mask", "6–10 L/min", "Never below 5 L/min: the patient would breathe their own air again."),
    (
        "Reservoir mask",
        "10–15 L/min",
        "The bag must stay filled. Turn the patient prone if they can bear it.",
    ),
    (
        "Call and refer",
        "now, not later",
        "Breathing rate over 30, tired, or confused: telephone while you treat.",
    ),
)


class _Page:
    """A drawing; x to the right and y upwards, in points."""

    def __init__(self, background: str = SAND) -> None:
        self._parts = [f"{background} rg 0 0 {WIDE} {HIGH} re f"]

    def box(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        self._parts.append(f"{colour} rg {x} {y} {width} {height} re f")

    def path(self, points: Sequence[tuple[float, float]], colour: str, width: float = 3) -> None:
        steps = [f"{x} {y} {'l' if number else 'm'}" for number, (x, y) in enumerate(points)]
        self._parts.append(f"{colour} RG {width} w 1 j 1 J {' '.join(steps)} S")

    def text(
        self, x: float, y: float, size: float, words: str, colour: str = INK, *, bold: bool = False
    ) -> None:
        packed = words.encode("cp1252").hex()
        font = "F2" if bold else "F1"
        self._parts.append(f"BT {colour} rg /{font} {size} Tf {x} {y} Td <{packed}> Tj ET")

    def head(self, words: str, number: int) -> None:
        self.box(0, HIGH - 86, WIDE, 86, PETROL)
        self.text(48, HIGH - 58, 34, words, "1 1 1", bold=True)
        self.text(WIDE - 250, 22, 12, f"Oxygen in four steps  ·  {number} of 8", "0.35 0.42 0.44")

    def lines(self, x: float, y: float, words: Sequence[str], size: float = 24) -> None:
        for number, line in enumerate(words):
            self.text(x, y - number * size * 1.75, size, line)

    def content(self) -> bytes:
        return "\n".join(self._parts).encode("ascii")


def _title() -> _Page:
    page = _Page(PETROL)
    page.text(72, 330, 60, "Oxygen in four steps", "1 1 1", bold=True)
    page.text(72, 276, 26, "Severe viral pneumonia in the district hospital", PALE)
    for number in range(4):
        page.box(72 + number * 130, 150, 110, 20 + number * 22, "0.40 0.70 0.72")
    page.text(72, 96, 18, "Department of Infectious Diseases, teaching hospital", PALE)
    page.text(72, 68, 14, "A demonstration deck: not medical advice", PALE)
    return page


def _why() -> _Page:
    page = _Page()
    page.head("Why steps, and not one device", 2)
    page.lines(
        64,
        390,
        (
            "•  One concentrator gives 5 to 10 L/min: enough for one severe patient or three mild ones.",
            "•  Each step has a target, a time, and a sign to go up or down.",
            "•  Everybody in the shift reads the same chart, also at night.",
            "•  Too much oxygen is harm too: in COPD aim at 88–92 %.",
        ),
        21,
    )
    page.box(64, 92, 832, 84, PALE)
    page.text(88, 125, 26, "Target for adults: SpO2 92–96 %. In pregnancy 94–96 %.", PETROL, bold=True)
    return page


def _step(number: int) -> _Page:
    device, flow, rule = _STEPS[number]
    page = _Page()
    page.head(f"Step {number + 1}: {device.lower()}", number + 3)
    page.text(64, 340, 72, flow, PETROL, bold=True)
    page.text(64, 270, 24, rule)
    for place, (name, _flow, _rule) in enumerate(_STEPS):
        here = place == number
        page.box(64 + place * 212, 70, 196, 60 + place * 22, PETROL if here else "0.82 0.88 0.88")
        page.text(76 + place * 212, 88, 16, name, "1 1 1" if here else INK, bold=here)
    return page


def _chart() -> _Page:
    page = _Page()
    page.head("The first hour of 214 patients", 7)
    left, bottom = 120, 110
    for percent in (84, 88, 92, 96):
        y = bottom + (percent - 82) * 21
        page.path([(left, y), (880, y)], "0.80 0.85 0.85", 1)
        page.text(72, y - 5, 15, f"{percent} %")
    steps = [(0, 85), (10, 88), (15, 89.5), (20, 91), (30, 92.5), (40, 93.6), (50, 94), (60, 94.2)]
    page.path([(left + m * 12.4, bottom + (s - 82) * 21) for m, s in steps], PETROL, 5)
    late = [(0, 84.5), (15, 85.5), (30, 86), (45, 85.2), (60, 84.6)]
    page.path([(left + m * 12.4, bottom + (s - 82) * 21) for m, s in late], RED, 5)
    for minutes in (0, 15, 30, 45, 60):
        page.text(left + minutes * 12.4 - 8, 82, 15, str(minutes))
    page.text(700, 330, 18, "stepped up in time", PETROL, bold=True)
    page.text(640, 218, 18, "stayed on the first step", RED, bold=True)
    page.text(420, 54, 15, "minutes after arrival")
    return page


def _record() -> _Page:
    page = _Page()
    page.head("What to write down, every time", 8)
    rows = (
        ("Time", "Rate", "SpO2", "Step", "Next look"),
        ("13:05", "28", "89 %", "1, 4 L/min", "13:20"),
        ("13:20", "26", "91 %", "2, 8 L/min", "13:35"),
        ("13:35", "24", "94 %", "2, 8 L/min", "14:05"),
    )
    for line, row in enumerate(rows):
        page.box(64, 356 - line * 58, 832, 54, PETROL if line == 0 else PALE)
        for place, cell in enumerate(row):
            page.text(
                84 + place * 168, 374 - line * 58, 22, cell, "1 1 1" if line == 0 else INK, bold=line == 0
            )
    page.text(64, 96, 22, "Count the breathing for a full minute. A number without a time is no number.")
    return page


def deck() -> bytes:
    """The eight pages as a PDF, always the same bytes."""
    pages = [_title(), _why(), *(_step(number) for number in range(4)), _chart(), _record()]
    return _pdf([page.content() for page in pages])


def _pdf(contents: Sequence[bytes]) -> bytes:
    kids = " ".join(f"{5 + 2 * number} 0 R" for number in range(len(contents)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (en) >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
    ]
    for number, content in enumerate(contents):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDE} {HIGH}] /Contents {6 + 2 * number} 0 R "
            f"/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>".encode()
        )
        packed = zlib.compress(content, 9)
        head = f"<< /Length {len(packed)} /Filter /FlateDecode >>\nstream\n".encode()
        objects.append(head + packed + b"\nendstream")
    return _assemble(objects)


def _assemble(objects: Sequence[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)
