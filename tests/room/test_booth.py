"""The way to the booth: for interpreters alone, and for nobody else."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from consilium.kernel.roles import Role
from consilium.seminars.models import Seminar
from consilium.seminars.queries import Member, link_token
from tests.support.factories import JoinLinkFactory, PersonFactory, SeminarFactory, member

Enter = Callable[[Member], Client]


def booth(seminar: Seminar) -> str:
    return reverse("room:booth", args=[seminar.slug])


def room(seminar: Seminar) -> str:
    return reverse("room:room", args=[seminar.slug])


def test_an_interpreter_s_join_link_leads_into_the_booth(live: Seminar, client: Client) -> None:
    link = JoinLinkFactory.create(seminar=live, role=Role.INTERPRETER)
    answer = client.get(f"/join/{link_token(link)}", follow=True)
    assert answer.redirect_chain[-1][0] == booth(live)
    text = answer.content.decode()
    assert f'data-seminar="{live.id}"' in text and 'data-view="booth"' in text
    assert f'data-room="{room(live)}"' in text


@pytest.mark.parametrize("role", [Role.ATTENDEE, Role.PANELLIST, Role.MODERATOR, Role.CAPTIONER])
def test_who_does_not_interpret_is_led_into_the_room(live: Seminar, client_of: Enter, role: Role) -> None:
    client = client_of(member(live, role))
    assert client.get(booth(live)).headers["Location"] == room(live)
    assert "data-booth" not in client.get(room(live)).content.decode()


def test_the_room_shows_interpreters_the_way_to_their_booth(live: Seminar, client_of: Enter) -> None:
    text = client_of(member(live, Role.INTERPRETER)).get(room(live)).content.decode()
    assert f'data-booth="{booth(live)}"' in text


def test_outsiders_are_sent_to_sign_in_or_to_the_seminar(live: Seminar, client: Client) -> None:
    assert client.get(booth(live)).headers["Location"].startswith(reverse(settings.LOGIN_URL))
    client.force_login(PersonFactory.create(), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(booth(live)).headers["Location"] == reverse("seminars:seminar", args=[live.slug])


def test_a_draft_has_no_booth_neither_has_nonsense_and_nothing_is_posted_there(
    live: Seminar, client_of: Enter, client: Client
) -> None:
    assert client.get(booth(SeminarFactory.create(status=Seminar.Status.DRAFT))).status_code == 404
    assert client.get("/seminars/no-such-seminar/booth").status_code == 404
    assert client_of(member(live, Role.INTERPRETER)).post(booth(live)).status_code == 405


def test_the_booth_holds_no_inline_script_or_style(live: Seminar, client_of: Enter) -> None:
    answer = client_of(member(live, Role.INTERPRETER)).get(booth(live))
    text = answer.content.decode()
    assert "<script>" not in text and "style=" not in text and "onclick" not in text
    assert "'unsafe-inline'" not in answer.headers["Content-Security-Policy"]
