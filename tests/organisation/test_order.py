"""The organisation's own order of states, and its institutions as suggestions."""

import pytest
from django.utils import translation

from consilium.organisation import queries
from tests.support.factories import InstitutionFactory, MemberStateFactory

pytestmark = pytest.mark.django_db


def test_member_states_stand_first_in_their_own_order_and_once() -> None:
    for position, code in enumerate(("UZ", "CN", "KZ")):
        MemberStateFactory.create(code=code, position=position)
    first, others = queries.state_options()[:3], queries.state_options()[3]
    assert [code for code, _name in first] == ["UZ", "CN", "KZ"]
    assert isinstance(others[1], list) and not {"UZ", "CN", "KZ"} & {code for code, _name in others[1]}


def test_without_member_states_every_state_is_offered() -> None:
    assert len(queries.state_options()) > 240


def test_states_are_named_in_the_interface_language() -> None:
    MemberStateFactory.create(code="TJ")
    with translation.override("ru"):
        assert queries.member_states() == [("TJ", "Таджикистан")]


def test_institutions_of_one_state() -> None:
    here = InstitutionFactory.create(state="KZ")
    InstitutionFactory.create(state="KG")
    assert queries.institution_names("KZ") == [here.name] and len(queries.institution_names()) == 2
