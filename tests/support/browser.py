"""Real browsers: each visitor has a context of their own, with a camera and a microphone that are fake.

Waiting is always for something to be seen, heard or answered; see `Visitor.media` for how that is known.
"""

import contextlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, BrowserContext, Error, Page, expect, sync_playwright

from tests.support.site import until

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream=fps=10",  # two cores encode and decode for everybody
    "--autoplay-policy=no-user-gesture-required",
)
DESKTOP, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}
PATIENCE = 15_000  # milliseconds an expectation waits: the box has two cores and many browsers

# Remembers every connection of the page, so that its statistics can be asked for.
_REMEMBER = """
(() => {
  const Real = window.RTCPeerConnection;
  window.__connections = [];
  window.RTCPeerConnection = class extends Real {
    constructor(...given) { super(...given); window.__connections.push(this); }
  };
})();
"""
_STATS = """
async () => {
  const found = { decoded: 0, heard: 0, level: 0, sent: 0, spoken: 0, shown: 0, voices: 0 };
  for (const connection of window.__connections ?? []) {
    if (connection.connectionState === "closed") continue;
    (await connection.getStats()).forEach((stat) => {
      if (stat.type === "inbound-rtp" && stat.kind === "video") found.decoded += stat.framesDecoded ?? 0;
      if (stat.type === "inbound-rtp" && stat.kind === "audio") {
        found.heard += stat.totalAudioEnergy ?? 0;
        found.level = Math.max(found.level, stat.audioLevel ?? 0);
        if (stat.totalAudioEnergy > 0) found.voices += 1;
      }
      if (stat.type === "outbound-rtp" && stat.kind === "video") found.sent += stat.framesEncoded ?? 0;
      if (stat.type === "outbound-rtp" && stat.kind === "audio") found.spoken += stat.packetsSent ?? 0;
    });
  }
  for (const video of document.querySelectorAll("video"))
    found.shown += video.getVideoPlaybackQuality().totalVideoFrames;
  return found;
}
"""


@dataclass(frozen=True)
class Media:
    """What a page receives and sends: frames decoded and shown, energy heard, the level just now."""

    decoded: int
    heard: float
    level: float
    sent: int
    spoken: int
    shown: int
    voices: int  # streams of sound that were ever not silent


class Visitor:
    """One person at one page. `errors` are what the page's scripts and console complained of."""

    def __init__(self, context: BrowserContext, page: Page) -> None:
        self.context = context
        self.page = page
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda message: self._heard(message.type, message.text))

    def _heard(self, kind: str, text: str) -> None:
        if kind == "error" and "Failed to load resource" not in text and "ERR_" not in text:
            self.errors.append(text)

    def media(self) -> Media:
        found: dict[str, Any] = self.page.evaluate(_STATS)
        return Media(**found)

    def sees(self, within: float = 15) -> None:
        """Frames arrive, are decoded and reach the screen: both counts rise."""
        self._rises({"decoded": 6, "shown": 6}, "frames advance", within)

    def hears(self, within: float = 15) -> None:
        """Sound arrives and is not silence."""
        self._rises({"heard": 1e-6}, "something is heard", within)

    def speaks(self, within: float = 15) -> None:
        """Packets of sound leave this page."""
        self._rises({"spoken": 20}, "sound is sent", within)

    def _rises(self, wanted: dict[str, float], what: str, within: float) -> None:
        """Each count rises by so much, in whatever steps; a new connection counts from 0 again."""
        last, risen = self.media(), dict.fromkeys(wanted, 0.0)

        def enough() -> bool:
            nonlocal last
            now = self.media()
            for name in wanted:
                risen[name] += max(0.0, getattr(now, name) - getattr(last, name))
            last = now
            return all(risen[name] >= least for name, least in wanted.items())

        until(enough, what, within, seen=lambda: (risen, last))

    def is_silent(self, within: float = 10) -> None:
        """Nothing is sent any more: the count of packets stands still between two looks, 0.5 s apart."""
        counts = [self.media().spoken]

        def still() -> bool:
            self.page.wait_for_function(
                "since => performance.now() > since + 500", arg=self.page.evaluate("performance.now()")
            )
            counts.append(self.media().spoken)
            return counts[-1] <= counts[-2]

        until(still, "no sound is sent", within)


@contextmanager
def chromium() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


Scheme = Literal["light", "dark"]


class Visitors:
    """Opens visitors in one browser and closes them all."""

    def __init__(self, browser: Browser, shots: Path) -> None:
        self._browser = browser
        self._shots = shots
        self._all: dict[str, Visitor] = {}

    def come(
        self,
        name: str,
        *,
        size: dict[str, int] | None = None,
        scheme: Scheme = "light",
        devices: bool = True,
        scale: float = 1,
        language: str = "en",
        script: str = "",
    ) -> Visitor:
        """A new person; `devices` grants camera and microphone; `script` runs before those of each page."""
        size = size or DESKTOP
        context = self._browser.new_context(
            viewport={"width": int(size["width"] / scale), "height": int(size["height"] / scale)},
            permissions=["camera", "microphone"] if devices else [],
            color_scheme=scheme,
            device_scale_factor=scale,
            locale=language,
            is_mobile=size == PHONE,
            has_touch=size == PHONE,
        )
        context.set_default_timeout(PATIENCE)
        context.add_init_script(_REMEMBER + script)
        visitor = Visitor(context, context.new_page())
        self._all[name] = visitor
        return visitor

    def leave(self, *, failed: bool) -> None:
        """Close all; after a failure keep a picture of what each saw."""
        for name, visitor in self._all.items():
            if failed and not visitor.page.is_closed():
                self._shots.mkdir(parents=True, exist_ok=True)
                with contextlib.suppress(Error):  # a page that hangs has no picture
                    visitor.page.screenshot(path=self._shots / f"{name}.png", timeout=5_000)
            visitor.context.close()
        self._all.clear()
