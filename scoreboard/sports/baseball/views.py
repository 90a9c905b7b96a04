"""What is shown of a baseball game: its incidents, its console's keys, and its state in the shape all sports share."""

import functools
from collections.abc import Iterator, Sequence

import msgspec

from scoreboard.sports.base import (
    Ending,
    Event,
    Incident,
    Manual,
    Mention,
    PeriodScore,
    Refused,
    Score,
    Sentence,
    Shown,
    View,
    other,
    say,
)
from scoreboard.sports.baseball.checks import check
from scoreboard.sports.baseball.events import (
    GameEnd,
    GameEndData,
    Play,
    PlayData,
    Result,
    RunnerPlaced,
    State,
    Substitution,
)
from scoreboard.sports.baseball.moves import batting, list_moves, stop_when_won
from scoreboard.sports.baseball.rules import apply, count_needed, score_of
from scoreboard.sports.baseball.words import AT_BAT_KEYS, STEALS

PLACES = ("first", "second", "third")


# --- incidents -------------------------------------------------------------------------------------------------------


def incident_of(before: State, after: State, event: Event) -> Incident | None:
    """What a fan is shown of `event`: runs, double plays, changes, the end."""
    if isinstance(event, Result):
        return None
    named = name_play(before, after) if isinstance(event, Play) else name_other(event)
    if named is None:
        return None
    kind, detail = named
    if kind == "score" and isinstance(event, Play):
        detail = credit_play(before, after, event.data)
    data, is_end = getattr(event, "data", None), kind == "game_end"  # which is nobody's, though a batter was the last
    is_over = bool(after.ended) and not before.ended
    return Incident(
        seq=event.seq,
        kind=kind,
        side=None if is_end else getattr(event, "side", None),
        player=None if is_end else getattr(event, "player", None),
        player_id=None if is_end else getattr(event, "player_id", None),
        related=getattr(data, "off", None),
        related_id=getattr(data, "off_id", None),
        period=phase_of(before) if before.inning else phase_of(after),
        confirmation="confirmed",
        detail=detail,
        score=published_score(after),
        ended=Ending("game_end") if is_over and not is_end else None,
    )


def name_play(before: State, after: State) -> tuple[str, str | None] | None:
    """The kind of a play's incident: runs, or several out at once; the game's end where it ends without either."""
    if score_of(before) != score_of(after):
        return "score", None
    ended_half = (before.inning, before.bottom) != (after.inning, after.bottom) or after.ended
    out = (3 if ended_half and before.inning else after.outs) - before.outs
    if before.inning and out in (2, 3):
        return ("double_play", None) if out == 2 else ("triple_play", None)
    return ("game_end", None) if after.ended else None


def credit_play(before: State, after: State, data: PlayData) -> str:
    """What the batter is credited with: of a hit by which the game was won at once, maybe fewer bases."""
    if not after.ended or not before.bottom or (needed := count_needed(before, score_of(before))) is None:
        return data.play
    return stop_when_won(list_moves(before, data), data, needed)[1]


def name_other(event: Event) -> tuple[str, str | None]:
    """The kind and detail of an event that is no play."""
    if isinstance(event, Substitution):
        return "substitution", event.data.role
    if isinstance(event, GameEnd):
        return "game_end", event.data.how
    if isinstance(event, Manual):
        return "manual", f"{event.data.points:+d}"
    return str(event.__struct_config__.tag), None


def mentions(event: Event) -> tuple[Mention, ...]:
    """The people whom `event` names."""
    if isinstance(event, Play):
        return (Mention("player", event.side), Mention("pitcher", other(event.side), in_data=True))
    if isinstance(event, Substitution):
        return (Mention("player", event.side), Mention("off", event.side, in_data=True))
    if isinstance(event, RunnerPlaced):
        return (Mention("player", event.side),)
    return ()


# --- the view --------------------------------------------------------------------------------------------------------


def phase_of(state: State) -> str:
    """The half-inning that is being played."""
    if state.ended:
        return "final"
    if not state.inning:
        return "not_started"
    return f"{'bottom' if state.bottom else 'top'}_{state.inning}"


def view(state: State) -> View:
    """The state in the shape all sports share; the periods are the innings of the line score."""
    started, finished = state.inning > 0 or bool(state.ended), bool(state.ended)
    forfeit = state.ended == "forfeit"  # its score takes the place of what was played
    return View(
        phase=phase_of(state),
        score=published_score(state),
        periods=() if forfeit else tuple(list_innings(state)),
        totals=()
        if forfeit
        else (
            PeriodScore("hits", state.home.hits, state.away.hits),
            PeriodScore("errors", state.home.errors, state.away.errors),
        ),
        turn=batting(state) if started and not finished else None,
        situation=situate(state) if started and not finished else None,
        started=started,
        finished=finished,
        winner=state.winner,
        decided_by=state.ended or None,
        summary=summarize(state) if finished else None,
    )


def published_score(state: State) -> Score:
    """The runs of both sides; of a forfeited game 9–0 (Official Baseball Rules, Definitions: forfeited game)."""
    if state.ended == "forfeit" and state.winner is not None:
        return Score().plus(state.winner, state.ruleset.forfeit)
    return score_of(state)


def list_innings(state: State) -> Iterator[PeriodScore]:
    """The runs of each inning; x for a side that did not need to bat in the last one."""
    home, away = state.home.line, state.away.line
    both = min(len(home), len(away))
    for number in range(max(len(home), len(away))):
        scored, conceded = (line[number] if number < len(line) else 0 for line in (home, away))
        one = PeriodScore(f"inning_{number + 1}", scored, conceded)
        if state.ended and number >= both:
            shown = Shown(str(scored), "x") if len(home) > both else Shown("x", str(conceded))
            one = msgspec.structs.replace(one, shown=shown)
        yield one


def situate(state: State) -> Sentence:
    """How many are out, and who is where: 2 out, runner on second."""
    first, second, third = state.bases
    return say_bases(state.outs, first is not None, second is not None, third is not None)


@functools.cache  # a view is built for every record, and there are 24 of these
def say_bases(outs: int, *runners: bool) -> Sentence:
    """How many are out, and on which bases there are runners; `runners` are first, second and third."""
    bases = [place for place, runner in zip(PLACES, runners, strict=True) if runner]
    if not bases:
        return say("baseball.situation.outs", outs=outs)
    if len(bases) == len(PLACES):
        return say("baseball.situation.loaded", outs=outs)
    return say("baseball.situation.runners", outs=outs, bases=bases, count=len(bases))


def summarize(state: State) -> Sentence:
    """The game in one line."""
    if state.ended == "forfeit":
        return say("baseball.summary.forfeit", winner=state.winner)
    score = score_of(state)
    high, low = max(score.home, score.away), min(score.home, score.away)
    if state.winner:
        result = say("baseball.summary.won", winner=state.winner, high=high, low=low)
    else:
        result = say("baseball.summary.tied", high=high, low=low)
    if state.ended == "extra_innings":
        return say("baseball.summary.extra_innings", result=result, innings=state.inning)
    if state.ended == "called" and state.bottom and state.outs == 3:
        return say("baseball.summary.called_after", result=result, count=state.inning)
    if state.ended == "called":
        return say("baseball.summary.called", result=result, inning=max(1, state.inning))
    return say("baseball.summary.mercy", result=result) if state.ended == "mercy" else result


# --- the console -----------------------------------------------------------------------------------------------------


def list_actions(state: State) -> Sequence[str]:
    """The keys of what can be entered now."""
    if state.ended:
        return ("manual",) if state.inning and state.ended != "forfeit" else ()
    side = batting(state)
    offered = [f"{play}_{side}" for play in AT_BAT_KEYS]
    offered.append(f"inside_home_run_{side}")
    runs = ["pinch_runner"] if any(runner is not None for runner in state.bases) else []
    if runs and state.outs < 2:
        offered += [f"sacrifice_error_{side}", f"sacrifice_choice_{side}"]
    if state.bases[0] is not None and state.outs < 2:
        offered.append(f"double_play_{side}")
    for base in STEALS:
        if state.bases[base - 1] is not None and (base == 3 or state.bases[base] is None):
            offered += [f"{play}_{base}_{side}" for play in ("stolen_base", "caught_stealing", "wild_pitch", "advance")]
    if (state.fresh or state.placed) and state.ruleset.placed_runner and state.inning > state.ruleset.innings:
        offered.append(f"runner_placed_{side}")
    offered += ["pitching_change", "pinch_hitter", *runs, "substitution"]
    if state.inning:
        offered += ["half_end", "manual"]
    if may_be_called(state):
        offered.append("called")
    return (*offered, "forfeit_home", "forfeit_away")


def may_be_called(state: State) -> bool:
    """Whether a called game would count."""
    if not state.inning:
        return False
    try:
        called = GameEnd(data=GameEndData(how="called"))
        check(state, called)
        apply(state, called)
    except Refused:
        return False
    return True
