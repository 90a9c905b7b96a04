"""The rules of baseball: what may follow what, and what it changes."""

from typing import Any

import msgspec

from scoreboard.sports.base import Event, Manual, Refused, Score, Side, apply_by_type, count, other
from scoreboard.sports.baseball.events import (
    EMPTY,
    HOME_PLATE,
    MOST_INNINGS,
    OF_BATTER,
    Batting,
    GameEnd,
    Given,
    HalfEnd,
    Move,
    Person,
    Play,
    Result,
    Ruleset,
    RunnerPlaced,
    State,
    Substitution,
    Team,
)
from scoreboard.sports.baseball.moves import (
    batting,
    charge_runners,
    check_moves,
    list_moves,
    move_runners,
    stop_when_won,
)
from scoreboard.sports.baseball.on_field import change
from scoreboard.sports.baseball.people import add
from scoreboard.sports.baseball.pitching import UNCLEAN, WALKS, follow_half, follow_lead
from scoreboard.sports.baseball.statistics import count_play

NEXT_BATTER: dict[str, Any] = {"struck": None, "walked": None}  # nobody before answers for the one at bat


def start(ruleset: Ruleset, *, clock_rate: float = 1.0) -> State:
    """The state before the first pitch; raises Refused where the ruleset contradicts itself."""
    if ruleset.regulation > ruleset.innings:
        ruleset = msgspec.structs.replace(ruleset, regulation=ruleset.innings)
    return State(ruleset=ruleset)


def score_of(state: State) -> Score:
    """The runs of both sides."""
    return Score(sum(state.home.line) + state.extra.home, sum(state.away.line) + state.extra.away)


# --- plays -----------------------------------------------------------------------------------------------------------


def apply_play(state: State, event: Play) -> State:
    state = begin(state)
    side = batting(state)
    if event.side != side:
        raise Refused("baseball.side")
    data, play = event.data, event.data.play
    moves = list_moves(state, data)
    check_moves(state, moves, data)
    out = sum(move.out for move in moves)
    if state.outs + out > 3:
        raise Refused("baseball.outs", left=3 - state.outs)
    bases = move_runners(state, moves, event.player_id or event.player or "")
    scored, late = [move for move in moves if not move.out and move.end == HOME_PLATE], 0
    if scored:
        score = score_of(state)
        if state.bottom and (needed := count_needed(state, score)) is not None:
            moves, play = stop_when_won(moves, data, needed)
            late = len(scored) - len(scored := [move for move in moves if move in scored])
        count(getattr(score, side) + len(scored))
    pitcher = data.pitcher_id or data.pitcher
    of_batter = state.walked.key if state.walked and play in WALKS else pitcher
    charged, charged_runs = charge_runners(state, moves, play, pitcher, of_batter)
    changed = count_play(state, event, moves, scored, play, charged_runs)
    if scored:
        changed["lead"] = follow_lead(state, side, getattr(score, side) - getattr(score, other(side)), charged_runs)
    if state.ghost or data.errors or play in UNCLEAN:
        changed |= follow_half(state, event, moves)
    if state.placed:
        changed["placed"] = move_placed(state, moves)
    if play in OF_BATTER and (state.struck or state.walked):
        changed |= NEXT_BATTER
    if late:
        changed["unneeded"] = late
    return settle(
        msgspec.structs.replace(state, **changed, bases=bases, charged=charged, outs=state.outs + out, fresh=False)
    )


def count_needed(state: State, score: Score) -> int | None:
    """How many runs more the side that bats last needs to win at once (rule 7.01(g)(3)); None where it cannot."""
    side = batting(state)
    leads = [rule.lead for rule in state.ruleset.mercy if state.inning >= rule.inning]
    if state.inning >= state.ruleset.innings:
        leads.append(1)
    needed = min(leads, default=0) - getattr(score, side) + getattr(score, other(side))
    return needed if leads and needed > 0 else None  # none: runs by hand have put it ahead in a game of edition 1


def move_placed(state: State, moves: list[Move]) -> int:
    """Where the placed runner is whom nobody has named, after the moves; 0 for nowhere."""
    move = next((move for move in moves if move.start == state.placed), None)
    if move is None:
        return state.placed
    return 0 if move.out or move.end == HOME_PLATE else move.end


def begin(state: State) -> State:
    """The state with the first inning begun, where nothing has."""
    if state.inning:
        return state
    # Who was replaced before the first play completed a turn at bat is still answered for.
    return msgspec.structs.replace(begin_half(state, 1, bottom=False), struck=state.struck, walked=state.walked)


def begin_half(state: State, inning: int, *, bottom: bool) -> State:
    """The state at the beginning of a half-inning, with the runner whom the rules place on second."""
    if inning > MOST_INNINGS:
        raise Refused("baseball.innings", most=MOST_INNINGS)
    placed = state.ruleset.placed_runner and inning > state.ruleset.innings
    after = msgspec.structs.replace(
        state,
        inning=inning,
        bottom=bottom,
        outs=0,
        fresh=True,
        bases=(None, "", None) if placed else EMPTY,
        charged=EMPTY,
        placed=2 if placed else 0,
        ghost=2 if placed else 0,
        unclean=False,
        **NEXT_BATTER,
    )
    team: Team = getattr(after, batting(after))
    return msgspec.structs.replace(after, **{batting(after): msgspec.structs.replace(team, line=(*team.line, 0))})


# --- the end of halves and games -------------------------------------------------------------------------------------


def settle(state: State) -> State:
    """The state after a play: the half over with three out, the game where it is decided (rule 7.01)."""
    if not state.bottom:
        return end_half(state) if state.outs >= 3 else state
    score, side = score_of(state), batting(state)
    lead = getattr(score, side) - getattr(score, other(side))
    if lead > 0 and state.inning >= state.ruleset.innings:
        return finish(state)
    if is_mercy(state, lead):
        return finish(state, how="mercy")
    return end_half(state) if state.outs >= 3 else state


def end_half(state: State) -> State:
    """The state after a half-inning: the next one, or the end of the game (rule 7.01)."""
    side = batting(state)
    team: Team = getattr(state, side)
    left = sum(runner is not None for runner in state.bases)
    state = msgspec.structs.replace(
        state, outs=3, **{side: msgspec.structs.replace(team, left=count(team.left + left))}
    )
    return go_on(state)


def go_on(state: State) -> State:
    """What comes after a half-inning that is complete: the next one, or the end of the game."""
    side = batting(state)
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


def take_back_half(state: State) -> State:
    """The state at the end of the half before, where the present one has been begun and nothing has happened in it."""
    if not state.fresh or state.ended or (state.inning, state.bottom) <= (1, False):
        return state
    side = batting(state)
    team: Team = getattr(state, side)
    return msgspec.structs.replace(
        state,
        **{side: msgspec.structs.replace(team, line=team.line[:-1])},
        inning=state.inning if state.bottom else state.inning - 1,
        bottom=not state.bottom,
        outs=3,
        fresh=False,
        bases=EMPTY,
        charged=EMPTY,
        placed=0,
        ghost=0,
    )


def is_mercy(state: State, lead: int) -> bool:
    """Whether a lead ends the game by the ruleset's mercy rule."""
    return any(state.inning >= rule.inning and lead >= rule.lead for rule in state.ruleset.mercy)


def finish(state: State, *, how: str = "", winner: Side | None = None) -> State:
    """The state with the game over."""
    how = how or ("extra_innings" if state.inning > state.ruleset.innings else "regular")
    return msgspec.structs.replace(
        state,
        ended=how,
        winner=winner or score_of(state).leader(),
        bases=EMPTY,
        charged=EMPTY,
        placed=0,
        ghost=0,
        unclean=False,
        fresh=True,
        **NEXT_BATTER,
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
        return finish(take_back_half(state), how="forfeit", winner=data.winner)
    if data.winner is not None:
        raise Refused("baseball.called.winner")
    check_regulation(state)
    return finish(take_back_half(state), how="called")


def check_regulation(state: State) -> None:
    """Refuse that a game is called before it counts (rule 7.01(c)), or while level, where that cannot be."""
    score, side = score_of(state), batting(state)
    lead = getattr(score, side) - getattr(score, other(side))  # of who bats, or has batted
    complete = state.outs == 3  # in a game that was called between two halves
    enough = state.inning > state.ruleset.regulation or (
        state.inning == state.ruleset.regulation and (complete or lead >= 0 if state.bottom else complete and lead < 0)
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
    if off is None:
        return state
    state = change(state, event, on=on, off=off)
    if event.data.role != "runner" or off not in state.bases:
        return note_count(state, event, Person(off, event.data.off or off))
    bases: Any = tuple(on if runner == off else runner for runner in state.bases)
    return msgspec.structs.replace(know_runner(state, event.side, on, event.player), bases=bases)


def note_count(state: State, event: Substitution, off: Person) -> State:
    """The state with who is charged with the batter's strikeout or walk, by the count at which they were replaced.

    The first batter with two strikes (rule 9.15(b)); the first pitcher at 2-0, 2-1 or three balls (rule 9.16(h)).
    """
    data, at_bat = event.data, event.side == batting(state)
    if data.role == "batter" and at_bat and data.strikes == 2 and state.struck is None:
        return msgspec.structs.replace(state, struck=off)
    ahead = data.balls == 3 or (data.balls == 2 and data.strikes < 2)
    if data.role == "pitcher" and not at_bat and ahead and state.walked is None:
        return msgspec.structs.replace(state, walked=off)
    return state


def know_runner(state: State, side: Side, key: str, name: str) -> State:
    """The state with a runner among a side's batters who has come on to run, and may never bat."""
    team: Team = getattr(state, side)
    batters = add(team.batters, Batting, key, name, {})
    return msgspec.structs.replace(state, **{side: msgspec.structs.replace(team, batters=batters)})


def apply_runner_placed(state: State, event: RunnerPlaced) -> State:
    state = begin(state)
    if event.side != batting(state) or not (state.fresh or state.placed):
        raise Refused("baseball.placed.not_now")
    if not state.ruleset.placed_runner or state.inning <= state.ruleset.innings:
        raise Refused("baseball.placed.not_here")
    bases = [None if runner == "" and state.fresh else runner for runner in state.bases]
    base = event.data.base if state.fresh else state.placed
    bases[base - 1] = key = event.player_id or event.player
    state = know_runner(state, event.side, key, event.player)
    return msgspec.structs.replace(state, bases=(bases[0], bases[1], bases[2]), placed=0, ghost=base)


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
    points, unneeded = event.data.points, state.unneeded
    if state.ruleset.edition == 1 and unneeded and event.side == batting(state) and points < 0:
        # By hand, runs were taken that a walk-off has not needed: the rule does that now, and does it once.
        unneeded -= (taken := min(unneeded, -points))
        points += taken
    if getattr(score_of(state), event.side) + points < 0:
        raise Refused("baseball.manual")
    count(getattr(score_of(state), event.side) + points)
    given = {side: getattr(state.extra, side) for side in ("home", "away")}
    given[event.side] += points
    after = msgspec.structs.replace(state, extra=Given(**given), unneeded=unneeded, lead=None)
    if after.ended == "forfeit":
        return after
    if after.ended == "called" or (after.ended and after.ruleset.edition == 1):
        return msgspec.structs.replace(after, winner=score_of(after).leader())
    return after if after.ruleset.edition == 1 else stand(after)


def stand(state: State) -> State:
    """The state where its score puts it: over, or open again; a half-inning just begun may not be needed.

    Raises Refused where the play by which the game was won would not have ended it.
    """
    if not state.ended:
        before = take_back_half(state)
        after = state if before is state else go_on(before)
        return after if after.ended else settle(state)
    if state.outs == 3:
        return go_on(msgspec.structs.replace(state, ended="", winner=None))
    reopened = msgspec.structs.replace(state, ended="", winner=None)
    after = settle(reopened) if state.bottom else finish(reopened)  # won at once; known by its result
    if after.winner is None:
        raise Refused("baseball.manual.not_over")
    return after


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
