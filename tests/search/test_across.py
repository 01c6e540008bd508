"""The query in other languages: for whom we know, and kept nowhere."""

from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from consilium.accounts.models import Person
from consilium.jobs.queries import Worker
from consilium.translation import configured
from consilium.translation.memory import Passing
from consilium.translation.models import Cached
from tests.search.conftest import read_logs, say
from tests.support.cast import Cast
from tests.support.house import until
from tests.support.translation_door import Door, libretranslate

pytestmark = pytest.mark.django_db


@pytest.fixture
def door(settings: Settings) -> Iterator[Door]:
    with Door(libretranslate(("en", "ru"), lambda text: f"{text}ия")) as opened:
        settings.TRANSLATION_ENGINES = ["libretranslate"]
        settings.LIBRETRANSLATE_URL = opened.url
        until(lambda: bool(configured.router().known()), "it has told its languages")
        yield opened


def look(query: str, who: Person | None, **choices: str) -> str:
    client = Client()
    if who is not None:
        client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
    return client.get("/search", {"q": query, **choices}).content.decode()


def test_engines_run_for_whom_we_know_and_remember_nothing(cast: Cast, scribe: Worker, door: Door) -> None:
    say(scribe, "Повторная гипоксемия", language="ru")
    cast.seminar.floor_language = "ru"
    cast.seminar.save()
    read_logs(cast)
    assert "translated by a machine" not in look("hypoxaemia", None)
    assert not door.posted()
    for _ in range(2):
        assert "hypoxaemiaия" in look("hypoxaemia", cast.asker.person)
    assert len(door.posted()) == 1, "the next page of the answer needs no engine"
    assert not Cached.objects.exists()


def test_the_newest_come_first_in_whatever_words(cast: Cast, scribe: Worker, door: Door) -> None:
    cast.seminar.floor_language = "ru"
    cast.seminar.save()
    said = ["Oxygen by mask", "Повторная oxygenия", "Oxygen by tube"]
    for number, text in enumerate(said):
        say(scribe, text, language="ru" if "я" in text else "en", number=number)
    read_logs(cast)
    text = look("oxygen", cast.asker.person, order="newest")
    shown = ("by tube", "Повторная", "by mask")
    places = [text.index(words) for words in shown]
    assert places == sorted(places)


def test_who_asks_very_often_has_to_wait(cast: Cast) -> None:
    client = Client()
    answers = [client.get("/search", {"q": "oxygen"}).status_code for _ in range(125)]
    assert set(answers) == {200, 429} and answers[:100] == [200] * 100
    assert client.get("/search").status_code == 200, "the empty page costs nothing"
    client.force_login(cast.asker.person, backend="django.contrib.auth.backends.ModelBackend")
    known = [client.get("/search", {"q": "oxygen"}).status_code for _ in range(125)]
    assert set(known) == {200, 429} and known[:100] == [200] * 100, "counted alone, not with the address"


def test_only_the_newest_stay_in_the_process() -> None:
    passing = Passing(2)
    for key in ("a", "b"):
        passing.remember(key, "en", key, ())
    assert passing.recall("a") == ("a", ())
    passing.remember("c", "en", "c", ("5 mg",))
    assert (passing.recall("a"), passing.recall("b")) == (("a", ()), None)
    assert passing.recall("c") == ("c", ("5 mg",))
