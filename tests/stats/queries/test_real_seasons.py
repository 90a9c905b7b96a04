"""Tables and lists of real seasons, through the importer and the fold, against those computed and published elsewhere.

What to compare, and what not, stands in the data's README: groups are ordered there by points, goal difference and
goals alone, and the six top scorers are cut off among equals.
"""

import json
from itertools import pairwise

import pytest
from django.core.management import call_command

from scoreboard.models import Match, Season
from stats.queries import load_head_to_head
from tests.counting import count_all
from tests.stats.lists import (
    list_goals_by_minute,
    list_records,
    list_rounds,
    list_scorers,
    list_standings,
    list_streaks,
)
from tests.truth.people import may_be
from tests.truth.scorers import BEST

LEAGUES = {
    "2016-17.en.1.table": "football.json/2016-17/en.1.json",
    "2018-19.de.1.table": "football.json/2018-19/de.1.json",
    "2024-25.fr.1.table": "football.json/2024-25/fr.1.json",
}
CUPS = {
    "worldcup.2014": "worldcup.json/2014/worldcup.json",
    "worldcup.2018": "worldcup.json/2018/worldcup.json",
    "worldcup.2022": "worldcup.json/2022/worldcup.json",
    "euro.2020": "euro.json/2020/euro.json",
}
PLAIN = ["points", "goal_difference", "goals_for"]


@pytest.fixture
def load(data):
    """Imports a file, and gives what is expected of it and its season."""

    def load(name, path, *rules):
        call_command("import", "openfootball", str(data / "football" / path), *(["--rules", *rules] if rules else []))
        count_all()
        expected = json.loads((data / "football" / "expected" / f"{name}.json").read_text())
        return expected, str(Season.objects.get().pk)

    return load


def line(row):
    """A row of ours in the words of the expected files."""
    words = {"gf": "for", "ga": "against", "gd": "difference"}
    same = {"rank", "played", "won", "drawn", "lost", "points"}
    return {
        "team": row["competitor"]["name"],
        **{name: row[name] for name in same},
        **{name: row[word] for name, word in words.items()},
    }


def pick(row):
    return {name: value for name, value in row.items() if name != "deducted"}


@pytest.mark.parametrize("name", LEAGUES)
def test_a_leagues_table_is_the_published_one(load, name):
    expected, season = load(name, LEAGUES[name])
    (table,) = list_standings(season)["groups"]
    assert [line(row) for row in table["rows"]] == [pick(row) for row in expected["table"]]
    assert {row["adjustments"] == [] for row in table["rows"]} == {True}
    # What says that two level on points were separated agrees with the list of those level.
    level = [{above["competitor"]["name"], row["competitor"]["name"]} for above, row in pairs(table["rows"])]
    assert all(any(two <= set(tied) for tied in expected["teams_level_on_points"]) for two in level)


def pairs(rows):
    """Those whom a rule other than points separated."""
    return [(above, row) for above, row in pairwise(rows) if row.get("separated_by")]


def test_rounds_home_and_away_add_up_to_the_table(load):
    _, season = load("2016-17.en.1.table", LEAGUES["2016-17.en.1.table"])
    (table,) = list_standings(season)["groups"]
    rounds = list_rounds(season)
    assert len(rounds) == 38 * 20
    last = {row["competitor"]["name"]: row for row in rounds if row["round"] == 38}
    halves = [list_standings(season, side=side)["groups"][0]["rows"] for side in ("home", "away")]
    for row in table["rows"]:
        name = row["competitor"]["name"]
        assert {key: last[name][key] for key in ("rank", "points", "difference")} == {
            key: row[key] for key in ("rank", "points", "difference")
        }
        own = [next(half for half in rows if half["competitor"]["name"] == name) for rows in halves]
        for key in ("played", "won", "drawn", "lost", "for", "against", "points"):
            assert sum(half[key] for half in own) == row[key]
    assert halves[0][0]["competitor"]["name"] == "Tottenham Hotspur"  # unbeaten at White Hart Lane's last season
    assert (halves[0][0]["won"], halves[0][0]["lost"]) == (17, 0)


def test_records_and_streaks_of_a_season_everybody_remembers(load):
    """Premier League 2016/17: Chelsea won thirteen on end; Tottenham's 7–1 at Hull was the biggest win."""
    _, season = load("2016-17.en.1.table", LEAGUES["2016-17.en.1.table"])
    winning = next(row for row in list_streaks(season) if row["streak"] == "winning")
    assert (winning["competitor"]["name"], winning["longest"]) == ("Chelsea FC", 13)
    assert (winning["since"].isoformat(), winning["until"].isoformat()) == ("2016-10-01", "2016-12-31")
    wins = [row for row in list_records(season) if row["record"] == "biggest_win"]
    assert {(row["home"]["name"], row["home_score"], row["away_score"], row["away"]["name"]) for row in wins} == {
        ("Hull City", 1, 7, "Tottenham Hotspur")
    }


@pytest.mark.parametrize("name", CUPS)
def test_a_cups_groups_scorers_and_goals(load, name):
    expected, season = load(name, CUPS[name], f"tiebreakers={','.join(PLAIN)}")
    groups = {table["name"]: [line(row) for row in table["rows"]] for table in list_standings(season)["groups"]}
    assert groups.keys() == expected["group_tables"].keys()
    for group, rows in expected["group_tables"].items():
        # Level by all three: one rank for both here, an arbitrary order there.
        ranks = {
            row["team"]: min(other["rank"] for other in rows if level_key(other) == level_key(row)) for row in rows
        }
        by_team = {row["team"]: row for row in groups[group]}
        assert by_team == {row["team"]: {**row, "rank": ranks[row["team"]]} for row in rows}
    assert_scorers(season, name)
    by_quarter = list_goals_by_minute(season)
    counts = {key: sum(row[key] for row in by_quarter) for key in ("goals", "penalties", "own_goals")}
    assert counts["goals"] == sum(row["goals"] for row in list_goals_by_minute(season, each=True))
    left_out = sum(sum(listed) for *_, listed in expected["goal_list_vs_score_mismatches"])  # none of them a penalty
    assert counts == {
        "goals": expected["goals_total"] - left_out,
        "penalties": expected["penalty_goals"],
        "own_goals": expected["own_goals"],
    }


def level_key(row):
    return row["points"], row["gd"], row["gf"]


def test_a_cup_whose_rules_put_head_to_head_first(load):
    """Euro 2020: Germany above Portugal, whom they beat; Denmark, Finland and Russia by the matches among the three."""
    rules = "tiebreakers=points,head_to_head,goal_difference,goals_for"
    _, season = load("euro.2020", CUPS["euro.2020"], rules)
    tables = {table["name"]: table["rows"] for table in list_standings(season)["groups"]}
    order = {name: [row["competitor"]["name"] for row in rows] for name, rows in tables.items()}
    assert order["Group F"] == ["France", "Germany", "Portugal", "Hungary"]
    assert order["Group B"] == ["Belgium", "Denmark", "Finland", "Russia"]
    assert [row.get("separated_by") for row in tables["Group B"]] == [None, None, "head_to_head", "head_to_head"]


def test_level_until_cards_that_the_source_does_not_have(load):
    """World Cup 2018: Japan went through before Senegal on fair play; without cards the two stay level, and say so."""
    _, season = load("worldcup.2018", CUPS["worldcup.2018"])
    rows = next(table["rows"] for table in list_standings(season)["groups"] if table["name"] == "Group H")
    assert [(row["rank"], row["competitor"]["name"], row.get("awaits")) for row in rows] == [
        (1, "Colombia", None),
        (2, "Japan", "fair_play"),
        (2, "Senegal", "fair_play"),
        (4, "Poland", None),
    ]


def assert_scorers(season, cup):
    """The best as they were published, each as one person."""
    ours = list_scorers(season, limit=None)
    best = BEST[("Euro", "2021") if cup == "euro.2020" else ("World Cup", cup.partition(".")[2])]
    published = {(team, name): goals for team, scorers in best.items() for name, goals in scorers.items()}
    for (team, name), goals in published.items():
        rows = [row for row in ours if row["competitor"]["name"] == team and may_be(row["person"]["name"], name)]
        assert [row["goals"] for row in rows] == [goals], name
    assert ours[0]["goals"] == max(published.values())


def test_matches_of_two_against_each_other_count_a_shootout_as_drawn(load):
    load("worldcup.2022", CUPS["worldcup.2022"])
    final = Match.objects.get(round="Final")
    meetings = load_head_to_head(str(final.home_id), str(final.away_id))
    assert (meetings["played"], meetings["drawn"], meetings["for"], meetings["against"]) == (1, 1, 3, 3)
    (meeting,) = meetings["matches"]
    assert (meeting["result"], meeting["decided_by"], meeting["advanced"]) == ("D", "shootout", True)
