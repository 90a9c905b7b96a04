"""`manage.py import`, `adjust`, `token`, `replay` and `load_demo`, as called."""

import json

import pytest
from django.core.management import CommandError, call_command, load_command_class

from scoreboard.models import ApiToken, Competition, Match, MatchEvent, Season, StandingAdjustment
from scoreboard.permissions import find_token, may_score
from scoreboard.queries import decode_state
from scoreboard.replays.replay import abandon_unfinished, replay
from tests.factories import enter, make_match

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "en.json"
    match = {"date": "2026-08-15", "team1": "Reds", "team2": "Blues", "score": {"ft": [2, 1]}}
    path.write_text(json.dumps({"name": "Test League", "matches": [match]}))
    return path


def run_import(capsys, *args):
    call_command("import", "openfootball", *map(str, args))
    return json.loads(capsys.readouterr().out)


def test_an_import_prints_one_json_line(file, capsys):
    report = run_import(capsys, file, "--season", "2026/27")
    assert report == {"matches": 1, "events": 2, "created": 1, "unchanged": 0, "warnings": [], "rejected": []}


def test_a_dry_run_writes_nothing(file, capsys):
    assert run_import(capsys, file, "--season", "2026/27", "--dry-run")["created"] == 1
    assert (Match.objects.count(), Competition.objects.count()) == (0, 0)


def test_rules_are_set_on_the_season(file, capsys):
    rules = ["ranking=points_per_game", "tiebreakers=points,head_to_head", "substitutions=3"]
    run_import(capsys, file, "--season", "2026/27", "--rules", *rules)
    season = Season.objects.get()
    assert season.ranking == {"ranking": "points_per_game", "tiebreakers": ["points", "head_to_head"]}
    assert season.ruleset == {"substitutions": 3}
    assert decode_state(Match.objects.get()).play.ruleset.substitutions == 3


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ("points", "expected KEY=VALUE"),
        ("pionts=3", "one of the keys"),
        ("ranking=elo", "elo"),
        ("win=many", "int"),
        ("tiebreakers=points,luck", "luck"),
    ],
)
def test_a_wrong_rule_says_what_was_expected(file, rule, why):
    with pytest.raises(CommandError, match=why):
        call_command("import", "openfootball", str(file), "--season", "1", "--rules", rule)
    assert Match.objects.count() == 0


def test_a_file_that_is_missing_broken_or_nameless_is_said_so(file, tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("import", "openfootball", str(tmp_path / "none.json"))
    with pytest.raises(CommandError, match="names no season"):
        call_command("import", "openfootball", str(file))
    file.write_text(file.read_text()[:-9])
    with pytest.raises(CommandError, match="not JSON"):
        call_command("import", "openfootball", str(file), "--season", "1")


def test_an_adjustment_needs_somebody_who_plays_there(file, capsys):
    run_import(capsys, file, "--season", "2026/27")
    call_command(
        "adjust", "--season", "Test League 2026/27", "--competitor", "Reds", "--points", "-6", "--reason", "Debts"
    )
    adjustment = StandingAdjustment.objects.get()
    assert (adjustment.points, adjustment.competitor.name) == (-6, "Reds")
    for change, why in (({"competitor": "Greens"}, "nobody"), ({"season": "X"}, "no season"), ({"points": 0}, "not 0")):
        given = {"season": "Test League 2026/27", "competitor": "Reds", "points": -6, "reason": "Debts", **change}
        with pytest.raises(CommandError, match=why):
            call_command("adjust", **given)


@pytest.mark.parametrize(
    "argv",
    [
        ["adjust", "--season", "S", "--competitor", "C", "--points", "1", "--reason", "\udcff"],
        ["adjust", "--season", "S\x07", "--competitor", "C", "--points", "1", "--reason", "Debts"],
        ["adjust", "--season", "S", "--competitor", "C", "--points", "1", "--reason", "Debts", "--on", "0001-01-01"],
        ["merge", "Reds\udcff", "Blues"],
        ["token", "\udcff"],
        ["token", "kim", "--competition", "\u202e"],
        ["import", "openfootball", "x.json", "--season", "20\n26"],
        ["raise_epoch", "--all", "--reason", "\udc80"],
    ],
)
def test_a_word_that_nobody_could_store_is_no_argument(argv):
    with pytest.raises(CommandError, match="argument"):
        load_command_class("scoreboard", argv[0]).create_parser("manage.py", argv[0]).parse_args(argv[1:])


def test_a_token_is_printed_once_and_stored_hashed(capsys, scorer, match):
    call_command("token", scorer.username, "--match", str(match.pk), "--expires", "1")
    token = capsys.readouterr().out.strip()
    found = find_token(token)
    assert found.user == scorer
    assert token not in str(list(ApiToken.objects.values()))
    assert may_score(scorer, match, token=found)
    assert not may_score(scorer, make_match(), token=found)


@pytest.mark.parametrize(
    "args", [["nobody"], ["USER", "--match", "x"], ["USER", "--competition", "x"], ["USER", "--expires", "0"]]
)
def test_a_token_of_nothing_is_refused(args, scorer):
    with pytest.raises(CommandError):
        call_command("token", *(scorer.username if arg == "USER" else arg for arg in args))


def test_a_replay_is_a_new_match_that_never_counts():
    original = make_match(knock_out=True)
    enter(
        original,
        {"type": "period_start"},
        {"type": "goal", "side": "home", "player": "Ada", "clock_ms": 22 * 60_000},
        {"type": "goal", "side": "away", "player": "Bea", "clock_ms": 30 * 60_000},
        {"type": "period_end", "clock_ms": 46 * 60_000},
        {"type": "void", "data": {"seq": 4, "reason": "Offside"}},
    )
    waits, seen = [], []
    copy = replay(match=original, speed=30, sleep=waits.append, on_event=seen.append)
    assert copy.replay_of == original
    assert copy.season.competition.name == "Replays"
    assert (copy.home_score, copy.away_score, copy.phase) == (1, 0, "half_time")
    assert [event.clock_ms for event in seen] == [None, 22 * 60_000, 46 * 60_000]
    assert waits == [2.0, 44.0, 48.0]
    assert decode_state(copy).play.clock.rate == 30
    abandon_unfinished()
    copy.refresh_from_db()
    assert copy.status == "abandoned"


def test_a_match_without_events_cannot_be_replayed(match):
    with pytest.raises(CommandError, match="no events of play"):
        call_command("replay", str(match.pk))
    with pytest.raises(CommandError, match="no match"):
        call_command("replay", "nonsense")
    with pytest.raises(CommandError, match="0.1 to 10000"):
        call_command("replay", str(match.pk), "--speed", "0")


def test_the_demo_is_loaded_once(settings, tmp_path, capsys):
    settings.DEMO, settings.DATA_DIR = True, tmp_path
    call_command("load_demo")
    events = MatchEvent.objects.count()
    assert Match.objects.count() == 444
    password = capsys.readouterr().out.split()[-1]
    call_command("load_demo")
    assert MatchEvent.objects.count() == events
    assert capsys.readouterr().out.split()[-1] == password
