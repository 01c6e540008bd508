"""Where terms are looked up: FTS5 of SQLite, or a tsvector of PostgreSQL. Two thin doors of one shape.

Both get the terms of `analysis` as they are, so they find the same. Where a reader may look is decided by the
passage's row. Beside the terms stand marks, its kind and seminar: they lead to the passages of a rare kind or
of a few seminars. They are not asked where they are many: to read the places of a hundred thousand takes
longer than to look at the rows of the hits. What is left of a passage that is gone finds nothing.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import psycopg
from django.db import connection

from consilium.search.analysis import Term, fold
from consilium.search.rules import ANSWERED, Kind
from consilium.search.words import Part

#: The newest of a common word's hits are ranked: ranking tens of thousands takes half a second.
RANKED = 1000
FEW = 4  # seminars that marks lead to
NEVER_ENDING = 16_000  # positions that PostgreSQL counts
COMPARED = 8  # values among which PostgreSQL looks one by one; more are hashed

Clause = tuple[str, list[Any]]  # SQL, and the values in it
Among = Callable[[str, Sequence[str]], Clause]  # a column and what may stand in it


@dataclass(frozen=True)
class Row:
    """A passage as it is looked up. `id` is the passage's."""

    id: int
    terms: Sequence[Term]
    marks: Sequence[str]


@dataclass(frozen=True)
class Place:
    """Where to look: passages of these kinds, of these seminars (None: of all), in this language ("": any);
    `answered`: only questions that have their answer.
    """

    kinds: frozenset[Kind]
    seminars: Sequence[str] | None = None
    language: str = ""
    answered: bool = False

    def leads(self) -> list[list[str]]:
        """Groups of marks that few passages carry: all that is found here carries one of each group."""
        groups: list[list[str]] = []
        if self.answered:
            groups.append([ANSWERED])
        elif Kind.CUE not in self.kinds:
            groups.append([mark("k", kind) for kind in sorted(self.kinds)])
        if self.seminars is not None and len(self.seminars) <= FEW:
            groups.append([mark("s", seminar) for seminar in self.seminars])
        return groups

    def condition(self, among: Among) -> Clause:
        """What the row of a passage `p` must be."""
        found = [among("p.kind", [*map(str, self.kinds)])]
        if self.seminars is not None:
            found.append(among("p.seminar_id", self.seminars))
        if self.language:
            found.append(("lower(p.language) = %s", [self.language.lower()]))
        if self.answered:
            found.append(("p.answered", []))
        return _all(clause for clause, _ in found), _values(found)


@dataclass(frozen=True)
class Sought:
    """All `parts` (with `one`: any of them), in one of the places `within`; () is everywhere."""

    parts: Sequence[Part]
    within: Sequence[Place] = ()
    one: bool = False

    def leads(self) -> list[list[list[str]]]:
        """The marks that lead to each place; [] when one of the places is large."""
        found = [place.leads() for place in self.within]
        return found if all(found) else []

    def condition(self, among: Among) -> Clause:
        found = [place.condition(among) for place in self.within]
        return _any(clause for clause, _ in found), _values(found)


class Index(Protocol):
    def add(self, rows: Iterable[Row]) -> None: ...

    def remove(self, ids: Iterable[int]) -> None: ...

    def clear(self) -> None: ...

    def find(self, sought: Sought, *, newest: bool, limit: int) -> list[int]:
        """Ids of passages, the best first, or those that were indexed last; at most `limit`."""


def index() -> Index:
    """The one that fits the database."""
    return PostgresIndex() if connection.vendor == "postgresql" else SqliteIndex()


def mark(name: str, value: str) -> str:
    """ "k" kind, "s" seminar."""
    return name + fold(value)


def _values(found: Iterable[Clause]) -> list[Any]:
    return [value for _, values in found for value in values]


def _any(clauses: Iterable[str]) -> str:
    return f"({' OR '.join(clauses)})"


def _all(clauses: Iterable[str]) -> str:
    return f"({' AND '.join(clauses)})"


class SqliteIndex:
    """One FTS5 table. `raws` holds the words that stemming changed, for their beginnings."""

    def add(self, rows: Iterable[Row]) -> None:
        values = [(row.id, *_columns(row)) for row in rows]
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT OR REPLACE INTO search_terms (rowid, terms, raws, marks) VALUES (%s, %s, %s, %s)",
                values,
            )

    def remove(self, ids: Iterable[int]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany("DELETE FROM search_terms WHERE rowid = %s", [(id,) for id in ids])

    def clear(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_terms")

    def find(self, sought: Sought, *, newest: bool, limit: int) -> list[int]:
        source = "search_terms t WHERE"
        values: list[Any] = [_fts(sought)]
        if sought.within:  # CROSS: the terms first, and a look at the row of each hit
            condition, of = sought.condition(_one_of)
            source = f"search_terms t CROSS JOIN search_passage p ON p.id = t.rowid WHERE {condition} AND"
            values = [*of, _fts(sought)]
        score = "" if newest else ", bm25(search_terms, 1.0, 0.5, 0.0) AS score"
        query = (
            f"SELECT t.rowid AS id{score} FROM {source} search_terms MATCH %s ORDER BY t.rowid DESC LIMIT %s"  # noqa: S608
        )
        if not newest:
            query, values = f"SELECT id FROM ({query}) ORDER BY score LIMIT %s", [*values, RANKED]  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(query, [*values, limit])
            return [id for (id,) in cursor.fetchall()]


def _one_of(column: str, values: Sequence[str]) -> Clause:
    return f"{column} IN ({', '.join(['%s'] * len(values))})", [*values]


def _columns(row: Row) -> tuple[str, str, str]:
    raws = dict.fromkeys(term.raw for term in row.terms if term.raw != term.term)
    return " ".join(term.term for term in row.terms), " ".join(raws), " ".join(row.marks)


def _fts(sought: Sought) -> str:
    """An expression of FTS5. Terms are quoted, and hold no quotes: see `analysis.fold`."""
    words = [_fts_part(part) for part in sought.parts]
    clauses = [_any(words)] if sought.one else words
    if leads := sought.leads():
        clauses.append(_any(_all(_marked(group) for group in groups) for groups in leads))
    return _all(clauses)


def _fts_part(part: Part) -> str:
    found = [f'terms : "{" ".join(phrase)}"' for phrase in part.phrases]
    if part.beginning:
        found.append(f'{{terms raws}} : "{part.beginning}" *')
    return _any(found)


def _marked(group: Sequence[str]) -> str:
    return _any(f'marks : "{name}"' for name in group) if group else 'marks : "nowhere"'


#: What filters ask of the passage stands beside its terms: a join of tens of thousands of hits is too slow.
_ADD = """
    INSERT INTO search_terms (passage_id, terms, kind, seminar_id, language, answered)
    SELECT id, %s::tsvector, kind, seminar_id, language, answered FROM search_passage WHERE id = %s
    ON CONFLICT (passage_id) DO UPDATE SET terms = EXCLUDED.terms, kind = EXCLUDED.kind,
        seminar_id = EXCLUDED.seminar_id, language = EXCLUDED.language, answered = EXCLUDED.answered"""


class PostgresIndex:
    """One tsvector a passage, written as a literal: to_tsvector would cut our terms again.

    "=" begins a word as it was written, "#" a mark.
    """

    def add(self, rows: Iterable[Row]) -> None:
        values = [(_vector(row), row.id) for row in rows]
        with connection.cursor() as cursor:
            cursor.executemany(_ADD, values)

    def remove(self, ids: Iterable[int]) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_terms WHERE passage_id = ANY(%s)", [list(ids)])

    def clear(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_terms")

    def find(self, sought: Sought, *, newest: bool, limit: int) -> list[int]:
        words = (" | " if sought.one else " & ").join(_tsquery_part(part) for part in sought.parts)
        query = words
        if leads := sought.leads():
            places = (" & ".join(_ts_marked(group) for group in groups) for groups in leads)
            query = f"({words}) & ({' | '.join(places)})"
        condition, values = sought.condition(_in_array) if sought.within else ("TRUE", [])
        values.append(query)
        # "+ 0": or else the planner reads all rows from the newest on until there are enough, slow for words
        # that stand in old seminars
        hits = (
            f"FROM search_terms p WHERE {condition} AND p.terms @@ %s::tsquery"
            " ORDER BY p.passage_id + 0 DESC LIMIT %s"
        )
        statement = f"SELECT p.passage_id {hits}"
        arguments = [*values, limit]
        if not newest:
            statement = (
                f"SELECT passage_id FROM (SELECT p.passage_id, p.terms {hits}) AS hits"  # noqa: S608
                " ORDER BY ts_rank(terms, %s::tsquery, 1) DESC, passage_id DESC LIMIT %s"
            )
            arguments = [*values, RANKED, words, limit]
        return _ids(statement, arguments)


def _ids(statement: str, values: Sequence[Any]) -> list[int]:
    """Read and planned once on a connection: done each time, that is a sixth of a search for a usual word."""
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as prepared:
        prepared.execute(statement, values, prepare=True)
        return [id for (id,) in prepared.fetchall()]


def _in_array(column: str, values: Sequence[str]) -> Clause:
    """One value however many there are, so that the statement stays the same. A plan that is made before the
    values are known hashes them only as a subquery's.
    """
    listed = "IN (SELECT unnest(%s::text[]))" if len(values) > COMPARED else "= ANY(%s::text[])"
    return f"{column} {listed}", [[*values]]


def _vector(row: Row) -> str:
    places: dict[str, list[int]] = {}
    for place, term in enumerate(row.terms[:NEVER_ENDING], start=1):
        places.setdefault(term.term, []).append(place)
        if term.raw != term.term:
            places.setdefault(f"={term.raw}", []).append(place)
    lexemes = [f"'{term}':{','.join(map(str, at[:255]))}" for term, at in places.items()]
    return " ".join(lexemes + [f"'#{name}'" for name in row.marks])


def _tsquery_part(part: Part) -> str:
    found = [" <-> ".join(f"'{term}'" for term in phrase) for phrase in part.phrases]
    if part.beginning:
        found += [f"'{part.beginning}':*", f"'={part.beginning}':*"]
    return f"({' | '.join(found)})"


def _ts_marked(group: Sequence[str]) -> str:
    return "(" + " | ".join(f"'#{name}'" for name in group) + ")" if group else "'#nowhere'"
