"""How a match of Cricsheet's ended: what the rules cannot make of its deliveries, and whether both agree."""

from typing import Any

import msgspec

from scoreboard.importers.base import BadFile, Note
from scoreboard.sports.base import Score
from scoreboard.sports.cricket.deciding import BOWLERS, is_bowl_out_over

Body = dict[str, Any]
NOT_LEGAL = frozenset({"wides", "noballs"})
BY_WEATHER = frozenset({"D/L", "DLS", "VJD"})
MOST_BALLS = 6  # of a bowler in a bowl-out, as a ruleset may have it
METHODS = {"D/L": "DLS", "Awarded": "awarded", "1st innings score": "first innings lead"}


class Total(msgspec.Struct):
    """What an innings came to."""

    side: str
    runs: int = 0
    wickets: int = 0
    balls: int = 0
    super_over: bool = False


class Ends(msgspec.Struct):
    """What a file says of a match's end: `chase` is the index of the innings that would reach the target, if any.

    `per_over` are the legal balls of an over, `overs` those of an innings (None: no limit), `target` the runs that the
    file says win in a chase; `suspect`: an innings went on though it was over.
    """

    outcome: dict[str, Any]
    sides: dict[str, str]
    bowl_out: list[Body]
    per_over: int
    overs: int | None
    chase: int | None
    totals: list[Total] = []
    target: int | None = None
    suspect: bool = False

    @property
    def winner(self) -> str | None:
        """The side that the file says has won, however it did."""
        names = (self.outcome.get(name) for name in ("winner", "eliminator", "bowl_out"))
        return next((self.sides[name] for name in names if name in self.sides), None)

    @property
    def method(self) -> str | None:
        """By which method a result was found, as the rules call it."""
        method = self.outcome.get("method")
        return METHODS.get(method, method) if method else None

    @property
    def by_weather(self) -> bool:
        """Whether a target was set or a match decided for lost overs."""
        return self.outcome.get("method") in BY_WEATHER

    @property
    def by(self) -> dict[str, int]:
        """The margin, as far as the file has one."""
        return self.outcome.get("by") or {}

    def parse_start(self, innings: dict[str, Any], number: int, side: str) -> Body:
        """How an innings begins: shorter than others, with a target of its own."""
        start: Body = {}
        if number != self.chase:
            return start
        target = innings.get("target") or {}
        if self.by_weather:
            start["method"] = self.method
        if self.by_weather and "runs" in self.by and self.winner == side:
            return {**start, "target": 0}  # the weather ended the chase: what it was for is known at its end
        if target.get("runs"):
            if int(target["runs"]) != self.count_target(number):
                start["target"] = int(target["runs"])
            if balls := self.parse_balls(target.get("overs")):
                start["balls"] = balls
        return start

    def parse_balls(self, overs: Any) -> int | None:
        """The legal balls of 14.2 overs; None where that is what an innings has anyway."""
        if overs is None or self.overs is None:
            return None
        whole, _, rest = str(overs).partition(".")
        balls = int(whole) * self.per_over + int(rest or 0)
        return None if balls in (0, self.overs * self.per_over) else balls

    def count_target(self, number: int) -> int:
        """The runs that win in an innings, by what was scored before it: one more than the other side leads by."""
        side = self.totals[number].side
        return max(1, 1 + sum(-one.runs if one.side == side else one.runs for one in self.totals[:number]))

    def parse_end(self, number: int, balls: int) -> list[Body]:
        """What ended an innings that neither its score nor its overs had ended."""
        last = self.totals[number]
        if number == self.chase and self.by_weather and balls:
            shift = self.by.get("runs", 0)
            target = last.runs + 1 + (-shift if self.winner == last.side else shift)
            data = {"target": max(1, target), "balls": balls, "method": self.method}
            return [{"type": "revision", "data": data}]
        if last.super_over or number + 1 < len(self.totals) or (number != self.chase and self.overs):
            return [{"type": "innings_end", "data": {"reason": "curtailed"}}]
        if number == self.chase and self.overs and "runs" in self.by:
            return [{"type": "innings_end", "data": {"reason": "overs"}}]
        return []

    def list_last(self, *, open_end: bool) -> list[Body]:
        """What follows the last delivery; `open_end`: the last innings was not over."""
        result, winner = self.outcome.get("result"), self.winner
        if result in ("draw", "no result") and winner is None:
            return [end_match(result.replace(" ", "_"))]
        if self.outcome.get("bowl_out") and self.bowl_out:
            return self.list_bowl_out()
        overs = [one for one in self.totals if one.super_over]
        if winner is None:
            return [end_match("tie")] if overs else []
        by_rule = not self.by and not (self.outcome.get("eliminator") and overs and overs[-1].runs != overs[-2].runs)
        if by_rule or (open_end and not self.by_weather):
            return [end_match("won", winner=winner, method=self.method or name_rule(self.outcome))]
        return []

    def list_bowl_out(self) -> list[Body]:
        """The balls of a bowl-out up to the one that decides it; with its end, where no ball of the file does."""
        each = BOWLERS * count_bowl_out_balls(self.bowl_out)
        balls = hits = Score()
        for number, body in enumerate(self.bowl_out, 1):
            balls, hits = balls.plus(body["side"]), hits.plus(body["side"], int(body["data"]["hit"]))
            if is_bowl_out_over(balls, hits, each=each):
                return self.bowl_out[:number]
        return [*self.bowl_out, end_match("won", winner=self.winner)]


def count_bowl_out_balls(balls: list[Body]) -> int:
    """How many balls each bowler of a bowl-out had, one after the other: as many as the first one."""
    first = next((number for number, one in enumerate(balls) if one["player"] != balls[0]["player"]), len(balls))
    return max(1, min(first, MOST_BALLS))


def name_rule(outcome: dict[str, Any]) -> str | None:
    """The rule that found a winner where the file names none."""
    if "bowl_out" in outcome:
        return "bowl-out"
    return "boundary count" if "eliminator" in outcome else None


def end_match(result: str, **data: Any) -> Body:
    """The end of a match that its score does not tell."""
    given = {name: value for name, value in data.items() if value}
    return {"type": "match_end", "data": {"result": result, **given}}


def is_super_over(innings: dict[str, Any], number: int, *, two: bool) -> bool:
    """Whether an innings is one of a super over; the third of a match of one innings a side can be nothing else."""
    return bool(innings.get("super_over")) or (not two and number > 1)


def parse_ends(info: dict[str, Any], innings: list[Any], ruleset: dict[str, Any], sides: dict[str, str]) -> Ends:
    """What a file says of its match's end."""
    two = ruleset.get("innings") == 2
    players = info.get("players") or {}
    teams = {name: sides[team] for team, names in players.items() if team in sides for name in names}
    balls = [
        {
            "type": "bowl_out_ball",
            "side": teams[one["bowler"]],
            "player": one["bowler"],
            "data": {"hit": one.get("outcome") == "hit"},
        }
        for one in info.get("bowl_out") or ()
        if one.get("bowler") in teams
    ]
    totals = [
        count_total(one, sides, super_over=is_super_over(one, number, two=two)) for number, one in enumerate(innings)
    ]
    main = [number for number, total in enumerate(totals) if not total.super_over]
    return Ends(
        outcome=info.get("outcome") or {},
        sides=sides,
        bowl_out=balls,
        per_over=ruleset.get("balls_per_over", 6),
        overs=ruleset["overs"],
        chase=main[-1] if len(main) == (4 if two else 2) else None,
        totals=totals,
        target=parse_target(innings[main[1]]) if not two and len(main) == 2 else None,
    )


def parse_target(innings: dict[str, Any]) -> int | None:
    """The runs that a file says win in a chase."""
    runs = (innings.get("target") or {}).get("runs")
    return int(runs) if runs else None


def count_total(innings: dict[str, Any], sides: dict[str, str], *, super_over: bool) -> Total:
    """What an innings came to; raises BadFile with the place of a delivery that is none."""
    total = Total(side=sides.get(innings.get("team", ""), ""), super_over=super_over)
    penalties = innings.get("penalty_runs") or {}
    total.runs = sum(int(penalties.get(when) or 0) for when in ("pre", "post"))
    for index, over in enumerate(innings.get("overs") or ()):
        for order, delivery in enumerate(over["deliveries"]):
            try:
                total.runs += delivery["runs"]["total"]
                total.balls += NOT_LEGAL.isdisjoint(delivery.get("extras") or ())
                for wicket in delivery.get("wickets") or ():
                    total.wickets += wicket["kind"] not in ("retired hurt", "retired not out")
            except (KeyError, TypeError, AttributeError) as error:
                where = f"{innings.get('team')}: overs[{index}].deliveries[{order}]"
                raise BadFile(f"{where}: expected a delivery, {type(error).__name__}: {error}") from error
    return total


def check_margin(ends: Ends, *, where: str) -> list[Note]:
    """A warning where the file's margin is not what its deliveries come to."""
    winner, said = ends.winner, {name: value for name, value in ends.by.items() if name != "innings"}
    main = [one for one in ends.totals if not one.super_over]
    if winner is None or not said or ends.by_weather or not main:
        return []
    lead = sum(one.runs if one.side == winner else -one.runs for one in main)
    if ends.target is not None:  # it may have been reduced, without a method that tells so
        short = ends.target - 1 - main[-1].runs
        lead = -short if main[-1].side == winner else short
    found = {"runs": lead}
    if "wickets" in said:
        found = {"wickets": 10 - main[-1].wickets if lead > 0 and main[-1].side == winner else -1}
    if found == said:
        return []
    written = ", ".join(f"{value} {name}" for name, value in said.items())
    return [Note(where, f"outcome: won by {written} contradicts the deliveries, which stand")]
