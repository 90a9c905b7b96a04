"""Who may take part afterwards: who is off has no part in anything, in any sport, and their namesakes are others.

What was done by somebody before they went is entered by naming its period (test_late_entries.py).
"""

import pytest

from scoreboard.importers.validate import keep_allowed
from scoreboard.sports import get_sport
from scoreboard.sports.base import Score
from tests.sports.logs import card, end, kick, start, substitution
from tests.sports.playing import Table
from tests.wording import read_view

HALVES = [start(), end()] * 2
THREE = [start(), end()] * 3


def act(event, side="home", player=None, /, **data):
    return {"type": event, "side": side, **({"player": player} if player else {}), **({"data": data} if data else {})}


FOULED_OUT = [act("foul", "home", "Ada")] * 5
MATCH_PENALTY = act("penalty", "home", "Ada", minutes=5, match=True)
EJECTED = act("ejection", "home", "Ada")


@pytest.mark.parametrize(
    ("sport", "gone", "then"),
    [
        ("football", [card("red")], act("goal", "home", "Bea", assist="Ada")),
        ("football", [substitution("Cleo", "Ada")], act("goal", "home", "Bea", assist="Ada")),
        ("football", [card("red")], act("goal", "away", "Ada", own_goal=True)),
        ("handball", [act("sanction", "home", "Ada", kind="red")], act("goal", "home", "Bea", assist="Ada")),
        ("basketball", FOULED_OUT, act("basket", "home", "Bea", points=2, assist="Ada")),
        ("basketball", FOULED_OUT, act("play", "home", "Ada", kind="rebound")),
        ("basketball", FOULED_OUT, act("play", "home", "Ada", kind="block")),
        ("ice_hockey", [MATCH_PENALTY], act("goal", "home", "Bea", assist="Ada")),
        ("ice_hockey", [MATCH_PENALTY], act("goal", "home", "Bea", assist="Cleo", assist2="Ada")),
        ("american_football", [EJECTED], act("touchdown", "home", "Bea", how="pass", passer="Ada")),
    ],
)
def test_who_is_off_assists_nobody_and_has_no_part_in_a_play(sport, gone, then):
    """IFAB Laws 3 and 12, IHF 16:8, FIBA 40, IIHF 20 to 23, NFL 12-3."""
    Table(sport).refuse(start(), *gone, then, why="Ada")


def test_who_fouls_out_by_an_offensive_foul_has_lost_the_ball_by_it():
    """FIBA 2024, 34: the last foul is a turnover, too, and may be entered after it."""
    basketball = Table("basketball")
    lost = act("play", "home", "Ada", kind="turnover")
    assert basketball.enter(start(), *[act("foul", "home", "Ada", kind="offensive")] * 5, lost).seq == 8


def test_nobody_assists_themselves_but_an_own_goal_may_be_forced():
    Table("football").refuse(start(), act("goal", "home", "Ada", assist="Ada"), why="assisted themselves")
    forced = act("goal", "home", "Ada", own_goal=True, assist="Ada")  # two people, one of each side
    assert read_view(Table("football").enter(start(), forced)).score == Score(1, 0)


def test_a_part_in_a_period_that_is_over_is_entered_by_naming_it():
    late = {**act("goal", "home", "Bea", assist="Ada"), "period": "first_half"}
    assert read_view(Table("football").enter(start(), end(), card("red"), late)).score == Score(1, 0)


@pytest.mark.parametrize(
    ("sport", "gone", "then"),
    [
        ("football", card("red"), act("goal", "away", "Ada")),
        ("handball", act("sanction", "home", "Ada", kind="red"), act("goal", "away", "Ada")),
        ("basketball", act("foul", "home", "Ada", kind="disqualifying"), act("basket", "away", "Ada", points=2)),
        ("ice_hockey", MATCH_PENALTY, act("goal", "away", "Ada")),
        ("ice_hockey", act("penalty", "home", "Ada", minutes=20), act("goal", "away", "Ada")),
        ("rugby_union", card("red"), act("try", "away", "Ada")),
        ("american_football", EJECTED, act("touchdown", "away", "Ada")),
    ],
)
def test_a_namesake_of_the_other_side_plays_on(sport, gone, then):
    assert read_view(Table(sport).enter(start(), gone, then)).score.away > 0


@pytest.mark.parametrize(
    ("sport", "field", "event"),
    [
        ("football", "off", act("substitution", "home", "Ada", off="Ada")),
        ("football", "assist", act("goal", "home", "Ada", assist="Ada")),
        ("basketball", "off", act("substitution", "home", "Ada", off="Ada")),
        ("basketball", "assist", act("basket", "home", "Ada", points=2, assist="Ada")),
        ("handball", "assist", act("goal", "home", "Ada", assist="Ada")),
        ("ice_hockey", "assist", act("goal", "home", "Ada", assist="Ada")),
        ("rugby_union", "off", act("substitution", "home", "Ada", off="Ada")),
        ("cricket", "out", act("replacement", "home", "Ada", out="Ada")),
    ],
)
def test_nobody_has_a_part_in_what_they_do_themselves_but_two_of_one_name_do(sport, field, event):
    play = [act("innings_start", "home")] if sport == "cricket" else [start()]
    Table(sport).refuse(*play, event, why="Ada")
    two = {**event, "player_id": "p1", "data": {**event["data"], f"{field}_id": "p2"}}
    assert Table(sport).enter(*play, two).seq == 3
    Table(sport).refuse(*play, {**two, "data": {**two["data"], f"{field}_id": "p1"}}, why="Ada")


def test_an_import_keeps_the_goal_whose_assist_cannot_be_and_says_so():
    bodies = [start(), card("red"), act("goal", "home", "Bea", assist="Ada")]
    kept, notes = keep_allowed(get_sport("football"), {}, bodies)
    assert kept[-1] == {"type": "goal", "side": "home", "player": "Bea", "data": {}}
    assert [note.why for note in notes] == ["Ada has been sent off (Law 12). Who assisted is left out."]
    kept, notes = keep_allowed(get_sport("football"), {}, [*bodies[:2], act("goal", "home", "Ada", assist="Bea")])
    assert kept[-1] == {"type": "goal", "side": "home", "data": {"assist": "Bea"}}
    assert [note.why for note in notes] == ["Ada has been sent off (Law 12). The player is left out."]
    both_off = [*bodies[:2], card("red", "Bea"), act("goal", "home", "Ada", assist="Bea")]
    kept, notes = keep_allowed(get_sport("football"), {}, both_off)
    assert kept[-1] == {"type": "goal", "side": "home", "data": {}}
    assert [note.why for note in notes] == ["Bea has been sent off (Law 12). All names are left out."]


# --- ice hockey ------------------------------------------------------------------------------------------------------

HOCKEY = Table("ice_hockey")
SCORED, MISSED = act("shootout_attempt", scored=True), act("shootout_attempt", "away", scored=False)


def penalty(minutes, clock_ms=None, player="Ada", **data):
    return {**act("penalty", "home", player, minutes=minutes, **data), "clock_ms": clock_ms}


@pytest.mark.parametrize("given", [[20], [25], [10, 10]])
@pytest.mark.parametrize("then", [act("goal", "home", "Ada"), act("goal", "home", "Bea", assist="Ada")])
def test_who_has_a_game_misconduct_may_not_go_on(given, then):
    """IIHF 2023/24, Rules 22 and 23: a second misconduct is a game misconduct."""
    HOCKEY.refuse(start(), *[penalty(minutes) for minutes in given], then, why="Ada has a game misconduct")
    assert read_view(HOCKEY.enter(start(), penalty(10), then)).score == Score(1, 0)


@pytest.mark.parametrize(
    ("given", "shoots"),
    [
        ([penalty(2, 60_000)], False),  # a minute was left when the overtime ended
        ([penalty(2, 240_000)], True),
        ([penalty(10, 240_000)], False),
        ([penalty(2, 280_000, "Bea"), penalty(2, 270_000, "Cleo"), penalty(2, 260_000)], True),  # it begins at 160
        (
            [penalty(2, 200_000, "Bea"), penalty(2, 190_000, "Cleo"), penalty(2, 180_000)],
            False,
        ),  # it waits
        ([penalty(5, 280_000, power_play=False)], True),  # coincidental ones are not kept
    ],
)
def test_whose_penalty_is_not_over_at_the_end_of_overtime_stays_out_of_the_shootout(given, shoots):
    """IIHF 2022/23 and NHL 84.4, the shootout's procedure."""
    before = [*THREE, start(), *given, end()]
    attempt = {**SCORED, "player": "Ada"}
    if shoots:
        assert read_view(HOCKEY.enter(*before, attempt)).phase == "shootout"
    else:
        HOCKEY.refuse(*before, attempt, why="not over when the overtime ended")
    assert read_view(HOCKEY.enter(*before, SCORED, MISSED)).phase == "shootout"


def test_who_is_penalised_in_the_shootout_has_no_further_part_in_it():
    """IIHF 2022/23: they stay in the penalty box until the end of the procedure."""
    before = [*THREE, start(), end(), SCORED, penalty(2), MISSED]
    HOCKEY.refuse(*before, {**SCORED, "player": "Ada"}, why="Ada")
    assert read_view(HOCKEY.enter(*before, SCORED)).phase == "shootout"


@pytest.mark.parametrize(
    ("sport", "before", "rules"),
    [
        ("ice_hockey", [*THREE, start(), end()], {}),
        ("handball", HALVES, {"shootout": True}),
        ("rugby_union", HALVES, {"shootout": True}),
    ],
)
def test_each_of_the_first_attempts_is_another_players(sport, before, rules):
    """IIHF and NHL, the shootout; IHF 2024, 2:2 (comment); World Rugby's tournaments, kicks at goal."""
    table = Table(sport, **rules)
    first = [{**SCORED, "player": "Ada"}, {**MISSED, "data": {"scored": True}, "player": "Ada"}]  # one of each side
    table.refuse(*before, *first, {**SCORED, "player": "Ada"}, why="another player's")
    more = [body for name in ("Bea", "Cleo", "Dee", "Eve") for body in ({**one, "player": name} for one in first)]
    assert read_view(table.enter(*before, *first, *more, {**SCORED, "player": "Ada"})).phase == "shootout"


def test_the_same_one_may_shoot_again_where_a_league_lets_them():
    """PWHL: every attempt may be the same player's."""
    attempts = [{**SCORED, "player": "Ada"}, MISSED] * 2
    assert read_view(HOCKEY.enter(*THREE, start(), end(), *attempts, shootout_repeats=True)).phase == "shootout"


def test_an_own_goal_is_nobodys_who_has_left_the_field_of_the_other_side():
    own = act("goal", "away", "Ada", own_goal=True)
    assert read_view(Table("football").enter(start(), card("red", "Ada", "away"), own)).score == Score(0, 1)


def test_who_is_sent_off_kicks_no_more():
    kicks = [kick("home", player="Ada"), kick("away"), card("red")]
    Table("football", shootout=True).refuse(*HALVES, *kicks, kick("home", player="Ada"), why="Ada has been sent off")


# --- volleyball ------------------------------------------------------------------------------------------------------

VOLLEYBALL = Table("volleyball")
SERVE = {"type": "match_start", "side": "home"}
EXPELLED, DISQUALIFIED = (
    act("sanction", "home", "Ada", card="yellow_red"),
    act("sanction", "home", "Ada", card="yellow_red_apart"),
)
SET = [act("point", "away")] * 25
SPIKE = act("point", "home", "Ada", how="attack")
ERROR = act("point", "away", "Ada", how="error")


def come_on(player, off, **data):
    return act("substitution", "home", player, off=off, **data)


@pytest.mark.parametrize("then", [SPIKE, ERROR, come_on("Ada", "Bea"), come_on("Ada", "Bea", exceptional=True)])
def test_who_is_expelled_is_out_for_the_set_and_who_is_disqualified_for_the_match(then):
    """FIVB 2025, 21.3.2 and 21.3.3; between sets it counts in the next one (21.5)."""
    VOLLEYBALL.refuse(SERVE, EXPELLED, then, why="expelled from this set")
    VOLLEYBALL.refuse(EXPELLED, SERVE, then, why="expelled from this set")
    VOLLEYBALL.refuse(SERVE, *SET, EXPELLED, then, why="expelled from this set")
    VOLLEYBALL.refuse(SERVE, DISQUALIFIED, *SET, then, why="disqualified")
    assert VOLLEYBALL.enter(SERVE, EXPELLED, *SET, then).seq == 29
    namesake = act("point", "away", "Ada", how="attack")
    assert VOLLEYBALL.enter(SERVE, DISQUALIFIED, namesake).play.points == Score(0, 1)


def test_who_is_expelled_is_substituted():
    state = VOLLEYBALL.enter(SERVE, EXPELLED, come_on("Bea", "Ada"), act("point", "home", "Bea", how="attack"))
    assert (state.play.points, state.play.substitutions) == (Score(1, 0), Score(1, 0))


@pytest.mark.parametrize(
    ("made", "then", "why"),
    [
        ([("Bea", "Ada"), ("Ada", "Bea")], ("Bea", "Ada"), "Bea has come on in this set"),
        ([("Bea", "Ada"), ("Ada", "Bea")], ("Cleo", "Ada"), "Ada has gone off and come back"),
        ([("Bea", "Ada"), ("Ada", "Bea")], ("Ada", "Dee"), "back on the court already"),
        ([("Bea", "Ada"), ("Ada", "Bea")], ("Cleo", "Bea"), "Bea is not on the court"),
        ([("Bea", "Ada")], ("Cleo", "Bea"), "Bea came on for Ada"),
        ([("Bea", "Ada")], ("Ada", "Cleo"), "Ada went off for Bea"),
        ([("Bea", "Ada")], ("Bea", "Cleo"), "Bea has come on in this set"),
        ([("Bea", "Ada")], ("Cleo", "Ada"), "Ada is not on the court"),
    ],
)
def test_a_substitute_comes_on_once_and_goes_off_for_whom_they_replaced(made, then, why):
    """FIVB 2025, 15.6; where a league lets them return, not; nor where nobody else is left (15.7)."""
    before = [SERVE, *[come_on(on, off) for on, off in made]]
    VOLLEYBALL.refuse(*before, come_on(*then), why=why)
    assert VOLLEYBALL.enter(*before, come_on(*then), free_substitutions=True).seq == len(before) + 2
    assert VOLLEYBALL.enter(*before, come_on(*then, exceptional=True)).seq == len(before) + 2
    assert VOLLEYBALL.enter(*before, *SET, come_on(*then)).seq == len(before) + 27


def test_a_player_comes_back_for_their_substitute():
    state = VOLLEYBALL.enter(SERVE, come_on("Bea", "Ada"), come_on("Cleo", "Dee"), come_on("Ada", "Bea"))
    assert state.play.substitutions == Score(3, 0)
    assert VOLLEYBALL.enter(SERVE, act("substitution"), act("substitution")).play.substitutions == Score(2, 0)


# --- cricket ---------------------------------------------------------------------------------------------------------

CRICKET = Table("cricket", overs=2, players=4)
TIED = [act("innings_start"), *[act("ball")] * 12, act("innings_start", "away"), *[act("ball", "away")] * 12]
PAIR = {"bowler": "Zoe", "non_striker": "Bea"}


def super_over(side, *balls):
    return [act("innings_start", side, super_over=True), *balls]


def replacement(player, out, side="home"):
    return act("replacement", side, player, out=out)


ZOES = [act("ball", "away", "Ann", wicket="bowled", **PAIR), *[act("ball", "away", "Cat")] * 5]
YVES = [act("ball", "home", "Xi", bowler="Yve", non_striker="Uma"), *[act("ball")] * 5]
LEVEL = [*TIED, *super_over("away", *ZOES), *super_over("home", *YVES)]


def test_who_was_out_in_a_super_over_bats_in_none_that_follows():
    """ICC, tied super overs: whoever was dismissed in one before is ineligible."""
    second = [*LEVEL, *super_over("home", act("ball", "home", "Xi", bowler="Wu"), *[act("ball")] * 5)]
    gone = act("ball", "away", "Ann", bowler="Van", non_striker="Bea")
    CRICKET.refuse(*second, *super_over("away", gone), why="Ann was out in a super over before")
    at_the_other_end = act("ball", "away", "Bea", bowler="Van", non_striker="Ann")
    CRICKET.refuse(*second, *super_over("away", at_the_other_end), why="Ann was out in a super over before")
    not_out = act("ball", "away", "Cat", bowler="Van", non_striker="Bea", runs=1)
    assert read_view(CRICKET.enter(*second, *super_over("away", not_out))).winner == "away"


def test_who_bowled_a_super_over_does_not_bowl_the_next():
    """ICC, tied super overs; of the other side, a namesake may."""
    before = [*LEVEL, act("innings_start", "home", super_over=True)]
    CRICKET.refuse(*before, act("ball", "home", "Xi", bowler="Yve", non_striker="Uma"), why="Yve bowled the super over")
    namesake = act("ball", "home", "Xi", bowler="Zoe", non_striker="Uma")
    assert read_view(CRICKET.enter(*before, namesake)).phase == "super_over_2"


def test_the_side_that_batted_last_bats_first_in_a_super_over():
    """ICC, super overs, and tied ones; the console offers no other."""
    CRICKET.refuse(*TIED, *super_over("home"), why="batted last bats first")
    CRICKET.refuse(*LEVEL, *super_over("away"), why="batted last bats first")
    offered = get_sport("cricket").list_actions(CRICKET.enter(*LEVEL).play)
    assert ("super_over_home" in offered, "super_over_away" in offered) == (True, False)
    assert read_view(CRICKET.enter(*TIED, *super_over("home"), bowler_limits=False)).phase == "super_over_1"


@pytest.mark.parametrize(
    "ball",
    [
        act("ball", "home", "Ann"),
        act("ball", "home", "Bea", non_striker="Ann"),
    ],
)
def test_who_has_left_a_side_for_another_does_not_bat(ball):
    """ICC playing conditions 1.2 (concussion): the one replaced has no further part, unless they replace again."""
    before = [act("innings_start"), act("ball", "home", "Ann", **PAIR), replacement("Sub", "Ann")]
    CRICKET.refuse(*before, ball, why="Ann has left the side")
    assert CRICKET.enter(*before, act("ball", "home", "Sub")).play.innings[-1].balls == 2
    assert CRICKET.enter(*before, replacement("Ann", "Sub"), act("ball", "home", "Ann")).play.innings[-1].balls == 2
    CRICKET.refuse(*before[:2], replacement("Ann", "Ann"), why="their own place")


def test_who_has_left_a_side_does_not_bowl_and_a_namesake_does():
    over = [act("innings_start"), *[act("ball", "home", "Ann", **PAIR)] * 6]
    CRICKET.refuse(*over, replacement("Sub", "Yve", "away"), act("ball", bowler="Yve"), why="Yve has left the side")
    assert CRICKET.enter(*over, replacement("Sub", "Yve"), act("ball", bowler="Yve")).play.innings[-1].balls == 1


def test_who_is_absent_does_not_bat_until_that_is_undone():
    before = [act("innings_start"), act("absent", "home", "Dee"), act("ball", "home", "Ann", **PAIR)]
    CRICKET.refuse(*before, act("ball", "home", "Dee"), why="Dee is absent: undo that")


# --- baseball --------------------------------------------------------------------------------------------------------

BASEBALL = Table("baseball")
HIT = act("play", "away", "Ana", play="single")


def change(player, off, role, side="away"):
    return act("substitution", side, player, off=off, role=role)


@pytest.mark.parametrize(
    ("before", "then"),
    [
        ([HIT, change("Pia", "Ana", "runner")], act("play", "away", "Ana", play="out")),
        ([HIT, change("Pia", "Ana", "runner")], change("Ana", "Bo", "fielder")),
        ([change("Pia", "Ana", "batter"), change("Quin", "Pia", "batter")], change("Pia", "Bo", "batter")),
        ([change("Quin", "Ana", "fielder", "home")], change("Ana", "Cy", "pitcher", "home")),
    ],
)
def test_who_has_been_replaced_comes_in_no_more(before, then):
    """OBR 2025, 5.10(d); where a league lets them return, they do."""
    BASEBALL.refuse(*before, then, why="has been replaced and may not come in again")
    assert BASEBALL.enter(*before, then, reentry=True).seq == len(before) + 2


def test_a_pitcher_who_is_replaced_may_go_on_as_a_batter_or_in_the_field():
    """OBR 2025, 5.10(d) and 5.11(b): who pitches no longer has not left the game by that."""
    pitched = change("Quin", "Ana", "pitcher")
    assert BASEBALL.enter(pitched, HIT).play.bases[0] == "Ana"


def test_a_namesake_of_the_other_side_comes_in():
    assert BASEBALL.enter(change("Pia", "Ana", "fielder", "home"), HIT).play.bases[0] == "Ana"


def test_who_is_on_a_base_is_not_at_bat():
    BASEBALL.refuse(HIT, HIT, why="Ana is on first and cannot be at bat")
    assert BASEBALL.enter(HIT, act("play", "away", "Bo", play="home_run"), HIT).play.bases[0] == "Ana"
