"""From the click to the first frame: the room against a page with livekit-client and nothing else.

Both pages show the same panellist, a browser with a fake camera, and are opened in turn, so that a noisy
machine is noisy for both.
"""

import functools
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Page

from bench.measure import Figure, median
from tests.support.browser import Visitors, chromium
from tests.support.room_page import RoomPage
from tests.support.site import ROOT, Guest, Invited, Site, running

TURNS = 7
BARE = ROOT / "build" / "bench-bare"
WATCH = """
() => {
  const watch = (video) => video.requestVideoFrameCallback(() => {
    window.firstFrame ??= performance.now() - window.clicked;
  });
  document.addEventListener("click", () => { window.clicked ??= performance.now(); }, { capture: true });
  new MutationObserver(() => {
    for (const video of document.querySelectorAll("video:not([data-watched])")) {
      video.dataset.watched = "";
      watch(video);
    }
  }).observe(document, { subtree: true, childList: true });
}
"""

ARRIVED = """
() => new Promise((resolve) => {
  const look = () => (window.firstFrame ? resolve(window.firstFrame) : requestAnimationFrame(look));
  look();
})
"""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Requests of a measurement are nobody's news."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


def _first_frame(page: Page, button: str) -> float:
    page.get_by_role("button", name=button).click()
    return float(page.evaluate(ARRIVED))  # not wait_for_function: it evals, which the room's policy forbids


def room_turn(visitors: Visitors, invited: Invited) -> float:
    """The room as a registered attendee opens it, from "Enter the room" on."""
    visitor = visitors.come("room")
    visitor.page.goto(invited.links["listener"])
    visitor.page.get_by_role("button", name="Enter the room").wait_for()
    visitor.page.evaluate(WATCH)
    found = _first_frame(visitor.page, "Enter the room")
    visitor.context.close()
    return found


def bare_turn(visitors: Visitors, site: Site, invited: Invited, bare: str) -> float:
    ticket = site.do("sfu_token", seminar=invited.id, person=invited.persons["bare"])
    visitor = visitors.come("bare")
    visitor.page.goto(f"{bare}/bare.html?{urlencode(ticket)}")
    found = _first_frame(visitor.page, "Join")
    visitor.context.close()
    return found


def figures(folder: Path) -> list[Figure]:
    command = ["npx", "vite", "build", "--config", "bench/vite.config.ts", "--logLevel", "error"]
    subprocess.run(command, cwd=ROOT / "web", check=True)
    guests = (Guest("panellist", "panellist"), Guest("listener", "attendee"), Guest("bare", "attendee"))
    with running(folder / "site") as site, served(BARE) as bare, chromium() as browser:
        invited = site.invite("First frame", *guests, live=True)
        visitors = Visitors(browser, folder / "shots")
        speaker = RoomPage(visitors.come("panellist"))
        speaker.come_in(invited.links["panellist"])
        speaker.switch_on_camera_and_microphone()
        room, alone = [], []
        for _ in range(TURNS):
            alone.append(bare_turn(visitors, site, invited, bare))
            room.append(room_turn(visitors, invited))
        bare_ms = median(alone)
        return [
            Figure(
                "click to the first frame, median of turns",
                median(room),
                "ms",
                goal=round(1.2 * bare_ms, 1),
                baseline="a page with livekit-client alone",
                baseline_value=round(bare_ms, 1),
            )
        ]
