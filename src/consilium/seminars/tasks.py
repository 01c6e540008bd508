"""Jobs of the queue "mail": sending what was decided, reminders, and the beat that keeps both going."""

import logging
from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import Q, QuerySet
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from consilium.seminars import actions, mails
from consilium.seminars.actions import GIVE_UP
from consilium.seminars.models import Mail

BEAT = timedelta(minutes=1)
RETRY = timedelta(minutes=10)  # a claim older than this belongs to a worker that died or to a refused mail
KEEP_RESULTS = timedelta(days=1)
SESSIONS_AT_ONCE = 500  # nobody's vote waits for years of them to be deleted
log = logging.getLogger(__name__)


@task(queue_name="mail")
def deliver() -> int:
    """Send every decided mail that nobody has claimed; return how many went out.

    The claim is one UPDATE, so of several workers exactly one sends a mail. A mail that the server refuses
    stays claimed and is tried again after `RETRY`, for `GIVE_UP` in all. One that is true no longer is
    forgotten, so that it may be decided anew.
    """
    waiting = list(_unsent(timezone.now()).values_list("pk", flat=True))
    connection = get_connection()
    try:
        if waiting:
            connection.open()
    except OSError as error:  # the mails stay unclaimed: the next tick tries again
        log.warning("mail.unreachable", extra={"error": type(error).__name__})
        return 0
    try:
        return sum(_send(pk, connection) for pk in waiting if _claim(pk))
    finally:
        connection.close()


def _send(pk: str, connection: BaseEmailBackend) -> bool:
    mail = Mail.objects.select_related("seminar", "person").get(pk=pk)
    if not mails.holds(mail):
        log.info("mail.outdated", extra={"mail": pk, "kind": mail.kind})
        mail.delete()
        return False
    try:
        mails.message(mail, connection).send()
    except OSError as error:  # smtplib's errors are OSErrors; the address is not logged
        log.warning("mail.refused", extra={"mail": pk, "kind": mail.kind, "error": type(error).__name__})
        return False
    Mail.objects.filter(pk=pk).update(sent_at=timezone.now())
    return True


@task(queue_name="mail")
def tick() -> None:
    """Once a minute: decide reminders, send mail, forget old job results and browsers' sessions that have
    expired, and ask for the next tick.
    """
    ensure_ticking()  # first, so that a worker killed below breaks nothing
    now = timezone.now()
    actions.remind(now)
    deliver.call()
    DBTaskResult.objects.finished().filter(finished_at__lt=now - KEEP_RESULTS).delete()
    expired = Session.objects.filter(expire_date__lt=now).values_list("pk", flat=True)[:SESSIONS_AT_ONCE]
    Session.objects.filter(pk__in=list(expired)).delete()


def ensure_ticking() -> None:
    """See that a tick is waiting. A tick that finds another asks for none, so chains that meet become one."""
    waiting = DBTaskResult.objects.filter(task_path=tick.module_path, status=TaskResultStatus.READY)
    if not waiting.exists():
        tick.using(run_after=timezone.now() + BEAT).enqueue()


def send_soon() -> None:
    """After an action that may have decided mails. Forgetting it delays them until the next tick, no more."""
    deliver.enqueue()
    ensure_ticking()


def _unsent(now: datetime) -> QuerySet[Mail]:
    free = Q(claimed_at=None) | Q(claimed_at__lt=now - RETRY)
    return Mail.objects.filter(free, sent_at=None, created_at__gt=now - GIVE_UP, person__is_active=True)


def _claim(pk: str) -> bool:
    now = timezone.now()
    return _unsent(now).filter(pk=pk).update(claimed_at=now) == 1
