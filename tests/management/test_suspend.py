"""`manage.py suspend`: bans by decision."""

import json

import pytest
from django.core.management import CommandError, call_command

from scoreboard.models import AuditEntry, Person, Suspension
from tests.factories import make_competitor, make_season
from tests.stats.playing import card, play

pytestmark = pytest.mark.django_db


@pytest.fixture
def match():
    season = make_season(competition="Liga", name="2026")
    return play(season, make_competitor("Arden"), make_competitor("Brook"), events=[card("home", "Ann", "red")])


def suspend(capsys, *options):
    ann = Person.objects.get(name="Ann")
    call_command("suspend", "--person", str(ann.pk), "--reason", "panel", *options)
    return capsys.readouterr().out.strip()


def test_the_ban_of_a_match(match, capsys):
    said = suspend(capsys, "--match", str(match.pk), "--matches", "3", "--on", "2026-03-05")
    assert said == "Ann 3 matches (panel) from 2026-03-05"
    ban = Suspension.objects.get()
    assert (ban.season, ban.competitor, ban.match, ban.version) == (match.season, match.home, match, 1)
    assert ban.as_entry().data == {
        "season": str(match.season_id),
        "competitor": str(match.home_id),
        "person": str(ban.person_id),
        "match": str(match.pk),
        "matches": 3,
        "on": "2026-03-05",
        "reason": "panel",
    }
    assert ban.as_entry().parent() == str(match.season_id)
    entry = AuditEntry.objects.get(kind="suspension")
    assert (entry.what, entry.reason) == ("suspension decided", "panel")


def test_a_ban_taken_back_and_one_until_a_day(match, capsys):
    assert suspend(capsys, "--match", str(match.pk), "--matches", "0", "--on", "2026-03-05").startswith("Ann no ban")
    said = suspend(capsys, "--season", "Liga 2026", "--until", "2026-06-30", "--on", "2026-03-05")
    assert said == "Ann until 2026-06-30 (panel) from 2026-03-05"
    assert "match" not in json.loads(json.dumps(Suspension.objects.get(match=None).as_entry().data))


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["--matches", "1"], "--season: expected the season"),
        (["--season", "Liga 2026", "--matches", "0"], "--matches: Expected how many"),
        (["--season", "Liga 2026", "--matches", "101"], "--matches: Ensure this value"),
        (["--season", "Liga 2027", "--matches", "1"], "--season: there is no season"),
        (["--match", "m1", "--matches", "1"], "--match: there is no match 'm1'"),
    ],
)
def test_what_is_refused(match, capsys, options, why):
    with pytest.raises(CommandError, match=why):
        suspend(capsys, *options)
    assert not Suspension.objects.exists()


def test_a_match_of_others_or_of_another_season_is_none_of_theirs(match, capsys):
    other = play(match.season, make_competitor("Copse"), make_competitor("Dale"), "0-0")
    with pytest.raises(CommandError, match="--match: Ann is of Arden"):
        suspend(capsys, "--match", str(other.pk), "--matches", "1")
    make_season(competition="Cup", name="2026")
    with pytest.raises(CommandError, match="--match: .* is not of Cup 2026"):
        suspend(capsys, "--match", str(match.pk), "--season", "Cup 2026", "--matches", "1")
    with pytest.raises(CommandError, match="--person: Nobody has the id"):
        call_command("suspend", "--person", "Ann", "--reason", "x", "--match", str(match.pk), "--matches", "1")
