"""The people whom a season's file names: who they are, told over the whole file before the first of them is entered.

Some sources write surnames alone, here and there. Of a team and season one bearer of it is meant; where there are
several, or none is known, the name stands as it is, and a warning says so. Whoever has a source's id is told by that.
"""

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from scoreboard.catalogue import identity
from scoreboard.catalogue.person_names import Resolved, are_plain, resolve
from scoreboard.importers.base import ImportedMatch, ImportedSeason, Note, Who
from scoreboard.importers.lineups import list_players
from scoreboard.importers.texts import as_mapping
from scoreboard.models import Competitor, Person
from scoreboard.record.known_people import KnownPeople
from scoreboard.sports import get_sport
from scoreboard.sports.base import Mention
from scoreboard.sports.decoding import convert_event
from scoreboard.sports.reasons import REASONS
from scoreboard.sports.sport import Sport

Squads = Mapping[UUID, list[Person]]  # of a season, by competitor


class Naming(NamedTuple):
    """Where a line-up or event of a match names somebody without an id: its index, the field, and whose player."""

    body: int
    mention: Mention
    team: str
    name: str


class NamedPeople:
    """The people of one season's file, team by team; `warnings` and `resolved` are what is to be said of them."""

    def __init__(
        self, season: ImportedSeason, teams: Mapping[str, Competitor], known: KnownPeople, squads: Squads
    ) -> None:
        self.known, self.squads = known, squads
        self.namings: dict[int, list[Naming]] = {}  # by the id() of the match
        self.changed: dict[tuple[str, str], Who | None] = {}  # by team and name; None is nobody who could be told
        self.merged: list[tuple[UUID, str, str]] = []  # competitor, short name, fuller name
        self.warnings: list[Note] = []
        self.resolved: list[Note] = []
        if self.is_plain(season, teams):
            return
        sport, named = get_sport(season.sport), defaultdict(set)
        for match in season.matches:
            if namings := list_namings(sport, match):
                self.namings[id(match)] = namings
                for naming in namings:
                    named[naming.team].add(naming.name)
        told = list_told(season)
        for team, names in sorted(named.items()):
            self.resolve_team(team, teams[team], names, told[team])

    def is_plain(self, season: ImportedSeason, teams: Mapping[str, Competitor]) -> bool:
        """Whether all names can be seen to be full ones, each of one person, without asking whose they are."""
        names = set()
        for match in season.matches:
            for body in match.events:
                if "player" in body and "player_id" not in body:
                    data = as_mapping(body.get("data"))
                    others = (value for value in data.values() if value and isinstance(value, str))
                    if not isinstance(body["player"], str) or (data and any(others)):
                        return False  # it may name others, too
                    names.add(body["player"])
            for body in match.lineups:
                names |= {one["player"] for one in list_players(body) if "player_id" not in one and "player" in one}
        if not names:
            return True
        there = [self.known.bearers.get(team.pk, {}) for team in teams.values()]
        if any(len(bearers[name]) > 1 for bearers in there for name in names & bearers.keys()):
            return False
        squads = (one.name for team in teams.values() for one in self.squads.get(team.pk, ()))
        told = itertools.chain.from_iterable(list_told(season).values())
        return are_plain(names, {*squads, *told, *itertools.chain.from_iterable(there)})

    def rename(self, match: ImportedMatch) -> ImportedMatch:
        """A match of the season with everybody by the name, or the id, under which they are known."""
        there = [naming for naming in self.namings.get(id(match), ()) if (naming.team, naming.name) in self.changed]
        if not there:
            return match
        bodies = match.bodies
        for naming in there:
            who = self.changed[naming.team, naming.name]
            bodies[naming.body] = rename_one(bodies[naming.body], naming.mention, who)
        number = len(match.lineups)
        lineups = [leave_out_doubles(body) for body in bodies[:number]]
        return msgspec.structs.replace(match, lineups=lineups, events=bodies[number:])

    def resolve_team(self, team: str, competitor: Competitor, names: set[str], told: set[str]) -> None:
        """Tell who the names are that the file has for a team; `told` are those of its line-ups who have an id."""
        bearers, squad = self.known.bearers.get(competitor.pk, {}), self.squads.get(competitor.pk, ())
        found = resolve(names, squad={*told, *(one.name for one in squad)}, stored=bearers)
        for short, fuller in list(found.doubtful.items()):  # several names may be one person's
            if len({id(one) for name in fuller for one in bearers.get(name, (name,))}) == 1:
                found.renamed[short] = fuller[0]
                del found.doubtful[short]
        self.changed |= {(team, name): Who(new) for name, new in found.renamed.items()}
        for name in (*names, *found.renamed.values()):
            if len(several := bearers.get(name, ())) > 1:
                self.tell_namesakes(team, name, [one for one in several if one in squad])
        self.merged += [(competitor.pk, short, full) for short, full in found.merged.items()]
        self.say(team, found)

    def tell_namesakes(self, team: str, name: str, in_squad: list[Person]) -> None:
        """Tell which of several of one name is meant: who is in the season's squad."""
        who = Who(name, str(in_squad[0].pk)) if len(in_squad) == 1 else None
        if who is None:
            why = f"several people are called {name}, and the file does not say which one: nobody is named"
            self.warnings.append(Note(team, why))
        self.changed |= {(team, old): who for (at, old), new in self.changed.items() if at == team and new == Who(name)}
        self.changed[team, name] = who

    def say(self, team: str, found: Resolved) -> None:
        """Say who was found, and who was not."""
        pairs = [f"{name} is {full}" for name, full in sorted((found.renamed | found.merged).items())]
        if pairs:
            self.resolved.append(Note(team, "; ".join(pairs)))
        for name, several in found.doubtful.items():
            self.warnings.append(Note(team, f"{name} may be {' or '.join(several)}: entered as one more person"))
        if found.unknown:
            self.warnings.append(Note(team, f"no fuller name is known of {', '.join(found.unknown)}"))

    def merge(self) -> None:
        """Let those who were known by a short name be who the file names in full; to be called once it is entered."""
        for competitor, short, full in self.merged:
            found = [self.known.bearers[competitor].get(name, []) for name in (short, full)]
            if all(len(bearers) == 1 for bearers in found):
                one, into = (identity.find(str(bearers[0].pk)) for bearers in found)
                if one.same_as is None and one != into:
                    identity.merge(one, into, reason=REASONS["source.fuller"])
        self.merged = []


def rename_one(body: dict[str, Any], mention: Mention, who: Who | None) -> dict[str, Any]:
    """A body with somebody else, or nobody, where it mentions somebody."""
    body = holder = dict(body)
    if mention.in_data:
        holder = body["data"] = dict(body["data"])
    if mention.at is not None:
        players = holder["players"] = [*holder["players"]]
        holder = players[mention.at] = dict(players[mention.at])
    del holder[mention.field]
    holder |= who.mention(mention.field) if who else {}
    return body


def leave_out_doubles(body: dict[str, Any]) -> dict[str, Any]:
    """A line-up with everybody once, whom it had by two names."""
    once: dict[Any, dict[str, Any]] = {}
    for number, one in enumerate(list_players(body)):
        once.setdefault(one.get("player_id", one.get("player", number)), one)
    return {**body, "data": {**body["data"], "players": [*once.values()]}}


def list_told(season: ImportedSeason) -> dict[str, set[str]]:
    """Who is in the line-ups of a season's file by an id, by team."""
    told: dict[str, set[str]] = defaultdict(set)
    for match in season.matches:
        for body in match.lineups:
            team = match.home if body["side"] == "home" else match.away
            told[team or ""] |= {one["player"] for one in list_players(body) if "player_id" in one and "player" in one}
    return told


def list_person_ids(season: ImportedSeason) -> set[str]:
    """The ids of people that the line-ups and events of a season's file give."""
    found: set[str] = set()
    for match in season.matches:
        for body in match.lineups:
            found |= {given for one in list_players(body) if isinstance(given := one.get("player_id"), str)}
        for body in match.events:
            data = body.get("data")
            for part in (body, data) if isinstance(data, dict) else (body,):
                for name, value in part.items():
                    if name[-3:] == "_id" and isinstance(value, str):
                        found.add(value)
    return found


def list_namings(sport: Sport, match: ImportedMatch) -> list[Naming]:
    """Where a match's line-ups and events name people of known teams without an id."""
    lined_up = (naming for number, body in enumerate(match.lineups) for naming in list_lined_up(match, number, body))
    played = (
        naming
        for number, body in enumerate(match.events, len(match.lineups))
        if "player" in body and "player_id" not in body
        for naming in list_namings_of(sport, match, number, body)
    )
    return [*lined_up, *played]


def list_lined_up(match: ImportedMatch, number: int, body: dict[str, Any]) -> Iterator[Naming]:
    """Where a line-up does."""
    side, team = body["side"], match.home if body["side"] == "home" else match.away
    for at, one in enumerate(list_players(body)):
        if team and "player" in one and "player_id" not in one:
            yield Naming(number, Mention("player", side, in_data=True, at=at), team, " ".join(one["player"].split()))


def list_namings_of(sport: Sport, match: ImportedMatch, number: int, body: dict[str, Any]) -> list[Naming]:
    """Where one event does; nowhere in one that is none, which is rejected where it is entered."""
    try:
        event: Any = convert_event(sport.name, body)
    except msgspec.ValidationError:
        return []
    namings = []
    for mention in sport.mentions(event):
        holder = event.data if mention.in_data else event
        name, team = getattr(holder, mention.field), match.home if mention.side == "home" else match.away
        if name and team and getattr(holder, f"{mention.field}_id") is None:
            namings.append(Naming(number, mention, team, " ".join(name.split())))
    return namings
