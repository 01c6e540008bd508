"""Where terms are looked up: FTS5 of SQLite, or a tsvector of PostgreSQL. Two thin doors of one shape.

Both get the terms of `analysis` as they are, so they find the same. Beside the terms of a text stand marks:
its kind, language and seminar, so that a filter costs no look at the row. What is left of a passage that is
gone finds nothing: `queries` asks for the passages.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.db import connection

from consilium.search.analysis import Term, fold
from consilium.search.words import Part

#: SQLite ranks the newest of a common word's hits: ranking tens of thousands takes half a second.
RANKED = 2000
NEVER_ENDING = 16_000  # positions that PostgreSQL counts


@dataclass(frozen=True)
class Row:
    """A passage as it is looked up. `id` is the passage's."""

    id: int
    terms: Sequence[Term]
    marks: Sequence[str]


@dataclass(frozen=True)
class Sought:
    """All `parts` (with `one`: any of them), in passages that carry for one of `within` a mark of each of
    its groups.

    `within` () is everywhere; a group without marks is nowhere.
    """

    parts: Sequence[Part]
    within: Sequence[Sequence[Sequence[str]]] = ()
    one: bool = False


class Index(Protocol):
    def add(self, rows: Iterable[Row]) -> None: ...

    def remove(self, ids: Iterable[int]) -> None: ...

    def clear(self) -> None: ...

    def find(self, sought: Sought, *, newest: bool, limit: int) -> list[int]:
        """Ids of passages, the best first, or the newest; at most `limit`."""


def index() -> Index:
    """The one that fits the database."""
    return PostgresIndex() if connection.vendor == "postgresql" else SqliteIndex()


def mark(name: str, value: str) -> str:
    """ "k" kind, "l" language, "s" seminar."""
    return name + fold(value)


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
        plain = "SELECT rowid FROM search_terms WHERE search_terms MATCH %s ORDER BY rowid DESC LIMIT %s"
        ranked = (
            "SELECT rowid FROM (SELECT rowid, bm25(search_terms, 1.0, 0.5, 0.0) AS score FROM search_terms"
            " WHERE search_terms MATCH %s ORDER BY rowid DESC LIMIT %s) ORDER BY score LIMIT %s"
        )
        values = [limit] if newest else [RANKED, limit]
        with connection.cursor() as cursor:
            cursor.execute(plain if newest else ranked, [_fts(sought), *values])
            return [id for (id,) in cursor.fetchall()]


def _columns(row: Row) -> tuple[str, str, str]:
    raws = dict.fromkeys(term.raw for term in row.terms if term.raw != term.term)
    return " ".join(term.term for term in row.terms), " ".join(raws), " ".join(row.marks)


def _fts(sought: Sought) -> str:
    """An expression of FTS5. Terms are quoted, and hold no quotes: see `analysis.fold`."""
    words = [_fts_part(part) for part in sought.parts]
    clauses = [_any(words)] if sought.one else words
    if sought.within:
        clauses.append(_any(_all(_marked(group) for group in groups) for groups in sought.within))
    return _all(clauses)


def _fts_part(part: Part) -> str:
    found = [f'terms : "{" ".join(phrase)}"' for phrase in part.phrases]
    if part.beginning:
        found.append(f'{{terms raws}} : "{part.beginning}" *')
    return _any(found)


def _marked(group: Sequence[str]) -> str:
    return _any(f'marks : "{name}"' for name in group) if group else 'marks : "nowhere"'


def _any(clauses: Iterable[str]) -> str:
    return f"({' OR '.join(clauses)})"


def _all(clauses: Iterable[str]) -> str:
    return f"({' AND '.join(clauses)})"


class PostgresIndex:
    """One tsvector a passage, written as a literal: to_tsvector would cut our terms again.

    "=" begins a word as it was written, "#" a mark.
    """

    def add(self, rows: Iterable[Row]) -> None:
        values = [(row.id, _vector(row)) for row in rows]
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO search_terms (passage_id, terms) VALUES (%s, %s::tsvector)"
                " ON CONFLICT (passage_id) DO UPDATE SET terms = EXCLUDED.terms",
                values,
            )

    def remove(self, ids: Iterable[int]) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_terms WHERE passage_id = ANY(%s)", [list(ids)])

    def clear(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_terms")

    def find(self, sought: Sought, *, newest: bool, limit: int) -> list[int]:
        words = (" | " if sought.one else " & ").join(_tsquery_part(part) for part in sought.parts)
        query = words
        if sought.within:
            places = (" & ".join(_ts_marked(group) for group in groups) for groups in sought.within)
            query = f"({words}) & ({' | '.join(places)})"
        order = "passage_id DESC" if newest else "ts_rank(terms, %s::tsquery, 1) DESC, passage_id DESC"
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT passage_id FROM search_terms WHERE terms @@ %s::tsquery ORDER BY {order} LIMIT %s",  # noqa: S608
                [query, limit] if newest else [query, words, limit],
            )
            return [id for (id,) in cursor.fetchall()]


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
