"""Facts are found by what they are about: a number of their own cost a fifth of writing them."""

from django.db import migrations, models

KEYS = {
    "sidefact": ("match", "side"),
    "personfact": ("match", "competitor", "person", "stat"),
    "incidentfact": ("match", "seq"),
    "seasonfact": ("match", "season"),
}
CONSTRAINTS = {
    "sidefact": "side_of_match",
    "personfact": "person_in_match",
    "incidentfact": "incident_of_record",
    "seasonfact": "season_of_match",
}


def make_key(*fields):
    return models.CompositePrimaryKey(*fields, blank=True, editable=False, primary_key=True, serialize=False)


def make_anew(apps, editor):
    """Make each table as the model says, with the rows that are there."""
    for name in KEYS:
        model = apps.get_model("stats", name)
        table = model._meta.db_table
        columns = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
        editor.execute(f'ALTER TABLE "{table}" RENAME TO "{table}_old"')
        editor.create_model(model)
        editor.execute(f'INSERT INTO "{table}" ({columns}) SELECT {columns} FROM "{table}_old"')
        editor.execute(f'DROP TABLE "{table}_old"')


class Migration(migrations.Migration):
    dependencies = [("stats", "0003_segments")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                *(migrations.RemoveConstraint(name, constraint) for name, constraint in CONSTRAINTS.items()),
                *(migrations.RemoveField(name, "id") for name in KEYS),
                *(migrations.AddField(name, "pk", make_key(*fields)) for name, fields in KEYS.items()),
                migrations.RemoveIndex("seasonfact", "season_match"),
                migrations.AddIndex("seasonfact", models.Index(fields=["season"], name="season_season")),
            ]
        ),
        migrations.RunPython(make_anew),
    ]
