"""What is shown of a match in timed periods, and in which words; each sport adds its own incidents and keys."""

from math import ceil
from typing import Any

from scoreboard.sports.base import Ending, Event, Incident, Manual, Score, Sentence, Side, View, say
from scoreboard.sports.sport import Action, EventWords, IncidentWords
from scoreboard.sports.timed.events import (
    BREAKS,
    MINUTE,
    MOST_PERIODS,
    ORDINALS,
    TIME_UP,
    PeriodEnd,
    PeriodStart,
    TimedRules,
)
from scoreboard.sports.timed.rules import is_playing, locate

LABELS = {"half": "H", "period": "P", "quarter": "Q", "overtime": "OT", "shootout": "SO"}
DECIDED = {"overtime": "After overtime", "shootout": "After a shootout"}
WORDS = {
    "period_start": EventWords("Start period", ("period",)),
    "period_end": EventWords("End period"),
    "clock": EventWords("Match clock", ("clock_ms",)),
    "timeout": EventWords("Timeout", ("side", "clock_ms")),
    "shootout_attempt": EventWords("Shootout attempt", ("side", "player")),
    "result": EventWords("Final result"),
    "manual": EventWords("Put the score right", ("side", "period")),
}


def list_periods(*units: str) -> dict[str, str]:
    """The names of periods by how many there may be ("quarter", "half"), and of overtimes."""
    counts = {"half": 2, "period": 3, "quarter": 4}
    names = {f"{unit}_{n + 1}": f"{ORDINALS[n]} {unit}" for unit in units for n in range(counts[unit])}
    overtimes = {f"overtime_{n}": "Overtime" if n == 1 else f"Overtime {n}" for n in range(1, MOST_PERIODS)}
    return {**names, **overtimes}


def list_phases(*units: str) -> dict[str, str]:
    """The phases of a match, in order."""
    return {
        "not_started": "Not started",
        **list_periods(*units),
        "break": "Break",
        "half_time": "Half-time",
        "overtime_break": "Before overtime",
        "shootout": "Shootout",
        "full_time": "Full time",
    }


def list_incidents(*units: str) -> dict[str, IncidentWords]:
    """The words of what all these sports show: periods' begins and ends, timeouts, a score put right."""
    found = {}
    for name, label in list_periods(*units).items():
        found[f"period_start:{name}"] = IncidentWords(label, say=f"{label}.")
        found[f"period_end:{name}"] = IncidentWords(
            f"End of {label.lower()}", running="score", say=f"End of {label.lower()}. {{score}}."
        )
    return {
        **found,
        "period_end:full_time": IncidentWords("Full time", running="score", say="Full time. {score}."),
        "timeout": IncidentWords("Timeout", say="Timeout, {team}."),
        "shootout_attempt:scored": IncidentWords("Scored", "goal", say="Scored, {team}, {player}."),
        "shootout_attempt:missed": IncidentWords("Missed", "hollow", say="Missed, {team}, {player}."),
        "manual": IncidentWords("Score put right", running="score"),
    }


def period_action(label: str, kind: str, **options: Any) -> Action:
    """The key that moves the match on."""
    return Action(label, {"type": kind}, step=True, **options)


ACTIONS = {
    "period_start": period_action("Start period", "period_start"),
    "period_end": period_action(
        "End period", "period_end", confirm="{phase} is over", labels={TIME_UP: "End without the kick"}
    ),
    "clock_stop": Action("Stop clock", {"type": "clock", "data": {"running": False}}),
    "clock_run": Action("Run clock", {"type": "clock", "data": {"running": True}}),
    "timeout": Action("Timeout", {"type": "timeout"}, side=True),
    "attempt_scored": Action(
        "Scores", {"type": "shootout_attempt", "data": {"scored": True}}, side=True, player="optional", sign="goal"
    ),
    "attempt_missed": Action(
        "Misses", {"type": "shootout_attempt", "data": {"scored": False}}, side=True, player="optional", sign="hollow"
    ),
}


def format_clock(clock_ms: int | None, *, direction: str) -> str | None:
    """A clock as the sport writes it: "7:05" and, in the last minute, "4.3" left; where it runs up, the minute."""
    if clock_ms is None:
        return None
    if direction == "up":
        return str(clock_ms // MINUTE + 1)
    if clock_ms < MINUTE and clock_ms % 1000:
        return f"{clock_ms / 1000:.1f}"
    return f"{clock_ms // MINUTE}:{clock_ms // 1000 % 60:02}"


def build_incident(before: Any, after: Any, event: Event, *, kind: str = "", detail: str | None = None) -> Incident:
    """The incident of an event of play, at its place in the match, with the score after it."""
    side: Side | None = getattr(event, "side", None)
    period, clock_ms = before.phase, None
    if isinstance(event, PeriodStart | PeriodEnd):
        ended = isinstance(event, PeriodEnd)
        period = after.phase
        if ended:
            period = before.periods[-1].name if before.phase == TIME_UP else before.phase
        detail = "full_time" if ended and after.phase == "full_time" else period
    elif isinstance(event, Manual):
        period = event.period or (before.periods[-1].name if before.periods else before.phase)
    else:
        period, clock_ms = locate(before, event)
    return Incident(
        seq=event.seq,
        kind=kind or str(event.__struct_config__.tag),
        side=side,
        player=getattr(event, "player", None),
        player_id=getattr(event, "player_id", None),
        period=period,
        minute=format_clock(clock_ms, direction=before.ruleset.clock),
        clock_ms=clock_ms,
        confirmation="confirmed",
        detail=detail,
        score=after.score,
        ended=Ending("period_end", detail="full_time") if is_over_by(before, after, event) else None,
    )


def is_over_by(before: Any, after: Any, event: Event) -> bool:
    """Whether an event that is no period's end ended the match: in sudden death, or when the time was up."""
    is_end = after.phase == "full_time" and before.phase not in ("full_time", "shootout")
    return is_end and not isinstance(event, PeriodEnd)


def decided_by(state: Any) -> str:
    """How a match that is over was decided."""
    if state.decided_by is not None:
        return str(state.decided_by)
    if state.shootout is not None:
        return "shootout"
    return "overtime" if len(state.periods) > state.ruleset.periods else "regular"


def view(state: Any, **more: Any) -> View:
    """The state in the shape all sports share; `more` are the fields that the sport knows besides."""
    started, finished = state.phase != "not_started", state.phase == "full_time"
    shootout: Score | None = state.shootout.scored if state.shootout else None
    winner = ((state.shootout and state.shootout.winner) or state.score.leader()) if finished else None
    return View(
        **{
            "phase": state.phase,
            "score": state.score,
            "periods": state.periods,
            "shootout": shootout,
            "clock": state.clock if started and not finished and state.phase != "shootout" else None,
            "started": started,
            "finished": finished,
            "winner": winner,
            "decided_by": decided_by(state) if finished else None,
            "summary": summarize(state) if finished else None,
            **more,
        }
    )


def summarize(state: Any) -> Sentence | None:
    """The match in one line: who won by how many, in overtime or a shootout; None for a draw."""
    how = decided_by(state)
    if how == "shootout" and state.shootout is not None:
        scored, winner = state.shootout.scored, state.shootout.winner
        return say(
            "timed.summary.shootout",
            winner=winner,
            high=max(scored.home, scored.away),
            low=min(scored.home, scored.away),
        )
    winner = state.score.leader()
    if winner is None:
        return None
    margin = abs(state.score.home - state.score.away)
    if how == "regular":
        return say("timed.summary", winner=winner, margin=margin)
    overtimes = ceil(max(0, len(state.periods) - state.ruleset.periods) / state.ruleset.overtime_periods)
    if how == "overtime" and overtimes > 1:
        return say("timed.summary.overtimes", winner=winner, margin=margin, overtimes=overtimes)
    return say(
        "timed.summary.overtime" if how == "overtime" else "timed.summary.after_shootout", winner=winner, margin=margin
    )


def counts_down(ruleset: TimedRules) -> bool:
    """Whether the match clock runs down."""
    return ruleset.clock == "down"


def list_steps(state: Any) -> tuple[str, ...]:
    """The keys that move a match on, and those of its clock."""
    if state.phase in BREAKS:
        return ("period_start",)
    if state.phase == "shootout":
        return ("attempt_scored", "attempt_missed")
    if state.phase == TIME_UP:
        return ("period_end",)
    if is_playing(state):
        return ("clock_stop" if state.clock.running else "clock_run", "period_end")
    return ()


def outcome(state: Any, side: Side) -> str:
    """A match that was decided after regular time is won and lost in overtime."""
    if state.phase != "full_time" or decided_by(state) == "regular":
        return ""
    winner = view(state).winner
    return "" if winner is None else "overtime_win" if winner == side else "overtime_loss"
