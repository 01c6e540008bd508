"""A speech endpoint over HTTP in OpenAI's form, which many local servers speak: one call for each utterance.

Nothing is heard twice, so there are no drafts: the words come when the utterance is over.
"""

import io
import json
import urllib.error
import urllib.request
import uuid
import wave
from collections.abc import Sequence

import numpy as np

from consilium.workers.scribe.recogniser import (
    RATE,
    Capabilities,
    EngineFailed,
    EngineRefused,
    Hearing,
    Hypothesis,
    Recogniser,
    Samples,
    Word,
    spread,
)

TIMEOUT = 30.0
#: Answers that are about this sound. Others (a wrong key, too many at once) are about the moment.
REFUSED = (400, 413, 415, 422)


class Remote(Recogniser):
    """`url` is the base, as in http://127.0.0.1:9000/v1; `languages` are those the model is said to know."""

    def __init__(self, url: str, model: str, languages: Sequence[str], key: str = "") -> None:
        if not url.startswith(("http://", "https://")):
            raise ValueError("the address of a speech endpoint begins with http:// or https://")
        self._url = f"{url.rstrip('/')}/audio/transcriptions"
        self._model = model
        self._key = key
        self.name = f"remote-{model}"
        self.capabilities = Capabilities(frozenset(languages), streaming=False)

    def hear(self, hearing: Hearing) -> Hypothesis:
        fields = {
            "model": self._model,
            "language": hearing.language.partition("-")[0],
            "response_format": "json",
            "temperature": "0",
        }
        if hearing.terms:
            fields["prompt"] = ", ".join(hearing.terms)
        text = self._ask(fields, _wav(hearing.audio))
        return Hypothesis(tuple(Word(f" {word}") for word in text.split()))

    def place(self, hearing: Hearing, words: tuple[Word, ...]) -> tuple[Word, ...]:
        return spread(words, hearing.seconds)

    def _ask(self, fields: dict[str, str], sound: bytes) -> str:
        body, kind = _form(fields, sound)
        headers = {"Content-Type": kind} | ({"Authorization": f"Bearer {self._key}"} if self._key else {})
        request = urllib.request.Request(self._url, body, headers)  # noqa: S310 (http(s), see __init__)
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310
                return str(json.loads(answer.read())["text"])
        except urllib.error.HTTPError as error:
            raise (EngineRefused if error.code in REFUSED else EngineFailed) from error
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise EngineFailed from error


def _wav(audio: Samples) -> bytes:
    held = io.BytesIO()
    with wave.open(held, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.clip(audio, -1, 1) * 32767).astype("<i2").tobytes())
    return held.getvalue()


def _form(fields: dict[str, str], sound: bytes) -> tuple[bytes, str]:
    """multipart/form-data, and its Content-Type."""
    mark = uuid.uuid4().hex
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = 'Content-Disposition: form-data; name="file"; filename="utterance.wav"\r\nContent-Type: audio/wav'
    parts.append(f"--{mark}\r\n{head}\r\n\r\n".encode() + sound + b"\r\n")
    return b"".join(parts) + f"--{mark}--\r\n".encode(), f"multipart/form-data; boundary={mark}"
