from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("scoreboard", "0011_damage"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="matchevent",
            name="event_key",
        ),
        migrations.AddConstraint(
            model_name="matchevent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("key__isnull", False)),
                fields=("match", "actor", "key", "key_index"),
                name="event_key",
            ),
        ),
    ]
