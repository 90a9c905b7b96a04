"""Who is suspended: each person's cautions and bans in a season, in which matches they are served, what is left.

A ban is served in the next matches of the competitor for whom the offence was committed, one after the other: a match
that is to come, was postponed, abandoned or annulled serves none, nor does one that the competitor lost by an award,
or in which the person was shown something, or appeared by the line-up: they have played although banned. An official's
decision about a match takes the place of the ban that it brought by itself; one about none stands beside the others, as
does a ban carried over from elsewhere.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from scoreboard.sports import get_sport
from scoreboard.sports.suspensions import Offences, Suspensions
from stats.tables.cautions import Ban, Count, Course, Shown, follow
from stats.tables.naming import find_made, find_main
from stats.tables.season import SeasonFacts
from stats.tables.sides import AsOf, Side

KIND = "suspension"  # of the catalogue's entries that are decisions
APPEARANCES = "appearances"  # the statistic that says, where line-ups are known, who has played
NEVER = frozenset({"cancelled", "abandoned", "annulled", "postponed"})  # no match for which anybody is suspended


@dataclass
class Conduct:
    """What is known of a person: by match what they were shown, in which they appeared, and what officials decided."""

    person: str
    name: str = ""
    competitors: dict[str, str] = field(default_factory=dict)
    shown: dict[str, Shown] = field(default_factory=dict)
    appeared: set[str] = field(default_factory=set)
    decisions: list["Decision"] = field(default_factory=list)

    def took_part(self, match: str) -> bool:
        """Whether they are known to have been in a match."""
        return match in self.shown or match in self.appeared


class Decision(NamedTuple):
    """A ban by an official's decision: of so many matches, or until a day, for a match or from a day on."""

    competitor: str
    match: str
    matches: int
    on: date
    until: date | None
    reason: str


class Season(NamedTuple):
    """A season in which cautions are counted: its rules and first day; each competitor's sides in order, and course."""

    rules: Suspensions
    begins: date
    sides: Mapping[str, Sequence[Side]]
    courses: Mapping[str, Course]


class Served(NamedTuple):
    """A ban with the matches that served it, those for which it holds, and those that were played in spite of it."""

    ban: Ban
    served: list[Side]
    to_serve: list[Side]
    played: list[Side]

    @property
    def left(self) -> int:
        """How many matches are still to be served, as far as that can be said."""
        return len(self.to_serve) if self.ban.until else self.ban.length - len(self.served)


def list_suspensions(facts: SeasonFacts) -> list[dict[str, Any]]:
    """Everybody with cautions that count, or a ban: those first who are suspended, then those who are one caution away.

    `{"person", "competitor", "cautions", "since", "next_at", "one_away", "left", "bans": [{"cause", "cautions",
    "match": a meeting or None, "matches", "until", "reason", "served": [meeting], "to_serve": [meeting], "played":
    [meeting], "left"}]}`, a meeting `{"match", "on", "scheduled_at", "opponent": {"id", "name"}}`. `since` is the day
    of the first caution that counts, `next_at` at how many of them the next ban is. `to_serve` are the matches for
    which somebody is suspended, as far as these are known; `left` counts all; `played` are those in which they took
    part although banned. Empty where the season's rules, or the sport, know no suspension.
    """
    rules, offences = facts.ranking.suspensions, find_offences(facts)
    if rules is None or offences is None:
        return []
    everybody = list_conduct(facts, offences)
    season = follow_all(facts, rules, shown={match for conduct in everybody for match in conduct.shown})
    rows = [make_row(facts, conduct, season) for conduct in everybody]
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
        if any(meeting["match"] == match for meeting in (*ban["served"], *ban["to_serve"], *ban["played"]))
    ]


def list_conduct(facts: SeasonFacts, offences: Offences) -> list[Conduct]:
    """What everybody was shown in which match, and what was decided of them.

    Who is known by name only is somebody else in each competitor.
    """
    fields = dict(zip(offences, ("cautions", "second_cautions", "expulsions"), strict=True))
    found: dict[tuple[str, str], Conduct] = {}

    def key_of(person: str, competitor: str) -> tuple[str, str]:
        return person, "" if ("person", person) in facts.items else competitor

    def find(person: str, competitor: str) -> Conduct:
        return found.setdefault(key_of(person, competitor), Conduct(person))

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
    for one in facts.singles:
        if one.stat == APPEARANCES and (known := found.get(key_of(one.person, one.competitor))):
            known.appeared.add(one.match)
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


def follow_all(facts: SeasonFacts, rules: Suspensions, *, shown: Collection[str]) -> Season:
    """How cautions are counted in a season; `shown` are the matches in which anybody was shown something."""
    sides: dict[str, list[Side]] = {}
    for side in sorted(facts.sides, key=place_of):
        sides.setdefault(side.competitor, []).append(side)
    courses = {}
    for competitor, own in sides.items():
        begun: list[Side] = []
        to_come: list[Side] = []
        for side in own:
            has_begun = facts.as_of.reaches(side) and (side.over or side.live or side.match in shown)
            (begun if has_begun else to_come).append(side)
        courses[competitor] = follow(begun, to_come, rules)
    begins = min((side.on for side in facts.sides if side.on), default=date.min)
    return Season(rules, begins, sides, courses)


def place_of(side: Side) -> tuple[Any, ...]:
    """The place of a match in the order of play; one of an unknown day is after all others."""
    at = side.scheduled_at
    return (side.on or date.max, at is not None, at.timestamp() if at else 0, side.match)


def make_row(facts: SeasonFacts, conduct: Conduct, season: Season) -> dict[str, Any]:
    """A person's row."""
    found = [
        side
        for competitor in conduct.competitors
        for side in season.sides.get(competitor, ())
        if side.match in conduct.shown and side.match in season.courses[competitor].places
    ]
    found.sort(key=place_of)
    count = Count(season.rules, season.begins)
    for side in found:
        count.add(side, season.courses[side.competitor].places[side.match], conduct.shown[side.match])
    competitor = found[-1].competitor if found else next(iter(conduct.competitors))
    if competitor in season.courses:
        count.look_ahead(season.courses[competitor].coming)
    served = serve(decide(count.bans, conduct.decisions, season), season.sides, conduct, facts.as_of)
    return {
        "person": facts.refer("person", conduct.person, conduct.name),
        "competitor": facts.refer("competitor", competitor, conduct.competitors[competitor]),
        "cautions": len(count.counted),
        "since": count.counted[0][0].on if count.counted else None,
        "next_at": count.next_at,
        "one_away": count.next_at == len(count.counted) + 1,
        "left": sum(one.left for one in served),
        "bans": [describe(facts, one) for one in served],
    }


def decide(bans: Sequence[Ban], decisions: Sequence[Decision], season: Season) -> list[Ban]:
    """The bans as officials left them: what was decided last of a match holds, in place of the dismissal's own ban."""
    places = {
        side.match: side
        for competitor in {one.competitor for one in decisions} & season.courses.keys()
        for side in season.sides[competitor]
        if side.match in season.courses[competitor].places
    }
    of_match = {one.match: one for one in decisions if one.match in places}
    kept = [ban for ban in bans if ban.cause == "cautions" or ban.side is None or ban.side.match not in of_match]
    for one in (*of_match.values(), *(one for one in decisions if one.match not in places)):
        if one.matches or one.until:
            side = places.get(one.match)
            kept.append(
                Ban("decision", one.competitor, one.matches, side, since=one.on, until=one.until, reason=one.reason)
            )
    return sorted(kept, key=lambda ban: (ban.side.on if ban.side else ban.since) or date.min)


def serve(bans: Sequence[Ban], sides: Mapping[str, Sequence[Side]], conduct: Conduct, as_of: AsOf) -> list[Served]:
    """Serve bans in their order, each in the first matches that can serve it and serve none before it."""
    taken: set[str] = set()
    done = []
    for ban in bans:
        one = Served(ban, [], [], [])
        for side in list_after(ban, sides.get(ban.competitor, ())):
            if ban.until is None and len(one.served) + len(one.to_serve) >= ban.length:
                break
            if side.match in taken:
                continue
            if serves(side, conduct, as_of):
                one.served.append(side)
            elif is_to_come(side, conduct, as_of):
                one.to_serve.append(side)
            else:
                if conduct.took_part(side.match) and holds_for(ban, side) and as_of.reaches(side):
                    one.played.append(side)
                continue
            taken.add(side.match)
        done.append(one)
    return done


def list_after(ban: Ban, sides: Sequence[Side]) -> Sequence[Side]:
    """Of the matches of a ban's competitor those after the offence, or from its day on, until its last day."""
    if ban.side is not None:
        own = sides[sides.index(ban.side) + 1 :]
    else:
        own = [side for side in sides if side.on is None or ban.since is None or side.on >= ban.since]
    return [side for side in own if ban.until is None or (side.on is not None and side.on <= ban.until)]


def holds_for(ban: Ban, side: Side) -> bool:
    """Whether a ban was known when a match of its competitor was played: one by decision, from the day after it."""
    return ban.since is None or (side.on is not None and side.on > ban.since)


def serves(side: Side, conduct: Conduct, as_of: AsOf) -> bool:
    """Whether a match serves a ban: it is over, the person had no part in it, and it was not lost by an award.

    A match that was forfeited serves for those alone who were not to blame (FIFA Disciplinary Code 2011, art. 19).
    """
    if not (side.over and as_of.reaches(side)) or conduct.took_part(side.match):
        return False
    return side.status != "awarded" or bool(side.won)


def is_to_come(side: Side, conduct: Conduct, as_of: AsOf) -> bool:
    """Whether a match is to be played, or is being played without the person."""
    open_still = not (side.over and as_of.reaches(side)) and side.status not in NEVER
    return open_still and not conduct.took_part(side.match)


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
        "played": [meet(facts, side) for side in one.played],
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
