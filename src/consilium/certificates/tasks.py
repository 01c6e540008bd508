"""Jobs of the queue "default": the signed file of a certificate."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from consilium.certificates import actions, papers
from consilium.certificates.models import Certificate

ABANDONED = timedelta(minutes=5)  # a job that began so long ago was killed


@task()
def make_pdf(certificate_id: str) -> bool:
    """Set and sign a certificate that has no file yet; False when there is nothing to do. May be repeated."""
    rows = Certificate.objects.select_related("seminar__working_group", "rule_set")
    row = rows.filter(pk=certificate_id, sha256="").first()
    if row is None:
        return False
    made = papers.signed(row)
    with transaction.atomic():
        now = Certificate.objects.select_for_update().filter(pk=row.pk).first()
        if now is None or now.holder_name != row.holder_name:
            return False  # corrected meanwhile: the job of the correction makes the file
        return actions.attach_pdf(row.id, made.pdf, made.sha256)


def start(certificate_id: str) -> None:
    """Queue it; call this in the transaction that issues or corrects the certificate."""
    make_pdf.enqueue(certificate_id)


def start_again(certificate: Certificate) -> None:
    """Queue it anew when its job failed or its worker was killed."""
    since = timezone.now() - ABANDONED
    jobs = DBTaskResult.objects.filter(task_path=make_pdf.module_path, args_kwargs__args__0=certificate.id)
    waiting = jobs.filter(status=TaskResultStatus.READY)
    running = jobs.filter(status=TaskResultStatus.RUNNING, started_at__gt=since)
    if not certificate.sha256 and not waiting.exists() and not running.exists():
        start(certificate.id)
