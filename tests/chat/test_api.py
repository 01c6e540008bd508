"""Both chats over HTTP: outsiders, the wrong role, broken, huge, hostile and doubled input."""

import pytest

from consilium.chat.models import Message
from consilium.eventlog.queries import entries
from tests.support.cast import Cast, make_cast, post, refusal

pytestmark = pytest.mark.django_db
POST = {"key": "chat-0001", "text": "Hello"}


def write(cast: Cast, **values: object) -> str:
    answer = post(cast.asker, cast.seminar, "chat", {**POST, **values})
    assert answer.status_code == 200
    made: str = answer.json()["id"]
    return made


def test_writing_and_removing_may_be_repeated(cast: Cast) -> None:
    message = write(cast)
    assert write(cast) == message
    for _ in range(2):
        assert post(cast.asker, cast.seminar, f"chat/{message}/remove").json() == {"id": message}
    assert [entry.kind for entry in entries(cast.seminar.id)] == ["message.posted", "message.removed"]


def test_outsiders_learn_nothing(cast: Cast) -> None:
    message = write(cast)
    for outsider in cast.outsiders:
        for path, body in (("chat", POST), (f"chat/{message}/remove", None)):
            assert refusal(post(outsider, cast.seminar, path, body)) == (401, "not_a_member")
    assert Message.objects.get().text == "Hello"


def test_attendees_stay_before_the_stage(cast: Cast) -> None:
    assert refusal(post(cast.asker, cast.seminar, "chat", {**POST, "backstage": True})) == (403, "not_staff")
    backstage = post(cast.panellist, cast.seminar, "chat", {**POST, "backstage": True}).json()["id"]
    assert refusal(post(cast.other, cast.seminar, f"chat/{backstage}/remove"))[0] == 404
    assert refusal(post(cast.other, cast.seminar, f"chat/{write(cast)}/remove"))[0] == 403


def test_messages_of_other_seminars(cast: Cast) -> None:
    for pk in (write(make_cast()), "%00", "0" * 26):
        assert refusal(post(cast.moderator, cast.seminar, f"chat/{pk}/remove")) == (404, "no_such_message")


@pytest.mark.parametrize(
    "body",
    [
        {},
        7,
        {**POST, "text": "\n"},
        {**POST, "text": "x" * 2001},
        {**POST, "text": "\0"},
        {**POST, "text": 7},
        {**POST, "key": "x"},
        {**POST, "backstage": "x"},
    ],
)
def test_what_is_no_message(cast: Cast, body: object) -> None:
    assert refusal(post(cast.asker, cast.seminar, "chat", body))[0] == 422
    assert Message.objects.count() == 0


def test_a_flood_is_stopped(cast: Cast) -> None:
    for number in range(20):
        write(cast, key=f"chat-{number:04}")
    answer = post(cast.asker, cast.seminar, "chat", {**POST, "key": "chat-0020"})
    assert refusal(answer) == (429, "too_many")
