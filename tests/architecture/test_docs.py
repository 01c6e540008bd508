"""What the source says of the documentation."""

import re

from tests.architecture.source import ROOT, files, read

_NAMED = re.compile(r"\bdocs/[a-z-]+/[A-Za-z0-9-]+\.md\b")


def test_every_page_that_is_named_is_there() -> None:
    named = {
        (path, name)
        for path in files(".py", ".ts", ".tsx", ".css", ".go", ".md", ".html", ".sh")
        for name in _NAMED.findall(read(path))
    }
    assert len(named) > 50
    assert [f"{path}: {name}" for path, name in named if not (ROOT / name).is_file()] == []
