"""A speech endpoint over HTTP: a real server that answers as it is told."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from consilium.workers.scribe.recogniser import EngineFailed, EngineRefused, Hearing
from consilium.workers.scribe.remote import Remote
from tests.workers.scribe.scripted import speech


class Endpoint(ThreadingHTTPServer):
    """Notes what it is sent."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.status, self.answer, self.sent = 200, b'{"text": " Two doses"}', b""

    @property
    def remote(self) -> Remote:
        return Remote(f"http://127.0.0.1:{self.server_port}/v1", "tiny", ["en"], key="k")


class _Answer(BaseHTTPRequestHandler):
    server: Endpoint

    def do_POST(self) -> None:
        self.server.sent = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(self.server.answer)))
        self.end_headers()
        self.wfile.write(self.server.answer)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with Endpoint() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_words_come_from_the_endpoint_which_is_told_the_terms(endpoint: Endpoint) -> None:
    found = endpoint.remote.hear(Hearing(speech(1), "en-gb", terms=["cefazolin", "Timi"]))
    assert [word.text for word in found.words] == [" Two", " doses"]
    assert b"cefazolin, Timi" in endpoint.sent and b"RIFF" in endpoint.sent
    assert b'name="language"\r\n\r\nen\r\n' in endpoint.sent


@pytest.mark.parametrize("status", [400, 413, 415, 422])
def test_a_sound_that_is_refused_is_not_to_be_asked_again(endpoint: Endpoint, status: int) -> None:
    endpoint.status, endpoint.answer = status, json.dumps({"error": "no"}).encode()
    with pytest.raises(EngineRefused):
        endpoint.remote.hear(Hearing(speech(1), "en"))


@pytest.mark.parametrize(("status", "answer"), [(401, b"{}"), (429, b"{}"), (503, b""), (200, b"<html>")])
def test_whatever_else_goes_wrong_may_be_right_a_moment_later(
    endpoint: Endpoint, status: int, answer: bytes
) -> None:
    endpoint.status, endpoint.answer = status, answer
    with pytest.raises(EngineFailed) as failure:
        endpoint.remote.hear(Hearing(speech(1), "en"))
    assert not isinstance(failure.value, EngineRefused)
