"""The interpreter's booth in a browser, worked by its keys and by nothing else."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.support.browser import PATIENCE, Visitor
from tests.support.site import until

# Looked at with every picture: the fake microphone beeps twice a second, between two looks of another.
_MOVES = "meter => meter.getAttribute('aria-valuenow') !== '0'"
_RESTS = """
(meter) => new Promise((told) => {
  const begun = performance.now();
  const look = () => {
    if (meter.getAttribute("aria-valuenow") !== "0") told(false);
    else if (performance.now() - begun > 1200) told(true);
    else requestAnimationFrame(look);
  };
  look();
})
"""
_FOCUSED = """
() => {
  const element = document.activeElement;
  return (element?.getAttribute('aria-label') || element?.innerText || '').trim();
}
"""
_REMEMBERS = """
(bar) => {
  const said = (window.__said = [bar.textContent]);
  const seen = new MutationObserver(() => said.push(bar.textContent));
  seen.observe(bar, { childList: true, subtree: true, characterData: true });
}
"""
# Remembers what the page takes from the devices, and whether any of it is still open.
TAKEN = """
window.__taken = [];
const take = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (wanted) => {
  const stream = await take(wanted);
  window.__taken.push(...stream.getTracks());
  return stream;
};
"""
STILL_TAKEN = "window.__taken.some((track) => track.readyState === 'live')"
FURTHEST = 40  # presses of Tab until a button is reached


class BoothPage:
    """What an interpreter does and sees. No mouse."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.page: Page = visitor.page

    def come_in(self, link: str) -> None:
        self.page.goto(link)
        self.tab_to("Enter the room")
        self.page.keyboard.press("Enter")
        expect(self.console).to_be_visible()

    def tab_to(self, name: str) -> None:
        """Press Tab until something of this name has the focus."""
        expect(self.page.get_by_role("button", name=name)).to_be_visible()
        for _ in range(FURTHEST):
            self.page.keyboard.press("Tab")
            if self.page.evaluate(_FOCUSED).startswith(name):
                return
        raise AssertionError(f"{name} cannot be reached with Tab")

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    @property
    def console(self) -> Locator:
        return self.page.get_by_role("region", name="Console")

    @property
    def bar(self) -> Locator:
        """On air or not, in words."""
        return self.console.get_by_role("status")

    def remember(self) -> None:
        """Keep all that the bar says from now on: a countdown is over before a busy machine looks."""
        self.bar.evaluate(_REMEMBERS)

    def has_said(self, words: str) -> bool:
        """Whether the bar has said so since `remember`."""
        return any(words in text for text in self.page.evaluate("window.__said"))

    def panel(self, name: str) -> Locator:
        return self.page.get_by_role("region", name=name)

    def source(self, name: str) -> Locator:
        return self.panel("I hear").get_by_role("radio", name=re.compile(f"^{name}"))

    def meter(self, name: str) -> Locator:
        return self.console.get_by_role("meter", name=name)

    def is_on_air(self) -> None:
        expect(self.bar).to_contain_text(re.compile("^On air(?! in)"))

    def moves(self, meter: Locator) -> None:
        """The meter shows sound."""
        expect(meter).to_be_visible()
        self.page.wait_for_function(_MOVES, arg=meter.element_handle(), polling="raf", timeout=PATIENCE)

    def rests(self, meter: Locator) -> None:
        """It shows none for longer than any pause between two beeps."""
        expect(meter).to_be_visible()
        until(lambda: meter.evaluate(_RESTS), "the meter rests", PATIENCE / 1000)
