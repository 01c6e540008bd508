"""One text by one route: sentence by sentence, with the glossary, and then compared with the original."""

from consilium.seminars.models import Seminar
from consilium.translation.engines import Route, sentences


def terms(seminar: Seminar | None, source: str, target: str) -> tuple[tuple[object, ...], str]:
    """The terms that apply to a pair, and the version of the glossaries they come from."""
    return (), ""


def render(text: str, route: Route, terms: tuple[object, ...]) -> tuple[str, tuple[str, ...]]:
    """The translation and what is doubtful in it. Raises engines.Failed."""
    lines = sentences.lines(text)
    made = iter(route.translate([sentence for line in lines for sentence in line]))
    done = [[next(made) for _ in line] for line in lines]
    return sentences.join(done, route.languages[-1]), ()
