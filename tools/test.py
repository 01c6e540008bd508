"""`make test` and `make check`: groups of checks, the fast ones first, stopping at the first that fails.

`python -m tools.test all`, `check`, or the names of groups (`python -m tools.test types web`).
"""

import os
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from tools import packages, postgres

ROOT = Path(__file__).resolve().parent.parent
NO_TESTS = 5  # pytest's exit status for "collected nothing"; a group may still be empty
PYTEST = f"{shlex.quote(sys.executable)} -m pytest -q --durations=5"
APART = ("architecture", "machine", "store", "media", "browser")  # test folders with a group of their own
REST = " ".join(f"--ignore=tests/{folder}" for folder in APART)


@dataclass(frozen=True, slots=True)
class Group:
    """Commands run from the repository root; the group is passed over until `needs` exists."""

    name: str
    commands: tuple[str, ...]
    needs: str = "."
    quick: bool = False  # part of `make check`
    around: Callable[[], AbstractContextManager[str]] | None = None  # gives DATABASE_URL


def _python(module: str) -> str:
    return f"{shlex.quote(sys.executable)} -m {module}"


GROUPS = (
    Group("lint", (_python("ruff check -q ."), _python("ruff format -q --check .")), quick=True),
    Group("web lint", ("npm run --silent --prefix web check",), needs="web/package.json", quick=True),
    Group("types", (_python("mypy"),), quick=True),
    Group(
        "architecture",
        (
            f"{shlex.quote(str(Path(sys.executable).with_name('lint-imports')))} --no-logo",
            f"{PYTEST} tests/architecture",
        ),
        needs="tests/architecture",
        quick=True,
    ),
    Group("protocol", (f"{shlex.quote(sys.executable)} tools/protocol.py --check",), quick=True),
    Group("messages", (_python("tools.messages check"),), needs="tools/messages.py", quick=True),
    Group("web", ("npm test --silent --prefix web",), needs="web/package.json", quick=True),
    Group("recorder", ("go -C tools/recorder vet ./...", "go -C tools/recorder test ./..."), quick=True),
    Group("sqlite", (f"{PYTEST} -n 2 tests {REST}",), needs="tests"),
    Group("postgres", (f"{PYTEST} -n 2 tests {REST}",), needs="tests", around=postgres.server),
    Group("machine", (f"{PYTEST} tests/machine",), needs="tests/machine"),
    # the object store is built here, not by `make setup`: only these tests want it
    Group("store", ("bash tools/setup.sh store", f"{PYTEST} tests/store"), needs="tests/store"),
    Group("media", (f"{PYTEST} tests/media",), needs="tests/media"),
    Group("browser", (f"{PYTEST} tests/browser",), needs="tests/browser"),
)
# these start processes of their own, or try thousands of requests
SLOW = (
    "live", "backup", "eventlog/test_killed_writers.py", "archive/test_seminar_moves.py",
    "room/test_translator.py", "slides/test_conversion.py", "api/test_schema.py",
)  # fmt: skip
QUICK = " ".join(f"--ignore=tests/{path}" for path in SLOW)
FAST_TESTS = Group("unit", (f"{PYTEST} -n 2 -m 'not django_db' tests {REST} {QUICK}",), needs="tests")


def run_commands(commands: tuple[str, ...], environment: dict[str, str]) -> bool:
    for command in commands:
        status = subprocess.run(shlex.split(command), cwd=ROOT, env=environment).returncode
        if status not in (0, NO_TESTS if PYTEST in command else 0):
            print(f"This failed: {command}", file=sys.stderr)
            return False
    return True


def run_group(group: Group, environment: dict[str, str]) -> bool:
    if group.around is None:
        return run_commands(group.commands, environment)
    with group.around() as url:
        return run_commands(group.commands, environment | {"DATABASE_URL": url})


def run_all(groups: tuple[Group, ...]) -> bool:
    """Whether all of them pass; prints the time of each."""
    times: list[tuple[str, float]] = []
    passed = True
    with tempfile.TemporaryDirectory(prefix="consilium-test-") as folder:
        (Path(folder) / "static").mkdir()  # whitenoise warns without it
        environment = os.environ | {"DATA_DIR": folder, "DEBUG": "", "PYTHONHASHSEED": "0"}
        for group in groups:
            if not (ROOT / group.needs).exists():
                continue
            print(f"\n\033[1m== {group.name}\033[0m", flush=True)
            begun = time.monotonic()
            passed = run_group(group, environment)
            times.append((group.name, time.monotonic() - begun))
            if not passed:
                break
    print("\n" + "\n".join(f"{name:>14} {seconds:6.1f} s" for name, seconds in times))
    print(f"{'all' if passed else 'FAILED':>14} {sum(seconds for _, seconds in times):6.1f} s", flush=True)
    return passed


def main(wanted: list[str]) -> int:
    if wanted == ["check"]:
        return 0 if run_all((*(group for group in GROUPS if group.quick), FAST_TESTS)) else 1
    chosen = GROUPS if wanted in ([], ["all"]) else tuple(group for group in GROUPS if group.name in wanted)
    return 0 if packages.ensure() and run_all(chosen) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
