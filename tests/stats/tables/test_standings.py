"""Standings through the fold: as now and then, by group, live, with adjustments, under present names."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from scoreboard.models import StandingAdjustment
from scoreboard.record.fixture import change_fixture
from stats.models import DeadLetter
from tests.factories import enter, make_competitor, make_match, make_season
from tests.stats.feeding import Partition, feed, feed_catalogue
from tests.stats.lists import list_standings

MONDAY = date(2026, 3, 2)


def result(match, home, away, **more):
    data = {"full_time": {"home": home, "away": away}, **more}
    return enter(match, {"type": "result", "data": data})


def day(number):
    return MONDAY + timedelta(days=number)


@pytest.fixture
def teams(db):
    return [make_competitor(name) for name in ("Arden", "Brook", "Copse", "Dale")]


@pytest.fixture
def league(season, teams):
    """Three rounds of a league; the last match of the third is not played yet."""
    a, b, c, d = teams
    results = [(1, a, b, 2, 1), (1, c, d, 0, 0), (2, b, c, 3, 0), (2, d, a, 1, 1), (3, a, c, 0, 1), (3, b, d, None, 0)]
    matches = []
    for number, home, away, left, right in results:
        fixture = {"round": f"Matchday {number}", "round_number": number, "scheduled_on": day(number)}
        matches.append(make_match(season=season, home=home, away=away, **fixture))
        if left is not None:
            result(matches[-1], left, right)
    feed(*matches)
    return matches


def rows(standings, group=None):
    table = next(table for table in standings["groups"] if table["name"] == group)
    return [(row["rank"], row["competitor"]["name"], row["played"], row["points"]) for row in table["rows"]]


def test_a_leagues_table(season, league, django_assert_num_queries):
    with django_assert_num_queries(2, using="stats"):
        standings = list_standings(season.pk)
    assert standings["season"] == {"id": str(season.pk), "name": season.name}
    assert standings["as_of"] == {"round": None, "on": None, "recorded_at": None, "live": False}
    assert rows(standings) == [(1, "Arden", 3, 4), (2, "Copse", 3, 4), (3, "Brook", 2, 3), (4, "Dale", 2, 2)]
    assert standings["groups"][0]["rows"][1]["separated_by"] == "goal_difference"
    last = league[5]  # the latest record of all schedules it
    position = standings["current_to"]
    assert (position["match"], position["seq"], position["cursor"]) == (str(last.pk), 1, "e1-1")
    assert position["at"].endswith("Z")


def test_as_it_stood_after_a_round_and_on_a_day(season, league):
    after_one = [(1, "Arden", 1, 3), (2, "Copse", 1, 1), (2, "Dale", 1, 1), (4, "Brook", 1, 0)]
    assert rows(list_standings(season.pk, round=1)) == after_one
    assert rows(list_standings(season.pk, on=day(1))) == after_one
    assert rows(list_standings(season.pk, round=9)) == rows(list_standings(season.pk))
    assert {row[3] for row in rows(list_standings(season.pk, round=0))} == {0}


def test_as_the_system_knew_it(season, teams, django_assert_num_queries):
    a, b, *_ = teams
    with time_machine.travel(datetime(2026, 3, 1, tzinfo=UTC), tick=False) as clock:
        match = make_match(season=season, home=a, away=b)
        clock.shift(3600)
        result(match, 2, 0)
        known = datetime(2026, 3, 1, 2, tzinfo=UTC)
        clock.shift(7200)
        amended = {"type": "result", "data": {"full_time": {"home": 2, "away": 2}}}
        enter(match, {"type": "amend", "data": {"seq": 2, "reason": "a slip of the pen", "event": amended}})
        elsewhere = make_season(name="2027")
        clock.shift(3600)
        change_fixture(match_id=match.pk, actor="user:1", season=elsewhere)
    feed(match)
    season_id = str(season.pk)
    with django_assert_num_queries(3, using="stats"):
        standings = list_standings(season_id, recorded_at=known)
    assert rows(standings) == [(1, "Arden", 1, 3), (2, "Brook", 1, 0)]
    assert standings["current_to"]["seq"] == 2
    assert {row[3] for row in rows(list_standings(season_id, recorded_at=known + timedelta(hours=1, minutes=30)))} == {
        1
    }
    assert list_standings(season_id)["groups"] == []
    assert list_standings(season_id, recorded_at=known - timedelta(days=1))["groups"] == []
    assert rows(list_standings(elsewhere.pk))[0][2:] == (1, 1)


def test_live_matches_count_where_asked(season, teams):
    a, b, *_ = teams
    match = make_match(season=season, home=a, away=b)
    enter(match, {"type": "period_start"}, {"type": "goal", "side": "away"})
    feed(match)
    assert {row[2] for row in rows(list_standings(season.pk))} == {0}
    standings = list_standings(season.pk, live=True)
    assert rows(standings) == [(1, "Brook", 1, 3), (2, "Arden", 1, 0)]
    assert all(row["live"] for row in standings["groups"][0]["rows"])


def test_groups_have_tables_and_knock_out_matches_none(season, teams):
    a, b, c, d = teams
    first = make_match(season=season, home=a, away=b, group="Group A")
    second = make_match(season=season, home=c, away=d, group="Group B")
    final = make_match(season=season, home=a, away=c, knock_out=True, round="Final")
    for match in (first, second, final):
        result(match, 1, 0)
    feed(first, second, final)
    standings = list_standings(season.pk)
    assert [table["name"] for table in standings["groups"]] == ["Group A", "Group B"]
    assert rows(standings, "Group A") == [(1, "Arden", 1, 3), (2, "Brook", 1, 0)]
    only = list_standings(season.pk, group="Group B")
    assert [table["name"] for table in only["groups"]] == ["Group B"]


def test_a_match_decided_by_penalties_is_drawn_in_a_table(season, teams):
    match = make_match(season=season, home=teams[0], away=teams[1])
    result(match, 1, 1, shootout={"home": 4, "away": 2})
    feed(match)
    assert {row[3] for row in rows(list_standings(season.pk))} == {1}


def test_an_awarded_match_counts_as_it_was_awarded(season, teams):
    match = make_match(season=season, home=teams[0], away=teams[1])
    awarded = {"status": "awarded", "reason": "crowd trouble", "winner": "away"}
    enter(match, {"type": "status", "data": awarded})
    feed(match)
    assert rows(list_standings(season.pk)) == [(1, "Brook", 1, 3), (2, "Arden", 1, 0)]


def test_ranking_rules_are_inherited(teams):
    a, b, c, d = teams
    season = make_season(ranking={"win": 2})
    season.competition.ranking = {"win": 5, "draw": 2}
    season.competition.save()
    matches = [make_match(season=season, home=home, away=away) for home, away in ((a, b), (c, d))]
    result(matches[0], 1, 0)
    result(matches[1], 0, 0)
    feed(*matches)
    assert [row[3] for row in rows(list_standings(season.pk))] == [2, 2, 2, 0]
    season.ranking = {"draw": 1, "tiebreakers": ["points", "wins"]}
    season.save()
    feed_catalogue()
    table = list_standings(season.pk)
    assert rows(table) == [(1, "Arden", 1, 5), (2, "Copse", 1, 1), (2, "Dale", 1, 1), (4, "Brook", 1, 0)]


def test_adjustments_count_from_their_day(season, league, teams):
    StandingAdjustment.objects.create(season=season, competitor=teams[0], points=-3, reason="unpaid wages", on=day(2))
    feed_catalogue()

    def points(**as_of):
        return next(row[3] for row in rows(list_standings(season.pk, **as_of)) if row[1] == "Arden")

    with time_machine.travel(datetime(2026, 3, 20, tzinfo=UTC)):
        assert points() == 1
    assert (points(on=day(1)), points(on=day(2))) == (3, 1)
    assert (points(round=1), points(round=2)) == (3, 1)
    with time_machine.travel(datetime(2026, 3, 3, tzinfo=UTC)):
        assert points() == 4
    before = datetime.now(tz=UTC) - timedelta(minutes=1)
    with pytest.raises(StopIteration):
        points(recorded_at=before)


def test_names_are_those_of_today_and_the_highest_version_wins(season, league, teams):
    teams[0].name = "Arden Rovers"
    teams[0].save()
    feed_catalogue()
    assert rows(list_standings(season.pk))[0][1] == "Arden Rovers"
    old = Partition(topic="catalogue")
    value = f'{{"kind":"competitor","id":"{teams[0].pk}","version":1,"data":{{"name":"Old"}}}}'
    old.add(value.encode())
    old.add(b'{"kind": "competitor"}')
    old.read()
    assert rows(list_standings(season.pk))[0][1] == "Arden Rovers"
    assert DeadLetter.objects.get().topic == "catalogue"


def test_of_nothing_there_is_nothing():
    standings = list_standings("01a20bb0-d738-720e-b987-1bcc6eaa86e0")
    assert standings["groups"] == []
    assert standings["current_to"] == {"match": None, "seq": None, "cursor": None, "at": None}
