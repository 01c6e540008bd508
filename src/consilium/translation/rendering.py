"""One text by one route: sentence by sentence, with the glossary, and then compared with the original."""

import hashlib
from threading import Lock

from consilium.seminars.models import Seminar
from consilium.translation import doses, masking
from consilium.translation.engines import Route, sentences
from consilium.translation.masking import Found, Terms
from consilium.translation.models import ORGANISATION, Glossary, Term

_Versions = tuple[tuple[str, str], ...]


def terms(seminar: Seminar | None, source: str, target: str) -> tuple[Terms, str]:
    """The terms that apply to a pair, and a word that changes with them. A seminar's own come first."""
    scopes = [seminar.id, ORGANISATION] if seminar else [ORGANISATION]
    versions = dict(Glossary.objects.filter(pk__in=scopes).values_list("id", "version"))
    return KEPT.terms(tuple((pk, versions[pk]) for pk in scopes if pk in versions), source, target)


class _Kept:
    """The terms of each pair of some glossaries, read once for each version: of the newest alone, for a
    glossary that is filled while a seminar runs has hundreds, of megabytes each.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: dict[tuple[tuple[str, ...], str, str], tuple[_Versions, tuple[Terms, str]]] = {}
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def terms(self, glossaries: _Versions, source: str, target: str) -> tuple[Terms, str]:
        key = (tuple(pk for pk, _version in glossaries), source, target)
        with self._lock:
            versions, found = self._kept.get(key, ((), None))
        if found is None or versions != glossaries:
            found = _read(glossaries, source, target)
        with self._lock:
            self._kept.pop(key, None)
            self._kept[key] = glossaries, found  # at the end: the least wanted is the first
            if len(self._kept) > self._most:
                del self._kept[next(iter(self._kept))]
        return found


KEPT = _Kept(64)  # a full glossary takes 5 MB for a pair


def _read(glossaries: _Versions, source: str, target: str) -> tuple[Terms, str]:
    found: dict[str, masking.Term] = {}
    for pk, _version in glossaries:
        for row in Term.objects.filter(glossary=pk):
            ours, theirs = forms(row, source), forms(row, target)
            if ours and (theirs or row.keep):
                found.setdefault(ours[0].casefold(), masking.Term(ours, () if row.keep else theirs))
    made = list(found.values())
    return Terms(made), hashlib.sha256(repr(made).encode()).hexdigest()[:32] if made else ""


def forms(term: Term, tag: str) -> tuple[str, ...]:
    """The term in a language: its name, then its forms. What is kept as it is has one name in all of them."""
    if term.keep:
        return tuple(dict.fromkeys(form for known in term.texts.values() for form in known))
    known = term.texts.get(tag) or term.texts.get(tag.partition("-")[0])
    if not known and not tag.startswith("zh"):  # the Chinese of the other signs is another spelling
        base = tag.partition("-")[0]
        known = next((each for key, each in term.texts.items() if key.partition("-")[0] == base), None)
    return tuple(known or ())


def render(text: str, route: Route, terms: Terms) -> tuple[str, tuple[str, ...]]:
    """The translation and what is doubtful in it. Raises engines.Failed."""
    lines = sentences.lines(text)
    flat = [sentence for line in lines for sentence in line]
    made, lost = _translate(flat, route, terms)
    left = iter(made)
    done = sentences.join([[next(left) for _ in line] for line in lines], route.languages[-1])
    doubts = [f"{form} {doses.ARROW} {doses.NOTHING}" for form in dict.fromkeys(lost)]
    return done, (*doubts, *doses.compare(text, done, (route.languages[0], route.languages[-1])))


def _translate(flat: list[str], route: Route, terms: Terms) -> tuple[list[str], list[str]]:
    """One translation per sentence, and the terms that could not be enforced, as they are written."""
    found = [terms.find(sentence) for sentence in flat]
    made: dict[int, str] = {}
    if route.takes_terms or not all(found):
        made |= _told(flat, found, route)
    for style in masking.STYLES:
        made |= _hidden(flat, {at: each for at, each in enumerate(found) if at not in made}, route, style)
    left = [at for at in range(len(flat)) if at not in made]
    made |= dict(zip(left, route.translate([flat[at] for at in left]), strict=True)) if left else {}
    lost = [each.form for at in left for each in found[at] if not each.term.is_in(made[at], each.form)]
    return [made[at] for at in range(len(flat))], lost


def _told(flat: list[str], found: list[list[Found]], route: Route) -> dict[int, str]:
    """Sentences without terms; and the others too when the engine can be told them, if it obeyed."""
    tried = [at for at, each in enumerate(found) if route.takes_terms or not each]
    wishes = {each.form: each.term.wanted(each.form) for at in tried for each in found[at]}
    texts = route.translate([flat[at] for at in tried], wishes)
    return {
        at: text
        for at, text in zip(tried, texts, strict=True)
        if all(each.term.is_in(text, each.form) for each in found[at])
    }


def _hidden(flat: list[str], found: dict[int, list[Found]], route: Route, style: str) -> dict[int, str]:
    """Sentences whose placeholders all came back."""
    if not found:
        return {}
    masked = {at: masking.hide(flat[at], each, style) for at, each in found.items()}
    texts = route.translate([sentence for sentence, _ in masked.values()])
    shown = (masking.show(text, found[at], masked[at][1]) for at, text in zip(masked, texts, strict=True))
    return {at: text for at, text in zip(masked, shown, strict=True) if text is not None}
