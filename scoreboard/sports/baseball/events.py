"""Baseball, after the Official Baseball Rules (MLB).

A game is innings of two halves; in each a side bats until three are out. A play is one record: what became of the
batter, or of the runners between two pitches, with every move on the bases.
"""

from typing import Annotated, Literal

import msgspec

from scoreboard.sports import pieces
from scoreboard.sports.base import Count, Event, Manual, Name, Reason, Score, Side
from scoreboard.sports.pieces import NamedPlayerEvent, PlayerEvent

NAME = "baseball"
LABEL = "Baseball"
HOME_PLATE = 4  # where a runner scores; the batter starts from 0
MOST_INNINGS = 40  # more than were ever played

PlayKind = Literal[
    "single",
    "double",
    "triple",
    "home_run",
    "walk",
    "intentional_walk",
    "hit_by_pitch",
    "interference",
    "strikeout",
    "out",
    "sacrifice",
    "fielders_choice",
    "error",
    "stolen_base",
    "caught_stealing",
    "pickoff",
    "wild_pitch",
    "passed_ball",
    "balk",
    "indifference",
    "advance",
    "foul_error",
]
HITS = {"single": 1, "double": 2, "triple": 3, "home_run": HOME_PLATE}
AWARDED = frozenset({"walk", "intentional_walk", "hit_by_pitch", "interference"})  # first base (rule 5.05(b))
REACHED = frozenset({"fielders_choice", "error"})
BATTER_OUT = frozenset({"strikeout", "out", "sacrifice"})
AT_BAT = frozenset({*HITS, "strikeout", "out", *REACHED})  # plate appearances that count as an at-bat (rule 9.02)
OF_BATTER = frozenset({*HITS, *AWARDED, *REACHED, *BATTER_OUT})
BATTED = OF_BATTER - AWARDED - {"strikeout"}  # the ball was put in play
BATTED_IN = OF_BATTER - {"error", "strikeout"}  # runs that these bring in are batted in, unless a move says otherwise


class Mercy(msgspec.Struct, frozen=True):
    """The game is over when a side leads by `lead` after `inning` innings, or later."""

    inning: Annotated[int, msgspec.Meta(ge=1, le=MOST_INNINGS)]
    lead: Annotated[int, msgspec.Meta(ge=1, le=100)]


class Ruleset(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The numbers and switches of a competition's edition. Defaults: MLB's regular season since 2023."""

    innings: Annotated[int, msgspec.Meta(ge=1, le=20)] = 9  # rule 7.01; 7 in double-headers of 2020 and 2021, and youth
    placed_runner: bool = True  # a runner on second begins every half of an extra inning (rule 7.01(b))
    regulation: Annotated[int, msgspec.Meta(ge=1, le=20)] = 5  # innings after which a called game counts (rule 7.01(c))
    ties: bool = True  # a called game may stay level
    mercy: tuple[Mercy, ...] = ()  # WBSC: 10 after 7; World Baseball Classic: 15 after 5 too
    home_bats_first: bool = False  # where a game was moved to the visitors' ground
    forfeit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 9  # runs of who wins by forfeit (Definitions of Terms)
    reentry: bool = False  # who was replaced may come in again, and whoever is named bats (youth, sources)
    edition: Annotated[int, msgspec.Meta(ge=1, le=2)] = 1  # 2: runs by hand put the game where its new score puts it


# --- events ----------------------------------------------------------------------------------------------------------


class Move(msgspec.Struct, frozen=True, omit_defaults=True):
    """A runner's move: from a base (0: the batter) to another (4: home), or out.

    `batted_in` says whether the batter is credited with the run, `stolen` whether the runner is with a stolen base,
    `caught` whether they count as caught stealing, `earned` whether the run is earned, where the rule is not enough.
    """

    start: Annotated[int, msgspec.Meta(ge=0, le=3)]
    end: Annotated[int, msgspec.Meta(ge=1, le=HOME_PLATE)] = HOME_PLATE
    out: bool = False
    batted_in: bool | None = None
    stolen: bool | None = None
    caught: bool | None = None
    earned: bool | None = None


class PlayData(msgspec.Struct, frozen=True, omit_defaults=True):
    """A play, and the moves that do not follow from it.

    Without a move of theirs, the batter goes as far as the play says and runners stay, unless the
    batter pushes them on. `errors` are charged to the fielding side. `notation` is the scorer's: 64(1)3/GDP.
    `sacrifice`: a bunt or fly that was one although an error or a fielder's choice left the batter safe (rule 9.08).
    `inside`: a home run that did not leave the playing field.
    """

    play: PlayKind
    pitcher: Name | None = None
    pitcher_id: str | None = None
    moves: Annotated[tuple[Move, ...], msgspec.Meta(max_length=4)] = ()
    errors: Annotated[int, msgspec.Meta(ge=0, le=9)] = 0
    sacrifice: bool = False
    inside: bool = False
    notation: Annotated[str, msgspec.Meta(max_length=120)] | None = None


class Play(PlayerEvent, tag="play", frozen=True, kw_only=True):
    """A play while `player` of `side` is at bat."""

    data: PlayData


class SubstitutionData(pieces.SubstitutionData, frozen=True, omit_defaults=True):
    """Whom a player replaces, in the batting order and maybe on a base; as what.

    `balls` and `strikes` are the count on the batter, where a pitcher or batter comes in before it is complete.
    """

    role: Literal["pitcher", "batter", "runner", "fielder"] = "fielder"
    balls: Annotated[int, msgspec.Meta(ge=0, le=3)] = 0
    strikes: Annotated[int, msgspec.Meta(ge=0, le=2)] = 0


class Substitution(NamedPlayerEvent, tag="substitution", frozen=True, kw_only=True):
    """`player` comes into the game (rule 5.10)."""

    data: SubstitutionData = SubstitutionData()


class RunnerPlacedData(msgspec.Struct, frozen=True):
    """The base."""

    base: Annotated[int, msgspec.Meta(ge=1, le=3)] = 2


class RunnerPlaced(NamedPlayerEvent, tag="runner_placed", frozen=True, kw_only=True):
    """Who begins a half of an extra inning on a base; where the ruleset places one, this names them.

    Once the half is begun, the one whom nobody has named yet can still be named, wherever they have come to.
    """

    data: RunnerPlacedData = RunnerPlacedData()


class HalfEnd(Event, tag="half_end", frozen=True, kw_only=True):
    """The half-inning is over though fewer than three are out: a limit of runs, or what an umpire decides."""


class GameEndData(msgspec.Struct, frozen=True, omit_defaults=True):
    """Why the game is over: called (weather, light, curfew), or forfeited, by which `winner` has won."""

    how: Literal["called", "forfeit"]
    winner: Side | None = None
    reason: Reason | None = None


class GameEnd(Event, tag="game_end", frozen=True, kw_only=True):
    """The game is over before its innings say so (rules 7.01 and 7.03)."""

    data: GameEndData


class ResultData(msgspec.Struct, frozen=True, omit_defaults=True):
    """A game known by its line score, or its runs only. An inning is None for a side that did not bat in it."""

    runs: Score
    home: tuple[Count | None, ...] = ()
    away: tuple[Count | None, ...] = ()
    hits: Score | None = None
    errors: Score | None = None
    innings: Annotated[int, msgspec.Meta(ge=1, le=MOST_INNINGS)] | None = None


class Result(Event, tag="result", frozen=True, kw_only=True):
    """The whole game in one record, where no more than its result is known."""

    data: ResultData


EVENTS: tuple[type[Event], ...] = (Play, Substitution, RunnerPlaced, HalfEnd, GameEnd, Result, Manual)


# --- state -----------------------------------------------------------------------------------------------------------


class Batting(msgspec.Struct, frozen=True, array_like=True):
    """What a player has done at bat and on the bases; `sacrifices` are bunts and flies."""

    key: str
    name: str
    at_bats: int = 0
    hits: int = 0
    doubles: int = 0
    triples: int = 0
    home_runs: int = 0
    runs: int = 0
    batted_in: int = 0
    walks: int = 0
    strikeouts: int = 0
    stolen_bases: int = 0
    caught_stealing: int = 0
    hit_by_pitch: int = 0
    sacrifices: int = 0


class Pitching(msgspec.Struct, frozen=True, array_like=True):
    """What a pitcher has done; runs are those they are charged with (rule 9.16(g)).

    `earned_runs` are those of them that are earned for certain, of `unjudged_runs` the log does not say it.
    """

    key: str
    name: str
    outs: int = 0
    hits: int = 0
    runs: int = 0
    walks: int = 0
    strikeouts: int = 0
    home_runs: int = 0
    hit_batters: int = 0
    earned_runs: int = 0
    unjudged_runs: int = 0


class Lead(msgspec.Struct, frozen=True, array_like=True):
    """The pitchers of record while a side is ahead: who has won if it stays so ("": who pitches first), who has lost.

    By key; `lost` is "" where nobody knows it.
    """

    won: str
    lost: str


class Given(msgspec.Struct, frozen=True):
    """Runs given by hand; negative where they were taken."""

    home: int = 0
    away: int = 0


class Change(msgspec.Struct, frozen=True, array_like=True):
    """Who came in for whom, by key; `pitching`: to pitch, so that the other may still be in the game."""

    on: str
    off: str
    pitching: bool = False


class Team(msgspec.Struct, frozen=True, omit_defaults=True):
    """A side's game: its runs by inning, and its people; `gone` are those who have been replaced, by key.

    A pitcher who is replaced as such may stay in the game, and is none of these (rules 5.10(d) and 5.11(b)).
    `changes` are who came in for whom, `last` is who came to bat last.
    """

    line: tuple[int, ...] = ()
    hits: int = 0
    errors: int = 0
    left: int = 0
    batters: tuple[Batting, ...] = ()
    pitchers: tuple[Pitching, ...] = ()
    gone: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    last: str | None = None


class Person(msgspec.Struct, frozen=True, array_like=True):
    """Somebody who was replaced, and may still be charged with what comes of it."""

    key: str
    name: str


Bases = tuple[str | None, str | None, str | None]
EMPTY: Bases = (None, None, None)


class State(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The game after its events so far. `bases` are first to third: the key of who is there, "" of somebody unnamed.

    `charged` are the pitchers who answer for these runners (None: who pitches next). `placed` is the base where the
    placed runner is whom nobody has named, 0 for none. `struck` is charged if the batter strikes out, `walked` if the
    pitcher walks them (rules 9.15(b) and 9.16(h)).

    `ghost` is the base where the placed runner is, named or not. `unclean`: there was an error, a passed ball or
    interference in this half. `lead` are the pitchers of record, None while level.

    `extra` are runs given or taken by hand; `fresh`: nothing has happened in this half yet. `unneeded` are the runs
    that scored after the game was won; `outs` stand at the end, where 3 say that the last half was complete.
    """

    ruleset: Ruleset
    inning: int = 0
    bottom: bool = False
    outs: int = 0
    bases: Bases = EMPTY
    charged: Bases = EMPTY
    placed: int = 0
    ghost: int = 0
    unclean: bool = False
    lead: Lead | None = None
    struck: Person | None = None
    walked: Person | None = None
    fresh: bool = True
    home: Team = Team()
    away: Team = Team()
    extra: Given = Given()
    unneeded: int = 0
    ended: Literal["", "regular", "extra_innings", "called", "mercy", "forfeit"] = ""
    winner: Side | None = None
