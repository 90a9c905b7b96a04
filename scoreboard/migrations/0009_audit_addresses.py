import uuid
from importlib import import_module

from django.db import migrations, models

log = import_module("scoreboard.migrations.0004_audit_log")
ENTRIES, ADDRESSES = log.TABLE, "scoreboard_auditaddress"
NEW_KEY = {"sqlite": "lower(hex(randomblob(16)))", "postgresql": "gen_random_uuid()"}


def move(apps, schema_editor):
    """Give each entry with an address a random key, and the address to the row of that key.

    The address is overwritten, too: a column that is dropped stays in the rows of PostgreSQL's files.
    """
    new_key = NEW_KEY[schema_editor.connection.vendor]
    schema_editor.execute(f"UPDATE {ENTRIES} SET address_key = {new_key} WHERE address <> ''")
    schema_editor.execute(
        f"INSERT INTO {ADDRESSES} (key, address, at) "
        f"SELECT address_key, address, at FROM {ENTRIES} WHERE address_key IS NOT NULL"
    )
    schema_editor.execute(f"UPDATE {ENTRIES} SET address = '' WHERE address_key IS NOT NULL")


def move_back(apps, schema_editor):
    """Give the entries the addresses that are still kept."""
    schema_editor.execute(
        f"UPDATE {ENTRIES} SET address = COALESCE("
        f"(SELECT {ADDRESSES}.address FROM {ADDRESSES} WHERE {ADDRESSES}.key = {ENTRIES}.address_key), '')"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("scoreboard", "0008_drop_axes"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditAddress",
            fields=[
                ("key", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("address", models.CharField(max_length=45)),
                ("at", models.DateTimeField(db_index=True)),
            ],
            options={"default_permissions": ()},
        ),
        migrations.RunPython(log.reopen, log.close),
        migrations.AddField(
            model_name="auditentry",
            name="address_key",
            field=models.UUIDField(help_text="Of the AuditAddress; none for a program of this machine.", null=True),
        ),
        migrations.AlterField(
            model_name="auditentry",
            name="address",
            field=models.CharField(blank=True, default="", max_length=45),
        ),
        migrations.RunPython(move, move_back),
        migrations.RemoveField(model_name="auditentry", name="address"),
        migrations.RunPython(log.close, log.reopen),
    ]
