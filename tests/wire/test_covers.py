"""What stands in the place of names, and how it is put over JSON of any shape."""

import json

import pytest

from scoreboard.wire.covers import cover_name, cover_text, find_strictest, list_names, parse_shown


@pytest.mark.parametrize(
    ("name", "rule", "number", "called"),
    [
        ("Lionel Messi", "full", 10, "Lionel Messi"),
        ("Lionel Messi", "initials", 10, "L. M."),
        ("Lionel Messi", "numbers", 10, "Player 10"),
        ("Lionel Messi", "numbers", 0, "Player 0"),
        ("Lionel Messi", "numbers", None, "Player"),
        ("Pelé", "initials", None, "P."),
        ("E\u0301lodie de Vries", "initials", None, "É. d. V."),
        ("q\u0323\u0307uill", "initials", None, "q\u0323\u0307."),
    ],
)
def test_what_a_person_is_called_by_a_rule(name, rule, number, called):
    assert cover_name(name, rule, number=number) == called


def test_initials_of_initials_and_of_several_rules_the_strictest():
    assert cover_name(cover_name("Lionel Messi", "initials"), "initials") == "L. M."
    assert find_strictest("full", "numbers", "initials") == "numbers"
    assert find_strictest("", "full") == "full" == find_strictest()


def test_names_are_covered_by_the_ids_beside_them_however_deep_and_nothing_else_is():
    record = {
        "player": "Ann",
        "player_id": "a",
        "side": "home",
        "data": {"assist": "Bea", "assist_id": "b", "players": [{"player": "Ann", "player_id": "a", "number": 3}]},
        "event": {"data": {"off_id": "a", "off": "Ann"}, "reason": "Ann"},
        "home": {"id": "a", "name": "Ann"},
        "other_id": "a",
    }
    covered = json.loads(cover_text(json.dumps(record), {"a": "A."}))
    assert covered == {
        "player": "A.",
        "player_id": "a",
        "side": "home",
        "data": {"assist": "Bea", "assist_id": "b", "players": [{"player": "A.", "player_id": "a", "number": 3}]},
        "event": {"data": {"off_id": "a", "off": "A."}, "reason": "Ann"},
        "home": {"id": "a", "name": "A."},
        "other_id": "a",
    }
    assert list(list_names(record)).count(("a", "Ann")) == 4
    assert ("b", "Bea") in list(list_names(record))


def test_an_overlay_that_is_not_there_is_empty():
    assert parse_shown(None) == parse_shown("") == {}
    assert parse_shown('{"a":"A."}') == {"a": "A."}
