"""What is entered no longer, though earlier code has taken it: asked at entrances only (docs/decisions/0016)."""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec.structs import replace

from scoreboard.sports.base import Event, Manual, Refused, Score, other
from scoreboard.sports.football.deciding import count_eligible, is_shootout_begun, leader_of, level_phase
from scoreboard.sports.football.events import Card, Goal, Result, ShootoutKick, State, Team
from scoreboard.sports.football.people import is_in_kicks
from scoreboard.sports.football.place import check_on_field, person, place, place_outside


def check(state: State, event: Event) -> None:
    """Raise Refused for an event that makes no sense, though `apply` takes it from logs of before."""
    if state.ended_from and not isinstance(event, Card | Manual):
        raise Refused("football.over")
    step = CHECKS.get(type(event))
    if step is not None:
        step(state, event)


def check_goal(state: State, event: Goal) -> None:
    """Nobody assists themselves; who is off the field assists nobody, and scores no own goal (Laws 3 and 12)."""
    data, scorer = event.data, person(event.player, event.player_id)
    helper = person(data.assist, data.assist_id)
    if helper is not None and helper == scorer and not data.own_goal:
        raise Refused("football.assist", player=event.player)
    if place(state, event)[0] != state.phase:
        return
    if helper is not None:
        check_on_field(state, event.side, helper, data.assist)
    if data.own_goal and scorer is not None:
        check_on_field(state, other(event.side), scorer, event.player)


def check_kick(state: State, event: ShootoutKick) -> None:
    """Nobody kicks twice before all of their side who may have kicked (Law 10.3)."""
    team: Team = getattr(state, event.side)
    eligible, key = count_eligible(state), person(event.player, event.player_id)
    if key is not None and key in team.kicked and len(team.kicked) < eligible:
        raise Refused("football.shootout.has_kicked", player=event.player, eligible=eligible)


def check_card(state: State, event: Card) -> None:
    """A second caution follows one of the same part: those of the match are not carried into the kicks (Law 10.3)."""
    if event.data.card != "second_yellow":
        return
    team: Team = getattr(state, event.side)
    in_kicks = is_in_kicks(state, place_outside(state, event)[0])
    if person(event.player, event.player_id) in (team.booked_in_kicks if in_kicks else team.booked):
        return
    if in_kicks:
        raise Refused("football.second_yellow.not_carried", player=event.player)
    raise Refused("football.second_yellow.no_first", player=event.player)


def check_manual(state: State, event: Manual) -> None:
    """Kicks follow a level score: with some taken, it stays level (Law 10)."""
    if not is_shootout_begun(state):
        return
    goals = max(event.data.points, -getattr(state.score, event.side))  # `apply` refuses more
    if leader_of(replace(state, score=state.score.plus(event.side, goals))) is not None:
        raise Refused("football.shootout.decides")


def check_result(state: State, event: Result) -> None:
    """Extra time follows a level score, and a level score is followed by what its ruleset says (Law 10)."""
    data, extra = event.data, event.data.extra_time
    if extra is not None:
        if extra.home < data.full_time.home or extra.away < data.full_time.away:
            return  # which `apply` refuses
        check_extra_time(state, data.full_time, extra)
    after = replace(state, score=extra or data.full_time)
    if data.shootout is None and level_phase(after, after_extra=extra is not None) != "full_time":
        raise Refused("football.result.undecided")


def check_extra_time(state: State, before: Score, after: Score) -> None:
    """Refuse extra time that followed a decided score, and goals in it after a golden one."""
    if leader_of(replace(state, score=before)) is not None:
        raise Refused("football.result.decided")
    if state.ruleset.extra_time == "golden" and after.home + after.away > before.home + before.away + 1:
        raise Refused("football.result.golden")


CHECKS: Mapping[type[Event], Callable[[State, Any], None]] = {
    Goal: check_goal,
    ShootoutKick: check_kick,
    Card: check_card,
    Manual: check_manual,
    Result: check_result,
}
