"""What is stored of a match is read back before it is saved, whatever its sport's rules have let through."""

import dataclasses
import logging

import msgspec
import pytest

from scoreboard.models import Competition, Competitor, MatchEvent, Season
from scoreboard.queries import decode_state
from scoreboard.record.commands import record
from scoreboard.record.fixture import schedule
from scoreboard.sports import SPORTS
from scoreboard.sports.base import Score
from scoreboard.sports.football.events import Goal
from scoreboard.sports.match import fold
from scoreboard.sports.sentences import explain_error
from scoreboard.wire.stored import encode_verified_record, encode_verified_state
from tests.refusals import raises_refused
from tests.sports import toy
from tests.sports.logs import goal, make_log, make_record, start

LOG = make_log(start(), goal())


def test_a_record_and_a_state_come_back_as_they_were():
    for event in LOG:
        assert make_record(**msgspec.json.decode(encode_verified_record(event))) == event
    encoded, view = encode_verified_state(fold(LOG))
    assert (msgspec.json.decode(encoded)["seq"], view.score.home) == (3, 1)


@pytest.mark.parametrize(
    ("player", "why"),
    [("x" * 121, "record 3 .*length <= 120"), (" ", "record 3 "), ("\ud800", "record 3 .*surrogates")],
)
def test_a_record_that_nobody_could_read_is_refused(player, why):
    with raises_refused(why) as refused:
        encode_verified_record(Goal(match="m1", sport="football", seq=3, side="home", player=player))
    assert refused.value.rule == "match.unreadable"


def make_careless(make_state, view=toy.view):
    """Curling, whose rules do not look what they make of an end."""
    return dataclasses.replace(toy.SPORT, apply=lambda state, event: make_state(state), view=view)


def fail(state):
    raise KeyError("nobody thought of that")


def put_score(home, away):
    return lambda state: msgspec.structs.replace(state, ends=(Score(home, away),), score=Score(home, away))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sport", "why"),
    [
        (make_careless(put_score(10_001, 0)), r"<= 10000 - at `\$\.play\.ends\[0\]\.home`"),
        (make_careless(put_score(0, -1)), ">= 0"),
        (make_careless(put_score(2**70, 0)), "<= 10000"),
        (make_careless(put_score(1.5, 0)), "Expected `int`"),
        (make_careless(put_score(1, 0), view=lambda state: fail(state) if state.ends else toy.view(state)), "thought"),
        (
            make_careless(
                put_score(1, 0), view=lambda state: msgspec.structs.replace(toy.view(state), aggregate=Score(20_000, 0))
            ),
            "20000",
        ),
    ],
)
def test_what_rules_let_through_is_refused_and_nothing_is_stored(monkeypatch, caplog, sport, why):
    monkeypatch.setitem(SPORTS, "curling", toy.SPORT)
    season = Season.objects.create(competition=Competition.objects.create(sport="curling", name="C"), name="1")
    home, away = (Competitor.objects.create(sport="curling", name=name) for name in ("Reds", "Blues"))
    match = schedule(season=season, home=home, away=away, actor="user:1").match
    monkeypatch.setitem(SPORTS, "curling", sport)
    with caplog.at_level(logging.CRITICAL), raises_refused(why) as refused:
        record(match_id=match.pk, events=[{"type": "end", "side": "home", "data": {"stones": 1}}], actor="user:1")
    assert explain_error(refused.value).endswith(".")
    match.refresh_from_db()
    assert (match.seq, MatchEvent.objects.filter(match=match).count(), decode_state(match).seq) == (1, 1, 1)
