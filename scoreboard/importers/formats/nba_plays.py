"""A match's plays as the NBA's play-by-play lists them, as events.

Every row has a type (EVENTMSGTYPE), a subtype (EVENTMSGACTIONTYPE), the time left in its period, and up to three
people, each with the side they are of: 4 and 5 are players of the home and visiting team, 2 and 3 the teams, 6 and 7
their coaches.
"""

import re
from typing import Any

import msgspec

from scoreboard.importers.base import BadFile, Note, Who
from scoreboard.sports.base import Side

CLOCK = re.compile(r"^\s*(\d{1,2}):(\d{2})(\.\d+)?\s*$")
SCORE = re.compile(r"^\s*(\d+)\s*-\s*(\d+)\s*$")
WORTH = re.compile(r"(\d)PT\b")
SIDES: dict[int, Side] = {2: "home", 4: "home", 6: "home", 3: "away", 5: "away", 7: "away"}
PLAYERS = frozenset({4, 5})
LARGEST_ID = 10**15
MADE, MISSED, THROW, REBOUND, TURNOVER, FOUL, VIOLATION, SUBSTITUTION, TIMEOUT, JUMP, EJECTION, BEGIN, END = range(
    1, 14
)
OFFENSIVE = frozenset({4, 26})
TECHNICAL = frozenset({11, 16, 19})  # two of these and the player is out
TEAM_TECHNICAL = frozenset({12, 13, 17, 18, 25, 30})  # hanging on the rim, three seconds, delay: they do not count
FLAGRANT, FLAGRANT_TWO = frozenset({14}), frozenset({8, 15})
DOUBLE = frozenset({10, 16})


class Game(msgspec.Struct):
    """What the plays tell: events, points by period (home, away), the teams' names, the running score's last."""

    events: list[dict[str, Any]] = []
    periods: list[tuple[int, int]] = []
    names: dict[str, str] = {}
    published: tuple[int, int] | None = None
    notes: list[Note] = []

    @property
    def total(self) -> tuple[int, int]:
        """The score that the plays come to, home and away."""
        return sum(home for home, _ in self.periods), sum(away for _, away in self.periods)


def parse_plays(rows: list[dict[str, Any]]) -> Game:
    """A match's plays, sorted by period and clock; raises BadFile for a row that is none."""
    game = Game()
    timed = []
    for number, row in enumerate(rows):
        period, clock_ms = row.get("PERIOD"), parse_clock(row.get("PCTIMESTRING"))
        if not isinstance(period, int) or not 1 <= period <= 20 or clock_ms is None:
            place = f"row {number + 1} (EVENTNUM {row.get('EVENTNUM')})"
            raise BadFile(f"{place}: expected PERIOD and PCTIMESTRING, got {period!r} and {row.get('PCTIMESTRING')!r}")
        kind = row.get("EVENTMSGTYPE")
        if not isinstance(kind, int) or not isinstance(row.get("EVENTMSGACTIONTYPE"), int | None):
            raise BadFile(
                f"row {number + 1}: expected numbers as EVENTMSGTYPE and EVENTMSGACTIONTYPE, got {kind!r:.40}"
            )
        timed.append((period, kind == END, kind != BEGIN, -clock_ms, number, clock_ms, row))
    timed.sort(key=lambda one: one[:5])
    current = 0
    for period, _, _, _, _, clock_ms, row in timed:
        while current < period:
            if current:
                game.events.append({"type": "period_end", "clock_ms": 0})
            current += 1
            game.events.append({"type": "period_start"})
            game.periods.append((0, 0))
        for event in parse_row(row, game):
            game.events.append({**event, "clock_ms": clock_ms})
        name_teams(row, game)
        if found := SCORE.match(str(row.get("SCORE") or "")):
            game.published = (int(found[2]), int(found[1]))
    if current:
        game.events.append({"type": "period_end", "clock_ms": 0})
    return game


def parse_clock(text: Any) -> int | None:
    """The time left in a period, in ms, of "11:48" or "0:04.3"."""
    found = CLOCK.match(str(text or ""))
    if found is None:
        return None
    return (int(found[1]) * 60 + int(found[2])) * 1000 + round(float(found[3] or 0) * 1000)


def name_teams(row: dict[str, Any], game: Game) -> None:
    """Remember a team's name from a row that gives it."""
    side, _ = person(row, 1)
    city, nickname = row.get("PLAYER1_TEAM_CITY"), row.get("PLAYER1_TEAM_NICKNAME")
    if side and nickname and side not in game.names:
        game.names[side] = f"{city or ''} {nickname}".strip()[:120]


def person(row: dict[str, Any], number: int) -> tuple[Side | None, Who | None]:
    """The side and, of a player, who the row's person of that number is: one id in all of the site's leagues."""
    kind = row.get(f"PERSON{number}TYPE")
    if not isinstance(kind, int):
        return None, None
    name = " ".join(str(row.get(f"PLAYER{number}_NAME") or "").split())[:120] if kind in PLAYERS else ""
    key = row.get(f"PLAYER{number}_ID")
    known = type(key) is int and 0 < key < LARGEST_ID
    return SIDES.get(kind), Who(name, f"nba-stats:{key}" if known else None) if name else None


def act(event: str, side: Side, who: Who | None, **data: Any) -> dict[str, Any]:
    """The body of an event."""
    return {"type": event, "side": side, **(who.mention() if who else {}), **({"data": data} if data else {})}


def join_descriptions(row: dict[str, Any]) -> str:
    """The row in words, whichever team's it is."""
    return " ".join(str(row.get(f"{of}DESCRIPTION") or "") for of in ("HOME", "NEUTRAL", "VISITOR")).strip()


def parse_row(row: dict[str, Any], game: Game) -> list[dict[str, Any]]:
    """The events of one row; none for what changes nothing (replays, stoppages, ends of periods)."""
    kind, (side, who) = row.get("EVENTMSGTYPE"), person(row, 1)
    if kind == TIMEOUT:
        return [{"type": "timeout", **({"side": side} if side else {})}]
    if side is None:
        if kind in (MADE, THROW) and "MISS" not in join_descriptions(row):
            game.notes.append(Note(f"EVENTNUM {row.get('EVENTNUM')}", "points of nobody's side are left out"))
        return []
    if kind in (MADE, MISSED, THROW):
        return parse_shot(row, game, side, who)
    if kind == FOUL:
        return parse_foul(row, side, who)
    second = person(row, 2)
    if kind == SUBSTITUTION:
        data = who.mention("off") if who else {}
        return [act("substitution", side, second[1], **data)] if second[1] else []
    if kind == TURNOVER:
        steal = [act("play", second[0], second[1], kind="steal")] if second[0] and second[1] else []
        return [act("play", side, who, kind="turnover"), *steal]
    if kind == EJECTION:
        return parse_ejection(side, who, game)
    simple = {REBOUND: "rebound", VIOLATION: "violation", JUMP: "jump_ball"}.get(kind or 0)
    return [act("play", side, who, kind=simple)] if simple else []


def parse_shot(row: dict[str, Any], game: Game, side: Side, who: Who | None) -> list[dict[str, Any]]:
    """A shot or free throw. The G League lets one throw stand for two or three: "Free Throw 2PT"."""
    text, kind = join_descriptions(row), row["EVENTMSGTYPE"]
    found = WORTH.search(text)
    points = int(found[1]) if found else 1 if kind == THROW else 2
    if kind == MISSED or "MISS" in text:
        blocker = person(row, 3)
        block = [act("play", blocker[0], blocker[1], kind="block")] if blocker[0] and blocker[1] else []
        return [act("miss", side, who, points=points), *block]
    home, away = game.periods[-1]
    game.periods[-1] = (home + points, away) if side == "home" else (home, away + points)
    assistant = person(row, 2)
    if kind == MADE and assistant[0] == side and assistant[1] and assistant[1] != who:
        return [act("basket", side, who, points=points, **assistant[1].mention("assist"))]
    return [act("basket", side, who, points=points)]


def parse_foul(row: dict[str, Any], side: Side, who: Who | None) -> list[dict[str, Any]]:
    """A foul, of both players where it is a double one."""
    action = row.get("EVENTMSGACTIONTYPE")
    kind = "personal"
    if action in OFFENSIVE:
        kind = "offensive"
    elif action in TECHNICAL:
        kind = "technical"
    elif action in TEAM_TECHNICAL:
        kind, who = "technical", None
    elif action in FLAGRANT:
        kind = "unsportsmanlike"
    elif action in FLAGRANT_TWO:
        kind = "disqualifying"
    fouls = [act("foul", side, who, kind=kind)]
    other_side, opponent = person(row, 2)
    if action in DOUBLE and other_side and opponent:
        fouls.append(act("foul", other_side, opponent, kind=kind))
    return fouls


def parse_ejection(side: Side, who: Who | None, game: Game) -> list[dict[str, Any]]:
    """An ejection that does not follow from the player's fouls: of a fight, say."""
    if who is None:
        return []
    kinds = [
        event["data"]["kind"]
        for event in game.events
        if event["type"] == "foul" and event["side"] == side and who.mention().items() <= event.items()
    ]
    if "disqualifying" in kinds or kinds.count("technical") > 1 or kinds.count("unsportsmanlike") > 1:
        return []
    return [act("foul", side, who, kind="disqualifying")]
