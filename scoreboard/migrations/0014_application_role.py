"""Takes from the application's role what deploy/postgres/roles.sql gives it of every new table and not of these two."""

from django.db import migrations

TAKE = """
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'scoreboard_app') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON scoreboard_auditentry FROM scoreboard_app;
        REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON django_migrations FROM scoreboard_app;
    END IF;
END $$
"""


def take(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(TAKE)


class Migration(migrations.Migration):
    dependencies = [("scoreboard", "0013_checks")]

    operations = [migrations.RunPython(take, migrations.RunPython.noop)]
