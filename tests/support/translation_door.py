"""A translation server on loopback: real HTTP, and what it answers is the test's to say, however bad."""

import contextlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.support.loopback import Loopback


@dataclass(frozen=True)
class Asked:
    """One request. `content`: its JSON, None without a body."""

    method: str
    path: str
    headers: Mapping[str, str]
    content: Any


@dataclass(frozen=True)
class Reply:
    """`body` is sent as it is if it is bytes, else as JSON. With `drip` its bytes come one by one, so many
    seconds apart; with `headless` nothing stands before it, not even a status.
    """

    body: object = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    drip: float = 0.0
    headless: bool = False


Replying = Callable[[Asked], Reply]


class Door(Loopback):
    """`replying` may be replaced at any time; `asked` is what came so far."""

    def __init__(self, replying: Replying) -> None:
        self.replying = replying
        self.asked: list[Asked] = []
        super().__init__(self._answer)

    def posted(self) -> list[Asked]:
        return [asked for asked in self.asked if asked.method == "POST"]

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        asked = Asked(
            handler.command, handler.path, dict(handler.headers), json.loads(body) if body else None
        )
        self.asked.append(asked)
        reply = self.replying(asked)
        sent = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
        with contextlib.suppress(ConnectionError):  # who asked has hung up
            if not reply.headless:
                handler.send_response(reply.status)
                for name, value in reply.headers.items():
                    handler.send_header(name, value)
                handler.end_headers()
            for piece in [sent] if not reply.drip else (sent[at : at + 1] for at in range(len(sent))):
                handler.wfile.write(piece)
                time.sleep(reply.drip)


def libretranslate(languages: Sequence[str], translate: Callable[[str], object]) -> Replying:
    """Answers as LibreTranslate does, each of its languages into each other."""

    def reply(asked: Asked) -> Reply:
        if asked.path == "/languages":
            return Reply([{"code": code, "name": code, "targets": list(languages)} for code in languages])
        return Reply({"translatedText": [translate(sentence) for sentence in asked.content["q"]]})

    return reply


def language_model(translate: Callable[[str], object]) -> Replying:
    """Answers as a language model that does what it was told."""

    def reply(asked: Asked) -> Reply:
        return said(json.dumps({number: translate(text) for number, text in sentences(asked).items()}))

    return reply


def sentences(asked: Asked) -> dict[str, str]:
    """What a language model was given to translate."""
    found: dict[str, str] = json.loads(asked.content["messages"][-1]["content"])
    return found


def said(text: object) -> Reply:
    """A language model's answer of these words."""
    return Reply({"choices": [{"message": {"role": "assistant", "content": text}}]})
