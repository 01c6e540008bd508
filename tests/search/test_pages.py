"""The page of search, without a script."""

import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote

import pytest
from django.http import QueryDict
from django.test import Client

from consilium.captions.models import Cue
from consilium.jobs.queries import Worker
from consilium.kernel.timecode import moment
from consilium.recordings.models import Rendition, Segment, Take
from consilium.search import actions
from consilium.search.actions import as_row
from consilium.search.index import index
from consilium.search.models import Passage
from consilium.search.rules import PER_SEMINAR
from consilium.seminars.models import Document, Seminar
from tests.search.conftest import read_logs, say
from tests.support.cast import Cast
from tests.support.factories import ContributionFactory, SeminarFactory

pytestmark = pytest.mark.django_db


class Marks(HTMLParser):
    """The marked words, and where the hits lead."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self._in = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in = tag == "mark"
        if tag == "a":
            self.links.append(dict(attrs).get("href") or "")

    def handle_data(self, data: str) -> None:
        if self._in:
            self.words.append(data)
        self._in = False


def page(query: str, who: Any = None, **headers: str) -> str:
    client = Client(headers=headers)
    if who is not None:
        client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(f"/search?{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def record(cast: Cast, at: int, duration: int) -> None:
    """One take of one segment; times in milliseconds."""
    take = Take.objects.create(seminar=cast.seminar, key=str(at), started_at=moment(at))
    row = Rendition.objects.create(take=take, name="floor")
    Segment.objects.create(rendition=row, n=0, name="a", init="b", at=at, duration=duration, bytes=1)


def test_a_hit_shows_its_words_and_leads_to_their_moment(cast: Cast, scribe: Worker) -> None:
    cue = say(scribe, "Пациентам с <b>тяжёлой</b> пневмонией дают кислород.", language="ru")
    read_logs(cast)
    text = page(f"q={quote('тяжелая пневмония')}", cast.asker.person)
    shown = Marks(text)
    assert shown.words == ["тяжёлой", "пневмонией"]
    assert f"/seminars/{cast.seminar.slug}" in shown.links  # nothing was recorded
    record(cast, cue.start - 60_000, 20_000)
    record(cast, cue.start - 10_000, 30_000)
    shown = Marks(page(f"q={quote('тяжелая пневмония')}", cast.asker.person))
    assert f"/seminars/{cast.seminar.slug}/replay?t=30" in shown.links
    assert "<b>" not in text and "&lt;b&gt;" in text
    assert 'lang="ru"' in text and "0:59:5" in text
    assert Marks(page(f"q={quote('пневмония')}")).words == []


def test_a_programme_leads_to_the_seminars_page(cast: Cast) -> None:
    actions.refresh_programme()
    shown = Marks(page("q=ward"))
    assert shown.words == ["Ward"] and f"/seminars/{cast.seminar.slug}" in shown.links


def test_few_hits_of_each_seminar_and_the_rest_on_its_own_page(cast: Cast, scribe: Worker) -> None:
    for number in range(PER_SEMINAR + 2):
        say(scribe, f"Oxygen number {number}", number=number)
    SeminarFactory.create(title="More oxygen")
    read_logs(cast)
    actions.refresh_programme()
    text = page("q=oxygen&order=newest", cast.asker.person)
    assert text.count("<mark>") == PER_SEMINAR + 1
    assert (more := f"/search?q=oxygen&order=newest&seminar={cast.seminar.slug}") in Marks(text).links
    assert page(more.partition("?")[2], cast.asker.person).count("<mark>") == PER_SEMINAR + 3
    assert 'name="seminar"' not in text


def test_more_of_a_seminar_keeps_the_choices_and_says_that_it_is_one(cast: Cast) -> None:
    ContributionFactory.create_batch(PER_SEMINAR + 1, session__seminar=cast.seminar, title="Oxygen")
    actions.refresh_programme()
    chosen = "q=oxygen&kind=contribution&from=2020-01-01&order=newest&tz=Asia/Almaty"
    links = Marks(page(f"{chosen}&page=1")).links
    more = next(link.partition("?")[2] for link in links if link.startswith("/search?"))
    assert QueryDict(more) == QueryDict(f"{chosen}&seminar={cast.seminar.slug}")
    option = f'<option value="{cast.seminar.slug}" selected>{cast.seminar.title}</option>'
    assert option in (text := page(more)) and text.count('name="seminar"') == 1
    Seminar.objects.filter(pk=cast.seminar.pk).update(status=Seminar.Status.DRAFT, title="Not yet told")
    assert "Not yet told" not in page(more)
    assert '<option value="none-such" selected>none-such</option>' in page("q=oxygen&seminar=none-such")


def test_the_newest_is_what_was_held_last_not_what_was_indexed_last(cast: Cast, scribe: Worker) -> None:
    say(scribe, "Oxygen first")
    say(scribe, "Oxygen then", number=2)
    read_logs(cast)
    starts = datetime(2020, 3, 1, tzinfo=UTC)
    SeminarFactory.create(title="Imported oxygen", starts_at=starts)
    actions.refresh_programme()
    Cue.objects.filter(text="Oxygen first").update(text="Oxygen at first")
    actions.refresh(cast.seminar.id)
    text = page("q=oxygen&order=newest", cast.asker.person)
    places = [text.index(f"</mark>{words}") for words in (" then", " at first")]
    places.append(text.index("Imported <mark>"))
    assert places == sorted(places)


def test_days_are_those_that_the_page_shows(cast: Cast) -> None:
    seminar = SeminarFactory.create(title="Heparin", starts_at=datetime(2026, 3, 1, 20, tzinfo=UTC))
    actions.refresh_programme()

    def finds(query: str) -> bool:
        return f"/seminars/{seminar.slug}" in Marks(page(f"q=heparin&{query}")).links

    assert 'datetime="2026-03-02"' in page("q=heparin&tz=Asia/Almaty")
    assert finds("from=2026-03-02&to=2026-03-02&tz=Asia/Almaty")
    assert not finds("to=2026-03-01&tz=Asia/Almaty") and not finds("from=2026-03-03&tz=Asia/Almaty")
    assert finds("from=2026-03-01&to=2026-03-01&tz=UTC") and not finds("from=2026-03-02&tz=UTC")
    for zone in ("Asia/Almaty", "America/New_York", "UTC"):  # where the calendar ends, nothing is left out
        assert finds(f"from=0001-01-01&to=9999-12-31&tz={zone}")
        assert not finds(f"to=0001-01-01&tz={zone}") and not finds(f"from=9999-12-31&tz={zone}")


def test_pages_turn_and_hold_what_they_promise(cast: Cast) -> None:
    rows = [
        Passage(
            seminar=cast.seminar,
            subject=f"document:{n:026}",
            language="en",
            kind="document",
            text=f"oxygen {n}",
        )
        for n in range(45)
    ]
    for n in range(45):
        Document.objects.create(id=f"{n:026}", seminar=cast.seminar, title=f"oxygen {n}", file="x.pdf")
    index().add(as_row(row) for row in Passage.objects.bulk_create(rows))
    seen: set[str] = set()
    for number in (1, 2, 3):
        text = page(f"q=oxygen&seminar={cast.seminar.slug}&kind=document&page={number}")
        seen |= set(re.findall("</mark> ([0-9]+)", text))
    assert len(seen) == 45


HOSTILE = [
    *("", "%00", "%22", "*", "%27+OR+1%3D1+--", "terms+%3A+x", "NEAR(a+b)", "a+AND+NOT+b", "%28%28%28"),
    *("a%5C%27%3A*", "%F0%9F%98%80", "%ff%fe", "%E2%80%AE%D8%AF", "%ED%A0%80", "x%26%7C%21", "q&page=999"),
    "q&kind=none&language=%22&state=%00&from=yesterday&to=9999-99-99&page=-1&order=1&seminar=%27",
    *("a" * 5000, "%22" * 300, "+".join(["a*"] * 300)),
]


@pytest.mark.parametrize("query", HOSTILE)
def test_whatever_is_asked_gets_a_page(cast: Cast, scribe: Worker, query: str) -> None:
    say(scribe, "a b x q")
    read_logs(cast)
    assert "<main" in page(f"q={query}", cast.asker.person)


def test_nothing_found_says_so_and_an_empty_query_explains(cast: Cast) -> None:
    assert "Nothing was found" in page("q=nosuchword")
    assert "What are you looking for?" in page("")
    assert 'name="q"' in Client().get("/").content.decode()


@pytest.mark.parametrize("language", ["ar", "zh-hans", "kk"])
def test_the_page_speaks_the_readers_language(cast: Cast, scribe: Worker, language: str) -> None:
    say(scribe, "Қан қысымын өлшеңіз", language="kk")
    read_logs(cast)
    text = page(f"q={quote('қысым')}", cast.asker.person, accept_language=language)
    assert ("<mark>қысымын</mark>" in text) is (language == "kk")  # beginnings, where no stemmer is
    assert "Search the archive" not in text
