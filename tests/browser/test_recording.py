"""A seminar is recorded: who sees it, who has to read it, who starts and stops it; by the real recorder."""

import re
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_pages import must_be_sound
from tests.support import site as sites
from tests.support.browser import PHONE, Visitors
from tests.support.moderator_page import ModeratorPage
from tests.support.room_page import RoomPage
from tests.support.site import Guest, Invited, Site, until

SOON = 30_000  # milliseconds until the first segment is there


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    settings = {"SCRIBE_ENGINE": "none"}
    with sites.running(tmp_path_factory.mktemp("recording") / "data", settings=settings) as running:
        yield running


# A browser that cannot encode H.264.
_VP8_ONLY = """
(() => {
  const real = RTCRtpSender.getCapabilities.bind(RTCRtpSender);
  RTCRtpSender.getCapabilities = (kind) => {
    const found = real(kind);
    return { ...found, codecs: found.codecs.filter(({ mimeType }) => !/h264$/i.test(mimeType)) };
  };
})();
"""


# A screen of 800 x 600 on which something moves: there is none to choose without a person.
_SCREEN = """
navigator.mediaDevices.getDisplayMedia = async () => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 800, height: 600 });
  const pen = canvas.getContext("2d");
  let at = 0;
  setInterval(() => {
    pen.fillStyle = "#204060";
    pen.fillRect(0, 0, 800, 600);
    pen.fillStyle = "#ffffff";
    pen.fillRect((at += 20) % 700, 250, 100, 100);
  }, 100);
  return canvas.captureStream(10);
};
"""
# The codecs of the pictures that a page sends.
_CODECS = """
async () => {
  const found = [];
  for (const connection of window.__connections) {
    const stats = await connection.getStats();
    stats.forEach((stat) => {
      if (stat.type === "outbound-rtp" && stat.kind === "video" && stat.framesEncoded > 0)
        found.push(stats.get(stat.codecId).mimeType);
    });
  }
  return found;
}
"""


def mark(page: Page, words: str = "Recording") -> None:
    expect(page.locator(".badge").filter(has_text=words)).to_be_visible(timeout=SOON)


def test_everybody_knows_that_they_are_recorded(site: Site, visitors: Visitors, axe: str) -> None:
    guests = [Guest("moderator", "moderator"), Guest("aigul", "attendee"), Guest("late", "attendee")]
    invited = site.invite("Recorded", *guests, live=True)
    desk = RoomPage(visitors.come("moderator"))
    desk.come_in(invited.links["moderator"])
    aigul = RoomPage(visitors.come("aigul", size=PHONE))
    aigul.come_in(invited.links["aigul"])
    expect(aigul.page.get_by_text("Recording")).to_have_count(0)

    desk.page.get_by_role("button", name="Record", exact=True).click()
    notice = aigul.page.get_by_role("status").filter(has_text="can be watched later")
    expect(notice).to_be_visible()
    must_be_sound(aigul.page, axe, "a notice of the recording")
    notice.get_by_role("button", name="Understood").click()
    expect(notice).to_have_count(0)
    mark(aigul.page)
    aigul.page.reload()
    mark(aigul.page)
    expect(aigul.page.get_by_text("can be watched later")).to_have_count(0)

    late = visitors.come("late").page
    late.goto(invited.links["late"])
    expect(late.get_by_text("This seminar is recorded")).to_be_visible()
    must_be_sound(late, axe, "entering what is recorded")
    late.get_by_role("button", name="Enter the room").click()
    mark(late)
    expect(late.get_by_text("Understood")).to_have_count(0)

    running = desk.page.get_by_role("button", name="Recording 0:")
    expect(running).to_be_visible(timeout=SOON)
    must_be_sound(desk.page, axe, "the desk records")
    running.click()
    dialog = desk.page.get_by_role("dialog", name="Stop recording?")
    must_be_sound(desk.page, axe, "before the recording is stopped")
    dialog.get_by_role("button", name="Stop recording").click()
    expect(desk.page.get_by_role("button", name="Record", exact=True)).to_be_visible()
    expect(aigul.page.locator(".badge").filter(has_text="Recording")).to_have_count(0)
    kinds = [e["kind"] for e in site.log_of(invited.id) if e["kind"].startswith("recording.")]
    assert kinds == ["recording.started", "recording.reported", "recording.stopped"]


def shown(address: str, folder: Path) -> list[str]:
    """The sizes of what was recorded so far, one after the other: "640x360"."""
    try:
        with urllib.request.urlopen(address.replace("index", "video"), timeout=10) as answer:  # noqa: S310
            playlist = answer.read().decode()
    except OSError:
        return []  # nothing yet
    found = []
    for name in re.findall(r'EXT-X-MAP:URI="([^"]+)"', playlist):
        path = folder / "init.mp4"
        with urllib.request.urlopen(address.replace("index.m3u8", name), timeout=10) as answer:  # noqa: S310
            path.write_bytes(answer.read())
        asked = ["ffprobe", "-v", "error", "-show_entries", "stream=width,height", "-of", "csv=p=0:s=x"]
        out = subprocess.run([*asked, path], capture_output=True, text=True, check=True).stdout
        found.append(out.strip())
    return found


def takes_turns_with(site: Site, invited: Invited, person: str) -> None:
    site.do("turn", seminar=invited.id, person=invited.persons[person], language="en")


def test_camera_and_screen_of_browsers_are_recorded(
    site: Site, visitors: Visitors, axe: str, tmp_path: Path
) -> None:
    """H.264 of a camera, of a screen beside it, and the camera of a browser that has only VP8."""
    guests = [Guest("moderator", "moderator"), Guest("ana", "panellist"), Guest("ben", "panellist")]
    invited = site.invite("Recorded from browsers", *guests, live=True)
    ana = RoomPage(visitors.come("ana", script=_SCREEN))
    ana.come_in(invited.links["ana"])
    ana.switch_on_camera_and_microphone()
    takes_turns_with(site, invited, "ana")
    address = site.url + site.do("record", seminar=invited.id)["address"]

    def pictures() -> list[str]:
        return shown(address, tmp_path)

    until(lambda: len(pictures()) > 1, "the camera is recorded", 60, pictures)
    ana.tool("Share screen").click()
    expect(ana.tool("Share screen")).to_have_attribute("aria-pressed", "true")
    until(lambda: "800x600" in pictures(), "the screen is recorded", 60, pictures)
    assert set(ana.page.evaluate(_CODECS)) == {"video/H264"}
    ana.tool("Share screen").click()
    until(lambda: pictures()[-1] != "800x600", "the camera is recorded again", 60, pictures)

    desk = ModeratorPage(visitors.come("moderator", devices=False))
    desk.come_in(invited.links["moderator"])
    ben = RoomPage(visitors.come("ben", script=_VP8_ONLY))
    ben.come_in(invited.links["ben"])
    ben.switch_on_camera_and_microphone()
    expect(desk.page.get_by_text("sends VP8: costs more to record")).to_be_visible()
    must_be_sound(desk.page, axe, "the desk with a camera that costs more")
    ben.tool("Settings").click()
    expect(ben.page.get_by_role("dialog", name="Settings").get_by_text("sends VP8")).to_be_visible()
    must_be_sound(ben.page, axe, "settings with a camera that costs more")
    ben.page.keyboard.press("Escape")
    assert set(ben.page.evaluate(_CODECS)) == {"video/VP8"}
    before = len(pictures())
    takes_turns_with(site, invited, "ben")
    until(lambda: len(pictures()) > before, "the camera that sends VP8 is recorded", 60, pictures)
    print(f"\nrecorded of browsers, one after the other: {pictures()}")  # noqa: T201
