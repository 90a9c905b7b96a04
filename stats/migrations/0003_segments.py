"""Records many a row: those that are there are rows of one record each, until the next rebuild."""

from django.db import migrations, models

COPY = """
    INSERT INTO stats_segment (match, epoch, seq, last_seq, payload, "partition", offsets)
    SELECT match, epoch, seq, seq, '[' || payload || ']', "partition", '[' || "offset" || ']' FROM stats_record
"""


class Migration(migrations.Migration):
    dependencies = [("stats", "0002_outcomes_and_measures")]

    operations = [
        migrations.CreateModel(
            name="Segment",
            fields=[
                ("pk", models.CompositePrimaryKey("match", "epoch", "seq", blank=True, editable=False, primary_key=True, serialize=False)),
                ("match", models.CharField(max_length=36)),
                ("epoch", models.PositiveIntegerField()),
                ("seq", models.PositiveIntegerField()),
                ("last_seq", models.PositiveIntegerField()),
                ("payload", models.TextField()),
                ("partition", models.PositiveIntegerField()),
                ("offsets", models.TextField()),
            ],
        ),
        migrations.RunSQL(COPY, migrations.RunSQL.noop),
        migrations.DeleteModel(name="Record"),
    ]
