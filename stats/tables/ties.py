"""Ties: the matches in which two play for one place, paired, and who goes through."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal, NamedTuple

from scoreboard.sports.ranking import Ranking
from scoreboard.sports.rounds import LEG, REPLAY, strip_leg
from stats.tables.sides import GONE, AsOf, Side

Form = Literal["single", "legs", "replays", "series"]
OFF = frozenset({*GONE, "abandoned"})  # nothing of these is left to be played
AWARDS = frozenset({"awarded", "walkover", "forfeit"})


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
class Decision:
    """Who goes through: 0 or 1 of a tie's sides, None for nobody (both have lost), and by what.

    `by` is a match's own word ("regular", "extra_time", "shootout", "walkover"…), or "aggregate", "scored_away",
    "wins", or "plays_on": the matches do not say it, but one of the two is in a later round.
    """

    winner: int | None
    by: str


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
            won = [[side.won for side in meeting.views] for meeting in self.over]
            return (sum(one[0] is True for one in won), sum(one[1] is True for one in won))
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
        found = [decide(tie) for tie in tell_forms(found)]
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


# --- what a tie is ---------------------------------------------------------------------------------------------------


def tell_forms(ties: Sequence[Tie]) -> list[Tie]:
    """Ties of one name with their forms: a series, two legs, or a match that is replayed while it is level.

    A level match and its replay look like two legs. They are legs where the round's name or a match says so, or where
    nobody else was through after one match; where the first match had extra time, the second is a replay.
    """
    singles = any(len(tie.meetings) == 1 and tie.over and tie.over[0].home.won is not None for tie in ties)
    forms = [tell_form(tie, singles=singles) for tie in ties]
    in_legs = "legs" in forms
    return [
        replace(
            tie,
            form="legs" if form == "single" and in_legs and not is_named(tie, REPLAY) else form,
            best_of=find_best_of(tie) if form == "series" else None,
        )
        for tie, form in zip(ties, forms, strict=True)
    ]


def tell_form(tie: Tie, *, singles: bool) -> Form:
    """The form of one tie; `singles`: somebody of its round was through after one match."""
    counted = [meeting for meeting in tie.meetings if meeting.over or meeting.is_due]
    if tie.rules.ties == "wins":
        return "series" if len(counted) > 1 or (find_best_of(tie) or 1) > 1 else "single"
    if len(counted) < 2:
        return "legs" if is_named(tie, LEG) else "single"
    first = counted[0].home
    drawn = first.over and first.won is None
    if is_named(tie, LEG) or any(meeting.home.advanced is not None for meeting in tie.meetings):
        return "legs"
    if len(counted) > 2 or is_named(tie, REPLAY) or first.decided_by in ("extra_time", "shootout"):
        return "replays"
    return "replays" if drawn and singles else "legs"


def is_named(tie: Tie, pattern: Any) -> bool:
    """Whether the round of one of its matches has such words."""
    return any(pattern.search(meeting.home.round) for meeting in tie.meetings)


def find_best_of(tie: Tie) -> int | None:
    """How many matches its series has at most; None where no rule says it."""
    return tie.rules.best_of.get(tie.label) or tie.rules.best_of.get("")


# --- who goes through ------------------------------------------------------------------------------------------------


def decide(tie: Tie) -> Tie:
    """The tie with who goes through, as far as its own matches say it."""
    over = [meeting.views for meeting in tie.over]
    if not over:
        return tie
    if all(one.won is False and other.won is False for one, other in over) and not tie.is_due:
        return replace(tie, decision=Decision(None, over[-1][0].decided_by))
    if tie.form == "series":
        decision = decide_series(tie)
    elif tie.form == "legs":
        decision = decide_legs(tie, over)
    else:
        decision = decide_last(over)
    return replace(tie, decision=decision)


def decide_last(over: Sequence[tuple[Side, Side]]) -> Decision | None:
    """Of a single match and its replays: whoever wins the last one."""
    one, other = over[-1]
    for first, second in ((one.advanced, other.advanced), (one.won, other.won)):
        if first or second:
            return Decision(0 if first else 1, one.decided_by or "regular")
    return None


def decide_series(tie: Tie) -> Decision | None:
    """Of a series: whoever has won more than half of the matches it may have, where a rule says how many."""
    wins = tie.score or (0, 0)
    return Decision(wins.index(max(wins)), "wins") if tie.best_of and max(wins) > tie.best_of // 2 else None


def decide_legs(tie: Tie, over: Sequence[tuple[Side, Side]]) -> Decision | None:
    """Of two legs: the aggregate, then scores away by the rules, then kicks, or what the second match says.

    A leg that was awarded without a score decides: who does not appear is out.
    """
    if tie.is_due or len(over) < 2:
        return None
    total = (sum(one.scored for one, _ in over), sum(other.scored for _, other in over))
    if total[0] != total[1]:
        return Decision(0 if total[0] > total[1] else 1, "aggregate")
    for one, other in over:
        if one.decided_by in AWARDS and one.scored == other.scored and one.won is not other.won:
            return Decision(0 if one.won else 1, one.decided_by)
    away = count_scored_away(over)
    if tie.rules.scored_away and away[0] != away[1]:
        return Decision(0 if away[0] > away[1] else 1, "scored_away")
    one, other = over[-1]
    if one.shootout is not None and other.shootout is not None and one.shootout != other.shootout:
        return Decision(0 if one.shootout > other.shootout else 1, "shootout")
    if one.advanced or other.advanced:
        told = one.decided_by == "shootout" or away[0] == away[1]
        return Decision(0 if one.advanced else 1, one.decided_by if told else "scored_away")
    if one.decided_by == "shootout" and one.won is not other.won:
        return Decision(0 if one.won else 1, "shootout")
    return None


def count_scored_away(over: Sequence[tuple[Side, Side]]) -> tuple[int, int]:
    """What each of the two scored at the other's ground."""
    return (
        sum(one.scored for one, _ in over if one.side == "away" and not one.neutral),
        sum(other.scored for _, other in over if other.side == "away" and not other.neutral),
    )
