"""What a refusal says on the console: fields by their labels and kinds by their keys, as the page has them.

The API says the same by the names that programs send ("enter second_yellow", "clock_ms"); nobody with a thumb knows
those.
"""

import re
from collections.abc import Mapping

from scoreboard.record.outcome import Unconfirmed
from scoreboard.record.request import BadEvent
from scoreboard.sports import get_sport
from scoreboard.sports.base import Refused, Sentence
from scoreboard.sports.common import COMMON_WORDS
from scoreboard.sports.sentences import NO_NAMES, Names, explain_error, format_sentence, name_phase
from scoreboard.sports.sport import Action

MINUTE_MS = 60_000
# The labels of the fields that are no key's own, as the page has them.
FIELDS: Mapping[str, str] = {
    "player": "Player",
    "number": "Player",
    "minute": "Minute",
    "reason": "Why",
    "status": "Status",
    "winner": "To",
    "decided_by": "How",
    "score_home": "Score, {home}",
    "score_away": "Score, {away}",
    "clock_ms": "Minute",
    "occurred_at": "Time",
    "expected_seq": "Page",
    "seq": "Entry",
    "key": "Page",
}
# What a wrong value's error says, and what to do instead.
EXPECTED = (
    (re.compile(r"^Object missing required field .*"), "it is needed"),
    (re.compile(r"^Expected `(?:int|float)` >= (-?\d+).*"), r"enter a whole number of at least \1"),
    (re.compile(r"^Expected `(?:int|float)` <= (-?\d+).*"), r"enter a whole number of at most \1"),
    (re.compile(r"^Expected `int(?: \| null)?`, got .*"), "enter a whole number"),
    (re.compile(r"^Expected `int` from (-?\d+) to (\d+).*"), r"enter a whole number from \1 to \2"),
    (re.compile(r"^Expected `str` of length <= (\d+)"), r"enter at most \1 characters"),
    (re.compile(r"^Expected `str` of length >= \d+"), "enter a text"),
    (re.compile(r"^Invalid enum value .*"), "choose one of those that are offered"),
    (re.compile(r"^Expected (?=a|an )"), "enter "),
)
PLACE = re.compile(r" - at `\$\.?([^`]*)`$")
MISSING = re.compile(r"missing required field `(\w+)`")
NAME = re.compile(r"'?\b([a-z]+(?:_[a-z0-9]+)+)\b'?")
# What programs call corrections, and what the console's own key is called.
VERBS = (
    (re.compile(r"\bis void\b"), "is taken back"),
    (re.compile(r"\bvoid\b"), "undo"),
    (re.compile(r"\bamend\b"), "correct"),
)


def explain_refusal(error: Exception, *, sport: str, names: Names = NO_NAMES, action: Action | None = None) -> str:
    """What an error says to a scorer who pressed the key of `action`."""
    if isinstance(error, Unconfirmed):
        return " ".join(explain_warning(one, sport=sport, names=names) for one in error.warnings)
    if isinstance(error, Refused):
        return explain_sentence(error.sentence, explain_error(error, sport=sport, names=names), sport=sport)
    if isinstance(error, BadEvent):
        return explain_value(str(error), names=names, action=action)
    return str(error)


def explain_warning(warning: Sentence, *, sport: str, names: Names = NO_NAMES) -> str:
    """What is to be confirmed."""
    return explain_sentence(warning, format_sentence(warning, sport=sport, names=names), sport=sport)


def explain_sentence(sentence: Sentence, said: str, *, sport: str) -> str:
    """A rule's sentence, which `said` is as programs read it."""
    if "clock_ms" in sentence.params:
        return explain_minute(sentence, sport=sport)
    known = name_kinds(sport)
    said = NAME.sub(lambda found: known.get(found[1], found[0]), said)
    for verb, words in VERBS:
        said = verb.sub(words, said)
    return said.replace("`", "")


def explain_minute(sentence: Sentence, *, sport: str) -> str:
    """That a minute is not in its period, and which are."""
    told = sentence.params
    low, high = told["begin" if "begin" in told else "low"], told["end" if "end" in told else "high"]
    added = f", or up to {told['stoppage']} of added time" if "stoppage" in told else ""
    first, last = low // MINUTE_MS + 1, max(high // MINUTE_MS, 1)
    return f"Minute: {name_phase(sport, told['period']).lower()} has the minutes {first} to {last}{added}."


def name_kinds(sport: str) -> dict[str, str]:
    """What the console calls what programs name: keys, kinds of events, phases, fields."""
    known = get_sport(sport)
    return {
        **{name: label.lower() for name, label in known.phases.items()},
        **{name: words.label for name, words in {**COMMON_WORDS, **known.words}.items()},
        **{name: action.label for name, action in known.actions.items()},
        "occurred_at": "its time",
    }


def explain_value(said: str, *, names: Names = NO_NAMES, action: Action | None = None) -> str:
    """What is wrong with a value: the field by its label, and what was expected there."""
    place = PLACE.search(said)
    path = place[1] if place else ""
    if missing := MISSING.search(said):
        path = missing[1]
    elif path.startswith("data.score."):
        path = path.removeprefix("data.").replace(".", "_")
    label = name_field(path.rpartition(".")[2], names=names, action=action)
    return f"{label}: {say_expected(PLACE.sub('', said))}."


def say_expected(said: str) -> str:
    """What was expected of a value, in words."""
    for pattern, words in EXPECTED:
        if pattern.search(said):
            return pattern.sub(words, said)
    return said.replace("`", "")


def name_field(field: str, *, names: Names = NO_NAMES, action: Action | None = None) -> str:
    """The label of a form's field; of a key's own, that of the key."""
    field = field.removesuffix("_number")
    own = action.asks.get(field.rpartition("-")[2]) if action else None
    return (own or FIELDS.get(field) or field.replace("_", " ").capitalize() or "Entry").format(**names)
