"""The codes of a DataVolley scout file as events: rallies with how they were won, timeouts, substitutions."""

import re
from collections.abc import Sequence
from typing import Any

import msgspec

from scoreboard.importers.base import BadFile, Note, Who
from scoreboard.importers.validate import keep_allowed
from scoreboard.sports import beach_volleyball, volleyball
from scoreboard.sports.base import Refused, Side, other
from scoreboard.sports.court import Result, ResultData, SetScore
from scoreboard.sports.reasons import REASONS
from scoreboard.sports.sport import Sport

SIDES: dict[str, Side] = {"*": "home", "a": "away"}
SCORE = re.compile(r"^(?P<side>[*a])p(?P<home>\d{1,3}):(?P<away>\d{1,3})")
TOUCH = re.compile(r"^(?P<side>[*a])(?P<number>\d{2}|\$\$)(?P<skill>[SREABDF])[A-Z~](?P<mark>[#+!/=-])")
SUBSTITUTION = re.compile(r"^(?P<side>[*a])c(?P<off>\d{1,2})[:.](?P<on>\d{1,2})")
TIMEOUT = re.compile(r"^(?P<side>[*a])T")
SET_END = re.compile(r"^\*\*(?P<number>\d)set")
WON_BY = {"S": "ace", "A": "attack", "B": "block"}
PAIR = 3  # no more players a side than this: two, and one who did not play
# How a match is played, the commonest first; beach volleyball's default stands before shorter indoor sets.
INDOOR: tuple[dict[str, Any], ...] = (
    {},
    {"sets_to_win": 2},
    {"sets_to_win": 2, "decider_points": 25},
    {"decider_points": 25},
    {"points": 21},
    {"points": 21, "sets_to_win": 2},
    {"points": 15},
    {"points": 15, "sets_to_win": 2},
    {"sets_to_win": 1, "decider_points": 25},
)
BEACH: tuple[dict[str, Any], ...] = ({}, {"sets_to_win": 1, "decider_points": 21}, {"points": 15})


class Teams(msgspec.Struct, frozen=True):
    """The teams' names by "*" and "a", and their players by that and their number; None is one without a name."""

    names: dict[str, str]
    players: dict[tuple[str, int], Who | None]

    def find(self, side: str, number: str) -> Who | None:
        """A player; None where the number is nobody's."""
        return self.players.get((side, int(number))) if number.isdecimal() else None

    @property
    def are_pairs(self) -> bool:
        """Whether the teams are beach volleyball's."""
        return all(0 < sum(of == side for of, _ in self.players) <= PAIR for side in SIDES)


def parse_events(
    lines: Sequence[tuple[int, str]],
    teams: Teams,
    published: Sequence[tuple[int, int]],
    *,
    where: str,
    warnings: list[Note],
) -> tuple[str, dict[str, Any], list[dict[str, Any]]]:
    """The sport, what its ruleset differs by, and the events of a match; raises BadFile where no rules fit its sets."""
    parser = RallyParser(teams, where, warnings)
    for number, line in lines:
        parser.take(number, line.partition(";")[0].strip())
    parser.end_set()
    sets = parser.sets
    if published and list(published) != sets:
        says = ", ".join(f"{home}-{away}" for home, away in published)
        has = ", ".join(f"{home}-{away}" for home, away in sets)
        warnings.append(Note(where, f"[3SET] says {says}, the rallies come to {has}, which are taken"))
    sport = beach_volleyball.SPORT if teams.are_pairs else volleyball.SPORT
    ruleset = find_ruleset(sport, sets)
    if ruleset is None:
        played = ", ".join(f"{home}-{away}" for home, away in sets) or "none"
        raise BadFile(f"[3SCOUT]: expected a match played to its end by known rules; its sets are {played}")
    events, notes = keep_allowed(sport, ruleset, parser.events)
    warnings.extend(Note(where, f"{note.where}: {note.why}") for note in notes)
    return sport.name, ruleset, events


def find_ruleset(sport: Sport, sets: Sequence[tuple[int, int]]) -> dict[str, Any] | None:
    """What the ruleset differs by under which these sets are a match; None where no usual one fits."""
    result = Result(data=ResultData(tuple(SetScore(home, away) for home, away in sets)))
    for ruleset in BEACH if sport is beach_volleyball.SPORT else INDOOR:
        try:
            sport.apply(sport.start(sport.read_ruleset(ruleset)), result)
        except Refused:
            continue
        return ruleset
    return None


class RallyParser:
    """The codes read so far: the score of the set, and the events that they make."""

    def __init__(self, teams: Teams, where: str, warnings: list[Note]) -> None:
        self.teams, self.where, self.warnings = teams, where, warnings
        self.events: list[dict[str, Any]] = []
        self.sets: list[tuple[int, int]] = []
        self.score = (0, 0)
        self.served: Side | None = None  # in the rally being played
        self.expected: Side | None = None  # who serves by what was before
        self.first: Side | None = None  # who served the set's first rally
        self.touch: re.Match[str] | None = None  # the last that won or lost the rally

    def take(self, number: int, code: str) -> None:
        """Take in one line's code; what is no event is passed over."""
        if found := TOUCH.match(code):
            self.take_touch(found)
        elif found := SCORE.match(code):
            self.take_score(number, found)
        elif found := SUBSTITUTION.match(code):
            side = found["side"]
            on, off = self.teams.find(side, found["on"]), self.teams.find(side, found["off"])
            who = on.mention() if on else {}
            data = {"data": off.mention("off")} if off else {}
            self.events.append({"type": "substitution", "side": SIDES[side], **who, **data})
        elif found := TIMEOUT.match(code):
            self.events.append({"type": "timeout", "side": SIDES[found["side"]]})
        elif SET_END.match(code):
            self.end_set()

    def take_touch(self, found: re.Match[str]) -> None:
        """Remember who serves, and the touch that decides the rally: one that wins it rather than one that loses it."""
        if found["skill"] == "S" and self.served is None:
            self.served = SIDES[found["side"]]
            self.begin_rally()
        won = found["mark"] == "#" and found["skill"] in WON_BY
        lost = found["mark"] == "=" and (self.touch is None or self.touch["mark"] == "=")
        if won or (lost and (self.touch is None or found["number"] != "$$")):
            self.touch = found

    def begin_rally(self) -> None:
        """Enter who serves where it is the match's first rally, or does not follow from the one before."""
        if not self.events or not any(event["type"] == "match_start" for event in self.events):
            self.events.insert(0, {"type": "match_start", "side": self.served})
        elif self.served != self.expected:
            self.events.append({"type": "serve", "side": self.served})
        self.expected = self.served
        self.first = self.first or self.served

    def take_score(self, number: int, found: re.Match[str]) -> None:
        """Enter the rally that led to a score; one that does not follow from the score before it is put right."""
        score = (int(found["home"]), int(found["away"]))
        home, away = score[0] - self.score[0], score[1] - self.score[1]
        winner: Side = SIDES[found["side"]]
        if (home, away) == ((1, 0) if winner == "home" else (0, 1)):
            if self.served is None and not self.events:
                self.events.append({"type": "match_start", "side": winner})
            self.events.append({"type": "point", "side": winner, **self.explain(winner)})
        elif (home, away) != (0, 0):
            self.warnings.append(
                Note(f"{self.where}, line {number}".lstrip(", "), f"the score goes from {self.score} to {score}")
            )
            # Whoever loses points first, of two the leader: no set is won on the way that was not.
            changes = (("home", home, self.score[0]), ("away", away, self.score[1]))
            for side, points, _ in sorted(changes, key=lambda change: (change[1] > 0, -change[2])):
                if points:
                    data = {"points": points, "reason": REASONS["source.scout"]}
                    self.events.append({"type": "manual", "side": side, "data": data})
        self.score, self.expected = score, winner
        self.served = self.touch = None

    def explain(self, winner: Side) -> dict[str, Any]:
        """How a rally was won, and by whom or by whose error."""
        touch = self.touch
        if touch is None:
            return {}
        side = SIDES[touch["side"]]
        who = self.teams.find(touch["side"], touch["number"])
        if touch["mark"] == "#" and side == winner:
            how = WON_BY[touch["skill"]]
            if how == "ace" and side != self.served:
                return {}
        elif touch["mark"] == "=" and side == other(winner):
            how = "error"
        else:
            return {}
        return {"data": {"how": how}, **(who.mention() if who else {})}

    def end_set(self) -> None:
        """A set is over: the next begins at no score, served by who received first, but for the toss in the last."""
        if self.score != (0, 0):
            self.sets.append(self.score)
            self.expected = other(self.first) if self.first else None
        self.score, self.first, self.served, self.touch = (0, 0), None, None, None
