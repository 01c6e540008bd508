"""Comparing the index with the rows: nobody who writes waits for it."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consilium.captions.models import Cue
from consilium.jobs.queries import Worker
from consilium.search import actions
from consilium.search.models import Passage, Progress
from consilium.seminars.models import Seminar
from tests.search.conftest import found, of, read_logs, say
from tests.support.cast import Cast
from tests.support.factories import ContributionFactory, SeminarFactory

pytestmark = pytest.mark.django_db


def locking(deed: Callable[[], int]) -> tuple[int, int]:
    """How much it changed, and how many transactions it opened; a savepoint is one within the test's own."""
    with CaptureQueriesContext(connection) as asked:
        changed = deed()
    statements = [query["sql"] for query in asked.captured_queries]
    begun = sum(sql.startswith(("SAVEPOINT", "BEGIN")) for sql in statements)
    if not begun:  # nor is anything written or locked outside of one
        assert all(sql.startswith("SELECT") and "FOR UPDATE" not in sql for sql in statements)
    return changed, begun


def test_the_texts_of_a_log_are_compared_without_a_lock(cast: Cast, scribe: Worker) -> None:
    for number in range(5):
        say(scribe, f"Oxygen number {number}", number=number)
    read_logs(cast)
    assert locking(lambda: actions.refresh(cast.seminar.id, page=2)) == (0, 0)
    Cue.objects.filter(text__endswith="3").update(text="Heparin")
    assert locking(lambda: actions.refresh(cast.seminar.id, page=2)) == (1, 1)
    assert found("heparin", of(cast)) == ["Heparin"] and len(found("oxygen", of(cast))) == 4
    assert locking(lambda: actions.refresh(cast.seminar.id, page=2)) == (0, 0)


def test_programmes_are_compared_without_a_lock(cast: Cast, scribe: Worker) -> None:
    others = SeminarFactory.create_batch(4, title="Oxygen elsewhere")
    talk = ContributionFactory.create(session__seminar=others[2], title="Heparin")
    assert locking(lambda: actions.refresh_programme(page=2))[0] > 0
    assert locking(lambda: actions.refresh_programme(page=2)) == (0, 0)
    talk.title = "Warfarin"
    talk.save()
    assert locking(lambda: actions.refresh_programme(page=2)) == (2, 1)  # one text goes, another comes
    assert found("warfarin", of(cast)) == ["Warfarin"] and found("heparin", of(cast)) == []


def test_drafts_are_forgotten_in_one_transaction(cast: Cast, scribe: Worker) -> None:
    say(scribe, "Give ten litres of oxygen.")
    read_logs(cast)
    actions.refresh_programme()
    Seminar.objects.filter(pk=cast.seminar.pk).update(status=Seminar.Status.DRAFT)
    changed, begun = locking(actions.refresh_programme)
    assert changed > 1 and begun == 1
    assert not Passage.objects.exists() and not Progress.objects.exists()
    assert locking(actions.refresh_programme) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_what_differs_is_read_again_where_nobody_else_writes(cast: Cast, scribe: Worker) -> None:
    cue = say(scribe, "Give oxygen.")
    read_logs(cast)
    Cue.objects.filter(pk=cue.pk).update(text="Give heparin.")
    put_right = iter(["Give warfarin."])

    def meanwhile(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        begun = sql.startswith("BEGIN") or "FOR UPDATE" in sql  # psycopg sends its BEGIN unseen
        if begun and (text := next(put_right, "")):
            Cue.objects.filter(pk=cue.pk).update(text=text)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(meanwhile):
        assert actions.refresh(cast.seminar.id) == 1
    assert found("give", of(cast)) == ["Give warfarin."]
