"""Has the catalogue's topic told again of everybody whose entry says more since then: aliases, sources' ids, merges."""

from django.db import migrations, models
from django.db.models import F, Q


def renew(apps, schema_editor):
    person, competitor = (apps.get_model("scoreboard", name) for name in ("Person", "Competitor"))
    known = Q(namesake__gt=0) | ~Q(same_as=None)
    for listed in ("PersonAlias", "PersonSource"):
        known |= Q(pk__in=apps.get_model("scoreboard", listed).objects.values("person"))
    person.objects.filter(known).update(version=F("version") + 1)
    named = apps.get_model("scoreboard", "CompetitorAlias").objects.values("competitor")
    competitor.objects.filter(pk__in=named).update(version=F("version") + 1)


class Migration(migrations.Migration):
    dependencies = [("scoreboard", "0021_forgotten")]

    operations = [
        migrations.RunPython(renew, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="auditentry",
            name="kind",
            field=models.CharField(
                choices=[
                    ("event", "Event entered"),
                    ("correction", "Correction"),
                    ("status", "Status declared"),
                    ("fixture", "Fixture"),
                    ("import", "Import"),
                    ("epoch", "Epoch raised"),
                    ("repair", "Match repaired"),
                    ("dead_letter", "Dead letter"),
                    ("adjustment", "Points adjusted"),
                    ("person", "People merged or split"),
                    ("competitor", "Competitors merged"),
                    ("squad", "Squads entered"),
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
    ]
