"""`consilium check`: what is wrong with this installation, one sentence each, and what to do about it.

Those that fit are Django system checks too (registered in `register`), so `manage check --deploy` knows them.
An Error means that Consilium will not work as set up; an Info tells what it does without.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, Tags, Warning
from django.core.checks import register as register_check

LOOPBACK = ("127.0.0.1", "localhost", "::1")
SHORTEST_KEY = 50
SHORTEST_SFU_SECRET = 32  # livekit-server refuses to start with less


@dataclass(frozen=True, slots=True)
class Facts:
    """What the checks look at; made from the settings, or by a test."""

    debug: bool
    secret_key: str
    site_url: str
    live_url: str
    livekit_url: str
    livekit_api_key: str
    livekit_api_secret: str
    data_dir: Path
    email_backend: str
    manifest: Path
    sfu_embedded: bool
    sfu_binary: str
    metrics_token: str = ""
    engines: tuple[str, ...] = ()
    libretranslate: tuple[str, str] = ("", "")
    openai: tuple[str, str, str] = ("", "", "")
    openai_languages: tuple[str, ...] = ()

    @classmethod
    def from_settings(cls) -> "Facts":
        from consilium.config import machine

        return cls(
            debug=settings.DEBUG,
            secret_key=settings.SECRET_KEY,
            site_url=settings.SITE_URL,
            live_url=settings.LIVE_URL,
            livekit_url=settings.LIVEKIT_URL,
            livekit_api_key=settings.LIVEKIT_API_KEY,
            livekit_api_secret=settings.LIVEKIT_API_SECRET,
            data_dir=Path(settings.DATA_DIR),
            email_backend=settings.EMAIL_BACKEND,
            manifest=Path(settings.DJANGO_VITE["default"]["manifest_path"]),
            sfu_embedded=machine.sfu_is_ours(settings.LIVEKIT_URL),
            sfu_binary=machine.sfu_binary(),
            metrics_token=settings.METRICS_TOKEN,
            engines=tuple(settings.TRANSLATION_ENGINES),
            libretranslate=(settings.LIBRETRANSLATE_URL, settings.LIBRETRANSLATE_KEY),
            openai=(settings.OPENAI_URL, settings.OPENAI_MODEL, settings.OPENAI_KEY),
            openai_languages=tuple(settings.OPENAI_LANGUAGES),
        )


Check = Callable[[Facts], Iterator[CheckMessage]]


def secret_key(facts: Facts) -> Iterator[CheckMessage]:
    if facts.debug:
        return
    if facts.secret_key.startswith("insecure"):
        yield Error(
            "SECRET_KEY is the one everybody knows.",
            hint="Run `consilium up` once (it makes one), or set SECRET_KEY to 50 random characters.",
            id="consilium.E001",
        )
    elif len(facts.secret_key) < SHORTEST_KEY:
        yield Error(
            f"SECRET_KEY is shorter than {SHORTEST_KEY} characters, so join links could be forged.",
            hint="Set a longer one, or unset it to use the one in DATA_DIR/secrets.json.",
            id="consilium.E002",
        )


def sfu_secret(facts: Facts) -> Iterator[CheckMessage]:
    if len(facts.livekit_api_secret) < SHORTEST_SFU_SECRET:
        yield Error(
            f"LIVEKIT_API_SECRET has less than {SHORTEST_SFU_SECRET} characters: livekit-server refuses it.",
            hint="Set a longer one here and on the LiveKit server, or unset it.",
            id="consilium.E003",
        )
    elif facts.livekit_api_secret.startswith("insecure") and not facts.debug:
        yield Error(
            "LIVEKIT_API_SECRET is the one everybody knows.",
            hint="Run `consilium up` once (it makes one), or set the secret of your LiveKit server.",
            id="consilium.E004",
        )


def addresses(facts: Facts) -> Iterator[CheckMessage]:
    wanted = (
        ("SITE_URL", facts.site_url, "https"),
        ("LIVE_URL", facts.live_url, "https"),
        ("LIVEKIT_URL", facts.livekit_url, "wss"),
    )
    for name, url, secure in wanted:
        parts = urlsplit(url)
        plain = {"https": "http", "wss": "ws"}[secure]
        if parts.scheme not in (secure, plain) or not parts.hostname:
            yield Error(
                f"{name} is not an address that begins with {secure}:// or {plain}://.", id="consilium.E005"
            )
        elif parts.scheme == plain and parts.hostname not in LOOPBACK:
            yield Error(
                f"{name} is not {secure}:// although it is not this machine: "
                "browsers give no camera and no microphone to such a page.",
                hint="Put TLS before it (deploy/Caddyfile) and use the secure address.",
                id="consilium.E006",
            )


def data_dir(facts: Facts) -> Iterator[CheckMessage]:
    if not facts.data_dir.is_dir() or not os.access(facts.data_dir, os.W_OK | os.X_OK):
        yield Error(
            f"The data folder {facts.data_dir} cannot be written.",
            hint="Make it and give it to the user that runs Consilium, or set DATA_DIR.",
            id="consilium.E007",
        )
        return
    kept = facts.data_dir / "secrets.json"
    if kept.exists() and kept.stat().st_mode & 0o077:
        yield Error(
            "DATA_DIR/secrets.json can be read by other users.", hint=f"chmod 600 {kept}", id="consilium.E008"
        )


def sfu(facts: Facts) -> Iterator[CheckMessage]:
    if facts.sfu_embedded and not facts.sfu_binary:
        yield Error(
            "livekit-server is missing, so no one can be seen or heard.",
            hint="Build it with `make setup`, set LIVEKIT_BINARY, or set LIVEKIT_URL to a server elsewhere.",
            id="consilium.E009",
        )


def built_pages(facts: Facts) -> Iterator[CheckMessage]:
    if not facts.manifest.exists():
        yield Error(
            "The scripts and styles of the pages are not built.",
            hint="Run `make setup`.",
            id="consilium.E010",
        )


def mail(facts: Facts) -> Iterator[CheckMessage]:
    if facts.email_backend.endswith("console.EmailBackend"):
        yield Info(
            "Mail is written to the console and reaches nobody.",
            hint="Set EMAIL_URL to smtp://user:password@host:587.",
            id="consilium.I001",
        )


def office(facts: Facts) -> Iterator[CheckMessage]:
    if not (shutil.which("soffice") or shutil.which("libreoffice")):
        yield Info(
            "LibreOffice is not installed, so slides are taken as PDF only, not as PPTX or ODP.",
            hint="apt-get install libreoffice-impress",
            id="consilium.I002",
        )


def film(facts: Facts) -> Iterator[CheckMessage]:
    if not shutil.which("ffmpeg"):
        yield Info(
            "ffmpeg is not installed, so the sounds of a recording are not made equally loud, and there are "
            "no files of it to download.",
            hint="apt-get install ffmpeg",
            id="consilium.I004",
        )


def debugging(facts: Facts) -> Iterator[CheckMessage]:
    if facts.debug and urlsplit(facts.site_url).hostname not in LOOPBACK:
        yield Error("DEBUG is on for a site that others can reach.", hint="Unset DEBUG.", id="consilium.E011")


def measured(facts: Facts) -> Iterator[CheckMessage]:
    if 0 < len(facts.metrics_token) < 16:
        yield Warning("METRICS_TOKEN is short enough to be guessed.", id="consilium.W001")


def translating(facts: Facts) -> Iterator[CheckMessage]:
    """The engines are made as they will be; nothing is asked of their servers."""
    from consilium.translation.engines.libretranslate import LibreTranslate
    from consilium.translation.engines.openai import OpenAI

    url, model, key = facts.openai
    made: dict[str, Callable[[], object]] = {
        "firefox": lambda: None,
        "libretranslate": lambda: facts.libretranslate[0] and LibreTranslate(*facts.libretranslate),
        "openai": lambda: url and OpenAI(url, model, facts.openai_languages, key),
    }
    for name in facts.engines:
        if name not in made:
            yield Error(f"TRANSLATION_ENGINES names {name}, which is none.", id="consilium.E013")
            continue
        try:
            made[name]()
        except ValueError as error:
            yield Error(
                f"A translation engine is left out: {error}.",
                hint="See docs/how-to/translate.md.",
                id="consilium.E014",
            )


CHECKS: tuple[Check, ...] = (
    secret_key, sfu_secret, addresses, data_dir, sfu, built_pages, debugging, measured, translating, mail,
    office, film,
)  # fmt: skip


def database() -> Iterator[CheckMessage]:
    """Apart from the rest, for it connects: unreachable, or behind the code."""
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except (DatabaseError, OSError):
        yield Error(
            f"The database ({connection.vendor}) does not answer.",
            hint="Check DATABASE_URL, and that the server runs and lets this user in.",
            id="consilium.E012",
        )
        return
    if pending:
        yield Warning(
            f"The database is {len(pending)} migrations behind the code.",
            hint="Run `consilium migrate` (`consilium up` does it too).",
            id="consilium.W002",
        )


def find(facts: Facts) -> list[CheckMessage]:
    """Everything that the facts tell, without touching the database."""
    return [message for check in CHECKS for message in check(facts)]


def register() -> None:
    """Make them Django system checks (MachineConfig.ready calls it)."""

    def installation(app_configs: Any, **rest: Any) -> list[CheckMessage]:
        return find(Facts.from_settings())

    register_check(installation, Tags.security, deploy=True)


def main() -> int:
    """Print the findings; 1 when there is an error."""
    import django

    from consilium.config import bucket, machine

    try:
        django.setup()
        from consilium.config import papers  # which knows rows

        messages = [*find(Facts.from_settings()), *database(), *bucket.check(), *papers.check()]
    except (ValueError, OSError) as error:  # settings that do not even load: DATABASE_URL, DATA_DIR
        messages = [Error(f"The settings do not fit: {machine.reason(error)}.", id="consilium.E000")]
    words = {True: "error ", False: "notice"}
    for message in sorted(messages, key=lambda found: -found.level):
        print(
            f"{words[message.is_serious()]}  {message.msg}" + (f"  -> {message.hint}" if message.hint else "")
        )
    failed = any(message.is_serious() for message in messages)
    if not failed:
        print("Consilium can run as it is set up.")
    return 1 if failed else 0
