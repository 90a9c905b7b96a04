"""The snapshot of a match, and what changed between two of them."""

import msgspec
import pytest

from scoreboard.sports.base import Score
from scoreboard.sports.match import fold
from scoreboard.sports.reasons import REASONS
from scoreboard.wire.records import ENCODER
from scoreboard.wire.snapshot import Changes, Snapshot, build_snapshot, find_changes, shorten_snapshot
from tests.sports.logs import goal, make_log, start


def snapshot_of(*events):
    return build_snapshot(fold(make_log(*events)), match_id="m1", epoch=2)


def test_a_snapshot_names_its_cursor_and_shows_the_score_and_the_incidents():
    snapshot = snapshot_of(start(), goal())
    assert (snapshot.id, snapshot.cursor, snapshot.score) == ("m1", "e2-3", Score(1, 0))
    assert [incident.seq for incident in snapshot.incidents] == [2, 3]


def test_a_short_snapshot_has_all_but_the_incidents():
    snapshot = snapshot_of(start(), goal())
    whole, short = msgspec.to_builtins(snapshot), msgspec.to_builtins(shorten_snapshot(snapshot))
    assert whole.pop("incidents")
    assert list(short.items()) == list(whole.items())


def test_changes_from_nothing_are_all_of_it():
    snapshot = snapshot_of(start())
    assert msgspec.json.encode(find_changes(None, snapshot)) == msgspec.json.encode(snapshot)


def test_changes_are_the_fields_that_differ_and_the_incidents_to_replace():
    before, after = snapshot_of(start()), snapshot_of(start(), goal())
    changes = find_changes(before, after)
    assert (changes.seq, changes.cursor, changes.score) == (3, "e2-3", Score(1, 0))
    assert [incident.seq for incident in changes.incidents] == [3]
    assert not {"id", "home", "status", "incidents_removed"} & msgspec.to_builtins(changes).keys()


def test_changes_name_the_incidents_that_are_gone():
    changes = find_changes(snapshot_of(start(), goal()), snapshot_of(start()))
    assert changes.incidents_removed == [3]
    assert changes.incidents is msgspec.UNSET


def test_changes_have_each_field_of_the_snapshot_in_its_order():
    assert Changes.__struct_fields__ == (*Snapshot.__struct_fields__, "incidents_removed")


def test_a_summary_is_a_code_with_parameters_and_english():
    half = [{"type": "period_start"}, {"type": "period_end"}]
    log = make_log(half[0], goal("away"), half[1], *half, sport="handball", away={"id": "t2", "name": "{home} FC {0}"})
    said = {"code": "timed.summary", "params": {"winner": "away", "margin": 1}}
    snapshot = build_snapshot(fold(log), match_id="m1", epoch=1)
    assert msgspec.to_builtins(snapshot.summary) == {**said, "detail": "{home} FC {0} won by 1"}
    renamed = build_snapshot(fold(log), match_id="m1", epoch=1, names={"home": "Reds", "away": "Greens"})
    assert msgspec.to_builtins(renamed.summary) == {**said, "detail": "Greens won by 1"}
    assert renamed.away.name == "{home} FC {0}"


@pytest.mark.parametrize(
    ("reason", "code"), [("Fog", {}), (REASONS["console.mistake"], {"reason_code": "console.mistake"})]
)
def test_an_incident_has_the_code_of_a_reason_that_the_system_gave(reason, code):
    void = {"type": "void", "data": {"seq": 3, "reason": reason}}
    incident = msgspec.to_builtins(snapshot_of(start(), goal(), void).incidents[-1])
    assert (incident["reason"], incident["confirmation"]) == (reason, "cancelled")
    assert {name: value for name, value in incident.items() if name == "reason_code"} == code


def test_a_review_that_gives_no_reason_has_that_of_the_system():
    cancelled = {"type": "review", "data": {"seq": 3, "decision": "cancelled"}}
    incident = snapshot_of(start(), goal(), cancelled).incidents[-1]
    assert (incident.reason, incident.reason_code) == ("Cancelled after review.", "review.cancelled")
    assert b"reason_code" not in ENCODER.encode(fold(make_log(start(), goal(), cancelled)))  # nothing new is stored


@pytest.mark.parametrize(("reason", "code"), [("Fog", None), (REASONS["source.postponed"], "source.postponed")])
def test_a_status_has_the_code_of_a_reason_that_the_system_gave(reason, code):
    snapshot = snapshot_of({"type": "status", "data": {"status": "postponed", "reason": reason}})
    assert (snapshot.status_reason, snapshot.status_reason_code) == (reason, code)
    assert snapshot_of().status_reason_code is None
