"""What earlier code accepted and is entered no longer: refused at every entrance, and folded where it is stored.

The stricter rule of these tests: nobody called Ada scores any more.
"""

import dataclasses

import pytest

from scoreboard import sports
from scoreboard.models import Match
from scoreboard.queries import load_log
from scoreboard.record.fixture import prepare
from scoreboard.recovery.verify import check_states
from scoreboard.replays.replay import schedule_replay
from scoreboard.sports.base import Refused
from scoreboard.sports.football.events import Goal
from tests.factories import enter, make_competitor

pytestmark = pytest.mark.django_db
ADA, BEA = ({"type": "goal", "side": "home", "player": name} for name in ("Ada", "Bea"))


def amend(seq, event):
    return {"type": "amend", "data": {"seq": seq, "reason": "typo", "event": event}}


@pytest.fixture
def stricter(live_match, monkeypatch):
    """A match in which Ada and Bea have scored, before the rule became stricter."""
    enter(live_match, ADA, BEA)

    def check(_state, event):
        if isinstance(event, Goal) and event.player == "Ada":
            raise Refused("football.manual")

    football = dataclasses.replace(sports.SPORTS["football"], check=check)
    monkeypatch.setitem(sports.SPORTS, "football", football)
    return live_match


def test_an_entry_is_refused(stricter):
    with pytest.raises(Refused):
        enter(stricter, ADA)


def test_an_entry_beside_a_correction_is_refused(stricter):
    with pytest.raises(Refused):
        enter(stricter, {"type": "void", "data": {"seq": 4, "reason": "typo"}}, ADA)


def test_an_amendment_to_it_is_refused(stricter):
    with pytest.raises(Refused):
        enter(stricter, amend(4, ADA))


def test_a_new_match_with_it_is_refused(stricter):
    with pytest.raises(Refused):
        prepare(
            season=stricter.season,
            home=make_competitor(),
            away=make_competitor(),
            actor="import:test",
            events=[{"type": "period_start"}, ADA],
        )


@pytest.mark.parametrize("correction", [amend(4, {**BEA, "player": "Cleo"}), amend(3, BEA)])
def test_what_is_stored_stands_beside_any_correction(stricter, correction):
    enter(stricter, correction, BEA)
    assert Match.objects.get(pk=stricter.pk).home_score == 3


def test_a_replay_plays_it_again(stricter):
    enter(stricter, {"type": "period_end"}, {"type": "period_start"}, {"type": "period_end"})
    copy = schedule_replay(match=stricter, speed=1, actor="user:1")
    enter(copy, {"type": "period_start"}, ADA)
    assert Match.objects.get(pk=copy.pk).home_score == 1


def test_what_is_stored_is_folded(stricter):
    assert Match.objects.get(pk=stricter.pk).home_score == 2
    assert len(load_log(stricter)) == 4
    assert list(check_states(retry_s=0.0)) == []
