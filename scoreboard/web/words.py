"""What pages call things: statuses, phases, incidents. Written once here, for templates and, as JSON, for the scripts.

The scripts know no sport: what a phase is called, where its minutes begin and end, which incidents send somebody off,
and how an incident is told to someone who cannot see it, all comes from here.
"""

from collections.abc import Container
from dataclasses import asdict, dataclass, field
from functools import cache
from typing import Any

from scoreboard import parsing
from scoreboard.sports import get_sport
from scoreboard.sports.sport import IncidentWords

STATUSES = {
    "scheduled": "Scheduled",
    "delayed": "Delayed",
    "live": "Live",
    "interrupted": "Interrupted",
    "suspended": "Suspended",
    "ended": "Final",
    "official": "Final",
    "postponed": "Postponed",
    "cancelled": "Cancelled",
    "abandoned": "Abandoned",
    "awarded": "Awarded",
    "annulled": "Annulled",
}
DECIDED = {"awarded": "Awarded", "walkover": "Walkover", "forfeit": "Forfeit", "retired": "Retired"}
# Five kinds of match on a page, each with its look; "live" is what is being played, and nothing else.
PLAY = {
    "live": ("live",),
    "halted": ("interrupted", "suspended"),
    "over": ("ended", "official", "awarded"),
    "upcoming": ("scheduled", "delayed"),
    "off": ("postponed", "cancelled", "abandoned", "annulled"),
}


@dataclass(frozen=True)
class Phase:
    """A phase's name and place in the match; where it is played, its nominal begin and end on the match clock (ms).

    `floats`: it has no place of its own (`Sport.breaks`). `outside`: it is before or after the match.
    """

    label: str
    order: int
    begin: int | None = None
    end: int | None = None
    floats: bool = False
    outside: bool = False


@dataclass(frozen=True)
class PageWords:
    """The words for matches of one sport under one set of nominal times; `key` names them on a page.

    `say` has every incident's key, with "" for those that are not read out.
    """

    key: str
    phases: dict[str, Phase]
    counts_down: bool = False
    statuses: dict[str, str] = field(default_factory=lambda: STATUSES)
    decided: dict[str, str] = field(default_factory=lambda: DECIDED)
    period_labels: dict[str, str] = field(default_factory=dict)
    period_words: dict[str, str] = field(default_factory=dict)
    total: str = "T"
    flags: tuple[str, ...] = ()
    say: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """These words as the pages' scripts take them, in plain JSON values."""
        return {**asdict(self), "play": {status: play for play, all_of in PLAY.items() for status in all_of}}


def incident_key(known: Container[str], kind: str, detail: str | None) -> str:
    """The key of an incident's words: with its detail, where the words `known` have that."""
    key = f"{kind}:{detail}"
    return key if key in known else kind


def words_for_incident(sport: str, key: str) -> IncidentWords:
    """How an incident is shown; in plain form where nothing better is written."""
    known = get_sport(sport).incidents.get(key)
    return known or IncidentWords(key.replace("_", " ").capitalize())


def words_for(sport: str, ruleset: dict[str, Any]) -> PageWords:
    """The words for a match of `sport` under `ruleset`, which sets the nominal times of its periods."""
    found = get_sport(sport)
    rules = parsing.convert(ruleset, found.ruleset)
    bounds = tuple((phase, *times) for phase, times in found.bounds(rules).items())
    return collect_words(sport, bounds, counts_down=found.counts_down(rules))


@cache
def collect_words(sport: str, bounds: tuple[tuple[str, int, int], ...], *, counts_down: bool) -> PageWords:
    """The words of a sport whose phases have these nominal times (phase, begin, end), its clock running so."""
    found = get_sport(sport)
    times = {phase: (begin, end) for phase, begin, end in bounds}
    phases = {}
    for order, (name, label) in enumerate(found.phases.items()):
        begin, end = times.get(name, (None, None))
        phases[name] = Phase(label, order, begin, end, floats=name in found.breaks, outside=name in found.outside)
    return PageWords(
        key="-".join([sport, *(str(end) for _, _, end in bounds), *(["down"] if counts_down else [])]),
        phases=phases,
        counts_down=counts_down,
        statuses={**STATUSES, "ended": found.ended, "official": found.ended},
        decided={**DECIDED, **found.decided},
        period_labels=dict(found.period_labels),
        period_words=dict(found.period_words),
        total=found.total,
        flags=tuple(key for key, words in found.incidents.items() if words.flag),
        say={key: words.say for key, words in found.incidents.items()},
    )
