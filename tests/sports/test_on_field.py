"""Who is on the field, sport by sport, and what line-ups show to be against the laws or unlikely."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoreboard.sports import SPORTS, get_sport
from scoreboard.sports.lineups import LineupData, LineupPlayer
from scoreboard.sports.match import enter, fold, fold_leniently
from scoreboard.sports.state import lineups_of, list_on_field
from tests.sports.logs import end, kick, make_log, make_record, start
from tests.sports.playing import Table


def line_up(*names, bench=(), side="home", positions=(), **data):
    """A line-up whose people are called as they are named, with numbers from 1 on."""
    begin = [
        {"player": name, "number": at, "starting": True, **({"position": positions[at - 1]} if positions else {})}
        for at, name in enumerate(names, 1)
    ]
    rest = [{"player": name, "number": at} for at, name in enumerate(bench, len(names) + 1)]
    return {"type": "lineup", "side": side, "data": {"players": [*begin, *rest], **data}}


def change(on, off, side="home", **data):
    return {"type": "substitution", "side": side, "player": on, "data": {"off": off, **data}}


def people(count, prefix="p"):
    return [f"{prefix}{number}" for number in range(1, count + 1)]


def find_doubts(state, sport, **body):
    record = make_record(state.seq + 1, sport=sport, **body)
    return [said.code for said in get_sport(sport).list_doubts(state.play, lineups_of(state), record)]


ELEVEN, BENCH = people(11), people(7, "b")
FOOTBALL = Table("football")


def test_without_a_lineup_who_came_on_is_known_alone():
    place = list_on_field(FOOTBALL.play(start(), change("b1", "p1")), "home")
    assert (place.playing, place.bench, place.gone, place.known) == (("b1",), (), ("p1",), False)


def test_every_sport_says_something_of_a_match_that_has_not_begun():
    for name, sport in SPORTS.items():
        state = fold(make_log(sport=name))
        starters = LineupData(players=tuple(LineupPlayer(player=one, starting=True) for one in people(sport.starting)))
        place = sport.list_on_field(state.play, starters, "home", None)
        assert not place.gone, name
        assert not place.resting, name
        if sport.starting:
            assert {*place.playing, *place.bench} == {one.player for one in starters.players}, name


# --- football --------------------------------------------------------------------------------------------------------


def test_a_substitute_takes_a_place_and_who_went_off_is_gone():
    place = list_on_field(FOOTBALL.play(line_up(*ELEVEN, bench=BENCH), start(), change("b1", "p1")), "home")
    assert place.known
    assert set(place.playing) == {*ELEVEN[1:], "b1"}
    assert place.gone == ("p1",)
    assert place.bench == tuple(BENCH[1:])


def test_who_may_return_is_on_the_bench_and_back_on_the_field():
    table = Table("football", return_substitutions=True)
    log = [line_up(*ELEVEN, bench=BENCH), start(), change("b1", "p1")]
    assert "p1" in list_on_field(table.enter(*log), "home").bench
    back = list_on_field(table.enter(*log, change("p1", "b1")), "home")
    assert set(back.playing) == set(ELEVEN)
    assert "b1" in back.bench


def test_football_refuses_impossible_substitutions_by_the_lineup():
    log = [line_up(*ELEVEN, bench=BENCH), start()]
    FOOTBALL.refuse(*log, change("p2", "p1"), why="p2 is on the field already.")
    FOOTBALL.refuse(*log, change("b1", "b2"), why="b2 is on the bench, and cannot go off.")
    partial = [line_up(*ELEVEN[:3], bench=BENCH), start()]
    FOOTBALL.refuse(*partial, change("p2", "x"), why="p2 is on the field already.")
    assert FOOTBALL.enter(*partial, change("b1", "b2")).play.home.came_on == ("b1",)


def test_who_was_on_the_bench_at_the_end_takes_no_kick():
    table = Table("football", shootout=True)
    log = [line_up(*ELEVEN, bench=BENCH), start(), change("b1", "p1"), end(), start(), end()]
    table.refuse(*log, kick("home", scored=True, player="b2"), why="b2 was not on the field at the end of play")
    assert table.enter(*log, kick("home", scored=True, player="b1")).play.shootout.home == 1
    assert table.play(*log, kick("home", scored=True, player="b2")).play.shootout.home == 1, "a log of before stands"


def test_a_side_of_seven_begins_with_seven():
    table = Table("football", players=7)
    assert list_on_field(table.enter(line_up(*ELEVEN[:7])), "home").known
    table.refuse(line_up(*ELEVEN[:8]), why="8 begin the match in this line-up; 7 may.")


# --- rugby union -----------------------------------------------------------------------------------------------------

RUGBY = Table("rugby_union")
FIFTEEN = people(15)
CLOCK = {"type": "card", "side": "home", "player": "p7", "data": {"card": "yellow"}}


def test_a_temporary_replacement_goes_back_to_the_bench():
    log = [line_up(*FIFTEEN, bench=BENCH), start(), change("b1", "p9", temporary=True)]
    place = list_on_field(RUGBY.enter(*log), "home")
    assert place.resting == ("p9",)
    assert "b1" in place.playing
    back = list_on_field(RUGBY.enter(*log, change("p9", "b1")), "home")
    assert set(back.playing) == set(FIFTEEN)
    assert back.resting == ()
    assert "b1" in back.bench


def test_a_return_of_who_was_replaced_for_good_is_a_doubt_but_in_the_front_row():
    state = RUGBY.enter(line_up(*FIFTEEN, bench=BENCH), start(), change("b1", "p1"), change("b2", "p9"))
    assert list_on_field(state, "home").gone == ("p1", "p9")
    assert find_doubts(state, "rugby_union", **change("p9", "p10")) == ["may_not_return"]
    assert find_doubts(state, "rugby_union", **change("p9", "p10", temporary=True)) == []
    assert find_doubts(state, "rugby_union", **change("p1", "b1")) == [], "number 1 is a prop"


def test_the_sin_bin_is_ten_minutes_of_play():
    state = RUGBY.play(line_up(*FIFTEEN), start(), {**CLOCK, "clock_ms": 10 * 60_000})
    assert list_on_field(state, "home", clock_ms=19 * 60_000).resting == ("p7",)
    assert "p7" in list_on_field(state, "home", clock_ms=20 * 60_000).playing


def test_stoppage_counts_for_the_sin_bin():
    over = {"type": "period_end", "clock_ms": 43 * 60_000}
    state = RUGBY.play(line_up(*FIFTEEN), start(), {**CLOCK, "clock_ms": 38 * 60_000}, over, start())
    assert list_on_field(state, "home", clock_ms=44 * 60_000).resting == ("p7",)
    assert list_on_field(state, "home", clock_ms=45 * 60_000).resting == ()


# --- those who come and go -------------------------------------------------------------------------------------------


def test_basketball_players_come_and_go_until_they_foul_out():
    table = Table("basketball", foul_limit=1)
    log = [line_up(*ELEVEN[:5], bench=BENCH), start(), change("b1", "p1"), change("p1", "p2")]
    place = list_on_field(table.enter(*log), "home")
    assert set(place.playing) == {"b1", "p1", "p3", "p4", "p5"}
    assert "p2" in place.bench
    state = table.enter(*log, {"type": "foul", "side": "home", "player": "p1"})
    assert list_on_field(state, "home").gone == ("p1",)
    assert find_doubts(state, "basketball", **change("b1", "p3")) == ["already_on_field"]
    assert find_doubts(state, "basketball", **change("p2", "p3")) == []


def test_two_minutes_of_handball_are_over_with_the_clock():
    out = {"type": "sanction", "side": "home", "player": "p1", "data": {"kind": "suspension"}, "clock_ms": 60_000}
    red = {"type": "sanction", "side": "home", "player": "p2", "data": {"kind": "red"}}
    state = Table("handball").enter(line_up(*ELEVEN[:7], bench=BENCH), start(), out, red)
    place = list_on_field(state, "home", clock_ms=179_999)
    assert (place.resting, place.gone, place.known) == (("p1",), ("p2",), False)
    assert "p1" in list_on_field(state, "home", clock_ms=180_000).bench


def test_in_ice_hockey_the_goalkeeper_and_the_penalty_box_are_known():
    players = [{"player": one, "starting": True, "goalkeeper": one == "p1"} for one in ELEVEN[:6]]
    lineup = {"type": "lineup", "side": "home", "data": {"players": players}}
    minor = {"type": "penalty", "side": "home", "player": "p2", "data": {"minutes": 2}, "clock_ms": 19 * 60_000}
    table = Table("ice_hockey")
    state = table.play(lineup, start(), minor)
    place = list_on_field(state, "home", clock_ms=18 * 60_000)
    assert (place.playing, place.resting) == (("p1",), ("p2",))
    assert "p2" in list_on_field(state, "home", clock_ms=17 * 60_000).bench
    pulled = {"type": "goalie", "side": "home", "data": {"on": False}, "clock_ms": 16 * 60_000}
    assert list_on_field(table.play(lineup, start(), minor, pulled), "home").playing == ()
    another = {"type": "goalie", "side": "home", "player": "p9", "data": {"on": True}, "clock_ms": 15 * 60_000}
    assert list_on_field(table.play(lineup, start(), pulled, another), "home").playing == ("p9",)


def test_who_is_ejected_is_gone():
    out = {"type": "ejection", "side": "home", "player": "p1"}
    place = list_on_field(Table("american_football").enter(line_up(*ELEVEN), start(), out), "home")
    assert place.gone == ("p1",)
    assert "p1" not in place.bench


# --- volleyball ------------------------------------------------------------------------------------------------------

VOLLEYBALL = Table("volleyball")
SIX = people(6)


def serve(side="home"):
    return {"type": "match_start", "side": side}


def point(side, **fields):
    return {"type": "point", "side": side, **fields}


def test_a_volleyball_substitution_changes_the_court_for_the_set():
    log = [line_up(*SIX, bench=BENCH), serve(), change("b1", "p1")]
    place = list_on_field(VOLLEYBALL.enter(*log), "home")
    assert set(place.playing) == {*SIX[1:], "b1"}
    assert "p1" in place.bench
    assert set(list_on_field(VOLLEYBALL.enter(*log, change("p1", "b1")), "home").playing) == set(SIX)
    VOLLEYBALL.refuse(*log, change("p2", "p3"), why="p2 is on the field already.")


def test_a_libero_takes_part_in_no_substitution():
    players = [{"player": one, "starting": True} for one in SIX] + [{"player": "free", "position": "L"}]
    lineup = {"type": "lineup", "side": "home", "data": {"players": players}}
    VOLLEYBALL.refuse(lineup, serve(), change("free", "p1"), why="free is a libero")


def test_an_ace_of_who_is_not_next_is_a_doubt():
    lineups = [line_up(*SIX, side=side, positions="123456") for side in ("home", "away")]
    state = VOLLEYBALL.enter(*lineups, serve())
    ace = {"player": "p1", "data": {"how": "ace"}}
    assert find_doubts(state, "volleyball", **point("home", **ace)) == []
    state = VOLLEYBALL.enter(*lineups, serve(), point("away"))
    assert find_doubts(state, "volleyball", **point("away", **ace)) == ["out_of_order"]
    assert find_doubts(state, "volleyball", **point("away", **{**ace, "player": "p2"})) == []
    state = VOLLEYBALL.enter(*lineups, serve(), point("away"), point("home"))
    assert find_doubts(state, "volleyball", **point("home", **{**ace, "player": "p2"})) == []


# --- cricket and baseball --------------------------------------------------------------------------------------------

CRICKET = Table("cricket")
INNINGS = {"type": "innings_start", "side": "home"}


def ball(player, **data):
    return {"type": "ball", "side": "home", "player": player, "data": data}


def test_two_bat_and_the_rest_of_the_eleven_may_yet():
    log = [line_up(*ELEVEN, bench=BENCH), INNINGS, ball("p1", non_striker="p2", bowler="a1", wicket="bowled")]
    place = list_on_field(CRICKET.enter(*log), "home")
    assert (place.playing, place.gone) == (("p2",), ("p1",))
    assert place.bench == tuple(ELEVEN[2:])


def test_only_the_eleven_bat_and_bowl_and_who_replaced_one():
    log = [line_up(*ELEVEN, bench=BENCH), line_up(*people(11, "a"), side="away"), INNINGS]
    CRICKET.refuse(*log, ball("b1", bowler="a1"), why="b1 is not one of the players of Home")
    CRICKET.refuse(*log, ball("p1", bowler="a12"), why="a12 is not one of the players of Away")
    swap = {"type": "replacement", "side": "home", "player": "b1", "data": {"out": "p1"}}
    state = CRICKET.enter(*log, swap, ball("b1", bowler="a1"))
    assert state.play.innings[-1].striker == "b1"
    assert "p1" in list_on_field(state, "home").gone


BASEBALL = Table("baseball")
NINE = people(9)


def bat(player, play="single", side="away"):
    return {"type": "play", "side": side, "player": player, "data": {"play": play}}


def test_who_bats_next_follows_from_the_order():
    nine = line_up(*NINE, bench=BENCH, side="away")
    state = BASEBALL.enter(nine)
    assert find_doubts(state, "baseball", **bat("p1")) == []
    assert find_doubts(state, "baseball", **bat("p2")) == ["out_of_order"]
    state = BASEBALL.enter(nine, bat("p1"), change("b1", "p2", side="away", role="batter"))
    assert find_doubts(state, "baseball", **bat("b1")) == []
    place = list_on_field(state, "away")
    assert "b1" in place.playing
    assert place.gone == ("p2",)
    assert find_doubts(state, "baseball", **bat("p3")) == ["out_of_order"]


def test_the_designated_hitters_pitcher_does_not_bat():
    ten = line_up(*people(10), side="away", positions=("P", *"2345678", "9", "DH"))
    assert find_doubts(BASEBALL.enter(ten), "baseball", **bat("p2")) == []


def test_nobody_bats_for_another_who_is_in_the_game():
    nine = line_up(*NINE, bench=BENCH, side="away")
    why = "p3 is on the field already."
    BASEBALL.refuse(nine, bat("p1"), change("p3", "p2", side="away", role="batter"), why=why)


# --- any order -------------------------------------------------------------------------------------------------------


@st.composite
def orders(draw):
    """Substitutions of one side that are possible one after the other, and the places of a line-up among them."""
    count = draw(st.integers(0, 5))
    off = draw(st.permutations(ELEVEN))[:count]
    changes = [change(on, gone) for on, gone in zip(BENCH, off, strict=False)]
    return changes, draw(st.integers(0, count)), draw(st.integers(0, count))


@given(orders())
def test_any_order_of_lineup_substitutions_and_corrections_is_the_same_field(drawn):
    changes, early, late = drawn
    lineup, wrong = line_up(*ELEVEN, bench=BENCH), line_up(*BENCH, bench=ELEVEN)
    expected = FOOTBALL.play(lineup, start(), *changes)
    place = list_on_field(expected, "home")
    bodies = [start(), *changes]
    moved = [*bodies[: early + 1], lineup, *bodies[early + 1 :]]
    assert list_on_field(FOOTBALL.play(*moved), "home") == place
    # A wrong one, then the right one in its place: entered later, or amended, or voided.
    again = [wrong, *bodies[: late + 1], lineup, *bodies[late + 1 :]]
    assert list_on_field(FOOTBALL.play(*again), "home") == place
    amended = [wrong, *bodies, {"type": "amend", "data": {"seq": 2, "reason": "typo", "event": lineup}}]
    assert list_on_field(FOOTBALL.play(*amended), "home") == place
    voided = [lineup, wrong, *bodies, {"type": "void", "data": {"seq": 3, "reason": "typo"}}]
    after = FOOTBALL.play(*voided)
    assert list_on_field(after, "home") == place
    assert after.play == FOOTBALL.play(lineup, wrong, *bodies).play, "a line-up changes nothing of play"


@given(orders())
def test_a_substitution_that_is_taken_back_was_never_there(drawn):
    changes, at, _ = drawn
    if not changes:
        return
    at = min(at, len(changes) - 1)
    lineup = line_up(*ELEVEN, bench=BENCH)
    void = {"type": "void", "data": {"seq": 4 + at, "reason": "typo"}}
    left = changes[:at] + changes[at + 1 :]
    taken_back = list_on_field(FOOTBALL.play(lineup, start(), *changes, void), "home")
    assert taken_back == list_on_field(FOOTBALL.play(lineup, start(), *left), "home")


def test_an_amendment_that_is_entered_is_asked_of_the_lineup_and_what_was_accepted_stands():
    log = make_log(line_up(*ELEVEN, bench=BENCH), start(), change("b1", "p1"))
    amend = {"type": "amend", "data": {"seq": 4, "reason": "typo", "event": change("p3", "p1")}}
    record = make_record(5, **amend)
    assert [event.seq for event, _ in fold_leniently([*log, record], entered={4}).refused] == [4]
    assert fold_leniently([*log, record]).refused == ()
    later = make_record(5, **line_up(*BENCH, bench=ELEVEN))
    assert enter(fold(log), later).home_lineup.players[0].player == "b1"


@pytest.mark.parametrize("sport", [name for name, sport in SPORTS.items() if not sport.starting])
def test_a_sport_without_lineups_takes_none(sport):
    Table(sport).refuse(line_up("p1"), why="This sport has no line-ups.")
