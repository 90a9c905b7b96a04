"""Clocks, states, order and sendings-off as pages write them.

tests/golden holds what the server and static/js write alike: tests/js reads the files, too.
"""

import json
from collections import Counter
from datetime import datetime

import pytest

from scoreboard.sports import SPORTS
from scoreboard.sports.football.events import Ruleset
from scoreboard.sports.football.place import format_minute
from scoreboard.web.display import (
    format_clock,
    format_course,
    format_state,
    label_period,
    list_sent_off,
    order_incidents,
    run_scores,
)
from scoreboard.web.words import words_for
from tests.golden.make import FILE, make_match
from tests.live.conftest import apply_changes

MATCHES = {match["sport"]: match for match in map(json.loads, FILE.read_text().strip("[]\n").split(",\n"))}
MINUTE = 60_000
DISPLAY = json.loads((FILE.parent / "display.json").read_text())


@pytest.mark.parametrize("sport", SPORTS)
def test_a_match_is_shown_as_the_golden_file_has_it(sport):
    assert json.loads(json.dumps(make_match(sport))) == MATCHES[sport], "python -m tests.golden.make writes it anew"


@pytest.mark.parametrize("sport", SPORTS)
def test_changes_lead_from_the_first_snapshot_to_the_last(sport):
    match = MATCHES[sport]
    shown = match["first"]
    for frame in match["frames"]:
        shown = apply_changes(shown, frame["changes"])
    assert shown == match["last"]


def test_the_matches_have_what_can_go_wrong():
    kinds = Counter(frame["changes"].keys() >= {"incidents"} for match in MATCHES.values() for frame in match["frames"])
    assert kinds[True] > 100
    confirmations = {i["confirmation"] for match in MATCHES.values() for i in match["last"]["incidents"]}
    assert confirmations >= {"confirmed", "cancelled"} or confirmations >= {"confirmed", "tbd"}
    for sport, words in ((name, words_for(name, {})) for name in SPORTS):
        if words.flags:
            assert any(MATCHES[sport]["sent_off"].values()), f"{sport}: nobody is sent off"


@pytest.mark.parametrize("case", DISPLAY["states"], ids=lambda case: case["text"])
def test_a_state_is_written_as_the_golden_file_has_it(case):
    words = words_for(case["sport"], case.get("ruleset", {}))
    now = datetime.fromisoformat(case["now"])
    assert format_state(case["data"], words, now=now) == case["text"]


@pytest.mark.parametrize("case", DISPLAY["incidents"], ids=lambda case: case["what"])
def test_incidents_are_ordered_and_counted_as_the_golden_file_has_it(case):
    words = words_for(case["sport"], {})
    in_order = order_incidents(case["incidents"], words)
    assert [incident["seq"] for incident in in_order] == case["order"]
    assert {side: list_sent_off(case["incidents"], side, words) for side in ("home", "away")} == case["sent_off"]


@pytest.mark.parametrize("case", DISPLAY["courses"], ids=lambda case: case["data"]["status"])
def test_why_it_stands_so_is_written_as_the_golden_file_has_it(case):
    names = {"home": "Argentina", "away": "France"}
    assert format_course(case["data"], words_for(case["sport"], {}), names=names) == case["text"]


@pytest.mark.parametrize("case", DISPLAY["scores"], ids=lambda case: case["what"])
def test_running_scores_are_in_the_order_of_play_as_the_golden_file_has_it(case):
    assert {str(seq): text for seq, text in run_scores(case["incidents"]).items()} == case["running"]


@pytest.mark.parametrize("clock", DISPLAY["clocks"], ids=lambda clock: clock["text"])
def test_a_clock_is_written_as_the_golden_file_has_it(clock):
    assert format_clock(clock["value_ms"], clock["begin"], clock["end"], direction=clock["direction"]) == clock["text"]


def test_the_clock_writes_the_same_minutes_as_the_rules():
    for value in range(0, 50 * MINUTE, 7_001):
        assert format_clock(value, 0, 45 * MINUTE) == format_minute(Ruleset(), "first_half", value) + "’"


@pytest.mark.parametrize("period", DISPLAY["period_labels"], ids=lambda period: period["name"])
def test_periods_are_headed_as_the_golden_file_has_it(period):
    assert label_period(period["name"], DISPLAY["labels"]) == period["text"]
