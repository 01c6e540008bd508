"""Captions: each action as the log tells it, to readers of each language."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from consilium.captions import actions, rules
from consilium.captions.actions import Heard
from consilium.captions.models import Cue
from consilium.captions.queries import cues_between, snapshot
from consilium.captions.state import KEPT
from consilium.eventlog.queries import entries
from consilium.jobs.queries import Worker
from consilium.kernel.audience import EVERYONE, Reader
from consilium.kernel.refusals import Conflict, Invalid, NotAllowed, TooMany, Unknown
from consilium.seminars.actions import end_seminar
from consilium.seminars.models import Seminar
from consilium.seminars.queries import Member
from tests.captions.conftest import ago
from tests.support.cast import Cast, make_cast
from tests.support.verify import verify_action

pytestmark = pytest.mark.django_db


def heard(number: int = 1, **values: Any) -> Heard:
    """Words of three seconds that ended a moment ago."""
    told = {"key": f"cue-{number:05}", "language": "en", "text": "Give ten litres.", "engine": "whisper-base"}
    return Heard(**{**told, "start": ago(8), "end": ago(5), **values})


def kinds(cast: Cast) -> list[str]:
    return [entry.kind for entry in entries(cast.seminar.id)]


def shown(cast: Cast, language: str) -> list[str]:
    found = snapshot(cast.seminar, Reader("", language=language)).cues
    return [cue.text for cue in found.get(language, ())]


def test_a_cue_is_told_once_to_who_reads_its_language(cast: Cast, scribe: Worker) -> None:
    with verify_action(cast.seminar):
        cue = actions.finalise_cue(scribe, heard(person=cast.panellist.person.id))
        again = actions.finalise_cue(scribe, heard(text="Other words"))
    assert cue == again and kinds(cast) == ["cue.finalised"]
    assert shown(cast, "en") == ["Give ten litres."]
    assert shown(cast, "kk") == []
    entry = entries(cast.seminar.id)[0]
    assert (entry.actor, entry.audience) == ("", EVERYONE)
    assert entry.data["person"] == cast.panellist.person.id


def test_a_captioner_types_and_is_not_taken_for_a_machine(cast: Cast, captioner: Member) -> None:
    with verify_action(cast.seminar):
        cue = actions.finalise_cue(captioner, heard(engine="whisper-large"))
    assert cue.engine == rules.HUMAN
    assert entries(cast.seminar.id)[0].actor == captioner.person.id


def test_a_machine_is_not_taken_for_a_person(cast: Cast, scribe: Worker) -> None:
    with pytest.raises(Invalid):
        actions.finalise_cue(scribe, heard(engine="human"))
    assert kinds(cast) == []


def test_who_is_nobody_here_is_not_named(cast: Cast, scribe: Worker) -> None:
    for number, person in enumerate((cast.stranger.id, "x" * 26), 1):
        actions.finalise_cue(scribe, heard(number, person=person))
    assert [entry.data["person"] for entry in entries(cast.seminar.id)] == ["", ""]


def test_only_captioners_and_the_scribe_write(cast: Cast, scribe: Worker) -> None:
    recorder = Worker(cast.seminar, "recorder", scribe.lease, "recorder@here")
    for who in (cast.moderator, cast.panellist, cast.asker, recorder):
        with pytest.raises(NotAllowed):
            actions.finalise_cue(who, heard())
        with pytest.raises(NotAllowed):
            actions.report(who, language="en", status="on", delay=0, engine="")
        with pytest.raises(NotAllowed):
            actions.lose_cue(who, key="lost-0001", language="en", source="floor", start=ago(9), end=ago(5))
    assert kinds(cast) == []


def test_late_cues_are_kept_in_any_order_and_listed_by_when_they_were_said(
    cast: Cast, scribe: Worker
) -> None:
    with verify_action(cast.seminar):
        for number, seconds in enumerate((10, 600, 20, 300), 1):
            said = heard(number, text=f"{seconds}", start=ago(seconds), end=ago(seconds - 3))
            actions.finalise_cue(scribe, said)
    listed = cues_between(cast.seminar, "en", after=0, before=None)
    assert [cue.text for cue in listed] == ["600", "300", "20", "10"]
    assert [cue.text for cue in cues_between(cast.seminar, "en", after=0, before=ago(15))] == [
        "600",
        "300",
        "20",
    ]
    assert [cue.text for cue in cues_between(cast.seminar, "en", after=ago(100), before=None)] == ["20", "10"]


@pytest.mark.parametrize(
    ("start", "end"),
    [(5, 8), (5, 5), (3700, 3690), (400, 5), (-60, -63), (-1, -20)],
    ids=["backwards", "no time", "before the opening", "too long", "far ahead", "ends ahead"],
)
def test_times_that_nobody_can_have_heard(cast: Cast, scribe: Worker, start: float, end: float) -> None:
    with pytest.raises(Invalid):
        actions.finalise_cue(scribe, heard(start=ago(start), end=ago(end)))


@pytest.mark.parametrize("text", ["", " \n", "\u200b", "a\0b", "\ud800", "x" * 501])
def test_words_that_are_not_kept(cast: Cast, scribe: Worker, text: str) -> None:
    with pytest.raises(Invalid):
        actions.finalise_cue(scribe, heard(text=text))
    assert kinds(cast) == []


def test_words_are_kept_in_one_line_and_turn_nothing_around(cast: Cast, scribe: Worker) -> None:
    assert actions.finalise_cue(scribe, heard(text=" عشرة\n\u202eلترات ")).text == "عشرة لترات"


@pytest.mark.parametrize("values", [{"language": "English"}, {"language": ""}, {"source": "sky"}])
def test_what_is_no_language_and_no_source(cast: Cast, scribe: Worker, values: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        actions.finalise_cue(scribe, heard(**values))


def test_a_correction_replaces_the_words_for_everybody(cast: Cast, scribe: Worker, captioner: Member) -> None:
    cue = actions.finalise_cue(scribe, heard(text="Give two liters."))
    with verify_action(cast.seminar):
        actions.revise_cue(captioner, cue.cue, language="en", text="Give ten litres.")
        actions.revise_cue(captioner, cue.cue, language="en", text="Give ten litres.")
        actions.revise_cue(scribe, cue.cue, language="en", text="Give two liters.", engine="whisper-base")
    assert shown(cast, "en") == ["Give ten litres."]
    assert kinds(cast) == ["cue.finalised", "cue.revised"]
    known = snapshot(cast.seminar, Reader("", language="en")).cues["en"][0]
    assert (known.revised_by, known.engine) == (captioner.person.id, rules.HUMAN)


def test_a_second_hearing_replaces_the_first(cast: Cast, scribe: Worker) -> None:
    cue = actions.finalise_cue(scribe, heard(text="Give two liters."))
    with verify_action(cast.seminar):
        actions.revise_cue(scribe, cue.cue, language="en", text="Give ten litres.", engine="whisper-large")
    known = snapshot(cast.seminar, Reader("", language="en")).cues["en"][0]
    assert (known.text, known.revised_by, known.engine) == ("Give ten litres.", "", "whisper-large")


def test_words_that_nobody_said_are_taken_away(cast: Cast, scribe: Worker, captioner: Member) -> None:
    cue = actions.finalise_cue(scribe, heard(text="Thank you for watching."))
    with verify_action(cast.seminar):
        actions.revise_cue(captioner, cue.cue, language="en", text="  ")
    assert shown(cast, "en") == [""]


def test_words_that_nobody_said_go_in_every_language(cast: Cast, scribe: Worker, captioner: Member) -> None:
    cue = actions.finalise_cue(scribe, heard(text="The patient is Mr Nobody."))
    for language in ("kk", "ru"):
        actions.add_translation(cast.seminar, cue.cue, language=language, text=language, engine="firefox")
    actions.revise_cue(captioner, cue.cue, language="ru", text="Put right by hand")
    with verify_action(cast.seminar):
        actions.revise_cue(captioner, cue.cue, language="en", text="")
    assert shown(cast, "en") == shown(cast, "kk") == shown(cast, "ru") == [""]
    with verify_action(cast.seminar):
        actions.revise_cue(captioner, cue.cue, language="en", text="Somebody said it.")
        for language in ("kk", "ru"):
            actions.add_translation(cast.seminar, cue.cue, language=language, text="Anew", engine="firefox")
    assert shown(cast, "kk") == shown(cast, "ru") == ["Anew"]


def test_who_may_correct(cast: Cast, scribe: Worker, captioner: Member) -> None:
    cue = actions.finalise_cue(scribe, heard())
    elsewhere = make_cast()
    for who in (cast.panellist, cast.asker, cast.other):
        with pytest.raises(NotAllowed):
            actions.revise_cue(who, cue.cue, language="en", text="Mine")
    with pytest.raises(Unknown):
        actions.revise_cue(elsewhere.moderator, cue.cue, language="en", text="From elsewhere")
    for pk, language in (("", "en"), ("\0", "en"), ("x" * 26, "en"), (cue.cue, "kk")):
        with pytest.raises(Unknown):
            actions.revise_cue(captioner, pk, language=language, text="Of no cue")
    actions.revise_cue(cast.moderator, cue.cue, language="en", text="Give ten litres a minute.")
    assert kinds(cast) == ["cue.finalised", "cue.revised"]


def test_translations_reach_their_readers_and_follow_corrections(
    cast: Cast, scribe: Worker, captioner: Member
) -> None:
    cue = actions.finalise_cue(scribe, heard(text="Give two litres."))

    def translate(text: str, **values: Any) -> Cue | None:
        told = {"language": "kk", "text": text, "engine": "firefox", **values}
        return actions.add_translation(cast.seminar, cue.cue, **told)

    with verify_action(cast.seminar):
        translate("Екі литр беріңіз.", doubts=("2",))
        translate("Екі литр беріңіз.", doubts=("2",))
    known = snapshot(cast.seminar, Reader("", language="kk")).cues["kk"][0]
    assert (known.original, known.doubts, known.start) == ("en", ("2",), cue.start)
    with verify_action(cast.seminar):
        actions.revise_cue(captioner, cue.cue, language="en", text="Give ten litres.")
        translate("Он литр беріңіз.")
    assert shown(cast, "kk") == ["Он литр беріңіз."]
    with verify_action(cast.seminar):
        actions.revise_cue(captioner, cue.cue, language="kk", text="Он литрден беріңіз.")
        translate("Басқа сөздер.")
    assert shown(cast, "kk") == ["Он литрден беріңіз."]
    assert shown(cast, "en") == ["Give ten litres."]


def test_translations_that_have_no_place(cast: Cast, scribe: Worker) -> None:
    cue = actions.finalise_cue(scribe, heard())
    elsewhere = make_cast()
    told: dict[str, Any] = {"language": "kk", "text": "Сөз", "engine": "firefox"}
    assert actions.add_translation(elsewhere.seminar, cue.cue, **told) is None
    assert actions.add_translation(cast.seminar, "x" * 26, **told) is None
    assert actions.add_translation(cast.seminar, cue.cue, **{**told, "language": "en"}) is None
    assert actions.add_translation(cast.seminar, cue.cue, **{**told, "text": " "}) is None
    assert kinds(cast) == ["cue.finalised"]
    long = actions.add_translation(cast.seminar, cue.cue, **{**told, "text": "ө" * 1200})
    assert long is not None and len(long.text) == 1200


def test_a_time_without_words_is_told_and_can_be_filled(
    cast: Cast, scribe: Worker, captioner: Member
) -> None:
    with verify_action(cast.seminar):
        lost = actions.lose_cue(
            scribe, key="lost-0001", language="en", source="floor", start=ago(600), end=ago(5)
        )
        actions.lose_cue(scribe, key="lost-0001", language="en", source="floor", start=ago(9), end=ago(5))
    assert snapshot(cast.seminar, Reader("", language="en")).cues["en"][0].lost
    assert actions.add_translation(cast.seminar, lost.cue, language="kk", text="Сөз", engine="x") is None
    with verify_action(cast.seminar):
        actions.revise_cue(captioner, lost.cue, language="en", text="Twice a day, not more.")
    assert not snapshot(cast.seminar, Reader("", language="en")).cues["en"][0].lost
    assert kinds(cast) == ["cue.lost", "cue.revised"]


def test_how_captions_are_doing_is_told_when_it_changes(cast: Cast, scribe: Worker) -> None:
    def report(status: str, delay: int) -> None:
        actions.report(scribe, language="en", status=status, delay=delay, engine="whisper-base")

    with verify_action(cast.seminar):
        report("on", 1900)
        report("on", 2300)
        report("on", 2899)
    assert kinds(cast) == ["captions.reported"]
    with verify_action(cast.seminar):
        report("on", 2900)
        report("delayed", 6000)
        actions.report(scribe, language="ky", status="no_model", delay=0, engine="")
    assert len(kinds(cast)) == 4
    status = snapshot(cast.seminar, Reader("")).status
    assert status["en"].delay == 6000 and status["ky"].status == "no_model"


def test_the_newest_of_each_language_are_kept(cast: Cast, scribe: Worker) -> None:
    with verify_action(cast.seminar):
        for number in range(KEPT + 5):
            actions.finalise_cue(scribe, heard(number, text=f"{number}"))
        actions.finalise_cue(scribe, heard(999, language="ru", text="Один"))
    assert len(shown(cast, "en")) == KEPT and shown(cast, "ru") == ["Один"]
    oldest = Cue.objects.filter(seminar=cast.seminar).order_by("seq")[0]
    with verify_action(cast.seminar):
        actions.revise_cue(cast.moderator, oldest.cue, language="en", text="No longer on the screen")


def test_people_do_not_type_faster_than_people(cast: Cast, captioner: Member, scribe: Worker) -> None:
    for number in range(rules.TYPED_AT_MOST):
        actions.finalise_cue(captioner, heard(number))
    with pytest.raises(TooMany):
        actions.finalise_cue(captioner, heard(900))
    actions.finalise_cue(captioner, heard(1))
    actions.finalise_cue(scribe, heard(901))


@pytest.mark.parametrize("status", [Seminar.Status.PUBLISHED, Seminar.Status.ENDED])
def test_there_are_captions_while_it_is_live(
    cast: Cast, scribe: Worker, captioner: Member, status: Seminar.Status
) -> None:
    cue = actions.finalise_cue(scribe, heard())
    Seminar.objects.filter(pk=cast.seminar.pk).update(status=status)
    with pytest.raises(Conflict):
        actions.finalise_cue(scribe, heard(2))
    with pytest.raises(Conflict):
        actions.revise_cue(captioner, cue.cue, language="en", text="Too late")
    with pytest.raises(Conflict):
        actions.report(scribe, language="en", status="on", delay=0, engine="")
    told: dict[str, Any] = {"language": "kk", "text": "Сөз", "engine": "firefox"}
    assert actions.add_translation(cast.seminar, cue.cue, **told) is None
    assert actions.finalise_cue(scribe, heard()).pk == cue.pk  # its answer was lost: it is given again


def test_the_last_words_come_after_the_end(cast: Cast, scribe: Worker, captioner: Member) -> None:
    """From the scribe, of what was begun before it, for a minute; translated a little longer."""
    end_seminar(cast.seminar, by=cast.moderator)
    span: dict[str, Any] = {"language": "en", "source": "floor", "start": ago(9), "end": ago(5)}
    with verify_action(cast.seminar):
        cue = actions.finalise_cue(scribe, heard(end=ago(-1)))
        lose(scribe, **span)
    with pytest.raises(Invalid):
        actions.finalise_cue(scribe, heard(2, start=ago(-1), end=ago(-2)))
    with pytest.raises(Conflict):
        actions.finalise_cue(captioner, heard(3))
    with pytest.raises(Conflict):
        actions.revise_cue(scribe, cue.cue, language="en", text="Once more", engine="whisper-large")
    Seminar.objects.update(ended_at=timezone.now() - timedelta(seconds=rules.LATE))
    with pytest.raises(Conflict):
        actions.finalise_cue(scribe, heard(4))
    with pytest.raises(Conflict):
        lose(scribe, "lost-0002", **span)
    told: dict[str, Any] = {"language": "kk", "text": "Сөз", "engine": "firefox"}
    with verify_action(cast.seminar):
        assert actions.add_translation(cast.seminar, cue.cue, **told)
    Seminar.objects.update(ended_at=timezone.now() - timedelta(seconds=rules.TRANSLATED_LATE))
    assert actions.add_translation(cast.seminar, cue.cue, **{**told, "language": "ru"}) is None
    assert shown(cast, "kk") == ["Сөз"] and shown(cast, "en") == ["Give ten litres.", ""]


def lose(scribe: Worker, key: str = "lost-0001", **span: Any) -> Cue:
    return actions.lose_cue(scribe, key=key, **span)
