"""A running site, another without recorder, and one browser for all; each test has seminars and visitors of
its own.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.support import site as sites
from tests.support import takes
from tests.support.browser import Visitors, chromium
from tests.support.site import ROOT, Site


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with sites.running(tmp_path_factory.mktemp("site") / "data") as running:
        yield running


@pytest.fixture(scope="session")
def still_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Without recorder and scribe of its own: one for all tests that bring takes and captions themselves."""
    settings = {"SCRIBE_ENGINE": "none", "RECORDER": "none"}
    with sites.running(tmp_path_factory.mktemp("still") / "data", settings=settings) as running:
        yield running


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four minutes to be brought, of which each test brings as many segments as it needs."""
    return takes.cut(tmp_path_factory.mktemp("takes") / "cut", 240)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def visitors(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Visitors]:
    """Pictures of what each visitor saw are kept in build/browser/<test> when the test fails."""
    failed_before = request.session.testsfailed
    made = Visitors(browser, ROOT / "build" / "browser" / request.node.name.replace("/", "_"))
    yield made
    made.leave(failed=request.session.testsfailed > failed_before)


@pytest.fixture(scope="session")
def axe() -> str:
    """axe-core's script."""
    path: Path = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
    return path.read_text()
