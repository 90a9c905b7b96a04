"""Football (IFAB Laws of the Game 2024/25): cards, kicks from the penalty mark, substitutions, corrections by hand."""

import pytest

from scoreboard.sports import get_sport
from scoreboard.sports.base import PeriodScore, Score
from scoreboard.sports.match import enter, fold
from scoreboard.sports.state import status_of, view_of
from tests.refusals import raises_refused
from tests.sports.logs import card, end, goal, kick, make_log, make_record, review, start, substitution
from tests.sports.playing import Table

CUP = {"extra_time": True, "shootout": True}
TABLE = Table("football")
TO_HALF_TIME = [start(), end()]
TO_FULL_TIME = [start(), end(), start(), end()]
TO_KICKS = [*TO_FULL_TIME]  # where the ruleset has a shootout and no extra time
KICKS = {"shootout": True}
DECIDED = [kick(side, scored=side == "home") for side in ("home", "away") * 3]


def put_right(goals, side="home", **fields):
    return {"type": "manual", "side": side, "data": {"points": goals, "reason": "A goal was forgotten"}, **fields}


def void(seq):
    return {"type": "void", "data": {"seq": seq, "reason": "typo"}}


def bench(colour, player, side="home"):
    return {"type": "card", "side": side, "player": player, "data": {"card": colour, "bench": True}}


def result(full_time, **parts):
    scores = {"full_time": full_time, **parts}
    data = {name: {"home": pair[0], "away": pair[1]} for name, pair in scores.items() if isinstance(pair, tuple)}
    return {"type": "result", "data": {**data, **{name: v for name, v in scores.items() if isinstance(v, dict)}}}


def take(side, *players, scored=True):
    """Kicks of `side` by these, each followed by one of the other side."""
    other = "away" if side == "home" else "home"
    return [one for player in players for one in (kick(side, player=player, scored=scored), kick(other, scored=scored))]


def number(count, prefix="H", begin=1):
    return [f"{prefix}{n}" for n in range(begin, begin + count)]


def count_cards(state):
    counted = {}
    for incident in state.incidents:
        for statistic in get_sport("football").statistics_of_incident(incident):
            counted[statistic.stat] = counted.get(statistic.stat, 0) + statistic.value
    return counted


# --- cautions and the kicks (Law 10.3) -------------------------------------------------------------------------------


def test_a_caution_of_the_match_is_not_carried_into_the_kicks():
    """Law 10.3, 2024/25: warnings and cautions of the match are not carried forward into the kicks."""
    booked = [start(), card("yellow", "Kim", "away"), *TO_KICKS[1:], kick("away", player="Lea"), kick("home")]
    state = TABLE.play(*booked, card("yellow", "Kim", "away"), kick("away", player="Kim"), **KICKS)
    assert count_cards(state) == {"yellow_cards": 2}
    TABLE.refuse(*booked, card("second_yellow", "Kim", "away"), why="not carried into them", **KICKS)


def test_two_cautions_within_the_kicks_send_off():
    """Laws 10.3 and 12."""
    twice = [*TO_KICKS, card("yellow", "Kim"), kick("home"), kick("away")]
    TABLE.refuse(*twice, card("yellow", "Kim"), why="enter second_yellow", **KICKS)
    sent_off = [*twice, card("second_yellow", "Kim")]
    TABLE.refuse(*sent_off, kick("home", player="Kim"), why="sent off", **KICKS)
    assert count_cards(TABLE.play(*sent_off, **KICKS)) == {"yellow_cards": 1, "second_yellow_cards": 1}


def test_a_caution_of_the_match_that_is_entered_during_the_kicks_stays_one_of_the_match():
    late = [start(), card("yellow", "Kim"), *TO_KICKS[1:], kick("home")]
    TABLE.play(*late, {**card("second_yellow", "Kim"), "period": "second_half"}, **KICKS)
    TABLE.refuse(*late, {**card("yellow", "Kim"), "period": "second_half"}, why="enter second_yellow", **KICKS)


def test_a_caution_of_the_kicks_is_no_first_one_of_the_match():
    late = [*TO_KICKS, card("yellow", "Kim"), {**card("second_yellow", "Kim"), "period": "second_half"}]
    TABLE.refuse(*late, why="no first yellow", **KICKS)


def test_after_the_last_kick_a_second_caution_is_one_of_the_kicks():
    over = [*TO_KICKS, card("yellow", "Kim"), *DECIDED]
    state = TABLE.play(*over, card("second_yellow", "Kim"), **KICKS)
    assert (status_of(state), view_of(state).winner) == ("ended", "home")


# --- who kicks (Laws 3, 10 and 12) -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "eligible"),
    [
        pytest.param([start(), substitution("H12", "H11"), card("red", "H11")], 11, id="substituted"),
        pytest.param([start(), bench("red", "Coach")], 11, id="team_official"),
        pytest.param([start(), bench("yellow", "Coach"), bench("second_yellow", "Coach")], 11, id="official_twice"),
        pytest.param([start(), bench("red", "H15")], 11, id="substitute"),
        pytest.param([card("red", "H15"), start()], 11, id="before_kick_off"),
        pytest.param([start(), card("red", "H11")], 10, id="on_the_field"),
        pytest.param([start(), substitution("H12", "H11"), card("red", "H12")], 10, id="who_came_on"),
        pytest.param([start(), card("red", "A11", "away")], 10, id="reduce_to_equate"),
        pytest.param([start(), card("red", "H11"), card("red", "A11", "away")], 10, id="one_of_each"),
        pytest.param([start(), card("red", "H11"), card("red", "H10")], 9, id="two_of_one_side"),
    ],
)
def test_all_who_are_on_the_field_kick_before_anyone_kicks_twice(before, eligible):
    """Laws 3, 10.3 and 12: who is not on the field leaves their side no smaller, the larger side reduces to equate."""
    kicks = [*before, *TO_KICKS[1:], *take("home", *(f"P{n}" for n in range(eligible - 1)))]
    TABLE.refuse(*kicks, kick("home", player="P0"), why=f"first all {eligible}", **KICKS)
    TABLE.play(*kicks, *take("home", "Last"), kick("home", player="P0"), **KICKS)


def test_a_sending_off_during_the_kicks_does_not_begin_another_turn():
    """Law 10.3: of ten who are left, the one who has not kicked is next."""
    ten = [*TO_KICKS, *take("home", *number(10))]
    sent_off = [*ten, card("red", "H1")]
    TABLE.refuse(*sent_off, kick("home", player="H2"), why="first all 10", **KICKS)
    TABLE.play(*sent_off, *take("home", "H11"), kick("home", player="H2"), **KICKS)


def test_a_turn_is_over_where_who_had_not_kicked_is_sent_off():
    TABLE.play(*TO_KICKS, *take("home", *number(10)), card("red", "H11"), kick("home", player="H1"), **KICKS)


def test_a_sending_off_during_the_kicks_makes_the_other_side_leave_one_out():
    """Law 10.3: before or during the kicks the larger side reduces to equate."""
    ten = [*TO_KICKS, *take("home", *number(10)), card("red", "A1", "away")]
    TABLE.play(*ten, kick("home", player="H1"), **KICKS)


def test_who_was_left_out_does_not_come_back_when_another_is_sent_off():
    """Law 10.3: ten a side kick; one of them is sent off, nine a side go on."""
    nine = [start(), card("red", "H11"), *TO_KICKS[1:], *take("home", *number(9)), card("red", "A3", "away")]
    TABLE.play(*nine, kick("home", player="H1"), **KICKS)


def test_one_who_is_sent_off_before_the_first_kick_leaves_ten():
    """Law 10.3: the sides are made equal when the kicks begin."""
    before = [start(), card("red", "H11"), *TO_KICKS[1:], card("red", "A11", "away"), *take("home", *number(9))]
    TABLE.refuse(*before, kick("home", player="H1"), why="first all 10", **KICKS)


@pytest.mark.parametrize("gone", ["home", "away"])
def test_whose_turn_it_is_stays_whoever_is_sent_off(gone):
    TABLE.refuse(*TO_KICKS, kick("away"), card("red", "Kim", gone), kick("away"), why="in turn", **KICKS)
    TABLE.play(*TO_KICKS, kick("away"), card("red", "Kim", gone), kick("home"), **KICKS)


def test_a_goalkeeper_is_replaced_during_the_kicks():
    """Law 10.3: by a named substitute, where one is left; whoever is replaced kicks no more."""
    replaced = [*TO_KICKS, *take("home", "H1", "Keeper"), substitution("H12", "Keeper")]
    TABLE.refuse(*replaced, kick("home", player="Keeper"), why="substituted", **KICKS)
    TABLE.refuse(*replaced, kick("home", player="H12"), why="first all 11", **KICKS)
    TABLE.play(*TO_KICKS, *take("home", "H1"), substitution("H12", "Keeper"), kick("home", player="H12"), **KICKS)


def test_one_who_was_left_out_may_replace_the_goalkeeper_without_a_substitution():
    """Law 10.3: a player left out to equate the sides, even where all substitutions have been used."""
    used = [start(), card("red", "A11", "away"), *(substitution(f"On{n}", f"Off{n}") for n in range(5))]
    TABLE.play(*used, *TO_KICKS[1:], kick("home"), substitution("Left out", "Keeper"), **KICKS)
    equal = [start(), *used[2:], *TO_KICKS[1:], kick("home")]
    TABLE.refuse(*equal, substitution("Sixth", "Keeper"), why="All 5 substitutions", **KICKS)


def test_a_kick_that_is_retaken_counts_once():
    """Laws 10.3 and 14: the kick that the officials have cancelled has not been taken."""
    retaken = [*TO_KICKS, kick("home", player="H1", scored=False), review(6, "cancelled")]
    view = view_of(TABLE.play(*retaken, kick("home", player="H1"), **KICKS))
    assert view.shootout == Score(1, 0)


def test_the_deciding_kick_is_retaken():
    decided = [*TO_KICKS, *DECIDED]
    seq = len(decided) + 1
    assert status_of(TABLE.play(*decided, **KICKS)) == "ended"
    reopened = TABLE.play(*decided, review(seq, "cancelled"), **KICKS)
    assert (status_of(reopened), view_of(reopened).phase, view_of(reopened).winner) == ("live", "shootout", None)
    TABLE.play(*decided, review(seq, "cancelled"), kick("away"), **KICKS)


def test_no_kick_follows_the_decision():
    """Law 10.3: kicks stop as soon as a side cannot be caught."""
    TABLE.refuse(*TO_KICKS, *DECIDED, kick("home"), why="no shootout now", **KICKS)


# --- cards at any time (Laws 5.3 and 12) -----------------------------------------------------------------------------

AT_ANY_TIME = {
    "not_started": [],
    "half_time": TO_HALF_TIME,
    "extra_time_break": TO_FULL_TIME,
    "extra_half_time": [*TO_FULL_TIME, start(), end()],
    "shootout": [*TO_FULL_TIME, *TO_FULL_TIME],
    "full_time": [start(), goal(), *TO_FULL_TIME[1:]],
}


@pytest.mark.parametrize("colour", ["yellow", "red"])
@pytest.mark.parametrize("phase", AT_ANY_TIME)
def test_a_card_is_shown_outside_of_play(phase, colour):
    """Law 5.3: the referee's authority begins before kick-off and lasts until they have left the field."""
    for fields in ({}, {"period": phase}, {"clock_ms": 60_000}):
        state = TABLE.play(*AT_ANY_TIME[phase], {**card(colour, "Kim"), **fields}, **CUP)
        shown = state.incidents[-1]
        assert (view_of(state).phase, shown.period, shown.minute, shown.detail) == (phase, phase, None, colour)


def test_a_card_before_kick_off_leaves_a_match_to_be_played():
    assert status_of(TABLE.play(card("red", "Kim"))) == "scheduled"


def test_a_card_after_the_last_kick():
    state = TABLE.play(*TO_KICKS, *DECIDED, card("red", "Kim", "away"), bench("red", "Coach", "away"), **KICKS)
    assert (status_of(state), view_of(state).winner, count_cards(state)) == ("ended", "home", {"red_cards": 2})


def test_a_card_of_play_is_entered_after_the_final_whistle():
    late = {**card("red", "Kim"), "period": "second_half", "clock_ms": 90 * 60_000}
    state = TABLE.play(*TO_FULL_TIME, late)
    assert (status_of(state), state.incidents[-1].minute) == ("ended", "90+1")
    TABLE.refuse(*TO_FULL_TIME, {**card("red", "Kim"), "period": "extra_first_half"}, why="has not been played")


def test_a_card_of_a_break_is_entered_later():
    state = TABLE.play(*TO_HALF_TIME, start(), {**card("yellow", "Kim"), "period": "half_time"})
    assert state.incidents[-1].period == "half_time"
    TABLE.refuse(start(), {**card("yellow", "Kim"), "period": "half_time"}, why="has not been played")


def test_a_card_for_a_match_known_by_its_result():
    assert count_cards(TABLE.play(result((2, 1)), card("red", "Kim"))) == {"red_cards": 1}


def test_who_was_booked_before_kick_off_is_sent_off_at_the_second():
    """Law 12: a caution shown before kick-off is one of the match."""
    state = TABLE.play(card("yellow", "Kim"), start(), card("second_yellow", "Kim"))
    assert state.play.home.sent_off == ("Kim",)


def test_nobody_is_sent_off_twice():
    TABLE.refuse(*TO_FULL_TIME, card("red", "Kim"), card("red", "Kim"), why="sent off already")


def test_who_is_sent_off_before_kick_off_does_not_play_and_is_replaced():
    """Law 3.6: by a named substitute, and the side has all its substitutions."""
    before = [card("red", "Kim"), substitution("Lea", "Kim"), start()]
    TABLE.refuse(*before, goal(player="Kim"), why="sent off")
    five = [substitution(f"On{n}", f"Off{n}") for n in range(5)]
    TABLE.refuse(*before, *five, substitution("Sixth", "Mia"), why="All 5")
    TABLE.refuse(start(), card("red", "Kim"), substitution("Lea", "Kim"), why="sent off")


# --- substitutions (Law 3) -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("phase", ["half_time", "extra_time_break", "extra_half_time"])
def test_a_substitution_in_a_break(phase):
    """Law 3.2: at half-time, before extra time and at half-time of extra time, too."""
    state = TABLE.play(*AT_ANY_TIME[phase], substitution("Lea", "Kim"), **CUP)
    assert state.incidents[-1].period == phase
    TABLE.refuse(*AT_ANY_TIME["full_time"], substitution("Lea", "Kim"), why="match is over", **CUP)


def test_the_additional_substitution_may_be_used_before_extra_time_begins():
    """Law 3.2: one more where a match goes to extra time."""
    five = [substitution(f"On{n}", f"Off{n}") for n in range(5)]
    TABLE.play(start(), *five, *TO_FULL_TIME[1:], substitution("Sixth", "Kim"), **CUP)


def test_who_is_replaced_before_kick_off_costs_no_substitution():
    """Law 3.5; who is replaced takes no part (UEFA's regulations, 2024/25)."""
    five = [substitution(f"On{n}", f"Off{n}") for n in range(5)]
    TABLE.play(substitution("Lea", "Kim"), start(), *five)
    TABLE.refuse(substitution("Lea", "Kim"), start(), goal(player="Kim"), why="substituted")


def for_concussion(on, off, side="home"):
    return {"type": "substitution", "side": side, "player": on, "data": {"off": off, "concussion": True}}


def test_additional_concussion_substitutions():
    """IFAB's protocol (Laws 2024/25): one a side beside the others, and one more of the other side's usual ones."""
    five = [substitution(f"On{n}", f"Off{n}") for n in range(5)]
    TABLE.play(start(), *five, for_concussion("Lea", "Kim"))
    TABLE.refuse(start(), for_concussion("Lea", "Kim"), for_concussion("Mia", "Nia"), why="1 for concussion")
    away = [substitution(f"On{n}", f"Off{n}", "away") for n in range(6)]
    TABLE.play(start(), for_concussion("Lea", "Kim"), *away)
    TABLE.refuse(start(), *away, why="All 5")
    TABLE.refuse(start(), for_concussion("Lea", "Kim"), why="0 for concussion", concussion_substitutions=0)


def test_who_was_substituted_may_come_on_for_a_concussion():
    """IFAB's protocol: where no other substitute is left."""
    again = [start(), substitution("Lea", "Kim"), for_concussion("Kim", "Mia"), goal(player="Kim")]
    TABLE.play(*again)
    TABLE.refuse(*again[:2], substitution("Kim", "Mia"), why="cannot return")


def test_return_substitutions_where_the_competition_has_them():
    """Law 3.2: in youth, veterans, disability and grassroots football."""
    again = [start(), substitution("Lea", "Kim"), substitution("Kim", "Lea"), goal(player="Kim")]
    TABLE.play(*again, return_substitutions=True)
    TABLE.refuse(*again, goal(player="Lea"), why="substituted", return_substitutions=True)
    TABLE.refuse(*again[:3], substitution("Kim", "Mia"), why="on the field already", return_substitutions=True)


@pytest.mark.parametrize("before", [[substitution("Lea", "Kim", "away")], [card("red", "Kim", "away")], []])
def test_an_own_goal_counts_whoever_it_is_by(before):
    """Law 3.7: interference by somebody extra of the side that concedes does not save it from the goal."""
    state = TABLE.play(start(), *before, goal(player="Kim", data={"own_goal": True}))
    assert view_of(state).score == Score(1, 0)


def test_a_penalty_that_is_taken_after_time_belongs_to_its_period():
    """Laws 7.4 and 14: the half goes on until the kick is completed."""
    penalty = goal(period="first_half", clock_ms=49 * 60_000, data={"penalty": True})
    assert view_of(TABLE.play(*TO_HALF_TIME, penalty)).periods == (PeriodScore("first_half", 1, 0),)
    TABLE.refuse(*TO_FULL_TIME, goal(period="second_half", data={"penalty": True}), why="void its last period end")
    state = TABLE.play(*TO_FULL_TIME, void(5), goal(data={"penalty": True}), end())
    assert (status_of(state), view_of(state).winner) == ("ended", "home")


# --- corrections by hand at an edge (Law 10) -------------------------------------------------------------------------


def test_a_goal_by_hand_before_extra_time_ends_the_match():
    for fields in ({}, {"period": "second_half"}):
        view = view_of(TABLE.play(*TO_FULL_TIME, put_right(1, **fields), **CUP))
        assert (view.phase, view.winner, view.decided_by) == ("full_time", "home", "regular")
        assert view.periods == (PeriodScore("first_half"), PeriodScore("second_half", 1, 0))
    TABLE.refuse(*TO_FULL_TIME, put_right(1), start(), why="No period can start", **CUP)


def test_a_goal_by_hand_before_the_kicks_ends_the_match():
    view = view_of(TABLE.play(*AT_ANY_TIME["shootout"], put_right(1, "away"), **CUP))
    assert (view.phase, view.winner, view.decided_by) == ("full_time", "away", "extra_time")
    TABLE.refuse(*AT_ANY_TIME["shootout"], put_right(1, "away"), kick("home"), why="no shootout now", **CUP)


@pytest.mark.parametrize(
    ("ruleset", "phase", "status"),
    [({}, "full_time", "ended"), (KICKS, "shootout", "live"), (CUP, "extra_time_break", "live")],
)
def test_a_goal_by_hand_after_the_final_whistle_may_make_more_play_due(ruleset, phase, status):
    state = TABLE.play(*AT_ANY_TIME["full_time"], put_right(1, "away"), **ruleset)
    assert (view_of(state).phase, status_of(state), view_of(state).winner) == (phase, status, None)
    back = TABLE.play(*AT_ANY_TIME["full_time"], put_right(1, "away"), put_right(1, "away"), **ruleset)
    assert (status_of(back), view_of(back).winner) == ("ended", "away")


def test_a_goal_by_hand_after_extra_time_may_make_kicks_due():
    played = [*TO_FULL_TIME, start(), goal(), end(), start(), end()]
    view = view_of(TABLE.play(*played, put_right(1, "away"), **CUP))
    assert (view.phase, view.finished, view.periods[-1]) == ("shootout", False, PeriodScore("extra_second_half", 0, 1))


def test_what_a_goal_by_hand_has_ended_is_over_in_matches_of_the_first_edition_too():
    """Logs of then may go on (old_logs); what is entered now may not."""
    TABLE.refuse(*TO_FULL_TIME, put_right(1), start(), why="match is over", edition=1, **CUP)


def test_a_goal_by_hand_is_not_taken_back_from_under_the_kicks():
    """Two by hand left the score level; without one of them there were no kicks."""
    kicks = [*TO_KICKS, put_right(1), put_right(1, "away"), *DECIDED]
    assert status_of(TABLE.play(*kicks, **KICKS)) == "ended"
    with raises_refused("record 8: "):
        TABLE.play(*kicks, void(7), **KICKS)


def test_with_kicks_taken_a_score_by_hand_stays_level():
    for kicks in ([kick("home")], [{"type": "shootout_result", "data": {"home": 4, "away": 2}}]):
        TABLE.refuse(*TO_KICKS, *kicks, put_right(1), why="void the kicks", **KICKS)
    assert view_of(TABLE.play(*TO_KICKS, kick("home"), void(6), put_right(1), **KICKS)).phase == "full_time"


def test_goals_taken_by_hand_leave_no_period_below_nothing():
    played = [start(), goal(), goal(), end(), start(), goal()]
    view = view_of(TABLE.play(*played, put_right(-2)))
    assert (view.score, view.periods) == (Score(1, 0), (PeriodScore("first_half", 1, 0), PeriodScore("second_half")))
    view = view_of(TABLE.play(*played, put_right(-1, period="first_half")))
    assert view.periods == (PeriodScore("first_half", 1, 0), PeriodScore("second_half", 1, 0))
    TABLE.refuse(*played, put_right(1, period="extra_first_half"), why="has not been played")


def test_a_result_put_right_by_hand():
    view = view_of(TABLE.play(result((2, 1), half_time=(1, 1)), put_right(1, "away")))
    assert (view.score, view.periods[-1], view.finished) == (Score(2, 2), PeriodScore("second_half", 1, 1), True)


@pytest.mark.parametrize("take_back", [void(3), review(3, "cancelled")])
def test_a_goal_that_is_taken_back_after_the_whistle_makes_extra_time_due(take_back):
    """IFAB's VAR protocol; Law 10."""
    state = TABLE.play(*AT_ANY_TIME["full_time"], take_back, **CUP)
    assert (view_of(state).phase, status_of(state)) == ("extra_time_break", "live")
    given_back = [review(3, "cancelled"), review(3, "confirmed")]
    assert status_of(TABLE.play(*AT_ANY_TIME["full_time"], *given_back, **CUP)) == "ended"


def test_a_goal_that_is_amended_to_the_other_side_ends_the_match():
    level = [start(), goal(), goal("away"), *TO_FULL_TIME[1:]]
    amend = {"type": "amend", "data": {"seq": 4, "reason": "typo", "event": goal()}}
    view = view_of(TABLE.play(*level, amend, **CUP))
    assert (view.finished, view.winner, view.score) == (True, "home", Score(2, 0))


def test_a_goal_is_not_taken_back_from_under_the_extra_time_that_it_brought():
    """The refusal names what follows, which is to be taken back with it."""
    played = [start(), goal(), goal("away"), *TO_FULL_TIME[1:], start(), goal()]
    with raises_refused("record 8: .*record 9: "):
        TABLE.play(*played, review(3, "cancelled"), **CUP)


# --- results (Law 10) ------------------------------------------------------------------------------------------------

LEG = {**CUP, "first_leg": {"home": 1, "away": 2}}


@pytest.mark.parametrize(
    ("body", "ruleset", "why"),
    [
        pytest.param(result((1, 1), half_time=(2, 0)), {}, "below the one before", id="half_time_above"),
        pytest.param(result((2, 2), extra_time=(1, 2)), CUP, "below the one before", id="extra_time_below"),
        pytest.param(result((2, 1), extra_time=(3, 1)), CUP, "Extra time follows a level score", id="no_extra_time"),
        pytest.param(result((2, 1), shootout={"home": 4, "away": 2}), CUP, "follows a level score", id="no_draw"),
        pytest.param(
            result((1, 1), extra_time=(2, 1), shootout={"home": 4, "away": 2}), CUP, "follows a level", id="decided"
        ),
        pytest.param(result((1, 1), shootout={"home": 4, "away": 4}), KICKS, "cannot be level", id="level_kicks"),
        pytest.param(
            result((1, 1), shootout={"home": 4, "away": 2, "winner": "away"}), KICKS, "cannot be", id="wrong_winner"
        ),
        pytest.param(result((1, 1)), CUP, "extra time or penalties follow", id="undecided"),
        pytest.param(result((1, 1), extra_time=(2, 2)), CUP, "extra time or penalties follow", id="still_undecided"),
        pytest.param(result((1, 0)), LEG, "extra time or penalties follow", id="level_tie"),
        pytest.param(result((1, 1), extra_time=(2, 1)), LEG, "Extra time follows", id="tie_decided"),
        pytest.param(result((2, 0), shootout={"winner": "home"}), LEG, "level tie", id="tie_decided_no_kicks"),
    ],
)
def test_a_result_that_contradicts_itself_is_refused(body, ruleset, why):
    TABLE.refuse(body, why=why, **ruleset)


@pytest.mark.parametrize(
    ("body", "ruleset", "winner", "advances"),
    [
        pytest.param(result((1, 1), extra_time=(2, 1)), CUP, "home", None, id="extra_time"),
        pytest.param(result((1, 1), shootout={"winner": "away"}), CUP, "away", None, id="straight_to_kicks"),
        pytest.param(result((1, 1), extra_time=(1, 1)), {"extra_time": True}, None, None, id="replayed"),
        pytest.param(result((1, 0), extra_time=(1, 0), shootout={"winner": "home"}), LEG, "home", "home", id="leg"),
        pytest.param(result((1, 1)), LEG, None, "away", id="leg_drawn"),
    ],
)
def test_a_result_that_the_laws_know(body, ruleset, winner, advances):
    log = make_log(ruleset=ruleset)
    state = enter(fold(log), make_record(2, **body))
    view = view_of(state)
    assert (view.finished, view.winner, view.advances) == (True, winner, advances)
