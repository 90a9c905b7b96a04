"""What sports in timed periods enter no longer, though earlier code took it (docs/decisions/0016)."""

from typing import Any

import msgspec

from scoreboard.sports.base import Event, Manual, PeriodScore, Refused, Score
from scoreboard.sports.timed.events import ResultData, ShootoutAttempt
from scoreboard.sports.timed.rules import is_sudden, name_taker, phase_after


def check(state: Any, event: Event) -> None:
    """Refuse points by hand after which a match would stand nowhere, and a result that contradicts itself."""
    if isinstance(event, Manual):
        check_manual(state, event)
    elif isinstance(data := getattr(event, "data", None), ResultData):
        check_result(state, data)


def check_manual(state: Any, event: Manual) -> None:
    """Refuse points by hand after which the match would stand nowhere: what made it so is corrected in its place."""
    if state.decided_by is not None:
        raise Refused("timed.result.known")
    overtime = len(state.periods) > state.ruleset.periods
    if overtime and event.period not in (None, state.periods[-1].name):
        raise Refused("timed.overtime")
    if state.phase == "full_time" and is_sudden(state):
        lead = state.score.home - state.score.away
        after = lead + (event.data.points if event.side == "home" else -event.data.points)
        if lead * after <= 0:
            raise Refused("timed.decided")


def check_result(state: Any, data: ResultData) -> None:
    """Refuse a result that contradicts its periods, or ends level where the ruleset has more to come.

    An overtime follows a level score, and one that follows another does, too; a shootout follows a level score.
    """
    ruleset, periods = state.ruleset, data.periods
    home, away = sum(one.home for one in periods), sum(one.away for one in periods)
    if periods and data.decided_by != "shootout" and data.score != Score(home, away):
        return  # which `apply` refuses
    if data.decided_by == "regular" and len(periods) > ruleset.periods:
        raise Refused("timed.result.overtime_played", played=len(periods), periods=ruleset.periods)
    if data.decided_by == "overtime" and 0 < len(periods) <= ruleset.periods:
        raise Refused("timed.result.no_overtime", played=len(periods))
    total = Score()
    for number, one in enumerate(periods):
        beyond = number - ruleset.periods
        if beyond >= 0 and beyond % ruleset.overtime_periods == 0 and total.leader() is not None:
            raise Refused("timed.result.decided", number=number, home=total.home, away=total.away)
        total = total.plus("home", one.home).plus("away", one.away)
    if data.decided_by == "shootout" or data.score.leader() is not None:
        return
    least = ruleset.periods + (ruleset.overtime_periods if data.decided_by == "overtime" else 0)
    played = tuple(PeriodScore("") for _ in range(max(least, len(periods))))
    if phase_after(msgspec.structs.replace(state, score=data.score, periods=played)) != "full_time":
        raise Refused("timed.result.undecided")


def check_shootout(event: Event) -> None:
    """Refuse a result by a shootout without who won it, or after a score that had decided the match."""
    data = find_shootout(event)
    if data is not None and (data.shootout is None or data.score.leader() is not None):
        raise Refused("timed.result.after_shootout")


def check_taker(state: Any, event: Event, *, rounds: int) -> None:
    """Refuse a second attempt of somebody in the first `rounds`, each of which another player has.

    IHF 2024, 2:2 (comment); IIHF 2023/24 and NHL, the shootout; World Rugby's tournaments, kicks at goal.
    """
    if not isinstance(event, ShootoutAttempt) or state.shootout is None or state.phase != "shootout":
        return
    if getattr(state.shootout.taken, event.side) < rounds and name_taker(event) in state.shootout.takers:
        raise Refused("timed.shootout.has_taken", player=event.player, rounds=rounds)


def check_no_shootout(event: Event) -> None:
    """Refuse a result by a shootout in a sport that has none."""
    if find_shootout(event) is not None:
        raise Refused("timed.result.no_shootout")


def find_shootout(event: Event) -> ResultData | None:
    """What is known of a match that was decided by a shootout, as a result says; None of any other event."""
    data = getattr(event, "data", None)
    return data if isinstance(data, ResultData) and data.decided_by == "shootout" else None
