"""The audio report: figures against their goals, as JSON and as a drawing (SVG) that needs nothing else."""

import json
from dataclasses import asdict, dataclass
from html import escape
from pathlib import Path

from consilium.workers.measure.audio import LISTENER, Heard
from consilium.workers.measure.signals import BANDS, percentile

WITHIN, SPREAD = 3.0, 3.0  # dB
DISTORTION = 0.01
MOUTH_TO_EAR = 250.0  # ms
LEGS = {"floor to booth": ("floor", "booth-1"), "booth to listener": ("booth-1", LISTENER)}


@dataclass(frozen=True)
class Figure:
    """One line of the report: what, how much, the most (or least) it may be, whether it is so."""

    name: str
    value: float
    unit: str
    goal: float
    met: bool


def figures(heard: list[Heard]) -> list[Figure]:
    voices = [one for one in heard if one.ear == LISTENER]
    levels = [one.level for one in voices]
    widest = max(abs(gain) for one in voices for gain in one.response.values())
    found = [
        _at_most("response 125 Hz to 15 kHz, furthest from 1 kHz", widest, "dB", WITHIN),
        _at_most("level, loudest channel to softest", max(levels) - min(levels), "dB", SPREAD),
        _at_most("burst of +20 dB, not at its frequency", max(v.distortion for v in voices) * 100, "%",
                 DISTORTION * 100),
        _at_most("burst of +20 dB, peak", max(v.burst_peak for v in voices), "dBFS", -0.1),
    ]  # fmt: skip
    for leg, (voice, ear) in LEGS.items():
        delays = next(one.delays for one in heard if (one.voice, one.ear) == (voice, ear))
        if not delays:
            raise ValueError(f"no chirp was found again: {leg}")
        found.append(Figure(f"mouth to ear, {leg}, p50", percentile(delays, 0.5), "ms", 0, True))
        found.append(_at_most(f"mouth to ear, {leg}, p95", percentile(delays, 0.95), "ms", MOUTH_TO_EAR))
    return found


def _at_most(name: str, value: float, unit: str, goal: float) -> Figure:
    return Figure(name, round(value, 2), unit, goal, value <= goal)


def table(found: list[Figure]) -> str:
    lines = []
    for one in found:
        goal = f"goal {one.goal:g}" if one.goal else ""
        verdict = "" if one.met else "  MISSED"
        lines.append(f"{one.name:<50} {one.value:>8.2f} {one.unit:<5} {goal}{verdict}")
    return "\n".join(lines)


def write(folder: Path, heard: list[Heard], found: list[Figure]) -> tuple[Path, Path]:
    """audio.json with everything that was read, audio.svg with the curves. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    data, drawing = folder / "audio.json", folder / "audio.svg"
    content = {"figures": [asdict(one) for one in found], "heard": [asdict(one) for one in heard]}
    data.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    drawing.write_text(svg(heard, found), encoding="utf-8")
    return data, drawing


_LEFT, _TOP, _WIDTH, _HEIGHT, _RANGE = 60, 50, 800, 240, 6.0
_INKS = ("#0b5a5c", "#b3261e", "#5b4b9a")


def svg(heard: list[Heard], found: list[Figure]) -> str:
    voices = [one for one in heard if one.ear == LISTENER]
    lines = [f'<text x="{_LEFT}" y="28" font-size="18">Response by thirds of an octave, dB to 1 kHz</text>']
    lines += [_rule(gain) for gain in (-6, -3, 0, 3, 6)]
    lines += [_mark(band) for band in BANDS[::3]]
    lines += [_curve(one, ink) for one, ink in zip(voices, _INKS, strict=False)]
    lines += [
        f'<text x="{_LEFT + 120 * n}" y="{_TOP + _HEIGHT + 44}" fill="{ink}">{escape(one.voice)}</text>'
        for n, (one, ink) in enumerate(zip(voices, _INKS, strict=False))
    ]
    lines += [
        f'<text x="{_LEFT}" y="{_TOP + _HEIGHT + 76 + 20 * n}">{escape(line)}</text>'
        for n, line in enumerate(table(found).splitlines())
    ]
    height = _TOP + _HEIGHT + 90 + 20 * len(found)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_LEFT + _WIDTH + 40} {height}" '
        f'font-family="monospace" font-size="13" xml:space="preserve">'
        f'<rect width="100%" height="100%" fill="#fff"/>{"".join(lines)}</svg>\n'
    )


def _x(band: int) -> float:
    return _LEFT + _WIDTH * BANDS.index(band) / (len(BANDS) - 1)


def _y(gain: float) -> float:
    return _TOP + _HEIGHT / 2 * (1 - max(-_RANGE, min(_RANGE, gain)) / _RANGE)


def _rule(gain: int) -> str:
    y, dashes = _y(gain), ' stroke-dasharray="5 4"' if abs(gain) == WITHIN else ""
    return (
        f'<line x1="{_LEFT}" x2="{_LEFT + _WIDTH}" y1="{y}" y2="{y}" stroke="#9aa5a3"{dashes}/>'
        f'<text x="{_LEFT - 34}" y="{y + 4}">{gain:+d}</text>'
    )


def _mark(band: int) -> str:
    name = f"{band / 1000:g}k" if band >= 1000 else str(band)
    return f'<text x="{_x(band) - 10:.0f}" y="{_TOP + _HEIGHT + 20}">{name}</text>'


def _curve(one: Heard, ink: str) -> str:
    points = " ".join(f"{_x(band):.1f},{_y(gain):.1f}" for band, gain in one.response.items())
    return f'<polyline points="{points}" fill="none" stroke="{ink}" stroke-width="2"/>'
