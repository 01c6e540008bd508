"""Rule sets are data: what is well written is understood, and everything else refused with its place."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consilium.certificates import vocabulary
from consilium.certificates.vocabulary import BadRules, Checks, Count, Credits, Question, Require

GOOD: dict[str, Any] = {
    "format": 1,
    "slug": "mine",
    "version": 3,
    "name": {"en": "Mine", "ru": "Моё"},
    "about": {"en": "About"},
    "unit": "hours",
    "count": {"sources": ["room", "replay"], "visible_tab": True, "clock_stop": True},
    "checks": {"every_minutes": [5, 9], "answer_seconds": 30},
    "require": {
        "minutes": 1,
        "percent": 2,
        "checks": {"percent": 3, "count": 4},
        "evaluation": True,
        "test_percent": 5,
    },
    "credits": {"minutes_per_credit": 60, "step": "0.25", "at_most": 8},
    "evaluation": [
        {"id": "one", "kind": "scale", "text": {"en": "One?"}},
        {
            "id": "two",
            "kind": "choice",
            "text": {"en": "Two?"},
            "options": [{"en": "a"}, {"en": "b"}],
            "required": False,
        },
    ],
}
NEEDED = ("format", "slug", "version", "name", "unit", "credits")
LEAST: dict[str, Any] = {name: GOOD[name] for name in NEEDED}


def test_every_word_is_understood() -> None:
    rules = vocabulary.parse(vocabulary.read(json.dumps(GOOD)))
    assert (rules.slug, rules.version, rules.unit, rules.name["ru"]) == ("mine", 3, "hours", "Моё")
    assert rules.count == Count(("room", "replay"), visible_tab=True, clock_stop=True)
    assert rules.checks == Checks(5, 9, 30)
    assert rules.require == Require(1, 2, 3, 4, evaluation=True, test_percent=5)
    assert rules.credits == Credits(60, 25, 800)
    assert rules.evaluation[1] == Question(
        "two", "choice", {"en": "Two?"}, ({"en": "a"}, {"en": "b"}), required=False
    )


def test_the_least() -> None:
    rules = vocabulary.parse(LEAST)
    assert (rules.count, rules.checks, rules.require) == (Count(), None, Require())


def changed(path: str, value: object) -> dict[str, Any]:
    """GOOD with one value put elsewhere; "-" takes it out."""
    made = copy.deepcopy(GOOD)
    *way, last = path.split(".")
    here: Any = made
    for step in way:
        here = here[int(step)] if isinstance(here, list) else here[step]
    if value == "-":
        del here[last]
    else:
        here[int(last) if isinstance(here, list) else last] = value
    return made


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        *((name, "-", name) for name in LEAST),
        ("format", 2, "format"),
        ("format", True, "format"),
        ("slug", "Mine", "slug"),
        ("slug", "m" * 41, "slug"),
        ("slug", "m\n", "slug"),
        ("version", 0, "version"),
        ("version", "1", "version"),
        ("name", "Mine", "name"),
        ("name", {"ru": "Моё"}, "name.en"),
        ("name", {"en": ""}, "name.en"),
        ("name", {"en": "a\0b"}, "name.en"),
        ("name", {"en": "\u202e"}, "name.en"),
        ("name", {"en": "x" * 121}, "name.en"),
        ("name", {"en": "Mine", "../../x": "y"}, "name.../../x"),
        ("unit", "points", "unit"),
        ("unit", ["credits"], "unit"),
        ("surprise", 1, "surprise"),
        ("count", [], "count"),
        ("count.sources", [], "count.sources"),
        ("count.sources", ["room", "room"], "count.sources"),
        ("count.sources", ["lobby"], "count.sources.0"),
        ("count.sources", [{}], "count.sources.0"),
        ("count.visible_tab", 1, "count.visible_tab"),
        ("count.hidden", True, "count.hidden"),
        ("checks.every_minutes", [9, 5], "checks.every_minutes"),
        ("checks.every_minutes", [5], "checks.every_minutes"),
        ("checks.every_minutes.0", 0, "checks.every_minutes.0"),
        ("checks.answer_seconds", 9, "checks.answer_seconds"),
        ("checks.answer_seconds", 301, "checks.answer_seconds"),
        ("checks.answer_seconds", 30.0, "checks.answer_seconds"),
        ("require.percent", 101, "require.percent"),
        ("require.percent", -1, "require.percent"),
        ("require.percent", float("inf"), "require.percent"),
        ("require.minutes", 10**400, "require.minutes"),
        ("require.checks.share", 1, "require.checks.share"),
        ("require.evaluation", None, "require.evaluation"),
        ("checks", "-", "require.checks"),
        ("evaluation", "-", "require.evaluation"),
        ("credits.step", 0.25, "credits.step"),
        ("credits.step", "0", "credits.step"),
        ("credits.step", "0.00", "credits.step"),
        ("credits.step", "0.125", "credits.step"),
        ("credits.step", "٣", "credits.step"),
        ("credits.step", 9, "credits.at_most"),
        ("credits.minutes_per_credit", 0, "credits.minutes_per_credit"),
        ("evaluation.0.id", "two", "evaluation"),
        ("evaluation.0.kind", "file", "evaluation.0.kind"),
        ("evaluation.0.text", {"en": 7}, "evaluation.0.text.en"),
        ("evaluation.0.options", [{"en": "a"}, {"en": "b"}], "evaluation.0.options"),
        ("evaluation.1.options", [{"en": "a"}], "evaluation.1.options"),
        ("evaluation.1", "two", "evaluation.1"),
        ("evaluation", [{}] * 21, "evaluation"),
    ],
)
def test_what_is_refused_and_where(path: str, value: object, place: str) -> None:
    with pytest.raises(BadRules) as refused:
        vocabulary.parse(changed(path, value))
    assert refused.value.path == place


def test_a_clock_needs_something_to_stop_it() -> None:
    document = changed("checks", "-")
    document["require"].pop("checks")
    with pytest.raises(BadRules) as refused:
        vocabulary.parse(document)
    assert refused.value.path == "count.clock_stop"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "7",
        "null",
        '"rules"',
        '{"a": 1, "a": 2}',
        '{"a": NaN}',
        '{"a": -Infinity}',
        "[" * 100_000,
        '{"a":' * 20_000,
        '{"a": ' + "9" * 6000 + "}",
        '{"a": "' + "x" * vocabulary.LARGEST + '"}',
        '{"a": "\ud800"}',
    ],
)
def test_what_is_no_document(text: str) -> None:
    with pytest.raises(BadRules):
        vocabulary.parse(vocabulary.read(text))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(st.sampled_from(sorted(GOOD)), JSON)
def test_anything_anywhere_is_understood_or_refused(name: str, value: object) -> None:
    for document in (value, GOOD | {name: value}, LEAST | {name: value}):
        try:
            vocabulary.parse(document)
        except BadRules as bad:
            assert bad.why
