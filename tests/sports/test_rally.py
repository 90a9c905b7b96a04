"""Rally scoring, by example: volleyball, beach volleyball, badminton and table tennis."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoreboard.sports import badminton, get_sport
from scoreboard.sports.base import PeriodScore, Score, Shown
from scoreboard.sports.match import fold
from scoreboard.sports.rally import rules
from tests.refusals import raises_refused
from tests.sports.playing import Table
from tests.sports.test_all_sports import draw_log
from tests.wording import read_view

VOLLEYBALL, BEACH = Table("volleyball"), Table("beach_volleyball")
BADMINTON, TABLE_TENNIS = Table("badminton"), Table("table_tennis")
START = {"type": "match_start", "side": "home"}


def points(text):
    """Points by who won them: H or A, each with how many times ("H25")."""
    found = []
    for word in text.split():
        number = int(word[1:] or 1)
        found += [{"type": "point", "side": "home" if word[0] == "H" else "away"}] * number
    return found


def by(side, kind, **data):
    return {"type": kind, "side": side, **({"data": data} if data else {})}


@pytest.mark.parametrize(
    ("table", "rallies", "sets", "summary"),
    [
        (VOLLEYBALL, "H25 A25 H25 A25 H15", (3, 2), "3–2 (25–0, 0–25, 25–0, 0–25, 15–0)"),
        (VOLLEYBALL, "H24 A24 H A A A H25 H25 H25", (3, 1), "3–1 (25–27, 25–0, 25–0, 25–0)"),
        (BEACH, "H21 A21 H14 A14 A A", (1, 2), "2–1 (0–21, 21–0, 16–14)"),
        (BADMINTON, "H21 A20 H20 A A A21", (1, 2), "2–1 (0–21, 22–20, 21–0)"),
        (TABLE_TENNIS, "H11 A11 H11 A11 H10 A10 H H", (3, 2), "3–2 (11–0, 0–11, 11–0, 0–11, 12–10)"),
    ],
)
def test_sets_are_won_two_ahead_and_the_last_may_be_shorter(table, rallies, sets, summary):
    view = read_view(table.play(START, *points(rallies)))
    assert (view.finished, view.score, view.summary) == (True, Score(*sets), summary)


def test_badminton_is_capped_at_thirty():
    level = points("H20 A20") + points("H A") * 9
    view = read_view(BADMINTON.play(START, *level))
    assert (view.points, view.situation) == (Shown("29", "29"), "Game point")
    assert read_view(BADMINTON.play(START, *level, *points("A"))).periods[0] == PeriodScore("set_1", 29, 30)


def test_who_wins_a_rally_serves_and_who_received_first_serves_first_in_the_next_set():
    assert [read_view(VOLLEYBALL.play(START, *points(text))).turn for text in ("", "H", "A")] == [
        "home",
        "home",
        "away",
    ]
    assert read_view(VOLLEYBALL.play(START, *points("H25"))).turn == "away"
    assert read_view(BADMINTON.play(START, *points("H21"))).turn == "home"
    state = VOLLEYBALL.play(START, *points("H25"), by("home", "serve"))
    assert read_view(state).turn == "home"
    assert state.play.first == "home"


def test_in_table_tennis_the_sides_serve_two_each_then_one_each():
    turns = [read_view(TABLE_TENNIS.play(START, *points(f"H{number}" if number else ""))).turn for number in range(5)]
    assert turns == ["home", "home", "away", "away", "home"]
    level = points("H A") * 10
    turns = [read_view(TABLE_TENNIS.play(START, *level, *points("H A")[:number])).turn for number in range(3)]
    assert turns == ["home", "away", "home"]
    assert read_view(TABLE_TENNIS.play(START, *points("H11"))).turn == "away"


def test_under_the_expedite_system_they_serve_one_each():
    turns = [
        read_view(TABLE_TENNIS.play(START, {"type": "expedite"}, *points("H H H")[:number])).turn for number in range(3)
    ]
    assert turns == ["home", "away", "home"]
    TABLE_TENNIS.refuse(START, {"type": "expedite"}, {"type": "expedite"}, why="expedited already")


def test_timeouts_and_substitutions_are_counted_by_set_or_match():
    timeout, substitution = by("home", "timeout"), by("home", "substitution", off="Ada")
    VOLLEYBALL.refuse(START, timeout, timeout, timeout, why="All 2 timeouts of this set")
    VOLLEYBALL.play(START, timeout, timeout, *points("H25"), timeout)
    VOLLEYBALL.refuse(START, *[substitution] * 7, why="All 6 substitutions")
    VOLLEYBALL.refuse(START, {**substitution, "player": "Ada"}, why="for themselves")
    TABLE_TENNIS.refuse(START, timeout, *points("H11"), timeout, why="All 1 timeouts of this match")


def test_a_red_card_gives_a_point_and_the_serve():
    view = read_view(VOLLEYBALL.play(START, by("home", "sanction", card="red")))
    assert (view.points, view.turn) == (Shown("0", "1"), "away")
    assert read_view(VOLLEYBALL.play(START, by("home", "sanction", card="yellow"))).points == Shown("0", "0")
    view = read_view(TABLE_TENNIS.play(START, by("home", "sanction", card="yellow_red", points=2)))
    assert view.points == Shown("0", "2")
    VOLLEYBALL.refuse(START, by("home", "sanction", card="yellow", points=1), why="gives no point")


def test_incidents_are_the_ends_of_sets_and_what_stops_play():
    state = VOLLEYBALL.play(START, *points("H24"), by("away", "timeout"), *points("H"))
    assert [(i.kind, i.side, i.detail) for i in state.incidents] == [
        ("match_start", "home", None),
        ("timeout", "away", None),
        ("set", "home", "25–0"),
    ]


def test_refusals():
    VOLLEYBALL.refuse(*points("H"), why="not started")
    VOLLEYBALL.refuse(START, START, why="started already")
    VOLLEYBALL.refuse(START, *points("H75"), *points("H"), why="match is over")
    VOLLEYBALL.refuse(START, by("away", "point", how="ace"), why="home side serves")
    VOLLEYBALL.refuse(START, by("home", "manual", points=-1, reason="x"), why="less than no")
    VOLLEYBALL.refuse(START, *points("H24"), by("home", "manual", points=3, reason="x"), why="ends with 1")
    with raises_refused("capped at 20"):
        get_sport("badminton").start(badminton.Ruleset(cap=20))


def result(*sets, **fields):
    return {"type": "result", "data": {"sets": [{"home": home, "away": away} for home, away in sets], **fields}}


def test_a_result_alone():
    view = read_view(VOLLEYBALL.play(result((21, 25), (21, 25), (25, 20), (15, 25))))
    assert (view.score, view.summary) == (Score(1, 3), "3–1 (25–21, 25–21, 20–25, 25–15)")
    view = read_view(BADMINTON.play(result((21, 19), (5, 11), winner="home", how="retired")))
    assert (view.winner, view.summary) == ("home", "1–0 (21–19, 5–11) retired")
    assert (
        read_view(VOLLEYBALL.play(result(winner="away", how="walkover"))).summary == "3–0 (25–0, 25–0, 25–0) walkover"
    )


@pytest.mark.parametrize(
    ("sets", "why"),
    [
        ([(25, 24), (25, 0), (25, 0)], "another one follows"),
        ([(26, 23), (25, 0), (25, 0)], "No set ends 26–23"),
        ([(25, 0), (25, 0)], "won by 3 sets"),
        ([(25, 0)] * 4, "over after 3 sets"),
    ],
)
def test_a_result_that_cannot_be_is_refused(sets, why):
    VOLLEYBALL.refuse(result(*sets), why=why)


def test_what_tables_count():
    sport = get_sport("volleyball")
    state = VOLLEYBALL.play(result((25, 20), (20, 25), (25, 20), (20, 25), (15, 13))).play
    assert dict(sport.measure(state, "away")) == {
        "sets_for": 2,
        "sets_against": 3,
        "points_for": 103,
        "points_against": 105,
    }
    assert (sport.outcome(state, "home"), sport.outcome(state, "away")) == ("narrow_win", "narrow_loss")
    assert sport.outcome(VOLLEYBALL.play(result((25, 0), (25, 0), (25, 0))).play, "home") == ""


@pytest.mark.parametrize("name", ["volleyball", "beach_volleyball", "badminton", "table_tennis"])
@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_was_entered_a_set_is_over_where_its_score_says_so(name, data):
    """No set is left open that is won, and none was closed at a score at which no set ends."""
    state = fold(draw_log(data, name)).play
    if state.ruleset.edition == 1:
        return  # what was corrected then stays open
    assert not rules.is_set_won(state.ruleset, state.points, final=rules.is_final_set(state.ruleset, state.won))
    won = Score()
    for played in state.sets:
        assert rules.is_complete(state.ruleset, played.score, final=rules.is_final_set(state.ruleset, won))
        won = won.plus(played.score.leader())
    assert won == state.won
