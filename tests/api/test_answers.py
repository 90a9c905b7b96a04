"""What the API answers where it does not do what was asked: statuses, headers, problem documents.

Through a client that checks CSRF tokens, as the world's requests are.
"""

import json
import logging
from datetime import timedelta
from unittest.mock import patch
from uuid import uuid4

import pytest
from asgiref.testing import ApplicationCommunicator
from django.db import OperationalError
from django.utils import timezone

from scoreboard.asgi import application
from scoreboard.models import ApiToken, MatchEvent
from tests.api.documented import DocumentedClient
from tests.factories import enter

pytestmark = pytest.mark.django_db(databases=["default", "stats"])
GOAL = {"type": "goal", "side": "home"}
NOBODY = "01a20b9a-1405-7066-8ec3-4ade04ed55d1"


@pytest.fixture
def client():
    """As the world has it: nothing is waived for tests, and a failure is answered, not raised."""
    return DocumentedClient(enforce_csrf_checks=True, raise_request_exception=False)


def read_problem(response):
    """The document of a response that is an error, which names the response's own status."""
    assert response["Content-Type"] == "application/problem+json", response.content[:200]
    problem = response.json()
    assert {"type", "title", "status", "detail"} <= problem.keys()
    assert problem["status"] == response.status_code
    assert "Traceback" not in problem["detail"]
    return problem


def list_writes(match):
    """Every writing call, with a body that it would take."""
    path = f"/api/v1/matches/{match.pk}"
    return [
        ("post", "/api/v1/matches", {"sport": "football", "competition": "x", "season": "x"}),
        ("patch", path, {"venue": "Park"}),
        ("post", f"{path}/events", GOAL),
        ("post", f"{path}/events/2/void", {"reason": "x"}),
        ("post", f"{path}/events/2/amend", {"reason": "x", "event": GOAL}),
    ]


def write(client, method, path, body, **headers):
    """Send a body as JSON under a new key, or under the headers given."""
    headers = {"Idempotency-Key": str(uuid4()), **headers}
    data = body if isinstance(body, bytes | str) else json.dumps(body)
    return client.generic(method.upper(), path, data, headers.pop("Content-Type", "application/json"), headers=headers)


# --- who calls -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shown", [None, "Bearer x", "Bearer", "", "Bearer  ", "Basic eDp4", "sb_x", "Bearer \xff\x01"])
def test_without_a_token_that_opens_something_every_writing_call_is_401(client, live_match, shown):
    for method, path, body in list_writes(live_match):
        response = write(client, method, path, body, **({} if shown is None else {"Authorization": shown}))
        assert response.status_code == 401, (method, path, response.content)
        assert read_problem(response)["detail"]
        challenge = response["WWW-Authenticate"]
        assert challenge.startswith('Bearer realm="scoreboard"')
        assert ('error="invalid_token"' in challenge) == (shown or "").startswith("Bearer")
    assert MatchEvent.objects.filter(match=live_match).count() == 2


def test_a_token_that_has_expired_was_revoked_or_is_nobodys_is_401(client, live_match, scorer):
    expired = ApiToken.issue(user=scorer, expires_at=timezone.now() - timedelta(seconds=1))
    revoked = ApiToken.issue(user=scorer)
    ApiToken.objects.latest("pk").delete()
    left = ApiToken.issue(user=scorer)
    good = {"Authorization": f"Bearer {left}"}
    assert write(client, "post", f"/api/v1/matches/{live_match.pk}/events", GOAL, **good).status_code == 201
    scorer.is_active = False
    scorer.save()
    for token in (expired, revoked, left):
        for method, path, body in list_writes(live_match):
            response = write(client, method, path, body, Authorization=f"Bearer {token}")
            assert response.status_code == 401
            assert 'error="invalid_token"' in response["WWW-Authenticate"]
            read_problem(response)


def test_a_session_without_its_csrf_token_is_403_and_with_it_may(client, live_match, scorer):
    client.force_login(scorer)
    path = f"/api/v1/matches/{live_match.pk}/events"
    for headers in ({}, {"X-CSRFToken": "x" * 32}):
        response = write(client, "post", path, GOAL, **headers)
        assert (response.status_code, "X-CSRFToken" in read_problem(response)["detail"]) == (403, True)
    token = "a" * 32
    client.cookies["csrftoken"] = token
    assert write(client, "post", path, GOAL, **{"X-CSRFToken": token}).status_code == 201


def test_a_session_does_not_stand_in_for_a_token_that_is_wrong(client, live_match, scorer):
    client.force_login(scorer)
    client.cookies["csrftoken"] = "a" * 32
    headers = {"X-CSRFToken": "a" * 32, "Authorization": "Bearer x"}
    response = write(client, "post", f"/api/v1/matches/{live_match.pk}/events", GOAL, **headers)
    assert response.status_code == 401


def test_a_session_that_is_over_is_401(client, live_match, scorer):
    client.force_login(scorer)
    client.session.flush()
    response = write(client, "post", f"/api/v1/matches/{live_match.pk}/events", GOAL)
    assert (response.status_code, response["WWW-Authenticate"]) == (401, 'Bearer realm="scoreboard"')


# --- what there is not -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS"])
@pytest.mark.parametrize(
    "path", ["/api", "/api/", "/api/v1", "/api/v1/", "/api/v1/teams", "/api/v2/matches", "/api/%00"]
)
def test_an_address_without_anything_is_404_by_any_method(client, method, path):
    response = client.generic(method, path, b"x=1", "application/x-www-form-urlencoded")
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
    if method != "HEAD":
        read_problem(response)


@pytest.mark.parametrize("bad", ["nonsense", NOBODY, "%00", "%FF", "{}", "0" * 36, "x" * 2000])
def test_ids_that_name_nothing_are_404(client, live_match, scorer, bad):
    known = {"Authorization": f"Bearer {ApiToken.issue(user=scorer)}"}
    for path in (
        *(f"matches/{bad}", f"matches/{bad}/events", f"matches/{bad}/segments/1-0", f"sports/{bad}"),
        *(f"competitions/{bad}/seasons", f"seasons/{bad}/standings", f"seasons/{bad}/standings.csv"),
        *(f"competitors/{bad}", f"people/{bad}", f"stats/seasons/{bad}/scorers", f"stats/seasons/{bad}/form.csv"),
    ):
        response = client.get(f"/api/v1/{path}")
        assert response.status_code == 404, path
        read_problem(response)
    for method, path, body in list_writes(live_match)[1:]:
        response = write(client, method, path.replace(str(live_match.pk), bad), body, **known)
        assert response.status_code == 404, path
        read_problem(response)


@pytest.mark.parametrize("seq", ["0", "-1", "9" * 30, "18446744073709551616", "abc", "1.5", "%00", "٣"])
def test_a_record_that_cannot_be_is_404(client, live_match, scorer, seq):
    known = {"Authorization": f"Bearer {ApiToken.issue(user=scorer)}"}
    for name, body in (("void", {"reason": "x"}), ("amend", {"reason": "x", "event": GOAL})):
        response = write(client, "post", f"/api/v1/matches/{live_match.pk}/events/{seq}/{name}", body, **known)
        assert response.status_code == 404
        read_problem(response)
    for part in (f"{seq}-0", f"1-{seq}"):
        assert client.get(f"/api/v1/matches/{live_match.pk}/segments/{part}").status_code == 404


# --- methods ---------------------------------------------------------------------------------------------------------


def list_addresses(match):
    """An address of each kind, and the methods that it has."""
    path = f"/api/v1/matches/{match.pk}"
    read = "GET, HEAD, OPTIONS"
    return {
        "/api/v1/matches": "GET, HEAD, OPTIONS, POST",
        path: "GET, HEAD, OPTIONS, PATCH",
        f"{path}/events": "GET, HEAD, OPTIONS, POST",
        f"{path}/events/2/void": "OPTIONS, POST",
        f"{path}/stream": read,
        "/api/v1/sports": read,
        f"/api/v1/seasons/{match.season_id}/standings.csv": read,
        "/api/v1/openapi.json": read,
        "/api/v1/reports": "OPTIONS, POST",
    }


@pytest.mark.parametrize("method", ["PUT", "DELETE", "TRACE", "PROPFIND"])
def test_a_method_that_an_address_does_not_have_is_405_with_those_it_has(client, match, method):
    for path, allowed in list_addresses(match).items():
        response = client.generic(method, path)
        assert (response.status_code, response["Allow"]) == (405, allowed), path
        assert allowed in read_problem(response)["detail"]


def test_options_says_which_methods_there_are(client, match):
    for path, allowed in list_addresses(match).items():
        response = client.options(path)
        assert (response.status_code, response["Allow"], response.content) == (204, allowed, b""), path


def test_head_is_get_without_its_body(client, live_match):
    for path, allowed in list_addresses(live_match).items():
        if "HEAD" not in allowed or path.endswith("/stream"):
            continue
        got, head = client.get(path), client.head(path)
        assert (head.status_code, head.content) == (200, b""), path
        assert {name: head[name] for name in got.headers} == dict(got.headers), path
    assert client.head(f"/api/v1/matches/{NOBODY}").status_code == 404
    etag = client.get(f"/api/v1/matches/{live_match.pk}")["ETag"]
    assert client.head(f"/api/v1/matches/{live_match.pk}", headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize("shown", ["{}", "W/{}", '"x", {}', "*"])
def test_an_etag_is_known_however_it_is_shown(client, live_match, shown):
    path = f"/api/v1/matches/{live_match.pk}"
    etag = client.get(path)["ETag"]
    response = client.get(path, headers={"If-None-Match": shown.format(etag)})
    assert (response.status_code, response.content, response["ETag"]) == (304, b"", etag)
    assert "max-age" in response["Cache-Control"]


# --- bodies ----------------------------------------------------------------------------------------------------------


def nest(count, left, right, inner="1"):
    return left * count + inner + right * count


AMEND = '{"type":"amend","data":{"seq":2,"reason":"x","event":'


@pytest.mark.parametrize(
    "body",
    [
        nest(100_000 // 4, "[", "]"),
        nest(990, "[", "]"),
        nest(5_000, '{"a":', "}"),
        '{"type":"goal","side":"home","data":{"x":' + nest(990, "[", "]") + "}}",
        '{"reason":"x","event":' + nest(5_000, '{"a":', "}") + "}",
        nest(900, AMEND, "}}", '{"type":"period_start"}'),
        nest(33, "[", "]"),
        '{"a":"]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]","b\\"":' + nest(33, "[", "]") + "}",
    ],
)
def test_a_body_nested_too_deep_is_422_with_its_place(client, live_match, scorer, body):
    known = {"Authorization": f"Bearer {ApiToken.issue(user=scorer)}"}
    for method, path, _ in list_writes(live_match):
        response = write(client, method, path, body, **known)
        assert response.status_code == 422, path
        (error,) = read_problem(response)["errors"]
        assert error["where"].startswith("byte ")
        assert "at most 32" in error["why"]
    assert MatchEvent.objects.filter(match=live_match).count() == 2


def test_brackets_in_a_text_are_no_nesting(client, live_match, scorer):
    known = {"Authorization": f"Bearer {ApiToken.issue(user=scorer)}"}
    body = {**GOAL, "player": '[{"\\' * 20}
    response = write(client, "post", f"/api/v1/matches/{live_match.pk}/events", body, **known)
    assert response.status_code == 201, response.content


@pytest.mark.parametrize("kind", ["amend", "void", "review", "fixture_changed", "scheduled"])
def test_what_cannot_stand_in_a_records_place_is_refused_with_its_place(client, live_match, scorer, kind):
    enter(live_match, GOAL)
    known = {"Authorization": f"Bearer {ApiToken.issue(user=scorer)}"}
    inner = {"type": kind, "data": {"seq": 2, "reason": "x", "event": GOAL, "decision": "confirmed"}}
    path = f"/api/v1/matches/{live_match.pk}/events/3/amend"
    response = write(client, "post", path, {"reason": "x", "event": inner}, **known)
    assert response.status_code == 422
    assert read_problem(response)["errors"][0]["where"] == "$.data.event"


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data; boundary=x", "application/xml", "json"])
def test_a_body_of_another_kind_is_415(client, live_match, scorer, kind):
    known = {"Authorization": f"Bearer {ApiToken.issue(user=scorer)}", "Content-Type": kind}
    for method, path, body in list_writes(live_match):
        response = write(client, method, path, body, **known)
        assert (response.status_code, "application/json" in read_problem(response)["detail"]) == (415, True)


@pytest.mark.parametrize(
    "kind", ["application/json; charset=utf-8", "Application/JSON", "", "application/x-www-form-urlencoded"]
)
def test_json_is_json_however_it_is_spelt_and_where_a_program_says_nothing(client, live_match, scorer, kind):
    known = {"Authorization": f"Bearer {ApiToken.issue(user=scorer)}", "Content-Type": kind}
    response = write(client, "post", f"/api/v1/matches/{live_match.pk}/events", GOAL, **known)
    assert response.status_code == 201, response.content


def test_a_body_that_is_too_large_is_413_whoever_sends_it(client, live_match, scorer):
    known = {"Authorization": f"Bearer {ApiToken.issue(user=scorer)}"}
    for method, path, _ in list_writes(live_match):
        response = write(client, method, path, b" " * 65_537, **known)
        assert (response.status_code, "65536" in read_problem(response)["detail"]) == (413, True)
    assert read_problem(write(client, "post", "/api/v1/reports", b" " * 65_537))["status"] == 413


@pytest.mark.parametrize("key", ["", " ", "k" * 201, "a\tb", "é", "\x7f"])
def test_a_key_that_is_none_is_400(client, live_match, scorer, key):
    known = {"Authorization": f"Bearer {ApiToken.issue(user=scorer)}", "Idempotency-Key": key}
    for method, path, body in list_writes(live_match):
        response = write(client, method, path, body, **known)
        assert (response.status_code, "Idempotency-Key" in read_problem(response)["detail"]) == (400, True)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"transport":"x"}', b"\xff", b"[" * 2000])
def test_a_report_that_is_none_is_400_and_a_problem_document(client, body):
    assert read_problem(write(client, "post", "/api/v1/reports", body))["status"] == 400


# --- parameters ------------------------------------------------------------------------------------------------------

DAYS = ["0", "1", "-1", "1670000000", "20221218", "2022-W01-1", "0001-01-01", "9999-12-31", "10000-01-01", "1799-12-31"]
INSTANTS = ["5", "2022-12-18", "2022-12-18T15:00:00", "2022-12-18T15:00:00+01:00", "2022-12-18T24:00:00Z"]
INSTANTS += ["0001-01-01T00:00:00%2B14:00", "9999-12-31T23:59:59-14:00", "-62135596800", "NaN"]
NUMBERS = ["0x1", "-1", "9" * 30, "9" * 5000, "1e9", "NaN", "null", "²", "true", "[]", "1.5"]
TEXTS = ["%00", "a%00b", "%ED%A0%80", "%FF", "x" * 41, "Football", "foot ball", "%0A"]


@pytest.mark.parametrize(
    ("path", "name", "values"),
    [
        ("matches", "date", DAYS),
        ("matches", "sport", TEXTS),
        ("matches", "status", [*TEXTS, "on"]),
        ("matches", "limit", ["0", "501", *NUMBERS]),
        ("matches", "cursor", ["x", "%00", "9" * 5000, "MjAyMg", "OTk5OTktMTItMzFf"]),
        ("matches", "season", ["x", "%00", *NUMBERS]),
        ("competitions", "sport", TEXTS),
        ("matches/{match}/events", "after", NUMBERS),
        ("seasons/{season}/standings", "round", NUMBERS),
        ("seasons/{season}/standings", "on", DAYS),
        ("seasons/{season}/standings", "recorded_at", INSTANTS),
        ("seasons/{season}/standings.csv", "live", ["yes", "on", "2", "perhaps", "%00"]),
        ("stats/seasons/{season}/scorers", "limit", ["0", "10001", *NUMBERS]),
        ("stats/seasons/{season}/leaders", "stats", ["%00", "x", ",", "goals,"]),
        ("stats/seasons/{season}/cards", "by", ["", "%00"]),
    ],
)
def test_a_parameter_that_is_none_is_422_and_named(client, match, path, name, values):
    path = path.format(match=match.pk, season=match.season_id)
    for value in values:
        response = client.get(f"/api/v1/{path}?{name}={value}")
        assert response.status_code == 422, (value, response.content[:200])
        assert name in read_problem(response)["detail"]


def test_a_parameter_that_an_operation_does_not_have_is_422_and_names_those_it_has(client, match, scorer):
    for path, expected in (
        ("matches?compettion=x", "competition, cursor, date, end_offset, limit, offset, season, sport, status"),
        ("sports?x", "none"),
        (f"matches/{match.pk}?cursor=e1-1", "none"),
        (f"seasons/{match.season_id}/standings.csv?rounds=1", "live, on, recorded_at, round"),
    ):
        response = client.get(f"/api/v1/{path}")
        assert (response.status_code, expected in read_problem(response)["detail"]) == (422, True), path
    known = {"Authorization": f"Bearer {ApiToken.issue(user=scorer)}"}
    response = write(client, "post", f"/api/v1/matches/{match.pk}/events?dry_rum=1", {"type": "period_start"}, **known)
    assert response.status_code == 422
    assert MatchEvent.objects.filter(match=match).count() == 1


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "*/*;q=0", "nonsense", "application/problem+json"])
def test_whatever_is_accepted_the_answer_is_json(client, match, accept):
    headers = {"Accept": accept}
    assert client.get("/api/v1/matches", headers=headers)["Content-Type"] == "application/json"
    read_problem(client.get(f"/api/v1/matches/{NOBODY}", headers=headers))


# --- failures --------------------------------------------------------------------------------------------------------


def test_a_failure_is_a_problem_document_and_noted_once(client, match, caplog):
    with patch("scoreboard.queries.load_snapshot", side_effect=RuntimeError("secret")), caplog.at_level(logging.ERROR):
        response = client.get(f"/api/v1/matches/{match.pk}")
    assert response.status_code == 500
    assert "secret" not in response.content.decode()
    read_problem(response)
    assert len([record for record in caplog.records if record.exc_info]) == 1


def test_a_database_that_is_away_is_503_and_says_when_to_come_back(client, match, scorer, caplog):
    known = {"Authorization": f"Bearer {ApiToken.issue(user=scorer)}"}
    for failing, call in (
        ("scoreboard.queries.find_match", lambda: client.get(f"/api/v1/matches/{match.pk}")),
        ("scoreboard.api.auth.find_token", lambda: write(client, *list_writes(match)[2], **known)),
        ("scoreboard.record.commands.lock_match", lambda: write(client, *list_writes(match)[2], **known)),
    ):
        with patch(failing, side_effect=OperationalError("no such host")):
            response = call()
        assert (response.status_code, response["Retry-After"]) == (503, "2")
        assert "host" not in read_problem(response)["detail"]


def test_a_host_that_is_not_ours_is_a_problem_document_under_the_api_alone(client):
    response = client.get("/api/v1/matches", headers={"Host": "evil.example"})
    assert (response.status_code, "Host" in read_problem(response)["detail"]) == (400, True)
    page = client.get("/", headers={"Host": "evil.example"})
    assert (page.status_code, page["Content-Type"]) == (400, "text/html; charset=utf-8")


@pytest.mark.parametrize(("path", "kind"), [("/api/v1/matches", "application/problem+json"), ("/", "text/html")])
@pytest.mark.parametrize("query", [b"sport=\xff", b"&".join(b"a%d=1" % number for number in range(1001))])
async def test_an_address_that_cannot_be_read_is_400(path, kind, query):
    headers = [(b"host", b"localhost")]
    scope = {"type": "http", "method": "GET", "path": path, "query_string": query, "headers": headers}
    asked = ApplicationCommunicator(application, {**scope, "http_version": "1.1", "asgi": {"version": "3.0"}})
    await asked.send_input({"type": "http.request", "body": b""})
    begun = await asked.receive_output()
    headers = dict(begun["headers"])
    assert (begun["status"], headers[b"Content-Type"].partition(b";")[0]) == (400, kind.encode())
    await asked.wait()


def test_more_parameters_than_django_reads_are_400(client, db):
    response = client.get("/api/v1/matches?" + "&".join(f"a{n}=1" for n in range(1001)))
    assert read_problem(response)["status"] == 400
