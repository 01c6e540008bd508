"""The passages, and beside them the index of the database that is in use."""

import django.db.models.deletion
from django.db import migrations, models

SQLITE = """CREATE VIRTUAL TABLE search_terms USING fts5(
    terms, raws, marks, tokenize = "ascii tokenchars '._'"
)"""
POSTGRES = (
    """CREATE TABLE search_terms (
        passage_id bigint PRIMARY KEY,
        terms tsvector NOT NULL
    )""",
    "CREATE INDEX search_terms_gin ON search_terms USING gin (terms)",
)


def make_index(apps, editor):
    for statement in POSTGRES if editor.connection.vendor == "postgresql" else (SQLITE,):
        editor.execute(statement)


def drop_index(apps, editor):
    editor.execute("DROP TABLE search_terms")


class Migration(migrations.Migration):
    initial = True
    dependencies = [("seminars", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="Passage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject", models.CharField(max_length=64)),
                ("language", models.CharField(max_length=35)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("cue", "cue"),
                            ("question", "question"),
                            ("answer", "answer"),
                            ("slide", "slide"),
                            ("document", "document"),
                            ("contribution", "contribution"),
                            ("seminar", "seminar"),
                            ("person", "person"),
                        ],
                        max_length=12,
                    ),
                ),
                ("text", models.TextField()),
                ("at", models.BigIntegerField(default=0)),
                ("machine", models.BooleanField(default=False)),
                ("answered", models.BooleanField(default=False)),
                (
                    "seminar",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="passages", to="seminars.seminar"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="passage",
            constraint=models.UniqueConstraint(
                fields=("seminar", "subject", "language"), name="one_passage_per_language"
            ),
        ),
        migrations.CreateModel(
            name="Progress",
            fields=[
                (
                    "seminar",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search_progress",
                        serialize=False,
                        to="seminars.seminar",
                    ),
                ),
                ("seq", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.RunPython(make_index, drop_index),
    ]
