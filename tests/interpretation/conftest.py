"""A live seminar with one booth of two interpreters who speak into Russian and, as retour, into English."""

from dataclasses import dataclass

import pytest
from pytest_django.fixtures import Settings

from consilium.interpretation import actions
from consilium.interpretation.models import Booth
from consilium.kernel.roles import Role
from consilium.seminars.queries import Member
from tests.support.cast import Cast, make_cast
from tests.support.factories import member
from tests.support.sfu import FakeSfu


@dataclass(frozen=True)
class House:
    """`lee` and `mira` work in the booth; `third` holds the role without a seat."""

    cast: Cast
    booth: Booth
    lee: Member
    mira: Member
    third: Member

    @property
    def id(self) -> str:
        return self.cast.seminar.id


def make_house(cast: Cast) -> House:
    booth = actions.open_booth(cast.moderator, key="booth-0001", name="Russian", languages=["ru", "en"])
    lee, mira, third = (member(cast.seminar, Role.INTERPRETER) for _ in range(3))
    for one in (lee, mira):
        actions.join_booth(cast.moderator, booth.id, one.person)
    return House(cast, booth, lee, mira, third)


@pytest.fixture
def house(db: None, settings: Settings) -> House:
    settings.SFU_DOOR = "tests.support.sfu.FakeSfu"
    FakeSfu.reset()
    return make_house(make_cast())
