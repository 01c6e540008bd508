"""What comes out of a page's loudspeaker, in steps of 10 ms: how strong each of some tones is.

The page offers its output node (web/src/services/mixer.ts); samples are taken from a row of analysers, each
behind a delay, that together keep four seconds: a page that is busy for a while loses nothing.
"""

from dataclasses import dataclass

from playwright.sync_api import Page

from tests.support.site import until

STEP = 0.01  # seconds
HEARD = 0.08  # amplitude from which a tone counts as heard (voices have 0.37, a floor underneath 0.02)
_OPEN = """
(tones) => {
  const { context, output } = window.consiliumSound;
  const size = 32768, rate = context.sampleRate, step = Math.round(rate / 100);
  const delayed = 6, all_of_it = size * delayed, memory = new Float32Array(all_of_it);
  const nodes = [...Array(delayed).keys()].map((back) => {
    const node = new AnalyserNode(context, { fftSize: size });
    const delay = new DelayNode(context, { maxDelayTime: 5, delayTime: (back * size) / rate });
    output.connect(delay).connect(node);
    return node;
  });
  const listen = (fresh) => {
    nodes.slice(0, Math.ceil(fresh / size)).forEach((node, back) =>
      node.getFloatTimeDomainData(memory.subarray(all_of_it - (back + 1) * size, all_of_it - back * size)));
    return memory.subarray(all_of_it - fresh);
  };
  const ears = { rows: [], lost: 0, peak: 0 };
  const tables = tones.map((tone) => {
    const sine = new Float32Array(step), cosine = new Float32Array(step);
    for (let i = 0; i < step; i += 1) {
      sine[i] = Math.sin((2 * Math.PI * tone * i) / rate);
      cosine[i] = Math.cos((2 * Math.PI * tone * i) / rate);
    }
    return [sine, cosine];
  });
  let last = context.currentTime, rest = new Float32Array(0);
  const take = () => {
    const at = Date.now() / 1000, now = context.currentTime;
    let fresh = Math.round((now - last) * rate);
    last = now;
    if (fresh > all_of_it) { ears.lost += fresh - all_of_it; fresh = all_of_it; }
    const all = new Float32Array(rest.length + fresh);
    all.set(rest);
    all.set(listen(fresh), rest.length);
    for (const sample of all) ears.peak = Math.max(ears.peak, Math.abs(sample));
    let begin = 0;
    for (; begin + step <= all.length; begin += step) {
      const row = [at - (all.length - begin) / rate];
      for (const [sine, cosine] of tables) {
        let a = 0, b = 0;
        for (let i = 0; i < step; i += 1) { a += all[begin + i] * sine[i]; b += all[begin + i] * cosine[i]; }
        row.push((2 / step) * Math.hypot(a, b));
      }
      ears.rows.push(row);
    }
    rest = all.slice(begin);
  };
  ears.timer = setInterval(take, 80);
  window.__ears = ears;
}
"""
_PEEK = "() => window.__ears.rows.slice(-8)"
_TAKE = "() => ({ rows: window.__ears.rows.splice(0), lost: window.__ears.lost })"


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

    def began(self, tone: int) -> float:
        """When the tone that is heard now began."""
        self.take()
        silent = [one.at for one in self.kept if not one.hears(tone)]
        return (silent[-1] if silent else self.kept[0].at) + STEP

    def take(self) -> list[Moment]:
        """Everything heard so far."""
        found = self._page.evaluate(_TAKE)
        assert not found["lost"], "the page was too busy to be listened to"
        self.kept += [self._moment(row) for row in found["rows"]]
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
