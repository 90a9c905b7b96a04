"""Clocks, minutes and words as pages write them.

tests/golden/display.json holds what the server and static/js write alike: tests/js reads it, too.
"""

import json
from pathlib import Path

import pytest

from scoreboard.sports import SPORTS
from scoreboard.sports.football.events import Ruleset
from scoreboard.sports.football.place import format_minute
from scoreboard.web.boards import format_clock, label_period
from scoreboard.web.words import STATUSES, incident_key, words_for, words_for_incident

MINUTE = 60_000
GOLDEN = json.loads((Path(__file__).resolve().parents[1] / "golden" / "display.json").read_text())


@pytest.mark.parametrize("clock", GOLDEN["clocks"], ids=lambda clock: clock["text"])
def test_a_clock_is_written_as_the_golden_file_has_it(clock):
    assert format_clock(clock["value_ms"], clock["begin"], clock["end"], direction=clock["direction"]) == clock["text"]


def test_the_clock_writes_the_same_minutes_as_the_rules():
    for value in range(0, 50 * MINUTE, 7_001):
        assert format_clock(value, 0, 45 * MINUTE) == format_minute(Ruleset(), "first_half", value) + "’"


@pytest.mark.parametrize("sport", SPORTS)
def test_every_phase_has_its_words(sport):
    words = words_for(sport, {})
    assert {name: phase.label for name, phase in words.phases.items()} == dict(SPORTS[sport].phases)


def test_periods_of_shorter_halves_end_sooner():
    phase = words_for("football", {"half_minutes": 30}).phases["second_half"]
    assert (phase.begin, phase.end) == (30 * MINUTE, 60 * MINUTE)


def test_a_detail_without_words_of_its_own_reads_as_its_kind():
    assert incident_key("football", "goal", "penalty") == "goal:penalty"
    assert incident_key("football", "stoppage_time", "3") == "stoppage_time"
    assert words_for_incident("football", "throw_in").label == "Throw in"


def test_what_is_said_has_known_parts_only():
    for sport in SPORTS.values():
        for words in sport.incidents.values():
            words.say.format(team="", player="", score="", minute="")


def test_statuses_are_all_named():
    from typing import get_args

    from scoreboard.sports.common import Status

    assert set(STATUSES) == set(get_args(Status))


@pytest.mark.parametrize("period", GOLDEN["period_labels"], ids=lambda period: period["name"])
def test_periods_are_headed_as_the_golden_file_has_it(period):
    assert label_period(period["name"], GOLDEN["labels"]) == period["text"]
