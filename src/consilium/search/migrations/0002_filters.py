"""PostgreSQL: what filters ask of a passage, beside its terms.

And no pending list: until a vacuum empties it every query reads all of it, up to 4 MB.
"""

from django.db import migrations

COLUMNS = (
    """ALTER TABLE search_terms
        ADD COLUMN kind varchar(12) NOT NULL DEFAULT '',
        ADD COLUMN seminar_id varchar(26) NOT NULL DEFAULT '',
        ADD COLUMN language varchar(35) NOT NULL DEFAULT '',
        ADD COLUMN answered boolean NOT NULL DEFAULT FALSE""",
    """UPDATE search_terms AS terms
        SET kind = p.kind, seminar_id = p.seminar_id, language = p.language, answered = p.answered
        FROM search_passage AS p WHERE p.id = terms.passage_id""",
    "ALTER INDEX search_terms_gin SET (fastupdate = off)",
    "SELECT gin_clean_pending_list('search_terms_gin')",
)
DROP = "ALTER TABLE search_terms DROP COLUMN kind, DROP COLUMN seminar_id, DROP COLUMN language, DROP COLUMN answered"


def add_columns(apps, editor):
    for statement in COLUMNS if editor.connection.vendor == "postgresql" else ():
        editor.execute(statement)


def drop_columns(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(DROP)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(add_columns, drop_columns)]
