"""An innings of Cricsheet's, delivery by delivery, as events for record/."""

from typing import Any

import msgspec

from scoreboard.importers.base import BadFile
from scoreboard.importers.formats.cricsheet_outcome import Ends
from scoreboard.sports.cricket.events import NO_WICKET, OFF_BALL, SUPER_OVER_WICKETS
from scoreboard.sports.reasons import REASONS

KINDS = {
    "bowled": "bowled",
    "caught": "caught",
    "caught and bowled": "caught_and_bowled",
    "hit the ball twice": "hit_twice",
    "hit wicket": "hit_wicket",
    "lbw": "lbw",
    "obstructing the field": "obstructing",
    "handled the ball": "handled_ball",
    "run out": "run_out",
    "stumped": "stumped",
    "timed out": "timed_out",
    "retired out": "retired_out",
    "retired hurt": "retired_hurt",
    "retired not out": "retired_not_out",
}
EXTRAS = {
    "wides": "wides",
    "noballs": "no_balls",
    "byes": "byes",
    "legbyes": "leg_byes",
    "penalty": "penalty",
}
PLAYERS = 11
Body = dict[str, Any]


class Course(msgspec.Struct):
    """What an innings has come to, delivery by delivery: what the rules will make of it.

    `overrun`: there were deliveries after its end (asked at each over, and at each delivery of the last one).
    """

    quota: int  # legal balls, 0 without a limit
    target: int  # 0 without one
    all_out: int
    runs: int = 0
    wickets: int = 0
    overs: int = 0
    balls: int = 0
    per_over: int = 6
    overrun: bool = False

    @property
    def closed(self) -> bool:
        """Whether the rules see the innings as over."""
        bowled = self.overs * self.per_over + min(self.balls, self.per_over)
        return (
            self.wickets >= self.all_out
            or bool(self.target and self.runs >= self.target)
            or bool(self.quota and bowled >= self.quota)
        )


def parse_innings(innings: dict[str, Any], *, place: str, ends: Ends, number: int) -> tuple[list[Body], bool]:
    """The events of an innings, and whether it was over then; raises BadFile with the place."""
    total = ends.totals[number]
    if not total.side:
        raise BadFile(f"{place}.team: expected one of {', '.join(ends.sides)}, got {innings.get('team')!r:.60}")
    if innings.get("forfeited"):
        return [{"type": "forfeit", "side": total.side}], True
    start = ends.parse_start(innings, number, total.side)
    if total.super_over:
        start["super_over"] = True
    penalties = innings.get("penalty_runs") or {}
    if penalties.get("pre"):
        start["penalty_runs"] = int(penalties["pre"])
    absent = list(innings.get("absent_hurt") or ())
    course = Course(
        quota=ends.per_over if total.super_over else start.get("balls") or (ends.overs or 0) * ends.per_over,
        target=find_target(ends, number, start),
        all_out=(SUPER_OVER_WICKETS if total.super_over else PLAYERS - 1) - len(absent),
        runs=start.get("penalty_runs", 0),
        per_over=ends.per_over,
    )
    if extra := count_extra(innings.get("overs") or [], course):
        start["balls"] = course.quota = course.quota + extra
    events: list[Body] = [{"type": "innings_start", "side": total.side, "data": start}]
    events += [{"type": "absent", "side": total.side, "player": name} for name in absent]
    events += parse_overs(innings, total.side, course, ends.sides, place=place)
    ends.suspect = ends.suspect or course.overrun
    end = end_innings(innings, course, ends, number)
    events += end
    if penalties.get("post"):
        events.append({"type": "penalty_runs", "side": total.side, "data": {"runs": int(penalties["post"])}})
    return events, course.closed or bool(end)


def parse_overs(innings: dict[str, Any], side: str, course: Course, sides: dict[str, str], *, place: str) -> list[Body]:
    """The deliveries of an innings, and the ends of overs that were too short."""
    events: list[Body] = []
    overs = innings.get("overs") or []
    for index, over in enumerate(overs):
        for order, delivery in enumerate(over["deliveries"]):
            course.overrun = course.overrun or ((order == 0 or index + 1 == len(overs)) and course.closed)
            try:
                events += parse_delivery(delivery, side, course, sides)
            except (KeyError, TypeError, AttributeError) as error:
                where = f"{place}.overs[{index}].deliveries[{order}]"
                raise BadFile(f"{where}: expected a delivery, {type(error).__name__}: {error}") from error
        if (index + 1 < len(overs) or was_miscounted(innings, over)) and not course.closed:
            events += end_over(course)
    return events


def find_target(ends: Ends, number: int, start: Body) -> int:
    """The runs that win in an innings, as the rules will see it; 0 without a target."""
    one = ends.totals[number]
    if one.super_over:
        overs = [other for other in ends.totals[: number + 1] if other.super_over]
        return 0 if len(overs) % 2 else overs[-2].runs + 1
    if number != ends.chase:
        return 0
    return int(start.get("target", ends.count_target(number)))


def count_extra(overs: list[Any], course: Course) -> int:
    """By how many balls the last over of a full innings was too long: as many more the innings may last."""
    if not overs or len(overs) * course.per_over != course.quota:
        return 0
    deliveries = overs[-1]["deliveries"]
    last = max((n for n, one in enumerate(deliveries) if is_legal(one)), default=0)
    legal = sum(is_legal(one) for one in deliveries)
    return int(legal > course.per_over or (legal == course.per_over and last < len(deliveries) - 1))


def is_legal(delivery: dict[str, Any]) -> bool:
    """Whether a delivery counts in the over."""
    extras = delivery.get("extras") or {}
    return "wides" not in extras and "noballs" not in extras


def parse_delivery(delivery: dict[str, Any], side: str, course: Course, sides: dict[str, str]) -> list[Body]:
    """A delivery, and those who went without one: the wickets that the ball did not take."""
    runs, extras = delivery["runs"], delivery.get("extras") or {}
    data: Body = {"bowler": delivery["bowler"], "non_striker": delivery["non_striker"]}
    if runs["batter"]:
        data["runs"] = runs["batter"]
    if runs.get("non_boundary"):
        data["not_boundary"] = True
    for name, value in extras.items():
        data[EXTRAS[name]] = value
    body: Body = {"type": "ball", "side": side, "player": delivery["batter"], "data": data}
    legal = not ("wides" in extras or "noballs" in extras)
    if legal:
        if course.balls >= course.per_over:
            data["same_over"] = True
        course.balls += 1
    elif course.balls >= course.per_over:
        data["same_over"] = True
    course.runs += runs["total"]
    events = [body]
    if "replacements" in delivery:
        events = [*parse_replacements(delivery["replacements"], sides), body]
    for wicket in delivery.get("wickets") or ():
        parse_wicket(wicket, delivery, body, events, course)
    return events


def parse_wicket(
    wicket: dict[str, Any], delivery: dict[str, Any], body: Body, events: list[Body], course: Course
) -> None:
    """Add a dismissal: to its ball, or as a record of its own where the ball did not take it."""
    kind, out = KINDS[wicket["kind"]], wicket["player_out"]
    fielders = [one for one in wicket.get("fielders") or () if one.get("name")]
    if kind not in NO_WICKET:
        course.wickets += 1
    if kind in OFF_BALL or "wicket" in body["data"]:
        apart: Body = {"wicket": kind}
        if fielders:
            apart["fielder"] = fielders[0]["name"]
        events.append({"type": "wicket", "side": body["side"], "player": out, "data": apart})
        return
    body["data"]["wicket"] = kind
    if out != delivery["batter"]:
        body["data"]["out"] = out
    if fielders and kind != "caught_and_bowled":
        body["data"]["fielder"] = fielders[0]["name"]
        if fielders[0].get("substitute"):
            body["data"]["substitute"] = True


def parse_replacements(replacements: dict[str, Any], sides: dict[str, str]) -> list[Body]:
    """Players who take another's place in the side before a delivery; who merely bowls on for another is its bowler."""
    return [
        {
            "type": "replacement",
            "side": sides[one["team"]],
            "player": one["in"],
            "data": {
                "out": one["out"],
                "reason": str(one.get("reason") or REASONS["source.replacement"]).replace("_", " "),
            },
        }
        for one in replacements.get("match") or ()
        if one.get("in") and one.get("out") and one.get("team") in sides
    ]


def was_miscounted(innings: dict[str, Any], over: dict[str, Any]) -> bool:
    """Whether the file says that an over had more or fewer balls than it should."""
    return str(over.get("over")) in (innings.get("miscounted_overs") or {})


def end_over(course: Course) -> list[Body]:
    """The end of an over: said where it had fewer balls than it should."""
    short = course.balls < course.per_over
    course.overs, course.balls = course.overs + 1, 0
    return [{"type": "over_end"}] if short else []


def end_innings(innings: dict[str, Any], course: Course, ends: Ends, number: int) -> list[Body]:
    """What ended an innings, where its score does not say it."""
    if course.closed:
        return []
    if innings.get("declared"):
        return [{"type": "innings_end", "data": {"reason": "declared"}}]
    if is_all_out(innings, course):
        return [{"type": "innings_end", "data": {"reason": "all_out"}}]
    return ends.parse_end(number, course.overs * course.per_over + min(course.balls, course.per_over))


def is_all_out(innings: dict[str, Any], course: Course) -> bool:
    """Whether no batter was left: one who had retired and did not come back counts as gone."""
    retired = {
        wicket["player_out"]: position
        for position, delivery in enumerate(list_deliveries(innings))
        for wicket in delivery.get("wickets") or ()
        if KINDS[wicket["kind"]] in NO_WICKET
    }
    last = {
        name: position
        for position, delivery in enumerate(list_deliveries(innings))
        for name in (delivery["batter"], delivery["non_striker"])
    }
    away = sum(last.get(name, -1) <= position for name, position in retired.items())
    return bool(away) and course.wickets + away >= course.all_out


def list_deliveries(innings: dict[str, Any]) -> list[dict[str, Any]]:
    """Every delivery of an innings."""
    return [delivery for over in innings.get("overs") or () for delivery in over["deliveries"]]
