"""The snapshot of a match, and what changed between two of them."""

from scoreboard.sports.match import fold
from scoreboard.wire.snapshot import build_snapshot, find_changes
from tests.sports.logs import goal, make_log, start


def snapshot_of(*events):
    return build_snapshot(fold(make_log(*events)), match_id="m1", epoch=2)


def test_a_snapshot_names_its_cursor_and_shows_the_score_and_the_incidents():
    snapshot = snapshot_of(start(), goal())
    assert (snapshot["id"], snapshot["cursor"], snapshot["score"]) == ("m1", "e2-3", {"home": 1, "away": 0})
    assert [incident["seq"] for incident in snapshot["incidents"]] == [2, 3]


def test_changes_from_nothing_are_all_of_it():
    assert find_changes(None, snapshot_of(start())) == snapshot_of(start())


def test_changes_are_the_fields_that_differ_and_the_incidents_to_replace():
    before, after = snapshot_of(start()), snapshot_of(start(), goal())
    changes = find_changes(before, after)
    assert (changes["seq"], changes["cursor"], changes["score"]["home"]) == (3, "e2-3", 1)
    assert [incident["seq"] for incident in changes["incidents"]] == [3]
    assert not {"id", "home", "status", "incidents_removed"} & changes.keys()


def test_changes_name_the_incidents_that_are_gone():
    changes = find_changes(snapshot_of(start(), goal()), snapshot_of(start()))
    assert changes["incidents_removed"] == [3]
    assert "incidents" not in changes
