"""What pages write alike on the server and in the browser: clocks, states, the order of incidents, who was sent off.

Each function has its twin in static/js (board.js, clock.js, line-score.js, timeline.js); tests/golden/display.json
holds both to the same answers. `data` is a match's snapshot (wire/snapshot.py) in plain values.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from scoreboard import parsing
from scoreboard.sports.base import Clock
from scoreboard.sports.statuses import BY_PLAY
from scoreboard.web.words import PageWords, incident_key

Data = Mapping[str, Any]
BOUNDS = {"period_start": 0, "period_end": 2}  # where a period's begin and end stand among what happened in it
LAST = 1 << 60  # the place of an incident whose minute is not known: at its period's end


def format_state(data: Data, words: PageWords, *, now: datetime) -> str:
    """A match's state: the clock while it runs, else in words; nothing before a match, where its time stands."""
    if data["status"] == "scheduled":
        return ""
    return read_clock(data, words, now=now) or name_state(data, words)


def read_clock(data: Data, words: PageWords, *, now: datetime) -> str:
    """The minute on the clock; empty while none runs."""
    clock, phase = data["clock"], words.phases.get(data["phase"])
    if data["status"] != "live" or not clock or not clock["running"] or phase is None:
        return ""
    value = parsing.convert(clock, Clock, strict=False).read(now)
    return "" if value is None else format_clock(value, phase.begin, phase.end, direction=clock["direction"])


def name_state(data: Data, words: PageWords) -> str:
    """A match's state in words, where the clock does not say it."""
    if data["status"] == "live":
        phase = words.phases.get(data["phase"])
        return phase.label if phase else data["phase"].replace("_", " ").capitalize()
    if data["status"] in ("ended", "official") and data["decided_by"] in words.decided:
        return words.decided[data["decided_by"]]
    return words.statuses[data["status"]]


def format_note(data: Data, words: PageWords, *, in_play: bool) -> str:
    """What a line beside the score says: how it stands in words, or how it ended, unless its state has said that."""
    said = (data["situation"] if in_play else None) or data["summary"]
    text = str(said["detail"]) if said else ""
    return "" if text.casefold() == name_state(data, words).casefold() else text


def format_course(data: Data, words: PageWords, *, names: Mapping[str, str]) -> str:
    """Why a match stands as it was declared to, and its score at the end of each period but the last.

    "Suspended: Waterlogged pitch. Half-time 2–0, normal time 2–2, Ajax go through". A reason that was given for going
    on, or for a decision taken back, is none of what play itself says.
    """
    status, reason = data["status"], data["status_reason"]
    said = f"{words.statuses[status]}: {reason}. " if reason and status not in BY_PLAY else ""
    home = away = 0
    marks = []
    for period in data["periods"]:
        home, away = home + period["home"], away + period["away"]
        if word := words.period_words.get(period["name"]):
            marks.append(f"{word} {home}–{away}")
    marks = marks[:-1]
    if data["advances"]:
        marks.append(f"{names[data['advances']]} go through")
    return said + ", ".join(marks)


def run_scores(in_order: Iterable[Data]) -> dict[int, str]:
    """The running score after each incident that has one, by its seq, of incidents in the order of play.

    An incident says the score at its entering. One that was entered late stands among earlier ones: then each adds what
    it added when it was entered. Where the score was also put down, what would be said otherwise is left out.
    """
    scored = [(each["seq"], (each["score"]["home"], each["score"]["away"])) for each in in_order if each.get("score")]
    added, before, falls = {}, (0, 0), False
    for seq, (home, away) in sorted(scored):
        added[seq] = (home - before[0], away - before[1])
        falls = falls or min(added[seq]) < 0
        before = (home, away)
    running, home, away = {}, 0, 0
    for seq, said in scored:
        home, away = home + added[seq][0], away + added[seq][1]
        running[seq] = "" if falls and said != (home, away) else f"{home}–{away}"
    return running


def format_clock(value_ms: int, begin: int | None, end: int | None, *, direction: str = "up") -> str:
    """A clock as it is read aloud: 22:10 is 23’, 46:30 in a half of 45 is 45+2’; without a nominal end m:ss.

    The last minute of a clock that runs down is told in tenths.
    """
    minute = 60_000
    if end is None:
        if direction == "down" and value_ms < minute:
            return f"{value_ms // 1000}.{value_ms % 1000 // 100}"
        return f"{value_ms // minute}:{value_ms % minute // 1000:02}"
    if value_ms >= end:
        return f"{end // minute}+{(value_ms - end) // minute + 1}’"
    return f"{max(value_ms, begin or 0) // minute + 1}’"


def label_period(name: str, labels: dict[str, str]) -> str:
    """The heading of a period: by its name, or by what stands before its number: Q3, OT1, 7."""
    if name in labels:
        return labels[name]
    stem, _, number = name.rpartition("_")
    return f"{labels[stem]}{number}" if stem in labels and number.isdigit() else name


def list_sent_off(incidents: Iterable[Data], side: str, words: PageWords) -> list[int]:
    """The incidents, by their seq, in which a player of `side` was sent off; those cancelled do not count.

    Nor do officials, whom no name is given of or whose words have no flag, nor what came before and after the match:
    the badge beside a side's name says who of its players had to go (docs/protocol.md).
    """
    return [
        incident["seq"]
        for incident in incidents
        if incident.get("side") == side
        and incident.get("player")
        and incident["confirmation"] != "cancelled"
        and not ((phase := words.phases.get(incident.get("period") or "")) and phase.outside)
        and incident_key(words.say, incident["kind"], incident.get("detail")) in words.flags
    ]


def order_incidents(incidents: Iterable[Data], words: PageWords) -> list[Data]:
    """Incidents in the order of play: by period, its begin or end, the clock, the order of entering.

    What happened in a break that may come between any periods stands after the end of the last one that had begun
    when it was entered, and before the begin of the next.
    """
    places: dict[int, tuple[int, int, int, int]] = {}
    by_seq = sorted(incidents, key=lambda incident: incident["seq"])
    last = 0  # the period that had begun, by its place among the phases
    for incident in by_seq:
        kind, seq, clock_ms = incident["kind"], incident["seq"], incident.get("clock_ms")
        phase = words.phases.get(incident.get("period") or "")
        if phase and phase.floats:
            places[seq] = (last, 2, 0, seq)
            continue
        order = phase.order if phase else 0
        last = max(last, order)
        if kind in BOUNDS:
            places[seq] = (order, BOUNDS[kind], 0, seq)
        else:
            passed = LAST if clock_ms is None else -clock_ms if words.counts_down else clock_ms
            places[seq] = (order, 1, passed, seq)
    return sorted(by_seq, key=lambda incident: places[incident["seq"]])
