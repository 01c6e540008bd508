"""From the environment to the supervisor's plan: which parts this machine runs, where, and how."""

import os
import shutil
import socket
from pathlib import Path
from typing import TYPE_CHECKING

from consilium.config import env
from consilium.supervisor import secrets
from consilium.supervisor.guard import Refused
from consilium.supervisor.plan import (
    LOOPBACK,
    Address,
    Child,
    Plan,
    SfuSettings,
    consilium,
    sfu_config,
    web_command,
)

if TYPE_CHECKING:
    from consilium.workers.recorder.main import Options as Recorder
    from consilium.workers.scribe.main import Options

DEFAULTS = {
    "SITE_URL": "http://127.0.0.1:8000",
    "LIVE_URL": "http://127.0.0.1:8001",
    "LIVEKIT_URL": "ws://127.0.0.1:7880",
}
MEDIA_QUEUE = "media"
SFU_BINARY = env.ROOT / "tools" / "livekit" / "bin" / "livekit-server"


def sfu_is_ours(livekit_url: str) -> bool:
    """Whether this machine runs the SFU itself: LIVEKIT_EMBEDDED says, else a loopback LIVEKIT_URL does."""
    said = env.text("LIVEKIT_EMBEDDED")
    if said:
        return env.flag("LIVEKIT_EMBEDDED")
    return any(f"//{host}" in livekit_url for host in LOOPBACK)


def sfu_binary() -> str:
    """Path of livekit-server: LIVEKIT_BINARY, our own build, or the one in PATH; empty when there is none."""
    named = env.text("LIVEKIT_BINARY")
    if named:
        return named if os.access(named, os.X_OK) else ""
    return str(SFU_BINARY) if SFU_BINARY.exists() else shutil.which("livekit-server") or ""


def environment() -> dict[str, str]:
    """What every child gets, whoever started us: addresses, data folder, secrets."""
    data_dir = env.data_dir()
    kept = secrets.ensure(data_dir)
    names = {**DEFAULTS, **kept}
    values = {name: env.text(name, default) for name, default in names.items()}
    return {**values, "DATA_DIR": str(data_dir), "DJANGO_SETTINGS_MODULE": "consilium.config.settings"}


def plan(*, demo: bool = False, dev: bool = False) -> tuple[Plan, str]:
    """The plan, and the SFU's configuration ("" when the SFU runs elsewhere)."""
    try:
        values = environment()
        web = _address("WEB_BIND", values["SITE_URL"], 8000)
        live = _address("LIVE_BIND", values["LIVE_URL"], 8001)
        sfu = _sfu(values, web) if sfu_is_ours(values["LIVEKIT_URL"]) else None
        parts = _parts(web, live)
    except (OSError, ValueError) as error:
        raise Refused(f"The settings do not fit: {reason(error)}.") from error
    later = [*_tasks(), _translator(), *_scribes(), *_recorders(), *_spares(web)]
    if demo:
        later.append(Child("demo", consilium("demo"), stage=0))
    if dev:
        later.append(
            Child(
                "vite", ("npm", "--prefix", str(env.ROOT / "web"), "run", "build", "--", "--watch"), stage=0
            )
        )
    config_file = env.data_dir() / "run" / "livekit.yaml"
    made = Plan(
        data_dir=env.data_dir(),
        site_url=values["SITE_URL"],
        prepare=consilium("prepare", *(["--demo"] if demo else [])),
        sfu=_sfu_child(sfu, config_file) if sfu else None,
        parts=parts,
        later=tuple(later),
        other_ports=(sfu.tcp_port, sfu.udp_port) if sfu else (),
        env=values | {"LIVE_BIND": str(live)},
    )
    return made, sfu_config(sfu) if sfu else ""


def reason(error: Exception) -> str:
    """Without Python's error numbers."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename} cannot be used ({error.strerror})"
    return str(error)


def _address(name: str, url: str, default_port: int) -> Address:
    said = env.text(name)
    return Address.parse(said) if said else Address.behind(url, default_port)


def _parts(web: Address, live: Address) -> tuple[Child, ...]:
    return Child("web", _web(web), listens=web), Child("live", consilium("live"), listens=live)


def _tasks() -> list[Child]:
    """Two: what measures and makes films may take hours, and mail must not wait for it."""
    told = ("--no-startup-delay", "--no-reload")
    others = ("--queue-name", "*", "--exclude-queues", MEDIA_QUEUE)
    return [
        Child("tasks", consilium("manage", "db_worker", *told, *others), stage=0),
        Child("media", consilium("manage", "media_worker", *told), stage=0),
    ]


def _translator() -> Child:
    return Child("translator", consilium("translator"), stage=0)


def _scribes() -> list[Child]:
    """Captions, unless SCRIBE_ENGINE is "none". It is idle while there is no model."""
    if env.text("SCRIBE_ENGINE") == "none":
        return []
    return [Child("scribe", consilium("scribe"), stage=0)]


def scribe() -> "Options":
    """What the scribe of this machine is told."""
    from consilium.config import models
    from consilium.workers.scribe.main import Options

    values = environment()
    return Options(
        site_url=values["SITE_URL"],
        secret=values["WORKER_TOKEN"],
        name=env.text("SCRIBE_NAME", f"scribe@{socket.gethostname()}"),
        models=models.models_dir(),
        engine=env.text("SCRIBE_ENGINE", "whisper"),
        model=env.text("SCRIBE_MODEL"),
        device=env.text("SCRIBE_DEVICE", "cpu"),
        compute_type=env.text("SCRIBE_COMPUTE_TYPE", "int8"),
        voices=int(env.text("SCRIBE_VOICES", str(os.cpu_count() or 1))),
        remote_url=env.text("SCRIBE_URL"),
        remote_key=env.text("SCRIBE_KEY"),
        remote_languages=tuple(env.text("SCRIBE_LANGUAGES").split()),
    )


def _recorders() -> list[Child]:
    """Recordings, unless RECORDER is "none"."""
    return [] if env.text("RECORDER") == "none" else [Child("recorder", consilium("recorder"), stage=0)]


def recorder() -> "Recorder":
    """What the recorder of this machine is told."""
    from consilium.workers.recorder.main import Options

    values = environment()
    return Options(
        site_url=values["SITE_URL"],
        secret=values["WORKER_TOKEN"],
        name=env.text("RECORDER_NAME", f"recorder@{socket.gethostname()}"),
        spools=env.data_dir() / "spool",
    )


def _spares(web: Address) -> list[Child]:
    """More web processes on the same port (SO_REUSEPORT). One spare, and the site is there even while the
    other one starts again: Python needs two seconds for that, more on a busy machine."""
    return [Child(f"web-{number}", _web(web)) for number in range(2, int(env.text("WEB_PROCESSES", "2")) + 1)]


def _web(listens: Address) -> tuple[str, ...]:
    return web_command(listens, threads=int(env.text("WEB_THREADS", "4")))


def _sfu(values: dict[str, str], web: Address) -> SfuSettings:
    listens = _address("LIVEKIT_BIND", values["LIVEKIT_URL"], 7880)
    return SfuSettings(
        listens=listens,
        tcp_port=int(env.text("LIVEKIT_TCP_PORT", str(listens.port + 1))),
        udp_port=int(env.text("LIVEKIT_UDP_PORT", str(listens.port + 2))),
        api_key=values["LIVEKIT_API_KEY"],
        api_secret=values["LIVEKIT_API_SECRET"],
        webhook_url=f"http://{web}/livekit/webhook",
        node_ip=env.text("LIVEKIT_NODE_IP", "127.0.0.1"),
    )


def _sfu_child(sfu: SfuSettings, config_file: Path) -> Child:
    binary = sfu_binary()
    if not binary:
        raise Refused("livekit-server is missing; build it with: make setup (or set LIVEKIT_BINARY).")
    return Child("sfu", (binary, "--config", str(config_file)), listens=sfu.listens, stage=2)
