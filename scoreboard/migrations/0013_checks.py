from django.db import migrations

from scoreboard.models.checks import Check, add_checks, between, drop_checks, fits, given, of_our_times

SQLITE = ("sqlite",)  # what the columns' types already say on PostgreSQL
TEXTS = {
    "match": {"group": 120, "round": 120, "venue": 120},
    "matchevent": {"key": 200},
    "competition": {"name": 120},
    "season": {"name": 60},
    "stage": {"name": 60},
    "competitor": {"name": 120},
    "competitoralias": {"name": 120},
    "person": {"name": 120},
}
TIMES = {
    "match": ("scheduled_at", "scheduled_on", "recorded_at"),
    "matchevent": ("recorded_at",),
    "standingadjustment": ("on",),
    "apitoken": ("expires_at",),
}
GIVEN = {
    "match": ("state",),
    "matchevent": ("record", "actor"),
    **{kind: ("name",) for kind in ("competition", "season", "stage", "competitor", "competitoralias", "person")},
}
NUMBERS = {
    "match": {
        "round_number": (0, 32_767),
        "epoch": (1, 2**31 - 1),
        "seq": (1, 2**31 - 1),
        "home_score": (0, 10_000),
        "away_score": (0, 10_000),
    },
    "matchevent": {"seq": (1, 2**31 - 1)},
}


def list_checks():
    for kind, columns in NUMBERS.items():
        for column, (least, most) in columns.items():
            yield Check(f"{kind}_{column}_counts", f"scoreboard_{kind}", column, between(column, least, most))
    for kind, columns in TIMES.items():
        for column in columns:
            yield Check(f"{kind}_{column}_of_our_times", f"scoreboard_{kind}", column, of_our_times(column))
    for kind, columns in GIVEN.items():
        for column in columns:
            yield Check(f"{kind}_{column}_given", f"scoreboard_{kind}", column, given(column))
    for kind, columns in TEXTS.items():
        for column, most in columns.items():
            yield Check(f"{kind}_{column}_fits", f"scoreboard_{kind}", column, fits(column, most), SQLITE)


class Migration(migrations.Migration):
    """Checks are added one by one: rows of before that break one are named, and nothing fails for their sake."""

    atomic = False  # a large table is read through once for each check, and not locked for all of them together
    dependencies = [("scoreboard", "0012_keys_by_actor")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: add_checks(editor, list_checks()),
            lambda apps, editor: drop_checks(editor, list_checks()),
        )
    ]
