"""What pages call things: statuses, phases, incidents. Written once here, for templates and, as JSON, for the scripts.

The scripts know no sport: what a phase is called, where its minutes begin and end, which cards are red, and how a goal
is told to someone who cannot see it, all comes from here.
"""

from dataclasses import asdict, dataclass, field, replace
from functools import cache
from typing import Any

import msgspec

from scoreboard.sports import football, get_sport

STATUSES = {
    "scheduled": "Scheduled",
    "delayed": "Delayed",
    "live": "Live",
    "interrupted": "Interrupted",
    "suspended": "Suspended",
    "ended": "Full time",
    "official": "Full time",
    "postponed": "Postponed",
    "cancelled": "Cancelled",
    "abandoned": "Abandoned",
    "awarded": "Awarded",
}
DECIDED = {"extra_time": "After extra time", "shootout": "After penalties", "walkover": "Walkover"}
# What the running score at a period's end is called.
PERIOD_WORDS = {
    "first_half": "Half-time",
    "second_half": "Normal time",
    "normal_time": "Normal time",
    "extra_second_half": "After extra time",
    "extra_time": "After extra time",
}
# Four kinds of match on a page, each with its look.
PLAY = {
    "live": ("live", "interrupted", "suspended"),
    "over": ("ended", "official", "awarded"),
    "upcoming": ("scheduled", "delayed"),
    "off": ("postponed", "cancelled", "abandoned"),
}


@dataclass(frozen=True)
class Phase:
    """A phase's name and place in the match; where it is played, its nominal begin and end on the match clock (ms)."""

    label: str
    order: int
    begin: int | None = None
    end: int | None = None


@dataclass(frozen=True)
class IncidentWords:
    """How an incident is shown.

    `sign` is drawn before it, `related` stands before the second person's name. `running` says what stands after it:
    the "score", its "detail" (after `prefix`), or nothing. `say` is read out to screen readers, where it is not empty:
    {team}, {player}, {score} ("Argentina 1, France 0") and {minute} ("23rd minute") are filled in. `flag` marks a
    sending-off, counted beside the name.
    """

    label: str
    sign: str = ""
    related: str = ""
    running: str = ""
    prefix: str = ""
    say: str = ""
    flag: bool = False


@dataclass(frozen=True)
class Words:
    """The words for matches of one sport under one set of nominal times; `key` names them on a page."""

    key: str
    phases: dict[str, Phase]
    statuses: dict[str, str] = field(default_factory=lambda: STATUSES)
    decided: dict[str, str] = field(default_factory=lambda: DECIDED)
    flags: tuple[str, ...] = ()
    say: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The same for the scripts."""
        return {**asdict(self), "play": {status: play for play, all_of in PLAY.items() for status in all_of}}


def goal(label: str, say: str, *, sign: str = "goal", related: str = "") -> IncidentWords:
    """The words of a goal."""
    return IncidentWords(label, sign, related, running="score", say=f"{say}. {{score}}, {{minute}}.")


def shift(label: str, say: str, *, running: str = "") -> IncidentWords:
    """The words of a period's begin or end."""
    return IncidentWords(label, running=running, say=say)


INCIDENTS: dict[str, dict[str, IncidentWords]] = {
    "football": {
        "goal": goal("Goal", "Goal, {team}", related="assist "),
        "goal:penalty": goal("Goal, penalty", "Goal from a penalty, {team}"),
        "goal:own_goal": goal("Own goal", "Own goal, for {team}", sign="hollow"),
        "penalty_missed": IncidentWords("Penalty missed", "hollow", say="Penalty missed, {team}, {minute}."),
        "penalty_missed:saved": IncidentWords("Penalty saved", "hollow", say="Penalty saved, {team}, {minute}."),
        "penalty_missed:wide": IncidentWords("Penalty wide", "hollow", say="Penalty missed, {team}, {minute}."),
        "penalty_missed:woodwork": IncidentWords(
            "Penalty against the woodwork", "hollow", say="Penalty missed, {team}, {minute}."
        ),
        "card:yellow": IncidentWords("Yellow card", "yellow"),
        "card:second_yellow": IncidentWords(
            "Second yellow card", "red", say="Second yellow card, {player}, {team}, {minute}.", flag=True
        ),
        "card:red": IncidentWords("Red card", "red", say="Red card, {player}, {team}, {minute}.", flag=True),
        "substitution": IncidentWords("Substitution", "substitution", related="for "),
        "stoppage_time": IncidentWords("Added time", running="detail", prefix="+"),
        "shootout_kick:scored": IncidentWords("Scored", "goal", say="Scored, {team}, {player}."),
        "shootout_kick:missed": IncidentWords("Missed", "hollow", say="Missed, {team}, {player}."),
        "shootout": shift("Penalties", "The penalties are over.", running="detail"),
        "period_start:first_half": shift("Kick-off", "Kick-off."),
        "period_start:second_half": shift("Second half", "The second half has begun. {score}."),
        "period_start:extra_first_half": shift("Extra time", "Extra time has begun. {score}."),
        "period_start:extra_second_half": shift("Extra time, second half", "The last half has begun."),
        "period_end:half_time": shift("Half-time", "Half-time. {score}.", running="score"),
        "period_end:extra_time_break": shift("End of normal time", "End of normal time. {score}.", running="score"),
        "period_end:extra_half_time": shift("Half-time in extra time", "Half-time. {score}.", running="score"),
        "period_end:shootout": shift("To penalties", "Now penalties. {score}.", running="score"),
        "period_end:full_time": shift("Full time", "Full time. {score}.", running="score"),
    }
}


def incident_key(sport: str, kind: str, detail: str | None) -> str:
    """The key of an incident's words: with its detail, where there are words for that."""
    key = f"{kind}:{detail}"
    return key if key in INCIDENTS.get(sport, {}) else kind


def words_for_incident(sport: str, key: str) -> IncidentWords:
    """How an incident is shown; in plain form where nothing better is written."""
    known = INCIDENTS.get(sport, {}).get(key)
    return known or IncidentWords(key.replace("_", " ").capitalize())


def words_for(sport: str, ruleset: dict[str, Any]) -> Words:
    """The words for a match of `sport` under `ruleset`."""
    if sport == football.NAME:
        rules = msgspec.convert(ruleset, football.Ruleset)
        return football_words(rules.half_minutes, rules.extra_half_minutes)
    return plain_words(sport)


@cache
def plain_words(sport: str) -> Words:
    """The words of a sport without a match clock."""
    phases = {name: Phase(label, order) for order, (name, label) in enumerate(get_sport(sport).PHASES.items())}
    incidents = INCIDENTS.get(sport, {})
    flags = tuple(key for key, words in incidents.items() if words.flag)
    say = {key: words.say for key, words in incidents.items() if words.say}
    return Words(key=sport, phases=phases, flags=flags, say=say)


@cache
def football_words(half_minutes: int, extra_half_minutes: int) -> Words:
    """The words of football, with its periods' nominal times."""
    plain = plain_words(football.NAME)
    ruleset = football.Ruleset(half_minutes=half_minutes, extra_half_minutes=extra_half_minutes)
    phases = {
        name: Phase(phase.label, phase.order, *football.bounds(ruleset, name)) if name in football.PERIODS else phase
        for name, phase in plain.phases.items()
    }
    return replace(plain, key=f"football-{half_minutes}-{extra_half_minutes}", phases=phases)
