"""What of a record a newer release may know."""

import json

import pytest

from stats.ingest.unknown_types import name_unknown


def name(kind="goal", sport="football", *, of=None, **data):
    return name_unknown(json.dumps({"type": kind, "sport": sport, "data": data}), sport=of)


def test_what_this_release_knows_has_no_name():
    assert name() == name("status", status="postponed") == ""


@pytest.mark.parametrize(
    ("record", "named"),
    [
        ({"sport": "quidditch"}, "sport 'quidditch'"),
        ({"kind": "golden_goal"}, "type 'golden_goal'"),
        ({"kind": "status", "status": "hibernating"}, "status 'hibernating'"),
        ({"kind": "amend", "event": {"type": "golden_goal"}}, "type 'golden_goal'"),
        ({"kind": "amend", "event": {"type": "status", "data": {"status": "asleep"}}}, "status 'asleep'"),
    ],
)
def test_what_it_does_not_know_is_named(record, named):
    assert name(**record) == named


def test_within_a_match_the_sport_is_the_match_s():
    assert name("point", "quidditch", of="football") == "type 'point'"


@pytest.mark.parametrize("payload", ["", "[]", '{"type": 5, "sport": "football"}', "[" * 100_000])
def test_what_is_no_record_has_no_name(payload):
    assert name_unknown(payload) == ""


def test_a_long_name_fits_its_column():
    assert len(name("\0" * 900)) <= 120
