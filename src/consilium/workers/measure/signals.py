"""Test sounds, and what is read from a recording of them. Pure; samples are floats of -1..1 at 48 kHz."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RATE = 48_000
FRAME = RATE // 100  # samples: the SFU's clients take and give 10 ms at a time
Sound = NDArray[np.float64]

#: Centres of thirds of an octave in Hz, as in IEC 61260, with the end of the range that interpreters need
#: (ISO 20109: 125 Hz to 15 kHz).
BANDS = (125, 160, 200, 250, 315, 400, 500, 630, 800, 1000, 1250, 1600, 2000, 2500, 3150, 4000, 5000, 6300,
         8000, 10000, 12500, 15000)  # fmt: skip
_LOWEST, _HIGHEST = 80.0, 18_000.0
_SWEEP, _NOISE, _CALM, _BURST = 2.0, 2.0, 0.8, 0.3  # seconds; the calm stands before each burst
_SWEEPS = _BURSTS = 3
PAUSE = 0.5  # seconds of silence around each part
_CHIRP, _EVERY, CHIRPS = 0.03, 0.25, 40
QUIET, RISE = -26.0, 20.0  # dB below full scale, and how much louder the burst is


@dataclass(frozen=True)
class Script:
    """What each voice plays, and where its parts begin (samples)."""

    sound: Sound
    sweeps: tuple[slice, ...]
    noise: slice
    bursts: tuple[slice, ...]
    chirps: tuple[int, ...]


def script() -> Script:
    """Silence, three sweeps, noise of a known level, a tone with three bursts of 20 dB, a row of chirps."""
    pause = np.zeros(int(RATE * PAUSE))
    calm, loud = int(RATE * _CALM), int(RATE * _BURST)
    gain = _amplitude(QUIET) * np.ones(_BURSTS * (calm + loud) + calm)
    louder = [slice(calm + n * (calm + loud), (n + 1) * (calm + loud)) for n in range(_BURSTS)]
    for burst in louder:
        gain[burst] = _amplitude(QUIET + RISE)
    row = np.zeros(int(RATE * _EVERY * CHIRPS))
    starts = [int(RATE * _EVERY * number) for number in range(CHIRPS)]
    for start in starts:
        row[start : start + chirp().size] = chirp() * _amplitude(-12)
    parts = [
        *[pause, sweep() * _amplitude(-12)] * _SWEEPS,
        pause,
        noise() * _amplitude(-20),
        pause,
        np.sin(2 * np.pi * 1000 * np.arange(gain.size) / RATE) * gain,
        pause,
        row,
    ]
    at = [int(end) for end in np.cumsum([0, *(part.size for part in parts)])]
    noisy, tone, first = (at[2 * _SWEEPS + n] for n in (1, 3, 5))
    return Script(
        sound=np.concatenate([*parts, pause]),
        sweeps=tuple(slice(at[2 * n + 1], at[2 * n + 2]) for n in range(_SWEEPS)),
        noise=slice(noisy, at[2 * _SWEEPS + 2]),
        bursts=tuple(slice(tone + burst.start, tone + burst.stop) for burst in louder),
        chirps=tuple(first + start for start in starts),
    )


def sweep() -> Sound:
    """A sine that climbs evenly by octaves, faded at its ends."""
    at = np.arange(int(RATE * _SWEEP)) / RATE
    octaves = np.log(_HIGHEST / _LOWEST)
    phase = 2 * np.pi * _LOWEST * _SWEEP / octaves * np.expm1(at / _SWEEP * octaves)
    return _faded(np.sin(phase), 0.02)


def noise() -> Sound:
    """Pink noise (equal energy in each octave), RMS 0.707 as a sine of full scale; the same every time."""
    size = int(RATE * _NOISE)
    spectrum = np.fft.rfft(np.random.default_rng(7).standard_normal(size))
    frequency = np.fft.rfftfreq(size, 1 / RATE)
    shaped = spectrum / np.sqrt(np.maximum(frequency, 1))
    shaped[(frequency < _LOWEST) | (frequency > _HIGHEST)] = 0
    sound = np.fft.irfft(shaped, size)
    return _faded(sound / rms(sound) * np.sqrt(0.5), 0.02)


def chirp() -> Sound:
    """A short rise from 1 to 4 kHz that is found again to the millisecond."""
    at = np.arange(int(RATE * _CHIRP)) / RATE
    return _faded(np.sin(2 * np.pi * (1000 * at + 1500 / _CHIRP * at**2)), 0.003)


def response(sent: Sound, heard: Sound) -> dict[int, float]:
    """Gain in dB by band (Hz), relative to 1 kHz. Both must hold the whole sweep; `heard` may be longer."""
    gains = {band: _energy(heard, band) - _energy(sent, band) for band in BANDS}
    return {band: round(gain - gains[1000], 2) for band, gain in gains.items()}


def find(pattern: Sound, sound: Sound) -> int:
    """The sample at which `pattern` fits best; 0 when there is less sound than pattern."""
    fit = np.abs(_correlation(pattern, sound))
    return int(np.argmax(fit)) if fit.size else 0


def find_near(pattern: Sound, sound: Sound, place: int) -> int:
    """The sample at which `pattern` fits best, not further than its half second from `place`."""
    begins = max(0, place - RATE // 2)
    return begins + find(pattern, sound[begins : place + pattern.size + RATE // 2])


def find_each(pattern: Sound, sound: Sound, count: int) -> list[int]:
    """The samples at which `pattern` stands, for at most `count` clear places, in order."""
    fit = np.abs(_correlation(pattern, sound))
    least = fit.max(initial=0.0) * 0.4
    apart = int(RATE * _EVERY * 0.5)
    found: list[int] = []
    while len(found) < count and fit.size:
        best = int(np.argmax(fit))
        if fit[best] <= least:
            break
        found.append(best)
        fit[max(0, best - apart) : best + apart] = 0
    return sorted(found)


def rms(sound: Sound) -> float:
    return float(np.sqrt(np.mean(np.square(sound)))) if sound.size else 0.0


def decibels(amplitude: float) -> float:
    """Of full scale; -120 for silence."""
    return round(20 * float(np.log10(max(amplitude, 1e-6))), 2)


def distortion(sound: Sound) -> float:
    """The share of the energy (0..1) that is not at 1 kHz: what clipping adds to the tone."""
    power = np.abs(np.fft.rfft(sound * np.hanning(sound.size))) ** 2
    frequency = np.fft.rfftfreq(sound.size, 1 / RATE)
    tone = power[(frequency > 900) & (frequency < 1100)].sum()
    whole = power[frequency > 40].sum()
    return float(1 - tone / whole) if whole else 1.0


def percentile(values: list[float], share: float) -> float:
    return round(float(np.percentile(values, share * 100)), 1)


def _amplitude(decibels: float) -> float:
    return float(10 ** (decibels / 20))


def _faded(sound: Sound, seconds: float) -> Sound:
    size = int(RATE * seconds)
    ramp = np.sin(np.linspace(0, np.pi / 2, size)) ** 2
    sound[:size] *= ramp
    sound[-size:] *= ramp[::-1]
    return sound


def _energy(sound: Sound, band: int) -> float:
    """dB within a sixth of an octave to either side; -120 for nothing."""
    if not sound.size:
        return -120.0
    power = np.abs(np.fft.rfft(sound)) ** 2
    frequency = np.fft.rfftfreq(sound.size, 1 / RATE)
    inside = power[(frequency >= band / 2 ** (1 / 6)) & (frequency < band * 2 ** (1 / 6))]
    return 10 * float(np.log10(max(inside.sum(), 1e-12)))


def _correlation(pattern: Sound, sound: Sound) -> Sound:
    """How well the pattern fits at each place at which it lies within the sound."""
    if sound.size < pattern.size:
        return np.zeros(0)
    size = 1 << int(np.ceil(np.log2(sound.size + pattern.size)))
    product = np.fft.rfft(sound, size) * np.conj(np.fft.rfft(pattern, size))
    return np.fft.irfft(product, size)[: sound.size - pattern.size + 1]
