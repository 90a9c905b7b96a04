"""Cricket, after the MCC's Laws of Cricket (2017 Code; law numbers in the refusals) and the ICC's playing conditions.

A match is one or two innings a side; in each a side bats until it is all out, has had its overs, has reached its
target, or closes its innings. A delivery is one record. Wides and no-balls are no legal balls: an over is six legal
ones, unless the umpires miscount. Super overs and bowl-outs decide a tie and never count in the totals.
"""

from typing import Annotated, Literal

import msgspec

from scoreboard.sports.base import Count, Event, Manual, Name, Reason, Side
from scoreboard.sports.pieces import NamedPlayerEvent, PlayerEvent

NAME = "cricket"
LABEL = "Cricket"

Runs = Annotated[int, msgspec.Meta(ge=0, le=100)]
Balls = Annotated[int, msgspec.Meta(ge=1, le=10_000)]
Dismissal = Literal[
    "bowled",
    "caught",
    "caught_and_bowled",
    "hit_twice",
    "hit_wicket",
    "lbw",
    "obstructing",
    "handled_ball",
    "run_out",
    "stumped",
    "timed_out",
    "retired_out",
    "retired_hurt",
    "retired_not_out",
]
NO_WICKET = frozenset({"retired_hurt", "retired_not_out"})  # such a batter may resume (Law 25.4)
# Dismissals that the bowler is credited with, and those that can happen off a no-ball (Law 21.18) and a wide (22.9).
BY_BOWLER = frozenset({"bowled", "caught", "caught_and_bowled", "hit_wicket", "lbw", "stumped"})
OFF_NO_BALL = frozenset({"hit_twice", "obstructing", "handled_ball", "run_out"})
OFF_WIDE = frozenset({"hit_wicket", "obstructing", "handled_ball", "run_out", "stumped"})
OFF_BALL = frozenset({"timed_out", "retired_out"} | NO_WICKET)  # not from a delivery: the record `wicket` has them
SUPER_OVER_WICKETS = 2


class Ruleset(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The numbers and switches of a competition's edition. Defaults: a Twenty20 match."""

    innings: Annotated[int, msgspec.Meta(ge=1, le=2)] = 1  # a side (Law 13)
    overs: Annotated[int, msgspec.Meta(ge=1, le=200)] | None = 20  # an innings; None: not limited, as in a Test
    balls_per_over: Annotated[int, msgspec.Meta(ge=1, le=12)] = 6  # legal ones (Law 17); The Hundred has fives
    players: Annotated[int, msgspec.Meta(ge=2, le=20)] = 11  # a side (Law 1); one wicket less ends an innings
    follow_on: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 200  # the lead for it (Law 14; 150, 100, 75 in fewer days)
    super_over: bool = True  # breaks a tie (ICC, Twenty20 and knock-out matches)
    bowl_out: bool = False  # breaks a tie (ICC, Twenty20 until 2008)
    bowl_out_balls: Annotated[int, msgspec.Meta(ge=1, le=6)] = 1  # by each of the five bowlers, one after the other
    bowler_limits: bool = True  # a fifth of the overs each (ICC), none twice running (Law 17); False: as it was bowled
    edition: Annotated[int, msgspec.Meta(ge=1)] = 1  # of these rules, by which the match is played on (ADR 0016)


# --- events ----------------------------------------------------------------------------------------------------------


class TossData(msgspec.Struct, frozen=True):
    """What the side that won the toss chose."""

    decision: Literal["bat", "field"]


class Toss(Event, tag="toss", frozen=True, kw_only=True):
    """`side` has won the toss (Law 13)."""

    side: Side
    data: TossData


class InningsStartData(msgspec.Struct, frozen=True, omit_defaults=True):
    """How an innings begins.

    `balls` are the legal ones it may last, where not the ruleset's; `target` the runs that win, where not one more than
    the other side's: 0 while nobody knows it, as when rain will end the chase. `method` set it ("DLS"). `penalty_runs`
    were awarded to the side before its innings (Law 41).
    """

    super_over: bool = False
    balls: Balls | None = None
    target: Count | None = None
    method: Name | None = None
    penalty_runs: Runs = 0


class InningsStart(Event, tag="innings_start", frozen=True, kw_only=True):
    """`side` begins to bat (Law 13); in its second innings straight after its first, it follows on (Law 14)."""

    side: Side
    data: InningsStartData = InningsStartData()


class BallData(msgspec.Struct, frozen=True, omit_defaults=True):
    """What came of a delivery.

    `runs` are those off the bat: 4 and 6 are boundaries unless `not_boundary`. Runs run off a wide are wides, those off
    a no-ball without the bat byes or leg byes. `penalty` runs go to the batting side. The bowler and the batters are
    those of the ball before where they are not named, after the strike has changed. `wicket` is how `out` (the striker,
    if not named) was dismissed. `same_over`: the umpire let a full over go on. `substitute`: the
    fielder is one, to whom no catch is credited.
    """

    runs: Runs = 0
    wides: Runs = 0
    no_balls: Runs = 0
    byes: Runs = 0
    leg_byes: Runs = 0
    penalty: Runs = 0
    not_boundary: bool = False
    same_over: bool = False
    bowler: Name | None = None
    bowler_id: str | None = None
    non_striker: Name | None = None
    non_striker_id: str | None = None
    wicket: Dismissal | None = None
    out: Name | None = None
    out_id: str | None = None
    fielder: Name | None = None
    fielder_id: str | None = None
    substitute: bool = False


class Ball(PlayerEvent, tag="ball", frozen=True, kw_only=True):
    """A delivery to the batter `player` of `side`."""

    data: BallData = BallData()


class WicketData(msgspec.Struct, frozen=True, omit_defaults=True):
    """How a batter went."""

    wicket: Dismissal
    fielder: Name | None = None
    fielder_id: str | None = None


class Wicket(NamedPlayerEvent, tag="wicket", frozen=True, kw_only=True):
    """The batter `player` of `side` goes without a delivery: retired, timed out, run out before it was bowled."""

    data: WicketData


class Absent(NamedPlayerEvent, tag="absent", frozen=True, kw_only=True):
    """`player` of `side` will not bat in this innings (absent hurt): all out is one wicket sooner."""


class OverEnd(Event, tag="over_end", frozen=True, kw_only=True):
    """The umpire has called over before the last ball of it (a miscount, Law 17)."""


class InningsEndData(msgspec.Struct, frozen=True):
    """Why the innings is over where its score does not say it; `curtailed`: by the weather or the clock."""

    reason: Literal["declared", "all_out", "overs", "curtailed"]


class InningsEnd(Event, tag="innings_end", frozen=True, kw_only=True):
    """The innings is over: declared (Law 15), or nobody is left to bat, or there is no time for more."""

    data: InningsEndData


class Forfeit(Event, tag="forfeit", frozen=True, kw_only=True):
    """`side` forfeits its innings (Law 15)."""

    side: Side


class PenaltyRunsData(msgspec.Struct, frozen=True):
    """How many runs."""

    runs: Annotated[int, msgspec.Meta(ge=1, le=100)] = 5


class PenaltyRuns(Event, tag="penalty_runs", frozen=True, kw_only=True):
    """Penalty runs for `side` (Laws 41 and 42), in its last innings; before its first, they wait for that.

    They count after the last ball, and after the result, too (Law 41.17.2).
    """

    side: Side
    data: PenaltyRunsData = PenaltyRunsData()


class RevisionData(msgspec.Struct, frozen=True, omit_defaults=True):
    """The runs that win now, how many legal balls the innings lasts, and by which method."""

    target: Count | None = None
    balls: Balls | None = None
    method: Name | None = None


class Revision(Event, tag="revision", frozen=True, kw_only=True):
    """Overs were lost: the innings is shorter from now on, the target another (ICC, Duckworth–Lewis–Stern method)."""

    data: RevisionData


class ReplacementData(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who leaves the side, and why."""

    out: Name
    out_id: str | None = None
    reason: Reason | None = None


class Replacement(NamedPlayerEvent, tag="replacement", frozen=True, kw_only=True):
    """`player` takes the place of `data.out` in the side: concussion, or a substitute the competition allows."""

    data: ReplacementData


class BowlOutData(msgspec.Struct, frozen=True):
    """Whether the wicket was hit."""

    hit: bool


class BowlOutBall(PlayerEvent, tag="bowl_out_ball", frozen=True, kw_only=True):
    """A ball of a bowl-out: five bowlers each, then in turn until one side is ahead."""

    data: BowlOutData


class MatchEndData(msgspec.Struct, frozen=True, omit_defaults=True):
    """How a match ended whose score does not say it; `method` is how a winner was found ("first innings lead")."""

    result: Literal["won", "tie", "draw", "no_result"]
    winner: Side | None = None
    method: Name | None = None


class MatchEnd(Event, tag="match_end", frozen=True, kw_only=True):
    """The match is over without its score having decided it (Law 16): drawn, no result, given to one side."""

    data: MatchEndData


class ResultInnings(msgspec.Struct, frozen=True, omit_defaults=True):
    """An innings of which the totals are known; without `wickets`, the side was all out."""

    side: Side
    runs: Count
    wickets: Annotated[int, msgspec.Meta(ge=0, le=20)] | None = None
    balls: Count = 0
    declared: bool = False
    super_over: bool = False


class ResultData(msgspec.Struct, frozen=True, omit_defaults=True):
    """A match known by its totals only. `target` and `balls` are those of the last innings where they were revised."""

    innings: tuple[ResultInnings, ...]
    target: Count | None = None
    balls: Balls | None = None
    end: MatchEndData | None = None


class Result(Event, tag="result", frozen=True, kw_only=True):
    """The whole match in one record, where no more than its result is known."""

    data: ResultData


EVENTS: tuple[type[Event], ...] = (
    *(Toss, InningsStart, Ball, Wicket, Absent, OverEnd, InningsEnd, Forfeit, PenaltyRuns, Revision, Replacement),
    *(BowlOutBall, MatchEnd, Result, Manual),
)
