from django.db import migrations

# Of django-axes, which counted failed logins before scoreboard.accounts did: with the passwords that were typed as names.
TABLES = ["axes_accessattemptexpiration", "axes_accessfailurelog", "axes_accesslog", "axes_accessattempt"]


def forget(apps, schema_editor):
    """Take the rights on those tables away, and the record that they were made."""
    apps.get_model("contenttypes", "ContentType").objects.using(schema_editor.connection.alias).filter(
        app_label="axes"
    ).delete()
    schema_editor.execute("DELETE FROM django_migrations WHERE app = 'axes'")


class Migration(migrations.Migration):
    dependencies = [
        ("scoreboard", "0007_dead_letters_audited"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        *(migrations.RunSQL(f"DROP TABLE IF EXISTS {table}", migrations.RunSQL.noop) for table in TABLES),
        migrations.RunPython(forget, migrations.RunPython.noop),
    ]
