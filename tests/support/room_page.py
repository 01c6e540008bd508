"""The room in a browser, in the words of who sits there. Found by what a screen reader finds."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.support.browser import Visitor

PROBLEM = re.compile("error", re.IGNORECASE)


class RoomPage:
    """What somebody does and sees in the room."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.page: Page = visitor.page

    def come_in(self, link: str) -> None:
        """One click from the mail, one to enter."""
        self.page.goto(link)
        self.page.get_by_role("button", name="Enter the room").click()
        expect(self.page.get_by_role("tablist").first).to_be_visible()

    # Questions

    def ask(self, text: str) -> None:
        self.open_tab("Questions")
        self.page.get_by_label("Ask in your own language").fill(text)
        self.page.get_by_role("button", name="Ask", exact=True).click()
        expect(self.question(text)).to_be_visible()

    def question(self, text: str) -> Locator:
        return self.page.get_by_role("listitem").filter(has_text=text).first

    def upvote(self, text: str) -> None:
        button = self.question(text).get_by_role("button", name=re.compile("^Vote"))
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")

    # Polls

    def vote(self, option: str) -> None:
        self.open_tab("Poll")
        self.page.get_by_label(option).check()
        self.page.get_by_role("button", name="Answer", exact=True).last.click()
        expect(self.page.get_by_text("Your answer is counted.", exact=False)).to_be_visible()

    def result(self, title: str) -> Locator:
        self.open_tab("Poll")
        return self.page.get_by_role("region", name=title)

    # Chat

    def say(self, text: str) -> None:
        self.open_tab("Chat")
        self.page.get_by_label("Message to everyone").fill(text)
        self.page.get_by_role("button", name="Send", exact=True).click()
        expect(self.message(text)).to_be_visible()

    def message(self, text: str) -> Locator:
        return self.page.get_by_role("listitem").filter(has_text=text)

    # Slides

    def slide(self, number: int) -> Locator:
        """The stage while it shows this page."""
        return self.page.get_by_role("region", name=re.compile(f"^Slide {number} of"))

    def turn_to(self, number: int) -> None:
        """The next page, for everyone."""
        self.page.get_by_role("button", name="Next slide").click()
        expect(self.slide(number)).to_be_visible()

    def show_deck(self, title: str) -> None:
        self.page.get_by_text("Show slides").first.click()
        self.page.get_by_role("group", name="Show slides").get_by_role("button", name=title).click()
        expect(self.slide(1)).to_be_visible()

    # Sound and picture

    def switch_on_camera_and_microphone(self) -> None:
        for name in ("Camera", "Microphone"):
            self.tool(name).click()
        expect(self.tool("Mute")).to_be_visible()
        expect(self.tool("Camera")).to_have_attribute("aria-pressed", "true")

    def tool(self, name: str) -> Locator:
        return self.page.get_by_role("toolbar").get_by_role("button", name=name)

    def transport(self) -> str:
        """By which way the settings say that sound and picture come."""
        self.tool("Settings").click()
        dialog = self.page.get_by_role("dialog", name="Settings")
        said = dialog.get_by_text("Sound and picture come by")
        expect(said).to_be_visible()
        found = said.inner_text().removesuffix(".").rsplit(" ", 1)[-1]
        dialog.get_by_role("button", name="Close").click()
        return found

    def picture_of(self, name: str) -> Locator:
        return self.page.locator(f"video[aria-label='{name}']")

    # Rest

    def open_tab(self, name: str) -> None:
        tab = self.page.get_by_role("tab", name=re.compile(f"^{name}"))
        if tab.get_attribute("aria-selected") != "true":
            tab.click()

    def raise_hand(self) -> None:
        self.tool("Raise hand").click()
        expect(self.tool("Lower hand")).to_be_visible()
