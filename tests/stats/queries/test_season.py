"""A season through the fold: its rules (cut short, deducted, awarded, fair play, lots), and its lists."""

from datetime import UTC, datetime

import pytest
import time_machine

from scoreboard.models import StandingAdjustment
from scoreboard.record.fixture import change_fixture
from scoreboard.sports.lists import CARDS
from stats.queries import load_head_to_head
from tests.factories import enter, make_season
from tests.stats.feeding import feed, feed_catalogue
from tests.stats.lists import (
    list_all,
    list_assists,
    list_cards,
    list_form,
    list_goals_by_minute,
    list_records,
    list_rounds,
    list_scorers,
    list_standings,
    list_streaks,
    load,
)
from tests.stats.playing import card, day, goal, play


def rows(season, **as_of):
    (table,) = list_standings(season.pk, **as_of)["groups"]
    return [(row["rank"], row["competitor"]["name"], row["played"], row["points"]) for row in table["rows"]]


def names(found):
    return [(row["person"]["name"], row["rank"]) for row in found]


def test_a_season_cut_short_is_ranked_by_points_per_game(teams):
    a, b, c, d = teams
    season = make_season(ranking={"ranking": "points_per_game"})
    played = [play(season, a, c, "1-1"), play(season, a, d, "2-0"), play(season, b, d, "1-0"), play(season, b, a)]
    enter(played[-1], {"type": "status", "data": {"status": "cancelled", "reason": "season ended"}})
    feed(*played)
    (table,) = list_standings(season.pk)["groups"]
    found = [(row["competitor"]["name"], row["points"], row["points_per_game"]) for row in table["rows"]]
    assert found == [("Brook", 3, 3.0), ("Arden", 4, 2.0), ("Copse", 1, 1.0), ("Dale", 0, 0.0)]


def test_a_deduction_counts_from_its_day_in_every_table(season, teams):
    a, b, *_ = teams
    feed(play(season, a, b, "1-0", number=1), play(season, b, a, "0-1", number=8))
    StandingAdjustment.objects.create(season=season, competitor=a, points=-7, reason="licence", on=day(5))
    feed_catalogue()
    assert [rows(season, round=number)[0][1:] for number in (1, 8)] == [("Arden", 1, 3), ("Brook", 2, 0)]
    assert rows(season, on=day(4))[0][1] == "Arden"
    by_round = [(row["round"], row["competitor"]["name"], row["points"]) for row in list_rounds(season.pk)]
    assert by_round == [(1, "Arden", 3), (1, "Brook", 0), (8, "Brook", 0), (8, "Arden", -1)]
    assert rows(season, side="home") == [(1, "Arden", 1, 3), (2, "Brook", 1, 0)]


def test_head_to_head_with_a_split_through_the_fold(teams):
    """Arden, Brook and Copse are level; Copse leads their small table, and Arden beat Brook."""
    a, b, c, d = teams
    season = make_season(ranking={"tiebreakers": ["points", "head_to_head", "goal_difference"]})
    scores = [(a, b, "1-0"), (c, a, "2-1"), (b, c, "2-1"), (a, d, "1-0"), (b, d, "5-0"), (c, d, "1-0")]
    feed(*(play(season, *match) for match in scores))
    (table,) = list_standings(season.pk)["groups"]
    assert [row["competitor"]["name"] for row in table["rows"]] == ["Copse", "Arden", "Brook", "Dale"]
    assert [row.get("separated_by") for row in table["rows"]] == [None, "head_to_head", "head_to_head", None]


def test_an_awarded_match_counts_in_tables_and_is_no_record(season, teams):
    a, b, *_ = teams
    match = play(season, a, b)
    awarded = {"status": "awarded", "reason": "crowd trouble", "winner": "away", "score": {"home": 0, "away": 3}}
    enter(match, {"type": "status", "data": awarded})
    feed(match, play(season, b, a, "1-0", number=2))
    assert rows(season) == [(1, "Brook", 2, 6), (2, "Arden", 2, 0)]
    assert {(row["record"], row["value"]) for row in list_records(season.pk)} == {
        ("biggest_win", 1),
        ("highest_scoring", 1),
    }
    assert next(row for row in list_streaks(season.pk) if row["streak"] == "winning")["longest"] == 2


def test_cards_separate_where_the_rules_say_so(teams, django_assert_num_queries):
    a, b, c, _ = teams
    season = make_season(ranking={"tiebreakers": ["points", "fair_play", "lots"]})
    with time_machine.travel(datetime(2026, 3, 1, tzinfo=UTC), tick=False) as clock:
        first = play(season, a, b, events=[card("home", "Ann", "yellow"), card("away", "Bea", "red")])
        second = play(
            season, b, c, number=2, events=[card("away", "Cleo", "yellow"), card("away", "Cleo", "second_yellow")]
        )
        third = play(season, c, a, "0-0", number=3)
        feed(first, second, third)
        known = datetime(2026, 3, 1, 1, tzinfo=UTC)
        clock.shift(7200)
        enter(first, {"type": "void", "data": {"seq": 4, "reason": "the other player"}})
        feed(first, second, third)
    with django_assert_num_queries(3, using="stats"):
        (table,) = list_standings(season.pk)["groups"]
    found = [(row["competitor"]["name"], row["card_points"], row.get("separated_by")) for row in table["rows"]]
    assert found == [("Brook", 0, None), ("Arden", 1, "fair_play"), ("Copse", 3, "fair_play")]
    with django_assert_num_queries(4, using="stats"):
        (table,) = list_standings(season.pk, recorded_at=known)["groups"]
    assert [(row["competitor"]["name"], row["card_points"]) for row in table["rows"]] == [
        ("Arden", 1),
        ("Copse", 3),
        ("Brook", 4),
    ]
    (table,) = list_standings(season.pk, round=1)["groups"]
    assert [(row["competitor"]["name"], row["card_points"]) for row in table["rows"][:2]] == [
        ("Brook", 0),
        ("Arden", 1),
    ]


def test_rows_wait_for_lots_once_all_is_played(teams):
    a, b, *_ = teams
    season = make_season(ranking={"tiebreakers": ["points", "lots"]})
    matches = [play(season, a, b, "1-1"), play(season, b, a, number=2)]
    feed(*matches)

    def waiting():
        (table,) = list_standings(season.pk)["groups"]
        return [(row["competitor"]["name"], row.get("awaits"), row.get("separated_by")) for row in table["rows"]]

    assert waiting() == [("Arden", None, None), ("Brook", None, None)]
    enter(matches[1], {"type": "status", "data": {"status": "cancelled", "reason": "storm"}})
    feed(*matches)
    assert waiting() == [("Arden", "lots", None), ("Brook", "lots", None)]
    season.ranking = {**season.ranking, "lots": ["Brook", str(a.pk)]}
    season.save()
    feed_catalogue()
    assert waiting() == [("Brook", None, None), ("Arden", None, "lots")]


def test_scorers_assists_and_cards(season, league, django_assert_num_queries):
    season_id = season.pk
    with django_assert_num_queries(3, using="stats"):
        scorers = list_scorers(season_id)
    assists, cards = list_assists(season_id), list_cards(season_id)
    assert names(scorers) == [("Ann", 1), ("Bea", 2)]
    assert [(row["goals"], row["penalties"], row["assists"]) for row in scorers] == [(3, 1, 0), (1, 0, 0)]
    assert names(assists) == [("Amy", 1), ("Bo", 2)]
    assert [(row["person"]["name"], row["card_points"]) for row in cards] == [("Amy", 4), ("Bea", 3)]
    assert (cards[1]["yellow_cards"], cards[1]["second_yellow_cards"]) == (1, 1)
    by_team = list_cards(season_id, by="competitor")
    assert [(row["rank"], row["competitor"]["name"], row["card_points"]) for row in by_team] == [
        (1, "Arden", 4),
        (2, "Brook", 3),
    ]
    assert "person" not in by_team[0]


def test_cards_of_people_weigh_as_in_the_standings(teams):
    """Where a season's rules weigh cards otherwise than FIFA's, the lists of people do, too."""
    a, b, *_ = teams
    weights = {"yellow": 2, "second_yellow": 5, "red": 10}
    season = make_season(ranking={"tiebreakers": ["points", "fair_play"], "cards": weights})
    events = [
        card("home", "Ann", "yellow"),
        card("home", "Ann", "second_yellow"),
        card("home", "Amy", "yellow"),
        card("away", "Bea", "red"),
    ]
    feed(play(season, a, b, events=events))
    (table,) = list_standings(season.pk)["groups"]
    in_standings = {row["competitor"]["name"]: row["card_points"] for row in table["rows"]}
    assert in_standings == {"Arden": 7, "Brook": 10}
    by_team = list_cards(season.pk, by="competitor")
    assert {row["competitor"]["name"]: row["card_points"] for row in by_team} == in_standings
    people = [(row["rank"], row["person"]["name"], row["card_points"]) for row in list_cards(season.pk)]
    assert people == [(1, "Bea", 10), (2, "Ann", 5), (3, "Amy", 2)]
    assert list_cards(season.pk, round=1) == list_cards(season.pk)


@pytest.mark.parametrize("matches", [1, 6])
@pytest.mark.parametrize("then", [{}, {"round": 2}, {"recorded_at": datetime(2020, 1, 1, tzinfo=UTC)}])
def test_all_of_a_season_takes_as_many_queries_however_many_matches(
    teams, django_assert_max_num_queries, matches, then
):
    a, b, *_ = teams
    season = make_season(ranking={"tiebreakers": ["points", "fair_play"]})
    events = [goal("home", "Ann", 3), goal("home", "Ann", 4), card("away", "Bea", "red")]
    feed(*(play(season, a, b, events=events, number=number) for number in range(matches)))
    with django_assert_max_num_queries(6, using="stats"):
        list_all(season.pk, **then)


def test_form_streaks_and_rounds_of_a_season(season, league, django_assert_num_queries):
    season_id = season.pk
    with django_assert_num_queries(2, using="stats"):
        form = list_form(season_id)
    assert [(row["rank"], row["competitor"]["name"], row["form"]) for row in form] == [
        (1, "Arden", "WW"),
        (2, "Copse", "DW"),
        (3, "Dale", "DL"),
        (4, "Brook", "LL"),
    ]
    assert [row["form"] for row in list_form(season_id, last=1)] == ["W", "W", "L", "L"]
    with django_assert_num_queries(2, using="stats"):
        streaks = list_streaks(season_id)
    assert [(row["competitor"]["name"], row["longest"]) for row in streaks if row["streak"] == "unbeaten"] == [
        ("Arden", 2),
        ("Copse", 2),
        ("Dale", 1),
        ("Brook", 0),
    ]
    with django_assert_num_queries(2, using="stats"):
        rounds = list_rounds(season_id)
    assert [(row["round"], row["rank"], row["competitor"]["name"], row["points"]) for row in rounds[:5]] == [
        (1, 1, "Arden", 3),
        (1, 2, "Copse", 1),
        (1, 2, "Dale", 1),
        (1, 4, "Brook", 0),
        (2, 1, "Arden", 6),
    ]


def test_home_and_away_leave_neutral_grounds_out(season, teams, django_assert_num_queries):
    a, b, *_ = teams
    feed(
        play(season, a, b, "2-0"),
        play(season, b, a, "1-1", number=2),
        play(season, a, b, "5-0", number=3, neutral=True),
    )
    with django_assert_num_queries(2, using="stats"):
        assert rows(season, side="home") == [(1, "Arden", 1, 3), (2, "Brook", 1, 1)]
    assert rows(season, side="away") == [(1, "Arden", 1, 1), (2, "Brook", 1, 0)]


def test_records_say_where_and_who(season, league, django_assert_num_queries):
    with django_assert_num_queries(3, using="stats"):
        records = list_records(season.pk)
    found = [(row["record"], row["value"], row["match"], row["person"] and row["person"]["name"]) for row in records]
    assert found == [
        ("biggest_win", 2, str(league[0].pk), None),
        ("highest_scoring", 4, str(league[0].pk), None),
        ("most_goals", 2, str(league[0].pk), "Ann"),
    ]
    assert (records[0]["home"]["name"], records[0]["home_score"], records[0]["away_score"]) == ("Arden", 3, 1)


def test_goals_by_minute(season, league, django_assert_num_queries):
    with django_assert_num_queries(3, using="stats"):
        found = list_goals_by_minute(season.pk)
    counts = {row["minutes"]: row["goals"] for row in found if row["goals"]}
    assert counts == {"1–15": 1, "16–30": 1, "31–45": 3}
    each = list_goals_by_minute(season.pk, each=True)
    assert [(row["minutes"], row["goals"]) for row in each] == [("10", 1), ("20", 1), ("40", 1), ("44", 1), ("45", 1)]
    enter(league[0], {"type": "void", "data": {"seq": 3, "reason": "offside"}})
    feed(league[0])
    assert sum(row["goals"] for row in list_goals_by_minute(season.pk)) == 4


def test_of_nothing_there_is_nothing(season):
    feed_catalogue()
    facts = load(season.pk, statistics=CARDS.statistics, feats=["goals"], moments=["goal"])
    assert (facts.sides, facts.sums, facts.feats, facts.moments, facts.groups) == ([], [], [], [], {})
    assert facts.current_to["at"] is None
    found = list_all(season.pk)
    assert {name: rows for name, rows in found.items() if rows} == {}
    assert list_all("x") == found


def test_a_match_that_moves_to_another_season_is_counted_once(season, league, teams):
    elsewhere = make_season()
    change_fixture(match_id=league[0].pk, actor="user:1", season=elsewhere, reason="entered in the wrong season")
    feed(league[0])
    assert load_head_to_head(str(teams[0].pk), str(teams[1].pk))["played"] == 2
    assert names(list_scorers(season.pk)) == [("Ann", 1)]
    assert names(list_scorers(elsewhere.pk)) == [("Ann", 1), ("Bea", 2)]
