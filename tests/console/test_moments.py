"""At every moment of a match, in every sport: large is what the rules expect, and late points are asked for twice."""

import json

import pytest

from scoreboard import queries
from scoreboard.console.choices import list_choices
from scoreboard.console.forms import name_input, parse_form
from scoreboard.sports import SPORTS
from scoreboard.sports.base import Refused
from scoreboard.sports.match import enter as enter_record
from scoreboard.sports.state import view_of
from scoreboard.web.boards import Board
from tests.console.test_every_key import open_console, walk
from tests.sports.logs import make_record

pytestmark = pytest.mark.django_db
NEXT = ("period_start", "match_start", "innings_start", "toss", "shootout_kick", "shootout_attempt", "bowl_out_ball")
PLAYED = (
    "point",
    "ball",
    "play",
    "goal",
    "basket",
    "touchdown",
    "try",
    "conversion",
)  # the likeliest while it is played


def find_moments(sport):
    """One moment of each kind that matches come to, by (phase, over): the ruleset, what was entered, the state."""
    found = {}
    for ruleset, played, state in walk(sport):
        view = view_of(state)
        found.setdefault((view.phase, view.finished), (ruleset, list(played), state))
    return found


def choose(console, sport, ruleset, played):
    """The match of a moment, its console's page, and what can be entered."""
    match, page = open_console(console, sport, ruleset, played)
    state = queries.decode_state(match)
    return match, page, list_choices(Board(match), state, queries.load_log(match)), state


def list_tapped(choices):
    """Yield (key, side) of every key that one tap enters."""
    for side, pad in choices.sides.items():
        yield from ((key, side) for key in pad.keys if key.is_plain)
    yield from ((key, "") for key in choices.extra.keys if key.is_plain)
    if choices.step and choices.step.is_plain:
        yield choices.step, ""


def list_points(view):
    """What may not change by itself: who has how much."""
    return view.score, view.shown, view.shootout, view.points, view.winner, view.periods


@pytest.mark.parametrize("sport", SPORTS)
def test_what_is_large_is_what_the_rules_expect_next(client, scorer, sport):
    client.force_login(scorer)
    for (phase, over), (ruleset, played, _) in find_moments(sport).items():
        _, page, choices, state = choose(client, sport, ruleset, played)
        large = [button["value"] for button in page.select(".big")]
        assert large == [pad.big.name for pad in choices.sides.values() if pad.big]
        offered = SPORTS[sport].list_actions(state.play)
        if over:
            assert (large, choices.step) == ([], None), phase
        elif SPORTS[sport].actions[offered[0]].step:
            assert (large, choices.step.name) == ([], offered[0]), phase
        else:
            kinds = {SPORTS[sport].actions[name].body["type"] for name in large}
            assert len(kinds) == 1, (phase, large)
            assert kinds <= {*NEXT, *PLAYED}, (phase, large)


@pytest.mark.parametrize("sport", SPORTS)
def test_nothing_that_changes_the_score_is_one_tap_after_the_end_or_in_a_break(client, scorer, sport):
    client.force_login(scorer)
    known = ("Kim", "Robin")
    for (phase, over), (ruleset, played, _) in find_moments(sport).items():
        match, _, choices, state = choose(client, sport, ruleset, played)
        first = SPORTS[sport].list_actions(state.play)[:1]
        if not over and not (first and SPORTS[sport].actions[first[0]].step):
            continue
        before = list_points(view_of(state))
        for key, side in list_tapped(choices):
            if key is choices.step:
                continue
            fields = {"action": key.name, "side": side, "player": known[0]}
            body = parse_form(fields, sport=sport, words=Board(match).words)
            try:
                after = enter_record(state, make_record(match.seq + 1, sport=sport, **body))
            except Refused:
                continue
            assert list_points(view_of(after)) == before, (phase, key.name)


@pytest.mark.parametrize(
    ("sport", "key"),
    [("ice_hockey", "penalty_shot"), ("american_football", "field_goal"), ("cricket", "penalty_runs")],
)
def test_points_after_the_end_are_refused_without_the_second_gesture_and_sent_again_they_are_one(
    client, scorer, sport, key
):
    client.force_login(scorer)
    moments = find_moments(sport)
    ruleset, played, _ = next(
        moment for (_, over), moment in moments.items() if over and key in SPORTS[sport].list_actions(moment[2].play)
    )
    match, page = open_console(client, sport, ruleset, played)
    assert page.select(f".asking [type=checkbox][value={key}]")
    fields = {"form": "home", "action": key, "side": "home", "key": "k", "expected_seq": str(match.seq)}
    address = f"/console/matches/{match.pk}"
    refused = client.post(address, fields, headers={"accept": "application/json"})
    assert (refused.status_code, refused.json()["detail"]) == (422, "Tick the box to confirm it.")
    for _ in range(2):
        saved = client.post(address, {**fields, "confirm": key}, headers={"accept": "application/json"})
        assert (saved.status_code, saved.json()["seq"]) == (200, match.seq + 1)


def test_a_score_that_ended_the_match_is_one_entry_when_it_is_sent_again(client, scorer):
    client.force_login(scorer)
    ruleset = {"edition": 2, "overtimes": 1, "sudden_death": True, "both_possess": False}
    level = [{"type": "period_start"}, {"type": "period_end"}] * 4
    match, _ = open_console(client, "american_football", ruleset, [*level, {"type": "period_start"}])
    fields = {"form": "home", "action": "field_goal", "side": "home", "key": "k", "expected_seq": str(match.seq)}
    for _ in range(2):
        saved = client.post(f"/console/matches/{match.pk}", fields, headers={"accept": "application/json"})
        assert (saved.status_code, saved.json()) == (200, {"state": "saved", "seq": match.seq + 1})
    match.refresh_from_db()
    assert match.status == "ended"


def test_what_a_key_asks_for_with_others_is_asked_once(client, scorer):
    client.force_login(scorer)
    match, page = open_console(client, "cricket", {"overs": 3}, [{"type": "innings_start", "side": "away"}])
    assert [part["id"] for part in page.select("input[name=bowler]")] == ["away-bowler"]
    fields = {"form": "away", "action": "one_away", "player": "Kim", "bowler": "Robin", "non_striker": "Lee"}
    answer = client.post(f"/console/matches/{match.pk}", fields, headers={"accept": "application/json"})
    assert answer.status_code == 200
    ball = json.loads(match.events.get(seq=answer.json()["seq"]).record)
    assert (ball["player"], ball["data"]["bowler"], ball["data"]["non_striker"]) == ("Kim", "Robin", "Lee")
    assert name_input("wide_away", "wides") in {part["name"] for part in page.select("[data-entry=away] input")}
