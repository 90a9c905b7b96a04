from django.db import migrations, models

TABLE = "scoreboard_auditentry"
# What an SQLite trigger refuses to do. A row is also overwritten by INSERT OR REPLACE, which is no DELETE to a trigger.
SQLITE = {
    "update": "BEFORE UPDATE ON {table}",
    "delete": "BEFORE DELETE ON {table}",
    "replace": "BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)",
}


def close(apps, schema_editor):
    """Have the database refuse to change or delete an entry. Whoever alters this table on SQLite must do so again."""
    if schema_editor.connection.vendor == "sqlite":
        for name, when in SQLITE.items():
            schema_editor.execute(
                f"CREATE TRIGGER audit_no_{name} {when.format(table=TABLE)} "
                "BEGIN SELECT RAISE(ABORT, 'The audit log is append-only.'); END"
            )
        return
    schema_editor.execute(
        "CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'The audit log is append-only.' USING ERRCODE = 'restrict_violation'; END $$"
    )
    schema_editor.execute(
        f"CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {TABLE} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()"
    )


def reopen(apps, schema_editor):
    """Let the table be changed: by a migration that calls `close` again, or as this one is taken back."""
    if schema_editor.connection.vendor == "sqlite":
        for name in SQLITE:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS audit_no_{name}")
        return
    schema_editor.execute(f"DROP TRIGGER IF EXISTS audit_append_only ON {TABLE}")
    schema_editor.execute("DROP FUNCTION IF EXISTS refuse_audit_change()")


class Migration(migrations.Migration):
    dependencies = [
        ("scoreboard", "0003_sport_choices"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField(db_index=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("event", "Event entered"),
                            ("correction", "Correction"),
                            ("status", "Status declared"),
                            ("fixture", "Fixture"),
                            ("import", "Import"),
                            ("epoch", "Epoch raised"),
                            ("adjustment", "Points adjusted"),
                            ("rights", "Rights"),
                            ("user", "User"),
                            ("token", "Token"),
                            ("login", "Logged in"),
                            ("login_failed", "Login failed"),
                            ("logout", "Logged out"),
                        ],
                        max_length=20,
                    ),
                ),
                ("actor", models.CharField(max_length=80)),
                ("name", models.CharField(max_length=150)),
                (
                    "address",
                    models.CharField(blank=True, help_text="The caller's; empty for a program.", max_length=45),
                ),
                ("match", models.UUIDField(null=True)),
                ("subject", models.CharField(blank=True, help_text="To what or whom it was done.", max_length=300)),
                ("what", models.CharField(max_length=500)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("before", models.JSONField(null=True)),
                ("after", models.JSONField(null=True)),
            ],
            options={
                "verbose_name_plural": "audit entries",
                "default_permissions": ("view",),
                "indexes": [
                    models.Index(fields=["match", "id"], name="audit_match"),
                    models.Index(fields=["name", "id"], name="audit_name"),
                    models.Index(
                        condition=models.Q(("kind", "event"), _negated=True), fields=["kind", "id"], name="audit_rare"
                    ),
                ],
            },
        ),
        migrations.RunPython(close, reopen),
    ]
