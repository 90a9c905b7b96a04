"""Tables as each sport keeps them, from the log through facts to rows: small seasons by results, and the IPL's."""

import json

import pytest
from django.core.management import call_command

from scoreboard.models import Competition, Competitor, Match, Season
from scoreboard.record.fixture import schedule
from tests.factories import enter
from tests.stats.feeding import feed
from tests.stats.lists import list_standings

pytestmark = pytest.mark.django_db(databases=["default", "stats"])


def play_season(sport, *results, **ranking):
    """A season of matches, each "A B" with the data of its `result`: its table's rows."""
    competition = Competition.objects.create(sport=sport, name=f"{sport} league", ranking=ranking)
    season = Season.objects.create(competition=competition, name="2026")
    for text, data in results:
        home, away = (Competitor.objects.get_or_create(sport=sport, name=name)[0] for name in text.split())
        match = schedule(season=season, home=home, away=away, actor="user:1").match
        enter(match, {"type": "result", "data": data})
    feed(*Match.objects.all())
    (table,) = list_standings(season.pk)["groups"]
    return table["rows"]


def pick(rows, *keys):
    """Each row's name, and these of its values."""
    return [(row["competitor"]["name"], *(row.get(key) for key in keys)) for row in rows]


def final(home, away, **more):
    return {"score": {"home": home, "away": away}, **more}


def sets(*pairs):
    return {"sets": [{"home": home, "away": away} for home, away in pairs]}


def test_cricket_counts_points_and_net_run_rate_without_the_play_offs(data):
    """The IPL of 2019, all sixty matches: four level on points are told apart by net run rate."""
    expected = json.loads((data / "cricket" / "expected_ipl_2019.json").read_text())["table"]
    call_command("import", "cricsheet", str(data / "cricket" / "ipl_2019_json.zip"))
    feed(*Match.objects.all())
    (table,) = list_standings(str(Season.objects.get().pk))["groups"]
    keys = ("played", "won", "lost", "no_results", "points", "net_run_rate")
    words = ("team", "played", "won", "lost", "no_result", "points", "nrr")
    assert pick(table["rows"], *keys) == [tuple(row[word] for word in words) for row in expected]
    assert [row.get("separated_by") for row in table["rows"]] == [
        *(None, "net_run_rate", "net_run_rate"),
        *(None, "net_run_rate", "net_run_rate"),
        *(None, "net_run_rate"),
    ]


def test_basketball_ranks_by_percentage_and_counts_games_behind():
    rows = play_season("basketball", ("A B", final(90, 80)), ("C A", final(84, 85)), ("B C", final(100, 99)))
    assert pick(rows, "won", "lost", "win_percentage", "games_behind", "difference") == [
        ("A", 2, 0, 1.0, 0.0, 11),
        ("B", 1, 1, 0.5, 1.0, -9),
        ("C", 0, 2, 0.0, 2.0, -2),
    ]


def test_baseball_separates_those_level_by_their_own_games():
    games = [("B A", 2, 3), ("C A", 4, 0), ("B D", 9, 0), ("D C", 1, 2)]
    rows = play_season("baseball", *((text, {"runs": {"home": home, "away": away}}) for text, home, away in games))
    assert pick(rows, "rank", "win_percentage", "games_behind", "separated_by") == [
        ("C", 1, 1.0, 0.0, None),
        ("A", 2, 0.5, 1.0, None),
        ("B", 3, 0.5, 1.0, "head_to_head_win_percentage"),
        ("D", 4, 0.0, 2.0, None),
    ]


def test_ice_hockey_gives_a_point_to_who_loses_in_overtime_or_a_shootout():
    shootout = {"decided_by": "shootout", "shootout": {"home": 0, "away": 1}}
    rows = play_season(
        "ice_hockey",
        ("A B", final(3, 2, decided_by="overtime")),
        ("C A", final(1, 4)),
        ("B C", final(1, 2, **shootout)),
    )
    assert pick(rows, "points", "won", "overtime_wins", "overtime_losses", "separated_by") == [
        ("A", 5, 2, 1, 0, None),
        ("C", 2, 1, 1, 0, None),
        ("B", 2, 0, 0, 2, "wins"),
    ]


def test_volleyball_shares_the_points_of_five_sets():
    rows = play_season(
        "volleyball",
        ("A B", sets((25, 20), (25, 20), (25, 20))),
        ("B C", sets((25, 20), (25, 20), (20, 25), (20, 25), (15, 10))),
        ("C A", sets((25, 20), (25, 20), (20, 25), (25, 20))),
    )
    assert pick(rows, "points", "won", "set_ratio", "point_ratio") == [
        ("C", 4, 1, 1.25, 1.026),
        ("A", 3, 1, 1.333, 1.032),
        ("B", 2, 1, 0.6, 0.943),
    ]


def test_volleyball_separates_by_sets_and_then_by_points():
    three = (25, 20), (25, 20), (25, 20)
    rows = play_season(
        "volleyball",
        ("A X", sets((20, 25), *three)),
        ("B Y", sets((25, 20), (20, 25), (25, 20), (25, 10))),
        ("C Z", sets(*three)),
    )
    assert pick(rows[:3], "points", "set_ratio", "separated_by") == [
        ("C", 3, None, None),
        ("B", 3, 3.0, "set_ratio"),
        ("A", 3, 3.0, "point_ratio"),
    ]


def test_rugby_union_gives_bonus_points():
    rows = play_season(
        "rugby_union",
        ("A B", final(30, 24, tries={"home": 4, "away": 4})),
        ("B A", final(15, 15, tries={"home": 2, "away": 2})),
    )
    assert pick(rows, "won", "drawn", "lost", "tries_for", "bonus_points", "points") == [
        ("A", 1, 1, 0, 6, 1, 7),
        ("B", 0, 1, 1, 6, 2, 4),
    ]


def test_tennis_has_no_points_but_rounds():
    rows = play_season(
        "tennis",
        ("A B", sets((6, 1), (6, 2))),
        ("C D", sets((6, 4), (3, 6), (6, 3))),
        ("A C", sets((6, 4), (6, 4))),
    )
    assert pick(rows, "rank", "won", "lost", "for", "against") == [
        ("A", 1, 2, 0, 4, 0),
        ("C", 2, 1, 1, 2, 3),
        ("B", 3, 0, 1, 0, 2),
        ("D", 3, 0, 1, 1, 2),
    ]


def test_football_applies_head_to_head_again_to_those_whom_it_leaves_level():
    """C is ahead by goals among the three; of A and B, level there, A won their match, whatever B's goal difference."""
    results = [("A B", 1, 0), ("C A", 2, 1), ("B C", 2, 1), ("A D", 1, 0), ("B D", 5, 0), ("C D", 1, 0)]
    rows = play_season(
        "football",
        *((text, {"full_time": {"home": home, "away": away}}) for text, home, away in results),
        tiebreakers=["points", "head_to_head", "goal_difference", "goals_for"],
    )
    assert pick(rows, "points", "difference", "separated_by") == [
        ("C", 6, 1, None),
        ("A", 6, 1, "head_to_head"),
        ("B", 6, 5, "head_to_head"),
        ("D", 0, -7, None),
    ]
