"""openfootball's files: the real ones with their known results, and hand-made ones for what those do not show."""

import json
from collections import Counter

import pytest

from scoreboard.importers.base import BadFile
from scoreboard.importers.formats import native, openfootball
from scoreboard.importers.load import load_season
from scoreboard.models import Match, MatchEvent, Season
from scoreboard.queries import decode_state, load_log, load_snapshot
from scoreboard.sports.base import Score
from scoreboard.sports.match import fold
from scoreboard.sports.state import view_of
from tests.truth.people import may_be
from tests.truth.scorers import BEST

CUPS = ["worldcup.2014", "worldcup.2018", "worldcup.2022", "euro.2020"]
LEAGUES = ["2016-17.en.1", "2018-19.de.1", "2024-25.fr.1"]


def import_file(path):
    season = openfootball.parse(path.read_bytes())
    return season, load_season(season, actor="import:openfootball")


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
        view = view_of(decode_state(match))
        assert [view.score.home, view.score.away] == outcome["final"]
        assert (view.shootout and [view.shootout.home, view.shootout.away]) == outcome["penalties"]
        winner = match.home.name if view.winner == "home" else match.away.name if view.winner == "away" else None
        assert winner == outcome["winner"]
        assert ("draw" if winner is None else decided[view.decided_by]) == outcome["decided"]
        assert match.status == "ended"
    scorers: Counter = Counter()
    for match in matches.values():
        for incident in decode_state(match).incidents:
            if incident.kind == "goal" and incident.detail != "own_goal":
                team = match.home.name if incident.side == "home" else match.away.name
                scorers[incident.player, team] += 1
    best = BEST[("Euro", "2021") if cup == "euro.2020" else ("World Cup", cup.partition(".")[2])]
    for team, names in best.items():
        for name, goals in names.items():
            found = [scored for (called, of), scored in scorers.items() if of == team and may_be(called, name)]
            assert found == [goals], name
    assert max(scorers.values()) == max(goals for names in best.values() for goals in names.values())


@pytest.mark.django_db
@pytest.mark.parametrize("league", LEAGUES)
def test_a_league_has_its_true_points_and_goals(data, league):
    expected = json.loads((data / "football" / "expected" / f"{league}.table.json").read_text())
    folder, name = league.split(".", 1)
    _, report = import_file(data / "football" / "football.json" / folder / f"{name}.json")
    assert (report.created, report.rejected) == (expected["matches"], [])
    points, goals_for = Counter(), Counter()
    for match in Match.objects.select_related("home", "away"):
        view = view_of(decode_state(match))
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
        view = view_of(decode_state(matches[published["date"], published["team1"], published["team2"]]))
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
        assert decode_state(match) == fold(load_log(match))


@pytest.mark.django_db
def test_the_final_of_2022(data):
    import_file(cup_file(data, "worldcup.2022"))
    match = Match.objects.select_related("season__competition", "stage", "home", "away").get(round="Final")
    snapshot = load_snapshot(match)
    goals = [(i.minute, i.player, i.detail) for i in snapshot.incidents if i.kind == "goal"]
    assert goals == [
        ("23", "Lionel Messi", "penalty"),
        ("36", "Ángel Di María", None),
        ("80", "Kylian Mbappé", "penalty"),
        ("81", "Kylian Mbappé", None),
        ("108", "Lionel Messi", None),
        ("118", "Kylian Mbappé", "penalty"),
    ]
    assert (snapshot.score, snapshot.shootout) == (Score(3, 3), Score(4, 2))
    assert (snapshot.winner, snapshot.decided_by, snapshot.local_time) == ("home", "shootout", "18:00")


def test_swapped_goal_lists_are_reported_and_left_out(data):
    season = openfootball.parse(cup_file(data, "euro.2020").read_bytes())
    (warning,) = season.warnings
    assert "goals add up to 4–0, the score (ft) is 0–4" in warning.why
    (match,) = [m for m in season.matches if m.where == warning.where]
    assert [event["type"] for event in match.events] == ["result"]


def test_the_project_s_own_format_keeps_everything(data):
    season = openfootball.parse(cup_file(data, "worldcup.2022").read_bytes())
    assert native.parse(native.format_season(season)) == season


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
    load_season(parse_matches({"status": status, "score": {}}), actor="import:openfootball")
    assert Match.objects.get().status == status


@pytest.mark.django_db
def test_an_awarded_match_has_its_score_and_winner():
    load_season(parse_matches({"status": "awarded", "score": {"ft": [0, 3]}}), actor="import:openfootball")
    view = view_of(decode_state(Match.objects.get()))
    assert (view.score.away, view.winner, view.decided_by) == (3, "away", "awarded")


@pytest.mark.django_db
def test_a_fixture_takes_its_result_when_the_file_has_it():
    load_season(parse_matches({}), actor="import:openfootball")
    assert Match.objects.get().status == "scheduled"
    report = load_season(parse_matches({"score": {"ft": [2, 1]}}), actor="import:openfootball")
    match = Match.objects.get()
    assert (match.status, match.home_score, report.created) == ("ended", 2, 1)


@pytest.mark.django_db
def test_a_contradiction_is_refused_and_changes_nothing():
    load_season(parse_matches({"score": {"ft": [2, 1]}}), actor="import:openfootball")
    report = load_season(parse_matches({"score": {"ft": [2, 2]}}), actor="import:openfootball")
    (note,) = report.rejected
    assert "2–1 there, 2–2 in the file" in note.why
    assert (report.unchanged, Match.objects.get().away_score) == (0, 1)


@pytest.mark.django_db
def test_a_match_that_the_rules_refuse_is_rejected_and_leaves_nothing():
    report = load_season(parse_matches({"team2": "Reds"}, {"team1": "Greens"}), actor="import:openfootball")
    assert [note.why for note in report.rejected] == ["Reds cannot play against itself."]
    assert Match.objects.count() == 1


def test_a_zone_makes_an_instant_and_its_absence_does_not():
    season = parse_matches({"time": "17:00 UTC-3"}, {"time": "19:30"}, {"time": "23:00 UTC+5:30"})
    first, second, third = season.matches
    assert (first.scheduled_at.isoformat(), first.local_time) == ("2026-08-15T20:00:00+00:00", "17:00")
    assert (second.scheduled_at, second.local_time) == (None, "19:30")
    assert third.scheduled_at.isoformat() == "2026-08-15T17:30:00+00:00"


@pytest.mark.parametrize(
    ("match", "instant", "local_time"),
    [
        ({"time": "20:45 CEST"}, "2026-08-15T18:45:00+00:00", "20:45"),
        ({"time": "20:45 CET", "time_local": "19:45 UTC±0"}, "2026-08-15T19:45:00+00:00", "19:45"),
        ({"time": "18:00", "timezone": "UTC+3"}, "2026-08-15T15:00:00+00:00", "18:00"),
        ({"time": "20:00 UTC-6"}, "2026-08-16T02:00:00+00:00", "20:00"),
        ({"time": "19:00 PDT"}, None, "19:00"),
        ({"time": ""}, None, None),
    ],
)
def test_zones_as_publishers_write_them(match, instant, local_time):
    (found,) = parse_matches(match).matches
    assert (found.scheduled_at and found.scheduled_at.isoformat(), found.local_time) == (instant, local_time)
    assert str(found.scheduled_on) == "2026-08-15"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("World Cup 2014", ("World Cup", "2014")),
        ("World Cup 2026 Qualifying", ("World Cup Qualifying", "2026")),
        ("Bundesliga 2025-26", ("Bundesliga", "2025-26")),
        ("Germany | Bundesliga 2025/26", ("Germany | Bundesliga", "2025/26")),
        ("1899 Cup", ("Cup", "1899")),
        ("The League", ("The League", "")),
        ("2026", ("2026", "")),
    ],
)
def test_a_name_is_a_competition_s_and_a_season_s(name, expected):
    season = parse_matches({}, name=name)
    assert (season.competition, season.season) == expected


def test_known_competitions_have_their_tiebreakers():
    assert parse_matches(name="Italian Serie A 2020/21").ranking["tiebreakers"][1] == "head_to_head_points"
    assert parse_matches(name="English Premier League 2018/19").ranking.keys() == {"suspensions"}


# --- files of other years --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("score", "events"),
    [
        ({"score1": 2, "score2": 1}, {"full_time": [2, 1]}),
        ({"score1": 2, "score2": 1, "score1i": 1, "score2i": 0}, {"half_time": [1, 0], "full_time": [2, 1]}),
        (
            {"score1": 1, "score2": 1, "score1et": 1, "score2et": 1, "score1p": 3, "score2p": 2, "score1i": None},
            {"full_time": [1, 1], "extra_time": [1, 1], "shootout": [3, 2]},
        ),
        ({"score1": None, "score2": None}, None),
    ],
)
def test_scores_as_written_before_2020(score, events):
    teams = {"team1": {"key": "reds", "name": "Reds", "code": None}, "team2": {"key": "blues", "name": "Blues"}}
    old = {
        "name": "League 2015/16",
        "rounds": [{"name": "Matchday 1", "matches": [{"date": "2015-08-08", **teams, **score}]}],
    }
    season = openfootball.parse(json.dumps(old).encode())
    (match,) = season.matches
    data = events and {name: {"home": pair[0], "away": pair[1]} for name, pair in events.items()}
    assert match.events == ([{"type": "result", "data": data}] if data else [])
    assert (match.home, match.round, match.round_number) == ("Reds", "Matchday 1", 1)


@pytest.mark.django_db
def test_a_shootout_written_as_the_score_is_rejected():
    broken = {"score1": 4, "score2": 3, "score1et": 0, "score2et": 0, "score1p": None, "score2p": None}
    report = load_season(parse_matches({"round": "Final", **broken}), actor="import:openfootball")
    assert "below the one before it" in report.rejected[0].why
    assert Match.objects.count() == 0


@pytest.mark.parametrize(
    ("match", "venue"),
    [
        ({"ground": "Park, Town"}, "Park, Town"),
        ({"stadium": {"key": "park", "name": "Park"}, "city": "Town"}, "Park, Town"),
        ({"city": "Town"}, "Town"),
        ({"stadium": "Park"}, "Park"),
        ({}, None),
    ],
)
def test_grounds_as_publishers_write_them(match, venue):
    assert parse_matches(match).matches[0].venue == venue


@pytest.mark.parametrize(
    ("match", "place"),
    [
        ({"round": "Matchday 3", "group": "Group A"}, ("Group stage", "Group A", "Matchday 3", 3)),
        ({"round": "Group 1"}, ("Group stage", "Group 1", None, None)),
        ({"round": "Final Round"}, ("Group stage", "Final Round", None, None)),
        ({"round": "Group 1, Matchday 2"}, ("Group stage", "Group 1", "Group 1, Matchday 2", 2)),
        ({"round": "League, Matchday 4"}, ("League", None, "League, Matchday 4", 4)),
        ({"round": "Matchday 4", "stage": "League"}, ("League", None, "Matchday 4", 4)),
        ({"round": "18. Runde", "stage": "Grunddurchgang"}, ("Grunddurchgang", None, "18. Runde", 18)),
        ({"round": "Journée 12"}, (None, None, "Journée 12", 12)),
        ({"round": "Regular Season - 1"}, (None, None, "Regular Season - 1", 1)),
        ({"round": "Final"}, (None, None, "Final", None)),
        ({}, (None, None, None, None)),
    ],
)
def test_rounds_as_publishers_write_them(match, place):
    found = parse_matches(match).matches[0]
    assert (found.stage, found.group, found.round, found.round_number) == place


def test_what_is_played_for_points_is_a_table_of_its_own():
    season = parse_matches(
        {"round": "League, Matchday 1"},
        {"round": "Playoffs"},
        {"round": "Final", "team1": "Greens"},
    )
    assert season.stages == {"League": {}, "Knock-out stage": {"extra_time": True, "shootout": True}}
    assert [match.group for match in season.matches] == ["League", None, None]
    split = parse_matches({"stage": "Regular", "round": "Round 1"}, {"stage": "Championship", "round": "Round 2"})
    assert [match.group for match in split.matches] == ["Regular", "Championship"]


@pytest.mark.parametrize(
    "name",
    [
        "A1",
        "1A",
        "2B",
        "3A/B/C/D/F",
        "W74",
        "L101",
        "N.N.",
        "Winner Match 39",
        "Runner-up Group A",
        "3rd Group A/D",
        "TBD",
    ],
)
def test_a_side_that_is_not_known_yet_is_no_team(name):
    (match,) = parse_matches({"team1": name, "team2": {"name": name}}).matches
    assert (match.home, match.away) == (None, None)


@pytest.mark.parametrize(
    "name", ["1. FC Köln", "AZ", "1860 München", "Winners FC", "LASK", "WSG Tirol", "W Connection"]
)
def test_a_team_is_one(name):
    assert parse_matches({"team1": name}).matches[0].home == name


@pytest.mark.django_db
def test_goals_tell_the_score_at_90_minutes_where_only_that_after_extra_time_is_written():
    goals = {"goals1": [{"name": "Ada", "minute": "51"}], "goals2": [{"name": "Bea", "minute": "86"}]}
    season = parse_matches({"round": "Final", "score": {"p": [2, 4], "et": [1, 1]}, **goals})
    load_season(season, actor="import:openfootball")
    view = view_of(decode_state(Match.objects.get()))
    assert (view.score.home, view.shootout.away, view.decided_by, season.warnings) == (1, 4, "shootout", [])
    assert [period.name for period in view.periods][-1] == "extra_second_half"


def test_without_goals_the_score_after_extra_time_stands_for_that_at_90_minutes():
    season = parse_matches({"score": {"et": [1, 0]}})
    assert season.matches[0].events == [{"type": "result", "data": {"full_time": {"home": 1, "away": 0}}}]
    assert "after 90 minutes is not in the file" in season.warnings[0].why


def test_a_final_score_alone_is_the_score():
    assert parse_matches({"score": [2, 0]}).matches[0].events[0]["data"] == {"full_time": {"home": 2, "away": 0}}
    assert parse_matches({"score": []}, {"score": {}}, {"score": None}).matches[1].events == []


@pytest.mark.django_db
def test_a_drawn_match_and_its_replay_are_two():
    season = parse_matches(
        {"round": "First round", "score": {"et": [1, 1], "ft": [1, 1]}},
        {
            "round": "First round, Replays",
            "date": "2026-08-20",
            "team1": "Blues",
            "team2": "Reds",
            "score": {"ft": [2, 4]},
        },
        {"round": "Group 2 Play-off", "team1": "Greens", "score": {"ft": [4, 1]}},
        {
            "round": "Matchday 1",
            "group": "Group 2",
            "team1": "Greens",
            "team2": "Pinks",
            "score": {"et": [4, 4], "ft": [3, 3]},
        },
        name="World Cup 1938",
    )
    assert load_season(season, actor="import:openfootball").rejected == []
    assert Match.objects.filter(status="ended").count() == 4
    first, second = Match.objects.filter(round__startswith="First round").order_by("scheduled_on")
    assert (view_of(decode_state(first)).winner, view_of(decode_state(second)).winner) == (None, "away")


# --- two legs --------------------------------------------------------------------------------------------------------


def two_legs(first, second, *, name="UEFA Champions League 2018/19", **more):
    back = {"team1": "Blues", "team2": "Reds", "date": "2026-09-01"}
    return parse_matches({"round": "Semifinals", **first}, {"round": "Semifinals", **back, **second, **more}, name=name)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("first", "second", "name", "advances"),
    [
        ([2, 1], {"ft": [2, 1], "et": [3, 1]}, "UEFA Champions League 2018/19", "home"),
        ([0, 2], {"ft": [1, 3]}, "UEFA Champions League 2018/19", "away"),
        ([1, 2], {"ft": [0, 1]}, "UEFA Champions League 2018/19", "home"),  # level, two goals away to one
        ([1, 2], {"ft": [0, 1], "et": [0, 2]}, "UEFA Champions League 2022/23", "away"),
    ],
)
def test_the_second_leg_knows_the_first(first, second, name, advances):
    season = two_legs({"score": {"ft": first}}, {"score": second}, name=name)
    assert season.matches[0].ruleset == {"extra_time": False, "shootout": False}
    assert season.matches[1].ruleset["first_leg"] == {"home": first[1], "away": first[0]}
    assert load_season(season, actor="import:openfootball").rejected == []
    view = view_of(decode_state(Match.objects.get(scheduled_on="2026-09-01")))
    assert view.advances == advances


def test_a_second_leg_to_come_can_go_to_extra_time():
    rules = two_legs({"score": {"ft": [1, 0]}}, {}).matches[1].ruleset
    assert (rules["extra_time"], rules["shootout"], rules["away_goals"]) == (True, True, True)


def test_home_and_away_in_a_league_are_no_tie():
    season = parse_matches(
        {"round": "Season", "score": {"ft": [1, 1]}},
        {"round": "Season", "team1": "Blues", "team2": "Reds", "date": "2026-09-01", "score": {"ft": [1, 1]}},
        {"round": "Season", "team1": "Greens", "score": {"ft": [1, 1]}},
    )
    assert [match.ruleset for match in season.matches] == [{}, {}, {}]


# --- matches that were not played ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("match", "data", "warned"),
    [
        ({"status": "CANCELLED"}, {"status": "cancelled"}, False),
        ({"status": "canceled"}, {"status": "cancelled"}, False),
        ({"status": "suspended"}, {"status": "postponed"}, False),
        ({"status": "abandoned", "score": {"ft": [1, 0]}}, {"status": "abandoned"}, True),
        ({"status": "annulled"}, {"status": "annulled"}, False),
        ({"status": "walkover"}, {"status": "cancelled"}, True),
        (
            {"status": "walkover", "score": {"ft": [3, 0]}},
            {"status": "awarded", "decided_by": "walkover", "score": {"home": 3, "away": 0}, "winner": "home"},
            False,
        ),
        ({"status": "awarded", "score": {"ft": [0, 0]}}, {"status": "awarded", "score": {"home": 0, "away": 0}}, True),
    ],
)
def test_declared_statuses(match, data, warned):
    season = parse_matches(match)
    (event,) = season.matches[0].events
    assert {name: value for name, value in event["data"].items() if name != "reason"} == data
    assert bool(season.warnings) is warned


@pytest.mark.parametrize("status", ["replay", "annulled", "expelled", "voided"])
def test_a_played_match_that_was_struck_off_keeps_what_was_played(status):
    season = parse_matches({"status": status, "score": {"ft": [1, 0]}})
    assert [event["type"] for event in season.matches[0].events] == ["result", "status"]
    assert season.matches[0].events[-1]["data"]["status"] == "annulled"
    assert not season.warnings


def test_an_award_without_a_score_is_rejected():
    assert "expected the score that was awarded" in parse_matches({"status": "awarded"}).rejected[0].why


def test_a_status_nobody_knows_is_passed_over_with_a_warning():
    season = parse_matches(
        {"status": "moonlit", "score": {"ft": [1, 0]}}, {"status": "FINISHED", "score": {"ft": [1, 0]}}
    )
    assert [note.where for note in season.warnings] == ["$.matches[0]"]
    assert all(match.events[0]["type"] == "result" for match in season.matches)


@pytest.mark.django_db
def test_a_season_cut_short_keeps_its_cancelled_matches():
    rows = [{"round": f"Round {n}", "date": f"2020-03-{n:02}", "score": {"ft": [1, 0]}} for n in (1, 2)]
    rows += [
        {"round": "Round 3", "date": "2020-03-14", "status": "CANCELLED"},
        {"round": "Round 4", "date": "2020-03-21", "score": {}},
    ]
    season = parse_matches(*rows, name="French Ligue 1 2019/20")
    load_season(season, actor="import:openfootball")
    assert list(Match.objects.order_by("round").values_list("status", flat=True)) == [
        "ended",
        "ended",
        "cancelled",
        "scheduled",
    ]
    assert Season.objects.get().ranking["ranking"] == "points_per_game"


def test_a_list_of_clubs_is_not_a_season():
    with pytest.raises(BadFile, match="expected an object with `name` and `matches`"):
        openfootball.parse(b'{"name": "English Premier League 2010/11", "clubs": []}')


def test_goals_without_names_or_with_a_running_score():
    goals = [{"minute": "90+4"}, {"name": "Ada", "minute": 12, "score1": 1, "score2": 0}]
    season = parse_matches({"score": {"ft": [2, 0]}, "goals1": goals})
    players = [event.get("player") for event in season.matches[0].events if event["type"] == "goal"]
    assert players == ["Ada", None]


@pytest.mark.django_db
def test_a_season_keeps_its_names():
    load_season(parse_matches({}, name="English Premier League 2020/21"), actor="import:openfootball")
    assert str(Season.objects.get()) == "English Premier League 2020/21"
