"""Every figure as it stood and as it was known: the same as was read at the time."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from scoreboard.models import Person
from scoreboard.record.fixture import change_fixture
from stats.queries import (
    AsOf,
    read_assists,
    read_cards,
    read_competitor,
    read_goals_by_minute,
    read_head_to_head,
    read_leaders,
    read_person,
    read_records,
    read_rounds,
    read_scorers,
    read_season_form,
    read_season_tables,
    read_streaks,
)
from tests.factories import enter, make_competitor, make_match, make_season
from tests.stats.feeding import feed, feed_catalogue

pytestmark = pytest.mark.django_db(databases=["default", "stats"])
KICK_OFF = {"type": "period_start"}
FULL_TIME = [{"type": "period_end"}, KICK_OFF, {"type": "period_end"}]
START = datetime(2026, 3, 1, 12, tzinfo=UTC)


def goal(side, player, minute, **data):
    return {"type": "goal", "side": side, "player": player, "clock_ms": (minute - 1) * 60_000, "data": data}


def card(side, player, colour):
    return {"type": "card", "side": side, "player": player, "data": {"card": colour}}


def read_all(season, teams, people, as_of=None):
    """Every figure of a season, its teams and its people; current_to and as_of left out."""
    then = {} if as_of is None else {"as_of": as_of}
    key = str(season.pk)
    tables = read_season_tables(key, *then.values())
    found = {name: tables[name]["groups"] for name in ("standings", "home", "away")}
    found["rounds"] = tables["rounds"]
    assert read_rounds(key, *then.values()) == tables["rounds"]
    found |= {
        "form": read_season_form(key, **then),
        "streaks": read_streaks(key, **then),
        "records": read_records(key, **then),
        "minutes": read_goals_by_minute(key, **then),
        "scorers": read_scorers(key, **then),
        "assists": read_assists(key, **then),
        "leaders": read_leaders(key, ("yellow_cards", "goals"), **then),
        "cards": read_cards(key, **then),
        "team_cards": read_cards(key, "competitor", **then),
        "head_to_head": read_head_to_head(str(teams[0].pk), str(teams[1].pk), **then),
        "teams": [read_competitor(str(team.pk), **then) for team in teams],
    }
    if as_of is None or as_of.round is None:
        found["people"] = [read_person(str(pk), sport="football", **then) for pk in people]
    return found


@pytest.fixture
def history():
    """A season with corrections of every kind, an hour between the steps; each step's time and what was read then."""
    season, other = make_season(), make_season()
    teams = [make_competitor(name) for name in ("Ajax", "Brest", "Celta")]
    seen = []
    with time_machine.travel(START, tick=False) as clock:
        pairs = [(0, 1), (1, 2), (2, 0), (1, 0), (2, 1), (0, 2)]
        matches = [
            make_match(
                season=season,
                home=teams[home],
                away=teams[away],
                round=f"Matchday {number}",
                round_number=number,
                scheduled_on=date(2026, 3, number),
            )
            for number, (home, away) in enumerate(pairs, start=1)
        ]
        first, second, third, fourth = matches[:4]
        steps = [
            (first, [KICK_OFF, goal("home", "Ann", 10, assist="Amy"), goal("home", "Ann", 30)]),
            (first, [card("away", "Bo", "yellow"), *FULL_TIME]),
            (second, [KICK_OFF, goal("away", "Cat", 5), goal("home", "Bo", 44), goal("home", "Bo", 45), *FULL_TIME]),
            (first, [{"type": "amend", "data": {"seq": 4, "reason": "video", "event": goal("home", "Amy", 30)}}]),
            (third, [{"type": "result", "data": {"full_time": {"home": 3, "away": 3}}}]),
            (second, [{"type": "void", "data": {"seq": 5, "reason": "offside"}}]),
            (fourth, [KICK_OFF, goal("away", "Ann", 60), card("home", "Bo", "red")]),
            (third, "moved"),
        ]
        for match, events in steps:
            clock.shift(timedelta(hours=1))
            if events == "moved":
                change_fixture(match_id=match.pk, actor="user:1", season=other)
            else:
                enter(match, *events)
            feed_catalogue()
            feed(*matches)
            people = list(Person.objects.order_by("pk").values_list("pk", flat=True))
            seen.append((datetime.now(UTC) + timedelta(minutes=1), read_all(season, teams, people), people))
    return season, teams, seen


def test_what_was_known_is_what_was_read_then(history):
    season, teams, seen = history
    for at, then, people in seen:
        assert read_all(season, teams, people, AsOf(recorded_at=at)) == then
    assert seen[0][1]["scorers"][0]["goals"] == 2  # before the video
    before = AsOf(recorded_at=START - timedelta(days=1))
    assert read_scorers(str(season.pk), as_of=before) == []


def test_after_a_round_or_a_day_counts_what_was_played_by_then(history):
    season, teams, _ = history
    key = str(season.pk)
    people = list(Person.objects.values_list("pk", flat=True))
    for number in range(5):
        by_round = read_all(season, teams, people, AsOf(round=number))
        by_day = read_all(season, teams, people, AsOf(on=date(2026, 3, 1) + timedelta(days=number - 1)))
        assert {name: by_day[name] for name in by_round} == by_round  # a round a day, and no other matches
    after_one = AsOf(round=1)
    assert [(row["person"]["name"], row["goals"]) for row in read_scorers(key, as_of=after_one)] == [
        ("Amy", 1),
        ("Ann", 1),
    ]
    assert sum(row["goals"] for row in read_goals_by_minute(key, as_of=after_one)) == 2
    assert [row["competitor"]["name"] for row in read_season_form(key, as_of=after_one)] == ["Ajax", "Brest"]
    assert read_cards(key, as_of=after_one)[0]["card_points"] == 1
    assert [row["yellow_cards"] for row in read_cards(key, "competitor", as_of=after_one)] == [1]
    assert {row["round"] for row in read_rounds(key, after_one)} == {1}
    assert read_records(key, as_of=AsOf(round=0)) == []


def test_the_leaders_of_then_are_not_those_of_now(history):
    season, _, seen = history

    def lead(**as_of):
        rows = read_leaders(str(season.pk), ("goals", "red_cards"), as_of=AsOf(**as_of))
        return [(row["rank"], row["person"]["name"], row["goals"], row["red_cards"]) for row in rows]

    assert lead() == [(1, "Ann", 2, 0), (2, "Amy", 1, 0), (2, "Bo", 1, 1), (2, "Cat", 1, 0)]
    assert lead(recorded_at=seen[0][0]) == [(1, "Ann", 2, 0)]
    assert lead(recorded_at=seen[2][0]) == [(1, "Ann", 2, 0), (1, "Bo", 2, 0), (3, "Cat", 1, 0)]
    assert lead(round=1) == lead(on=date(2026, 3, 1)) == [(1, "Amy", 1, 0), (1, "Ann", 1, 0)]


def test_a_person_s_goal_that_was_taken_away_is_theirs_before(history):
    _, _, seen = history
    ann = str(Person.objects.get(name="Ann").pk)
    assert read_person(ann, sport="football", as_of=AsOf(recorded_at=seen[0][0]))["totals"]["goals"] == 2
    assert read_person(ann, sport="football", as_of=AsOf(recorded_at=seen[3][0]))["totals"]["goals"] == 1
    assert read_person(ann, sport="football", as_of=AsOf(on=date(2026, 3, 3)))["totals"]["goals"] == 1
    assert read_person(ann, sport="football")["totals"]["goals"] == 2  # with the one of the fourth match
