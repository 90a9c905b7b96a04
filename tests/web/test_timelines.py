"""What a match's timeline says, and where: of every type of event in every sport, as pages show it."""

import re
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoreboard.console.choices import begin_small
from scoreboard.sports import SPORTS
from scoreboard.sports.base import Refused
from scoreboard.sports.common import COMMON_EVENTS
from scoreboard.sports.match import fold, fold_leniently, step
from scoreboard.sports.sentences import explain_error
from scoreboard.web.boards import IN_PLAY, PLAY_OF, show_incidents
from scoreboard.web.display import format_note, name_state
from scoreboard.web.words import words_for
from scoreboard.wire.snapshot import build_snapshot
from tests.sports.logs import card, end, goal, make_log, make_record, start
from tests.sports.test_all_sports import draw_log, few

NAMES = {"home": "Reds", "away": "Blues"}
BOUNDS = ("period_start", "period_end")
BY_PERIODS = ("football", "handball", "ice_hockey", "basketball", "rugby_union", "american_football")
DOUBLED = re.compile(r"\b([a-z]+(?: [a-z]+)*)[ ,:.]+\1\b", re.IGNORECASE)
ONE_OF_MANY = re.compile(r"(?<![\d.–])1 (overs|balls|runs|wickets|points|sets|games|periods|timeouts)\b")
RAW = re.compile(r"[a-z]_[a-z]|\b[a-z][A-Z]{2}")
MINUTE = re.compile(r"\d+(\+\d+)?’|\d+:\d\d|\d+\.\d|\d+|")


def show(state):
    """A match's snapshot in plain values, its words, and its incidents in the order of play."""
    data = msgspec.to_builtins(build_snapshot(state, match_id="m1", epoch=1))
    words = words_for(state.fixture.sport, state.fixture.ruleset)
    return data, words, show_incidents(data["incidents"], words, sport=state.fixture.sport, names=NAMES)


def read(shown):
    """An incident as it is read on a page."""
    related = shown.data.get("related")
    parts = [
        *(shown.minute, shown.data.get("player"), shown.running, shown.words.label),
        *(related and f"{shown.words.related}{related}", shown.ended_text),
    ]
    return ", ".join(part for part in parts if part)


def tell(sport, *bodies, **options):
    """What is read of a match with these entries, line by line, from its second entry on."""
    return [read(shown) for shown in show(fold(make_log(*bodies, sport=sport, **options)))[2]]


# --- places ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sport", SPORTS)
@few
@given(data=st.data())
def test_what_is_entered_in_a_break_stands_in_it_whatever_comes_after(sport, data):
    log = draw_log(data, sport)
    # Points by hand are put right in their period; what names one, is of that.
    free = {record.seq for record in log if record.period is None and record.__struct_config__.tag != "manual"}
    _, _, shown = show(fold(log))
    at = {each.data["seq"]: place for place, each in enumerate(shown)}
    bounds = {each.data["seq"]: each.data["kind"] for each in shown if each.data["kind"] in BOUNDS}
    for before, after in pairwise(sorted([*bounds, len(log) + 1])):
        if bounds[before] == "period_end":
            between = [seq for seq in at if before < seq < after and seq in free]
            assert all(at[before] < at[seq] < at.get(after, len(shown)) for seq in between)


@pytest.mark.parametrize(
    ("sport", "body"),
    [  # the second stands after the match, or in its next break
        ("handball", {"type": "sanction", "side": "home", "player": "Ada", "data": {"kind": "red"}}),
        ("ice_hockey", {"type": "penalty", "side": "home", "player": "Ada", "data": {"minutes": 5, "match": True}}),
        ("basketball", {"type": "foul", "side": "home", "player": "Ada", "data": {"kind": "technical"}}),
        ("rugby_union", card("red")),
        ("rugby_union", {"type": "substitution", "side": "home", "player": "Ada", "data": {"off": "Cleo"}}),
        ("american_football", {"type": "ejection", "side": "home", "player": "Ada"}),
        ("football", card("red")),
    ],
)
def test_misconduct_stands_in_the_break_it_came_in(sport, body):
    played = [start(), end(), {**body, "player": "Ada"}, start(), end(), {**body, "player": "Bea"}]
    _, _, shown = show(fold(make_log(*played, sport=sport)))
    assert [each.data["seq"] for each in shown] == [2, 3, 4, 5, 6, 7]


@pytest.mark.parametrize("sport", BY_PERIODS)
@few
@given(data=st.data())
def test_running_scores_are_true_in_the_order_shown(sport, data):
    log = draw_log(data, sport)
    state = fold(log)
    snapshot, _, shown = show(state)
    scores = [each for each in shown if each.data.get("score")]
    falls = any(record.__struct_config__.tag == "manual" and record.data.points < 0 for record in log)
    if falls or any(record.__struct_config__.tag == "result" for record in log):
        return
    for before, after in pairwise(scores):
        if after.data["kind"] in BOUNDS:  # which bring nobody a point
            assert after.score == before.score
    if scores:
        total = snapshot["score"]
        assert scores[-1].score == f"{total['home']}–{total['away']}"


def test_throws_in_a_break_count_for_all_that_is_told_in_it():
    foul = {"type": "foul", "side": "away", "player": "Ada", "data": {"kind": "technical"}}
    throw = {"type": "basket", "side": "home", "data": {"points": 1}}
    _, _, shown = show(
        fold(make_log(start(), end(), foul, throw, {**foul, "player": "Bea"}, start(), sport="basketball"))
    )
    assert [each.score for each in shown] == ["0–0", "0–0", "0–0", "1–0", "1–0", "1–0"]


# --- words -----------------------------------------------------------------------------------------------------------


def head(state):
    """A match's state in words and its note, as a row shows them side by side."""
    data, words, _ = show(state)
    return name_state(data, words), format_note(data, words, in_play=PLAY_OF[data["status"]] in IN_PLAY)


def check_words(text):
    """No phrase is said twice running, nothing that is one is said as many, no name of the code is shown."""
    for wrong in (DOUBLED, ONE_OF_MANY, RAW):
        assert not wrong.search(text), text


@pytest.mark.parametrize("sport", SPORTS)
@few
@given(data=st.data())
def test_every_line_and_state_is_in_words(sport, data):
    log, known = draw_log(data, sport), SPORTS[sport].incidents
    state = step(None, log[0])
    for record in log[1:]:
        state = step(state, record)
        label, note = head(state)
        assert label
        check_words(f"{label} {note}")
    voided = [record for record in log[1:] if not isinstance(record, COMMON_EVENTS)][-1:]
    bodies = [{"type": "void", "data": {"seq": record.seq, "reason": "Typo"}} for record in voided]
    corrected = [*log, *(make_record(len(log) + 1, sport=sport, **body) for body in bodies)]
    for shown in (*show(state)[2], *show(fold_leniently(corrected).state)[2]):
        assert shown.key in known, shown.key
        assert MINUTE.fullmatch(shown.minute), shown.minute
        check_words(read(shown))
        assert not shown.ended or shown.ended in known.values()


@pytest.mark.parametrize("sport", SPORTS)
def test_every_label_can_stand_within_a_sentence(sport):
    labels = [words.label for words in (*SPORTS[sport].incidents.values(), *SPORTS[sport].words.values())]
    for label in labels:
        assert label.strip()
        check_words(label)
        check_words(begin_small(label))
    assert {event.__struct_config__.tag for event in SPORTS[sport].events} <= set(SPORTS[sport].words)


TOUCHDOWNS = [  # after which a try for two points is still to come, by which the score would be level
    {"type": "touchdown", "side": "away"},
    {"type": "try", "side": "away", "data": {"how": "two_points"}},
    {"type": "touchdown", "side": "home"},
]
ANYBODY = {"bowler_limits": False}  # bowls the next over, too
FOUL = {"type": "foul", "side": "home", "player": "Ada"}
VIOLATION = {"type": "violation", "side": "home", "player": "Ada"}
SERVES = {"type": "match_start", "side": "home"}
EARLY = {"type": "innings_start", "side": "home"}


def point(side, times):
    return [{"type": "point", "side": side}] * times


def ball(side="home", **data):
    return {"type": "ball", "side": side, "player": "Ada", "data": {"bowler": "Bea", **data}}


def play(kind, *moves, side="home"):
    return {"type": "play", "side": side, "player": "Ada", "data": {"play": kind, "moves": list(moves)}}


def sanction(card, **data):
    return {"type": "sanction", "side": "home", "player": "Ada", "data": {"card": card, **data}}


# What is read last of a match: both what decided a set, an innings, the match, and that it did.
LAST = [
    (
        "beach_volleyball",
        {},
        [SERVES, *point("away", 9), sanction("yellow_red")],
        "Ada, Yellow and red card, Set, Blues 0–21",
    ),
    (
        "beach_volleyball",
        {},
        [SERVES, *point("away", 9), sanction("yellow_red_apart")],
        "Ada, Disqualified, Set, Blues 0–21",
    ),
    ("volleyball", {}, [SERVES, *point("away", 24), sanction("red", delay=True)], "Ada, Red card, Set, Blues 0–25"),
    (
        "volleyball",
        {},
        [SERVES, *point("away", 9), {"type": "incomplete", "side": "home"}],
        "Too few players, Set, Blues 0–25",
    ),
    (
        "table_tennis",
        {},
        [SERVES, *point("away", 10), sanction("yellow_red")],
        "Ada, Yellow and red card, Game, Blues 0–11",
    ),
    ("badminton", {}, [SERVES, *point("away", 20), sanction("red")], "Ada, Red card, Game, Blues 0–21"),
    ("tennis", {}, [SERVES, {**VIOLATION, "data": {"penalty": "game"}}], "Ada, Game penalty, Break, Blues 0–1"),
    (
        "tennis",
        {},
        [SERVES, *point("away", 3), {**VIOLATION, "data": {"penalty": "point"}}],
        "Ada, Point penalty, Break, Blues 0–1",
    ),
    (
        "tennis",
        {},
        [SERVES, *point("away", 20), {**VIOLATION, "data": {"penalty": "game"}}],
        "Ada, Game penalty, Set, Blues 0–6",
    ),
    ("cricket", {"overs": 1}, [EARLY, *[ball()] * 6], "0.6, 0/0, Overs bowled"),
    ("cricket", {"overs": 1}, [EARLY, *[ball(runs=4)] * 6], "0.6, Ada, 24/0, Four, b. Bea, Overs bowled, Reds"),
    (
        "cricket",
        {"players": 2},
        [EARLY, ball(runs=6), ball(wicket="run_out", fielder="Cleo")],
        "0.2, Ada, 6, Run out, by Cleo, All out, Reds",
    ),
    (
        "cricket",
        {"overs": 1},
        [EARLY, *[ball()] * 6, {"type": "innings_start", "side": "away", "data": {"penalty_runs": 5}}],
        "Second innings, Target reached, Blues 5/0",
    ),
    ("handball", {}, [start(), end(), start(), end()], "0–0, Full time"),
    (
        "ice_hockey",
        {"overtimes": 1, "sudden_death": True},
        [*[start(), end()] * 3, start(), goal()],
        "1:00, 1–0, Goal, Full time",
    ),
    (
        "basketball",
        {},
        [start(), *[{**FOUL, "data": {"kind": "technical"}}] * 2],
        "8:00, Ada, Technical foul, disqualified",
    ),
    (
        "basketball",
        {},
        [start(), *[{**FOUL, "data": {"kind": "unsportsmanlike"}}] * 2],
        "8:00, Ada, Unsportsmanlike foul, disqualified",
    ),
    (
        "basketball",
        {"foul_limit": 1},
        [start(), {**FOUL, "data": {"kind": "technical"}}],
        "9:00, Ada, Technical foul, fouled out",
    ),
    (
        "baseball",
        {"innings": 1},
        [*[play("out", side="away")] * 3, *[play("out")] * 2, play("home_run")],
        "Ada, 1–0, Home run, The game is over",
    ),
    (
        "baseball",
        {"innings": 1},
        [play("home_run", side="away"), *[play("out", side="away")] * 3, *[play("out")] * 3],
        "0–1, The game is over",
    ),
    (
        "football",
        {},
        [start(), {**card("red"), "data": {"card": "red", "bench": True}}],
        "2’, Ada, Red card, on the bench",
    ),
]


@pytest.mark.parametrize(("sport", "ruleset", "bodies", "last"), LAST)
def test_both_what_happened_and_what_was_over_by_it_are_told(sport, ruleset, bodies, last):
    assert tell(sport, *bodies, ruleset=ruleset)[-1] == last


def test_an_innings_is_written_as_cricket_does():
    bodies = [EARLY, *[ball(runs=4)] * 6, ball(wicket="bowled"), {"type": "penalty_runs", "side": "away"}]
    assert tell("cricket", *bodies, ruleset=ANYBODY)[-2:] == ["1.1, Ada, 24/1, Bowled, b. Bea", "1.1, +5, Penalty runs"]


def test_the_hundred_counts_balls_which_are_no_minutes():
    hundred = {"overs": 20, "balls_per_over": 5}
    assert tell("cricket", EARLY, ball(runs=4), ruleset=hundred)[-1] == "1, Ada, 4/0, Four, b. Bea"


def test_an_undone_single_is_no_fifty_and_an_undone_fifty_is_one():
    fifty = [EARLY, *[ball(runs=6)] * 8, ball(runs=2), ball(runs=1)]
    undo = [{"type": "void", "data": {"seq": seq, "reason": "Typo"}} for seq in (11, 12)]
    single = fold(make_log(*fifty, undo[1], sport="cricket", ruleset=ANYBODY))
    assert [(i.kind, i.confirmation) for i in single.incidents][-1] == ("milestone", "confirmed")
    both = fold(make_log(*fifty, *undo, sport="cricket", ruleset=ANYBODY))
    assert [(i.seq, i.kind, i.confirmation) for i in both.incidents][-1] == (11, "milestone", "cancelled")


@pytest.mark.parametrize(
    ("sport", "bodies", "said"),
    [
        ("tennis", [SERVES, {"type": "forfeit", "side": "home"}], ("Retired", "")),
        ("tennis", [{"type": "forfeit", "side": "home", "data": {"how": "walkover"}}], ("Walkover", "")),
        ("cricket", [EARLY, {"type": "match_end", "data": {"result": "no_result"}}], ("No result", "")),
        ("cricket", [EARLY, *[ball()] * 6], ("First innings", "1 over")),
        ("cricket", [EARLY, *[ball()] * 6, ball(bowler="Cleo")], ("First innings", "1.1 overs")),
        (
            "american_football",
            [*[start(), end()] * 3, start(), *TOUCHDOWNS, end()],
            ("Time up", "Try to come"),
        ),
    ],
)
def test_a_state_and_its_note_say_nothing_twice(sport, bodies, said):
    assert head(fold(make_log(*bodies, sport=sport))) == said


def test_a_game_misconduct_is_no_match_penalty():
    penalty = {"type": "penalty", "side": "home", "player": "Ada", "data": {"minutes": 20, "match": True}}
    with pytest.raises(Refused) as refused:
        fold(make_log(start(), penalty, {**goal(), "player": "Ada"}, sport="ice_hockey"))
    assert "Ada is out of the match" in explain_error(refused.value)


def test_two_technical_fouls_disqualify_by_the_nba_too():
    for ruleset in ({}, {"technical_is_personal": False}):
        bodies = [start(), *[{**FOUL, "data": {"kind": "technical"}}] * 2]
        state = fold(make_log(*bodies, sport="basketball", ruleset=ruleset))
        assert state.play.home[0].out == "disqualified"
    one_of_each = [start(), *[{**FOUL, "data": {"kind": kind}} for kind in ("technical", "unsportsmanlike")]]
    assert fold(make_log(*one_of_each, sport="basketball")).play.home[0].out == "disqualified"
    ejected = fold(make_log(*one_of_each, sport="basketball", ruleset={"technical_is_personal": False}))
    assert ejected.play.home[0].out == ""
