"""What comes out of a page's loudspeaker, in steps of 10 ms: how strong each of some tones is.

The page offers its output node (web/src/services/mixer.ts). It is led into a track whose samples are all
read, in their order (MediaStreamTrackProcessor; 20 s of them wait for a busy page). An analyser would not do:
what it gives begins a little later than the clock says, and two voices 15 ms apart may seem to overlap.
"""

from dataclasses import dataclass

from playwright.sync_api import Page

from tests.support.site import until

STEP = 0.01  # seconds
HEARD = 0.08  # amplitude from which a tone counts as heard (voices have 0.37, a floor underneath 0.02)
_OPEN = """
(tones) => {
  const { context, output } = window.consiliumSound;
  const rate = context.sampleRate, step = Math.round(rate / 100);
  const end = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
  output.connect(end);
  const [track] = end.stream.getAudioTracks();
  const { readable } = new MediaStreamTrackProcessor({ track, maxBufferSize: 2000 });
  const opened = context.currentTime;
  const unheard = () => context.currentTime - opened - ears.samples / rate; // seconds that wait, or were lost
  const ears = { rows: [], peak: 0, samples: 0, unheard };
  const wave = (f, tone) => Float32Array.from({ length: step }, (_, n) => f((2 * Math.PI * tone * n) / rate));
  const waves = tones.map((tone) => [wave(Math.sin, tone), wave(Math.cos, tone)]);
  const strength = (samples, [sine, cosine]) => {
    let a = 0, b = 0;
    for (let n = 0; n < step; n += 1) { a += samples[n] * sine[n]; b += samples[n] * cosine[n]; }
    return (2 / step) * Math.hypot(a, b);
  };
  let rest = new Float32Array(0), behind = Infinity; // from the samples' clock to the wall's
  const hear = (data) => {
    const all = new Float32Array(rest.length + data.numberOfFrames);
    all.set(rest);
    data.copyTo(all.subarray(rest.length), { planeIndex: 0, format: "f32-planar" });
    ears.samples += data.numberOfFrames;
    behind = Math.min(behind, Date.now() / 1000 - ears.samples / rate);
    let begin = 0;
    for (; begin + step <= all.length; begin += step) {
      const samples = all.subarray(begin, begin + step);
      const at = (ears.samples - all.length + begin) / rate + behind;
      ears.rows.push([at, ...waves.map((wave) => strength(samples, wave))]);
      for (const sample of samples) ears.peak = Math.max(ears.peak, Math.abs(sample));
    }
    rest = all.slice(begin);
    data.close();
  };
  const listen = async () => {
    const reader = readable.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      hear(value);
    }
  };
  void listen();
  window.__ears = ears;
}
"""
_PEEK = "() => window.__ears.rows.slice(-8)"
_TAKE = "() => window.__ears.rows.splice(0)"
_UNHEARD = "() => window.__ears.unheard()"


@dataclass(frozen=True)
class Moment:
    """10 ms: when they began (seconds since 1970), and the amplitude (0 to 1) of each tone."""

    at: float
    levels: dict[int, float]

    def hears(self, tone: int, least: float = HEARD) -> bool:
        return self.levels[tone] >= least


class Ears:
    """Open when the page plays through the graph: a channel is chosen, and its browser may play."""

    def __init__(self, page: Page, tones: tuple[int, ...]) -> None:
        self._page = page
        self._tones = tones
        self.kept: list[Moment] = []
        page.wait_for_function("() => window.consiliumSound?.context.state === 'running'")
        page.evaluate(_OPEN, list(tones))

    def hears(self, tone: int, within: float = 10) -> float:
        """Wait until the tone is heard and nothing else is; when (seconds since 1970) that began."""

        def alone() -> bool:
            latest = [self._moment(row) for row in self._page.evaluate(_PEEK)]
            others = [other for other in self._tones if other != tone]
            return len(latest) == 8 and all(
                one.hears(tone) and not any(one.hears(other) for other in others) for one in latest
            )

        until(alone, f"{tone} Hz is heard alone", within, seen=self.latest)
        return self.began(tone)

    def silence(self, one: int, other: int) -> float:
        """Wait until `other` is heard after `one`; the seconds with neither of them."""
        self.hears(other)
        return changes(self.kept, one, other)[-1].gap

    def began(self, tone: int) -> float:
        """When the tone that is heard now began."""
        self.take()
        silent = [one.at for one in self.kept if not one.hears(tone)]
        return (silent[-1] if silent else self.kept[0].at) + STEP

    def take(self) -> list[Moment]:
        """Everything heard so far."""
        until(lambda: self._page.evaluate(_UNHEARD) < 1, "the page is not too busy to be listened to")
        self.kept += [self._moment(row) for row in self._page.evaluate(_TAKE)]
        return self.kept

    def peak(self) -> float:
        """The largest sample since the last time; from 1 on it is cut off."""
        found: float = self._page.evaluate("() => { const p = __ears.peak; __ears.peak = 0; return p; }")
        return found

    def latest(self) -> object:
        return {tone: round(level, 3) for tone, level in self.take()[-1].levels.items()}

    def _moment(self, row: list[float]) -> Moment:
        return Moment(row[0], dict(zip(self._tones, row[1:], strict=True)))


@dataclass(frozen=True)
class Change:
    """From one tone to another: 10 ms steps with both of them, and seconds with neither."""

    at: float
    overlap: int
    gap: float


def changes(kept: list[Moment], one: int, other: int) -> list[Change]:
    """Every change between two tones, in order."""
    found: list[Change] = []
    current, last, both = 0, 0.0, 0
    for moment in kept:
        sounding = [tone for tone in (one, other) if moment.hears(tone)]
        if len(sounding) == 2:
            both += 1
        if len(sounding) == 1:
            if current and sounding[0] != current:
                found.append(Change(moment.at, both, max(0.0, moment.at - last - STEP)))
                both = 0
            current, last = sounding[0], moment.at
    return found
