"""The parent's side of a conversion: start the confined child, follow its lines, end its group. No Django."""

import contextlib
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from consilium.kernel.confine import MIB, Limits
from consilium.slides.convert import Failed

PDF = ".pdf"
OFFICE = (".pptx", ".odp")
LIMITS = Limits()
# The office program maps much more memory than it uses, and starts slowly on a busy machine.
OFFICE_LIMITS = Limits(memory=8192 * MIB, cpu=180, file=200 * MIB, wall=240, silence=240)
_LONGEST_LINE = 512 * 1024  # 20,000 characters of text, escaped, fit three times
_UNPACKED = 1024 * MIB
_TOO_SLOW = (signal.SIGXCPU, signal.SIGKILL)
_OUT_OF_MEMORY = (signal.SIGABRT, signal.SIGTRAP, signal.SIGILL)


@dataclass(frozen=True)
class Page:
    """One page of a deck: its number from 1, its picture's size in pixels, its text."""

    number: int
    width: int
    height: int
    text: str


def pdf_to_pages(
    source: Path, folder: Path, *, told: Callable[[int, int], None], limits: Limits = LIMITS
) -> list[Page]:
    """Write folder/<number>.webp for every page of a PDF.

    `told(done, pages)` is called when the number of pages is known and after each page. Raises Failed.
    """
    pages: list[Page] = []
    expected = 0
    command = [sys.executable, "-I", "-m", "consilium.slides.convert", str(source), str(folder), str(limits)]
    for line in _lines(command, limits, folder):
        if "error" in line:
            raise Failed(str(line["error"]))
        if "pages" in line:
            expected = int(line["pages"])
        else:
            pages.append(Page(line["page"], line["width"], line["height"], line["text"]))
        told(len(pages), expected)
    if not expected or len(pages) != expected:
        raise Failed("broken")
    return pages


def office_to_pdf(source: Path, folder: Path, *, limits: Limits = OFFICE_LIMITS) -> Path:
    """A PDF made by LibreOffice in a profile of its own under `folder`. Raises Failed."""
    program = office_program()
    if program is None:
        raise Failed("no_office")
    _check_package(source)
    profile = folder / "profile"
    _write_profile(profile)
    out = folder / "office"
    command = [
        sys.executable, "-I", "-m", "consilium.kernel.confine", str(limits),
        program, f"-env:UserInstallation={profile.as_uri()}",
        "--headless", "--norestore", "--nolockcheck", "--nodefault", "--convert-to", "pdf:impress_pdf_Export",
        "--outdir", str(out), str(source),
    ]  # fmt: skip
    for _ in _lines(command, limits, folder, json_lines=False):
        pass
    made = out / f"{source.stem}.pdf"
    if not made.is_file():
        raise Failed("office_failed")
    return made


def office_program() -> str | None:
    """The path of LibreOffice, or None where it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def _check_package(source: Path) -> None:
    """PPTX and ODP are zip archives: refuse other files, and archives that unpack to too much."""
    try:
        with zipfile.ZipFile(source) as archive:
            names = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError):
        raise Failed("not_office") from None
    if len(names) > 20_000 or sum(item.file_size for item in names) > _UNPACKED:
        raise Failed("too_heavy")
    known = {item.filename for item in names}
    if "ppt/presentation.xml" not in known and "content.xml" not in known:
        raise Failed("not_office")


def _write_profile(profile: Path) -> None:
    """No macros, and no fetching of linked pictures even where the kernel grants us no network of our own."""
    settings = (
        ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
        ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
        ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
        ("Inet/Settings", "ooInetProxyType", "2"),
        ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
        ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
        ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
        ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
    )
    items = "".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for path, name, value in settings
    )
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        f'xmlns:xs="http://www.w3.org/2001/XMLSchema">{items}</oor:items>\n'
    )


def _lines(
    command: list[str], limits: Limits, folder: Path, *, json_lines: bool = True
) -> Iterator[dict[str, Any]]:
    """Run the command in a group of its own and yield its lines. Raises Failed at every limit."""
    environment = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "HOME": str(folder), "LANG": "C.UTF-8"}
    child = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,  # no key of ours, no address of the database
        cwd=folder,
        start_new_session=True,
    )
    try:
        for line in _read(cast(IO[bytes], child.stdout), limits):
            if json_lines:
                yield _parse(line)
        _judge(child.wait(timeout=limits.silence))
    except subprocess.TimeoutExpired:
        raise Failed("too_slow") from None
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        if child.stdout:
            child.stdout.close()


def _parse(line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except ValueError:
        raise Failed("broken") from None
    return found if isinstance(found, dict) else {}


def _read(output: IO[bytes], limits: Limits) -> Iterator[bytes]:
    """Whole lines until the child closes its output."""
    descriptor = output.fileno()
    end = time.monotonic() + limits.wall
    waiting = b""
    while True:
        patience = min(limits.silence, end - time.monotonic())
        if patience <= 0 or not select.select([descriptor], [], [], patience)[0]:
            raise Failed("too_slow")
        piece = os.read(descriptor, 65536)
        if not piece:
            return
        *whole, waiting = (waiting + piece).split(b"\n")
        if len(waiting) > _LONGEST_LINE:
            raise Failed("broken")
        yield from whole


def _judge(code: int) -> None:
    """What a child's end says about the file."""
    if code == 0:
        return
    if -code in _TOO_SLOW:
        raise Failed("too_slow")
    raise Failed("too_heavy" if -code in _OUT_OF_MEMORY else "broken")
