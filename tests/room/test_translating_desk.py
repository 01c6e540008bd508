"""Which text is translated next: urgency, what is open, what failed. The clock is the test's."""

from consilium.captions.events import CueFinalised
from consilium.chat.events import MessagePosted
from consilium.kernel.audience import EVERYONE
from consilium.kernel.facts import Entry
from consilium.room.translating.desk import DOWN, ELSEWHERE, FIRST_PAUSE, HERE, NOWHERE, Desk
from consilium.room.translating.ledger import Job
from consilium.room.translating.texts import Text
from consilium.translation.events import LanguageWanted, TextTranslated
from tests.room.test_translating_ledger import entry_of


class Time:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def way(source: str, target: str) -> str:
    return {"pt": HERE, "en": HERE, "ru": ELSEWHERE}.get(source, NOWHERE)


class Table:
    """A desk with one seminar whose readers want English."""

    def __init__(self) -> None:
        self.time = Time()
        self.desk = Desk(way, detect=lambda text: "pt", clock=self.time)
        self.desk.begin("s", until=1)
        self.seq = 0
        self.say(LanguageWanted("en"))

    def say(self, *facts: object) -> None:
        entries: list[Entry] = []
        for fact in facts:
            self.seq += 1
            entries.append(entry_of(fact, self.seq))
        self.desk.fold("s", entries)

    def post(self, *ids: str, language: str = "pt") -> None:
        self.say(*(MessagePosted(id, f"Olá {id}", language, "anna", False) for id in ids))

    def take(self, kind: str = HERE) -> Job | None:
        return self.desk.take(kind, 0)

    def must_take(self, kind: str = HERE) -> Job:
        job = self.take(kind)
        assert job is not None
        return job

    def subject(self, kind: str = HERE) -> str:
        return self.must_take(kind).text.subject


def test_what_is_written_now_in_its_order_and_each_once() -> None:
    table = Table()
    table.post("a", "b")
    assert table.subject() == "message:a"
    table.post("c")
    assert [table.subject(), table.subject()] == ["message:b", "message:c"]
    assert table.take() is None


def test_of_what_was_there_before_the_newest_first_and_after_what_is_written_now() -> None:
    table = Table()
    table.post("a", "b", language="en")
    table.desk.review()
    table.say(LanguageWanted("es"))
    table.post("c")
    found = [table.must_take() for _ in range(2)]
    assert {job.language for job in found} == {"en", "es"} and {job.text.subject for job in found} == {
        "message:c"
    }
    assert [table.subject(), table.subject()] == ["message:b", "message:a"]


def test_captions_go_before() -> None:
    table = Table()
    table.say(CueFinalised("c1", "pt", "Bom dia", "", "floor", 0, 1, "whisper"))
    table.post("a")
    assert table.subject() == "cue:c1"


def test_each_kind_of_engine_has_its_own_queue() -> None:
    table = Table()
    table.post("a", language="ru")
    table.post("b", language="kk")
    assert table.take(HERE) is None
    assert table.subject(ELSEWHERE) == "message:a"
    assert table.desk.waiting == 1, "for Kazakh there is no way"


def test_a_seminar_whose_log_has_not_been_read_to_its_end_waits() -> None:
    table = Table()
    table.desk.begin("t", until=3)
    table.desk.fold("t", [entry_of(LanguageWanted("en"), 1)])
    table.desk.fold("t", [entry_of(MessagePosted("m", "Olá", "pt", "anna", False), 2)])
    assert table.take() is None
    table.desk.fold("t", [entry_of(TextTranslated("message:m", "en", "Hello", "firefox", "", ()), 3)])
    assert table.take() is None, "it had been done before"


def test_what_is_done_is_done_though_its_entry_has_not_come_back() -> None:
    table = Table()
    table.post("a")
    job = table.must_take()
    table.desk.done(job)
    table.desk.review()
    assert table.take() is None
    assert table.desk.waiting == 0


def test_a_bad_text_waits_longer_each_time_and_holds_up_nobody() -> None:
    table = Table()
    table.post("bad")
    bad, pauses = table.must_take(), []
    for number in range(3):
        table.desk.failed(bad)
        table.post(f"good{number}")
        table.desk.done(table.must_take())
        begun = table.time.now
        while (again := table.take()) is None:
            table.time.now += 0.1
        assert again == bad
        pauses.append(table.time.now - begun)
    assert FIRST_PAUSE <= pauses[0] < FIRST_PAUSE + 0.2
    assert pauses[0] < pauses[1] < pauses[2]


def test_an_engine_that_is_down_is_left_alone_for_a_while() -> None:
    table = Table()
    table.post(*(f"m{number}" for number in range(DOWN + 2)))
    for _ in range(DOWN):
        table.desk.failed(table.must_take())
    assert table.take() is None, "the others wait with those that failed"
    table.time.now += 3 * FIRST_PAUSE
    table.desk.done(table.must_take())
    assert table.take() is not None


def test_titles_and_a_way_that_opens_later() -> None:
    ways: dict[str, str] = {}
    desk = Desk(lambda source, target: ways.get(source, NOWHERE), detect=lambda text: "pt")
    desk.begin("s", until=0)
    desk.add("s", [Text("contribution:c", "Abertura", "", EVERYONE)])
    desk.add("unknown", [Text("contribution:c", "Abertura", "", EVERYONE)])
    desk.fold("s", [entry_of(LanguageWanted("en"), 1)])
    assert desk.take(HERE, 0) is None
    ways["pt"] = HERE
    desk.review()
    job = desk.take(HERE, 0)
    assert job and job.text.subject == "contribution:c"


def test_an_ended_seminar_and_a_closed_desk() -> None:
    table = Table()
    table.post("a", "b")
    job = table.must_take()
    table.desk.end("s")
    table.desk.done(job)
    table.desk.fold("s", [entry_of(LanguageWanted("ru"), 9)])
    assert table.take() is None
    table.desk.close()
    assert table.desk.take(HERE, 60) is None, "at once"


def test_titles_that_come_later_wait_for_what_people_write_the_first_slide_first() -> None:
    table = Table()
    table.desk.add("s", [Text(f"slide:d/{page}", "Sinais", "pt", EVERYONE, -page) for page in (1, 2)])
    table.post("m")
    subjects = [table.must_take().text.subject for _ in range(3)]
    assert subjects == ["message:m", "slide:d/1", "slide:d/2"]
