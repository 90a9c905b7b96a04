"""What is shown of a tennis match: games and sets as they end, and its state in the shape all sports share."""

from collections.abc import Sequence
from typing import NamedTuple

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
from scoreboard.sports.court import Forfeit, SetScore, format_pair, outcome_of, summarize
from scoreboard.sports.tennis.events import GAME, MatchStart, Point, State, Violation
from scoreboard.sports.tennis.rules import is_final_set, serving, tiebreak_of, win_point

CALLS = ("0", "15", "30", "40")


def phase_of(state: State) -> str:
    """What is being played: a set by its number, or the match tiebreak in its place."""
    if state.winner is not None:
        return "finished"
    return "not_started" if state.server is None else name_set(state, len(state.sets))


def name_set(state: State, number: int) -> str:
    """The name of the set after `number` others."""
    final = number == 2 * state.ruleset.sets_to_win - 2
    is_match_tiebreak = final and tiebreak_of(state.ruleset, final=True)[0] == 0
    return "match_tiebreak" if is_match_tiebreak else f"set_{number + 1}"


class Headline(NamedTuple):
    """What an incident says: its kind, whose it is, its detail, the score after it, and what was over by it."""

    kind: str
    side: Side | None
    detail: str | None = None
    score: Score | None = None
    ended: Ending | None = None


def find_headline(before: State, after: State, event: Event) -> Headline | None:
    """What a fan is told of `event`: the end of a game or set, a violation, who gave up. Not every point."""
    if isinstance(event, MatchStart):
        return Headline("match_start", event.side)
    if isinstance(event, Forfeit):
        return Headline("forfeit", event.side, event.data.how)
    ended, score = find_end(before, after)
    if isinstance(event, Manual):
        return Headline("manual", event.side, f"{event.data.points:+d}", score or after.won, ended)
    if isinstance(event, Violation):
        return Headline("violation", event.side, event.data.penalty, score, ended)
    if isinstance(event, Point) and ended is not None:
        return Headline(ended.kind, ended.side, ended.detail, score)
    return None


def find_end(before: State, after: State) -> tuple[Ending | None, Score | None]:
    """The set or game that was over by an event, and the score in sets or games after it."""
    if len(after.sets) > len(before.sets):
        played = after.sets[-1]
        return Ending("set", played.score.leader(), format_set(played, "home")), after.won
    if after.games != before.games:
        winner: Side = "home" if after.games.home > before.games.home else "away"
        return Ending("game", winner, "hold" if winner == before.server else "break"), after.games
    return None, None


def incident_of(before: State, after: State, event: Event) -> Incident | None:
    """The incident that a fan is shown of `event`."""
    told = find_headline(before, after, event)
    if told is None:
        return None
    violator = event if isinstance(event, Violation) and told.kind == "violation" else None
    return Incident(
        seq=event.seq,
        kind=told.kind,
        side=told.side,
        player=violator.player if violator else None,
        player_id=violator.player_id if violator else None,
        period=phase_of(after if told.kind == "match_start" else before),
        confirmation="confirmed",
        detail=told.detail,
        score=told.score,
        ended=told.ended,
    )


def mentions(event: Event) -> tuple[Mention, ...]:
    """The people whom `event` names; a double fault is the server's, who loses the point."""
    if isinstance(event, Point):
        return (Mention("player", other(event.side) if event.data.how == "double_fault" else event.side),)
    return (Mention("player", event.side),) if isinstance(event, Violation) else ()


def format_set(played: SetScore, winner: Side) -> str:
    """A set as `winner` of the match has it: 6–4, 6–7(5), and [10–8] for a match tiebreak."""
    if played.tiebreak is None:
        return format_pair(winner, played.score)
    if played.home + played.away == 1:
        return f"[{format_pair(winner, played.tiebreak)}]"
    return f"{format_pair(winner, played.score)}({min(played.tiebreak.home, played.tiebreak.away)})"


def is_in_match_tiebreak(state: State) -> bool:
    """Whether a match tiebreak has begun and is not over."""
    return state.points != Score() and name_set(state, len(state.sets)) == "match_tiebreak"


def format_unfinished(state: State, winner: Side) -> str:
    """The set in which the match was given up: 3–2, with the points of its tiebreak 6–6(3–2), or [5–3] alone."""
    if is_in_match_tiebreak(state):
        return f"[{format_pair(winner, state.points)}]"
    games, points = format_pair(winner, state.games), format_pair(winner, state.points)
    at, _ = tiebreak_of(state.ruleset, final=is_final_set(state.ruleset, state.won))
    in_tiebreak = state.games.home == state.games.away == at and state.points != Score()
    return f"{games}({points})" if in_tiebreak else games


def show_set(state: State, number: int, played: SetScore) -> PeriodScore:
    """A set among the match's periods; the loser's points of its tiebreak stand beside their games."""
    name, tiebreak = name_set(state, number), played.tiebreak
    if tiebreak is None:
        return PeriodScore(name, played.home, played.away)
    if name == "match_tiebreak":
        return PeriodScore(name, tiebreak.home, tiebreak.away)
    home, away = str(played.home), str(played.away)
    if tiebreak.home < tiebreak.away:
        home += f"({tiebreak.home})"
    else:
        away += f"({tiebreak.away})"
    return PeriodScore(name, played.home, played.away, Shown(home, away))


def call_points(state: State) -> Shown:
    """The points of the game being played as they are called (Rule 5)."""
    home, away = state.points.home, state.points.away
    if state.tiebreak:
        return Shown(str(home), str(away))
    if home >= GAME - 1 and away >= GAME - 1:
        return Shown("AD" if home > away else "40", "AD" if away > home else "40")
    return Shown(CALLS[home], CALLS[away])


def situate(state: State) -> Sentence | None:
    """What the next point can decide."""
    home, away = win_point(state, "home"), win_point(state, "away")
    if home.winner is not None or away.winner is not None:
        return say("tennis.match_point")
    if home.won != state.won or away.won != state.won:
        return say("tennis.set_point")
    broken = away if state.server == "home" else home
    if broken.games != state.games:
        return say("tennis.break_point")
    if state.tiebreak:  # a match tiebreak's phase says so itself
        return None if name_set(state, len(state.sets)) == "match_tiebreak" else say("tennis.tiebreak")
    return say("tennis.deuce") if state.points.home == state.points.away >= GAME - 1 else None


def view(state: State) -> View:
    """The state in the shape all sports share."""
    finished, playing = state.winner is not None, state.winner is None and state.server is not None
    periods = [show_set(state, number, played) for number, played in enumerate(state.sets)]
    current = list_current(state) if playing or state.games != Score() or is_in_match_tiebreak(state) else None
    summary = None
    if state.winner is not None:
        sets = [format_set(played, state.winner) for played in state.sets]
        sets += [format_unfinished(state, state.winner)] if current else []
        summary = summarize(say("tennis.summary", sets=sets) if sets else None, state.how)
    return View(
        phase=phase_of(state),
        score=state.won,
        periods=(*periods, current) if current else tuple(periods),
        turn=serving(state) if playing else None,
        points=call_points(state) if playing else None,
        situation=situate(state) if playing else None,
        started=playing or finished,
        finished=finished,
        winner=state.winner,
        decided_by=state.how,
        summary=summary,
    )


def list_current(state: State) -> PeriodScore:
    """The set being played, or in which the match was given up."""
    name = name_set(state, len(state.sets))
    score = state.points if name == "match_tiebreak" else state.games
    return PeriodScore(name, score.home, score.away)


def outcome(state: State, side: Side) -> str:
    """A match that was given up is lost otherwise than by play: leagues of teams may value it."""
    return outcome_of(state.how, won=state.winner == side)


def list_actions(state: State) -> Sequence[str]:
    """The keys of a scorer's console now."""
    penalties = ("warning", "point_penalty", "game_penalty")
    if state.winner is not None:
        return ("warning",)  # the code is in force until the players leave; a penalty has nothing to take any more
    if state.server is None:
        return ("match_start", "walkover", "default", *penalties)
    serves = serving(state)
    return ("point", f"ace_{serves}", f"double_fault_{serves}", "retired", "default", *penalties)
