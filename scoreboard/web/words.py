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
    """A phase's name, its place in the match, and its nominal begin and end on the match clock (ms), if it is played."""

    label: str
    order: int
    begin: int | None = None
    end: int | None = None


@dataclass(frozen=True)
class IncidentWords:
    """How an incident is shown: its name, its sign, what comes before the second person's name, and what is said.

    `say` is read out to screen readers; {team}, {player}, {score} ("Argentina 1, France 0") and {minute} ("23rd
    minute") are filled in. Nothing is said where it is empty. `flag` marks a sending-off, counted beside the name.
    """

    label: str
    sign: str = ""
    related: str = ""
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


INCIDENTS: dict[str, dict[str, IncidentWords]] = {
    "football": {
        "goal": IncidentWords("Goal", "goal", "assist ", "Goal, {team}. {score}, {minute}."),
        "goal:penalty": IncidentWords("Goal, penalty", "goal", "", "Goal from a penalty, {team}. {score}, {minute}."),
        "goal:own_goal": IncidentWords("Own goal", "own-goal", "", "Own goal, for {team}. {score}, {minute}."),
        "card:yellow": IncidentWords("Yellow card", "yellow"),
        "card:second_yellow": IncidentWords(
            "Second yellow card", "red", "", "Second yellow card, {player}, {team}, {minute}.", flag=True
        ),
        "card:red": IncidentWords("Red card", "red", "", "Red card, {player}, {team}, {minute}.", flag=True),
        "substitution": IncidentWords("Substitution", "substitution", "for "),
        "period_start:first_half": IncidentWords("Kick-off", say="Kick-off."),
        "period_start:second_half": IncidentWords("Second half", say="The second half has begun. {score}."),
        "period_start:extra_first_half": IncidentWords("Extra time", say="Extra time has begun. {score}."),
        "period_start:extra_second_half": IncidentWords("Extra time, second half", say="The last half has begun."),
        "period_end:half_time": IncidentWords("Half-time", say="Half-time. {score}."),
        "period_end:extra_time_break": IncidentWords("End of normal time", say="End of normal time. {score}."),
        "period_end:extra_half_time": IncidentWords("Half-time in extra time", say="Half-time in extra time. {score}."),
        "period_end:shootout": IncidentWords("To penalties", say="Now penalties. {score}."),
        "period_end:full_time": IncidentWords("Full time", say="Full time. {score}."),
        "shootout": IncidentWords("Penalties", say="The penalties are over."),
    }
}


def incident_key(kind: str, detail: str | None) -> str:
    """The key of an incident's words."""
    return f"{kind}:{detail}" if detail and kind != "shootout" else kind


def words_for_incident(sport: str, kind: str, detail: str | None) -> IncidentWords:
    """How an incident is shown; in plain form where nothing better is written."""
    known = INCIDENTS.get(sport, {})
    fallback = IncidentWords(kind.replace("_", " ").capitalize())
    return known.get(incident_key(kind, detail)) or known.get(kind) or fallback


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
