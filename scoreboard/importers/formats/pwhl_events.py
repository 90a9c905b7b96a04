"""The events of a PWHL game file, as bodies: in the order of periods and time, with the periods' begins and ends."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from scoreboard.importers.base import BadFile, Who
from scoreboard.importers.texts import as_list, as_mapping

PERIOD = re.compile(r"^(?:(?P<overtime>OT))?(?P<number>(?<=OT)|[1-9]|1\d)$")
TIME = re.compile(r"^(\d{1,2}):(\d{2})$")
MINUTES = (2, 4, 5, 10, 20, 25)
ID = re.compile(r"[1-9]\d{0,17}$", re.ASCII)
LEAGUE = re.compile(r"[a-z0-9-]{1,30}$")
REGULAR, MINUTE = 3, 60_000
Body = dict[str, Any]


class Game(msgspec.Struct, frozen=True):
    """What events are read by: home or away by the team's id, and of which league the ids of people are."""

    sides: Mapping[str, str]
    league: str

    def find_side(self, team: Any, where: str) -> str:
        """The side of a team by its id, which stands alone or in a team's data."""
        key = str(team.get("id") if isinstance(team, dict) else team)
        if key not in self.sides:
            raise BadFile(f"{where}: expected one of the teams {', '.join(self.sides)}, got {key!r:.40}")
        return self.sides[key]

    def find_who(self, person: Any) -> Who | None:
        """A person, whom the league knows by one id for all seasons; None where the file names none."""
        if not isinstance(person, dict) or not person.get("lastName"):
            return None
        name = " ".join(f"{person.get('firstName') or ''} {person['lastName']}".split())[:120]
        key = str(person.get("id") or "")
        return Who(name, f"{self.league}:{key}" if ID.match(key) and LEAGUE.match(self.league) else None)


def parse_events(rows: list[Any], game: Game, summary: dict[str, Any], *, over: bool, overtime_ms: int) -> list[Body]:
    """All events of a match; raises BadFile with the place of one that cannot be understood.

    The file's times are those played; the match clock counts down, in overtime from `overtime_ms`.
    """
    placed, attempts = [], []
    for number, row in enumerate(rows):
        where = f"$.pbp_raw[{number}]"
        if not isinstance(row, dict) or not isinstance(row.get("details"), dict):
            raise BadFile(f"{where}: expected an event with its details")
        kind, details = str(row.get("event")), row["details"]
        if kind == "shootout":
            attempts.append(parse_attempt(details, game, where))
        elif kind in READ and (body := READ[kind](details, game, where)):
            period, played_ms = parse_period_clock(details, where)
            placed.append((period, played_ms, number, body))
    placed.sort(key=lambda one: one[:3])
    attempts = attempts or list_attempts(summary, game)
    last = max([len(as_list(summary.get("periods"))), REGULAR if over else 0, *(one[0] for one in placed)], default=0)
    overtime_ms = max([overtime_ms, *(played for period, played, *_ in placed if period > REGULAR)])
    events: list[Body] = []
    for period in range(1, last + 1):
        events.append({"type": "period_start"})
        happened = [one for one in placed if one[0] == period]
        length = overtime_ms if period > REGULAR else 20 * MINUTE
        events += [{**body, "clock_ms": max(0, length - played)} for _, played, _, body in happened]
        sudden = period > REGULAR and any(body["type"] == "goal" for *_, body in happened)
        if not sudden and (over or period < last):
            events.append({"type": "period_end"})
    return events + (attempts if over else [])


def parse_period_clock(details: dict[str, Any], where: str) -> tuple[int, int]:
    """The period by its number and the time played in it, in ms."""
    period = PERIOD.match(str(as_mapping(details.get("period")).get("id") or ""))
    found = TIME.match(str(details.get("time") or ""))
    if period is None or found is None:
        given = f"{details.get('period')!r:.60} and {details.get('time')!r:.40}"
        raise BadFile(f"{where}: expected period.id as 1 or OT1 and time as 7:49, got {given}")
    number = int(period["number"] or 1) + (REGULAR if period["overtime"] else 0)
    return number, (int(found[1]) * 60 + int(found[2])) * 1000


def is_true(value: Any) -> bool:
    """Whether a flag is set: true, 1 or "1"."""
    return str(value).lower() in ("1", "true")


def act(event: str, side: str, player: Who | None, **data: Any) -> Body:
    """The body of an event."""
    return {"type": event, "side": side, **(player.mention() if player else {}), **({"data": data} if data else {})}


def parse_goal(details: dict[str, Any], game: Game, where: str) -> Body:
    """A goal with its assists and what the file says of its strength."""
    properties = as_mapping(details.get("properties"))
    side = game.find_side(details.get("team"), where)
    strength = "even"
    if is_true(properties.get("isPowerPlay")):
        strength = "power_play"
    elif is_true(properties.get("isShortHanded")):
        strength = "short_handed"
    data: dict[str, Any] = {"strength": strength}
    assists = [who for person in as_list(details.get("assists")) if (who := game.find_who(person))]
    for field, who in zip(("assist", "assist2"), assists, strict=False):
        data |= who.mention(field)
    for flag, field in (("isEmptyNet", "empty_net"), ("isPenaltyShot", "penalty_shot")):
        if is_true(properties.get(flag)):
            data[field] = True
    return act("goal", side, game.find_who(details.get("scoredBy")), **data)


def parse_penalty(details: dict[str, Any], game: Game, where: str) -> Body | None:
    """A penalty; None for one without minutes (a penalty shot awarded)."""
    try:
        minutes = int(float(str(details.get("minutes"))))
    except ValueError:
        raise BadFile(f"{where}: expected minutes, got {details.get('minutes')!r:.40}") from None
    if minutes not in MINUTES:
        return None
    reason = " ".join(str(details.get("description") or "").split())[:120]
    data = {
        "minutes": minutes,
        **({"reason": reason} if reason else {}),
        **({"match": True} if re.search(r"match|game misconduct", reason, re.IGNORECASE) else {}),
        **({} if is_true(details.get("isPowerPlay", True)) else {"power_play": False}),
    }
    player = None if is_true(details.get("isBench")) else game.find_who(details.get("takenBy"))
    return act("penalty", game.find_side(details.get("againstTeam"), where), player, **data)


def parse_shot(details: dict[str, Any], game: Game, where: str) -> Body | None:
    """A shot on goal; None for one that went in, which is a goal."""
    if is_true(details.get("isGoal")):
        return None
    side = game.find_side(details.get("shooterTeamId"), where)
    return act("play", side, game.find_who(details.get("shooter")), kind="shot")


def parse_blocked(details: dict[str, Any], game: Game, where: str) -> Body:
    """A shot that was blocked, of the side that shot."""
    side = game.find_side(details.get("shooterTeamId"), where)
    return act("play", side, game.find_who(details.get("shooter")), kind="blocked_shot")


def parse_hit(details: dict[str, Any], game: Game, where: str) -> Body:
    return act("play", game.find_side(details.get("teamId"), where), game.find_who(details.get("player")), kind="hit")


def parse_faceoff(details: dict[str, Any], game: Game, where: str) -> Body:
    """A face-off, of who won it."""
    home = is_true(details.get("homeWin"))
    player = game.find_who(details.get("homePlayer" if home else "visitingPlayer"))
    return act("play", "home" if home else "away", player, kind="faceoff")


def parse_goalie(details: dict[str, Any], game: Game, where: str) -> Body:
    """A goalkeeper who comes in, or goes off for a skater."""
    coming, going = (game.find_who(details.get(name)) for name in ("goalieComingIn", "goalieGoingOut"))
    return act("goalie", game.find_side(details.get("team_id"), where), coming or going, on=coming is not None)


def parse_penalty_shot(details: dict[str, Any], game: Game, where: str) -> Body | None:
    """A penalty shot that was no goal; None for one that was."""
    if is_true(details.get("isGoal")):
        return None
    team = details.get("shooter_team") or details.get("shooterTeam") or details.get("shooterTeamId")
    return act("penalty_shot", game.find_side(team, where), game.find_who(details.get("shooter")))


def parse_attempt(details: dict[str, Any], game: Game, where: str) -> Body:
    """An attempt of the shootout."""
    side = game.find_side(details.get("shooterTeam"), where)
    return act("shootout_attempt", side, game.find_who(details.get("shooter")), scored=is_true(details.get("isGoal")))


def list_attempts(summary: dict[str, Any], game: Game) -> list[Body]:
    """The attempts as the summary has them, each side's alone: taken in turn, the home side's first."""
    shootout = as_mapping(summary.get("shootoutDetails"))
    lists = [as_list(shootout.get(name)) for name in ("homeTeamShots", "visitingTeamShots")]
    where = "$.summary_raw.shootoutDetails"
    return [
        parse_attempt(as_mapping(shots[turn]), game, where)
        for turn in range(max(map(len, lists)))
        for shots in lists
        if turn < len(shots)
    ]


READ: dict[Any, Callable[[dict[str, Any], Game, str], Body | None]] = {
    "goal": parse_goal,
    "penalty": parse_penalty,
    "shot": parse_shot,
    "blocked_shot": parse_blocked,
    "hit": parse_hit,
    "faceoff": parse_faceoff,
    "goalie_change": parse_goalie,
    "penaltyshot": parse_penalty_shot,
}
