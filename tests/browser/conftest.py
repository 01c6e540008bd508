"""One running site and one browser for all browser tests; each test has seminars and visitors of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.support import site as sites
from tests.support.browser import Visitors, chromium
from tests.support.site import ROOT, Site


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with sites.running(tmp_path_factory.mktemp("site") / "data") as running:
        yield running


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
