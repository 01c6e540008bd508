"""Search among 200,000 cues in four languages: how fast they are indexed, and found.

The words are made up, and as unequal as words are (Zipf), so that common ones stand in tens of thousands of
cues. What is looked up is drawn evenly over the logarithm of the rank: common and rare words alike. Run by
itself with DATABASE_URL set it measures that database; `make bench` measures SQLite, and PostgreSQL where it
is installed.
"""

import itertools
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

from bench.measure import Figure, nth
from tools import postgres

CUES = {"en": 60_000, "ru": 60_000, "zh-hans": 50_000, "kk": 30_000}
VOCABULARY = 20_000
BATCH = 5_000
QUERIES = 400
LETTERS = {
    "en": ("bcdfglmnprst", "aeiou", ("", "s", "ing", "ed")),
    "ru": ("бвгдклмнпрст", "аеиоу", ("", "ов", "ами", "ых")),
    "kk": ("бғдқлмнңпрст", "аәеөұы", ("", "лар", "дың", "мен")),
}
#: Milliseconds.
GOAL_MEDIAN, GOAL_P99 = 2.0, 50.0


def words(language: str) -> list[str]:
    """The vocabulary, the commonest first."""
    chance = random.Random(language)
    if language == "zh-hans":
        letters = [chr(0x4E00 + number) for number in chance.sample(range(6000), 3000)]
        return ["".join(chance.choices(letters, k=2)) for _ in range(VOCABULARY)]
    consonants, vowels, endings = LETTERS[language]
    return [
        "".join(chance.choice(consonants) + chance.choice(vowels) for _ in range(chance.randint(2, 4)))
        + chance.choice(endings)
        for _ in range(VOCABULARY)
    ]


def cues(language: str) -> Iterator[str]:
    chance, known = random.Random(language + "cues"), words(language)
    weights = list(itertools.accumulate(1 / rank for rank in range(1, len(known) + 1)))
    glue = "" if language == "zh-hans" else " "
    for _ in range(CUES[language]):
        yield glue.join(chance.choices(known, cum_weights=weights, k=chance.randint(6, 18)))


def figures(folder: Path) -> list[Figure]:
    found = _figures(folder, "search", f"sqlite:///{folder / 'db.sqlite3'}")
    if any(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        with postgres.server() as url:
            with psycopg.connect(f"{url.rpartition('/')[0]}/postgres", autocommit=True) as server:
                server.execute("CREATE DATABASE consilium")
            found += _figures(folder, "search in PostgreSQL", url)
    return found


def _figures(folder: Path, name: str, url: str) -> list[Figure]:
    environment = os.environ | {"DATA_DIR": str(folder), "DATABASE_URL": url}
    environment["DJANGO_SETTINGS_MODULE"] = "consilium.config.settings"
    command = [sys.executable, "-m", "bench.search"]
    found = json.loads(subprocess.run(command, env=environment, check=True, capture_output=True).stdout)
    return [
        Figure(f"{name}: passages indexed in a second", found["rate"], "1/s", better="higher"),
        *(
            Figure(f"{name}: {kind}, {share}", value, "ms", goal)
            for kind, times in found["times"].items()
            for share, value, goal in (("median", times[0], GOAL_MEDIAN), ("p99", times[1], GOAL_P99))
        ),
    ]


def run() -> dict[str, object]:
    """Fill the database of the settings, and ask it."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction
    from django.utils import timezone

    from consilium.search.actions import as_row
    from consilium.search.index import index
    from consilium.search.models import Passage
    from consilium.seminars.models import Seminar

    call_command("migrate", verbosity=0)
    now = timezone.now()
    seminars = [
        Seminar.objects.create(slug=f"s{n}", title="s", starts_at=now, ends_at=now) for n in range(40)
    ]
    total, begun = 0, time.perf_counter()
    for language in CUES:
        for batch in _batches(language):
            rows = [
                Passage(seminar=seminars[n % 40], subject=f"cue:{language}{total + n}", language=language,
                        kind="cue", text=text)
                for n, text in enumerate(batch)
            ]  # fmt: skip
            with transaction.atomic():
                index().add(as_row(row) for row in Passage.objects.bulk_create(rows))
            total += len(batch)
    rate = total / (time.perf_counter() - begun)
    if connection.vendor == "postgresql":  # as its autovacuum does within a minute
        connection.cursor().execute("VACUUM ANALYZE")
    return {"rate": rate, "times": _times([seminar.id for seminar in seminars])}


def _batches(language: str) -> Iterator[list[str]]:
    every = cues(language)
    while batch := list(itertools.islice(every, BATCH)):
        yield batch


def _asked() -> dict[str, list[tuple[str, str]]]:
    """(language, query): single words, and two words that stand together somewhere."""
    chance = random.Random(5)
    terms, phrases = [], []
    for language in CUES:
        known = words(language)
        share = QUERIES // len(CUES)
        terms += [(language, known[int(VOCABULARY ** chance.random()) - 1]) for _ in range(share)]
        for text in itertools.islice(cues(language), share):
            start = chance.randint(0, 2)
            pair = text[start * 2 : start * 2 + 4] if language == "zh-hans" else " ".join(text.split()[:2])
            phrases.append((language, f'"{pair}"'))
    return {"word": terms, "phrase": phrases}


def _times(seminars: list[str]) -> dict[str, tuple[float, float]]:
    from consilium.search.index import Place, Sought, index
    from consilium.search.rules import LOGGED, PUBLIC
    from consilium.search.words import parse

    half, few = ([Place(PUBLIC), Place(LOGGED, seminars[:number])] for number in (20, 2))
    found: dict[str, tuple[float, float]] = {}
    for kind, queries in _asked().items():
        parts = [parse(text, list(CUES)) for _language, text in queries]
        for name, newest, within in (
            ("best first", False, []),
            ("newest first", True, []),
            ("in half of the seminars, best first", False, half),
            ("in half of the seminars, newest first", True, half),
            ("in two seminars, best first", False, few),
        ):
            taken = []
            for one in parts:
                begun = time.perf_counter()
                index().find(Sought(one, within), newest=newest, limit=20)
                taken.append((time.perf_counter() - begun) * 1000)
            found[f"{kind}, {name}"] = (nth(taken, 50), nth(taken, 99))
    return found


if __name__ == "__main__":
    sys.stdout.write(json.dumps(run()))
