"""The words in which rule sets are written: a JSON document becomes `Rules`, or is refused with the place.

Pure. The document is described in docs/how-to/certify.md. Nothing is guessed: what is not understood is
refused, so that no rule is believed to hold that does not.
"""

import json
import re
from dataclasses import dataclass, field
from typing import Any, NoReturn

from consilium.kernel import languages
from consilium.kernel.texts import Unfit, clean_line

FORMAT = 1
LARGEST = 64 * 1024
SOURCES = ("room", "broadcast", "replay")
UNITS = ("credits", "hours")
SCALE, CHOICE, WORDS, YES_NO = "scale", "choice", "text", "yes_no"
KINDS = (SCALE, CHOICE, WORDS, YES_NO)
MARKS = 5  # of a scale
_SLUG = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_AMOUNT = re.compile(r"[0-9]{1,3}(\.[0-9]{1,2})?")
_DAY = 24 * 60

Texts = dict[str, str]  # by language tag; "en" is always there


class BadRules(ValueError):
    """The document cannot be understood. `path`: where, as in "require.percent"; `why`: in English."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(f"{path}: {why}" if path else why)
        self.path = path
        self.why = why


@dataclass(frozen=True)
class Count:
    """What time counts: from which sources, in contributions alone, on a visible page, with the clock stopped
    by an unanswered check.
    """

    sources: tuple[str, ...] = ("room",)
    only_contributions: bool = False
    visible_tab: bool = False
    clock_stop: bool = False


@dataclass(frozen=True)
class Checks:
    """Presence checks: so many minutes apart, to be answered within so many seconds."""

    shortest: int
    longest: int
    answer_seconds: int


@dataclass(frozen=True)
class Require:
    """What is needed; 0 and False: not. `percent` of the time that could be had, `checks_percent` of the
    checks that were the person's to answer (rounded up), at least `checks_count` of them.
    """

    minutes: int = 0
    percent: int = 0
    checks_percent: int = 0
    checks_count: int = 0
    evaluation: bool = False
    test_percent: int = 0


@dataclass(frozen=True)
class Credits:
    """A credit for so many minutes, in whole steps, at most so many. `step` and `at_most` in hundredths."""

    minutes_per_credit: int
    step: int
    at_most: int


@dataclass(frozen=True)
class Question:
    """One question of the evaluation."""

    id: str
    kind: str
    text: Texts
    options: tuple[Texts, ...] = ()
    required: bool = True


@dataclass(frozen=True)
class Rules:
    slug: str
    version: int
    name: Texts
    unit: str
    credits: Credits
    about: Texts = field(default_factory=dict)
    count: Count = field(default_factory=Count)
    checks: Checks | None = None
    require: Require = field(default_factory=Require)
    evaluation: tuple[Question, ...] = ()


def read(text: str) -> dict[str, Any]:
    """The JSON document of `text`. Raises BadRules."""
    if len(text.encode("utf-8", "surrogatepass")) > LARGEST:
        raise BadRules("", f"larger than {LARGEST // 1024} kB")
    try:
        found = json.loads(text, parse_constant=_no_number, object_pairs_hook=_once)
    except (json.JSONDecodeError, RecursionError) as error:
        where = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise BadRules("", f"this is not JSON{where}") from None
    except BadRules:
        raise
    except ValueError:  # a number of ten thousand digits
        raise BadRules("", "a number is too long") from None
    return _object(found, "")


def parse(document: object) -> Rules:
    """The rules of a document that was read. Raises BadRules."""
    top = _fields(
        document,
        "",
        required=("format", "slug", "version", "name", "unit", "credits"),
        optional=("about", "count", "checks", "require", "evaluation"),
    )
    _whole(top["format"], "format", FORMAT, FORMAT)
    rules = Rules(
        slug=_slug(top["slug"], "slug"),
        version=_whole(top["version"], "version", 1, 10_000),
        name=_texts(top["name"], "name", 120),
        unit=_one_of(top["unit"], "unit", UNITS),
        credits=_credits(top["credits"], "credits"),
        about=_texts(top["about"], "about", 1000) if "about" in top else {},
        count=_count(top.get("count", {}), "count"),
        checks=_checks(top["checks"], "checks") if "checks" in top else None,
        require=_require(top.get("require", {}), "require"),
        evaluation=_questions(top.get("evaluation", []), "evaluation"),
    )
    _agree(rules)
    return rules


def _agree(rules: Rules) -> None:
    """What needs something else: without this a rule could never be met, or would mean nothing."""
    require = rules.require
    if rules.checks is None and (require.checks_percent or require.checks_count):
        raise BadRules("require.checks", "needs `checks`")
    if rules.checks is None and rules.count.clock_stop:
        raise BadRules("count.clock_stop", "needs `checks`")
    if require.evaluation and not rules.evaluation:
        raise BadRules("require.evaluation", "needs questions in `evaluation`")
    if rules.credits.at_most < rules.credits.step:
        raise BadRules("credits.at_most", "is less than one step")


def _count(value: object, path: str) -> Count:
    flags = ("only_contributions", "visible_tab", "clock_stop")
    given = _fields(value, path, optional=("sources", *flags))
    sources = _list(given.get("sources", ["room"]), f"{path}.sources", 1, len(SOURCES))
    named = tuple(_one_of(source, f"{path}.sources.{n}", SOURCES) for n, source in enumerate(sources))
    if len(set(named)) != len(named):
        raise BadRules(f"{path}.sources", "names one twice")
    return Count(named, **{name: _flag(given.get(name, False), f"{path}.{name}") for name in flags})


def _checks(value: object, path: str) -> Checks:
    given = _fields(value, path, required=("every_minutes", "answer_seconds"))
    every = _list(given["every_minutes"], f"{path}.every_minutes", 2, 2)
    shortest, longest = (_whole(item, f"{path}.every_minutes.{n}", 1, 240) for n, item in enumerate(every))
    if shortest > longest:
        raise BadRules(f"{path}.every_minutes", "the shorter time comes first")
    seconds = _whole(given["answer_seconds"], f"{path}.answer_seconds", 10, 600)
    if seconds > shortest * 60:
        raise BadRules(f"{path}.answer_seconds", "is longer than the time between two checks")
    return Checks(shortest, longest, seconds)


def _require(value: object, path: str) -> Require:
    given = _fields(value, path, optional=("minutes", "percent", "checks", "evaluation", "test_percent"))

    def whole(name: str, most: int) -> int:
        return _whole(given[name], f"{path}.{name}", 1, most) if name in given else 0

    checks = _fields(given.get("checks", {}), f"{path}.checks", optional=("percent", "count"))
    return Require(
        minutes=whole("minutes", _DAY),
        percent=whole("percent", 100),
        checks_percent=_whole(checks["percent"], f"{path}.checks.percent", 1, 100)
        if "percent" in checks
        else 0,
        checks_count=_whole(checks["count"], f"{path}.checks.count", 1, 100) if "count" in checks else 0,
        evaluation=_flag(given.get("evaluation", False), f"{path}.evaluation"),
        test_percent=whole("test_percent", 100),
    )


def _credits(value: object, path: str) -> Credits:
    given = _fields(value, path, required=("minutes_per_credit", "step", "at_most"))
    return Credits(
        _whole(given["minutes_per_credit"], f"{path}.minutes_per_credit", 1, _DAY),
        _amount(given["step"], f"{path}.step"),
        _amount(given["at_most"], f"{path}.at_most"),
    )


def _questions(value: object, path: str) -> tuple[Question, ...]:
    items = _list(value, path, 0, 20)
    found = tuple(_question(item, f"{path}.{n}") for n, item in enumerate(items))
    if len({question.id for question in found}) != len(found):
        raise BadRules(path, "two questions have the same id")
    return found


def _question(value: object, path: str) -> Question:
    given = _fields(value, path, required=("id", "kind", "text"), optional=("options", "required"))
    kind = _one_of(given["kind"], f"{path}.kind", KINDS)
    if (kind == CHOICE) != ("options" in given):
        raise BadRules(f"{path}.options", "belong to a choice, and to nothing else")
    options = _list(given.get("options", []), f"{path}.options", 2, 10) if kind == CHOICE else []
    return Question(
        _slug(given["id"], f"{path}.id"),
        kind,
        _texts(given["text"], f"{path}.text", 300),
        tuple(_texts(option, f"{path}.options.{n}", 120) for n, option in enumerate(options)),
        _flag(given.get("required", True), f"{path}.required"),
    )


# The smallest words


def _object(value: object, path: str) -> dict[str, Any]:
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        raise BadRules(path, "must be an object")
    return value


def _fields(
    value: object, path: str, *, required: tuple[str, ...] = (), optional: tuple[str, ...] = ()
) -> dict[str, Any]:
    """An object with these fields and no others."""
    found = _object(value, path)
    for name in required:
        if name not in found:
            raise BadRules(_under(path, name), "is missing")
    for name in found:
        if name not in required and name not in optional:
            raise BadRules(_under(path, name[:40]), "is not known")
    return found


def _under(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _list(value: object, path: str, fewest: int, most: int) -> list[Any]:
    if not isinstance(value, list) or not fewest <= len(value) <= most:
        raise BadRules(path, f"must be a list of {fewest} to {most}")
    return value


def _whole(value: object, path: str, low: int, high: int) -> int:
    if type(value) is not int or not low <= value <= high:
        raise BadRules(path, f"must be a whole number from {low} to {high}")
    return value


def _amount(value: object, path: str) -> int:
    """Hundredths of a whole number, or of "0.25"; never 0. JSON's own numbers with a point are not exact."""
    text = str(value) if type(value) is int else value
    if not isinstance(text, str) or not _AMOUNT.fullmatch(text):
        raise BadRules(path, 'must be a whole number or a text as "0.25"')
    whole, _point, rest = text.partition(".")
    hundredths = int(whole) * 100 + int(rest.ljust(2, "0"))
    if hundredths == 0:
        raise BadRules(path, "must be more than nothing")
    return hundredths


def _flag(value: object, path: str) -> bool:
    if not isinstance(value, bool):
        raise BadRules(path, "must be true or false")
    return value


def _one_of(value: object, path: str, among: tuple[str, ...]) -> str:
    if not isinstance(value, str) or value not in among:
        raise BadRules(path, f"must be one of {', '.join(among)}")
    return value


def _slug(value: object, path: str) -> str:
    if not isinstance(value, str) or not _SLUG.fullmatch(value):
        raise BadRules(path, "must be small letters, figures and dashes, a letter first, at most 40")
    return value


def _texts(value: object, path: str, longest: int) -> Texts:
    """A text by language; English is what all others fall back to."""
    found = _object(value, path)
    if "en" not in found:
        raise BadRules(f"{path}.en", "is missing")
    return {tag: _text(tag, text, path, longest) for tag, text in found.items()}


def _text(tag: str, text: object, path: str, longest: int) -> str:
    if not languages.is_tag(tag):
        raise BadRules(_under(path, tag[:40]), "is no language tag")
    try:
        return clean_line(text if isinstance(text, str) else "", longest)
    except Unfit:
        raise BadRules(f"{path}.{tag}", f"must be a text of 1 to {longest} characters") from None


def _no_number(text: str) -> NoReturn:
    raise BadRules("", f"{text} is no number")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BadRules("", "a name stands twice in one object")
    return found
