"""The words of pages."""

import pytest

from scoreboard.sports import SPORTS
from scoreboard.web.words import STATUSES, incident_key, words_for, words_for_incident

MINUTE = 60_000


@pytest.mark.parametrize("sport", SPORTS)
def test_every_phase_has_its_words(sport):
    words = words_for(sport, {})
    assert {name: phase.label for name, phase in words.phases.items()} == dict(SPORTS[sport].phases)


def test_periods_of_shorter_halves_end_sooner():
    phase = words_for("football", {"half_minutes": 30}).phases["second_half"]
    assert (phase.begin, phase.end) == (30 * MINUTE, 60 * MINUTE)


def test_a_detail_without_words_of_its_own_reads_as_its_kind():
    assert incident_key(SPORTS["football"].incidents, "goal", "penalty") == "goal:penalty"
    assert incident_key(SPORTS["football"].incidents, "stoppage_time", "3") == "stoppage_time"
    assert words_for_incident("football", "throw_in").label == "Throw in"


def test_what_is_said_has_known_parts_only():
    for sport in SPORTS.values():
        for words in sport.incidents.values():
            words.say.format(team="", player="", score="", minute="")


def test_statuses_are_all_named():
    from typing import get_args

    from scoreboard.sports.common import Status

    assert set(STATUSES) == set(get_args(Status))
