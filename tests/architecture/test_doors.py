"""Doors between apps: what import-linter cannot say about module names."""

from pathlib import Path

import grimp
import pytest

SHARED = {"events", "state", "rules", "models", "queries", "actions"}
# Not features: a feature app may use what these offer under any name.
BASE = {"kernel", "eventlog", "sfu", "translation", "ui", "supervisor"}
ABOVE = {"config", "cli"}


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("consilium", include_external_packages=True, cache_dir=None)


def app_of(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and parts[0] == "consilium" else ""


def test_across_apps_only_six_names_are_imported(graph: grimp.ImportGraph) -> None:
    wrong = [
        f"{importer} -> {imported}"
        for importer in sorted(graph.modules)
        for imported in sorted(graph.find_modules_directly_imported_by(importer))
        if (owner := app_of(imported))
        and owner not in BASE | ABOVE
        and app_of(importer) not in {owner, *ABOVE}
        and imported.split(".")[2:3] not in [[name] for name in SHARED]
        and not (
            importer.endswith("api") and imported in ("consilium.seminars.api", "consilium.jobs.api")
        )  # who asks
    ]
    assert not wrong, "Import from " + ", ".join(sorted(SHARED)) + " only:\n" + "\n".join(wrong)


def test_every_python_package_says_so(graph: grimp.ImportGraph) -> None:
    """A folder without __init__.py would escape every contract above."""
    root = Path(graph_root())
    loose = {path.parent for path in root.rglob("*.py") if not (path.parent / "__init__.py").exists()}
    assert not loose


def graph_root() -> str:
    import consilium

    return consilium.__path__[0]
