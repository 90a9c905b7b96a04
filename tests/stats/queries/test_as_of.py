"""Every list as it stood and as it was known: equal to what was read at the time."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from scoreboard.models import Person
from scoreboard.record.fixture import change_fixture
from scoreboard.sports.match import fold_leniently
from stats.models import SideFact
from stats.queries import AsOf, as_of, load_competitor, load_head_to_head, load_person
from tests.factories import enter, make_competitor, make_match, make_season
from tests.stats.feeding import feed, feed_catalogue
from tests.stats.lists import (
    list_all,
    list_cards,
    list_each,
    list_form,
    list_goals_by_minute,
    list_leaders,
    list_records,
    list_rounds,
    list_scorers,
)

pytestmark = pytest.mark.django_db(databases=["default", "stats"])
KICK_OFF = {"type": "period_start"}
FULL_TIME = [{"type": "period_end"}, KICK_OFF, {"type": "period_end"}]
START = datetime(2026, 3, 1, 12, tzinfo=UTC)


def goal(side, player, minute, **data):
    return {"type": "goal", "side": side, "player": player, "clock_ms": (minute - 1) * 60_000, "data": data}


def card(side, player, colour):
    return {"type": "card", "side": side, "player": player, "data": {"card": colour}}


def read_all(season, teams, people, **then):
    """Every list of a season, what its teams and its people did."""
    known = AsOf(**then)
    found = list_all(season.pk, **then)
    assert list_each(season.pk, **then) == found
    found |= {
        "head_to_head": load_head_to_head(str(teams[0].pk), str(teams[1].pk), as_of=known),
        "teams": [load_competitor(str(team.pk), as_of=known) for team in teams],
    }
    if known.round is None:
        found["people"] = [load_person(str(pk), sport="football", as_of=known) for pk in people]
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
        assert read_all(season, teams, people, recorded_at=at) == then
    assert seen[0][1]["scorers"][0]["goals"] == 2  # before the video
    assert list_scorers(season.pk, recorded_at=START - timedelta(days=1)) == []


def test_after_a_round_or_a_day_counts_what_was_played_by_then(history):
    season, teams, _ = history
    key = str(season.pk)
    people = list(Person.objects.values_list("pk", flat=True))
    for number in range(5):
        by_round = read_all(season, teams, people, round=number)
        by_day = read_all(season, teams, people, on=date(2026, 3, 1) + timedelta(days=number - 1))
        assert {name: by_day[name] for name in by_round} == by_round  # a round a day, and no other matches
    assert [(row["person"]["name"], row["goals"]) for row in list_scorers(key, round=1)] == [
        ("Amy", 1),
        ("Ann", 1),
    ]
    assert sum(row["goals"] for row in list_goals_by_minute(key, round=1)) == 2
    assert [row["competitor"]["name"] for row in list_form(key, round=1)] == ["Ajax", "Brest"]
    assert list_cards(key, round=1)[0]["card_points"] == 1
    assert [row["yellow_cards"] for row in list_cards(key, by="competitor", round=1)] == [1]
    assert {row["round"] for row in list_rounds(key, round=1)} == {1}
    assert list_records(key, round=0) == []


def test_each_match_that_has_changed_since_is_folded_once(history, monkeypatch):
    season, _, seen = history
    folded = []

    def fold(records):
        folded.append(records[0].match)
        return fold_leniently(records)

    monkeypatch.setattr(as_of, "fold_leniently", fold)
    list_all(season.pk, recorded_at=seen[0][0])
    of_season = SideFact.objects.filter(competitor__gt="").values("match").distinct()
    assert len(folded) == len(set(folded)) == of_season.filter(recorded_at__gt=seen[0][0]).count() == 4
    folded.clear()
    list_all(season.pk)
    list_all(season.pk, round=2)
    assert folded == []


def test_the_leaders_of_then_are_not_those_of_now(history):
    season, _, seen = history

    def lead(**then):
        rows = list_leaders(season.pk, ("goals", "red_cards"), **then)
        return [(row["rank"], row["person"]["name"], row["goals"], row["red_cards"]) for row in rows]

    assert lead() == [(1, "Ann", 2, 0), (2, "Amy", 1, 0), (2, "Bo", 1, 1), (2, "Cat", 1, 0)]
    assert lead(recorded_at=seen[0][0]) == [(1, "Ann", 2, 0)]
    assert lead(recorded_at=seen[2][0]) == [(1, "Ann", 2, 0), (1, "Bo", 2, 0), (3, "Cat", 1, 0)]
    assert lead(round=1) == lead(on=date(2026, 3, 1)) == [(1, "Amy", 1, 0), (1, "Ann", 1, 0)]


def test_a_person_s_goal_that_was_taken_away_is_theirs_before(history):
    _, _, seen = history
    ann = str(Person.objects.get(name="Ann").pk)
    assert load_person(ann, sport="football", as_of=AsOf(recorded_at=seen[0][0]))["totals"]["goals"] == 2
    assert load_person(ann, sport="football", as_of=AsOf(recorded_at=seen[3][0]))["totals"]["goals"] == 1
    assert load_person(ann, sport="football", as_of=AsOf(on=date(2026, 3, 3)))["totals"]["goals"] == 1
    assert load_person(ann, sport="football")["totals"]["goals"] == 2  # with the one of the fourth match
