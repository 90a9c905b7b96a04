"""A cricket match after its events so far: its innings with their batters and bowlers, and how it was decided."""

from typing import Literal

import msgspec

from scoreboard.sports.base import Score, Side, count
from scoreboard.sports.cricket.events import NO_WICKET, SUPER_OVER_WICKETS, Ruleset

Closed = Literal["", "all_out", "target", "overs", "declared", "forfeited", "curtailed"]


class Batter(msgspec.Struct, frozen=True, array_like=True):
    """A batter's innings; `out` is how it ended, empty while not out. `key` is their id, or their name without one."""

    key: str
    name: str
    runs: int = 0
    balls: int = 0
    fours: int = 0
    sixes: int = 0
    out: str = ""


class Bowler(msgspec.Struct, frozen=True, array_like=True):
    """A bowler's analysis. Byes, leg byes and penalty runs are not charged (Laws 23 and 41)."""

    key: str
    name: str
    balls: int = 0
    runs: int = 0
    wickets: int = 0
    maidens: int = 0
    wides: int = 0
    no_balls: int = 0


class Fielder(msgspec.Struct, frozen=True, array_like=True):
    """What a fielder had a hand in."""

    key: str
    name: str
    catches: int = 0
    stumpings: int = 0
    run_outs: int = 0


class Innings(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An innings: `overs` are those before the one being bowled, `balls` the legal ones in that.

    `quota` is how many legal balls it may last (0: no limit), `target` the runs that win (0: none). `over_runs` were
    scored in this over, `over_cost` of them are charged to bowlers; `part` are those who have bowled in it before
    the present `bowler`, `last_part` the same of the over before (Law 17.6). `late_penalties` are those of the
    `penalties` that were awarded when the innings was over.
    """

    side: Side
    super_over: bool = False
    runs: int = 0
    wickets: int = 0
    overs: int = 0
    balls: int = 0
    byes: int = 0
    leg_byes: int = 0
    wides: int = 0
    no_balls: int = 0
    penalties: int = 0
    late_penalties: int = 0
    quota: int = 0
    target: int = 0
    absent: tuple[str, ...] = ()
    closed: Closed = ""
    striker: str | None = None
    non_striker: str | None = None
    bowler: str | None = None
    last_bowler: str | None = None
    over_runs: int = 0
    over_cost: int = 0
    part: tuple[str, ...] = ()
    last_part: tuple[str, ...] = ()
    per_over: tuple[int, ...] = ()
    batters: tuple[Batter, ...] = ()
    bowlers: tuple[Bowler, ...] = ()
    fielders: tuple[Fielder, ...] = ()


class Decision(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How a match ended: by what margin, with which method, after which tie-break."""

    kind: Literal["won", "tie", "draw", "no_result"]
    winner: Side | None = None
    by: Literal["", "runs", "wickets", "innings", "penalty"] = ""
    margin: int = 0
    balls_left: int | None = None
    method: str = ""
    tie_break: Literal["", "super_over", "bowl_out", "other"] = ""


class BowlOut(msgspec.Struct, frozen=True, array_like=True):
    """The balls of a bowl-out: how many each side has bowled, and hit with."""

    balls: Score = Score()
    hits: Score = Score()


class State(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The match after its events so far.

    `replaced` are those who have left a side for others, `joined` those others, by side and key.
    """

    ruleset: Ruleset
    phase: str = "not_started"
    innings: tuple[Innings, ...] = ()
    batting_first: Side | None = None
    waiting: Score = Score()
    method: str = ""
    bowl_out: BowlOut | None = None
    decision: Decision | None = None
    replaced: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()


def count_balls(innings: Innings, ruleset: Ruleset) -> int:
    """How many balls an innings has lasted, as overs count them: one miscounted is six whatever was bowled."""
    return innings.overs * ruleset.balls_per_over + min(innings.balls, ruleset.balls_per_over)


def is_in_fives(ruleset: Ruleset) -> bool:
    """Whether overs are sets of five, two of them from an end (The Hundred, ECB playing conditions).

    The five-ball overs of 1889 to 1899 were in matches without a limit: in these the ends changed after each.
    """
    return ruleset.balls_per_over == 5 and ruleset.overs is not None


def count_wickets(innings: Innings, ruleset: Ruleset) -> int:
    """How many wickets end an innings."""
    return SUPER_OVER_WICKETS if innings.super_over else ruleset.players - 1


def count_unavailable(innings: Innings) -> int:
    """How many batters are gone: out, absent, or retired and not back."""
    return innings.wickets + len(innings.absent) + sum(batter.out in NO_WICKET for batter in innings.batters)


def list_main(state: State) -> list[Innings]:
    """The innings that count: no super overs."""
    return [innings for innings in state.innings if not innings.super_over]


def total(state: State) -> Score:
    """Each side's runs, super overs aside."""
    runs = {"home": 0, "away": 0}
    for innings in state.innings:
        if not innings.super_over:
            runs[innings.side] += innings.runs
    return Score(runs["home"], runs["away"])


def count_runs(state: State, innings: Innings, more: int) -> int:
    """The runs of an innings with `more`; raises Refused where they, or the side's in all, cannot be counted."""
    if not innings.super_over:
        count(sum(one.runs for one in state.innings if one.side == innings.side and not one.super_over) + more)
    return count(innings.runs + more)


def name_period(state: State, number: int) -> str:
    """The period of the innings at index `number`; the two innings of a super over share one."""
    main = len(list_main(state))
    return f"innings_{number + 1}" if number < main else f"super_over_{(number - main) // 2 + 1}"
