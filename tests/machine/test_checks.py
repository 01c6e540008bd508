"""`consilium check`: each misconfiguration has its sentence."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from consilium.config.checks import Facts, find

GOOD = Facts(
    debug=False,
    secret_key="k" * 64,
    site_url="https://seminars.example.org",
    live_url="https://live.example.org",
    livekit_url="wss://media.example.org",
    livekit_api_key="consilium",
    livekit_api_secret="s" * 48,
    data_dir=Path("/tmp"),
    email_backend="django.core.mail.backends.smtp.EmailBackend",
    manifest=Path(__file__),
    sfu_embedded=True,
    sfu_binary=sys.executable,
)


def serious(facts: Facts) -> list[str | None]:
    return [message.id for message in find(facts) if message.is_serious()]


def test_a_good_installation_has_no_error() -> None:
    assert serious(GOOD) == []


@pytest.mark.parametrize(
    ("facts", "error"),
    [
        (replace(GOOD, secret_key="insecure-until-consilium-up-has-run"), "consilium.E001"),
        (replace(GOOD, secret_key="short"), "consilium.E002"),
        (replace(GOOD, livekit_api_secret="s" * 31), "consilium.E003"),
        (replace(GOOD, livekit_api_secret="insecure-" * 5), "consilium.E004"),
        (replace(GOOD, site_url="seminars.example.org"), "consilium.E005"),
        (replace(GOOD, livekit_url="https://media.example.org"), "consilium.E005"),
        (replace(GOOD, site_url="http://seminars.example.org"), "consilium.E006"),
        (replace(GOOD, livekit_url="ws://media.example.org"), "consilium.E006"),
        (replace(GOOD, data_dir=Path("/nowhere/at/all")), "consilium.E007"),
        (replace(GOOD, sfu_binary=""), "consilium.E009"),
        (replace(GOOD, manifest=Path("/nowhere/manifest.json")), "consilium.E010"),
        (replace(GOOD, debug=True), "consilium.E011"),
        (replace(GOOD, engines=("firefox", "babelfish")), "consilium.E013"),
        (replace(GOOD, engines=("libretranslate",), libretranslate=("here:5000", "")), "consilium.E014"),
        (replace(GOOD, engines=("openai",), openai=("http://127.0.0.1/v1", "", "")), "consilium.E014"),
        (replace(GOOD, engines=("openai",), openai=("http://u:p@127.0.0.1/v1", "m", "")), "consilium.E014"),
    ],
)
def test_each_misconfiguration_is_found_alone(facts: Facts, error: str) -> None:
    assert serious(facts) == [error]


def test_plain_addresses_are_fine_on_this_machine() -> None:
    local = replace(
        GOOD,
        site_url="http://127.0.0.1:8000",
        live_url="http://localhost:8001",
        livekit_url="ws://127.0.0.1:7880",
    )
    assert serious(local) == []


def test_secrets_that_others_can_read_are_found(tmp_path: Path) -> None:
    (tmp_path / "secrets.json").write_text("{}")
    (tmp_path / "secrets.json").chmod(0o644)
    assert serious(replace(GOOD, data_dir=tmp_path)) == ["consilium.E008"]


def test_every_finding_is_one_sentence_with_a_remedy() -> None:
    bad = replace(
        GOOD, secret_key="short", livekit_api_secret="", site_url="x", sfu_binary="", metrics_token="1"
    )
    for message in find(bad):
        assert message.msg.endswith(".")
        assert message.msg.count(". ") == 0


def check(data_dir: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "consilium.cli", "check"],
        env={**os.environ, "DATA_DIR": str(data_dir), **environment},
        capture_output=True,
        text=True,
    )


def test_an_unreadable_database_url_is_a_sentence_not_a_traceback(tmp_path: Path) -> None:
    result = check(tmp_path, DATABASE_URL="mysql://somewhere")
    assert result.returncode == 1
    assert "DATABASE_URL must begin with sqlite:/// or postgres://" in result.stdout
    assert "Traceback" not in result.stdout + result.stderr


def test_a_database_that_does_not_answer_is_a_sentence_without_its_password(tmp_path: Path) -> None:
    result = check(tmp_path, DATABASE_URL="postgres://someone:secretword@127.0.0.1:9/none")
    assert result.returncode == 1
    assert "The database (postgresql) does not answer." in result.stdout
    assert "secretword" not in result.stdout + result.stderr
    assert "Traceback" not in result.stdout + result.stderr
