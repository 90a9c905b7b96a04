"""English of the sentences that rules and views make as codes: what sports share, and how parameters are filled in.

A pattern names its parameters in braces. What stands after a colon says how one is written: `{winner:team}` is the name
of the side, `{side:side}` Home or Away, `{phase:phase}` what the sport calls it, `{phase:lower_phase}` within a
sentence, `{wicket:incident}` the label of an incident ("wicket:lbw"), `{wicket:lower_incident}` within a sentence,
`{points:signed}` +3, `{nth:ordinal}` 3rd, `{names:and}` a list as "a, b and c", `{parts:; }` a list with "; " between
(", " where nothing is said), `{word:words}` a code in plain words, `{text:quoted}` in quotes, `{number:,}` 10,000. Of a
pair of patterns the first is for `count` 1.
"""

import functools
from collections.abc import Callable, Mapping, Sequence
from string import Formatter
from typing import Any, Protocol

from scoreboard.sports import SPORTS
from scoreboard.sports.base import Refused, Sentence, ordinal
from scoreboard.sports.rally import sentences as rally
from scoreboard.sports.sport import Patterns
from scoreboard.sports.timed import sentences as timed

SHARED: Patterns = {
    **timed.SENTENCES,
    **rally.SENTENCES,
    "match.count": "That would make {number}: a match counts from 0 to {most:,}.",
    "match.scheduled": "A match log begins with the record `scheduled`.",
    "match.scheduled.already": "The match is scheduled already: change the fixture instead.",
    "match.conflict": "{records:; }",
    "match.conflict.record": "record {seq}: {why}",
    "match.status.closed": "The match is {status}: nothing can be entered until that changes.",
    "match.status.declared": "A match that is {status} cannot become {wanted}; it can: {allowed:nothing}.",
    "match.ruleset": "The ruleset cannot change once something of the match has been entered: undo that first.",
    "match.reason": "A match that becomes {status} needs a reason.",
    "match.awarded": "A winner and a score are declared with the status `awarded` only.",
    "match.awarded.score": "{home}–{away} says otherwise who has won: award the score that counts, or none.",
    "match.both_lose": "Either one side is awarded the match, or both lose it.",
    "match.summary.awarded": "Awarded to {winner:team}",
    "match.summary.walkover": "Walkover for {winner:team}",
    "match.summary.forfeit": "{winner:team} won by forfeit",
    "match.summary.both_lose": "Both sides lose",
    "match.summary.level": "Awarded level",
    "match.lineup.none": "This sport has no line-ups.",
    "match.lineup.twice": "The line-up names {player}, or the number {number}, twice.",
    "match.lineup.starting": "{starting} begin the match in this line-up; {allowed} may.",
    "match.exchange.on_field": "{player} is on the field already.",
    "match.exchange.on_bench": "{player} is on the bench, and cannot go off.",
    "not_in_lineup": "{player} is not in the line-up of {side:team}.",
    "already_on_field": "{player} is on the field already, as far as the log says.",
    "may_not_return": "{player} was replaced for good, and comes back only where the laws have a reason for it.",
    "out_of_order": "By the line-up {expected} is next, not {player}.",
    "not_in_squad": "{player} is not in the squad of {side:team}.",
    "match.lineup.partial": "The line-up of {side:team} has {named} of {starting} who begin, and is not complete.",
    "match.correction.unknown": "There is no record {seq} in this match to {kind}.",
    "match.correction.fixture": "Record {seq} is about the fixture: change that again instead.",
    "match.correction.of_correction": "Record {seq} is a correction: void it, or amend what it names.",
    "match.correction.void": "Record {seq} is void already.",
    "match.not_stored": "Nothing is entered, since the database does not take it: {why}.",
    "match.unreadable": "Nothing is entered, since {what} could not be read afterwards: {error}.",
    "match.sides.itself": "{team} cannot play against itself.",
    "match.sides.sport": "{team} does not play {sport}.",
    "match.replay": "Only a replay can begin anew: the log of a match that was played is kept.",
    "match.round_number": "Round {number} cannot be kept: change the fixture, to 0 to {most}.",
    "match.times.day": "The ground's day is said to be {on}, but the instant is {at} there: correct one of them.",
    "match.times.time": "The ground's time is said to be {time}, but the instant is {at} there: correct one of them.",
    "match.times.no_day": "There was no {on} in {zone}: that day was left out there when the date line was moved.",
    "match.times.left_out": "There is no {time} on {on} in {zone}: clocks go forward then.",
    "match.lineup.suspended": "{player} is suspended {cause}.",
    "match.lineup.too_young": "{player} is {age}: nobody under {youngest} may play.",
    "match.lineup.too_old": "{player} is {age}: nobody over {oldest} may play.",
    "match.lineup.not_registered": "{player} is not in the squad on the day of the match.",
    "suspension.cautions": "after {count} {offence:words}",
    "suspension.second_caution": "after two {offence:words} in a match",
    "suspension.expulsion": "after being sent off",
    "suspension.decision": "by decision: {reason}",
    "court.forfeit.started": "The match has started: a side that gives up now retires or is defaulted.",
    "court.forfeit.not_started": "The match has not started: a side that does not play gives a walkover.",
    "court.result.undecided": "A match is won by {to_win} sets: these do not decide it.",
    "court.result.winner": "By these sets {leader} has won, not {winner}.",
    "court.result.decided": "These sets decide the match: there was nobody to give it up.",
    "court.result.no_winner": "Of a match not played to its end, the winner is needed.",
    "court.summary": "{played} {how}",
    "court.summary.not_played": "{how}",
    "parts": "{parts}",
}
Part = tuple[str, str | None, str]  # text before a parameter, the parameter, how it is written
Names = Mapping[str, str]  # of a match's sides, "home" and "away"
LISTS = (list, tuple)
NO_NAMES: Names = {"home": "Home", "away": "Away"}


class Named(Protocol):
    """What has a name: a fixture's side, a competitor of the catalogue."""

    @property
    def name(self) -> str:
        """What it is called."""


def name_sides(home: Named | None, away: Named | None) -> Names:
    """What a match's sides are called in sentences; "?" for one that is not known yet."""
    return {"home": home.name if home else "?", "away": away.name if away else "?"}


def explain_error(error: Exception, *, sport: str = "", names: Names = NO_NAMES) -> str:
    """What an error says to a person: why an event was refused, in English; any other's own words."""
    if isinstance(error, Refused):
        return format_sentence(error.sentence, sport=sport, names=names)
    return str(error)


def format_sentence(sentence: Sentence, *, sport: str = "", names: Names = NO_NAMES) -> str:
    """A sentence in English.

    `sport` is the match's, where that is known: a code of the sport's own says it, too. `names` are the sides'. A code
    without a pattern (of a newer process) stands for itself.
    """
    if sport not in SPORTS:
        sport = sentence.code.partition(".")[0]
    pattern = find_pattern(sentence.code, sport=sport)
    if isinstance(pattern, tuple):
        pattern = pattern[sentence.params.get("count") != 1]
    texts = []
    for before, name, form in parse_pattern(pattern):
        texts.append(before)
        if name is not None:
            texts.append(format_value(sentence.params.get(name), form, sport=sport, names=names))
    return "".join(texts)


def find_pattern(code: str, *, sport: str) -> str | tuple[str, str]:
    """The pattern of a code: of the match's sport, shared, or of the sport that the code names."""
    if sport in SPORTS and code in SPORTS[sport].sentences:
        return SPORTS[sport].sentences[code]
    if code in SHARED:
        return SHARED[code]
    named = SPORTS.get(code.partition(".")[0])
    return named.sentences.get(code, code) if named else code


@functools.cache
def parse_pattern(pattern: str) -> Sequence[Part]:
    """The parts of a pattern: texts, each with the parameter after it; None where nothing follows."""
    return [(before, name, form or "") for before, name, form, _ in Formatter().parse(pattern)]


def format_value(value: Any, form: str, *, sport: str, names: Names) -> str:
    """A parameter as its pattern has it written."""
    if isinstance(value, Sentence):
        return format_sentence(value, sport=sport, names=names)
    if isinstance(value, LISTS):
        return join([format_value(each, "", sport=sport, names=names) for each in value], form)
    if form == "team":
        return names[value]
    if form in ("phase", "lower_phase"):
        phase = name_phase(sport, value)
        return phase if form == "phase" else phase.lower()
    if form in ("incident", "lower_incident"):
        label = name_incident(sport, value)
        return label if form == "incident" else label.lower()
    return FORMS.get(form, str)(value)


def join(texts: Sequence[str], form: str) -> str:
    """A list's texts in one."""
    if form == "and":
        return " and ".join([", ".join(texts[:-1]), texts[-1]] if len(texts) > 1 else texts)
    if form == "nothing":
        return ", ".join(texts) or "nothing"
    return (form or ", ").join(texts)


def name_phase(sport: str, phase: str) -> str:
    """What a sport calls a phase; its name in plain words where the sport is not known, or has no word for it."""
    known = SPORTS[sport].phases if sport in SPORTS else {}
    return known.get(phase, phase.replace("_", " "))


def name_incident(sport: str, incident: str) -> str:
    """What a sport calls an incident, "kind:detail"; its detail in plain words where the sport has no word for it."""
    known = SPORTS[sport].incidents if sport in SPORTS else {}
    return known[incident].label if incident in known else incident.rpartition(":")[2].replace("_", " ")


FORMS: Mapping[str, Callable[[Any], str]] = {
    "signed": lambda value: f"{value:+d}",
    "ordinal": ordinal,
    "side": lambda value: str(value).capitalize(),
    "words": lambda value: str(value).replace("_", " "),
    "quoted": repr,
    ",": lambda value: f"{value:,}",
}
