"""Line-ups and box scores at the API: of now, and for ever of a cursor."""

import pytest

from tests.api.documented import DocumentedClient
from tests.factories import enter, make_match

pytestmark = pytest.mark.django_db
TEAM = [{"player": "Ann", "number": 10, "starting": True, "captain": True}, {"player": "Bea", "number": 12}]
LINE_UP = {"type": "lineup", "side": "home", "data": {"players": TEAM, "coach": "Cleo", "formation": "4-3-3"}}


@pytest.fixture
def client():
    return DocumentedClient()


@pytest.fixture
def lined_up():
    match = make_match()
    enter(match, LINE_UP, {"type": "period_start", "clock_ms": 0})
    enter(match, {"type": "goal", "side": "home", "player": "Ann", "clock_ms": 60_000})
    enter(match, {"type": "substitution", "side": "home", "player": "Bea", "data": {"off": "Ann"}, "clock_ms": 120_000})
    return match


def read(client, match, what="line-ups", **query):
    answer = client.get(f"/api/v1/matches/{match.pk}/{what}", query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_who_began_and_who_came_on(client, lined_up):
    found = read(client, lined_up)
    assert (found["cursor"], found["away"]) == ("e1-5", None)
    home = found["home"]
    assert (home["complete"], home["coach"], home["formation"]) == (False, "Cleo", "4-3-3")
    (ann,), (bea,) = home["starters"], home["bench"]
    assert (ann["number"], ann["captain"], ann["on_field"], bea["on_field"]) == (10, True, False, True)
    assert [(one["minute"], one["player"]) for one in ann["went_off"]] == [("3", "Bea")]
    assert [(one["minute"], one["player"]) for one in bea["came_on"]] == [("3", "Ann")]


def test_at_a_cursor_it_is_for_ever_as_it_was(client, lined_up):
    answer = client.get(f"/api/v1/matches/{lined_up.pk}/line-ups?at=e1-4")
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    then = answer.json()
    assert (then["cursor"], then["home"]["starters"][0]["on_field"]) == ("e1-4", True)
    enter(lined_up, {"type": "void", "data": {"seq": 4, "reason": "x"}})
    assert read(client, lined_up, at="e1-4") == then
    assert read(client, lined_up, "box-score", at="e1-4")["home"]["totals"]["goals"] == 1
    assert read(client, lined_up, "box-score")["home"]["totals"]["goals"] == 0


def test_of_now_it_has_the_matchs_etag(client, lined_up):
    path = f"/api/v1/matches/{lined_up.pk}/line-ups"
    answer = client.get(path)
    assert answer["Cache-Control"].startswith("public, max-age=1")
    assert client.get(path, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    enter(lined_up, {"type": "period_end"})
    assert client.get(path, headers={"If-None-Match": answer["ETag"]}).status_code == 200


@pytest.mark.parametrize(("at", "status"), [("e1-99", 404), ("e2-3", 404), ("e1-0", 404), ("now", 422), ("e1", 422)])
def test_a_cursor_that_is_not_there_is_said_so(client, lined_up, at, status):
    for what in ("line-ups", "box-score"):
        assert client.get(f"/api/v1/matches/{lined_up.pk}/{what}?at={at}").status_code == status


def test_the_box_score_has_who_is_named_and_who_did_something(client, lined_up):
    enter(lined_up, {"type": "goal", "side": "away", "player": "Dee"})
    found = read(client, lined_up, "box-score")
    home, away = found["home"]["people"], found["away"]["people"]
    assert [(row["player"], row["number"], row["statistics"]) for row in home] == [
        ("Ann", 10, {"goals": 1}),
        ("Bea", 12, {}),
    ]
    assert [(row["player"], row["number"], row["statistics"]) for row in away] == [("Dee", None, {"goals": 1})]
    assert {column["key"] for column in found["columns"]} >= {"goals", "minutes"}
    assert "appearances" not in {column["key"] for column in found["columns"]}


def test_they_take_one_query_of_now_and_two_of_then(client, lined_up, django_assert_num_queries):
    for what in ("line-ups", "box-score"):
        with django_assert_num_queries(1):
            read(client, lined_up, what)
        with django_assert_num_queries(2):
            read(client, lined_up, what, at="e1-3")


def test_neither_is_in_the_snapshot(client, lined_up):
    snapshot = client.get(f"/api/v1/matches/{lined_up.pk}").json()
    assert not {"lineup", "home_lineup", "line_ups", "box_score"} & snapshot.keys()
