"""A LibreTranslate server, or any that speaks like one: GET /languages, POST /translate."""

import hashlib
import logging
import threading
import time
from collections.abc import Mapping, Sequence

from consilium.kernel.languages import is_tag
from consilium.translation.engines.base import EngineDown, Failed, Pair, Translator
from consilium.translation.engines.server import Server, batches, checked

log = logging.getLogger(__name__)
SECONDS = 20.0
ASK_AGAIN, ASK_SOON = 60.0, 5.0  # seconds between two looks at the languages; after a failed one
FIRST_LOOK = 0.3
LANGUAGES_AT_MOST = 120
#: Its codes that are no tags, or mean one of several scripts.
_TAGS = {"zh": "zh-hans", "zt": "zh-hant", "pb": "pt-br"}


class LibreTranslate(Translator):
    """`url` as in http://127.0.0.1:5000. Raises ValueError when it is no address."""

    name = "libretranslate"

    def __init__(self, url: str, key: str = "") -> None:
        self._server = Server(self.name, url, key)
        self._codes: Mapping[Pair, Pair] = {}
        self._pairs: frozenset[Pair] = frozenset()
        self._lock = threading.Lock()
        self._asking, self._due, self._failed = False, 0.0, False
        self._looked = threading.Event()

    def pairs(self) -> frozenset[Pair]:
        """What the server offered when it was last asked. It is asked again by a thread, behind this answer:
        each page that shows texts comes here, and a server that hangs must not make them hang.

        Only the very first answer is waited for, FIRST_LOOK at most: a server beside us tells it in that
        time, and without it the first reader would be told that there is no model. A server that does not
        answer (it is restarted) keeps its pairs: what is asked of it meanwhile fails as EngineDown and is
        tried again, where "no model" would be untrue.
        """
        with self._lock:
            due = not self._asking and time.monotonic() >= self._due
            self._asking = self._asking or due
        if due:
            threading.Thread(target=self._look, name="libretranslate", daemon=True).start()
        if not self._looked.is_set():
            self._looked.wait(FIRST_LOOK)
            self._looked.set()
        return self._pairs

    def version(self, source: str, target: str) -> str:
        return f"{self.name}:{hashlib.sha256(self._server.url.encode()).hexdigest()[:16]}"

    def translate(
        self, sentences: Sequence[str], source: str, target: str, *, terms: Mapping[str, str] | None = None
    ) -> list[str]:
        codes = self._codes.get((source, target))
        if codes is None:
            raise EngineDown(f"{self._server.called} does not offer {source} to {target} now")
        made = list(sentences)
        for places in batches(sentences):
            asked = [sentences[place] for place in places]
            content = {"q": asked, "source": codes[0], "target": codes[1], "format": "text"}
            if self._server.key:
                content["api_key"] = self._server.key
            answer = self._server.post("/translate", content, seconds=SECONDS)
            found = answer.get("translatedText") if isinstance(answer, dict) else None
            for place, text in zip(places, checked(found, asked, self._server.called), strict=True):
                made[place] = text
        return made

    def _look(self) -> None:
        """Ask for the languages. Whatever happens, the next look comes."""
        again = ASK_SOON
        try:
            codes = _codes(self._server.get("/languages", seconds=ASK_SOON))
            if codes != self._codes:  # else the old table stays the same object, by which the router knows it
                self._codes, self._pairs = codes, frozenset(codes)
            again, self._failed = ASK_AGAIN, False
        except Failed as error:
            if not self._failed:  # once, not every few seconds
                log.warning("%s: its languages are not known, asking again", error)
            self._failed = True
        finally:
            with self._lock:
                self._asking, self._due = False, time.monotonic() + again
            self._looked.set()


def _codes(found: object) -> dict[Pair, Pair]:
    """By our tags the codes of the server. What is no language is passed over: a server may know more."""
    listed = [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []
    known = [str(item.get("code")) for item in listed[:LANGUAGES_AT_MOST]]
    table: dict[Pair, Pair] = {}
    for source, item in zip(known, listed, strict=False):
        targets = item.get("targets", known)
        for target in targets[:LANGUAGES_AT_MOST] if isinstance(targets, list) else ():
            pair = _tag(source), _tag(str(target))
            if all(map(is_tag, pair)) and pair[0] != pair[1]:
                table.setdefault(pair, (source, str(target)))
    return table


def _tag(code: str) -> str:
    low = code.lower().replace("_", "-")
    return _TAGS.get(low, low)
