"""What the console says of a refusal, in every sport: no names that only programs know."""

import re
from string import Formatter

import pytest

from scoreboard.console.forms import BadForm, parse_form
from scoreboard.console.refusals import explain_refusal
from scoreboard.record.request import BadEvent
from scoreboard.sports import SPORTS
from scoreboard.sports.base import Refused
from scoreboard.sports.rally.sentences import SENTENCES as RALLY
from scoreboard.sports.sentences import SHARED, explain_error
from scoreboard.sports.timed.sentences import SENTENCES as TIMED
from scoreboard.web.words import words_for

RAW = re.compile(r"\b[a-z]+_[a-z_]+\b|\b(?:void|amend)\b|`|\$\.")
NAMES = {"home": "Reds", "away": "Blues"}
# Of a ruleset or an import, which the console has no key for.
ELSEWHERE = re.compile(r"\.ruleset|\.result|^match\.(not_stored|unreadable|times|sides|replay|round_number|ruleset)")


def list_refusals(sport):
    """The codes and patterns by which a sport refuses what was entered."""
    kinds = {event.__module__.split(".")[2] for event in SPORTS[sport].events}
    shared = {code: pattern for code, pattern in SHARED.items() if code.startswith(("match.", "court."))}
    if "timed" in kinds:
        shared |= TIMED
    if "rally" in kinds:
        shared |= RALLY
    every = {**shared, **SPORTS[sport].sentences}
    return {code: pattern for code, pattern in every.items() if not ELSEWHERE.search(code)}


def fill(sport, pattern):
    """Parameters of a pattern, those that name something as rules give them: by the names of programs."""
    phase = next(name for name in SPORTS[sport].phases if "_" in name and name != "not_started")
    incident = next((name for name in SPORTS[sport].incidents if ":" in name), "wicket:lbw")
    filled = {}
    for _, name, form, _ in Formatter().parse(pattern if isinstance(pattern, str) else pattern[1]):
        if name in ("period", "playing", "expected", "played", "phase") or (form or "").endswith("phase"):
            filled[name] = phase
        elif form in ("team", "side"):
            filled[name] = "home"
        elif (form or "").endswith("incident"):
            filled[name] = incident
        elif form in ("and", "nothing", "; "):
            filled[name] = ["one", "two"]
        elif name is not None:
            filled[name] = 3
    return filled


@pytest.mark.parametrize("sport", SPORTS)
def test_no_refusal_of_a_rule_has_a_name_that_only_programs_know(sport):
    refusals = list_refusals(sport)
    assert len(refusals) > 15
    raw = {}
    for code, pattern in refusals.items():
        error = Refused(code, **fill(sport, pattern))
        if RAW.search(said := explain_refusal(error, sport=sport, names=NAMES)):
            raw[code] = said
    assert not raw


def test_a_key_is_called_as_it_is_written_on_the_console_and_by_its_type_at_the_api():
    for sport, code, label in (
        ("football", "football.second_yellow.booked", "enter 2nd yellow"),
        ("rugby_union", "rugby_union.card.booked", "enter Second yellow"),
    ):
        error = Refused(code, player="Kim")
        assert label in explain_refusal(error, sport=sport)
        assert "enter second_yellow" in explain_error(error, sport=sport)
        assert label.removeprefix("enter ") in {action.label for action in SPORTS[sport].actions.values()}


@pytest.mark.parametrize(
    ("sport", "code", "params", "expected"),
    [
        (
            "football",
            "football.clock",
            {"clock_ms": 5_400_000, "period": "second_half", "begin": 2_700_000, "end": 5_400_000, "stoppage": 30},
            "Minute: second half has the minutes 46 to 90, or up to 30 of added time.",
        ),
        (
            "rugby_union",
            "timed.clock.outside",
            {"clock_ms": 5_400_000, "period": "half_1", "low": 0, "high": 2_400_000},
            "Minute: first half has the minutes 1 to 40.",
        ),
        (
            "football",
            "football.over",
            {},
            "The match is over (Law 7): undo its last period end to enter something before.",
        ),
        ("tennis", "match.correction.void", {"seq": 4}, "Record 4 is taken back already."),
    ],
)
def test_places_and_corrections_are_said_in_the_console_s_words(sport, code, params, expected):
    assert explain_refusal(Refused(code, **params), sport=sport) == expected


@pytest.mark.parametrize(
    ("sport", "fields", "expected"),
    [
        (
            "football",
            {"action": "status", "status": "awarded", "score_home": "3"},
            "Score, Blues: enter a whole number.",
        ),
        (
            "football",
            {"action": "status", "status": "awarded", "score_home": "x"},
            "Score, Reds: enter a whole number.",
        ),
        ("football", {"action": "stoppage_time", "minutes": "x"}, "Added time, minutes: enter a whole number."),
        ("football", {"action": "stoppage_time", "minutes": ""}, "Added time, minutes: it is needed."),
        (
            "football",
            {"action": "shootout_result", "home": "4", "away": "-2"},
            "Blues: enter a whole number of at least 0.",
        ),
        (
            "american_football",
            {"action": "down", "side": "home", "down-down": "5"},
            "Down: enter a whole number of at most 4.",
        ),
        ("cricket", {"action": "wide_home", "wide_home-wides": "many"}, "Wides, with runs: enter a whole number."),
        ("baseball", {"action": "manual", "side": "home", "manual-points": "1"}, "Reason: it is needed."),
        (
            "football",
            {"action": "goal", "side": "home", "player": "A\0"},
            "Player: enter a text without the character U+0000.",
        ),
    ],
)
def test_a_wrong_value_is_named_by_its_label_with_what_was_expected(sport, fields, expected):
    with pytest.raises(BadForm) as caught:
        parse_form(fields, sport=sport, words=words_for(sport, {}), names=NAMES)
    assert str(caught.value) == expected


@pytest.mark.parametrize("sport", SPORTS)
def test_every_field_that_a_key_asks_for_is_named_by_its_label(sport):
    """A text of one line too long is refused by every field; a label is all that tells which of several it was."""
    asked = [(name, key, field) for name, key in SPORTS[sport].actions.items() for field in key.asks]
    for name, key, field in asked:
        fields = {"action": name, "side": "home", "player": "Kim", "confirm": name, f"{name}-{field}": "x\0"}
        with pytest.raises(BadForm) as caught:
            parse_form(fields, sport=sport, words=words_for(sport, {}), names=NAMES)
        assert str(caught.value).startswith(key.asks[field].format(**NAMES) + ": enter ")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Expected `str` of length <= 120 - at `$.player`", "Player: enter at most 120 characters."),
        ("Invalid enum value 'x' - at `$.data.status`", "Status: choose one of those that are offered."),
        ("Expected `int` >= 0 - at `$.data.score.away`", "Score, Blues: enter a whole number of at least 0."),
        (
            "Expected an instant that is not in the future - at `$.occurred_at`",
            "Time: enter an instant that is not in the future.",
        ),
    ],
)
def test_what_an_event_does_not_take_is_named_by_its_label(said, expected):
    assert explain_refusal(BadEvent(said), sport="football", names=NAMES) == expected
