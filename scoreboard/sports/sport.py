"""What makes a sport: its events, rules and words, gathered in one value that everything else reads.

A sport is a package beside this module (a small one a module) that ends in `SPORT = Sport(...)`, and an entry in
`scoreboard/sports/__init__.py`. What is left out has a default that fits a sport without it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, Literal

import msgspec

from scoreboard import parsing
from scoreboard.sports.base import Event, Incident, Mention, Score, Side, View
from scoreboard.sports.figures import Figures, Ratio
from scoreboard.sports.on_field import CheckLineups, ListDoubts, ListOnField, check_nothing, doubt_nothing, list_nobody
from scoreboard.sports.ranking import Ranking
from scoreboard.sports.suspensions import Offences
from scoreboard.sports.tally import Tally
from scoreboard.sports.tiebreakers import Tiebreaker


@dataclass(frozen=True)
class EventWords:
    """What a type of event is called at the API, and which of the shared fields it takes."""

    label: str
    fields: tuple[str, ...] = ()


# English by code of a sentence (base.py): a pattern with its parameters in braces, or one for 1 and one for more.
Patterns = Mapping[str, str | tuple[str, str]]


@dataclass(frozen=True)
class IncidentWords:
    """How an incident is shown.

    `sign` is drawn before it, `related` stands before the second person's name. `running` says what stands after it:
    the "score", its "detail" (after `prefix`), or nothing. `say` is read out to screen readers, where it is not empty:
    {team}, {player}, {score} ("Argentina 1, France 0") and {minute} ("23rd minute") are filled in. `flag` marks a
    sending-off, counted beside the name.
    """

    label: str
    sign: str = ""
    related: str = ""
    running: str = ""
    prefix: str = ""
    say: str = ""
    flag: bool = False


@dataclass(frozen=True)
class Action:
    """One key of a scorer's console: its label, and the event body that it enters.

    `side`: it is offered once for each side, which is filled in; `flip`: the event is the other side's, as with an own
    goal. `player`: a name may be given, "required" or not. `asks` are fields of the event's `data` that are asked for,
    each with its label. `step`: it moves the match on, to the next period or to its end. `labels`: what it is called in
    a phase. `confirm` is what a second gesture has to confirm, where the key is hard to take back ({phase} is the
    present one's name); `sign` is drawn on the key, "goal" on those that score. `group`: it is folded with the others
    of that name, being rare.
    """

    label: str
    body: Mapping[str, Any]
    side: bool = False
    flip: bool = False
    player: Literal["", "optional", "required"] = ""
    asks: Mapping[str, str] = field(default_factory=dict)
    step: bool = False
    labels: Mapping[str, str] = field(default_factory=dict)
    confirm: str = ""
    sign: str = ""
    group: str = ""

    @property
    def scores(self) -> bool:
        """Whether it gives points by the tap alone."""
        return self.sign == "goal"


class Statistic(msgspec.Struct, frozen=True, gc=False):
    """`value` of `stat` for a person of `side`; `person` is their id, or their name where none is known."""

    side: Side
    person: str
    name: str
    stat: str
    value: int = 1


@dataclass(frozen=True)
class Column:
    """A column of the sport's tables: the row's key, its short heading and the full one, and how its value is written.

    Forms: a count; signed: +3; rate: 1.25; signed_rate: +0.125; share: .625; half: 2½; average: 1.25, – for nothing;
    thirds: 5.2, of 17 thirds. `wide`: left out on phones.
    `value` computes what standings show of a competitor, None for something to nothing; without it, they show what
    every row has ("played"), "games_behind", or else the sum of the measure of that name. Of a person, a column is the
    statistic of that name, or a `ratio` of two.
    """

    key: str
    label: str
    title: str
    form: Literal["count", "signed", "rate", "share", "signed_rate", "half", "average", "thirds"] = "count"
    wide: bool = False
    value: Callable[[Tally], Fraction | int | None] | None = None
    ratio: Ratio | None = None


@dataclass(frozen=True)
class Leaders:
    """A list of a season's people: what it is called, and the figures it shows, ordered by the first, a statistic."""

    title: str
    stats: tuple[str, ...]


BALL = "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13z"

PLAYED = Column("played", "P", "Played")
WON = Column("won", "W", "Won", wide=True)
DRAWN = Column("drawn", "D", "Drawn", wide=True)
LOST = Column("lost", "L", "Lost", wide=True)
POINTS = Column("points", "Pts", "Points")


@dataclass(frozen=True)
class Weight:
    """What a list of people is ranked by where that is no statistic: made of their statistics by the season's rules.

    `title(ranking)` is its full heading, `weigh(statistics, ranking)` its value; those of 0 are left out.
    """

    key: str
    label: str
    title: Callable[[Ranking], str]
    weigh: Callable[[Mapping[str, int], Ranking], int]


@dataclass(frozen=True)
class PeopleList:
    """A list of a season's people that has an address of its own at the API (api/stats.py): `name` ("scorers").

    Its columns are statistics; it is ranked by the first, or by its `weight`, which is the last column then. `leading`:
    it stands directly under the standings, and longer.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    weight: Weight | None = None
    leading: bool = False

    @property
    def statistics(self) -> tuple[str, ...]:
        """The statistics that it shows."""
        return tuple(column.key for column in self.columns)


@dataclass(frozen=True)
class Record:
    """A season's record: `name` at the API, `title` on pages; what of a match is highest.

    That is what `count` makes of the two scores, or the most that one person has of the statistic `stat`.
    """

    name: str
    title: str
    count: Callable[[int, int], int] | None = None
    stat: str = ""


@dataclass(frozen=True)
class ByMinute:
    """When a season's incidents of one `kind` fell, by the quarter of an hour and by the minute.

    `name` is the list's address at the API. `count` is the field that counts them all, `details` those of one detail by
    field; `label` heads the count on a page. `title` heads the chart, `says` is the sentence in its place where few
    quarters had most ({when}, {most}, {total}). `regular` and `extended` are the minutes of a match without and with
    extra time, `stops` those after which stoppage time stands apart ("45+").
    """

    name: str
    kind: str
    count: str
    label: str
    title: str
    says: str
    details: Mapping[str, str] = field(default_factory=dict)
    regular: int = 90
    extended: int = 120
    stops: tuple[int, ...] = (45, 90)


@dataclass(frozen=True)
class Terms:
    """What pages call, in this sport, what all sports have.

    `totals` are the columns of what matches come to, `scores` heads what two sides have scored against each other,
    `leaders` are those whom a season's lists name, `begin` is the begin of a match, `no_incidents` is said of a match
    that has none, `after_shootout` ends "won …" and "lost …", `streaks` are what may go on from match to match.
    """

    totals: tuple[Column, ...] = (
        *(replace(column, wide=False) for column in (PLAYED, WON, DRAWN, LOST)),
        Column("for", "GF", "Goals for", wide=True),
        Column("against", "GA", "Goals against", wide=True),
        Column("difference", "GD", "Goal difference", "signed"),
    )
    scores: str = "Goals"
    leaders: str = "scorers"
    begin: str = "Kick-off"
    no_incidents: str = "No goals, cards or substitutions are recorded for this match."
    after_shootout: str = "on penalties"
    streaks: Mapping[str, str] = field(
        default_factory=lambda: {
            "winning": "Wins in a row",
            "unbeaten": "Matches without defeat",
            "losing": "Defeats in a row",
            "scoring": "Matches with a goal",
            "clean_sheets": "Matches without conceding",
        }
    )


BIGGEST_WIN = Record("biggest_win", "Biggest win", count=lambda home, away: abs(home - away))
HIGHEST_SCORING = Record("highest_scoring", "Most scored in a match", count=lambda home, away: home + away)
RECORDS = (BIGGEST_WIN, HIGHEST_SCORING)


def no_bounds(_ruleset: Any) -> Mapping[str, tuple[int, int]]:
    """No phase has a nominal begin and end."""
    return {}


def counts_up(_ruleset: Any) -> bool:
    """The match clock, where there is one, runs up."""
    return False


def no_actions(_state: Any) -> Sequence[str]:
    """Nothing can be entered at the console."""
    return ()


def no_mentions(_event: Any) -> tuple[Mention, ...]:
    """An event names no people."""
    return ()


def no_check(_state: Any, _event: Any) -> None:
    """Whatever can be applied may be entered."""


def no_incident(_before: Any, _after: Any, _event: Any) -> Incident | None:
    """An event is no incident."""
    return None


def no_incident_statistics(_incident: Incident) -> Iterable[Statistic]:
    """An incident counts for no person."""
    return ()


def no_state_statistics(_state: Any) -> Iterable[Statistic]:
    """The incidents say all that counts for people: the state adds nothing."""
    return ()


def no_measures(_state: Any, _side: Side) -> Mapping[str, int]:
    """Tables need nothing but the score."""
    return {}


def plain_outcome(_state: Any, _side: Side) -> str:
    """A win is a win: what tables count follows from the winner alone."""
    return ""


@dataclass(frozen=True, kw_only=True)
class Sport:
    """A sport.

    Play: `ruleset` and `state` are the structs of its rules and of a match; `start(ruleset, clock_rate=1.0)` gives the
    state before the first event of play, `apply(state, event)` the next one or raises Refused with a sentence that a
    scorer understands, `view(state)` what all sports share. `incident_of(before, after, event)` gives what a fan is
    shown of an event, None for what only the log needs; `mentions(event)` the people it names.

    What was accepted once stays accepted: `apply` is as wide as it ever was. `check(state, event)` raises Refused for
    what earlier code has accepted and is entered no longer; only entrances ask it, before `apply`. `edition` numbers
    the rules of play by which matches that are scheduled now are played; where it is above 1, the ruleset has a field
    `edition`, 1 in logs of before, and `apply` plays these on as they were begun (docs/decisions/0016). `misconduct`
    are the events by which officials punish, which they may while a match is stopped, too.

    Line-ups: `starting` is how many of a side begin, unless its ruleset says so (`players`); 0: there are none.
    `list_on_field(play, lineup, side, clock_ms)` is where those of a side are (on_field.py). Of `(play, lineups,
    event)` `check_lineups` raises Refused for what is against the laws by the line-ups, `list_doubts` says what is
    unlikely, and entered once it is confirmed; entrances alone ask these two.

    Words: `icon` is the sport's sign, as the lines of an SVG path on 16 by 16; `phases` in their order; `breaks` are
    those that have no place in it, since a match comes to them between any others: what happens in them stands where it
    was entered. `outside` are those before and after the match. `words` are of each event type, `incidents` by kind or
    "kind:detail", `decided` what a match's way of being decided is called ("After overtime"), `period_words` what the
    running score at the end of a period is called, where a page tells it in a sentence; `sentences` are the patterns of
    what its rules and view say, by code. `period_labels` are the headings of a line score: of a name ("shootout":
    "SO"), or of what stands before its number ("quarter": "Q" for quarter_1), and of the `totals`; `total` is the
    score's own. `ended` is a match called that is over, `turn` how it is said of a side whose turn it is. `wide_score`:
    a score may be as long as "412/7d & 183". `bounds(ruleset)` are the nominal begin and end (ms) of those phases whose
    clock is read in minutes, 45+2; of others it is m:ss. `counts_down(ruleset)`: the clock runs down, so that less of
    it is later.
    `actions` are the keys of the console, `list_actions(state)` those offered now: what the rules expect next first
    (it is large), be it the next period, then the likeliest.

    `terms` are its words for what all sports have.

    Stats: `ranking` and `columns` of its tables. `ranking` lists the tie-breakers that a season has unless it says
    otherwise, `tiebreakers` are those of the sport's own, beside those of tiebreakers.py. A statistic is a person's:
    `statistics_of_incident(incident)` are what an incident counts for whom, `statistics_of_state(state)` what people
    have done that no incident tells (every ball's runs); `stats` are these as columns of a person's page, `leaders` and
    `lists` the lists of people on a season's; `offences` are those for which they are suspended. `records` are a
    season's, `by_minute` is of what it has a chart by minutes. A measure is a side's: `measure(state, side)` gives what
    tables need beside the score, by name.
    `outcome(state, side)` is a win or defeat of a kind of its own ("overtime_loss"). `Ranking.points` may value
    measures and outcomes. `measure_award(score, side)` gives the measures that an awarded score has by itself (sets);
    what was played before it is not measured any more. `score_decides`: who is ahead when a match is broken off has
    won it, where its result stands.
    """

    name: str
    label: str
    events: tuple[type[Event], ...]
    phases: Mapping[str, str]
    words: Mapping[str, EventWords]
    ruleset: type[Any]
    state: type[Any]
    start: Callable[..., Any]
    apply: Callable[[Any, Any], Any]
    view: Callable[[Any], View]
    check: Callable[[Any, Any], None] = no_check
    edition: int = 1
    misconduct: tuple[type[Event], ...] = ()
    starting: int = 0
    list_on_field: ListOnField = list_nobody
    check_lineups: CheckLineups = check_nothing
    list_doubts: ListDoubts = doubt_nothing
    icon: str = BALL
    breaks: tuple[str, ...] = ()
    outside: tuple[str, ...] = ("not_started", "full_time")
    incident_of: Callable[[Any, Any, Any], Incident | None] = no_incident
    mentions: Callable[[Any], tuple[Mention, ...]] = no_mentions
    incidents: Mapping[str, IncidentWords] = field(default_factory=dict)
    decided: Mapping[str, str] = field(default_factory=dict)
    period_words: Mapping[str, str] = field(default_factory=dict)
    sentences: Patterns = field(default_factory=dict)
    period_labels: Mapping[str, str] = field(default_factory=dict)
    total: str = "T"
    ended: str = "Final"
    turn: str = "has the ball"
    wide_score: bool = False
    bounds: Callable[[Any], Mapping[str, tuple[int, int]]] = no_bounds
    counts_down: Callable[[Any], bool] = counts_up
    actions: Mapping[str, Action] = field(default_factory=dict)
    list_actions: Callable[[Any], Sequence[str]] = no_actions
    terms: Terms = field(default_factory=Terms)
    ranking: Ranking = field(default_factory=Ranking)
    tiebreakers: tuple[Tiebreaker, ...] = ()
    columns: tuple[Column, ...] = (PLAYED, WON, DRAWN, LOST, POINTS)
    statistics_of_incident: Callable[[Incident], Iterable[Statistic]] = no_incident_statistics
    statistics_of_state: Callable[[Any], Iterable[Statistic]] = no_state_statistics
    stats: tuple[Column, ...] = ()
    leaders: tuple[Leaders, ...] = ()
    lists: tuple[PeopleList, ...] = ()
    offences: Offences | None = None
    records: tuple[Record, ...] = RECORDS
    by_minute: ByMinute | None = None
    measure: Callable[[Any, Side], Mapping[str, int]] = no_measures
    measure_award: Callable[[Score, Side], Mapping[str, int]] = no_measures
    score_decides: bool = True
    outcome: Callable[[Any, Side], str] = plain_outcome

    def add_edition(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """What is given of a ruleset, for a match that is scheduled now: of the present edition, unless it says one."""
        return {"edition": self.edition, **given} if self.edition > 1 else dict(given)

    def read_ruleset(self, given: Mapping[str, Any]) -> Any:
        """The ruleset of a match that is scheduled now, with the sport's defaults for what is not given."""
        return parsing.convert(self.add_edition(given), self.ruleset)

    @property
    def figures(self) -> Figures:
        """Its people's figures by name: the ratio that one is, None where it is a statistic."""
        return {column.key: column.ratio for column in self.stats}

    def find_list(self, name: str) -> PeopleList | None:
        """The list of people of this name; None where the sport has none."""
        return next((found for found in self.lists if found.name == name), None)
