"""What every peer computes: league table, scorers and form of each season, folded in memory and upserted in batches.

The leanest way there is: no rules are checked, nothing is kept but sums, corrections are not known. A record seen twice
is dropped by a bit for each seq; the order of a match's records does not matter to sums.
"""

from collections.abc import Iterable
from typing import Any

import msgspec
import psycopg

SCHEMA = """
DROP TABLE IF EXISTS league, scorers, form;
CREATE TABLE league (season text, team text, played int, won int, drawn int, lost int, goals_for int,
    goals_against int, PRIMARY KEY (season, team));
CREATE TABLE scorers (season text, player text, goals int, PRIMARY KEY (season, player));
CREATE TABLE form (season text, team text, results text, PRIMARY KEY (season, team));
"""
LEAGUE = """
INSERT INTO league SELECT * FROM unnest(%s::text[], %s::text[], %s::int[], %s::int[], %s::int[], %s::int[], %s::int[],
    %s::int[])
ON CONFLICT (season, team) DO UPDATE SET played = EXCLUDED.played, won = EXCLUDED.won, drawn = EXCLUDED.drawn,
    lost = EXCLUDED.lost, goals_for = EXCLUDED.goals_for, goals_against = EXCLUDED.goals_against
"""
SCORERS = """
INSERT INTO scorers SELECT * FROM unnest(%s::text[], %s::text[], %s::int[])
ON CONFLICT (season, player) DO UPDATE SET goals = EXCLUDED.goals
"""
FORM = """
INSERT INTO form SELECT * FROM unnest(%s::text[], %s::text[], %s::text[])
ON CONFLICT (season, team) DO UPDATE SET results = EXCLUDED.results
"""
STARTED = frozenset({"period_start", "goal", "result"})


class Ref(msgspec.Struct, gc=False):
    """An id."""

    id: str


class Score(msgspec.Struct, gc=False):
    """Goals."""

    home: int
    away: int


class Data(msgspec.Struct, gc=False):
    """What is needed of any record's data."""

    season: Ref | None = None
    home: Ref | int | None = None  # a shootout's total has goals there
    away: Ref | int | None = None
    scheduled_on: str | None = None
    own_goal: bool = False
    full_time: Score | None = None
    extra_time: Score | None = None


class Event(msgspec.Struct, gc=False):
    """What is needed of a record."""

    type: str
    match: str
    seq: int
    side: str | None = None
    player: str | None = None
    player_id: str | None = None
    data: Data | None = None


decode = msgspec.json.Decoder(Event).decode


class Match:
    """A match so far; `season` is None before its first record is here."""

    __slots__ = ("away", "home", "on", "scored", "scorers", "season", "seen", "started", "teams")

    def __init__(self) -> None:
        self.season: str | None = None
        self.teams = ("", "")
        self.on = ""
        self.home = self.away = self.seen = 0
        self.started = False
        self.scorers: dict[str, int] = {}
        self.scored = False


class Tables:
    """The sums, and which of them have changed since they were last written."""

    def __init__(self, url: str) -> None:
        self.connection = psycopg.connect(url)
        self.matches: dict[str, Match] = {}
        self.league: dict[tuple[str, str], list[int]] = {}
        self.scorers: dict[tuple[str, str], int] = {}
        self.form: dict[tuple[str, str], dict[tuple[str, str], str]] = {}
        self.changed: dict[str, Match] = {}
        self.counted: dict[str, tuple[Any, ...]] = {}

    def add(self, event: Event) -> None:
        """Take a record in."""
        match = self.matches.get(event.match)
        if match is None:
            match = self.matches[event.match] = Match()
        bit = 1 << event.seq
        if match.seen & bit:
            return
        match.seen |= bit
        kind = event.type
        if kind == "scheduled":
            data = event.data
            match.season, match.on = data.season.id, data.scheduled_on
            match.teams = data.home.id, data.away.id
        elif kind in STARTED:
            match.started = True
            if kind == "goal":
                if event.side == "home":
                    match.home += 1
                else:
                    match.away += 1
                if event.player and not event.data.own_goal:
                    player = event.player_id or event.player
                    match.scorers[player] = match.scorers.get(player, 0) + 1
            elif kind == "result":
                score = event.data.extra_time or event.data.full_time
                match.home, match.away = score.home, score.away
        else:
            return
        self.changed[event.match] = match

    def add_all(self, events: Iterable[Event]) -> None:
        """Take records in, and write what they have changed."""
        for event in events:
            self.add(event)
        self.write()

    def write(self) -> None:
        """Upsert what has changed, in one transaction."""
        teams, players = self.count_changed()
        with self.connection.transaction(), self.connection.cursor() as cursor:
            ordered = sorted(teams)
            rows = [(*place, *self.league[place]) for place in ordered]
            cursor.execute(LEAGUE, [list(column) for column in zip(*rows, strict=True)] or [[]] * 8)
            rows = [(*place, self.scorers[place]) for place in sorted(players)]
            cursor.execute(SCORERS, [list(column) for column in zip(*rows, strict=True)] or [[]] * 3)
            rows = [(*place, self.read_form(place)) for place in ordered]
            cursor.execute(FORM, [list(column) for column in zip(*rows, strict=True)] or [[]] * 3)

    def count_changed(self) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
        """Sum up what has changed; the teams and the players whose rows are others now."""
        teams: set[tuple[str, str]] = set()
        players: set[tuple[str, str]] = set()
        for match_id, match in self.changed.items():
            if match.season is not None and match.started:
                self._count(match_id, match, teams, players)
        self.changed.clear()
        return teams, players

    def _count(self, match_id: str, match: Match, teams: set, players: set) -> None:
        """Put what a match counts for now in the place of what it counted for before."""
        season, (home, away) = match.season, match.teams
        before = self.counted.get(match_id)
        now = match.home, match.away, dict(match.scorers)
        self.counted[match_id] = now
        for sign, counts in ((-1, before), (1, now)):
            if counts is None:
                continue
            for team, own, other in ((home, counts[0], counts[1]), (away, counts[1], counts[0])):
                row = self.league.setdefault((season, team), [0] * 6)
                row[0] += sign
                row[1 if own > other else 2 if own == other else 3] += sign
                row[4] += sign * own
                row[5] += sign * other
            for player, goals in counts[2].items():
                place = season, player
                self.scorers[place] = self.scorers.get(place, 0) + sign * goals
                players.add(place)
        for team, own, other in ((home, now[0], now[1]), (away, now[1], now[0])):
            teams.add((season, team))
            result = "W" if own > other else "D" if own == other else "L"
            self.form.setdefault((season, team), {})[match.on, match_id] = result

    def read_form(self, place: tuple[str, str]) -> str:
        """A team's last five results, the newest last."""
        results = self.form[place]
        return "".join(results[when] for when in sorted(results)[-5:])


def make(url: str) -> None:
    """Make the tables, empty."""
    with psycopg.connect(url) as connection:
        connection.execute(SCHEMA)
