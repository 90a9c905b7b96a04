"""An award says one thing: who wins, and the score that is theirs."""

import pytest

from scoreboard.models import Match
from scoreboard.sports import SPORTS
from scoreboard.sports.match import enter, fold, fold_leniently
from scoreboard.sports.state import view_of
from tests.cases.entering import bring, post, schedule
from tests.refusals import raises_refused
from tests.sports.logs import make_log, make_record
from tests.sports.playing import Table

HOME, AWAY, LEVEL = {"home": 3, "away": 0}, {"home": 0, "away": 3}, {"home": 1, "away": 1}
BY_SCORE = [sport for sport in SPORTS if SPORTS[sport].score_decides]
HOWS = ["awarded", "walkover", "forfeit"]


def award(status="awarded", **data):
    return {"type": "status", "data": {"status": status, "reason": "Ineligible player", **data}}


@pytest.mark.parametrize("how", HOWS)
@pytest.mark.parametrize("sport", BY_SCORE)
@pytest.mark.parametrize("said", [{"winner": "home", "score": AWAY}, {"winner": "away", "score": HOME}])
def test_who_lost_by_the_award_s_own_score_is_not_awarded_the_match(sport, said, how):
    log = make_log(award(decided_by=how, **said), sport=sport)
    with raises_refused("says otherwise who has won"):
        enter(fold(log[:1]), log[1])
    assert view_of(fold(log)).winner == said["winner"]  # a log of before is what it was


@pytest.mark.parametrize("sport", BY_SCORE)
def test_both_lose_by_no_score_that_one_has_won(sport):
    log = make_log(award(both_lose=True, score=HOME), sport=sport)
    with raises_refused("says otherwise who has won"):
        enter(fold(log[:1]), log[1])
    assert (
        view_of(enter(fold(log[:1]), make_record(2, sport=sport, **award(both_lose=True, score=LEVEL)))).winner is None
    )


@pytest.mark.parametrize("sport", SPORTS)
@pytest.mark.parametrize(
    ("said", "winner"),
    [
        ({"winner": "home", "score": HOME}, "home"),
        ({"score": AWAY}, "away"),
        ({"winner": "away"}, "away"),
        ({"winner": "away", "score": LEVEL}, "away"),
        ({"score": LEVEL}, None),
        ({"both_lose": True}, None),
    ],
)
def test_an_award_that_agrees_with_itself_is_taken(sport, said, winner):
    log = make_log(award(**said), sport=sport)
    assert view_of(enter(fold(log[:1]), log[1])).winner == winner


def test_in_cricket_runs_alone_decide_nothing():
    """Law 16.3 and the ICC's methods: who has fewer runs may be awarded the match (The Oval 2006: 471 and 504)."""
    log = make_log(award(winner="home", score={"home": 471, "away": 504}), sport="cricket")
    assert view_of(enter(fold(log[:1]), log[1])).winner == "home"


def test_an_award_against_what_was_played_stands_without_a_score():
    bodies = [{"type": "result", "data": {"full_time": {"home": 2, "away": 1}}}]
    state = Table("football").enter(*bodies, award(winner="away"))
    assert view_of(state).winner == "away"


def test_an_award_is_corrected_into_no_contradiction():
    log = make_log(award(winner="home", score=HOME))
    wrong = award(winner="away", score=HOME)
    amended = make_record(3, type="amend", data={"seq": 2, "reason": "Wrong side", "event": wrong})
    assert fold_leniently([*log, amended], entered={2, 3}).refused[0][1].sentence.code == "match.awarded.score"
    assert fold_leniently([*log, amended]).refused == ()


@pytest.mark.parametrize(
    ("sport", "bodies"),
    [
        ("tennis", [{"type": "match_start", "side": "home"}, {"type": "forfeit", "side": "home"}]),
        (
            "badminton",
            [{"type": "result", "data": {"sets": [{"home": 21, "away": 5}], "winner": "away", "how": "retired"}}],
        ),
        (
            "table_tennis",
            [{"type": "result", "data": {"sets": [{"home": 11, "away": 5}], "winner": "away", "how": "default"}}],
        ),
        ("baseball", [{"type": "game_end", "data": {"how": "forfeit", "winner": "away"}}]),
        ("cricket", [{"type": "match_end", "data": {"result": "won", "winner": "away", "method": "awarded"}}]),
    ],
)
def test_who_is_behind_wins_where_the_others_give_up(sport, bodies):
    """ITF Rules of Tennis 29 and the codes, BWF 16.7, ITTF 3.5.2, Official Baseball Rules 7.03, MCC Law 16.3."""
    assert view_of(Table(sport).enter(*bodies)).winner == "away"


@pytest.mark.django_db
def test_by_the_api(client, scorer):
    match = schedule("football")
    status, answer = post(client, scorer, match, award(winner="away", score=HOME))
    assert (status, answer["code"]) == (422, "match.awarded.score")
    assert answer["detail"] == "3–0 says otherwise who has won: award the score that counts, or none."
    assert post(client, scorer, match, award(winner="away", score=AWAY))[0] == 201


@pytest.mark.django_db
def test_by_an_import():
    match, said = bring("football", award(winner="away", score=HOME))
    assert match is None
    assert "says otherwise who has won" in said[0]
    assert bring("football", award(winner="away", score=AWAY))[0] == Match.objects.get(status="awarded")
