"""A delay ends with the first of play: what happens before it leaves the match delayed."""

import pytest

from scoreboard.sports import SPORTS
from scoreboard.sports.match import enter, fold, fold_leniently, list_declarable
from scoreboard.sports.state import status_of
from tests.cases.entering import post, schedule
from tests.cases.test_misconduct import PUNISHED, TIMED
from tests.sports.logs import make_log, make_record, start, substitution

DELAYED = {"type": "status", "data": {"status": "delayed", "reason": "Traffic"}}
TOSS = {"type": "toss", "side": "home", "data": {"decision": "bat"}}
REPLACED = {"type": "replacement", "side": "home", "player": "Ada", "data": {"out": "Eve"}}
# What can be entered before play beside misconduct, and is none of it.
BEFORE_PLAY = {
    "football": substitution("Ada", "Eve"),
    "cricket": TOSS,
    "baseball": {"type": "substitution", "side": "home", "player": "Ada", "data": {"off": "Eve"}},
    "rugby_union": {"type": "substitution", "side": "home", "player": "Ada", "data": {"off": "Eve"}},
    "basketball": {"type": "substitution", "side": "home", "player": "Ada", "data": {"off": "Eve"}},
}
NO_PLAY = [
    *((sport, {"side": "home", "player": "Ada", **body}) for sport, body in PUNISHED.items()),
    *BEFORE_PLAY.items(),
    ("cricket", REPLACED),
    ("cricket", {"type": "penalty_runs", "side": "home"}),
    ("rugby_union", {"type": "tmo", "data": {"about": "foul_play"}}),
]
MATCH_START = {"type": "match_start", "side": "home"}
PLAY = {
    **{sport: start() for sport in TIMED},
    **dict.fromkeys(("tennis", "volleyball", "beach_volleyball", "badminton", "table_tennis"), MATCH_START),
    "cricket": {"type": "innings_start", "side": "home"},
    "baseball": {"type": "play", "side": "away", "player": "Ada", "data": {"play": "single"}},
}


def enter_all(sport, *bodies):
    """The states after bodies that are entered one by one, and the log."""
    log = make_log(*bodies, sport=sport)
    states = [None]
    for record in log:
        states.append(enter(states[-1], record))
    return states[2:], log


@pytest.mark.parametrize(("sport", "body"), NO_PLAY, ids=[f"{sport}-{body['type']}" for sport, body in NO_PLAY])
def test_what_is_no_play_leaves_the_match_delayed(sport, body):
    """IFAB Law 8: play begins with the kick-off; a card before it (Law 5.3) is none. So it is in each sport."""
    states, log = enter_all(sport, DELAYED, body, PLAY[sport])
    assert [status_of(state) for state in states] == ["delayed", "delayed", "live"]
    assert [status_of(fold(log[:number])) for number in (2, 3, 4)] == ["delayed", "delayed", "live"]
    assert states[1].declared.reason == "Traffic"


def test_every_sport_has_its_first_of_play():
    assert set(PLAY) == set(SPORTS)


def test_records_of_one_batch_end_the_delay_as_one_by_one():
    red = {"type": "card", "side": "home", "player": "Ada", "data": {"card": "red"}}
    states, log = enter_all("football", DELAYED, red, red | {"player": "Bea"}, start(), red | {"player": "Cleo"})
    assert (status_of(states[-1]), fold(log)) == ("live", states[-1])


def test_a_delay_of_before_the_card_is_declared_anew():
    """A log of before: the card had ended the delay, and it was declared once more. Now that is another reason."""
    red = {"type": "card", "side": "home", "player": "Ada", "data": {"card": "red"}}
    again = {"type": "status", "data": {"status": "delayed", "reason": "Floodlights"}}
    log = make_log(DELAYED, red, again)
    folded = fold_leniently(log)
    assert (folded.refused, folded.state.declared.reason) == ((), "Floodlights")
    assert {"scheduled", "delayed", "postponed"} <= set(list_declarable(fold(log[:3])))


def test_a_match_that_is_lost_before_it_begins_is_over_though_it_was_delayed():
    """BWF, Laws of Badminton 16.7: a disqualification; the officials' walkover is one, too."""
    for sport, body in (
        ("badminton", {"type": "sanction", "side": "home", "data": {"card": "black"}}),
        ("tennis", {"type": "forfeit", "side": "home", "data": {"how": "walkover"}}),
    ):
        states, _ = enter_all(sport, DELAYED, body)
        assert status_of(states[-1]) == "ended"


def test_a_suspension_is_ended_by_no_card():
    red = {"type": "card", "side": "home", "player": "Ada", "data": {"card": "red"}}
    suspended = {"type": "status", "data": {"status": "suspended", "reason": "Crowd"}}
    states, log = enter_all("football", start(), suspended, red)
    assert status_of(states[-1]) == "suspended"
    assert status_of(enter(states[-1], make_record(len(log) + 1, type="status", data={"status": "live"}))) == "live"


@pytest.mark.django_db
def test_by_the_api(client, scorer):
    match = schedule("football")
    red = {"type": "card", "side": "home", "player": "Ada", "data": {"card": "red"}}
    assert post(client, scorer, match, DELAYED, red)[1]["match"]["status"] == "delayed"
    assert post(client, scorer, match, {"type": "period_start"})[1]["match"]["status"] == "live"
