"""openfootball's files: the real ones with their known results, and hand-made ones for what those do not show."""

import json
from collections import Counter

import pytest

from scoreboard.importers import native, openfootball
from scoreboard.importers.base import BadFile
from scoreboard.importers.store import store
from scoreboard.models import Match, MatchEvent, Season
from scoreboard.queries import load_log, read_snapshot, read_state
from scoreboard.sports.match import fold, view_of

CUPS = ["worldcup.2014", "worldcup.2018", "worldcup.2022", "euro.2020"]
LEAGUES = ["2016-17.en.1", "2018-19.de.1", "2024-25.fr.1"]


def import_file(path):
    season = openfootball.parse(path.read_bytes())
    return season, store(season, actor="import:openfootball")


def cup_file(data, cup):
    name, year = cup.split(".")
    return data / "football" / f"{name}.json" / year / f"{name}.json"


@pytest.mark.django_db
@pytest.mark.parametrize("cup", CUPS)
def test_a_cup_has_its_true_outcomes_and_scorers(data, cup):
    expected = json.loads((data / "football" / "expected" / f"{cup}.json").read_text())
    _, report = import_file(cup_file(data, cup))
    assert (report.matches, report.created, report.rejected) == (expected["matches"], expected["matches"], [])
    matches = {
        (str(match.scheduled_on), match.home.name, match.away.name): match
        for match in Match.objects.select_related("home", "away")
    }
    decided = {"regular": "normal time", "extra_time": "extra time", "shootout": "penalties"}
    for outcome in expected["outcomes"]:
        match = matches[outcome["date"], outcome["team1"], outcome["team2"]]
        view = view_of(read_state(match))
        assert [view.score.home, view.score.away] == outcome["final"]
        assert (view.shootout and [view.shootout.home, view.shootout.away]) == outcome["penalties"]
        winner = match.home.name if view.winner == "home" else match.away.name if view.winner == "away" else None
        assert winner == outcome["winner"]
        assert ("draw" if winner is None else decided[view.decided_by]) == outcome["decided"]
        assert match.status == "ended"
    scorers: Counter = Counter()
    for match in matches.values():
        for incident in read_state(match).incidents:
            if incident.kind == "goal" and incident.detail != "own_goal":
                team = match.home.name if incident.side == "home" else match.away.name
                scorers[incident.player, team] += 1
    for scorer in expected["top_scorers"]:
        assert scorers[scorer["name"], scorer["team"]] == scorer["goals"]
    above_the_cut = {name for (name, _), goals in scorers.items() if goals > expected["top_scorers"][-1]["goals"]}
    assert above_the_cut <= {scorer["name"] for scorer in expected["top_scorers"]}


@pytest.mark.django_db
@pytest.mark.parametrize("league", LEAGUES)
def test_a_league_has_its_true_points_and_goals(data, league):
    expected = json.loads((data / "football" / "expected" / f"{league}.table.json").read_text())
    folder, name = league.split(".", 1)
    _, report = import_file(data / "football" / "football.json" / folder / f"{name}.json")
    assert (report.created, report.rejected) == (expected["matches"], [])
    points, goals_for = Counter(), Counter()
    for match in Match.objects.select_related("home", "away"):
        view = view_of(read_state(match))
        for side, team, scored in (("home", match.home, view.score.home), ("away", match.away, view.score.away)):
            points[team.name] += 3 if view.winner == side else 0 if view.winner else 1
            goals_for[team.name] += scored
    table = {row["team"]: (row["points"] + row["deducted"], row["gf"]) for row in expected["table"]}
    assert {team: (points[team], goals_for[team]) for team in points} == table


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["de.cup", "uefa.cl"])
def test_knock_out_matches_keep_the_score_in_the_file(data, name):
    file = data / "football" / "football.json" / "2018-19" / f"{name}.json"
    _, report = import_file(file)
    assert (report.rejected, report.warnings) == ([], [])
    listed = json.loads(file.read_text())["matches"]
    assert report.created == len(listed)
    matches = {(str(m.scheduled_on), m.home.name, m.away.name): m for m in Match.objects.select_related("home", "away")}
    for published in listed:
        score = published["score"]
        view = view_of(read_state(matches[published["date"], published["team1"], published["team2"]]))
        assert [view.score.home, view.score.away] == score.get("et", score["ft"])
        assert (view.shootout and [view.shootout.home, view.shootout.away]) == score.get("p")


@pytest.mark.django_db
def test_a_second_run_changes_nothing(data):
    file = cup_file(data, "worldcup.2022")
    import_file(file)
    before = list(MatchEvent.objects.values_list("match", "seq", "record").order_by("id"))
    _, report = import_file(file)
    assert (report.created, report.unchanged, report.events) == (0, 64, 0)
    assert list(MatchEvent.objects.values_list("match", "seq", "record").order_by("id")) == before


@pytest.mark.django_db
def test_every_imported_state_is_the_fold_of_its_log(data):
    import_file(cup_file(data, "worldcup.2022"))
    for match in Match.objects.all():
        assert read_state(match) == fold(load_log(match))


@pytest.mark.django_db
def test_the_final_of_2022(data):
    import_file(cup_file(data, "worldcup.2022"))
    match = Match.objects.select_related("season__competition", "stage", "home", "away").get(round="Final")
    snapshot = read_snapshot(match)
    goals = [(i["minute"], i["player"], i.get("detail")) for i in snapshot["incidents"] if i["kind"] == "goal"]
    assert goals == [
        ("23", "Lionel Messi", "penalty"),
        ("36", "Ángel Di María", None),
        ("80", "Kylian Mbappé", "penalty"),
        ("81", "Kylian Mbappé", None),
        ("108", "Lionel Messi", None),
        ("118", "Kylian Mbappé", "penalty"),
    ]
    assert (snapshot["score"], snapshot["shootout"]) == ({"home": 3, "away": 3}, {"home": 4, "away": 2})
    assert (snapshot["winner"], snapshot["decided_by"], snapshot["local_time"]) == ("home", "shootout", "18:00")


def test_swapped_goal_lists_are_reported_and_left_out(data):
    season = openfootball.parse(cup_file(data, "euro.2020").read_bytes())
    (warning,) = season.warnings
    assert "goals add up to 4–0, the score (ft) is 0–4" in warning.why
    (match,) = [m for m in season.matches if m.where == warning.where]
    assert [event["type"] for event in match.events] == ["result"]


def test_the_project_s_own_format_keeps_everything(data):
    season = openfootball.parse(cup_file(data, "worldcup.2022").read_bytes())
    assert native.parse(native.write(season)) == season


# --- what the real files do not show ---------------------------------------------------------------------------------


def parse_matches(*matches, name="Test League 2026/27"):
    whole = [{"date": "2026-08-15", "team1": "Reds", "team2": "Blues", **match} for match in matches]
    return openfootball.parse(json.dumps({"name": name, "matches": whole}).encode())


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"{", "not JSON"),
        (b"[]", "expected an object"),
        (b'{"name": "X 2026"}', "expected an object"),
        (b'{"matches": []}', r"\$\.name"),
        (b'{"name": "X 2026", "matches": {}}', r"\$\.matches: expected list"),
        (b'{"name": "X 2026", "matches": [3]}', r"\$\.matches\[0\]: expected dict"),
        (b'{"name": "X 2026", "rounds": [{"name": "R"}]}', r"\$\.rounds\[0\]\.matches"),
    ],
)
def test_a_file_of_another_kind_is_refused_with_the_place(content, why):
    with pytest.raises(BadFile, match=why):
        openfootball.parse(content)


@pytest.mark.parametrize(
    ("match", "why"),
    [
        ({"date": "15/08/2026"}, "date: expected YYYY-MM-DD"),
        ({"date": None}, "date: expected"),
        ({"time": "half past"}, "time: expected 19:30"),
        ({"time": "25:00"}, "time: expected a time of day"),
        ({"team1": ""}, "team1: expected a team's name"),
        ({"team2": {"code": "X"}}, "team2: expected"),
        ({"score": {"ft": [1]}}, "score.ft: expected two numbers"),
        ({"score": {"ft": ["1", "0"]}}, "score.ft: expected two numbers"),
        ({"score": {"ht": [1, 0]}}, "score.ft: expected the score at full time"),
        ({"score": 3}, "score: expected dict"),
    ],
)
def test_a_match_that_is_wrong_is_rejected_alone(match, why):
    season = parse_matches(match, {"team1": "Greens", "score": {"ft": [1, 0]}})
    ((where, reason),) = [(note.where, note.why) for note in season.rejected]
    assert (where, len(season.matches)) == ("$.matches[0]", 1)
    assert why in reason


@pytest.mark.parametrize(
    ("goal", "clock_ms", "period"),
    [
        ({"minute": 45, "offset": 2}, 46 * 60_000, "first_half"),
        ({"minute": "45+2"}, 46 * 60_000, "first_half"),
        ({"minute": "45 + 2'"}, 46 * 60_000, "first_half"),
        ({"minute": "46"}, 45 * 60_000, "second_half"),
        ({"minute": 90, "offset": "4"}, 93 * 60_000, "second_half"),
    ],
)
def test_minutes_as_publishers_write_them(goal, clock_ms, period):
    season = parse_matches({"score": {"ft": [1, 0]}, "goals1": [{"name": "Ada", **goal}], "goals2": []})
    (event,) = [event for event in season.matches[0].events if event["type"] == "goal"]
    assert (event["clock_ms"], event["period"]) == (clock_ms, period)


@pytest.mark.parametrize(
    ("goals", "why"),
    [
        ([{"name": "Ada", "minute": "x"}], r"goals1\[0\]\.minute: expected 1 to 120"),
        ([{"name": "Ada"}], r"goals1\[0\]\.minute"),
        ([{"name": "Ada", "minute": 30, "offset": 2}], "stoppage time follows"),
        ([{"name": "Ada", "minute": 100}], "without extra time"),
        (["Ada 30"], r"goals1\[0\]: expected dict"),
        ([], "add up to 0–0"),
    ],
)
def test_goal_lists_that_cannot_be_are_left_out_with_a_warning(goals, why):
    season = parse_matches({"score": {"ft": [1, 0]}, "goals1": goals, "goals2": []})
    (warning,) = season.warnings
    assert why.replace("\\", "") in warning.why
    assert season.matches[0].events == [{"type": "result", "data": {"full_time": {"home": 1, "away": 0}}}]


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["postponed", "cancelled", "abandoned"])
def test_a_match_that_was_not_played_has_its_status(status):
    store(parse_matches({"status": status, "score": {}}), actor="import:openfootball")
    assert Match.objects.get().status == status


@pytest.mark.django_db
def test_an_awarded_match_has_its_score_and_winner():
    store(parse_matches({"status": "awarded", "score": {"ft": [0, 3]}}), actor="import:openfootball")
    view = view_of(read_state(Match.objects.get()))
    assert (view.score.away, view.winner, view.decided_by) == (3, "away", "awarded")


@pytest.mark.django_db
def test_a_fixture_takes_its_result_when_the_file_has_it():
    store(parse_matches({}), actor="import:openfootball")
    assert Match.objects.get().status == "scheduled"
    report = store(parse_matches({"score": {"ft": [2, 1]}}), actor="import:openfootball")
    match = Match.objects.get()
    assert (match.status, match.home_score, report.created) == ("ended", 2, 1)


@pytest.mark.django_db
def test_a_contradiction_is_warned_of_and_changes_nothing():
    store(parse_matches({"score": {"ft": [2, 1]}}), actor="import:openfootball")
    report = store(parse_matches({"score": {"ft": [2, 2]}}), actor="import:openfootball")
    (warning,) = report.warnings
    assert "2–1 there, 2–2 in the file" in warning.why
    assert (report.unchanged, Match.objects.get().away_score) == (1, 1)


@pytest.mark.django_db
def test_a_match_that_the_rules_refuse_is_rejected_and_leaves_nothing():
    report = store(parse_matches({"team2": "Reds"}, {"team1": "Greens"}), actor="import:openfootball")
    assert [note.why for note in report.rejected] == ["Reds cannot play against itself."]
    assert Match.objects.count() == 1


def test_a_zone_makes_an_instant_and_its_absence_does_not():
    season = parse_matches({"time": "17:00 UTC-3"}, {"time": "19:30"}, {"time": "23:00 UTC+5:30"})
    first, second, third = season.matches
    assert (first.scheduled_at.isoformat(), first.local_time) == ("2026-08-15T20:00:00+00:00", "17:00")
    assert (second.scheduled_at, second.local_time) == (None, "19:30")
    assert third.scheduled_at.isoformat() == "2026-08-15T17:30:00+00:00"


def test_known_competitions_have_their_tiebreakers():
    assert parse_matches(name="Italian Serie A 2020/21").ranking["tiebreakers"][1] == "head_to_head"
    assert parse_matches(name="English Premier League 2020/21").ranking == {}


@pytest.mark.django_db
def test_a_season_keeps_its_names():
    store(parse_matches({}, name="English Premier League 2020/21"), actor="import:openfootball")
    assert str(Season.objects.get()) == "English Premier League 2020/21"
