"""Texts in other languages: as the log tells it, to each reader; with the real engine for Portuguese."""

import pytest

from consilium.eventlog.queries import entries
from consilium.kernel.audience import EVERYONE, STAFF, Audience, Reader
from consilium.kernel.ids import new_id
from consilium.kernel.refusals import Invalid, TooMany
from consilium.translation import actions
from consilium.translation.actions import Translated
from consilium.translation.models import Cached, Reading
from consilium.translation.queries import human, pairs, recognised, snapshot, wanted
from tests.support.cast import Cast
from tests.support.verify import verify_action

pytestmark = pytest.mark.django_db
MACHINE = Translated("Which dose?", "firefox", ("5 mg → 50 mg",))


def subject(kind: str = "question") -> str:
    return f"{kind}:{new_id()}"


def read(cast: Cast, reader: Reader, subject: str) -> dict[str, str]:
    return {
        tag: found.text for tag, found in snapshot(cast.seminar, reader).readings.get(subject, {}).items()
    }


def kinds(cast: Cast) -> list[tuple[str, Audience]]:
    return [(entry.kind, entry.audience) for entry in entries(cast.seminar.id)]


def test_a_question_is_translated_both_ways(cast: Cast, real_models: object) -> None:
    there = actions.translate_text("Qual é a dose para crianças?", "pt", "en", seminar=cast.seminar)
    assert there and (there.engine, there.doubts) == ("firefox", ()) and "dose" in there.text.lower()
    back = actions.translate_text("The dose is 15 mg/kg.\n\nTwice a day.", "en", "pt-br", seminar=None)
    assert back and "15 mg/kg" in back.text and back.text.count("\n\n") == 1 and back.doubts == ()
    assert actions.translate_text("Hello", "en", "kk", seminar=cast.seminar) is None
    assert actions.translate_text("Hello", "en", "en", seminar=cast.seminar) is None


def test_what_was_translated_once_is_remembered(cast: Cast, real_models: object) -> None:
    first = actions.translate_text("Good morning.", "en", "pt", seminar=cast.seminar)
    assert first and Cached.objects.count() == 1
    Cached.objects.update(text="remembered")
    again = actions.translate_text("Good morning.", "en", "pt", seminar=cast.seminar)
    assert again and again.text == "remembered"


def test_the_table_of_pairs_says_why_not(real_models: object) -> None:
    table = pairs(["fr"])
    assert table["en>pt"] == {"route": ["en", "pt"], "engine": "firefox", "why": ""}
    assert table["kk>zh-hans"] == {"route": [], "engine": "", "why": "no_model"}
    assert "fr>ky" in table and "pt>pt" not in table and len(table) == 14 * 13


def test_a_machines_text_is_told_to_its_readers(cast: Cast) -> None:
    one = subject()
    with verify_action(cast.seminar):
        assert actions.record_translation(cast.seminar, one, "ru", MACHINE, EVERYONE)
        assert not actions.record_translation(cast.seminar, one, "ru", MACHINE, EVERYONE)
    assert kinds(cast) == [("text.translated", EVERYONE)]
    known = snapshot(cast.seminar, Reader("", language="ru")).readings[one]["ru"]
    assert (known.text, known.engine, known.by, known.doubts) == (MACHINE.text, "firefox", "", MACHINE.doubts)
    assert read(cast, Reader("", language="kk"), one) == {}


def test_a_person_replaces_the_machine_for_good(cast: Cast) -> None:
    one, by = subject(), cast.moderator.person
    with verify_action(cast.seminar):
        actions.record_translation(cast.seminar, one, "ru", MACHINE, EVERYONE)
        actions.correct(cast.seminar, one, "ru", " Какая доза? ", by)
        actions.correct(cast.seminar, one, "ru", "Какая доза?", by)
        assert not actions.record_translation(cast.seminar, one, "ru", MACHINE, EVERYONE)
    assert len(kinds(cast)) == 2 and human(cast.seminar, one) == {"ru"}
    known = snapshot(cast.seminar, Reader("", language="ru")).readings[one]["ru"]
    assert (known.text, known.engine, known.by, known.doubts) == ("Какая доза?", "human", by.id, ())
    with verify_action(cast.seminar):
        actions.correct(cast.seminar, one, "kk", "Қандай доза?", cast.asker.person)
    for text, code in ((" ", "empty"), ("\0", "broken"), ("ы" * 8001, "too_long")):
        with pytest.raises(Invalid) as refusal:
            actions.correct(cast.seminar, one, "ru", text, by)
        assert refusal.value.code == code
    for wrong in (("ru", "question:"), ("../ru", one), ("ru", "a" * 300), ("", one)):
        with pytest.raises(Invalid):
            actions.correct(cast.seminar, wrong[1], wrong[0], "Да", by)


def test_a_held_text_is_translated_for_those_who_know_it(cast: Cast) -> None:
    one, asker = subject(), Audience.person(cast.asker.person.id)
    with verify_action(cast.seminar):
        actions.record_translation(cast.seminar, one, "ru", MACHINE, asker)
        actions.recognise(cast.seminar, one, "kk", asker)
        actions.correct(cast.seminar, one, "ru", "Доза?", cast.moderator.person, asker)
        actions.record_translation(cast.seminar, one, "en", MACHINE, asker)
    assert (
        read(cast, cast.other.reader, one) == {}
        and snapshot(cast.seminar, cast.other.reader).recognised == {}
    )
    assert read(cast, cast.asker.reader, one) == read(cast, Reader("", staff=True), one)
    with verify_action(cast.seminar):
        actions.release(cast.seminar, one)
        actions.release(cast.seminar, one)
    assert read(cast, cast.other.reader, one) == {"ru": "Доза?", "en": MACHINE.text}
    assert snapshot(cast.seminar, cast.other.reader).recognised == {one: "kk"}
    assert len(kinds(cast)) == 7


def test_a_wider_audience_is_told_a_text_again(cast: Cast) -> None:
    one, asker = subject(), Audience.person(cast.asker.person.id)
    for audience in (STAFF, asker, STAFF, EVERYONE, asker):
        with verify_action(cast.seminar):
            actions.record_translation(cast.seminar, one, "ru", MACHINE, audience)
    assert [audience for _, audience in kinds(cast)] == [STAFF, asker, EVERYONE]
    with verify_action(cast.seminar):
        actions.correct(cast.seminar, one, "ru", "Да", cast.moderator.person, asker)
    assert kinds(cast)[-1] == ("text.translated", EVERYONE)


def test_a_recognised_language_voids_what_was_made(cast: Cast) -> None:
    one = subject()
    with verify_action(cast.seminar):
        actions.record_translation(cast.seminar, one, "ru", MACHINE, EVERYONE)
        assert actions.recognise(cast.seminar, one, "uz", STAFF, by=cast.moderator.person.id)
        assert not actions.recognise(cast.seminar, one, "uz")
    assert recognised(cast.seminar, one) == "uz" and recognised(cast.seminar, subject()) == ""
    assert read(cast, Reader("", language="ru"), one) == {} and kinds(cast)[-1][1] == EVERYONE
    with verify_action(cast.seminar):
        actions.recognise(cast.seminar, one, "kk")
        actions.record_translation(cast.seminar, one, "ru", MACHINE, EVERYONE)
    for wrong in (("Klingon", one), ("kk", "nothing")):
        with pytest.raises(Invalid):
            actions.recognise(cast.seminar, wrong[1], wrong[0])


def test_a_removed_text_takes_its_translations_along(cast: Cast, real_models: object) -> None:
    one, text = subject("message"), "The patient is well."
    made = actions.translate_text(text, "en", "pt", seminar=cast.seminar)
    assert made
    with verify_action(cast.seminar):
        actions.record_translation(cast.seminar, one, "pt", made, EVERYONE)
        actions.recognise(cast.seminar, one, "en")
        actions.record_translation(cast.seminar, one, "pt", made, EVERYONE)
        actions.record_translation(cast.seminar, subject("message"), "ru", MACHINE, EVERYONE)
    with verify_action(cast.seminar):
        assert actions.withdraw(cast.seminar, one)
        assert not actions.withdraw(cast.seminar, one)
    assert made.text not in str([entry.data for entry in entries(cast.seminar.id)])
    assert Cached.objects.count() == 0 and Reading.objects.count() == 1
    assert kinds(cast)[-1] == ("text.withdrawn", EVERYONE)
    held, asker = subject("message"), Audience.person(cast.asker.person.id)
    with verify_action(cast.seminar):
        actions.record_translation(cast.seminar, held, "ru", MACHINE, STAFF)
        actions.record_translation(cast.seminar, held, "kk", MACHINE, asker)
        actions.withdraw(cast.seminar, held)
    assert kinds(cast)[-1] == ("text.withdrawn", asker)


def test_a_wanted_language_is_told_the_staff_once(cast: Cast) -> None:
    with verify_action(cast.seminar):
        assert actions.want_language(cast.seminar, "pt") and actions.want_language(cast.seminar, "zh-hans")
        assert not actions.want_language(cast.seminar, "pt")
    assert kinds(cast) == [("language.wanted", STAFF)] * 2
    assert list(wanted(cast.seminar)) == ["pt", "zh-hans"]
    assert snapshot(cast.seminar, cast.other.reader).wanted == {}
    for wrong in ("", "Portuguese", "\0", "pt' OR 1", "x" * 99):
        with pytest.raises(Invalid):
            actions.want_language(cast.seminar, wrong)
    for number in range(38):
        actions.want_language(cast.seminar, f"q{chr(97 + number // 26)}{chr(97 + number % 26)}")
    with pytest.raises(TooMany):
        actions.want_language(cast.seminar, "fr")
