"""What is not entered any longer although logs of before may have it (docs/decisions/0016)."""

from collections.abc import Callable, Mapping
from typing import Any

from scoreboard.sports.base import Event, Manual, Refused, Sentence, Side, other, say
from scoreboard.sports.baseball.events import (
    BATTER_OUT,
    HOME_PLATE,
    GameEnd,
    Move,
    Play,
    Result,
    State,
    Substitution,
    Team,
)
from scoreboard.sports.baseball.moves import BASES, batting, list_moves
from scoreboard.sports.baseball.rules import score_of


def check_substitution(state: State, event: Substitution) -> None:
    """Refuse a pinch runner for somebody who is on no base, and that a runner is replaced as anything else."""
    on, off = event.player_id or event.player, event.data.off_id or event.data.off
    at_bat = state.inning > 0 and event.side == batting(state) and not state.ended
    there = at_bat and off is not None and off in state.bases
    check_gone(state, event.side, on, event.player)
    if event.data.role == "runner" and not there:
        who = list_runners(state) if at_bat else []
        if not who:
            raise Refused("baseball.runner.nobody", off=event.data.off or "?")
        raise Refused("baseball.runner.not_there", off=event.data.off or "?", on=who)
    if event.data.role in ("batter", "fielder") and there:
        raise Refused("baseball.runner.role", off=event.data.off)
    if event.data.role in ("batter", "runner") and at_bat and on in state.bases:
        raise Refused("baseball.runner.already", player=event.player)


def check_gone(state: State, side: Side, key: str | None, name: str | None) -> None:
    """Refuse who has been replaced: they have no further part in the game (rule 5.10(d))."""
    team: Team = getattr(state, side)
    if key in team.gone and not state.ruleset.reentry:
        raise Refused("baseball.gone", player=name)


def list_runners(state: State) -> list[Sentence]:
    """Who is on which base."""
    team: Team = getattr(state, batting(state))
    names = {one.key: one.name for one in team.batters}
    found = []
    for base, key in enumerate(state.bases, 1):
        if key:
            found.append(say("baseball.runner.on", name=names.get(key, key), base=BASES[base]))
        elif key == "" and base == state.placed:
            found.append(say("baseball.runner.placed", base=BASES[base]))
        elif key == "":
            found.append(say("baseball.runner.unnamed", base=BASES[base]))
    return found


def check_play(state: State, event: Play) -> None:
    """Refuse a batter who is out of the game or on a base, and a run that comes too late.

    That is one in a play whose third out is the batter's before first base, or a force out (rule 5.08(a)).
    """
    data, batter = event.data, event.player_id or event.player
    check_gone(state, event.side, batter, event.player)
    on_base = batter in state.bases and event.side == batting(state) and not state.ended
    if batter and on_base and not state.ruleset.reentry:
        raise Refused("baseball.batter", player=event.player, base=BASES[state.bases.index(batter) + 1])
    moves = list_moves(state, data)
    out = [move for move in moves if move.out]
    if state.outs + len(out) != 3 or not any(not move.out and move.end == HOME_PLATE for move in moves):
        return
    if len(out) == 1 and (data.play in BATTER_OUT if out[0].start == 0 else is_forced(state, out[0], moves)):
        raise Refused("baseball.third_out")


def is_forced(state: State, runner: Move, moves: list[Move]) -> bool:
    """Whether a runner had to leave their base for the batter, and is out at the next."""
    becomes_runner = any(move.start == 0 and not move.out for move in moves)
    behind = all(state.bases[base - 1] is not None for base in range(1, runner.start))
    return becomes_runner and behind and runner.end == runner.start + 1


def check_game_end(state: State, event: GameEnd) -> None:
    """Refuse to call a game that is level in the bottom half where it would first count, unless that half made it so.

    That is rule 7.01(c)(3): the side that bats last has scored in it to tie. Nor is a game called in an inning in which
    the side that bats first has drawn level or gone ahead: it is suspended then (rule 7.02(a)(5)).
    """
    if event.data.how != "called" or not state.inning:
        return
    if is_turned(state):
        raise Refused("baseball.called.turned", inning=state.inning)
    if not state.bottom or state.inning != state.ruleset.regulation:
        return
    team: Team = getattr(state, batting(state))
    if score_of(state).leader() is None and not team.line[-1]:
        raise Refused("baseball.called.regulation", innings=state.ruleset.regulation)


def is_turned(state: State) -> bool:
    """Whether the side that bats first has drawn level or gone ahead in this inning, which is not complete."""
    last = batting(state) if state.bottom else other(batting(state))
    score, teams = score_of(state), {"home": state.home, "away": state.away}
    lead = getattr(score, other(last)) - getattr(score, last)
    scored = teams[other(last)].line[-1] - (teams[last].line[-1] if state.bottom else 0)
    before = lead - scored
    return state.inning > state.ruleset.regulation and (before < 0 <= lead or before == 0 < lead)


def check_manual(state: State, event: Manual) -> None:
    """Refuse runs by hand after an end that they would contradict."""
    if state.ended == "forfeit":
        raise Refused("baseball.manual.forfeit", runs=state.ruleset.forfeit)
    if state.ended != "called":
        return
    score = score_of(state)
    runs: dict[Side, int] = {"home": score.home, "away": score.away}
    runs[event.side] += event.data.points
    if runs["home"] == runs["away"]:
        if not state.ruleset.ties:
            raise Refused("baseball.manual.not_over")
        return
    last = batting(state) if state.bottom else other(batting(state))
    unplayed = not state.bottom and state.outs == 3 and state.inning == state.ruleset.regulation
    if unplayed and runs[last] < runs[other(last)]:
        raise Refused("baseball.manual.not_over")


def check_result(state: State, event: Result) -> None:
    """Refuse a line score in which a side has not batted though it had to.

    Only who bats last leaves out a half-inning, the last one, and no more than that: it is ahead, or the game was
    called before the innings that there should be were complete (rule 7.01).
    """
    data = event.data
    last: Side = "away" if state.ruleset.home_bats_first else "home"
    lines = {side: getattr(data, side) for side in ("home", "away")}
    if not all(lines.values()):
        return
    for side, line in lines.items():
        if None in line[:-1] or (None in line and side != last):
            raise Refused("baseball.result.left_out", side=side)
    batted = {side: sum(runs is not None for runs in line) for side, line in lines.items()}
    left_out = batted[other(last)] - batted[last]
    if left_out not in (0, 1):
        raise Refused("baseball.result.halves", home=batted["home"], away=batted["away"])
    innings = data.innings or max(map(len, lines.values()))
    if left_out and innings >= state.ruleset.innings and data.runs.leader() == other(last):
        raise Refused("baseball.result.behind", side=last)


CHECKS: Mapping[type[Event], Callable[[State, Any], None]] = {
    Substitution: check_substitution,
    Play: check_play,
    GameEnd: check_game_end,
    Manual: check_manual,
    Result: check_result,
}


def check(state: State, event: Event) -> None:
    """Refuse what earlier code took, and is entered no longer."""
    if (asked := CHECKS.get(type(event))) is not None:
        asked(state, event)
