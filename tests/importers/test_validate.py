"""What is tried against the rules before it is entered."""

from scoreboard.importers.validate import keep_allowed
from scoreboard.sports import get_sport

START = {"type": "period_start"}


def foul(kind):
    return {"type": "foul", "side": "home", "player": "Ada", "data": {"kind": kind}}


def test_what_the_rules_forbid_is_left_out_and_told():
    early = {"type": "basket", "side": "home", "data": {"points": 2}}
    kept, notes = keep_allowed(get_sport("basketball"), {}, [early, START, {"type": "nothing"}, early])
    assert kept == [START, early]
    assert [note.where for note in notes] == ["event 1 (basket home)", "event 3 (nothing )"]
    assert notes[0].why == "The match has not started: start its first period. It is left out."


def test_points_of_who_may_not_score_are_kept_as_nobody_s():
    basket = {"type": "basket", "side": "home", "player": "Ada", "data": {"points": 2}}
    kept, (note,) = keep_allowed(get_sport("basketball"), {}, [START, foul("disqualifying"), basket])
    assert kept[-1] == {"type": "basket", "side": "home", "data": {"points": 2}}
    assert note.why == "Ada has been disqualified and may not go on. The player is left out."


def test_who_is_left_out_is_left_out_with_their_id():
    basket = {"type": "basket", "side": "home", "player": "Ada", "player_id": "nba-stats:7", "data": {"points": 2}}
    out = {**foul("disqualifying"), "player_id": "nba-stats:7"}
    kept, _ = keep_allowed(get_sport("basketball"), {}, [START, out, basket])
    assert kept[-1] == {"type": "basket", "side": "home", "data": {"points": 2}}
