"""Who had asked without their name, and put the translation right, was named by it to everybody."""

from django.db import migrations

KINDS = ("text.translated", "text.recognised")


def take_names_out(apps, editor):
    asked = apps.get_model("questions", "Question").objects.filter(anonymous=True)
    for question in asked.iterator():
        _take_name_out(apps, question.seminar_id, f"question:{question.id}", question.asker_id)


def _take_name_out(apps, seminar, subject, asker):
    apps.get_model("translation", "Reading").objects.filter(
        seminar=seminar, subject=subject, by=asker
    ).update(by=None)
    told = apps.get_model("eventlog", "LogEntry").objects.filter(
        stream=seminar, kind__in=KINDS, actor=asker, data__subject=subject
    )
    for entry in told:
        entry.actor = ""
        if "by" in entry.data:
            entry.data = {**entry.data, "by": ""}
        entry.save(update_fields=["actor", "data"])
    if told:
        stream = apps.get_model("eventlog", "Stream").objects.get(pk=seminar)
        stream.edition += 1
        stream.save(update_fields=["edition"])


class Migration(migrations.Migration):
    dependencies = [
        ("eventlog", "0002_edition"),
        ("questions", "0002_hidden"),
        ("room", "0004_seats"),
        ("translation", "0001_initial"),
    ]
    operations = [migrations.RunPython(take_names_out, migrations.RunPython.noop)]
