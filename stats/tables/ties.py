"""Ties: the matches in which two play for one place, paired, and who goes through."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from scoreboard.sports.ranking import Ranking
from scoreboard.sports.rounds import REPLAY, strip_leg
from scoreboard.sports.ties import Decision, Form, count_wins, decide, find_best_of, is_named, tell_form
from stats.tables.sides import GONE, AsOf, Side

OFF = frozenset({*GONE, "abandoned"})  # nothing of these is left to be played


class Entrant(NamedTuple):
    """Who is, or will be, on a side of a tie; `competitor` is "" while unknown.

    `key` is the same in all matches of the tie; `feeder` is the match whose winner or loser (`outcome`) it is, if told.
    """

    key: str
    competitor: str
    name: str
    feeder: str = ""
    outcome: str = ""


class Meeting(NamedTuple):
    """One match, by its sides; `over` where its result counts, as of the time asked for, `live` while it is played.

    `swapped`: the first of its tie's entrants is away.
    """

    home: Side
    away: Side
    over: bool
    live: bool = False
    swapped: bool = False

    @property
    def match(self) -> str:
        """The match's id."""
        return self.home.match

    @property
    def round(self) -> str:
        """What its round is called."""
        return self.home.round

    @property
    def views(self) -> tuple[Side, Side]:
        """Its sides in the order of the tie's entrants."""
        return (self.away, self.home) if self.swapped else (self.home, self.away)

    @property
    def is_due(self) -> bool:
        """Whether something of it is left to be played."""
        return not self.over and self.home.status not in OFF

    @property
    def place(self) -> tuple[Any, ...]:
        """Its place in the order of play; what is on an unknown day comes last."""
        at = self.home.scheduled_at
        return (self.home.on or date.max, at is not None, at.timestamp() if at else 0.0, self.match)


@dataclass(frozen=True)
class Tie:
    """Two who play for one place, in one match or several, in the order of play.

    `entrants` are in the order of home and away of the first match. `label` names the round, `number` tells rounds of
    one name apart: 1 for the first.
    """

    stage: str
    label: str
    entrants: tuple[Entrant, Entrant]
    meetings: tuple[Meeting, ...]
    rules: Ranking
    number: int = 1
    form: Form = "single"
    decision: Decision | None = None
    best_of: int | None = None

    @property
    def id(self) -> str:
        """The id of its first match, by which it is known."""
        return self.meetings[0].match

    @property
    def round(self) -> tuple[str, str, int]:
        """What its round is known by."""
        return (self.stage, self.label, self.number)

    @property
    def over(self) -> list[Meeting]:
        """The matches that count."""
        return [meeting for meeting in self.meetings if meeting.over]

    @property
    def is_due(self) -> bool:
        """Whether something is left to be played."""
        return any(meeting.is_due for meeting in self.meetings)

    @property
    def score(self) -> tuple[int, int] | None:
        """The matches won in a series, the sum of two legs, else the last match's score; None before the first begins.

        A match that is being played is in the sum, and in no series.
        """
        if self.form == "series":
            return count_wins(meeting.views for meeting in self.over)
        begun = [meeting.views for meeting in self.meetings if meeting.over or meeting.live]
        if not begun:
            return None
        counted = begun if self.form == "legs" else begun[-1:]
        return (sum(one.scored for one, _ in counted), sum(other.scored for _, other in counted))

    @property
    def shootout(self) -> tuple[int, int] | None:
        """The kicks that decided it, where they are known."""
        last = [meeting.views for meeting in self.meetings if meeting.home.shootout is not None][-1:]
        return next(((one.shootout or 0, other.shootout or 0) for one, other in last), None)


def list_ties(sides: Iterable[Side], *, as_of: AsOf, find_rules: Callable[[Sequence[Side]], Ranking]) -> list[Tie]:
    """The ties of these sides of matches, in the order of their first match, each decided by its own matches.

    `find_rules` gives the ranking rules of matches of one round. Annulled and cancelled matches are in none; matches
    without rounds in which losers go on to play are no ties.
    """
    meetings = list_meetings(sides, as_of=as_of)
    entrants = name_entrants(meetings)
    rounds: dict[tuple[str, str], list[Meeting]] = defaultdict(list)
    for meeting in meetings:
        rounds[meeting.home.stage, strip_leg(meeting.home.round)].append(meeting)
    ties: list[Tie] = []
    for (stage, label), own in rounds.items():
        rules = find_rules([meeting.home for meeting in own])
        found = number_ties([Tie(stage, label, *each, rules) for each in pair_up(own, entrants)])
        found = [replace(tie, decision=decide(tie.meetings, tie.form, tie.rules)) for tie in tell_forms(found)]
        if label or sum(is_beaten_before(tie, found) for tie in found) <= 1:  # one may be for the third place
            ties += found
    return sorted(ties, key=lambda tie: tie.meetings[0].place)


def list_meetings(sides: Iterable[Side], *, as_of: AsOf) -> list[Meeting]:
    """Matches by their sides, in the order of play, without those that were struck off or called off."""
    matches: dict[str, dict[str, Side]] = defaultdict(dict)
    for side in sides:
        if side.status not in GONE:
            matches[side.match][side.side] = side
    whole = [(own["home"], own["away"]) for own in matches.values() if len(own) == 2]
    found = [
        Meeting(home, away, home.over and reached, home.live and reached)
        for home, away in whole
        for reached in (as_of.reaches(home),)
    ]
    return sorted(found, key=lambda meeting: meeting.place)


def name_entrants(meetings: Sequence[Meeting]) -> dict[tuple[str, str], Entrant]:
    """Who is on each side, by match and side. Whom one match knows as the winner of another, all others know, too."""
    known: dict[tuple[str, str], Side] = {}
    for meeting in meetings:
        for side in meeting[:2]:
            if side.competitor and side.from_match:
                known[side.from_match, side.from_outcome] = side
    found = {}
    for meeting in meetings:
        for side in meeting[:2]:
            source = (side.from_match, side.from_outcome)
            who = side if side.competitor else known.get(source, side)
            key = who.competitor or (":".join(source) if side.from_match else f"?{side.match}:{side.side}")
            found[side.match, side.side] = Entrant(key, who.competitor, who.competitor_name, *source)
    return found


def pair_up(
    meetings: Sequence[Meeting], entrants: Mapping[tuple[str, str], Entrant]
) -> list[tuple[tuple[Entrant, Entrant], tuple[Meeting, ...]]]:
    """Who meets in one round, and in which matches."""
    pairs: dict[frozenset[str], list[Meeting]] = defaultdict(list)
    for meeting in meetings:
        home, away = (entrants[side.match, side.side] for side in meeting[:2])
        pairs[frozenset((home.key, away.key))].append(meeting)
    found = []
    for own in pairs.values():
        home, away = (entrants[side.match, side.side] for side in own[0][:2])
        turned = (meeting._replace(swapped=entrants[meeting.match, "home"].key != home.key) for meeting in own)
        found.append(((home, away), tuple(turned)))
    return found


def number_ties(ties: Sequence[Tie]) -> list[Tie]:
    """Ties of one round with their numbers: whoever plays in a second one is in the next round of that name."""
    last: dict[str, int] = {}
    found = []
    for tie in sorted(ties, key=lambda tie: tie.meetings[0].place):
        keys = [entrant.key for entrant in tie.entrants]
        number = 1 + max(last.get(key, 0) for key in keys)
        last.update(dict.fromkeys(keys, number))
        found.append(replace(tie, number=number))
    return found


def is_beaten_before(tie: Tie, ties: Sequence[Tie]) -> bool:
    """Whether somebody in a tie has lost an earlier one of these."""
    keys = {entrant.key for entrant in tie.entrants}
    return any(
        other.number < tie.number
        and other.decision is not None
        and other.decision.winner is not None
        and other.entrants[1 - other.decision.winner].key in keys
        for other in ties
    )


def tell_forms(ties: Sequence[Tie]) -> list[Tie]:
    """Ties of one name with their forms: what one of them shows to be legs, the others are, too."""
    singles = any(len(tie.meetings) == 1 and tie.over and tie.over[0].home.won is not None for tie in ties)
    forms = [tell_form(tie.meetings, tie.rules, singles=singles) for tie in ties]
    in_legs = "legs" in forms
    return [
        replace(
            tie,
            form="legs" if form == "single" and in_legs and not is_named(tie.meetings, REPLAY) else form,
            best_of=find_best_of(tie.meetings, tie.rules) if form == "series" else None,
        )
        for tie, form in zip(ties, forms, strict=True)
    ]
