"""How level matches were ended at other times: golden goals, kicks in ABBA, sudden death, first touchdowns."""

import json

import pytest

from scoreboard.importers.formats import openfootball
from scoreboard.importers.load import load_season
from scoreboard.models import Match
from scoreboard.queries import decode_state
from scoreboard.sports.base import PeriodScore, Score
from scoreboard.sports.state import status_of, view_of
from tests.cases.entering import bring, post, schedule
from tests.sports.bodies.american_football import act
from tests.sports.logs import end, goal, kick, start
from tests.sports.playing import Table
from tests.wording import read_view

GOLDEN = {"extra_time": "golden", "shootout": True}
SILVER = {"extra_time": "silver", "shootout": True}
FOOTBALL = Table("football")
LEVEL = [start(), end(), start(), end()]
FIRST = [*LEVEL, start()]  # the first half of extra time
SECOND = [*FIRST, end(), start()]


# --- golden and silver goals (IFAB, Laws of the Game 1993 to 2003; FIFA and UEFA regulations) -------------------------


@pytest.mark.parametrize("before", [FIRST, SECOND], ids=["first", "second"])
@pytest.mark.parametrize(
    "scored", [goal("away"), goal("away", data={"own_goal": True}), goal("away", data={"penalty": True})]
)
def test_a_golden_goal_ends_the_match(before, scored):
    """FIFA World Cup 1998, round of 16: France 1–0 Paraguay after 114 minutes. Nothing is due any more."""
    state = FOOTBALL.enter(*before, scored, **GOLDEN)
    view = read_view(state)
    assert (view.phase, view.finished, view.winner, view.decided_by) == ("full_time", True, "away", "golden_goal")
    assert (status_of(state), view.clock) == ("ended", None)
    FOOTBALL.refuse(*before, scored, end(), why="No period is being played", **GOLDEN)
    FOOTBALL.refuse(*before, scored, goal(), why="The match is over", **GOLDEN)


def test_without_a_golden_goal_there_are_kicks():
    """UEFA Euro 1996, semi-final: Germany 1–1 England, 6–5 in the kicks."""
    view = read_view(FOOTBALL.enter(*SECOND, end(), **GOLDEN))
    assert (view.phase, view.finished) == ("shootout", False)


def test_goals_of_normal_time_are_not_golden():
    view = read_view(FOOTBALL.enter(start(), goal(), **GOLDEN))
    assert (view.phase, view.finished) == ("first_half", False)
    won = read_view(FOOTBALL.enter(start(), goal(), end(), start(), end(), **GOLDEN))
    assert (won.phase, won.decided_by) == ("full_time", "regular")


def test_a_golden_goal_that_is_taken_back_lets_extra_time_go_on():
    void = {"type": "void", "data": {"seq": 7, "reason": "Offside"}}
    state = FOOTBALL.play(*FIRST, goal(), void, **GOLDEN)
    assert (read_view(state).phase, status_of(state)) == ("extra_first_half", "live")


@pytest.mark.parametrize(("rules", "how"), [(GOLDEN, "golden_goal"), (SILVER, "silver_goal")])
def test_a_goal_of_the_first_half_that_is_entered_in_the_break_ends_the_match(rules, how):
    late = goal(period="extra_first_half", clock_ms=100 * 60_000)
    view = read_view(FOOTBALL.enter(*FIRST, end(), late, **rules))
    assert (view.phase, view.winner, view.decided_by) == ("full_time", "home", how)


def test_points_by_hand_are_golden_too_and_their_taking_back_puts_the_match_where_its_score_does():
    by_hand = {"type": "manual", "side": "home", "data": {"points": 1, "reason": "Missed"}}
    taken = {**by_hand, "data": {"points": -1, "reason": "Offside"}}
    assert read_view(FOOTBALL.enter(*FIRST, by_hand, **GOLDEN)).decided_by == "golden_goal"
    assert read_view(FOOTBALL.enter(*FIRST, goal(), taken, **GOLDEN)).phase == "extra_half_time"
    assert read_view(FOOTBALL.enter(*SECOND, goal(), taken, **GOLDEN)).phase == "shootout"
    assert read_view(FOOTBALL.enter(*FIRST, end(), by_hand, **SILVER)).phase == "full_time"


def test_a_golden_goal_of_a_second_leg_is_one_that_decides_the_tie():
    """A goal that makes the tie level by the rules of away goals decides nothing yet."""
    rules = {**GOLDEN, "first_leg": {"home": 1, "away": 2}, "away_goals": True}
    level = [start(), goal(), goal(), goal("away"), end(), start(), end()]  # 2–1 as the first leg was
    view = read_view(FOOTBALL.enter(*level, start(), goal("away"), **rules))
    assert (view.phase, view.advances) == ("full_time", "away")


def test_a_lead_after_the_first_half_is_silver():
    """UEFA Euro 2004, semi-final: Greece 1–0 Czech Republic, the goal at 105+1."""
    state = FOOTBALL.enter(*FIRST, goal(), **SILVER)
    assert read_view(state).phase == "extra_first_half"  # which is played to its end
    view = read_view(FOOTBALL.enter(*FIRST, goal(), end(), **SILVER))
    assert (view.phase, view.winner, view.decided_by) == ("full_time", "home", "silver_goal")


def test_what_is_level_after_the_first_half_goes_on_to_the_last_minute():
    """UEFA Cup final 2003: Porto 3–2 Celtic by a goal of minute 115, and all of extra time was played."""
    view = read_view(FOOTBALL.enter(*SECOND, goal(), **SILVER))
    assert (view.phase, view.finished) == ("extra_second_half", False)
    over = read_view(FOOTBALL.enter(*SECOND, goal(), end(), **SILVER))
    assert (over.phase, over.decided_by) == ("full_time", "extra_time")
    level = read_view(FOOTBALL.enter(*SECOND, goal(), goal("away"), end(), **SILVER))
    assert level.phase == "shootout"


def result(home, away):
    return {"type": "result", "data": {"full_time": {"home": 1, "away": 1}, "extra_time": {"home": home, "away": away}}}


def test_a_result_has_one_golden_goal():
    view = read_view(FOOTBALL.enter(result(2, 1), **GOLDEN))
    assert (view.finished, view.winner, view.decided_by) == (True, "home", "golden_goal")
    FOOTBALL.refuse(result(3, 1), why="there is no second one", **GOLDEN)
    FOOTBALL.refuse(result(3, 2), why="there is no second one", **GOLDEN)
    assert read_view(FOOTBALL.enter(result(3, 2), **SILVER)).decided_by == "extra_time"


@pytest.mark.django_db
def test_a_golden_goal_by_the_api(client, scorer):
    match = schedule("football", **GOLDEN)
    status, answer = post(client, scorer, match, *FIRST, goal())
    said = answer["match"]
    assert (status, said["status"], said["phase"], said["decided_by"]) == (201, "ended", "full_time", "golden_goal")
    status, answer = post(client, scorer, match, end())
    assert (status, answer["code"]) == (422, "football.period.none_played")


@pytest.mark.django_db
def test_a_golden_goal_by_an_import():
    match, said = bring("football", result(2, 1), **GOLDEN)
    assert (match.status, match.home_score, said) == ("ended", 2, [])
    refused, said = bring("football", *FIRST, goal(), goal(), **GOLDEN)
    assert (refused.status, "is over" in said[0]) == ("ended", True)


def write_cup(name, minutes, score, away_minutes=()):
    """A file of openfootball's with one final, level after 90 minutes."""
    goals = [[{"name": f"Scorer {minute}", "minute": minute} for minute in side] for side in (minutes, away_minutes)]
    final = {"round": "Final", "date": "2000-07-02", "team1": "France", "team2": "Italy", "score": score}
    final |= {"goals1": goals[0], "goals2": goals[1]}
    return json.dumps({"name": name, "matches": [final]}).encode()


LEVEL_SCORE = {"ht": [0, 0], "ft": [1, 1]}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "minute", "how", "last"),
    [
        ("Euro 2000", 103, "golden_goal", "goal"),
        ("World Cup 1998", 113, "golden_goal", "goal"),
        ("World Cup 2002", 94, "golden_goal", "goal"),
        ("Euro 2004", 105, "silver_goal", "period_end"),
        ("Euro 2004", 115, "extra_time", "period_end"),
        ("World Cup 1994", 103, "extra_time", "period_end"),
        ("World Cup 2006", 118, "extra_time", "period_end"),
    ],
)
def test_a_final_of_its_time_is_imported_by_the_rules_of_its_time(name, minute, how, last):
    """FIFA and UEFA: golden goals in 1998 and 2002, in 1996 and 2000; a silver one in 2004."""
    file = write_cup(name, [90, minute], {**LEVEL_SCORE, "et": [2, 1]}, [55])
    for made in (1, 0):
        report = load_season(openfootball.parse(file), actor="import:openfootball")
        assert (report.created, report.rejected, report.warnings) == (made, [], [])
    match = Match.objects.get()
    state = decode_state(match)
    view = view_of(state)
    assert (match.status, view.phase, view.winner, view.decided_by) == ("ended", "full_time", "home", how)
    assert (state.incidents[-1].kind, Score(2, 1)) == (last, view.score)


@pytest.mark.django_db
def test_a_final_that_was_imported_before_is_the_same_one():
    """By the ruleset of before, with all of extra time: nothing is entered anew."""
    file = write_cup("Euro 2000", [90, 103], {**LEVEL_SCORE, "et": [2, 1]}, [55])
    before = openfootball.parse(write_cup("Euro 2016", [90, 103], {**LEVEL_SCORE, "et": [2, 1]}, [55]))
    before.season = "2000"
    assert load_season(before, actor="import:openfootball").created == 1
    again = load_season(openfootball.parse(file), actor="import:openfootball")
    assert (again.created, again.unchanged, again.rejected, again.warnings) == (0, 1, [], [])


@pytest.mark.django_db
def test_two_golden_goals_of_a_file_contradict_its_time():
    file = write_cup("Euro 2000", [90, 103, 109], {**LEVEL_SCORE, "et": [3, 1]}, [55])
    report = load_season(openfootball.parse(file), actor="import:openfootball")
    said = " ".join(note.why for note in (*report.rejected, *report.warnings))
    assert "extra time (3–1) is left out" in said


# --- the order of kicks (IFAB, trials of 2017 and 2018: EFL Cup, Community Shield) -----------------------------------

ABBA = {"shootout": True, "kicks_order": "abba"}


def list_kicks(first, count):
    """The kicks of both sides in that order: A B, B A, A B, B A…; all go in."""
    second = "away" if first == "home" else "home"
    return [kick((first, second, second, first)[number % 4]) for number in range(count)]


@pytest.mark.parametrize("first", ["home", "away"])
def test_kicks_are_taken_in_pairs_that_turn_round(first):
    """IFAB, circular of 2017: also when the kicks go on after five each."""
    for number in range(1, 15):
        *before, last = list_kicks(first, number)
        assert read_view(FOOTBALL.enter(*LEVEL, *before, last, **ABBA)).phase == "shootout"
        if before:
            wrong = kick("away" if last["side"] == "home" else "home")
            FOOTBALL.refuse(*LEVEL, *before, wrong, why="sides kick in turn", **ABBA)


def test_kicks_in_pairs_are_decided_as_others_are():
    """Community Shield 2017: Chelsea missed twice, Arsenal won 4–1 with its fourth kick."""
    scored = [True, True, False, True, True, False, True]  # Chelsea first: C A, A C… as far as it went
    order = ["home", "away", "away", "home", "home", "away", "away"]
    kicks = [kick(side, scored=went) for side, went in zip(order, scored, strict=True)]
    assert read_view(FOOTBALL.enter(*LEVEL, *kicks, **ABBA)).finished is False
    six = [kick(side, scored=side == "away") for side in order]
    assert read_view(FOOTBALL.enter(*LEVEL, *six[:6], **ABBA)).winner == "away"


def test_the_order_of_kicks_is_the_usual_one_where_nothing_is_said():
    FOOTBALL.refuse(*LEVEL, kick("home"), kick("away"), kick("away"), why="in turn", shootout=True)


# --- rugby: a period in which the first score wins, then kicks (Rugby World Cup since 2003) ---------------------------

RUGBY = Table("rugby_union", overtimes=1, sudden_minutes=10, shootout=True)
PERIOD = [start(), end()]
EXTRA_TIME = PERIOD * 4  # two halves, two of extra time


def score(kind, side="home", **data):
    return {"type": kind, "side": side, **({"data": data} if data else {})}


@pytest.mark.parametrize("scored", [score("penalty_goal"), score("drop_goal"), score("try"), score("penalty_try")])
def test_the_first_score_wins_in_the_period_after_extra_time(scored):
    """Rugby World Cup 2003 to 2023, tournament rules: ten minutes at most, the first team to score any points wins."""
    waiting = read_view(RUGBY.enter(*EXTRA_TIME))
    assert (waiting.phase, waiting.finished) == ("overtime_break", False)
    state = RUGBY.enter(*EXTRA_TIME, start(), scored)
    view = read_view(state)
    assert (view.phase, view.winner, view.decided_by, status_of(state)) == ("full_time", "home", "overtime", "ended")
    RUGBY.refuse(*EXTRA_TIME, start(), scored, score("conversion"), why="match is over")


def test_extra_time_itself_is_played_in_full():
    view = read_view(RUGBY.enter(*PERIOD * 2, start(), score("penalty_goal")))
    assert (view.phase, view.finished) == ("overtime_1", False)
    assert read_view(RUGBY.enter(*PERIOD * 2, start(), score("penalty_goal"), end(), *PERIOD)).winner == "home"


def test_kicks_follow_where_nobody_has_scored():
    assert read_view(RUGBY.enter(*EXTRA_TIME, *PERIOD)).phase == "shootout"
    assert read_view(RUGBY.enter(*EXTRA_TIME, *PERIOD, shootout=False)).phase == "full_time"


def test_the_period_lasts_as_long_as_the_ruleset_says():
    late = {**score("penalty_goal"), "clock_ms": 109 * 60_000}
    assert read_view(RUGBY.enter(*EXTRA_TIME, start(), late)).winner == "home"
    early = {**late, "clock_ms": 99 * 60_000}
    RUGBY.refuse(*EXTRA_TIME, start(), early, why="expected 6000000 to")
    assert RUGBY.enter(*EXTRA_TIME, start(), end(), sudden_minutes=20).play.clock.value_ms == 120 * 60_000


def test_points_by_hand_and_late_ones_end_it_too():
    by_hand = {"type": "manual", "side": "away", "data": {"points": 3, "reason": "Recount"}}
    assert read_view(RUGBY.enter(*EXTRA_TIME, start(), by_hand)).winner == "away"
    late = {**score("penalty_goal"), "period": "overtime_3"}
    assert read_view(RUGBY.enter(*EXTRA_TIME, *PERIOD, late)).winner == "home"


@pytest.mark.django_db
def test_sudden_death_after_extra_time_by_the_api(client, scorer):
    match = schedule("rugby_union", overtimes=1, sudden_minutes=10, shootout=True)
    answer = post(client, scorer, match, *EXTRA_TIME, start(), score("drop_goal"))[1]
    assert (answer["match"]["status"], answer["match"]["winner"]) == ("ended", "home")


@pytest.mark.django_db
def test_sudden_death_after_extra_time_by_an_import():
    periods = [{"home": 3, "away": 3}, *[{"home": 0, "away": 0}] * 3, {"home": 3, "away": 0}]
    data = {"score": {"home": 6, "away": 3}, "periods": periods, "decided_by": "overtime"}
    made, said = bring("rugby_union", {"type": "result", "data": data}, overtimes=1, sudden_minutes=10)
    assert (made.status, said) == ("ended", [])


# --- overtimes of the NFL by season -----------------------------------------------------------------------------------

QUARTERS = PERIOD * 4
TD, FG = act("touchdown"), act("field_goal", scored=True)
TD_AWAY, FG_AWAY = act("touchdown", "away"), act("field_goal", "away", scored=True)
SUDDEN = {"both_possess": False, "sudden_death": True, "overtime_minutes": 15}
FIRST_TOUCHDOWN = {"touchdown_wins": True}
BOTH = {}
PLAY_OFF = {"overtimes": None, "overtime_minutes": 15}


@pytest.mark.parametrize(
    ("rules", "scored", "winner"),
    [
        # until 2011 (play-offs until 2009): any first score
        (SUDDEN, [FG], "home"),
        (SUDDEN, [TD], "home"),
        # 2012 to 2024 (play-offs 2010 to 2021): a first touchdown, or a field goal that is not answered
        (FIRST_TOUCHDOWN, [TD], "home"),
        ({**FIRST_TOUCHDOWN, **PLAY_OFF}, [TD], "home"),
        (FIRST_TOUCHDOWN, [FG], None),
        (FIRST_TOUCHDOWN, [FG, TD_AWAY], "away"),
        (FIRST_TOUCHDOWN, [FG, FG_AWAY], None),
        (FIRST_TOUCHDOWN, [FG, FG_AWAY, FG], "home"),
        (FIRST_TOUCHDOWN, [FG, act("possession", "away"), act("turnover", "home", how="downs")], "home"),
        (FIRST_TOUCHDOWN, [FG, act("turnover", "home", how="downs")], "home"),  # who loses the ball has had it
        (FIRST_TOUCHDOWN, [act("turnover", "away", how="fumble"), FG_AWAY], "away"),
        (FIRST_TOUCHDOWN, [act("possession", "home"), act("safety", "away")], "away"),
        (FIRST_TOUCHDOWN, [act("possession", "home"), act("turnover", "away", how="interception"), TD_AWAY], "away"),
        # since 2025 (play-offs since 2022): both have the ball, whatever the first one scores
        (BOTH, [TD], None),
        (PLAY_OFF, [TD], None),
        (BOTH, [TD, act("try", "home", None, how="kick", scored=True), TD_AWAY], None),
    ],
)
def test_overtime_ends_as_the_nfl_s_rules_of_its_season_have_it(rules, scored, winner):
    """NFL, Official Playing Rules, Rule 16 (overtime): as it was changed in 2010, 2012, 2022 and 2025."""
    view = read_view(Table("american_football").enter(*QUARTERS, start(), *scored, **rules))
    assert (view.finished, view.winner) == (winner is not None, winner)


def test_a_first_touchdown_of_a_play_off_wins_when_it_is_entered_in_the_break_too():
    late = {**TD, "period": "overtime_1"}
    rules = {**FIRST_TOUCHDOWN, **PLAY_OFF}
    view = read_view(Table("american_football").enter(*QUARTERS, start(), end(), late, **rules))
    assert (view.finished, view.winner, view.score) == (True, "home", Score(6, 0))


def test_a_touchdown_before_overtime_is_none_of_its_first_possession():
    table = Table("american_football")
    view = read_view(table.enter(start(), TD, **FIRST_TOUCHDOWN))
    assert (view.finished, view.periods) == (False, (PeriodScore("quarter_1", 6, 0),))


def test_a_first_touchdown_wins_only_where_both_would_have_the_ball():
    Table("american_football").refuse(
        {"type": "fixture_changed", "data": {"ruleset": {**SUDDEN, **FIRST_TOUCHDOWN, "edition": 3}}},
        why="both_possess must be true",
    )


@pytest.mark.django_db
def test_a_first_touchdown_by_the_api(client, scorer):
    match = schedule("american_football", **FIRST_TOUCHDOWN)
    said = post(client, scorer, match, *QUARTERS, start(), TD)[1]["match"]
    assert (said["status"], said["phase"], said["winner"]) == ("ended", "full_time", "home")
