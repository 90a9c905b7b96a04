import django.db.models.deletion
from django.db import migrations, models

import scoreboard.models.names


def fill_keys(apps, schema_editor):
    """Give every competitor there is the normal form of its name."""
    competitors = apps.get_model("scoreboard", "Competitor").objects
    rows = list(competitors.only("name", "key").iterator())
    for row in rows:
        row.key = scoreboard.models.names.normalise(row.name)
    competitors.bulk_update(rows, ["key"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("scoreboard", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="competitor",
            name="key",
            field=scoreboard.models.names.NameKey(db_index=True, default="", editable=False, max_length=240),
        ),
        migrations.CreateModel(
            name="CompetitorAlias",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "sport",
                    models.CharField(
                        editable=False, help_text="Its competitor's, so that names are unique.", max_length=30
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("key", scoreboard.models.names.NameKey(default="", editable=False, max_length=240)),
                (
                    "competitor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="aliases",
                        to="scoreboard.competitor",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "competitor aliases",
                "ordering": ["name"],
                "constraints": [models.UniqueConstraint(fields=("sport", "key"), name="alias_key")],
            },
        ),
        migrations.RunPython(fill_keys, migrations.RunPython.noop, elidable=True),
    ]
