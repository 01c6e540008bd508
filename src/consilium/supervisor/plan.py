"""What shall run: plain data about children, read from the settings, before anything is started."""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Address:
    """Where a child listens."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"

    @classmethod
    def parse(cls, text: str) -> "Address":
        """From "127.0.0.1:8000"; ValueError when it is not host:port."""
        host, _, port = text.rpartition(":")
        if not host or not port.isdigit():
            raise ValueError(f"{text!r} is not an address like 127.0.0.1:8000")
        return cls(host, int(port))

    @classmethod
    def behind(cls, url: str, default_port: int) -> "Address":
        """Where the part behind a public URL listens: there if it is this machine, else on loopback."""
        parts = urlsplit(url)
        if parts.hostname in LOOPBACK and parts.scheme in ("http", "ws"):
            return cls("127.0.0.1", parts.port or 80)
        return cls("127.0.0.1", default_port)


@dataclass(frozen=True, slots=True)
class Child:
    """One long-running program. `stage` orders the stop: the lowest number is asked to end first."""

    name: str
    command: tuple[str, ...]
    listens: Address | None = None  # ready once it answers HTTP there; without it, once it has started
    stage: int = 1
    env: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything `consilium up` needs to know."""

    data_dir: Path
    site_url: str
    prepare: tuple[str, ...]  # runs to its end before web, live and tasks start: migrations, demo seminar
    sfu: Child | None
    parts: tuple[Child, ...]
    later: tuple[Child, ...] = ()  # started when all parts are ready, and not waited for
    other_ports: tuple[int, ...] = ()  # of the SFU's media: must be free as well
    env: Mapping[str, str] = field(default_factory=dict)

    @property
    def run_dir(self) -> Path:
        return self.data_dir / "run"

    @property
    def children(self) -> tuple[Child, ...]:
        return (*((self.sfu,) if self.sfu else ()), *self.parts, *self.later)


@dataclass(frozen=True, slots=True)
class SfuSettings:
    """What the embedded livekit-server is told. Media ports: one for UDP, one for the TCP fallback."""

    listens: Address
    tcp_port: int
    udp_port: int
    api_key: str
    api_secret: str
    webhook_url: str
    node_ip: str = "127.0.0.1"  # goes into ICE candidates: the address browsers send media to


def sfu_config(sfu: SfuSettings) -> str:
    """livekit.yaml (JSON is YAML). No STUN, no TURN, no Redis; a room exists only when we have made it."""
    rtc: dict[str, object] = {
        "node_ip": sfu.node_ip,
        "use_external_ip": False,
        "udp_port": sfu.udp_port,
        "tcp_port": sfu.tcp_port,
        "stun_servers": [],  # clients would otherwise be sent to Google's
        "use_mdns": False,
    }
    if sfu.node_ip.startswith("127."):
        rtc |= {
            "enable_loopback_candidate": True,
            "interfaces": {"includes": ["lo"]},
            "ips": {"includes": ["127.0.0.0/8"]},
        }
    config = {
        "port": sfu.listens.port,
        "bind_addresses": [sfu.listens.host],
        "rtc": rtc,
        "room": {"auto_create": False, "empty_timeout": 300, "departure_timeout": 20},
        "keys": {sfu.api_key: sfu.api_secret},
        "webhook": {"api_key": sfu.api_key, "urls": [sfu.webhook_url]},
        "turn": {"enabled": False},
        "logging": {"level": "warn", "json": True},
    }
    return json.dumps(config, indent=2)


def consilium(*arguments: str) -> tuple[str, ...]:
    """Our own command in the same Python."""
    return (sys.executable, "-m", "consilium.cli", *arguments)


def web_command(listens: Address, *, threads: int) -> tuple[str, ...]:
    """granian: without the kill time-out one open connection would hold up its stop (measured: > 10 s)."""
    options = {
        "--interface": "wsgi",
        "--host": listens.host,
        "--port": str(listens.port),
        "--workers": "1",
        "--blocking-threads": str(threads),
        "--workers-kill-timeout": "3",
        "--respawn-interval": "0.2",
        "--log-level": "warning",
    }
    flat = [part for option in options.items() for part in option]
    return (
        sys.executable, "-m", "granian", *flat, "--no-ws", "--respawn-failed-workers",
        "consilium.config.wsgi:application",
    )  # fmt: skip
