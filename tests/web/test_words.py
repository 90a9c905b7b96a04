"""Clocks, minutes and words as pages write them."""

import pytest

from scoreboard.sports import SPORTS
from scoreboard.sports.football.events import Ruleset
from scoreboard.sports.football.place import format_minute
from scoreboard.web.boards import format_clock, label_period
from scoreboard.web.words import STATUSES, incident_key, words_for, words_for_incident

MINUTE = 60_000


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, "1’"),
        (22 * MINUTE + 10_000, "23’"),
        (45 * MINUTE - 1, "45’"),
        (45 * MINUTE, "45+1’"),
        (46.5 * MINUTE, "45+2’"),
    ],
)
def test_a_clock_is_written_as_football_does(value, expected):
    assert format_clock(int(value), 0, 45 * MINUTE) == expected


def test_the_clock_writes_the_same_minutes_as_the_rules():
    for value in range(0, 50 * MINUTE, 7_001):
        assert format_clock(value, 0, 45 * MINUTE) == format_minute(Ruleset(), "first_half", value) + "’"


def test_a_clock_without_a_nominal_end_counts_seconds():
    assert format_clock(605_000, None, None) == "10:05"


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


@pytest.mark.parametrize(("value", "expected"), [(605_000, "10:05"), (60_000, "1:00"), (59_940, "59.9"), (0, "0.0")])
def test_a_clock_that_runs_down_ends_in_tenths(value, expected):
    assert format_clock(value, None, None, direction="down") == expected


@pytest.mark.parametrize(
    ("name", "expected"), [("quarter_3", "Q3"), ("overtime_12", "OT12"), ("shootout", "SO"), ("set_4", "set_4")]
)
def test_periods_are_headed_by_their_labels(name, expected):
    labels = {"quarter": "Q", "overtime": "OT", "shootout": "SO"}
    assert label_period(name, labels) == expected
