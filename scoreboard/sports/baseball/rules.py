"""The rules of baseball: what may follow what, and what it changes."""

from typing import Any

import msgspec

from scoreboard.sports.base import Event, Manual, Refused, Score, Side, apply_by_type, count, other
from scoreboard.sports.baseball.events import (
    AWARDED,
    BATTER_OUT,
    HITS,
    HOME_PLATE,
    MOST_INNINGS,
    OF_BATTER,
    REACHED,
    Batting,
    GameEnd,
    Given,
    HalfEnd,
    Move,
    Play,
    PlayData,
    Result,
    Ruleset,
    RunnerPlaced,
    State,
    Substitution,
    Team,
)
from scoreboard.sports.baseball.statistics import add, count_play

Bases = tuple[str | None, str | None, str | None]
EMPTY: Bases = (None, None, None)
BASES = ("home", "first", "second", "third", "home")


def start(ruleset: Ruleset, *, clock_rate: float = 1.0) -> State:
    """The state before the first pitch; raises Refused where the ruleset contradicts itself."""
    if ruleset.regulation > ruleset.innings:
        ruleset = msgspec.structs.replace(ruleset, regulation=ruleset.innings)
    return State(ruleset=ruleset)


def batting(state: State) -> Side:
    """Who bats now."""
    first: Side = "home" if state.ruleset.home_bats_first else "away"
    return other(first) if state.bottom else first


def score_of(state: State) -> Score:
    """The runs of both sides."""
    return Score(sum(state.home.line) + state.extra.home, sum(state.away.line) + state.extra.away)


# --- plays -----------------------------------------------------------------------------------------------------------


def apply_play(state: State, event: Play) -> State:
    state = begin(state)
    side = batting(state)
    if event.side != side:
        raise Refused("baseball.side")
    batter = event.player_id or event.player or ""
    moves = list_moves(state, event.data)
    check_moves(state, moves, event.data)
    out = sum(move.out for move in moves)
    if state.outs + out > 3:
        raise Refused("baseball.outs", left=3 - state.outs)
    scored = [move for move in moves if not move.out and move.end == HOME_PLATE]
    bases = move_runners(state, moves, batter)
    count(getattr(score_of(state), side) + len(scored))
    teams = count_play(state, event, moves, batter)
    team: Team = teams[side]
    line = (*team.line[:-1], count(team.line[-1] + len(scored)))
    teams[side] = msgspec.structs.replace(team, line=line)
    after = msgspec.structs.replace(state, **teams, bases=bases, outs=state.outs + out, fresh=False)
    return settle(after)


def begin(state: State) -> State:
    """The state with the first inning begun, where nothing has."""
    if state.inning:
        return state
    return begin_half(state, 1, bottom=False)


def begin_half(state: State, inning: int, *, bottom: bool) -> State:
    """The state at the beginning of a half-inning, with the runner whom the rules place on second."""
    if inning > MOST_INNINGS:
        raise Refused("baseball.innings", most=MOST_INNINGS)
    placed = state.ruleset.placed_runner and inning > state.ruleset.innings
    after = msgspec.structs.replace(
        state, inning=inning, bottom=bottom, outs=0, fresh=True, bases=(None, "", None) if placed else EMPTY
    )
    team: Team = getattr(after, batting(after))
    return msgspec.structs.replace(after, **{batting(after): msgspec.structs.replace(team, line=(*team.line, 0))})


def list_moves(state: State, data: PlayData) -> list[Move]:
    """Every move of a play: those that were entered, and those that follow from it."""
    given = {move.start: move for move in data.moves}
    if len(given) < len(data.moves):
        raise Refused("baseball.moves.twice")
    moves = dict(given)
    play = data.play
    if 0 not in moves:
        if play in HITS:
            moves[0] = Move(0, HITS[play])
        elif play in AWARDED or play in REACHED:
            moves[0] = Move(0, 1)
        elif play in BATTER_OUT:
            moves[0] = Move(0, out=True)
    if 0 in moves and not moves[0].out:
        free = moves[0].end + 1  # the first base that the batter leaves to others; they are pushed on, where they must
        for base in (1, 2, 3):
            if state.bases[base - 1] is None or base in moves:
                continue
            if base >= free:
                break
            moves[base] = Move(base, min(free, HOME_PLATE))
            free += 1
    return [moves[base] for base in sorted(moves, reverse=True)]


def check_moves(state: State, moves: list[Move], data: PlayData) -> None:
    """Refuse moves of runners who are not there, and backwards."""
    if data.play not in OF_BATTER and any(move.start == 0 for move in moves):
        raise Refused("baseball.moves.batter")
    if not moves and not data.errors:
        raise Refused("baseball.moves.none")
    for move in moves:
        if move.start and state.bases[move.start - 1] is None:
            raise Refused("baseball.moves.nobody", base=BASES[move.start])
        if not move.out and move.end < move.start:
            raise Refused("baseball.moves.backwards")


def move_runners(state: State, moves: list[Move], batter: str) -> Bases:
    """Who is on which base after the moves; raises Refused where two would be on one (rule 5.06)."""
    moving = {move.start for move in moves}
    after: list[str | None] = [None if base in moving else runner for base, runner in enumerate(state.bases, 1)]
    for move in moves:
        if move.out or move.end == HOME_PLATE:
            continue
        if after[move.end - 1] is not None:
            raise Refused("baseball.bases", base=BASES[move.end])
        after[move.end - 1] = batter if move.start == 0 else state.bases[move.start - 1]
    return (after[0], after[1], after[2])


# --- the end of halves and games -------------------------------------------------------------------------------------


def settle(state: State) -> State:
    """The state after a play: the half over with three out, the game where it is decided (rule 7.01)."""
    score, side = score_of(state), batting(state)
    lead = getattr(score, side) - getattr(score, other(side))
    if state.bottom and lead > 0 and state.inning >= state.ruleset.innings:
        return finish(state)
    if state.bottom and is_mercy(state, lead):
        return finish(state, how="mercy")
    return end_half(state) if state.outs >= 3 else state


def end_half(state: State) -> State:
    """The state after a half-inning: the next one, or the end of the game (rule 7.01)."""
    side = batting(state)
    team: Team = getattr(state, side)
    left = sum(runner is not None for runner in state.bases)
    state = msgspec.structs.replace(state, **{side: msgspec.structs.replace(team, left=count(team.left + left))})
    score = score_of(state)
    last = other(side) if not state.bottom else side  # who bats in the bottom half
    lead = getattr(score, last) - getattr(score, other(last))
    if is_mercy(state, lead if not state.bottom else abs(lead)):
        return finish(state, how="mercy")
    if not state.bottom:
        if lead > 0 and state.inning >= state.ruleset.innings:
            return finish(state)
        return begin_half(state, state.inning, bottom=True)
    if lead and state.inning >= state.ruleset.innings:
        return finish(state)
    return begin_half(state, state.inning + 1, bottom=False)


def is_mercy(state: State, lead: int) -> bool:
    """Whether a lead ends the game by the ruleset's mercy rule."""
    return any(state.inning >= rule.inning and lead >= rule.lead for rule in state.ruleset.mercy)


def finish(state: State, *, how: str = "", winner: Side | None = None) -> State:
    """The state with the game over."""
    how = how or ("extra_innings" if state.inning > state.ruleset.innings else "regular")
    return msgspec.structs.replace(
        state, ended=how, winner=winner or score_of(state).leader(), bases=EMPTY, outs=0, fresh=True
    )


def apply_half_end(state: State, event: HalfEnd) -> State:
    if state.inning == 0:
        raise Refused("baseball.not_started.half")
    return end_half(state)


def apply_game_end(state: State, event: GameEnd) -> State:
    data = event.data
    if data.how == "forfeit":
        if data.winner is None:
            raise Refused("baseball.forfeit")
        return finish(state, how="forfeit", winner=data.winner)
    if data.winner is not None:
        raise Refused("baseball.called.winner")
    check_regulation(state)
    return finish(state, how="called")


def check_regulation(state: State) -> None:
    """Refuse that a game is called before it counts (rule 7.01(c)), or while level, where that cannot be."""
    score, side = score_of(state), batting(state)
    enough = state.inning > state.ruleset.regulation or (
        state.inning == state.ruleset.regulation
        and state.bottom
        and getattr(score, side) >= getattr(score, other(side))
    )
    if not enough:
        raise Refused("baseball.called.regulation", innings=state.ruleset.regulation)
    if score.leader() is None and not state.ruleset.ties:
        raise Refused("baseball.called.level")


# --- the rest --------------------------------------------------------------------------------------------------------


def apply_substitution(state: State, event: Substitution) -> State:
    on, off = event.player_id or event.player, event.data.off_id or event.data.off
    if on == off:
        raise Refused("baseball.substitution", player=event.player)
    if off is None or event.data.role != "runner" or off not in state.bases:
        return state
    bases: Any = tuple(on if runner == off else runner for runner in state.bases)
    return msgspec.structs.replace(know_runner(state, event.side, on, event.player), bases=bases)


def know_runner(state: State, side: Side, key: str, name: str) -> State:
    """The state with a runner among a side's batters who has come on to run, and may never bat."""
    team: Team = getattr(state, side)
    batters = add(team.batters, Batting, key, name, {})
    return msgspec.structs.replace(state, **{side: msgspec.structs.replace(team, batters=batters)})


def apply_runner_placed(state: State, event: RunnerPlaced) -> State:
    state = begin(state)
    if event.side != batting(state) or not state.fresh:
        raise Refused("baseball.placed.not_now")
    if not state.ruleset.placed_runner or state.inning <= state.ruleset.innings:
        raise Refused("baseball.placed.not_here")
    bases = [None if runner == "" else runner for runner in state.bases]
    bases[event.data.base - 1] = key = event.player_id or event.player
    state = know_runner(state, event.side, key, event.player)
    return msgspec.structs.replace(state, bases=(bases[0], bases[1], bases[2]))


def apply_result(state: State, event: Result) -> State:
    if state.inning:
        raise Refused("baseball.result.begun")
    data = event.data
    teams = {}
    for side in ("home", "away"):
        line = tuple(runs for runs in getattr(data, side) if runs is not None)
        if line and sum(line) != getattr(data.runs, side):
            raise Refused("baseball.result.innings")
        hits, errors = (getattr(total, side) if total else 0 for total in (data.hits, data.errors))
        teams[side] = Team(line=line, hits=hits, errors=errors)
    known = any(team.line for team in teams.values())
    if not known:
        teams = {side: msgspec.structs.replace(team, line=(getattr(data.runs, side),)) for side, team in teams.items()}
    inning = data.innings or max(len(data.home), len(data.away), 0 if known else state.ruleset.innings)
    how = "called" if inning < state.ruleset.innings or data.runs.leader() is None else ""
    return finish(msgspec.structs.replace(state, **teams, inning=inning), how=how)


def apply_manual(state: State, event: Manual) -> State:
    """Runs given or taken by hand, where the rules have no event for it."""
    if state.inning == 0:
        raise Refused("baseball.not_started.runs")
    if getattr(score_of(state), event.side) + event.data.points < 0:
        raise Refused("baseball.manual")
    count(getattr(score_of(state), event.side) + event.data.points)
    given = {side: getattr(state.extra, side) for side in ("home", "away")}
    given[event.side] += event.data.points
    after = msgspec.structs.replace(state, extra=Given(**given))
    if not after.ended:
        return after
    winner = after.winner if after.ended == "forfeit" else score_of(after).leader()
    return msgspec.structs.replace(after, winner=winner)


apply_rule = apply_by_type(
    {
        Play: apply_play,
        Substitution: apply_substitution,
        RunnerPlaced: apply_runner_placed,
        HalfEnd: apply_half_end,
        GameEnd: apply_game_end,
        Result: apply_result,
        Manual: apply_manual,
    }
)


def apply(state: State, event: Event) -> State:
    """The state after `event`; raises Refused with the rule that forbids it."""
    if state.ended and not isinstance(event, Manual):
        raise Refused("baseball.finished")
    after: State = apply_rule(state, event)
    return after
