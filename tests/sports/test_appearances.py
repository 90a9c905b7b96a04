"""Who took part in a match, and for how long: line-ups and incidents, put together."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoreboard.sports.appearances import list_participants, list_statistics
from scoreboard.sports.base import Refused
from scoreboard.sports.lineups import check_lineup, count_starting
from scoreboard.sports.match import fold, fold_leniently
from tests.sports.logs import CUP, KICK_OFF, card, end, make_log, start, substitution

MINUTE = 60_000
STARTERS = [f"S{number}" for number in range(1, 12)]
BENCH = [f"B{number}" for number in range(1, 8)]


def line_up(side="home", *, starters=STARTERS, bench=BENCH, **more):
    named = [{"player": name, "starting": True} for name in starters] + [{"player": name} for name in bench]
    return {"type": "lineup", "side": side, "data": {"players": named, "complete": True, **more}}


def at(minute, body, period=None):
    """An event in a minute as it is written: the 60th is 59:00."""
    return {**body, "clock_ms": (minute - 1) * MINUTE, **({"period": period} if period else {})}


def half(begin, *bodies):
    return [{**start(), "clock_ms": begin * MINUTE}, *bodies, {**end(), "clock_ms": (begin + 47) * MINUTE}]


def play(*bodies, second=(), before=(), **log):
    return fold(make_log(*before, *half(0, *bodies), *half(45, *second), **log))


def of(state, name, side="home"):
    return next(one for one in list_participants(state, side) if one.player == name)


def minutes(state, *names):
    return [of(state, name).minutes for name in names]


def test_of_a_side_without_line_up_nothing_is_said():
    state = play(at(30, substitution("B1", "S1")), before=[line_up("away")])
    assert list_participants(state, "home") is None
    assert {one.side for one in list_statistics(state)} == {"away"}


def test_minutes_are_those_of_the_match_without_stoppage_time():
    state = play(
        at(30, substitution("B1", "S1")),
        {**substitution("B2", "S2"), "clock_ms": 46 * MINUTE},  # 45+2
        before=[line_up()],
        second=[at(46, substitution("B3", "S3")), at(60, substitution("B4", "B3")), at(93, substitution("B5", "S4"))],
    )
    assert minutes(state, "S1", "B1", "S2", "B2", "S3", "B3", "B4") == [30, 60, 45, 45, 45, 15, 30]
    assert (of(state, "B5").appeared, of(state, "B5").minutes) == (True, 0)
    assert (of(state, "B6").appeared, of(state, "B6").minutes) == (False, None)
    assert of(state, "S5").minutes == 90


def test_at_half_time_it_is_the_45th_minute():
    bodies = [line_up(), *half(0), substitution("B1", "S1"), *half(45)]
    assert minutes(fold(make_log(*bodies)), "S1", "B1") == [45, 45]


def test_who_replaces_a_starter_before_the_match_is_one():
    state = play(before=[line_up(), substitution("B1", "S1")])
    assert (of(state, "S1").appeared, of(state, "S1").minutes) == (False, None)
    assert (of(state, "B1").starts, of(state, "B1").minutes) == (True, 90)


def test_a_sending_off_ends_it_and_a_card_on_the_bench_does_not_begin_it():
    bench = card("red", "B1")
    bench["data"]["bench"] = True
    state = play(at(20, card("red", "S1")), at(21, bench), before=[line_up()])
    assert minutes(state, "S1", "B1") == [20, None]
    assert [one.detail for one in of(state, "B1").sanctions] == ["red_bench"]


def test_extra_time_counts_and_a_shootout_does_not():
    bodies = [line_up(), *half(0), *half(45), {**start(), "clock_ms": 90 * MINUTE}, end(), start(), end()]
    state = fold(make_log(*bodies, substitution("B1", "S1"), ruleset=CUP))
    assert state.play.phase == "shootout"
    assert of(state, "S2").minutes is None  # it is not over
    over = fold(
        make_log(
            *bodies,
            substitution("B1", "S1"),
            {"type": "shootout_result", "data": {"home": 3, "away": 1}},
            ruleset=CUP,
        )
    )
    assert minutes(over, "S1", "S2", "B1") == [120, 120, 0]


def test_a_golden_goal_ends_the_match_in_its_minute():
    golden = {"type": "goal", "side": "home", "clock_ms": 103 * MINUTE}
    bodies = [line_up(), *half(0), *half(45), {**start(), "clock_ms": 90 * MINUTE}, golden]
    state = fold(make_log(*bodies, ruleset={**CUP, "extra_time": "golden"}))
    assert (state.play.phase, of(state, "S1").minutes) == ("full_time", 104)


def test_of_a_match_broken_off_the_clock_says_how_long_it_was():
    at_40 = (KICK_OFF + timedelta(minutes=43)).isoformat()  # it began in the third minute
    off = {"type": "status", "data": {"status": "abandoned", "reason": "Rain"}, "occurred_at": at_40}
    bodies = [line_up(), {**start(), "clock_ms": 0}, at(20, substitution("B1", "S1")), off]
    state = fold(make_log(*bodies))
    assert minutes(state, "S1", "B1", "S2") == [20, 21, 41]


def test_who_came_when_nobody_knows_has_appeared_and_has_no_minutes():
    unknown = {"type": "substitution", "side": "home", "player": "B1", "period": "first_half", "data": {"off": "S1"}}
    log = make_log(line_up(), *half(0), unknown, *half(45))
    state = fold(log)
    assert [(of(state, name).appeared, of(state, name).minutes) for name in ("S1", "B1")] == [(True, None)] * 2
    counted = [(one.person, one.stat) for one in list_statistics(state) if one.stat == "untimed"]
    assert sorted(counted) == [("B1", "untimed"), ("S1", "untimed")]


def test_a_partial_line_up_says_so_and_whoever_comes_on_is_added():
    state = play(at(10, substitution("Zoe", "S1")), before=[line_up(bench=[], complete=False)])
    assert (of(state, "Zoe").listed, of(state, "Zoe").appeared, of(state, "Zoe").minutes) == (False, True, None)
    assert state.home_lineup.complete is False


def test_a_voided_substitution_has_never_been():
    bodies = [line_up(), {**start(), "clock_ms": 0}, at(10, substitution("B1", "S1"))]
    state = fold(make_log(*bodies, {"type": "void", "data": {"seq": 4, "reason": "x"}}))
    assert (of(state, "B1").appeared, of(state, "S1").on_field) == (False, True)


def test_a_line_up_put_right_later_counts_from_the_beginning():
    late = fold(make_log(*half(0, at(30, substitution("B1", "S1"))), *half(45), line_up()))
    assert minutes(late, "S1", "B1") == [30, 60]
    assert [one.minutes for one in list_participants(late, "home")] == [30, *[90] * 10, 60, *[None] * 6]


def test_before_the_match_nobody_has_appeared_and_a_walkover_has_none():
    state = fold(make_log(line_up()))
    assert not any(one.appeared or one.on_field for one in list_participants(state, "home"))
    won = {"type": "status", "data": {"status": "awarded", "winner": "home", "reason": "No opponents"}}
    assert not list(list_statistics(fold(make_log(line_up(), won))))


@given(st.data())
def test_the_minutes_of_a_side_are_eleven_matches_without_who_was_sent_off(data):
    """Whatever is entered in whatever order: 11 times the length, less what was left when somebody was sent off."""
    drawn = data.draw(
        st.lists(
            st.tuples(
                st.integers(1, 90), st.booleans(), st.sampled_from(STARTERS), st.sampled_from(BENCH), st.booleans()
            ),
            max_size=12,
        )
    )
    drawn.sort(key=lambda one: one[0])
    bodies = {True: [], False: []}
    for minute, is_card, starter, substitute, other in drawn:
        body = card("red", substitute if other else starter) if is_card else substitution(substitute, starter)
        bodies[minute <= 45].append(at(minute, body))
    log = make_log(line_up(), *half(0, *bodies[True]), *half(45, *bodies[False]))
    state = fold_leniently(log).state
    people = list_participants(state, "home")
    gone = 0
    for incident in state.incidents:
        if incident.kind == "card":
            minute, whole = int(incident.minute), of(state, incident.player)
            left_by_card = not any(int(change.minute) <= minute for change in whole.went_off)
            if whole.appeared and left_by_card:
                gone += 90 - {1: 0, 46: 45}.get(minute, minute)
    assert sum(one.minutes or 0 for one in people) == 11 * 90 - gone
    assert sum(one.starts for one in people) == 11


@pytest.mark.parametrize(
    ("sport", "appeared"),
    [("handball", ["S1", "S2", "B1"]), ("cricket", ["S1", "S2"]), ("ice_hockey", ["S1", "S2", "B1"])],
)
def test_where_the_log_tells_of_no_substitutions_who_is_named_has_played(sport, appeared):
    begin = {"type": "innings_start", "side": "home"} if sport == "cricket" else start()
    state = fold(make_log(line_up(starters=["S1", "S2"], bench=["B1"]), begin, sport=sport))
    assert [one.player for one in list_participants(state, "home") if one.appeared] == appeared
    assert not [one for one in list_statistics(state) if one.stat in ("minutes", "untimed")]


def test_rugbys_minutes_and_temporary_replacements():
    def change(on, off, minute, *, temporary=False):
        return {**at(minute, substitution(on, off)), "data": {"off": off, "temporary": temporary}}

    log = make_log(
        line_up(),
        {**start(), "clock_ms": 0},
        change("B1", "S1", 10, temporary=True),
        change("S1", "B1", 20, temporary=True),
        {**end(), "clock_ms": 41 * MINUTE},
        {**start(), "clock_ms": 40 * MINUTE},
        change("B2", "S2", 50),
        {**end(), "clock_ms": 82 * MINUTE},
        sport="rugby_union",
    )
    assert minutes(fold(log), "S1", "B1", "S2", "B2", "S3") == [70, 10, 50, 30, 80]


def test_basketballs_substitutions_are_appearances_though_they_are_no_incidents():
    def change(on, off):
        return {"type": "substitution", "side": "home", "player": on, "data": {"off": off}}

    named = line_up(starters=["S1", "S2", "S3", "S4", "S5"], bench=["B1", "B2", "B3"])
    state = fold(
        make_log(named, start(), change("B1", "S1"), change("B2", "B1"), change("S1", "S2"), sport="basketball")
    )
    people = list_participants(state, "home")
    assert [one.player for one in people if one.appeared] == ["S1", "S2", "S3", "S4", "S5", "B1", "B2"]
    assert [one.player for one in people if one.on_field] == ["S1", "S3", "S4", "S5", "B2"]
    counted = {(one.person, one.stat) for one in list_statistics(state)}
    assert {person for person, stat in counted if stat == "starts"} == {"S1", "S2", "S3", "S4", "S5"}
    assert {stat for _, stat in counted} == {"appearances", "starts"}


def test_ice_hockeys_starters_are_the_rulesets_skaters_and_a_goalkeeper():
    named = ["S1", "S2", "S3", "S4", "S5", "S6"]
    fold(make_log(line_up(starters=named), sport="ice_hockey", ruleset={"skaters": 3}))  # a log that was accepted
    for skaters, allowed in ((5, 6), (3, 4)):
        state = fold(make_log(sport="ice_hockey", ruleset={"skaters": skaters}))
        assert count_starting(6, state.play.ruleset) == allowed
        _, right, wrong = make_log(*(line_up(starters=STARTERS[:number]) for number in (allowed, allowed + 1)))
        check_lineup(right.data, starting=allowed)
        with pytest.raises(Refused):
            check_lineup(wrong.data, starting=allowed)
