"""A whole site whose files lie in a bucket: brought into it, and watched from there, from another origin."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import browser, visitors
from tests.support import bucket, takes
from tests.support import site as sites
from tests.support.browser import Visitors
from tests.support.bucket import Store
from tests.support.site import Guest, Site, until
from tests.support.takes import Bringing

__all__ = ["browser", "visitors"]
MODERATOR = Guest("moderator", "moderator", "Marat Moderator")
_PLAYED = "document.querySelector('video')?.currentTime ?? 0"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    settings = {"SCRIBE_ENGINE": "none", "RECORDER": "none"}
    folder = tmp_path_factory.mktemp("bucket")
    with bucket.running(folder) as made:
        data = folder / "data"
        with sites.running(data, settings=settings | made.settings()) as running:
            running.bucket = made  # type: ignore[attr-defined]
            yield running


def test_a_take_is_watched_from_the_bucket(site: Site, visitors: Visitors, tmp_path: Path) -> None:
    store: Store = site.bucket  # type: ignore[attr-defined]
    invited = site.invite("Oxygen, far away", MODERATOR, live=True)
    moderator = invited.persons["moderator"]
    take = site.do("record_take", seminar=invited.id, person=moderator, ago=40)
    Bringing(site.url, invited.id, take, takes.cut(tmp_path / "cut", 12)).bring(3)
    site.do("stop_take", seminar=invited.id, person=moderator, take=take["id"])
    kept = store.folder / bucket.NAME / "site" / "recordings" / "takes" / take["id"]
    assert len(list(kept.glob("*-video.m4s"))) == 3 and not (site.data_dir / "recordings").exists()
    visitor = visitors.come("moderator")
    page = visitor.page
    fetched: list[str] = []
    page.on("response", lambda answer: fetched.append(answer.url) if answer.status == 200 else None)
    page.request.get(invited.links["moderator"])
    page.goto(f"{site.url}/seminars/{invited.slug}/replay")
    page.get_by_role("button", name="Play", exact=True).click()
    until(
        lambda: page.evaluate(_PLAYED) > 3, "it plays", 60, lambda: (page.evaluate(_PLAYED), visitor.errors)
    )
    media = [url.partition("?")[0] for url in fetched if ".m4s" in url]
    assert media and all(url.startswith(store.endpoint) for url in media), media
    assert not visitor.errors
