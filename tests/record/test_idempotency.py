"""Idempotency keys, against a real database: a request sent again enters nothing a second time."""

import hashlib

import msgspec
import pytest

from scoreboard.models import MatchEvent
from scoreboard.record.commands import record
from scoreboard.record.fixture import schedule
from scoreboard.record.outcome import KeyReused
from scoreboard.record.request import BadEvent
from scoreboard.sports.base import Refused
from tests.factories import enter, make_competitor, make_match

GOAL = {"type": "goal", "side": "home", "player": "Ada"}
pytestmark = pytest.mark.django_db


def count_events(match):
    return MatchEvent.objects.filter(match=match).count()


def test_the_same_key_answers_with_what_was_stored(live_match):
    first = enter(live_match, GOAL, key="k1", expected_seq=2)
    again = enter(live_match, GOAL, key="k1", expected_seq=2)
    assert (first.repeated, again.repeated) == (False, True)
    assert again.records == first.records
    assert live_match.home_score == 1


def test_the_same_key_with_another_body_is_refused(live_match):
    enter(live_match, GOAL, key="k1")
    with pytest.raises(KeyReused):
        enter(live_match, {**GOAL, "side": "away"}, key="k1")
    with pytest.raises(KeyReused):
        enter(live_match, GOAL, GOAL, key="k1")


def test_a_key_is_its_scorer_s_own(live_match):
    """Two who score one match may think of the same key: both goals count, each is answered with its own."""
    entered = [record(match_id=live_match.pk, events=[GOAL], actor=actor, key="k1") for actor in ("user:1", "user:2")]
    assert [(one.repeated, one.records[0].seq) for one in entered] == [(False, 3), (False, 4)]
    again = record(match_id=live_match.pk, events=[GOAL], actor="user:2", key="k1")
    assert (again.repeated, again.records[0].seq) == (True, 4)
    assert count_events(live_match) == 4


def test_the_same_key_with_another_expected_seq_is_another_request(live_match):
    enter(live_match, GOAL, key="k1", expected_seq=2)
    for expected_seq in (3, None):
        with pytest.raises(KeyReused):
            enter(live_match, GOAL, key="k1", expected_seq=expected_seq)
    assert enter(live_match, GOAL, key="k1", expected_seq=2).repeated


def test_a_key_of_before_the_expected_seq_was_part_of_it_still_holds(live_match):
    enter(live_match, GOAL, key="k1", expected_seq=2)
    hash_of_bodies = hashlib.sha256(msgspec.json.encode([GOAL], order="deterministic")).digest()[:16]
    MatchEvent.objects.filter(match=live_match, seq=3).update(request_hash=hash_of_bodies)
    assert enter(live_match, GOAL, key="k1", expected_seq=2).repeated
    with pytest.raises(KeyReused):
        enter(live_match, {**GOAL, "side": "away"}, key="k1", expected_seq=2)


def test_a_request_that_is_no_json_is_said_so_with_a_key_too(live_match):
    for text in ("\ud800", {1, 2}):
        with pytest.raises(BadEvent):
            enter(live_match, {**GOAL, "player": text}, key="k1")


def test_a_refused_request_does_not_use_up_its_key(match):
    with pytest.raises(Refused):
        enter(match, GOAL, key="k1")
    assert not enter(match, {"type": "period_start"}, key="k1").repeated


def test_two_matches_may_use_the_same_key(season):
    for match in (make_match(season=season), make_match(season=season)):
        assert not enter(match, {"type": "period_start"}, key="k1").repeated


def test_the_same_key_makes_one_match(season):
    sides = {"home": make_competitor(), "away": make_competitor()}
    first = schedule(season=season, actor="user:1", key="k1", **sides)
    again = schedule(season=season, actor="user:1", key="k1", **sides)
    assert (again.repeated, again.match.pk) == (True, first.match.pk)
    with pytest.raises(KeyReused):
        schedule(season=season, actor="user:1", key="k1", home=sides["away"], away=sides["home"])
    assert not schedule(season=season, actor="user:2", key="k1", **sides).repeated
