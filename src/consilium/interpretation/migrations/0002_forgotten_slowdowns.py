"""Which booths asked for slower speech is forgotten: the moment told it, beside the log."""

from typing import Any

from django.db import migrations


def forget(apps: Any, schema_editor: Any) -> None:
    apps.get_model("interpretation", "Booth").objects.exclude(slowdown_at=0).update(slowdown_at=0)


class Migration(migrations.Migration):
    dependencies = [("interpretation", "0001_initial")]
    operations = [migrations.RunPython(forget, migrations.RunPython.noop, elidable=True)]
