"""A season's bracket: its ties by round, in order, which of them feeds which, and who is through."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal, NamedTuple

from scoreboard.sports.rounds import FOR_PLACE, count_ties
from scoreboard.sports.ties import Decision
from scoreboard.wire.instants import format_instant
from stats.tables.season import SeasonFacts, find_position, find_ranking
from stats.tables.ties import Entrant, Meeting, Tie, list_ties

LEAST_SERIES = 2  # wins that end a series of which no rule says how long it is
Outcome = Literal["winner", "loser"]
RoundKey = tuple[str, str, int]


class Feed(NamedTuple):
    """From which tie somebody comes into another one: as its winner, or its loser."""

    tie: str
    outcome: Outcome


@dataclass(frozen=True)
class Round:
    """Ties of one round, in the order of the tree: those that feed the next round's first tie come first.

    In a round for a place (`for_place`) those meet who are out already.
    """

    stage: str
    name: str
    ties: Sequence[Tie]
    for_place: bool = False


@dataclass(frozen=True)
class Bracket:
    """Rounds in the order of play, and from where who comes, by the tie's id and the side (0, 1).

    `spared` are ties, by id, in which whoever comes from nowhere was spared a round: not of a stage's first one, nor
    for a place.
    """

    rounds: Sequence[Round]
    feeds: Mapping[tuple[str, int], Feed]
    spared: frozenset[str]


def build_bracket(facts: SeasonFacts) -> Bracket:
    """The bracket of a season's matches that are in no table, as of the time that the facts are of."""
    ranked = {side.match for group in facts.groups.values() for side in (*group.sides, *group.before)}
    sides = [side for side in facts.sides if side.match not in ranked]
    ties = list_ties(sides, as_of=facts.as_of, find_rules=lambda own: find_ranking(own, facts.items))
    keys = order_rounds(ties)
    place = {key: number for number, key in enumerate(keys)}
    ties.sort(key=lambda tie: (place[tie.round], tie.meetings[0].place))
    feeds = find_feeds(ties)
    for_place = find_for_place(keys, ties, feeds)
    ties = decide_by_later(ties, for_place)
    feeds = find_feeds(ties)
    if facts.as_of.on is not None:
        ties = forget(ties, feeds)
    order = order_ties(ties, feeds, for_place)
    rounds = [
        Round(
            key[0],
            key[1],
            sorted((tie for tie in ties if tie.round == key), key=lambda tie: order[tie.id]),
            key in for_place,
        )
        for key in keys
    ]
    first = {round_.stage: round_ for round_ in reversed(rounds)}
    later = (round_ for round_ in rounds if first[round_.stage] is not round_ and not round_.for_place)
    return Bracket(rounds, feeds, frozenset(tie.id for round_ in later for tie in round_.ties))


def order_rounds(ties: Iterable[Tie]) -> list[RoundKey]:
    """Rounds in the order of play: by their first day, where names do not say which is nearer to the final."""
    first: dict[RoundKey, tuple[Any, ...]] = {}
    for tie in ties:
        first[tie.round] = min(first.get(tie.round, (date.max, True)), tie.meetings[0].place)
    dated = sorted(first, key=lambda key: (first[key][:1], -(count_ties(key[1]) or 0), first[key], key))
    for stage in sorted({key[0] for key in dated}):
        places = [number for number, key in enumerate(dated) if key[0] == stage and count_ties(key[1])]
        named = sorted((dated[number] for number in places), key=lambda key: (-(count_ties(key[1]) or 0), key[2]))
        for number, key in zip(places, named, strict=True):
            dated[number] = key
    return dated


def find_feeds(ties: Sequence[Tie]) -> dict[tuple[str, int], Feed]:
    """From where each side comes: as its fixture says, else from the last tie before in which it was.

    `ties` are in the order of their rounds.
    """
    of_match = {meeting.match: tie.id for tie in ties for meeting in tie.meetings}
    before: dict[str, Tie] = {}
    feeds: dict[tuple[str, int], Feed] = {}
    for tie in ties:
        for side, entrant in enumerate(tie.entrants):
            told = of_match.get(entrant.feeder)
            if told is not None and told != tie.id:
                feeds[tie.id, side] = Feed(told, "loser" if entrant.outcome == "loser" else "winner")
            elif (earlier := before.get(entrant.key)) is not None:
                feeds[tie.id, side] = Feed(earlier.id, "loser" if has_lost(earlier, entrant) else "winner")
        before.update((entrant.key, tie) for entrant in tie.entrants if entrant.competitor)
    return feeds


def has_lost(tie: Tie, entrant: Entrant) -> bool:
    """Whether somebody who was in a tie is out by it."""
    decision = tie.decision
    return decision is not None and (decision.winner is None or tie.entrants[decision.winner].key != entrant.key)


def find_for_place(
    keys: Iterable[RoundKey], ties: Sequence[Tie], feeds: Mapping[tuple[str, int], Feed]
) -> set[RoundKey]:
    """The rounds in which places below the first are played for: by their name, or since only losers meet."""
    own: dict[RoundKey, list[Tie]] = defaultdict(list)
    for tie in ties:
        own[tie.round].append(tie)
    found = set()
    for key in keys:
        sources = [feeds.get((tie.id, side)) for tie in own[key] for side in (0, 1)]
        losers = all(feed is not None and feed.outcome == "loser" for feed in sources)
        if FOR_PLACE.search(key[1]) or (losers and count_ties(key[1]) is None):
            found.add(key)
    return found


def decide_by_later(ties: Sequence[Tie], for_place: set[RoundKey]) -> list[Tie]:
    """Ties that their own matches leave open, decided by who is in a later round, a series else by its last match."""
    found: list[Tie] = []
    later: set[tuple[str, str]] = set()
    for tie in reversed(ties):
        decision = tie.decision
        if decision is None and tie.over and not tie.is_due:
            on = [(tie.stage, entrant.key) in later for entrant in tie.entrants]
            if on[0] is not on[1]:
                decision = Decision(on.index(True), "wins" if tie.form == "series" else "plays_on")
        found.append(replace(tie, decision=decision))
        if tie.round not in for_place:
            later.update((tie.stage, entrant.key) for entrant in tie.entrants if entrant.competitor)
    found.reverse()
    needed: dict[str, int] = defaultdict(lambda: LEAST_SERIES)
    for tie in found:
        if tie.form == "series" and tie.decision is not None:
            needed[tie.stage] = max(needed[tie.stage], *(tie.score or (0,)))
    return [close_series(tie, needed[tie.stage]) for tie in found]


def close_series(tie: Tie, needed: int) -> Tie:
    """A series of unknown length, won by whoever won its last match and has as many wins as others needed."""
    if tie.form != "series" or tie.decision is not None or tie.best_of or tie.is_due or not tie.over:
        return tie
    wins = tie.score or (0, 0)
    leader = wins.index(max(wins))
    if wins[0] == wins[1] or wins[leader] < needed or not tie.over[-1].views[leader].won:
        return tie
    return replace(tie, decision=Decision(leader, "wins"))


def forget(ties: Sequence[Tie], feeds: Mapping[tuple[str, int], Feed]) -> list[Tie]:
    """Ties as they were known on a day of the past: nobody is in one yet who had to get there first."""
    open_ties = {tie.id for tie in ties if tie.decision is None}
    found = []
    for tie in ties:
        if tie.over:
            found.append(tie)
            continue
        entrants = [
            Entrant(f"?{tie.id}:{side}", "", "", entrant.feeder, entrant.outcome)
            if (feed := feeds.get((tie.id, side))) is not None and feed.tie in open_ties
            else entrant
            for side, entrant in enumerate(tie.entrants)
        ]
        if any(not entrant.competitor for entrant in entrants):
            open_ties.add(tie.id)
        found.append(replace(tie, entrants=(entrants[0], entrants[1])))
    return found


def order_ties(
    ties: Sequence[Tie], feeds: Mapping[tuple[str, int], Feed], for_place: set[RoundKey]
) -> dict[str, tuple[Any, ...]]:
    """Each tie's place in its round: as in a tree drawn from the last round back, else in the order of play."""
    nexts: dict[str, tuple[str, int]] = {}
    by_id = {tie.id: tie for tie in ties}
    for (tie_id, side), feed in feeds.items():
        if feed.outcome == "winner" and by_id[tie_id].round not in for_place:
            nexts.setdefault(feed.tie, (tie_id, side))
    paths: dict[str, tuple[int, ...]] = {}
    for number, tie in enumerate(reversed(ties)):
        after = nexts.get(tie.id)
        paths[tie.id] = (*paths[after[0]], after[1]) if after and after[0] in paths else (len(ties) - number,)
    return {tie.id: (tie.id not in nexts, paths[tie.id]) for tie in ties}


# --- as an answer ----------------------------------------------------------------------------------------------------


def make_bracket(facts: SeasonFacts) -> dict[str, Any]:
    """The bracket of a season (interfaces.md), with the time that is meant and how current it is.

    `rounds` in the order of play, each with its stage, name, and ties; a tie has its two sides, its matches, and who is
    through by what. What is not known yet is null.
    """
    bracket = build_bracket(facts)
    as_of = facts.as_of
    return {
        "season": facts.refer("season", facts.season_id),
        "as_of": {
            "round": as_of.round,
            "on": as_of.on.isoformat() if as_of.on else None,
            "recorded_at": format_instant(as_of.recorded_at),
        },
        "current_to": find_position(facts.sides),
        "rounds": [
            {
                "stage": facts.refer("stage", round_.stage) if round_.stage else None,
                "name": round_.name or None,
                "for_place": round_.for_place,
                "ties": [make_tie(tie, bracket, facts) for tie in round_.ties],
            }
            for round_ in bracket.rounds
        ],
    }


def make_tie(tie: Tie, bracket: Bracket, facts: SeasonFacts) -> dict[str, Any]:
    """A tie of an answer."""
    decision = tie.decision
    sides = []
    for side, entrant in enumerate(tie.entrants):
        feed = bracket.feeds.get((tie.id, side))
        sides.append(
            {
                "competitor": refer_to(entrant.competitor, entrant.name, facts),
                "from": {"tie": feed.tie, "outcome": feed.outcome} if feed else None,
                "bye": feed is None and bool(entrant.competitor) and tie.id in bracket.spared,
                "score": tie.score[side] if tie.score else None,
                "shootout": tie.shootout[side] if tie.shootout else None,
                "through": None if decision is None else decision.winner == side,
            }
        )
    return {
        "id": tie.id,
        "form": tie.form,
        "best_of": tie.best_of,
        "status": find_status(tie),
        "decided_by": decision.by if decision else None,
        "winner": sides[decision.winner]["competitor"] if decision and decision.winner is not None else None,
        "sides": sides,
        "matches": [make_match(meeting, facts) for meeting in tie.meetings],
    }


def find_status(tie: Tie) -> str:
    """Whether a tie is decided, being played, begun, or all of it is to come."""
    if tie.decision is not None:
        return "decided"
    if any(meeting.live for meeting in tie.meetings):
        return "live"
    return "begun" if tie.over else "to_come"


def make_match(meeting: Meeting, facts: SeasonFacts) -> dict[str, Any]:
    """A match of a tie."""
    home, away = meeting.home, meeting.away
    begun, kicks = meeting.over or meeting.live, home.shootout is not None and away.shootout is not None
    return {
        "id": meeting.match,
        "on": home.on,
        "scheduled_at": format_instant(home.scheduled_at),
        "status": home.status,
        "home": refer_to(home.competitor, home.competitor_name, facts),
        "away": refer_to(away.competitor, away.competitor_name, facts),
        "score": {"home": home.scored, "away": away.scored} if begun else None,
        "shootout": {"home": home.shootout, "away": away.shootout} if begun and kicks else None,
        "decided_by": home.decided_by or None if meeting.over else None,
    }


def refer_to(competitor: str, name: str, facts: SeasonFacts) -> dict[str, str] | None:
    """`{"id", "name"}` of a competitor; None while it is not known."""
    return facts.refer("competitor", competitor, name) if competitor else None
