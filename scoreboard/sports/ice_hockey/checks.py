"""What ice hockey enters no longer, though earlier code took it (docs/decisions/0016)."""

from scoreboard.sports.base import Event, Refused, Side
from scoreboard.sports.ice_hockey.events import Goal, Goalie, PenaltyShot, Play, State
from scoreboard.sports.ice_hockey.rules import check_person, expire
from scoreboard.sports.timed import checks as timed_checks
from scoreboard.sports.timed import rules as timed
from scoreboard.sports.timed.events import Result, ShootoutAttempt


def check(state: State, event: Event) -> None:
    """Refuse what contradicts itself, and what is done by who may not go on."""
    timed_checks.check(state, event)
    if not state.ruleset.shootout_repeats:
        timed_checks.check_taker(state, event, rounds=state.ruleset.shootout_rounds)
    if isinstance(event, Result):
        check_result(state, event)
    elif isinstance(event, Goal | Goalie | Play | PenaltyShot | ShootoutAttempt):
        check_gone(state, event, event.player_id or event.player, event.player)
        if isinstance(event, Goal):
            check_helper(state, event, event.data.assist_id or event.data.assist, event.data.assist)
            check_helper(state, event, event.data.assist2_id or event.data.assist2, event.data.assist2)
        if isinstance(event, ShootoutAttempt):
            check_served(state, event)


def check_result(state: State, event: Result) -> None:
    """Refuse a result by which a sudden death was won by more than one goal."""
    data = event.data
    if data.decided_by != "overtime" or not state.ruleset.sudden_death:
        return
    if abs(data.score.home - data.score.away) > 1:
        raise Refused("ice_hockey.result.sudden_death")


def check_helper(state: State, event: Goal, key: str | None, name: str | None) -> None:
    """Refuse an assist of who may not go on."""
    check_person(state, event, key, name)
    check_gone(state, event, key, name)


def check_gone(
    state: State, event: Goal | Goalie | Play | PenaltyShot | ShootoutAttempt, key: str | None, name: str | None
) -> None:
    """Refuse what somebody has a part in who has a game misconduct (IIHF 2023/24, Rule 23)."""
    if f"{event.side}:{key}" in state.gone and not timed.is_of_before(state, event):
        raise Refused("ice_hockey.gone", player=name)


def check_served(state: State, event: ShootoutAttempt) -> None:
    """Refuse an attempt of a skater whose penalty was not over when the overtime ended.

    IIHF 2023/24 and NHL (Rule 84.4): they stay in the penalty box.
    """
    key = event.player_id or event.player
    played = [one.name for one in state.periods]
    if key is None or not played or state.phase != "shootout":
        return
    after, end = expire(state, played[-1], timed.bounds(state.ruleset, len(played) - 1)[1])
    if end is not None and is_penalised(after, event.side, key, end):
        raise Refused("ice_hockey.shootout.penalised", player=event.player)


def is_penalised(state: State, side: Side, key: str, now: int) -> bool:
    """Whether somebody has a penalty that is not over at the time played `now` (ms), to which the state has come."""
    waits = any((one.side, one.person) == (side, key) for one in state.waiting)
    serves = any((one.side, one.person) == (side, key) for one in state.serving)
    person = f"{side}:{key}"
    sits = any(one.person == person and one.until is not None and one.until > now for one in state.misconducts)
    return waits or serves or sits
