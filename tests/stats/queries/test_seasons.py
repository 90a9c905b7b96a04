"""A season's rules and figures through the fold: cut short, deducted, awarded, fair play, lots; form to records."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from scoreboard.models import StandingAdjustment
from scoreboard.record.fixture import change_fixture
from stats.queries import (
    read_assists,
    read_cards,
    read_competitor,
    read_current_to,
    read_goals_by_minute,
    read_head_to_head,
    read_person,
    read_records,
    read_rounds,
    read_scorers,
    read_season_form,
    read_standings,
    read_streaks,
)
from tests.factories import enter, make_competitor, make_match, make_season
from tests.stats.feeding import feed, feed_catalogue

KICK_OFF = {"type": "period_start"}
FULL_TIME = [{"type": "period_end"}, KICK_OFF, {"type": "period_end"}]
MINUTE = 60_000


def day(number):
    return date(2026, 3, 1) + timedelta(days=number)


def play(season, home, away, score=None, *, number=1, events=(), **fixture):
    """A match of a round; its events or its score, or neither yet."""
    fixture = {"round": f"Matchday {number}", "round_number": number, "scheduled_on": day(number), **fixture}
    match = make_match(season=season, home=home, away=away, **fixture)
    if events:
        enter(match, KICK_OFF, *events)
        enter(match, *FULL_TIME)
    elif score:
        left, right = map(int, score.split("-"))
        enter(match, {"type": "result", "data": {"full_time": {"home": left, "away": right}}})
    return match


def goal(side, player, minute=None, **data):
    clock = {} if minute is None else {"clock_ms": (minute - 1) * MINUTE}
    return {"type": "goal", "side": side, "player": player, "data": data, **clock}


def card(side, player, colour):
    return {"type": "card", "side": side, "player": player, "data": {"card": colour}}


def rows(season, **as_of):
    (table,) = read_standings(str(season.pk), **as_of)["groups"]
    return [(row["rank"], row["competitor"]["name"], row["played"], row["points"]) for row in table["rows"]]


def names(found):
    return [(row["person"]["name"], row["rank"]) for row in found]


@pytest.fixture
def teams(db):
    return [make_competitor(name) for name in ("Arden", "Brook", "Copse", "Dale")]


def test_a_season_cut_short_is_ranked_by_points_per_game(teams):
    a, b, c, d = teams
    season = make_season(ranking={"ranking": "points_per_game"})
    played = [play(season, a, c, "1-1"), play(season, a, d, "2-0"), play(season, b, d, "1-0"), play(season, b, a)]
    enter(played[-1], {"type": "status", "data": {"status": "cancelled", "reason": "season ended"}})
    feed(*played)
    (table,) = read_standings(str(season.pk))["groups"]
    found = [(row["competitor"]["name"], row["points"], row["points_per_game"]) for row in table["rows"]]
    assert found == [("Brook", 3, 3.0), ("Arden", 4, 2.0), ("Copse", 1, 1.0), ("Dale", 0, 0.0)]


def test_a_deduction_counts_from_its_day_in_every_table(season, teams):
    a, b, *_ = teams
    feed(play(season, a, b, "1-0", number=1), play(season, b, a, "0-1", number=8))
    StandingAdjustment.objects.create(season=season, competitor=a, points=-7, reason="licence", on=day(5))
    feed_catalogue()
    assert [rows(season, round=number)[0][1:] for number in (1, 8)] == [("Arden", 1, 3), ("Brook", 2, 0)]
    assert rows(season, on=day(4))[0][1] == "Arden"
    by_round = [(row["round"], row["competitor"]["name"], row["points"]) for row in read_rounds(str(season.pk))]
    assert by_round == [(1, "Arden", 3), (1, "Brook", 0), (8, "Brook", 0), (8, "Arden", -1)]
    assert rows(season, side="home") == [(1, "Arden", 1, 3), (2, "Brook", 1, 0)]


def test_head_to_head_with_a_split_through_the_fold(teams):
    """Arden, Brook and Copse are level; Copse leads their small table, and Arden beat Brook."""
    a, b, c, d = teams
    season = make_season(ranking={"tiebreakers": ["points", "head_to_head", "goal_difference"]})
    scores = [(a, b, "1-0"), (c, a, "2-1"), (b, c, "2-1"), (a, d, "1-0"), (b, d, "5-0"), (c, d, "1-0")]
    feed(*(play(season, *match) for match in scores))
    (table,) = read_standings(str(season.pk))["groups"]
    assert [row["competitor"]["name"] for row in table["rows"]] == ["Copse", "Arden", "Brook", "Dale"]
    assert [row.get("separated_by") for row in table["rows"]] == [None, "head_to_head", "head_to_head", None]


def test_an_awarded_match_counts_in_tables_and_is_no_record(season, teams):
    a, b, *_ = teams
    match = play(season, a, b)
    awarded = {"status": "awarded", "reason": "crowd trouble", "winner": "away", "score": {"home": 0, "away": 3}}
    enter(match, {"type": "status", "data": awarded})
    feed(match, play(season, b, a, "1-0", number=2))
    assert rows(season) == [(1, "Brook", 2, 6), (2, "Arden", 2, 0)]
    assert {(row["record"], row["value"]) for row in read_records(str(season.pk))} == {
        ("biggest_win", 1),
        ("highest_scoring", 1),
    }
    assert next(row for row in read_streaks(str(season.pk)) if row["streak"] == "winning")["longest"] == 2


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
        (table,) = read_standings(str(season.pk))["groups"]
    found = [(row["competitor"]["name"], row["card_points"], row.get("separated_by")) for row in table["rows"]]
    assert found == [("Brook", 0, None), ("Arden", 1, "fair_play"), ("Copse", 3, "fair_play")]
    with django_assert_num_queries(4, using="stats"):
        (table,) = read_standings(str(season.pk), recorded_at=known)["groups"]
    assert [(row["competitor"]["name"], row["card_points"]) for row in table["rows"]] == [
        ("Arden", 1),
        ("Copse", 3),
        ("Brook", 4),
    ]
    (table,) = read_standings(str(season.pk), round=1)["groups"]
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
        (table,) = read_standings(str(season.pk))["groups"]
        return [(row["competitor"]["name"], row.get("awaits"), row.get("separated_by")) for row in table["rows"]]

    assert waiting() == [("Arden", None, None), ("Brook", None, None)]
    enter(matches[1], {"type": "status", "data": {"status": "cancelled", "reason": "storm"}})
    feed(*matches)
    assert waiting() == [("Arden", "lots", None), ("Brook", "lots", None)]
    season.ranking = {**season.ranking, "lots": ["Brook", str(a.pk)]}
    season.save()
    feed_catalogue()
    assert waiting() == [("Brook", None, None), ("Arden", None, "lots")]


@pytest.fixture
def league(season, teams):
    """Two rounds with goals, cards and assists, and a cup on the side."""
    a, b, c, d = teams
    events = [
        goal("home", "Ann", 10, assist="Amy"),
        goal("home", "Ann", 40, penalty=True),
        goal("away", "Bea", 44, assist="Bo"),
        goal("home", "Ben", 45, own_goal=True),
        card("away", "Bea", "yellow"),
        card("away", "Bea", "second_yellow"),
        card("home", "Amy", "red"),
    ]
    matches = [
        play(season, a, b, events=events),
        play(season, c, d, "0-0"),
        play(season, b, c, "1-2", number=2),
        play(season, d, a, events=[goal("away", "Ann", 20, assist="Amy")], number=2),
        play(season, a, c, number=3),
    ]
    cup = make_season(competition="Cup")
    matches.append(play(cup, b, a, events=[goal("home", "Bea"), goal("away", "Amy", assist="Ann")], number=9))
    replay = play(make_season(), a, b, "9-0", replay_of=matches[0], number=20)
    feed(*matches, replay)
    return matches


def test_scorers_assists_and_cards(season, league, django_assert_num_queries):
    season_id = str(season.pk)
    with django_assert_num_queries(6, using="stats"):
        scorers, assists, cards = read_scorers(season_id), read_assists(season_id), read_cards(season_id)
    assert names(scorers) == [("Ann", 1), ("Bea", 2)]
    assert [(row["goals"], row["penalties"], row["assists"]) for row in scorers] == [(3, 1, 0), (1, 0, 0)]
    assert names(assists) == [("Amy", 1), ("Bo", 2)]
    assert [(row["person"]["name"], row["card_points"]) for row in cards] == [("Amy", 4), ("Bea", 3)]
    assert (cards[1]["yellow_cards"], cards[1]["second_yellow_cards"]) == (1, 1)
    by_team = read_cards(season_id, by="competitor")
    assert [(row["rank"], row["competitor"]["name"], row["card_points"]) for row in by_team] == [
        (1, "Arden", 4),
        (2, "Brook", 3),
    ]
    assert "person" not in by_team[0]


def test_form_streaks_and_rounds_of_a_season(season, league, django_assert_num_queries):
    season_id = str(season.pk)
    with django_assert_num_queries(2, using="stats"):
        form = read_season_form(season_id)
    assert [(row["rank"], row["competitor"]["name"], row["form"]) for row in form] == [
        (1, "Arden", "WW"),
        (2, "Copse", "DW"),
        (3, "Dale", "DL"),
        (4, "Brook", "LL"),
    ]
    assert [row["form"] for row in read_season_form(season_id, last=1)] == ["W", "W", "L", "L"]
    with django_assert_num_queries(2, using="stats"):
        streaks = read_streaks(season_id)
    assert [(row["competitor"]["name"], row["longest"]) for row in streaks if row["streak"] == "unbeaten"] == [
        ("Arden", 2),
        ("Copse", 2),
        ("Dale", 1),
        ("Brook", 0),
    ]
    with django_assert_num_queries(2, using="stats"):
        rounds = read_rounds(season_id)
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
        records = read_records(str(season.pk))
    found = [(row["record"], row["value"], row["match"], row["person"] and row["person"]["name"]) for row in records]
    assert found == [
        ("biggest_win", 2, str(league[0].pk), None),
        ("highest_scoring", 4, str(league[0].pk), None),
        ("most_goals", 2, str(league[0].pk), "Ann"),
    ]
    assert (records[0]["home"]["name"], records[0]["home_score"], records[0]["away_score"]) == ("Arden", 3, 1)


def test_goals_by_minute(season, league, django_assert_num_queries):
    with django_assert_num_queries(2, using="stats"):
        found = read_goals_by_minute(str(season.pk))
    counts = {row["minutes"]: row["goals"] for row in found if row["goals"]}
    assert counts == {"1–15": 1, "16–30": 1, "31–45": 3}
    each = read_goals_by_minute(str(season.pk), each=True)
    assert [(row["minutes"], row["goals"]) for row in each] == [("10", 1), ("20", 1), ("40", 1), ("44", 1), ("45", 1)]
    enter(league[0], {"type": "void", "data": {"seq": 3, "reason": "offside"}})
    feed(league[0])
    assert sum(row["goals"] for row in read_goals_by_minute(str(season.pk))) == 4


def test_a_competitor_over_its_seasons(league, teams, django_assert_num_queries):
    with django_assert_num_queries(2, using="stats"):
        found = read_competitor(str(teams[0].pk))
    assert (found["name"], found["totals"]["played"], found["totals"]["won"]) == ("Arden", 3, 2)
    assert [(row["competition"]["name"], row["played"], row["for"]) for row in found["seasons"]] == [
        ("Cup", 1, 1),
        (league[0].season.competition.name, 2, 4),
    ]
    assert [(row["competitor"]["name"], row["played"], row["lost"]) for row in found["opponents"]] == [
        ("Brook", 2, 0),
        ("Dale", 1, 0),
    ]
    assert [row["result"] for row in found["form"]] == ["D", "W", "W"]
    assert found["form"][0]["opponent"]["name"] == "Brook"
    winning = found["streaks"][0]
    assert (winning["streak"], winning["current"], winning["longest"]) == ("winning", 0, 2)


def test_two_against_each_other_without_replays(league, teams, django_assert_num_queries):
    a, b = (str(team.pk) for team in teams[:2])
    with django_assert_num_queries(2, using="stats"):
        found = read_head_to_head(a, b)
    assert (found["first"]["name"], found["second"]["name"]) == ("Arden", "Brook")
    assert [found[key] for key in ("played", "won", "drawn", "lost", "for", "against")] == [2, 1, 1, 0, 4, 2]
    assert [(row["side"], row["for"], row["against"]) for row in found["matches"]] == [("away", 1, 1), ("home", 3, 1)]
    turned = read_head_to_head(b, a)
    assert [turned[key] for key in ("played", "won", "drawn", "lost", "for", "against")] == [2, 0, 1, 1, 2, 4]


def test_a_match_that_moves_to_another_season_is_counted_once(season, league, teams):
    elsewhere = make_season()
    change_fixture(match_id=league[0].pk, actor="user:1", season=elsewhere, reason="entered in the wrong season")
    feed(league[0])
    assert read_head_to_head(str(teams[0].pk), str(teams[1].pk))["played"] == 2
    assert names(read_scorers(str(season.pk))) == [("Ann", 1)]
    assert names(read_scorers(str(elsewhere.pk))) == [("Ann", 1), ("Bea", 2)]


def test_a_person_over_their_seasons(league, django_assert_num_queries):
    scorer = read_scorers(str(league[0].season_id))[0]["person"]
    with django_assert_num_queries(3, using="stats"):
        found = read_person(scorer["id"], sport="football")
    assert (found["name"], found["competitor"]["name"]) == ("Ann", "Arden")
    assert [(row["competition"]["name"], row["goals"], row["assists"]) for row in found["seasons"]] == [
        ("Cup", 0, 1),
        (league[0].season.competition.name, 3, 0),
    ]
    assert (found["totals"]["goals"], found["totals"]["penalties"], found["totals"]["assists"]) == (3, 1, 1)


def test_of_nothing_there_is_nothing(season, teams):
    season_id, team = str(season.pk), str(teams[0].pk)
    feed_catalogue()
    for read in (read_rounds, read_records, read_streaks, read_season_form, read_goals_by_minute, read_cards):
        assert read(season_id) == []
    assert read_current_to(season_id)["at"] is None
    found = read_competitor(team)
    assert (found["name"], found["totals"]["played"], found["seasons"], found["form"]) == ("Arden", 0, [], [])
    assert read_head_to_head(team, str(teams[1].pk))["matches"] == []
    nobody = read_person("nobody", sport="football")
    assert (nobody["seasons"], nobody["totals"]["goals"]) == ([], 0)
