"""Both chats: each action as the log tells it, to each reader."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consilium.chat import actions
from consilium.chat.models import Message
from consilium.chat.queries import snapshot
from consilium.chat.state import KEPT
from consilium.eventlog.queries import entries
from consilium.kernel.audience import EVERYONE, STAFF, Audience
from consilium.kernel.refusals import Conflict, Invalid, NotAllowed, TooMany, Unknown
from consilium.seminars.models import Seminar
from tests.support.cast import Cast, make_cast
from tests.support.verify import verify_action

pytestmark = pytest.mark.django_db


def told(cast: Cast) -> list[tuple[str, Audience]]:
    return [(entry.kind, entry.audience) for entry in entries(cast.seminar.id)]


def test_a_message_to_everyone(cast: Cast) -> None:
    with verify_action(cast.seminar):
        message = actions.post_message(cast.asker, key="chat-0001", text="سلام \u202eabc\u2069\x07")
        again = actions.post_message(cast.asker, key="chat-0001", text="Other")
    assert message == again and message.text == "سلام abc"
    assert message.language in ("ar", "fa", "ur"), "as it is written, not as the profile says"
    assert told(cast) == [("message.posted", EVERYONE)]


def test_backstage_is_the_staffs(cast: Cast) -> None:
    with verify_action(cast.seminar):
        message = actions.post_message(cast.panellist, key="chat-0001", text="Slower", backstage=True)
    assert told(cast) == [("message.posted", STAFF)]
    assert snapshot(cast.seminar, cast.other.reader).backstage == ()
    with pytest.raises(NotAllowed):
        actions.post_message(cast.asker, key="chat-0001", text="Hello", backstage=True)
    with pytest.raises(Unknown):
        actions.remove_message(cast.asker, message.id)
    with verify_action(cast.seminar):
        actions.remove_message(cast.moderator, message.id)
    assert told(cast)[-1] == ("message.removed", STAFF)


def test_a_removed_message_keeps_its_place_and_no_text(cast: Cast) -> None:
    first = actions.post_message(cast.asker, key="chat-0001", text="One")
    second = actions.post_message(cast.other, key="chat-0002", text="Two")
    with verify_action(cast.seminar):
        actions.remove_message(cast.asker, first.id)
        actions.remove_message(cast.asker, first.id)
    with pytest.raises(NotAllowed):
        actions.remove_message(cast.asker, second.id)
    with pytest.raises(NotAllowed):
        actions.remove_message(cast.panellist, second.id)
    with verify_action(cast.seminar):
        actions.remove_message(cast.moderator, second.id)
    known = snapshot(cast.seminar, cast.other.reader).messages
    assert [(message.text, message.removed) for message in known] == [("", True), ("", True)]
    posted = [entry.data for entry in entries(cast.seminar.id) if entry.kind == "message.posted"]
    assert [data["text"] for data in posted] == ["", ""]  # nor does the log keep it
    assert told(cast)[2:] == [("message.removed", EVERYONE)] * 2


def test_messages_elsewhere_are_unknown(cast: Cast) -> None:
    elsewhere = make_cast()
    message = actions.post_message(elsewhere.asker, key="chat-0001", text="One")
    for pk in (message.id, "", "\0", "x" * 26):
        with pytest.raises(Unknown):
            actions.remove_message(cast.moderator, pk)


def test_the_newest_are_kept_in_the_order_of_the_log(cast: Cast) -> None:
    now = timezone.now()
    with verify_action(cast.seminar):
        for number in range(KEPT + 5):
            at = now - timedelta(seconds=10 * number)  # a clock put back does not change the order
            actions.post_message(cast.moderator, key=f"chat-{number:04}", text=f"{number}", at=at)
    assert len(snapshot(cast.seminar, cast.other.reader).messages) == KEPT
    oldest = Message.objects.filter(seminar=cast.seminar).order_by("seq")[0]
    with verify_action(cast.seminar):
        actions.remove_message(cast.moderator, oldest.id)


def test_nobody_writes_too_often(cast: Cast) -> None:
    now = timezone.now()
    for number in range(20):
        actions.post_message(cast.asker, key=f"chat-{number:04}", text="Again", at=now)
    with pytest.raises(TooMany):
        actions.post_message(cast.asker, key="chat-0020", text="Again", at=now + timedelta(seconds=59))
    actions.post_message(cast.asker, key="chat-0019", text="Again", at=now)
    actions.post_message(cast.other, key="chat-0020", text="Mine", at=now)
    actions.post_message(cast.asker, key="chat-0020", text="Again", at=now + timedelta(seconds=61))
    assert Message.objects.count() == 22


@pytest.mark.parametrize("text", ["", " \n\t", "\u200b\u2060", "\u202e", "a\0b", "\ud800", "x" * 2001])
def test_texts_that_are_not_kept(cast: Cast, text: str) -> None:
    with pytest.raises(Invalid):
        actions.post_message(cast.asker, key="chat-0001", text=text)
    assert told(cast) == []


def test_when_the_chats_are_open() -> None:
    cast = make_cast(Seminar.Status.PUBLISHED)
    with verify_action(cast.seminar):
        backstage = actions.post_message(cast.moderator, key="chat-0001", text="Ready?", backstage=True)
    with pytest.raises(Conflict):
        actions.post_message(cast.moderator, key="chat-0002", text="Welcome")
    Seminar.objects.filter(pk=cast.seminar.pk).update(status="ended")
    with pytest.raises(Conflict):
        actions.post_message(cast.moderator, key="chat-0002", text="Still here?", backstage=True)
    with pytest.raises(Conflict):
        actions.remove_message(cast.moderator, backstage.id)
