"""Whether a side's line-up is known: of no log of before, in which there were none."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("stats", "0007_ties")]

    operations = [
        migrations.AddField("sidefact", "lineup", models.BooleanField(default=False, db_default=False)),
    ]
