"""What is shown of a match in rally scoring: sets as they end, and its state in the shape all sports share."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from scoreboard.sports import court
from scoreboard.sports.base import (
    Ending,
    Event,
    Incident,
    Manual,
    Mention,
    PeriodScore,
    Score,
    Sentence,
    Shown,
    Side,
    View,
    other,
    say,
)
from scoreboard.sports.court import Forfeit, format_pair
from scoreboard.sports.rally.checks import may_expedite
from scoreboard.sports.rally.events import (
    Expedite,
    Incomplete,
    MatchStart,
    Point,
    Sanction,
    State,
    Substitution,
    Timeout,
)
from scoreboard.sports.rally.rules import win_point

FINISH = ("retired", "default")


def phase_of(state: State[Any]) -> str:
    """The set being played, by its number."""
    if state.winner is not None:
        return "finished"
    return "not_started" if state.server is None else f"set_{len(state.sets) + 1}"


class Headline(NamedTuple):
    """What an incident says: its kind, whose it is, its detail, the score after it, and what was over by it."""

    kind: str
    side: Side | None
    detail: str | None = None
    score: Score | None = None
    ended: Ending | None = None


def find_headline(before: State[Any], after: State[Any], event: Event) -> Headline | None:
    """What a fan is told of `event`: the end of a set, a timeout, a card, who comes on. Not every rally."""
    if isinstance(event, Forfeit):
        return Headline("forfeit", event.side, event.data.how)
    if isinstance(event, Manual):
        return end_set(before, after, Headline("manual", event.side, f"{event.data.points:+d}", after.points))
    if isinstance(event, Point):
        ended = end_set(before, after, Headline("set", None)).ended
        return Headline("set", ended.side, ended.detail, after.won) if ended else None
    if isinstance(event, Sanction):
        score = None if before.winner else after.points
        return end_set(before, after, Headline("sanction", event.side, event.data.card, score))
    if isinstance(event, Incomplete):
        return end_set(before, after, Headline("incomplete", event.side))
    if isinstance(event, MatchStart | Timeout | Substitution | Expedite):
        score = after.points if isinstance(event, Timeout | Substitution) else None
        return Headline(str(event.__struct_config__.tag), getattr(event, "side", None), score=score)
    return None


def end_set(before: State[Any], after: State[Any], told: Headline) -> Headline:
    """What is told with the set that was over by it, where one was; the score is that of sets then."""
    if len(after.sets) <= len(before.sets):
        return told
    played = after.sets[-1].score
    return told._replace(score=after.won, ended=Ending("set", played.leader(), format_pair("home", played)))


def incident_of(before: State[Any], after: State[Any], event: Event) -> Incident | None:
    """The incident that a fan is shown of `event`."""
    told = find_headline(before, after, event)
    if told is None:
        return None
    named = event if told.kind in ("sanction", "substitution") else None
    off = event.data if isinstance(event, Substitution) else None
    return Incident(
        seq=event.seq,
        kind=told.kind,
        side=told.side,
        player=getattr(named, "player", None),
        player_id=getattr(named, "player_id", None),
        related=off.off if off else None,
        related_id=off.off_id if off else None,
        period=phase_of(after if told.kind == "match_start" else before),
        confirmation="confirmed",
        detail=told.detail,
        score=told.score,
        ended=told.ended,
    )


def mentions(event: Event) -> tuple[Mention, ...]:
    """The people whom `event` names; an error is the other side's."""
    if isinstance(event, Point):
        return (Mention("player", other(event.side) if event.data.how == "error" else event.side),)
    if isinstance(event, Substitution):
        return (Mention("player", event.side), Mention("off", event.side, in_data=True))
    return (Mention("player", event.side),) if isinstance(event, Sanction) else ()


def view(state: State[Any]) -> View:
    """The state in the shape all sports share."""
    finished, playing = state.winner is not None, state.winner is None and state.server is not None
    periods = [PeriodScore(f"set_{number}", one.home, one.away) for number, one in enumerate(state.sets, start=1)]
    if playing or state.points != Score():
        periods.append(PeriodScore(f"set_{len(state.sets) + 1}", state.points.home, state.points.away))
    return View(
        phase=phase_of(state),
        score=state.won,
        periods=tuple(periods),
        turn=state.server if playing else None,
        points=Shown(str(state.points.home), str(state.points.away)) if playing else None,
        situation=situate(state) if playing else None,
        started=playing or finished,
        finished=finished,
        winner=state.winner,
        decided_by=state.how,
        summary=summarize(state, state.winner) if state.winner else None,
    )


def situate(state: State[Any]) -> Sentence | None:
    """What the next rally can decide."""
    after = [win_point(state, "home"), win_point(state, "away")]
    if any(one.winner is not None for one in after):
        return say("rally.match_point")
    if any(one.won != state.won for one in after):
        return say("rally.set_point")
    return say("rally.expedited") if state.expedite else None


def summarize(state: State[Any], winner: Side) -> Sentence | None:
    """The match in one line: "3–1 (25–21, 25–21, 20–25, 25–15)", the winner's points first."""
    sets = [format_pair(winner, one.score) for one in state.sets]
    if state.points != Score():
        sets.append(format_pair(winner, state.points))
    played = say("rally.summary", won=format_pair(winner, state.won), sets=sets) if sets else None
    return court.summarize(played, state.how)


def measure(state: State[Any], side: Side) -> Mapping[str, int]:
    """Sets and points for and against, for ratios in tables; nothing of a match that has nothing on record."""
    if state.how == "walkover" and not state.sets:
        return {}
    points = [*(one.score for one in state.sets), state.points]
    mine = sum(getattr(one, side) for one in points)
    theirs = sum(getattr(one, other(side)) for one in points)
    return {
        "sets_for": getattr(state.won, side),
        "sets_against": getattr(state.won, other(side)),
        "points_for": mine,
        "points_against": theirs,
    }


def measure_award(score: Score, side: Side) -> Mapping[str, int]:
    """The sets of an awarded score; how many points they were is the season's to say (`Ranking.award`)."""
    return {"sets_for": getattr(score, side), "sets_against": getattr(score, other(side))}


def outcome(state: State[Any], side: Side) -> str:
    """A match that went to its last possible set is a narrow win and a narrow defeat; one given up is told apart."""
    narrow = state.won.home + state.won.away == 2 * state.ruleset.sets_to_win - 1
    if not narrow or state.how not in ("regular", "retired"):
        return court.outcome_of(state.how, won=state.winner == side)
    return "narrow_win" if state.winner == side else "narrow_loss"


def list_actions(state: State[Any]) -> Sequence[str]:
    """The keys of a scorer's console now."""
    ruleset = state.ruleset
    cards = [*ruleset.cards, *(("delay_warning", "delay_penalty") if ruleset.delays else ())]
    if state.winner is not None:
        return cards  # the officials' authority does not end with the last point
    if state.server is None:
        return ("match_start", "walkover", "default", *cards)
    keys = ["point", f"ace_{state.server}"]
    if min(state.timeouts.home, state.timeouts.away) < ruleset.timeouts:
        keys.append("timeout")
    if min(state.substitutions.home, state.substitutions.away) < ruleset.substitutions:
        keys.append("substitution")
    if ruleset.substitutions:
        keys.append("exceptional")
    keys += ["serve", *cards]
    if ruleset.serves and may_expedite(state):
        keys.append("expedite")
    if ruleset.fills_up:
        keys.append("incomplete")
    return (*keys, *FINISH)
