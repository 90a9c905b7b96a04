"""The course of a football match by its score and its goals: as much of both as agrees with itself and the laws.

What contradicts the rest costs only itself, with a warning: a shootout, a half-time score, a list of goals. A score
that contradicts itself stays, and is rejected where it is entered.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from msgspec.structs import replace

from scoreboard.importers.base import BadFile, ImportedMatch, Note
from scoreboard.importers.formats.goals import (
    EXTRA_TIME,
    NORMAL_TIME,
    Goal,
    Pair,
    as_score,
    build_result,
    check_goals,
    count_goals,
    format_pair,
    play,
)
from scoreboard.importers.validate import find_refusal
from scoreboard.sports.football import SPORT

LATEST_STOPPAGE = 105  # a goal of minute 91 to 105 may be one of stoppage time, written without its plus
WHY = "{why}"  # in a note: why the courses before this one are none
LEFT_OUT = {"p": "the shootout", "et": "extra time", "ht": "the score at half-time"}


class Told(msgspec.Struct, frozen=True):
    """What a file tells of a match: its place, its score by parts (ht, ft, et, p), and its goals if it lists any."""

    where: str
    score: dict[str, Pair]
    goals: Sequence[Goal] | None = None


class Course(msgspec.Struct, frozen=True):
    """A match's events, what they say of its ruleset, and what is to be said of them."""

    events: list[dict[str, Any]]
    coverage: str = "result"
    ruleset: dict[str, Any] = {}
    notes: tuple[str, ...] = ()


def set_course(match: ImportedMatch, told: Told, *, stage: dict[str, Any], warnings: list[Note]) -> ImportedMatch:
    """The match with the events that its score and goals give, where no status stands for them but an annulment.

    `stage` is the ruleset of its stage, beyond which its own says more.
    """
    struck = [event for event in match.events if event["data"].get("status") == "annulled"]
    if not told.score or len(struck) < len(match.events):
        return match
    rules = {**stage, **match.ruleset}
    knocked_out = bool(rules.get("extra_time") or rules.get("first_leg"))
    why, chosen = "", None
    knocked_out = knocked_out or not (match.group or match.round_number)
    for course in list_courses(told, knocked_out=knocked_out, extra_time=rules.get("extra_time") or True):
        plain = not any(rules.values()) and not course.ruleset and is_plain(told.score)
        refused = "" if plain else find_refusal(SPORT, {**rules, **course.ruleset}, course.events)
        if not refused:
            chosen = course
            break
        why = why or refused
    if chosen is None:
        chosen, why = Course(build_result(told.score, shootout=shootout_of(told.score))), ""
    warnings += [Note(told.where, note.replace(WHY, why)) for note in chosen.notes]
    events = [*chosen.events, *struck]
    return replace(match, events=events, coverage=chosen.coverage, ruleset={**match.ruleset, **chosen.ruleset})


def is_plain(score: dict[str, Pair]) -> bool:
    """Whether a score is that of a match of two halves, in which nothing contradicts the rest."""
    half_time, full_time = score.get("ht", (0, 0)), score["ft"]
    return not {"et", "p"} & score.keys() and half_time[0] <= full_time[0] and half_time[1] <= full_time[1]


def shootout_of(score: dict[str, Pair]) -> dict[str, int] | None:
    """The shootout of a score as events write it; None without one."""
    return as_score(score["p"]) if "p" in score else None


def list_courses(told: Told, *, knocked_out: bool, extra_time: bool | str) -> Iterator[Course]:
    """The courses that a match may have had, the one that keeps most first; `extra_time` as its ruleset has it."""
    score = told.score
    notes: tuple[str, ...] = ()
    if told.goals is not None:
        yield from list_by_goals(told.goals, score, knocked_out=knocked_out, extra_time=extra_time)
        notes = (f"{WHY}; the score is taken as result, the goals are left out",)
        try:
            check_goals(told.goals, score)
        except BadFile as error:
            notes = (f"{error}; the score is taken as result, the goals are left out",)
    yield Course(build_result(score, shootout=shootout_of(score)), notes=notes)
    rules: dict[str, Any] = {}
    for part in ("p", "ht", "et"):
        if part not in score or (part == "et" and (score["et"] < score["ft"] or min(rise(score)) < 0)):
            continue
        kept = {name: pair for name, pair in score.items() if name != part}
        score = kept | {"ft": score["et"]} if part == "et" else kept
        rules |= {"p": {"shootout": False}, "et": {"extra_time": False, "shootout": False}}.get(part, {})
        notes = (*notes, f"{LEFT_OUT[part]} ({format_pair(told.score[part])}) is left out: {WHY}")
        yield Course(build_result(score, shootout=shootout_of(score)), ruleset=dict(rules), notes=notes)


def rise(score: dict[str, Pair]) -> Pair:
    """The goals of extra time."""
    return score["et"][0] - score["ft"][0], score["et"][1] - score["ft"][1]


def list_by_goals(
    goals: Sequence[Goal], score: dict[str, Pair], *, knocked_out: bool, extra_time: bool | str
) -> Iterator[Course]:
    """The courses that keep the goals, with the shootout and without it; none where goals and score disagree."""
    late = max((goal.minute for goal in goals), default=0)
    readings: list[tuple[Sequence[Goal], dict[str, Pair], tuple[str, ...]]] = []
    if "et" in score or late <= NORMAL_TIME:
        readings.append((goals, score, ()))
    else:
        normal = count_goals(goals, until=NORMAL_TIME)
        extra = ("extra time is known by its goals alone, with " + format_pair(normal) + " after 90 minutes",)
        stoppage = ("goals after minute 90 of a match without extra time are taken as those of stoppage time",)
        if knocked_out or late > LATEST_STOPPAGE:
            readings.append((goals, {**score, "ft": normal, "et": score["ft"]}, extra))
        if late <= LATEST_STOPPAGE:
            readings.append(([as_stoppage(goal) for goal in goals], score, stoppage))
    for read, parts, notes in readings:
        try:
            check_goals(read, parts)
        except BadFile:
            continue
        rules = {"extra_time": extra_time} if "et" in parts and "et" not in score else {}
        yield from list_with_shootout(read, parts, extra_time="et" in parts and extra_time, rules=rules, notes=notes)


def list_with_shootout(
    goals: Sequence[Goal],
    score: dict[str, Pair],
    *,
    extra_time: bool | str,
    rules: dict[str, Any],
    notes: tuple[str, ...],
) -> Iterator[Course]:
    """The course by these goals with its shootout, and without it; `rules` are what the goals alone say of it."""
    if "ht" in score and count_goals(goals, until=45) != score["ht"]:
        notes = (*notes, f"half-time {format_pair(score['ht'])} contradicts the goals, which are taken")
    yield Course(play(goals, extra_time=extra_time, shootout=shootout_of(score)), "events", rules, notes)
    if "p" in score:
        notes = (*notes, f"{LEFT_OUT['p']} ({format_pair(score['p'])}) is left out: {WHY}")
        events = play(goals, extra_time=extra_time, shootout=None)
        yield Course(events, "events", {**rules, "shootout": False}, notes)


def as_stoppage(goal: Goal) -> Goal:
    """A goal of minute 93 as one of 90+3."""
    if not NORMAL_TIME < goal.minute < EXTRA_TIME:
        return goal
    return replace(goal, minute=NORMAL_TIME, stoppage=goal.minute - NORMAL_TIME + goal.stoppage)
