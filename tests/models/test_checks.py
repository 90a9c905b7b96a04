"""What the database itself refuses, and that a migration names what is there already instead of failing."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from django.db import DataError, IntegrityError, connection, transaction

from scoreboard.models import ApiToken, Match, MatchEvent, Person, SquadEntry, StandingAdjustment
from scoreboard.record.fixture import change_fixture
from tests.factories import enter, make_competitor, make_match, make_scorer
from tests.refusals import raises_refused

ROOT = Path(__file__).resolve().parents[2]
EARLY, LATE = "1799-12-31 23:59:59", "2200-01-01 00:00:01"
BROKEN = [
    ("match", "scheduled_at", EARLY),
    ("match", "scheduled_at", LATE),
    ("match", "scheduled_on", "1799-12-31"),
    ("match", "scheduled_on", "2200-01-01"),
    ("match", "recorded_at", LATE),
    ("match", "round_number", -1),
    ("match", "round_number", 32_768),
    ("match", "epoch", 0),
    ("match", "seq", 0),
    ("match", "home_score", -1),
    ("match", "away_score", 10_001),
    ("match", "state", ""),
    ("match", "venue", "x" * 121),
    ("match", "group", "x\0"),
    ("match", "round", "\0"),
    ("matchevent", "seq", 0),
    ("matchevent", "record", ""),
    ("matchevent", "actor", ""),
    ("matchevent", "recorded_at", EARLY),
    ("matchevent", "key", "k" * 201),
    ("matchevent", "key", "k\0"),
    ("competition", "name", ""),
    ("season", "name", "x" * 61),
    ("competitor", "name", "a\0b"),
    ("competitor", "name", ""),
    ("person", "name", "x" * 121),
    ("squadentry", "position", "x" * 31),
    ("squadentry", "since", "1799-12-31"),
    ("squadentry", "until", "2200-01-01"),
    ("standingadjustment", "on", "0001-01-01"),
    ("apitoken", "expires_at", LATE),
]


@pytest.fixture
def filled(live_match):
    """A row in every table that is checked."""
    enter(live_match, {"type": "goal", "side": "home", "player": "Ada"}, key="k")
    day = datetime(2026, 1, 1, tzinfo=UTC)
    StandingAdjustment.objects.create(
        season=live_match.season, competitor=live_match.home, points=-1, reason="Debts", on=day.date()
    )
    SquadEntry.objects.create(season=live_match.season, competitor=live_match.home, person=Person.objects.get())
    ApiToken.issue(user=make_scorer(), expires_at=day)
    return live_match


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "column", "value"), BROKEN)
def test_the_database_refuses_what_nobody_could_read(filled, kind, column, value):
    with pytest.raises((IntegrityError, DataError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f'UPDATE scoreboard_{kind} SET "{column}" = %s', [value])
        pytest.fail("it was taken")


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "column", "value"), [one for one in BROKEN if one[0] == "match"])
def test_a_new_row_is_looked_at_too(filled, kind, column, value):
    names = [field.column for field in Match._meta.concrete_fields]
    columns = ", ".join(f'"{name}"' for name in names)
    others = ", ".join("%s" if name in (column, "id") else f'"{name}"' for name in names)
    fresh = make_match().pk
    values = {"id": fresh.hex[:-1] + "f" if connection.vendor == "sqlite" else fresh, column: value}
    insert = f"INSERT INTO scoreboard_match ({columns}) SELECT {others} FROM scoreboard_match LIMIT 1"
    with pytest.raises((IntegrityError, DataError)) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(insert, [values[name] for name in names if name in values])
        pytest.fail("it was taken")
    assert "scoreboard_match_pkey" not in str(error.value)


@pytest.mark.django_db
def test_what_only_the_database_has_refused_is_told_in_words(match, monkeypatch):
    """A bound that an entrance forgets: the scorer is told, nothing is half-written, no page answers 500."""
    monkeypatch.setattr("scoreboard.record.request.check_fixture", lambda data: data)
    early = datetime(1700, 1, 1, tzinfo=UTC)
    with raises_refused(r"the database does not take it: .*scheduled_\w+_of_our_times") as refused:
        change_fixture(match_id=match.pk, actor="user:1", scheduled_at=early)
    assert refused.value.rule == "match.not_stored"
    with raises_refused("the database does not take it"):
        make_match(season=match.season, home=make_competitor(), scheduled_at=early)
    with raises_refused(r"Round 4294967303 cannot be kept"):
        change_fixture(match_id=match.pk, actor="user:1", round_number=2**32 + 7)
    assert (Match.objects.count(), MatchEvent.objects.count()) == (1, 1)


# --- the migration ---------------------------------------------------------------------------------------------------

MIGRATE = """
import sys
import django
django.setup()
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from scoreboard.models import Competitor, Match, MatchEvent, Person

def migrate(to):
    call_command("migrate", "scoreboard", to, verbosity=0)

def run(sql, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else None

def refuses(sql, *values):
    try:
        run(sql, *values)
    except IntegrityError:
        return True
    return False

call_command("migrate", "scoreboard", verbosity=0)  # matches are made and played with the columns of today
from tests.factories import enter, make_match
from tests.refusals import raises_refused
good, bad, many = make_match(), make_match(), [make_match() for _ in range(25)]
migrate("0012")
broken = sys.argv[1] == "broken"
if broken:
    early = "0001-01-01 00:00:00" if connection.vendor == "sqlite" else "0044-03-15 10:00+00 BC"
    key = bad.pk.hex if connection.vendor == "sqlite" else bad.pk
    run("UPDATE scoreboard_match SET scheduled_at = %s, home_score = -1 WHERE id = %s", early, key)
    run("UPDATE scoreboard_match SET away_score = 10001")
    run("UPDATE scoreboard_competitor SET name = '' WHERE name = %s", bad.home.name)
migrate("0013")
assert refuses("UPDATE scoreboard_match SET home_score = -2")
assert refuses("UPDATE scoreboard_match SET scheduled_at = '1799-01-01 00:00:00'")
assert refuses("UPDATE scoreboard_competitor SET name = ''")
run("UPDATE scoreboard_match SET home_score = 0, away_score = 3, scheduled_at = NULL")  # whoever mends a row may
if connection.vendor == "postgresql":
    valid = dict(run("SELECT conname, convalidated FROM pg_constraint WHERE conname ~ '_(counts|given|of_our_times)$'"))
    wrong = {name for name, is_valid in valid.items() if not is_valid}
    expected = {"match_home_score_counts", "match_away_score_counts", "match_scheduled_at_of_our_times",
                "competitor_name_given"}
    assert wrong == (expected if broken else set()), wrong
    assert len(valid) > 15, valid
migrate("0012")
run("UPDATE scoreboard_match SET home_score = -2")
migrate("0013")
migrate("0013")
assert refuses("UPDATE scoreboard_match SET home_score = -3")
if not broken:
    call_command("migrate", "scoreboard", verbosity=0)
    enter(good, {"type": "period_start"})
print("ids", bad.pk, good.pk, bad.home_id)
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request, tmp_path):
    """The URL of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'checked.sqlite3'}"
    postgres = request.getfixturevalue("postgres")
    with psycopg.connect(postgres.url, autocommit=True) as administrator:
        administrator.execute("DROP DATABASE IF EXISTS checked")
        administrator.execute("CREATE DATABASE checked")
    return postgres.url.rpartition("/")[0] + "/checked"


@pytest.mark.skipif(connection.vendor == "postgresql", reason="runs on both by itself")
@pytest.mark.parametrize("kind", ["clean", "broken"])
def test_rows_of_before_are_named_and_stay_and_no_other_is_taken(database_url, tmp_path, kind):
    ran = subprocess.run(
        [sys.executable, "-c", MIGRATE, kind],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "DATA_DIR": str(tmp_path),
            "DATABASE_URL": database_url,
            "DJANGO_SETTINGS_MODULE": "scoreboard.settings",
        },
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    _, bad, good, team = ran.stdout.split()[-4:]
    first = ran.stderr.partition("match_home_score_counts")[2].partition("\n")[0]
    if kind == "clean":
        assert "do not keep match_scheduled_at" not in ran.stderr
        return
    assert bad.replace("-", "") in first.replace("-", "")
    assert good.replace("-", "") not in first.replace("-", "")
    named = {line.partition(" do not keep ")[2].partition(" ")[0]: line for line in ran.stderr.splitlines()}
    assert team.replace("-", "") in named["competitor_name_given"].replace("-", "")
    assert bad.replace("-", "") in named["match_scheduled_at_of_our_times"].replace("-", "")
    assert "27 rows of scoreboard_match" in named["match_away_score_counts"]
    assert named["match_away_score_counts"].endswith(", …")
