"""Who is suspended: each person's cautions and bans in a season, in which matches they are served, what is left.

A ban is served in the next matches of the competitor for whom the offence was committed, one after the other: a match
that is to come, was postponed, abandoned or annulled serves none, nor does one that the competitor lost by an award,
or in which the person was shown something. An official's decision about a match takes the place of the ban that it
brought by itself; one about none stands beside the others, as does a ban carried over from elsewhere.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from scoreboard.sports import get_sport
from scoreboard.sports.suspensions import Offences, Suspensions
from stats.tables.cautions import Ban, Shown, count_cautions
from stats.tables.naming import find_made, find_main
from stats.tables.season import SeasonFacts
from stats.tables.sides import AsOf, Side, in_order

KIND = "suspension"  # of the catalogue's entries that are decisions
NEVER = frozenset({"cancelled", "abandoned", "annulled", "postponed"})  # no match for which anybody is suspended


@dataclass
class Conduct:
    """What is known of a person: by match what they were shown, and what officials decided."""

    person: str
    name: str = ""
    competitors: dict[str, str] = field(default_factory=dict)
    shown: dict[str, Shown] = field(default_factory=dict)
    decisions: list["Decision"] = field(default_factory=list)


class Decision(NamedTuple):
    """A ban by an official's decision: of so many matches, or until a day, for a match or from a day on."""

    competitor: str
    match: str
    matches: int
    on: date
    until: date | None
    reason: str


class Served(NamedTuple):
    """A ban with the matches that served it, and those for which it holds."""

    ban: Ban
    served: list[Side]
    to_serve: list[Side]

    @property
    def left(self) -> int:
        """How many matches are still to be served, as far as that can be said."""
        return len(self.to_serve) if self.ban.until else self.ban.length - len(self.served)


def list_suspensions(facts: SeasonFacts) -> list[dict[str, Any]]:
    """Everybody with cautions that count, or a ban: those first who are suspended, then those who are one caution away.

    `{"person", "competitor", "cautions", "since", "next_at", "one_away", "left", "bans": [{"cause", "cautions",
    "match": a meeting or None, "matches", "until", "reason", "served": [meeting], "to_serve": [meeting], "left"}]}`, a
    meeting `{"match", "on", "scheduled_at", "opponent": {"id", "name"}}`. `since` is the day of the first caution that
    counts, `next_at` at how many of them the next ban is. `to_serve` are the matches for which somebody is suspended,
    as far as these are known; `left` counts all. Empty where the season's rules, or the sport, know no suspension.
    """
    rules, offences = facts.ranking.suspensions, find_offences(facts)
    if rules is None or offences is None:
        return []
    begins = min((side.on for side in facts.sides if side.on), default=date.min)
    rows = [make_row(facts, conduct, rules, begins) for conduct in list_conduct(facts, offences)]
    rows = [row for row in rows if row["cautions"] or row["bans"]]
    return sorted(rows, key=lambda row: (not row["left"], not row["one_away"], -row["cautions"], row["person"]["name"]))


def list_offences(facts: SeasonFacts) -> frozenset[str]:
    """The statistics for which people are suspended in a season; none where its rules know no suspension."""
    return frozenset(find_offences(facts) or ()) if facts.ranking.suspensions else frozenset()


def find_offences(facts: SeasonFacts) -> Offences | None:
    """For what the season's sport suspends people."""
    return get_sport(facts.sides[0].sport).offences if facts.sides else None


def find_suspended(rows: Iterable[Mapping[str, Any]], match: str) -> list[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Who may not play in a match, or could not: their rows of `list_suspensions`, each with the ban."""
    return [
        (row, ban)
        for row in rows
        for ban in row["bans"]
        if any(meeting["match"] == match for meeting in (*ban["served"], *ban["to_serve"]))
    ]


def list_conduct(facts: SeasonFacts, offences: Offences) -> list[Conduct]:
    """What everybody was shown in which match, and what was decided of them.

    Who is known by name only is somebody else in each competitor.
    """
    fields = dict(zip(offences, ("cautions", "second_cautions", "expulsions"), strict=True))
    found: dict[tuple[str, str], Conduct] = {}

    def find(person: str, competitor: str) -> Conduct:
        own = "" if ("person", person) in facts.items else competitor
        return found.setdefault((person, own), Conduct(person))

    for one in facts.singles:
        if one.stat in fields:
            conduct = find(one.person, one.competitor)
            conduct.name = max(conduct.name, one.name)
            conduct.competitors[one.competitor] = one.competitor_name
            shown = conduct.shown.setdefault(one.match, Shown())
            setattr(shown, fields[one.stat], getattr(shown, fields[one.stat]) + one.value)
    for person, decision in list_decisions(facts):
        conduct = find(person, decision.competitor)
        conduct.competitors.setdefault(decision.competitor, "")
        conduct.decisions.append(decision)
    return list(found.values())


def list_decisions(facts: SeasonFacts) -> list[tuple[str, Decision]]:
    """The decisions of a season that were known at the time of the facts, each with whom it is about, oldest first."""
    as_of, decisions = facts.as_of, []
    for (kind, item), entry in facts.items.items():
        if kind != KIND or entry["season"] != facts.season_id:
            continue
        on = date.fromisoformat(entry["on"])
        if (as_of.on and on > as_of.on) or (as_of.recorded_at and find_made(item) > as_of.recorded_at):
            continue
        until = date.fromisoformat(entry["until"]) if entry.get("until") else None
        decision = Decision(entry["competitor"], entry.get("match") or "", entry["matches"], on, until, entry["reason"])
        decisions.append((item, find_main(facts.items, entry["person"]), decision))
    return [(person, decision) for _, person, decision in sorted(decisions, key=lambda one: (one[2].on, one[0]))]


def make_row(facts: SeasonFacts, conduct: Conduct, rules: Suspensions, begins: date) -> dict[str, Any]:
    """A person's row."""
    sides = order_sides(side for side in facts.sides if side.competitor in conduct.competitors)
    begun = [side for side in sides if has_begun(side, conduct, facts.as_of)]
    to_come = [side for side in sides if not has_begun(side, conduct, facts.as_of)]
    count = count_cautions(begun, conduct.shown, rules, begins=begins, to_come=to_come)
    served = serve(decide(count.bans, conduct.decisions, begun), sides, conduct, facts.as_of)
    last = max((number for number, side in enumerate(sides) if side.match in conduct.shown), default=0)
    competitor = sides[last].competitor if sides else next(iter(conduct.competitors))
    since = count.counted[0][0].on if count.counted else None
    return {
        "person": facts.refer("person", conduct.person, conduct.name),
        "competitor": facts.refer("competitor", competitor, conduct.competitors.get(competitor, "")),
        "cautions": len(count.counted),
        "since": since,
        "next_at": count.next_at,
        "one_away": count.next_at == len(count.counted) + 1,
        "left": sum(one.left for one in served),
        "bans": [describe(facts, one) for one in served],
    }


def order_sides(sides: Iterable[Side]) -> list[Side]:
    """Sides in the order of play, those of an unknown day last."""
    return sorted(in_order(sides), key=lambda side: side.on is None)


def has_begun(side: Side, conduct: Conduct, as_of: AsOf) -> bool:
    """Whether a match has begun by the time that is meant: what the person was shown in it counts."""
    return as_of.reaches(side) and (side.over or side.live or side.match in conduct.shown)


def decide(bans: Sequence[Ban], decisions: Sequence[Decision], begun: Sequence[Side]) -> list[Ban]:
    """The bans as officials left them: what was decided last of a match holds, in place of the dismissal's own ban."""
    places = {side.match: side for side in begun}
    of_match = {one.match: one for one in decisions if one.match in places}
    kept = [ban for ban in bans if ban.cause == "cautions" or ban.side is None or ban.side.match not in of_match]
    for one in (*of_match.values(), *(one for one in decisions if one.match not in places)):
        if one.matches or one.until:
            side = places.get(one.match)
            since = None if side else one.on
            kept.append(
                Ban("decision", one.competitor, one.matches, side, since=since, until=one.until, reason=one.reason)
            )
    return sorted(kept, key=lambda ban: (ban.side.on if ban.side else ban.since) or date.min)


def serve(bans: Sequence[Ban], sides: Sequence[Side], conduct: Conduct, as_of: AsOf) -> list[Served]:
    """Serve bans in their order, each in the first matches that can serve it and serve none before it."""
    taken: set[str] = set()
    done = []
    for ban in bans:
        one = Served(ban, [], [])
        for side in list_after(ban, sides):
            if ban.until is None and len(one.served) + len(one.to_serve) >= ban.length:
                break
            if side.match in taken:
                continue
            if serves(side, conduct, as_of):
                one.served.append(side)
            elif is_to_come(side, conduct, as_of):
                one.to_serve.append(side)
            else:
                continue
            taken.add(side.match)
        done.append(one)
    return done


def list_after(ban: Ban, sides: Sequence[Side]) -> list[Side]:
    """The matches of a ban's competitor after the offence, or from its day on, until its last day."""
    own = [side for side in sides if side.competitor == ban.competitor]
    if ban.side is not None:
        place = next(number for number, side in enumerate(own) if side.match == ban.side.match)
        own = own[place + 1 :]
    else:
        own = [side for side in own if side.on is None or ban.since is None or side.on >= ban.since]
    return [side for side in own if ban.until is None or (side.on is not None and side.on <= ban.until)]


def serves(side: Side, conduct: Conduct, as_of: AsOf) -> bool:
    """Whether a match serves a ban: it is over, the person had no part in it, and it was not lost by an award.

    A match that was forfeited serves for those alone who were not to blame (FIFA Disciplinary Code 2011, art. 19).
    """
    if not (side.over and as_of.reaches(side)) or side.match in conduct.shown:
        return False
    return side.status != "awarded" or bool(side.won)


def is_to_come(side: Side, conduct: Conduct, as_of: AsOf) -> bool:
    """Whether a match is to be played, or is being played without the person."""
    open_still = not (side.over and as_of.reaches(side)) and side.status not in NEVER
    return open_still and side.match not in conduct.shown


def describe(facts: SeasonFacts, one: Served) -> dict[str, Any]:
    """A ban with its matches."""
    ban = one.ban
    return {
        "cause": ban.cause,
        "cautions": ban.cautions or None,
        "match": meet(facts, ban.side) if ban.side else None,
        "matches": None if ban.until else ban.length,
        "until": ban.until,
        "reason": ban.reason,
        "served": [meet(facts, side) for side in one.served],
        "to_serve": [meet(facts, side) for side in one.to_serve],
        "left": one.left,
    }


def meet(facts: SeasonFacts, side: Side) -> dict[str, Any]:
    """A match, seen from one side."""
    return {
        "match": side.match,
        "on": side.on,
        "scheduled_at": side.scheduled_at,
        "opponent": facts.refer("competitor", side.opponent, side.opponent_name),
    }
