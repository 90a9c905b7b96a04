"""What is known of well-known competitions."""

import msgspec
import pytest

from scoreboard.importers.competitions import find_country, find_ranking, list_names, load_catalogue
from scoreboard.sports import check_ranking
from scoreboard.sports.ranking import Ranking

OVERALL, DIRECT = ["points", "goal_difference", "goals_for"], ["points", "head_to_head", "goal_difference", "goals_for"]
DIFFERENCE = ["points", "head_to_head_points", "head_to_head_goal_difference", "goal_difference", "goals_for"]
AWAY = ["points", "head_to_head", "head_to_head_away_goals_for", "goal_difference", "goals_for", "away_goals_for"]


def test_every_rule_is_one_the_tables_know():
    for rule in (rule for competition in load_catalogue() for rule in competition.rules):
        msgspec.convert(rule.ranking, Ranking)


@pytest.mark.parametrize(
    ("competition", "season", "country", "tiebreakers"),
    [
        ("World Cup", "2014", "", [*OVERALL, "head_to_head", "lots"]),
        ("World Cup", "2018", "", [*OVERALL, "head_to_head", "fair_play", "lots"]),
        ("FIFA World Cup", "2026", "", DIRECT),
        ("World Cup", "", "", DIRECT),
        ("World Cup Qualifying", "2026", "", None),
        ("Club World Cup", "2025", "", None),
        ("Euro", "2020", "", [*DIRECT, "wins", "fair_play"]),
        ("UEFA Euro", "1988", "", OVERALL),
        ("UEFA Champions League", "2018/19", "", [*AWAY, "wins", "away_wins", "fair_play"]),
        ("UEFA Champions League", "2022/23", "", DIRECT),
        ("UEFA Champions League", "2024/25", "", [*OVERALL, "away_goals_for", "wins"]),
        ("Copa América", "2019", "", [*OVERALL, "head_to_head"]),
        ("African Cup of Nations", "2019", "", DIRECT),
        ("AFC Asian Cup", "2019", "", DIRECT),
        ("Gold Cup", "2021", "", [*OVERALL, "head_to_head"]),
        ("Spanish Primera División", "2020/21", "ESP", DIFFERENCE),
        ("Primera División", "2012/13", "ESP", DIFFERENCE),
        ("Primera Division", "2019/20", "ARG", None),
        ("Italian Serie A", "2020/21", "", [*DIFFERENCE, "lots"]),
        (
            "Campeonato Brasileiro Série A",
            "2020",
            "BRA",
            ["points", "wins", "goal_difference", "goals_for", "head_to_head"],
        ),
        ("English Premier League", "2016/17", "ENG", None),
        ("Deutsche Bundesliga", "2018/19", "GER", None),
    ],
)
def test_how_an_edition_ranks(competition, season, country, tiebreakers):
    assert find_ranking(competition, season, country=country).get("tiebreakers") == tiebreakers


@pytest.mark.parametrize(
    ("competition", "season", "rules"),
    [
        ("World Cup", "1990", {"win": 2}),
        ("World Cup", "1994", {}),
        ("French Ligue 1", "2019/20", {"ranking": "points_per_game"}),
        ("Ligue 1", "2020/21", {}),
        ("League One", "2019/20", {"ranking": "points_per_game"}),
        ("Championship", "2019/20", {}),
        ("Eredivisie", "2019/20", {}),
    ],
)
def test_what_held_for_a_time_only(competition, season, rules):
    found = find_ranking(competition, season)
    assert {name: value for name, value in found.items() if name not in ("tiebreakers", "suspensions")} == rules


@pytest.mark.parametrize(
    ("competition", "season", "wiped", "first"),
    [
        ("World Cup", "1998", None, None),
        ("World Cup", "2006", ["groups"], 2),
        ("World Cup", "2018", ["Quarter-finals"], 2),
        ("World Cup", "2026", ["groups", "Quarter-finals"], 2),
        ("Euro", "2016", ["Quarter-finals"], 2),
        ("UEFA Champions League", "2013/14", None, None),
        ("UEFA Champions League", "2016/17", ["Quarter-finals"], 3),
        ("English Premier League", "2016/17", [], 5),
        ("Deutsche Bundesliga", "1985/86", [], 4),
        ("Deutsche Bundesliga", "2018/19", [], 5),
        ("Italian Serie A", "2020/21", [], 5),
        ("Spanish Primera División", "2020/21", [], 5),
        ("French Ligue 1", "2024/25", [], 3),
        ("French Ligue 1", "2025/26", [], 5),
    ],
)
def test_for_what_people_are_suspended(competition, season, wiped, first):
    found = find_ranking(competition, season).get("suspensions")
    if first is None:
        assert found is None
        return
    rules = check_ranking({"suspensions": found}).suspensions
    assert list(rules.wiped_after) == wiped
    assert (rules.thresholds[0].cautions if rules.thresholds else rules.every) == first


def test_goals_away_decided_until_2021():
    assert find_ranking("UEFA Champions League", "2020/21")["scored_away"]
    assert "scored_away" not in find_ranking("UEFA Champions League", "2021/22")
    assert "scored_away" not in find_ranking("DFB Pokal", "2018/19")


def test_a_league_s_file_names_its_country():
    assert [
        find_country(name) for name in ("en.1.json", "de.cup.json", "uefa.cl.json", "worldcup.json", "de.1-full.json")
    ] == [*("ENG", "GER", "", "", "")]


def test_a_competition_s_own_name_comes_first():
    assert list_names("FIFA World Cup") == ("FIFA World Cup", "World Cup")
    assert list_names("Test Cup") == ("Test Cup",)
