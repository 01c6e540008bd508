"""`consilium translator` as a process of its own: followed, stopped, killed in the midst of its work."""

import signal
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import databases
from tests.support.house import ROOT, House, until
from tests.support.models import lay_out
from tests.support.translation_door import Asked, Door, Reply, libretranslate

TEXTS = [f"O doente {number} recebe {number} litros de oxigénio por minuto." for number in range(1, 81)]


class Translator:
    """A seminar that is read in English by others than those who write in Portuguese."""

    def __init__(self, folder: Path, models: Path, empty: str) -> None:
        database = databases.create(folder, like=empty)
        self.house = House(folder, database=database, hand="tests.support.translating_hand")
        self.house.environment |= {"MODELS_DIR": str(models), "TRANSLATION_ENGINES": "firefox"}
        self.log = folder / "translator.log"
        self.process: subprocess.Popen[bytes] | None = None
        made = self.house.do("seminar", name="oxygen", persons=5)
        self.seminar, self.persons = made["id"], made["persons"]
        for person in self.persons:
            self.house.do("speak", person=person, language="pt")
        self.house.do("want", seminar=self.seminar, person=self.persons[0], language="en")

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "consilium.cli", "translator"],
                cwd=ROOT,
                env=self.house.environment,
                stdout=log,
                stderr=log,
            )

    def end(self, how: signal.Signals) -> int:
        assert self.process is not None
        self.process.send_signal(how)
        return self.process.wait(20)

    def close(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.house.close()

    def post(self, texts: list[str]) -> list[str]:
        ids: list[str] = self.house.do("post", seminar=self.seminar, persons=self.persons, texts=texts)
        return ids

    def told(self) -> Counter[str]:
        entries = self.house.do("entries", seminar=self.seminar)
        return Counter(e["data"]["subject"] for e in entries if e["kind"] == "text.translated")

    def withdrawn(self) -> list[str]:
        entries = self.house.do("entries", seminar=self.seminar)
        return [e["data"]["subject"] for e in entries if e["kind"] == "text.withdrawn"]


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lay_out(tmp_path_factory.mktemp("models"), "en-pt", "pt-en")


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of a migrated database, of which each test gets a copy."""
    url = databases.migrated(tmp_path_factory.mktemp("empty"))
    House(tmp_path_factory.mktemp("preparing"), database=url).prepare()
    return url


@pytest.fixture
def translator(tmp_path: Path, models: Path, empty: str) -> Iterator[Translator]:
    made = Translator(tmp_path, models, empty)
    try:
        yield made
    finally:
        made.close()


def test_a_question_is_told_soon_and_the_process_ends_when_asked(translator: Translator) -> None:
    translator.start()
    ask = {"seminar": translator.seminar, "person": translator.persons[0]}
    first = translator.house.do("ask", **ask, key="question-0", text="Quanto oxigénio recebe uma criança?")
    until(lambda: translator.told()[f"question:{first}"] == 1, "the first is told")  # the model is loaded
    took = []
    for number in range(1, 5):
        begun = time.monotonic()
        text = f"O doente {number} pode comer?"
        question = translator.house.do("ask", **ask, key=f"question-{number}", text=text)
        until(lambda: translator.told()[f"question:{question}"] == 1, "it is told")  # noqa: B023
        took.append(time.monotonic() - begun)
    print(f"question asked to translation in the log: median {statistics.median(took):.2f} s")  # noqa: T201
    assert statistics.median(took) < 1.5
    heard = translator.house.do("heard")
    assert heard["failed_total"] == 0
    begun = time.monotonic()
    assert translator.end(signal.SIGTERM) == 0
    assert time.monotonic() - begun < 3


def test_titles_that_come_or_change_later(translator: Translator) -> None:
    """Also while the process is away."""
    translator.start()
    programme = translator.house.do
    first = programme("contribution", seminar=translator.seminar, title="Oxigénio para crianças")
    until(lambda: translator.told()[first] == 1, "the title is told")
    deck = programme("deck", seminar=translator.seminar, texts=["Sinais vitais da criança\nFC", "7"])
    until(lambda: translator.told()[f"slide:{deck}/1"] == 1, "the title of the slide is told")
    second = programme("contribution", seminar=translator.seminar, title="Choque séptico em crianças")
    until(lambda: translator.told()[second] == 1, "the new title is told")
    assert translator.withdrawn() == [first]
    translator.end(signal.SIGKILL)
    third = programme("contribution", seminar=translator.seminar, title="Perguntas e respostas dos colegas")
    translator.start()
    until(lambda: translator.told()[third] == 1, "the newest title is told")
    assert translator.withdrawn() == [first, second]
    assert translator.told()[f"slide:{deck}/1"] == 1 and not translator.told()[f"slide:{deck}/2"]


def test_a_server_that_is_down_is_said_and_tried_again(translator: Translator) -> None:
    """Also when it is the first time: it has told its languages, and then cannot."""
    able = libretranslate(("en", "pt"), lambda text: f"in English: {text}")

    def unwell(asked: Asked) -> Reply:
        return able(asked) if asked.path == "/languages" else Reply({"error": "Silva"}, status=503)

    with Door(unwell) as door:
        translator.house.environment |= {
            "TRANSLATION_ENGINES": "libretranslate",
            "LIBRETRANSLATE_URL": door.url,
            "LIBRETRANSLATE_KEY": "key-that-nobody-reads",
        }
        ids = translator.post(["O Senhor Silva tem febre."])
        translator.start()
        until(lambda: len(door.posted()) > 1, "it is tried again")
        assert not translator.told()
        door.replying = able
        until(lambda: translator.told()[f"message:{ids[0]}"] == 1, "it is told")
        [told] = [
            entry["data"]
            for entry in translator.house.do("entries", seminar=translator.seminar)
            if entry["kind"] == "text.translated"
        ]
        assert (told["engine"], told["text"]) == ("libretranslate", "in English: O Senhor Silva tem febre.")
    log = translator.log.read_text()
    assert "not translated from pt to en, trying again later: EngineDown: libretranslate at 127.0.0.1" in log
    assert "status 503" in log and "Silva" not in log and "nobody-reads" not in log


def test_killed_at_work_it_goes_on_where_the_log_ends(translator: Translator) -> None:
    ids = translator.post(TEXTS)
    translator.start()
    for part in (0.2, 0.6):
        until(lambda: len(translator.told()) > part * len(ids), "some are told")  # noqa: B023
        translator.end(signal.SIGKILL)
        translator.start()
    until(lambda: len(translator.told()) == len(ids), "all are told")
    assert translator.told() == Counter({f"message:{id}": 1 for id in ids}), "each once"


def test_what_is_removed_before_its_turn_is_never_told(translator: Translator) -> None:
    ids = translator.post(TEXTS[:3])
    translator.house.do("remove", seminar=translator.seminar, person=translator.persons[0], message=ids[1])
    translator.start()
    until(lambda: len(translator.told()) == 2, "the others are told")
    assert translator.told()[f"message:{ids[1]}"] == 0


def test_nobodys_words_are_in_the_log_of_the_process(translator: Translator) -> None:
    """Not even of a text that cannot be translated: here the model is not the one that was pinned."""
    broken = Path(translator.house.environment["MODELS_DIR"]) / "translation" / "pt-en" / "model.bin"
    own = translator.log.parent / "models"
    for folder in ("pt-en", "en-pt"):
        (own / "translation" / folder).mkdir(parents=True)
        for file in broken.parent.parent.joinpath(folder).iterdir():
            (own / "translation" / folder / file.name).symlink_to(file.resolve())
    (own / "translation" / "pt-en" / "model.bin").unlink()
    (own / "translation" / "pt-en" / "model.bin").write_bytes(b"no model")
    translator.house.environment["MODELS_DIR"] = str(own)
    translator.post(["O Senhor Silva tem febre."])
    translator.start()
    until(lambda: "trying again later" in translator.log.read_text(), "it says that it failed")
    assert "Silva" not in translator.log.read_text()
    assert "pt to en" in translator.log.read_text()
