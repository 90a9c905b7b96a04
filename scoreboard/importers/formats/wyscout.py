"""Wyscout's ball events of one match: Pappalardo et al. 2019, as koenvo/wyscout-soccer-match-event-dataset keeps them.

`events` lists every touch with its period (1H, 2H, E1, E2, P), the second in it (`eventSec`), who did it, and `tags`;
`teams` and `players` say who they are. Goals are tagged 101 (at the shot and at the goalkeeper's attempt to save),
own goals 102, cards 1701 to 1703. A file has no date, and no substitutions; its competition is not named.

What a ball event is stands in `eventId` as a number and in `eventName` as a word; in the newer shape of version 2 of
Wyscout's API the number stands in `eventName`, and that of a penalty in `subEventName`. Version 3 is another format.
"""

import math
import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from scoreboard.importers.base import BadFile, ImportedMatch, ImportedSeason, Note, Who
from scoreboard.importers.files import read_file
from scoreboard.importers.lineups import build_lineup, build_player
from scoreboard.importers.texts import as_list, as_mapping, parse_json
from scoreboard.importers.validate import keep_allowed
from scoreboard.sports.football import SPORT
from scoreboard.sports.football.events import MINUTE

FORMAT = "wyscout"
# Each period by its name here, its begin and its nominal end in minutes.
PERIODS = {
    "1H": ("first_half", 0, 45),
    "2H": ("second_half", 45, 90),
    "E1": ("extra_first_half", 90, 105),
    "E2": ("extra_second_half", 105, 120),
}
SHOOTOUT = "P"
# What a ball event is, by the number of its word.
KINDS = (
    *("", "Duel", "Foul", "Free Kick", "Goalkeeper leaving line", "Interruption", "Offside", "Others on the ball"),
    *("Pass", "Save attempt", "Shot"),
)
FREE_KICK, SAVE, SHOT = 3, 9, 10
PENALTY = 35  # of free kicks
GOAL, OWN_GOAL = 101, 102
CARDS = {1703: "second_yellow", 1701: "red", 1702: "yellow"}  # of several tags the first here counts
# Where a shot went: into the goal's frame, past it, against it.
OUTCOMES = ((range(1201, 1210), "saved"), (range(1210, 1217), "wide"), (range(1217, 1224), "woodwork"))
SAME_GOAL = 15.0  # seconds within which two tags tell of one goal: the kick-off after it takes longer
LEFT_OUT = "; the event is left out"
ID = re.compile(r"[1-9]\d{0,17}$", re.ASCII)
OTHER = {"home": "away", "away": "home"}
Body = dict[str, Any]


class Touch(msgspec.Struct, frozen=True):
    """A ball event: where it stands in the file, when (seconds in its period), whose, what, and its tags."""

    where: str
    period: str
    second: float
    side: str
    player: Who | None
    kind: int
    penalty: bool
    tags: frozenset[int]


def read(path: Path) -> list[ImportedSeason]:
    """The match in a file; raises OSError, and BadFile as `parse` does."""
    return [parse(read_file(path))]


def parse(data: bytes) -> ImportedSeason:
    """Read a file's content; raises BadFile with the place and what was expected there.

    A ball event that cannot be understood is left out with a warning, as is what the rules forbid.
    """
    content = parse_json(data)
    if not isinstance(content, dict) or not isinstance(content.get("events"), list):
        raise BadFile("$.events: expected the list of a match's ball events")
    if any(isinstance(as_mapping(event).get("type"), dict) for event in content["events"][:1]):
        raise BadFile("$.events[0].type: this is version 3 of Wyscout's API, which is not read; expected version 2")
    teams = parse_teams(content.get("teams"))
    sides = dict(zip(teams, ("home", "away"), strict=True))
    warnings: list[Note] = []
    touches = parse_touches(content["events"], sides, parse_players(content.get("players")), warnings)
    played = {touch.period for touch in touches}
    if warnings and not touches:
        raise BadFile(f"{warnings[0].where}: {warnings[0].why.removesuffix(LEFT_OUT)}")
    if "1H" not in played:
        raise BadFile("$.events: expected events of the first half (matchPeriod 1H)")
    if not any(touch.tags for touch in touches):
        raise BadFile("$.events: expected tags, by which goals are known; none of the events has one")
    ruleset = {"extra_time": "E1" in played, "shootout": SHOOTOUT in played}
    places, events = [], []
    for where, body in list_events(touches, warnings):
        places.append(where)
        events.append(body)
    kept, notes = keep_allowed(SPORT, ruleset, events)
    for note in notes:
        number = int(note.where.split()[1])
        warnings.append(Note(places[number - 1], f"{note.where.partition(' ')[2].partition(' ')[2]}: {note.why}"))
    home, away = teams.values()
    match = ImportedMatch(
        where="$",
        home=home,
        away=away,
        coverage="events",
        ruleset={name: value for name, value in ruleset.items() if value},
        lineups=parse_lineups(content.get("players"), sides, touches),
        events=kept,
    )
    return ImportedSeason(
        sport=SPORT.name,
        competition="",
        season="",
        source="Pappalardo et al. (2019), A public data set of spatio-temporal match events in soccer competitions",
        licence="CC BY 4.0",
        matches=[match],
        warnings=warnings,
    )


def parse_teams(teams: Any) -> dict[str, str]:
    """The names of both teams by their id; the first stands for the home side, as files have no other word of it."""
    found = {}
    for key, value in as_mapping(teams).items():
        outer = as_mapping(value)
        name = clean(as_mapping(outer.get("team", outer)).get("name"))
        if not name:
            raise BadFile(f"$.teams.{key}.team.name: expected a team's name")
        found[str(key)] = name
    if len(found) != 2:
        raise BadFile(f"$.teams: expected two teams, got {len(found)}")
    return found


def parse_lineups(players: Any, sides: dict[str, str], touches: list[Touch]) -> list[Body]:
    """Both teams' line-ups: all whom the file lists. It does not say that nobody else took part, nor who began.

    It lists eleven first. They are those who began where all of them, and nobody else, have touched the ball in the
    first half.
    """
    lineups = []
    for team, side in sides.items():
        early = {touch.player for touch in touches if touch.side == side and touch.period == "1H" and touch.player}
        listed = []
        for one in as_list(as_mapping(players).get(team)):
            player = as_mapping(as_mapping(one).get("player", one))
            who = name_player(player)
            position = str(as_mapping(player.get("role")).get("name") or "").lower()[:120]
            listed += [(who, build_player(who, position=position, goalkeeper=position == "goalkeeper"))] if who else []
        began = {who for who, _ in listed[: SPORT.starting]}
        starting = {"starting": True} if began == early and len(began) == SPORT.starting else {}
        rows = [{**row, **(starting if who in began else {})} for who, row in listed]
        lineups += build_lineup(side, rows, starting=SPORT.starting)
    return lineups


def parse_players(players: Any) -> dict[str, Who]:
    """All players by their id, which is one in all of Wyscout's files."""
    found = {}
    for squad in as_mapping(players).values():
        for one in as_list(squad):
            player = as_mapping(as_mapping(one).get("player", one))
            if who := name_player(player):
                found[str(player.get("wyId"))] = who
    return found


def name_player(player: Mapping[str, Any]) -> Who | None:
    """Who a player of the file is; None where it has no name."""
    full = f"{clean(player.get('firstName'))} {clean(player.get('lastName'))}"
    name, key = clean(player.get("shortName")) or full.strip(), str(player.get("wyId"))
    return Who(name[:120], f"{FORMAT}:{key}" if ID.match(key) else None) if name else None


def clean(value: Any) -> str:
    """A name; the data set has letters beyond ASCII escaped twice."""
    text = value if isinstance(value, str) else ""
    return " ".join(re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text).split())


def parse_touches(
    events: list[Any], sides: dict[str, str], players: dict[str, Who], warnings: list[Note]
) -> list[Touch]:
    """Every ball event that is understood, in the order of play."""
    touches = []
    for number, event in enumerate(events):
        where = f"$.events[{number}]"
        try:
            touches.append(parse_touch(event, sides, players, where))
        except BadFile as error:
            warnings.append(Note(where, f"{error}{LEFT_OUT}"))
    order = (*PERIODS, SHOOTOUT)
    return sorted(touches, key=lambda touch: (order.index(touch.period), touch.second))


def parse_touch(event: Any, sides: dict[str, str], players: dict[str, Who], where: str) -> Touch:
    """One ball event; raises BadFile where it cannot be understood."""
    row = as_mapping(event)
    kind = parse_kind(row)
    period, second, team = row.get("matchPeriod"), row.get("eventSec"), str(row.get("teamId"))
    if period != SHOOTOUT and period not in list(PERIODS):
        raise BadFile(f"matchPeriod: expected 1H, 2H, E1, E2 or P, got {period!r:.40}")
    if isinstance(second, bool) or not isinstance(second, int | float) or not 0 <= second < math.inf:
        raise BadFile(f"eventSec: expected seconds, got {second!r:.40}")
    if team not in sides:
        raise BadFile(f"teamId: expected one of {', '.join(sides)}, got {team!r:.40}")
    tags = row.get("tags")
    ids = [tag if type(tag) is int else as_mapping(tag).get("id") for tag in as_list(tags)]
    numbers = frozenset(tag for tag in ids if type(tag) is int)
    if not isinstance(tags, list) or (ids and not numbers):
        raise BadFile(f"tags: expected a list of tags with their numbers as id, got {tags!r:.40}")
    return Touch(
        where=where,
        period=period,
        second=float(second),
        side=sides[team],
        player=players.get(str(row.get("playerId"))),
        kind=kind,
        penalty=row.get("subEventName") in ("Penalty", PENALTY),
        tags=numbers,
    )


def parse_kind(row: Mapping[str, Any]) -> int:
    """What a ball event is, as a number; raises BadFile for one that is not known."""
    kind = row.get("eventId", row.get("eventName"))
    if isinstance(kind, str) and kind in KINDS[1:]:
        return KINDS.index(kind)
    if type(kind) is not int or not 0 < kind < len(KINDS):
        raise BadFile(f"eventId or eventName: expected 1 to {len(KINDS) - 1}, or their words, got {kind!r:.40}")
    return kind


def list_events(touches: list[Touch], warnings: list[Note]) -> list[tuple[str, Body]]:
    """What happened in the match, in order, each with the place in the file that tells it."""
    by_period: dict[str, list[Touch]] = defaultdict(list)
    for touch in touches:
        by_period[touch.period].append(touch)
    booked: set[tuple[str, Who]] = set()
    events: list[tuple[str, Body]] = []
    for key, (period, begin, end) in PERIODS.items():
        played = by_period.get(key)
        if not played:
            continue
        events.append((played[0].where, {"type": "period_start", "period": period}))
        goals = find_goals(played, warnings)
        for touch in played:
            timed = {"period": period, "clock_ms": begin * MINUTE + round(touch.second * 1000)}
            bodies = [goals.get(touch.where) or parse_missed(touch), parse_card(touch, booked, warnings)]
            events += [(touch.where, {**body, **timed}) for body in bodies if body]
        last = max(end * MINUTE, begin * MINUTE + round(played[-1].second * 1000))
        events.append((played[-1].where, {"type": "period_end", "period": period, "clock_ms": last}))
    booked = set()  # no caution of the match is carried into the kicks (Law 10.3)
    for touch in by_period.get(SHOOTOUT, ()):
        if touch.penalty and touch.kind != SAVE:
            kick = act("shootout_kick", touch.side, touch.player, scored=GOAL in touch.tags)
            events.append((touch.where, kick))
        elif card := parse_card(touch, booked, warnings):
            events.append((touch.where, card))
    return events


def find_goals(touches: list[Touch], warnings: list[Note]) -> dict[str, Body]:
    """The goals of a period by their place; what a goalkeeper's attempt says must agree with them."""
    goals: dict[str, Body] = {}
    told: list[tuple[float, str]] = []
    for touch in touches:
        own = OWN_GOAL in touch.tags
        if not own and not (GOAL in touch.tags and touch.kind in (SHOT, FREE_KICK)):
            continue
        side = OTHER[touch.side] if own else touch.side
        if any(side == by and touch.second - at < SAME_GOAL for at, by in told):
            warnings.append(Note(touch.where, "tells of the goal before it once more; it is left out"))
            continue
        told.append((touch.second, side))
        data = {"own_goal": True} if own else {"penalty": True} if touch.penalty else {}
        goals[touch.where] = act("goal", side, touch.player, **data)
    for touch in touches:
        if touch.kind == SAVE and GOAL in touch.tags and OWN_GOAL not in touch.tags:
            near = [at for at, side in told if side != touch.side and abs(touch.second - at) < SAME_GOAL]
            if not near:
                warnings.append(Note(touch.where, "the goalkeeper is beaten, but no shot near it is a goal"))
    return goals


def parse_missed(touch: Touch) -> Body | None:
    """A penalty during play that was no goal; None for anything else."""
    if not touch.penalty or touch.kind == SAVE or GOAL in touch.tags:
        return None
    outcome = next((name for tags, name in OUTCOMES if touch.tags.intersection(tags)), None)
    return act("penalty_missed", touch.side, touch.player, **({"outcome": outcome} if outcome else {}))


def parse_card(touch: Touch, booked: set[tuple[str, Who]], warnings: list[Note]) -> Body | None:
    """A card; None without one. A second yellow whose first is not in the file sends off as a red card does."""
    card = next((name for tag, name in CARDS.items() if tag in touch.tags), None)
    if card is None:
        return None
    if touch.player is None:
        warnings.append(Note(touch.where, f"a {card} card for nobody who is in the file; it is left out"))
        return None
    who = (touch.side, touch.player)
    if card == "second_yellow" and who not in booked:
        why = f"{touch.player.name}'s second yellow card is the first in the file: read as red"
        warnings.append(Note(touch.where, why))
        card = "red"
    booked.add(who)
    return act("card", touch.side, touch.player, card=card)


def act(event: str, side: str, player: Who | None, **data: Any) -> Body:
    """The body of an event."""
    return {"type": event, "side": side, **(player.mention() if player else {}), **({"data": data} if data else {})}
