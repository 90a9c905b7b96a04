"""The API of matches, through Django's test client: real requests, real database."""

import json

import pytest

from scoreboard.models import ApiToken, Match, MatchEvent
from tests.factories import enter, make_competitor, make_match, make_season

pytestmark = pytest.mark.django_db
GOAL = {"type": "goal", "side": "home", "player": "Ada"}


@pytest.fixture
def call(client, scorer):
    """Call the API as the scorer's program: `call("post", path, body, key="k1")`; returns (status, JSON)."""
    token = ApiToken.issue(user=scorer)

    def send(method, path, body=None, *, key="k", token=token, **headers):
        if token:
            headers["Authorization"] = f"Bearer {token}"
        if key:
            headers["Idempotency-Key"] = key
        content = body if isinstance(body, bytes | str) else json.dumps(body)
        given = {"data": content, "content_type": "application/json"} if body is not None else {}
        response = getattr(client, method)(f"/api/v1{path}", headers=headers, **given)
        if response.status_code >= 400:
            assert response["Content-Type"] == "application/problem+json"
            assert response.json()["status"] == response.status_code
            assert response.json()["title"]
        return response.status_code, response.json() if response.content else None

    return send


def path_of(match, rest=""):
    return f"/matches/{match.pk}{rest}"


def test_a_snapshot_has_its_cursor_as_etag(client, live_match):
    response = client.get(f"/api/v1{path_of(live_match)}")
    assert response.status_code == 200
    assert response["ETag"].startswith('"e1-2.')
    assert response["Cache-Control"] == "public, max-age=1, stale-while-revalidate=1"
    body = response.json()
    assert (body["id"], body["cursor"], body["phase"]) == (str(live_match.pk), "e1-2", "first_half")
    again = client.get(f"/api/v1{path_of(live_match)}", headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_renamed_team_changes_the_etag_and_the_snapshot(client, live_match):
    etag = client.get(f"/api/v1{path_of(live_match)}")["ETag"]
    live_match.home.name = "Renamed"
    live_match.home.save()
    response = client.get(f"/api/v1{path_of(live_match)}", headers={"If-None-Match": etag})
    assert response.status_code == 200
    assert response.json()["home"]["name"] == "Renamed"


@pytest.mark.parametrize("match_id", ["nonsense", "01a20b9a-1405-7066-8ec3-4ade04ed55d1"])
def test_an_unknown_match_is_404_everywhere(call, match_id):
    for method, rest, body in (
        ("get", "", None),
        ("get", "/events", None),
        ("post", "/events", GOAL),
        ("patch", "", {}),
    ):
        status, problem = call(method, f"/matches/{match_id}{rest}", body)
        assert (status, match_id[:10] in problem["detail"]) == (404, True)


def test_lists_are_paged_without_a_gap_or_a_double(call, season):
    wanted = {str(make_match(season=season, scheduled_on=f"2026-08-{day:02}").pk) for day in (3, 1, 2, 2, 2, 9)}
    seen, cursor = [], ""
    for _ in range(9):
        status, page = call("get", f"/matches?season={season.pk}&limit=2{cursor}")
        assert status == 200
        seen += [match["id"] for match in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert (len(seen), set(seen)) == (6, wanted)
    days = [Match.objects.get(pk=pk).scheduled_on for pk in seen]
    assert days == sorted(days)


def test_lists_are_filtered(call, season):
    live = make_match(season=season, scheduled_on="2026-08-01")
    enter(live, {"type": "period_start"})
    make_match(season=season, scheduled_on="2026-08-02")
    make_match(scheduled_on="2026-08-01")
    for query, count in (
        (f"season={season.pk}", 2),
        (f"competition={season.competition_id}&status=live", 1),
        ("date=2026-08-01", 2),
        ("sport=football", 3),
        ("sport=chess", 0),
    ):
        assert len(call("get", f"/matches?{query}")[1]["items"]) == count


@pytest.mark.parametrize("query", ["date=tomorrow", "status=on", "season=x", "cursor=x", "limit=0", "limit=501"])
def test_a_wrong_filter_is_422_and_names_it(call, query):
    status, problem = call("get", f"/matches?{query}")
    assert status == 422
    assert query.split("=")[0] in problem["detail"]


def test_a_list_takes_the_same_number_of_queries_with_one_match_and_with_three(
    client, season, django_assert_num_queries
):
    for _ in range(3):
        make_match(season=season)
        with django_assert_num_queries(1):
            client.get("/api/v1/matches")


def test_a_snapshot_takes_one_query(client, live_match, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get(f"/api/v1{path_of(live_match)}")


def test_the_log_is_public_but_not_who_wrote_it(client, live_match):
    enter(live_match, GOAL, key="secret")
    page = client.get(f"/api/v1{path_of(live_match)}/events?after=1&limit=1").json()
    assert ([event["seq"] for event in page["items"]], page["next"]) == ([2], 2)
    rest = client.get(f"/api/v1{path_of(live_match)}/events?after=2").json()
    assert ([event["type"] for event in rest["items"]], rest["next"]) == (["goal"], None)
    assert not {"actor", "key"} & rest["items"][0].keys()


def test_a_segment_exists_once_it_is_complete_and_never_changes(client, live_match):
    enter(live_match, *[GOAL] * 97)
    path = f"/api/v1{path_of(live_match)}/segments"
    assert client.get(f"{path}/1-0").status_code == 404
    enter(live_match, GOAL)
    response = client.get(f"{path}/1-0")
    assert [event["seq"] for event in response.json()["items"]] == list(range(1, 101))
    assert "immutable" in response["Cache-Control"]
    assert [client.get(f"{path}/{other}").status_code for other in ("1-1", "2-0")] == [404, 404]


def test_an_event_is_entered_and_answered(call, live_match):
    status, body = call("post", path_of(live_match, "/events"), {**GOAL, "expected_seq": 2})
    assert (status, body["event"]["seq"], body["match"]["score"]) == (201, 3, {"home": 1, "away": 0})
    status, again = call("post", path_of(live_match, "/events"), {**GOAL, "expected_seq": 2})
    assert (status, again["event"]) == (200, body["event"])
    status, problem = call("post", path_of(live_match, "/events"), {**GOAL, "side": "away"})
    assert (status, "Idempotency-Key" in problem["detail"]) == (422, True)


def test_a_batch_is_entered_whole(call, live_match):
    status, body = call("post", path_of(live_match, "/events"), {"events": [GOAL, GOAL], "expected_seq": 2})
    assert (status, [event["seq"] for event in body["events"]]) == (201, [3, 4])
    status, _ = call("post", path_of(live_match, "/events"), {"events": [GOAL, {"type": "period_start"}]}, key="k2")
    assert (status, MatchEvent.objects.filter(match=live_match).count()) == (422, 4)


def test_a_stale_seq_is_409_with_the_current_one(call, live_match):
    status, problem = call("post", path_of(live_match, "/events"), {**GOAL, "expected_seq": 1})
    assert (status, problem["current_seq"]) == (409, 2)


def test_a_rule_refuses_with_its_name(call, live_match):
    status, problem = call("post", path_of(live_match, "/events"), {"type": "period_start"})
    assert (status, problem["rule"]) == (422, "football.period")


@pytest.mark.parametrize(
    ("body", "status", "why"),
    [
        (b"{", 400, "not JSON"),
        (b"\xff", 400, "not JSON"),
        (b"[]", 422, "Expected `object`"),
        ({}, 422, "`type`"),
        ({"type": "goal"}, 422, "`side`"),
        ({**GOAL, "minute": 7}, 422, "`minute`"),
        ({**GOAL, "clock_ms": 5e9}, 422, "clock_ms"),
        ({**GOAL, "clock_ms": 80 * 60_000 * 2}, 422, "not in first half"),
        ({**GOAL, "expected_seq": "2"}, 422, "$.expected_seq"),
        ({"events": []}, 422, "at least one"),
        ({"events": [{"type": "fixture_changed"}]}, 422, "$.events[0].type"),
        ({"type": "scheduled", "data": {}}, 422, "$"),
    ],
)
def test_a_bad_event_is_refused_with_its_place(call, live_match, body, status, why):
    answered, problem = call("post", path_of(live_match, "/events"), body)
    assert (answered, why in problem["detail"]) == (status, True), problem
    assert MatchEvent.objects.filter(match=live_match).count() == 2


def test_a_body_that_is_too_large_is_refused(call, live_match):
    status, _ = call("post", path_of(live_match, "/events"), {**GOAL, "player": "x" * 70_000})
    assert status == 413


def test_every_writing_call_needs_a_key(call, live_match):
    for method, rest, body in (
        ("post", "/events", GOAL),
        ("post", "/events/2/void", {"reason": "x"}),
        ("patch", "", {}),
    ):
        status, problem = call(method, path_of(live_match, rest), body, key=None)
        assert (status, "Idempotency-Key" in problem["detail"]) == (400, True)
        assert call(method, path_of(live_match, rest), body, key="k" * 201)[0] == 400


def test_who_has_no_right_is_401_or_403(call, live_match, django_user_model):
    path = path_of(live_match, "/events")
    assert call("post", path, GOAL, token=None)[0] == 401
    assert call("post", path, GOAL, token="sb_wrong")[0] == 401
    nobody = ApiToken.issue(user=django_user_model.objects.create_user("nobody"))
    assert call("post", path, GOAL, token=nobody)[0] == 403
    assert call("patch", path_of(live_match), {"venue": "X"}, token=nobody)[0] == 403


def test_a_token_of_one_match_or_competition_opens_no_other(call, scorer, live_match):
    other = make_match()
    of_match = ApiToken.issue(user=scorer, match=live_match)
    of_competition = ApiToken.issue(user=scorer, competition=live_match.season.competition)
    for token in (of_match, of_competition):
        assert call("post", path_of(live_match, "/events"), GOAL, token=token, key=token[:9])[0] == 201
        assert call("post", path_of(other, "/events"), {"type": "period_start"}, token=token)[0] == 403


def test_a_session_needs_its_csrf_token(scorer, live_match):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(scorer)
    response = client.post(
        f"/api/v1{path_of(live_match)}/events",
        data=json.dumps(GOAL),
        content_type="application/json",
        headers={"Idempotency-Key": "k"},
    )
    assert response.status_code == 403
    assert MatchEvent.objects.filter(match=live_match).count() == 2


def test_a_goal_is_voided_and_amended(call, live_match):
    enter(live_match, GOAL)
    status, body = call(
        "post", path_of(live_match, "/events/3/amend"), {"event": {**GOAL, "player": "Bea"}, "reason": "It was Bea"}
    )
    assert (status, body["match"]["incidents"][-1]["player"]) == (201, "Bea")
    status, body = call("post", path_of(live_match, "/events/3/void"), {"reason": "Offside"}, key="k2")
    assert (status, body["match"]["score"]["home"]) == (201, 0)
    assert body["match"]["incidents"][-1]["confirmation"] == "cancelled"
    assert call("post", path_of(live_match, "/events/3/void"), {"reason": "Offside"}, key="k3")[0] == 422
    assert call("post", path_of(live_match, "/events/2/void"), {}, key="k4")[0] == 422
    assert call("post", path_of(live_match, "/events/99/void"), {"reason": "x"}, key="k5")[0] == 422


def test_a_refusal_is_a_code_with_parameters_and_english(call, live_match):
    status, problem = call("post", path_of(live_match, "/events/99/void"), {"reason": "x"})
    assert (status, {name: problem[name] for name in ("code", "params", "detail", "rule", "seqs")}) == (
        422,
        {
            "code": "match.correction.unknown",
            "params": {"seq": 99, "kind": "void"},
            "detail": "There is no record 99 in this match to void.",
            "rule": "match.correction",
            "seqs": [99],
        },
    )


def test_a_conflict_has_a_sentence_for_each_record(call, live_match):
    enter(live_match, GOAL)
    _, problem = call("post", path_of(live_match, "/events/2/void"), {"reason": "x"})
    (record,) = problem["params"]["records"]
    assert (problem["code"], record["code"], record["params"]["seq"]) == ("match.conflict", "match.conflict.record", 3)
    assert record["params"]["why"]["code"].startswith(problem["rule"])
    assert problem["detail"].startswith("record 3: ")


def test_a_correction_names_what_it_would_make_impossible(call, live_match):
    enter(live_match, GOAL)
    status, problem = call("post", path_of(live_match, "/events/2/void"), {"reason": "x"})
    assert (status, problem["seqs"]) == (422, [3])


@pytest.fixture
def fixture(season):
    home, away = make_competitor(), make_competitor()
    return {
        "sport": "football",
        "competition": season.competition.name,
        "season": season.name,
        "round": "Matchday 1",
        "home": home.name,
        "away": str(away.pk),
        "scheduled_at": "2026-12-01T19:30:00Z",
        "venue": "Park",
    }


def test_a_fixture_says_where_it_is(client, scorer, fixture):
    headers = {"Authorization": f"Bearer {ApiToken.issue(user=scorer)}", "Idempotency-Key": "k"}
    for status in (201, 200):
        response = client.post("/api/v1/matches", json.dumps(fixture), content_type="application/json", headers=headers)
        assert response.status_code == status
        assert client.get(response["Location"]).json() == response.json()["match"]


def test_a_fixture_is_made_by_names_or_ids(call, fixture):
    status, body = call("post", "/matches", fixture)
    assert (status, body["event"]["type"], body["event"]["seq"]) == (201, "scheduled", 1)
    match = body["match"]
    assert (match["home"]["name"], match["scheduled_at"]) == (fixture["home"], "2026-12-01T19:30:00Z")
    assert call("post", "/matches", fixture)[0] == 200
    assert Match.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"home": "Nobody United"}, "home: 'Nobody United' is not known"),
        ({"competition": "No Cup"}, "competition:"),
        ({"season": "1900"}, "season:"),
        ({"stage": "Final"}, "stage:"),
        ({"sport": "chess"}, "is not known; expected one of"),
        ({"scheduled_at": "2026-12-01T19:30:00"}, "offset"),
        ({"scheduled_at": "soon"}, "$.scheduled_at"),
        ({"local_time": "25:00"}, "$.local_time"),
        ({"kickoff": "now"}, "kickoff"),
        ({"competition": "L\0"}, "U+0000 - at `$.competition`"),
        ({"season": "2026\x80"}, "U+0080 - at `$.season`"),
        ({"stage": "a\nb"}, "U+000A - at `$.stage`"),
        ({"home": "Re\u202ads"}, "U+202A - at `$.home`"),
        ({"venue": "Ha\0ll"}, "U+0000 - at `$.venue`"),
        ({"venue": " "}, "Expected a text that is not blank - at `$.venue`"),
        ({"round": "x" * 121}, "$.round"),
        ({"round_number": 2**32 + 7}, "$.round_number"),
        ({"round_number": 32_768}, "$.round_number"),
        ({"scheduled_at": "0001-01-01T00:00:00+14:00"}, "between the years 1800 and 2200 - at `$.scheduled_at`"),
        ({"scheduled_on": "2200-01-01"}, "between the years 1800 and 2200 - at `$.scheduled_on`"),
        ({"local_time": "19:30\n"}, "$.local_time"),
        ({"local_time": "1٣:30"}, "$.local_time"),
        ({"officials": [{"role": "Referee"}]}, "$.officials[0]"),
        ({"officials": [{"role": "Referee", "name": "A\u202eB"}]}, "U+202E - at `$.officials[0].name`"),
        ({"officials": [{"role": "Line judge", "name": "A"}] * 31}, "$.officials"),
        ({"attendance": -1}, "$.attendance"),
        ({"attendance": 1_000_001}, "$.attendance"),
        ({"time_zone": "Europe/Nowhere"}, "as Europe/Madrid - at `$.time_zone`"),
    ],
)
def test_a_fixture_of_what_is_not_known_is_refused(call, fixture, change, why):
    status, problem = call("post", "/matches", {**fixture, **change})
    assert (status, why in problem["detail"]) == (422, True), problem
    assert Match.objects.count() == 0


def test_a_fixture_has_the_details_that_were_given_and_changed(call, fixture):
    given = {"time_zone": "Europe/Madrid", "attendance": 0, "officials": [], "round_number": 1, "neutral": True}
    status, body = call("post", "/matches", {**fixture, **given})
    assert status == 201
    assert {name: body["match"][name] for name in given} == given
    officials = [{"role": "Referee", "name": "Szymon Marciniak"}, {"role": "Video assistant", "name": "Tomasz: K."}]
    changed = {"time_zone": None, "attendance": 88_966, "officials": officials, "round_number": 2}
    status, body = call("patch", f"/matches/{body['match']['id']}", changed, key="k2")
    assert status == 201
    assert {name: body["match"][name] for name in given} == {**given, **changed}


def test_a_fixture_against_itself_is_refused(call, fixture):
    assert call("post", "/matches", {**fixture, "away": fixture["home"]})[0] == 422


def test_a_fixture_is_moved_and_postponed(call, match):
    other = make_season(competition="Cup")
    status, body = call("patch", path_of(match), {"competition": "Cup", "season": other.name, "venue": "Hall"})
    assert (status, body["match"]["season"]["id"], body["match"]["venue"]) == (201, str(other.pk), "Hall")
    status, body = call("patch", path_of(match), {"status": "postponed", "reason": "Snow"}, key="k2")
    assert (body["match"]["status"], body["match"]["status_reason"]) == ("postponed", "Snow")
    assert call("patch", path_of(match), {"status": "cancelled"}, key="k3")[0] == 422
    status, body = call("patch", path_of(match), {"scheduled_at": "2026-12-09T19:30:00Z"}, key="k4")
    assert body["match"]["status"] == "scheduled"


@pytest.mark.parametrize(
    "body",
    [
        {"scheduled_at": "0001-01-01T00:00:00+14:00"},
        {"scheduled_at": "9999-12-31T23:59:59-14:00"},
        {"scheduled_on": "0001-01-01"},
        {"round_number": -1},
        {"round_number": 2**62},
        {"venue": "\0"},
        {"reason": "\x1b", "venue": "Hall"},
        {"local_time": "19:30\n"},
        {"expected_seq": 10**30, "venue": "Hall"},
    ],
)
def test_a_change_out_of_bounds_is_refused_and_harms_nothing(call, match, body):
    status, problem = call("patch", path_of(match), body)
    assert (status, problem["errors"][0]["where"]) == (422, f"$.{next(iter(body))}")
    assert call("get", path_of(match))[1]["seq"] == 1
    assert call("patch", path_of(match), {"scheduled_at": "2026-12-09T19:30:00Z"})[0] == 201


@pytest.mark.parametrize(
    "body", [{}, {"competition": "Cup"}, {"winner": "home"}, {"home": "Nobody"}, {"season": "x"}, {"status": "on"}]
)
def test_a_change_that_makes_no_sense_is_refused(call, match, body):
    assert call("patch", path_of(match), body)[0] == 422


def test_an_awarded_match(call, match):
    body = {"status": "awarded", "winner": "away", "score": {"home": 0, "away": 3}, "reason": "No show"}
    status, answer = call("patch", path_of(match), body)
    assert (status, answer["match"]["score"], answer["match"]["decided_by"]) == (201, body["score"], "awarded")


# --- line-ups --------------------------------------------------------------------------------------------------------


def test_what_is_unlikely_is_answered_with_what_to_confirm(call, live_match):
    lineup = {"players": [{"player": "Ada", "number": 7, "starting": True}], "complete": True}
    path = path_of(live_match, "/events")
    status, answer = call("post", path, {"type": "lineup", "side": "home", "data": lineup}, key="k1")
    assert (status, "notes" in answer) == (201, False)
    goal = {"type": "goal", "side": "home", "player": "Zoe"}
    status, problem = call("post", path, goal, key="k2")
    warning = {
        "code": "not_in_lineup",
        "params": {"player": "Zoe", "side": "home"},
        "detail": "Zoe is not in the line-up of Home.",
    }
    assert (status, problem["warnings"], problem["confirm"]) == (422, [warning], ["not_in_lineup"])
    assert {name: problem[name] for name in warning} == warning
    assert call("post", path, {**goal, "confirm": problem["confirm"]}, key="k2")[0] == 201
    status, problem = call("post", path, {"events": [goal, {**goal, "player": "Yan"}]}, key="k3")
    assert [one["params"]["player"] for one in problem["warnings"]] == ["Zoe", "Yan"]
    batch = {"events": [goal, {**goal, "player": "Yan"}], "confirm": ["not_in_lineup"]}
    assert call("post", path, batch, key="k3")[0] == 201
    amend = {"reason": "typo", "event": {**goal, "player": "Xia"}}
    amended = path_of(live_match, f"/events/{live_match.seq + 2}/amend")
    assert call("post", amended, amend, key="k4")[1]["confirm"] == ["not_in_lineup"]
    assert call("post", amended, {**amend, "confirm": ["not_in_lineup"]}, key="k4")[0] == 201


def test_a_lineup_in_part_is_taken_and_the_answer_says_so(call, live_match):
    lineup = {"players": [{"player": "Ada", "number": 7, "starting": True}]}
    path = path_of(live_match, "/events")
    status, answer = call("post", path, {"type": "lineup", "side": "home", "data": lineup}, key="k1")
    assert (status, [note["code"] for note in answer["notes"]]) == (201, ["match.lineup.partial"])
    assert answer["notes"][0]["params"] == {"side": "home", "named": 1, "starting": 11}
    status, answer = call("post", path, {"type": "goal", "side": "home", "number": 7}, key="k2")
    assert (answer["event"]["player"], answer["event"]["number"]) == ("Ada", 7)
