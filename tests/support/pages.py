"""What any page must satisfy: axe finds nothing, nothing is cut off, scripts are light."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Page, Response, Route

_AXE = """
async () => {
  const found = await axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  });
  return found.violations.map((v) => ({
    id: v.id,
    nodes: v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160) + " :: " + (n.any[0]?.message ?? "")),
  }));
}
"""


# A bar that sticks to an edge covers a part of whatever is scrolled under it, and axe calls that too small a
# target. It is looked at where it stands without sticking: at the end of the page.
_LOOSEN = """() => document.querySelectorAll("body *").forEach((each) => {
  if (getComputedStyle(each).position === "sticky") {
    each.dataset.stuck = each.style.position;
    each.style.position = "static";
  }
})"""
_FASTEN = """() => document.querySelectorAll("[data-stuck]").forEach((each) => {
  each.style.position = each.dataset.stuck;
  delete each.dataset.stuck;
})"""


def violations(page: Page, axe: str) -> list[dict[str, Any]]:
    """What axe-core complains of; page scripts are not disturbed."""
    page.evaluate(axe)
    page.evaluate(_LOOSEN)
    try:
        found: list[dict[str, Any]] = page.evaluate(_AXE)
    finally:
        page.evaluate(_FASTEN)
    return found


def runs_over(page: Page) -> int:
    """Pixels by which the page is wider than its window: it would scroll sideways."""
    wide: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wide


class Weights:
    """Collects the scripts a page loads, from before it is opened."""

    def __init__(self, page: Page) -> None:
        self._answers: list[Response] = []
        page.on("response", self._came)

    def _came(self, answer: Response) -> None:
        if answer.request.resource_type == "script":
            self._answers.append(answer)

    def scripts(self) -> dict[str, int]:
        """Bytes of each script as gzip sends it."""
        return {
            answer.url.rsplit("/", 1)[1]: len(gzip.compress(answer.body(), 9))
            for answer in self._answers
            if answer.ok
        }


@contextmanager
def held(page: Page, path: str) -> Iterator[None]:
    """What is sent there waits on its way, and goes on at the end."""
    waiting: list[Route] = []

    def keep(route: Route) -> None:
        waiting.append(route)

    page.route(path, keep)
    yield
    for route in waiting:
        route.continue_()
    page.unroute(path)
