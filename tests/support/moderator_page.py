"""The moderators' room in a browser."""

import re

from playwright.sync_api import Locator, expect

from tests.support.room_page import RoomPage


class ModeratorPage(RoomPage):
    def come_in(self, link: str) -> None:
        self.page.goto(link)
        self.page.get_by_role("button", name="Enter the room").click()
        expect(self.page.get_by_role("region", name="Backstage", exact=True)).to_be_visible()

    def start_seminar(self) -> None:
        self.page.get_by_role("button", name="Start", exact=True).click()
        expect(self.page.get_by_text("Live", exact=True).first).to_be_visible()

    def put_to(self, question: str, name: str) -> None:
        """Accept it, and let it be answered live by the one other person on the stage."""
        self._card("New", question).get_by_role("button", name="Accept").click()
        self._card("To answer", question).get_by_role("button", name="Ask live").click()
        expect(self._card("Answered", question)).to_contain_text("On air")
        expect(self._card("Answered", question)).to_contain_text(f"Put to {name}")

    def write_answer(self, question: str, text: str) -> None:
        card = self._card("Answered", question)
        card.get_by_role("button", name="More for this question").click()
        card.get_by_role("button", name="Reply").click()
        dialog = self.page.get_by_role("dialog", name="Answer in writing")
        dialog.get_by_role("textbox").fill(text)
        dialog.get_by_role("button", name="Send the answer").click()
        expect(dialog).to_be_hidden()

    def give_floor(self, name: str) -> None:
        hand = (
            self.page.get_by_role("region", name="Hands raised").get_by_role("listitem").filter(has_text=name)
        )
        hand.get_by_role("button", name=re.compile("^Invite")).click()
        expect(self._with_floor(name)).to_be_visible()

    def take_floor(self, name: str) -> None:
        self._with_floor(name).get_by_role("button", name=re.compile("^Take back")).click()
        expect(self._with_floor(name)).to_be_hidden()

    def open_poll(self, title: str, options: list[str]) -> None:
        polls = self.page.get_by_role("region", name="Polls")
        polls.get_by_role("button", name="New poll").click()
        dialog = self.page.get_by_role("dialog", name="New poll")
        dialog.get_by_label("Question").fill(title)
        for number, option in enumerate(options, 1):
            dialog.get_by_label(f"Option {number}", exact=True).fill(option)
        dialog.get_by_role("button", name="Save as a draft").click()
        polls.get_by_role("button", name=re.compile(f"^Open.*{re.escape(title)}")).click()
        expect(polls.get_by_role("button", name="Close and show")).to_be_visible()

    def publish_poll(self, title: str) -> None:
        polls = self.page.get_by_role("region", name="Polls")
        polls.get_by_role("button", name="Close and show").click()
        expect(polls.get_by_text("No poll is open.")).to_be_visible()

    def _card(self, column: str, question: str) -> Locator:
        cards = self.page.get_by_role("region", name=column, exact=True).get_by_role("listitem")
        return cards.filter(has_text=question)

    def _with_floor(self, name: str) -> Locator:
        return (
            self.page.get_by_role("region", name="Has the floor")
            .get_by_role("listitem")
            .filter(has_text=name)
        )
