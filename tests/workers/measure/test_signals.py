"""The measuring instruments themselves: on sounds whose faults are known."""

import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from consilium.workers.measure import report, signals
from consilium.workers.measure.audio import LISTENER, Heard, Take, read
from consilium.workers.measure.signals import FRAME, RATE, Sound

SCRIPT = signals.script()
SPOKEN = [number * 0.01 for number in range(SCRIPT.sound.size // FRAME)]


def take(sound: Sound, *, late: float = 0.0) -> Take:
    """A recording that comes `late` seconds after it was spoken; what is heard before is silence."""
    heard = Take()
    for number in range(sound.size // FRAME):
        heard.frames.append(sound[number * FRAME : (number + 1) * FRAME])
        heard.arrived.append(number * 0.01 + late)
    return heard


def test_a_perfect_line_is_flat_level_and_clean() -> None:
    heard = read(SCRIPT, "floor", LISTENER, take(SCRIPT.sound), SPOKEN)
    assert max(abs(gain) for gain in heard.response.values()) < 0.3
    assert heard.level == pytest.approx(-23.0, abs=0.1)
    assert heard.burst_rise == pytest.approx(20.0, abs=0.1)
    assert heard.burst_peak == pytest.approx(-6.0, abs=0.1)
    assert heard.distortion < 0.001
    assert heard.delays == [10.0] * signals.CHIRPS


def test_a_line_that_is_late_is_measured_in_milliseconds_beyond_the_spacing_of_the_chirps() -> None:
    """300 ms are more than lie between two chirps: they must not be taken for 50."""
    before = np.zeros(RATE // 5)  # a jitter buffer's silence shifts the recording against the script
    heard = read(SCRIPT, "floor", LISTENER, take(np.concatenate([before, SCRIPT.sound]), late=0.1), SPOKEN)
    assert len(heard.delays) == signals.CHIRPS
    assert all(delay == pytest.approx(310, abs=1) for delay in heard.delays)


def stretched(*gaps: tuple[int, float]) -> Sound:
    """The script with silence put in: what a sender that came too late, or a jitter buffer, makes of it."""
    parts, begins = [], 0
    for at, seconds in gaps:
        parts += [SCRIPT.sound[begins:at], np.zeros(int(RATE * seconds))]
        begins = at
    return np.concatenate([*parts, SCRIPT.sound[begins:]])


def test_a_line_that_falls_behind_on_the_way_is_measured_where_each_sound_is() -> None:
    """0.14 s before the bursts are more than half of what lies between two chirps, and half a burst."""
    gaps = ((SCRIPT.noise.stop + RATE // 10, 0.14), (SCRIPT.chirps[20] - RATE // 10, 0.07))
    heard = read(SCRIPT, "floor", LISTENER, take(stretched(*gaps)), SPOKEN)
    assert heard.distortion < 0.001
    assert heard.burst_rise == pytest.approx(20.0, abs=0.1)
    assert heard.delays == [pytest.approx(150, abs=1)] * 20 + [pytest.approx(220, abs=1)] * 20


@pytest.mark.parametrize(("number", "share"), [(0, 0.1), (1, 0.45), (1, 0.6), (2, 0.9)])
def test_a_hole_in_one_sweep_takes_no_band(number: int, share: float) -> None:
    """Of 0.35 s: more than a sixth of the sweep, which is then found by its longer half."""
    sweep = SCRIPT.sweeps[number]
    inside = sweep.start + int(share * (sweep.stop - sweep.start))
    heard = read(SCRIPT, "floor", LISTENER, take(stretched((inside, 0.35))), SPOKEN)
    assert max(abs(gain) for gain in heard.response.values()) < 0.3
    assert heard.delays == [pytest.approx(360, abs=1)] * signals.CHIRPS


def test_what_is_lost_of_one_sweep_is_heard_in_the_others() -> None:
    """Packets that never came, and another hole in the next sweep, elsewhere."""
    first, second, _third = SCRIPT.sweeps
    lost = SCRIPT.sound.copy()
    lost[first.stop - RATE // 2 : first.stop] = 0
    lost[second.start : second.start + RATE // 2] = 0
    heard = read(SCRIPT, "floor", LISTENER, take(lost), SPOKEN)
    assert max(abs(gain) for gain in heard.response.values()) < 0.3


def test_what_ends_early_is_read_as_far_as_it_goes() -> None:
    for seconds in (0.0, 1.0, 5.0):
        heard = read(SCRIPT, "floor", LISTENER, take(SCRIPT.sound[: int(RATE * seconds)]), SPOKEN)
        assert heard.response.keys() == set(signals.BANDS)


def test_a_gap_in_one_burst_is_not_clipping() -> None:
    """Clipping is in every burst; a packet that came too late is in one."""
    middle = (SCRIPT.bursts[1].start + SCRIPT.bursts[1].stop) // 2
    heard = read(SCRIPT, "floor", LISTENER, take(stretched((middle, 0.02))), SPOKEN)
    assert heard.distortion < 0.001


def test_a_muffled_line_loses_its_treble_alone() -> None:
    spectrum = np.fft.rfft(SCRIPT.sound)
    frequency = np.fft.rfftfreq(SCRIPT.sound.size, 1 / RATE)
    muffled = np.fft.irfft(np.where(frequency > 7000, spectrum * 0.25, spectrum), SCRIPT.sound.size)
    heard = read(SCRIPT, "floor", LISTENER, take(muffled), SPOKEN)
    assert heard.response[10000] == pytest.approx(-12, abs=0.5)
    assert abs(heard.response[4000]) < 0.3


def test_clipping_shows_as_distortion_and_misses_the_goal() -> None:
    clipped = np.clip(SCRIPT.sound, -0.3, 0.3)
    good = read(SCRIPT, "booth-1", LISTENER, take(SCRIPT.sound), SPOKEN)
    heard = [
        read(SCRIPT, "floor", LISTENER, take(clipped), SPOKEN),
        good,
        replace(good, voice="floor", ear="booth-1"),
    ]
    missed = {one.name for one in report.figures(heard) if not one.met}
    assert missed == {"burst of +20 dB, not at its frequency"}


def test_a_softer_channel_and_a_long_way_miss_their_goals() -> None:
    good = read(SCRIPT, "booth-1", LISTENER, take(SCRIPT.sound), SPOKEN)
    late = replace(good, voice="floor", ear="booth-1", delays=[100.0] * 20 + [400.0] * 4)
    soft = replace(good, voice="booth-2", level=good.level - 4)
    missed = {one.name for one in report.figures([good, soft, late]) if not one.met}
    assert missed == {"level, loudest channel to softest", "mouth to ear, floor to booth, p95"}


def test_silence_is_refused_instead_of_being_called_good() -> None:
    silent = read(SCRIPT, "booth-1", LISTENER, take(np.zeros(SCRIPT.sound.size)), SPOKEN)
    assert silent.delays == []
    with pytest.raises(ValueError, match="no chirp"):
        report.figures([silent, replace(silent, voice="floor", ear="booth-1")])


def test_the_report_is_written_and_its_drawing_can_be_read(tmp_path: Path) -> None:
    good = read(SCRIPT, "booth-1", LISTENER, take(SCRIPT.sound), SPOKEN)
    heard: list[Heard] = [good, replace(good, voice="floor", ear="booth-1")]
    data, drawing = report.write(tmp_path / "new" / "folder", heard, report.figures(heard))
    assert '"voice": "booth-1"' in data.read_text()
    assert len(ET.parse(drawing).findall(".//{http://www.w3.org/2000/svg}polyline")) == 1  # noqa: S314
