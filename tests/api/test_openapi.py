"""The API's description of itself: valid, whole, and true of what is answered in every sport."""

import importlib
import json
import random
import re
import subprocess
import sys
from datetime import date

import pytest
from django.contrib.auth.models import Permission
from django.http import HttpResponse, JsonResponse
from django.urls import get_resolver
from openapi_spec_validator import validate

from scoreboard.api.urls import encode_document
from scoreboard.models import ApiToken, Competition, Competitor, Person, Season, SquadEntry
from scoreboard.record.commands import record
from scoreboard.record.fixture import schedule
from scoreboard.schemas.asyncapi import FRAMES
from scoreboard.sports import SPORTS
from scoreboard.sports.state import status_of
from tests.api.documented import DocumentedClient, check
from tests.counting import count_all

DOCUMENT = json.loads(encode_document())
ONE = ("schema", "items", "additionalProperties", "contentSchema")  # where a schema stands
SEVERAL = ("schemas", "properties", "anyOf", "oneOf", "allOf")
OPERATIONS = [(path, method) for path, parts in DOCUMENT["paths"].items() for method in parts]


def test_the_document_is_openapi():
    validate(DOCUMENT)
    assert DOCUMENT["openapi"].startswith("3.1")


def test_the_document_is_the_same_in_every_process():
    """Its ETag would not be, else, and whoever keeps it would see changes where there are none."""
    program = "import django; django.setup(); from scoreboard.api.urls import encode_document; print(encode_document())"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == str(encode_document())


def test_every_address_of_the_api_is_described():
    served = set()
    for pattern in get_resolver().url_patterns:
        if str(pattern.pattern).startswith("api/v1/"):
            served |= {f"{pattern.pattern}{inner.pattern}" for inner in getattr(pattern, "url_patterns", [])}
            served |= {str(pattern.pattern)} if not hasattr(pattern, "url_patterns") else set()
    described = {path.removeprefix("/") for path in DOCUMENT["paths"]}
    assert {re.sub(r"[<{](?:\w+:)?(\w+)[>}]", r"{\1}", pattern) for pattern in served} - {"api/v1/"} == described


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_an_operation_says_all_that_it_takes_and_answers(path, method):
    operation = DOCUMENT["paths"][path][method]
    assert operation["summary"]
    assert operation["description"]
    assert operation["tags"][0] in {tag["name"] for tag in DOCUMENT["tags"]}
    statuses = operation["responses"].keys()
    assert {"400", "405", "408", "413", "429", "431", "500", "503"} <= statuses
    assert ("404" in statuses) == ("{" in path or "head-to-head" in path)
    for parameter in operation.get("parameters", []):
        if "$ref" not in parameter:
            assert parameter["schema"].keys() & {"type", "enum"}
            assert parameter["in"] == "path" or parameter["description"] or path.endswith("/stream")
            assert parameter["schema"].get("type") != "integer" or parameter["schema"].keys() >= {"minimum", "maximum"}
    if "security" in operation:
        assert {"200", "201", "401", "403", "409", "413", "415", "422"} <= statuses
        assert {"$ref": "#/components/parameters/IdempotencyKey"} in operation["parameters"]
        assert operation["security"] == [{"token": []}, {"session": [], "csrf": []}]
    for status, response in operation["responses"].items():
        content = response.get("content", {})
        assert "$ref" in response or status in {"204", "304"} or all("schema" in kind for kind in content.values())


def list_schemas(part, *, place=""):
    """Every schema of a part of the document, with its place."""
    if isinstance(part, list):
        return [found for number, item in enumerate(part) for found in list_schemas(item, place=f"{place}/{number}")]
    if not isinstance(part, dict):
        return []
    found = []
    for name, value in part.items():
        inner = f"{place}/{name}"
        if name in SEVERAL:
            named = value.items() if isinstance(value, dict) else enumerate(value)
            found += [(f"{inner}/{key}", schema) for key, schema in named]
        elif name in ONE and not place.endswith("/properties") and isinstance(value, dict):
            found.append((inner, value))
        found += list_schemas(value, place=inner)
    return found


def says_something(schema):
    """Whether a schema says what is in it; an object that may have any fields must say where they are described."""
    if schema.get("type") == "object":
        return bool(schema.keys() & {"properties", "additionalProperties", "description"})
    return bool(schema.keys() & {"type", "enum", "$ref", "anyOf", "const"})


def test_every_answer_that_is_a_success_has_a_schema():
    for path, method in OPERATIONS:
        answers = {
            status: part for status, part in DOCUMENT["paths"][path][method]["responses"].items() if status < "3"
        }
        assert answers, (path, method)
        for status, answer in answers.items():
            contents = answer.get("content", {})
            assert contents or status == "204", (path, method, status)
            for content in contents.values():
                assert says_something(content["schema"]), (path, method, status)


def test_no_schema_is_empty_or_an_object_of_anything():
    schemas = list_schemas(DOCUMENT)
    assert len(schemas) > 500
    assert [place for place, schema in schemas if not says_something(schema)] == []


@pytest.mark.parametrize("schema", [{}, {"type": "object"}, {"title": "X"}])
def test_a_schema_that_says_nothing_is_found(schema):
    answer = {"content": {"a/b": {"schema": {"type": "array", "items": schema}}}}
    component = {"X": {"type": "object", "properties": {"schema": schema}}}
    for part in (answer, {"schemas": component}):
        ((_, found),) = [(place, found) for place, found in list_schemas(part) if not says_something(found)]
        assert found == schema


def test_a_table_says_its_columns():
    standings = DOCUMENT["paths"]["/api/v1/seasons/{season_id}/standings.csv"]["get"]["responses"]["200"]["content"]
    schema = standings["text/csv"]["schema"]
    assert re.match(schema["pattern"], "group,rank,competitor_id,competitor") is None
    assert "group, rank, competitor_id, competitor, played" in schema["description"]


def test_a_stream_says_its_frames():
    stream = DOCUMENT["paths"]["/api/v1/matches/{match_id}/stream"]["get"]["responses"]["200"]["content"]
    data = stream["text/event-stream"]["schema"]["properties"]["data"]
    named = [each["$ref"].rpartition("/")[2] for each in data["contentSchema"]["anyOf"]]
    assert set(named) == {frame.__name__ for frame in FRAMES.values()} - {"BatchFrame"}
    assert set(named) <= DOCUMENT["components"]["schemas"].keys()


def test_headers_that_matter_are_described():
    responses = DOCUMENT["components"]["responses"]
    assert {status: set(responses[f"Problem{status}"]["headers"]) for status in (401, 405, 429, 503)} == {
        401: {"WWW-Authenticate"},
        405: {"Allow"},
        429: {"Retry-After"},
        503: {"Retry-After"},
    }
    snapshot = DOCUMENT["paths"]["/api/v1/matches/{match_id}"]["get"]
    assert set(snapshot["responses"]["200"]["headers"]) == {"ETag", "Cache-Control"}
    assert set(snapshot["responses"]["304"]["headers"]) == {"ETag", "Cache-Control"}
    key = DOCUMENT["components"]["parameters"]["IdempotencyKey"]
    assert (key["required"], key["schema"]["maxLength"]) == (True, 200)


@pytest.mark.parametrize(
    ("path", "response", "why"),
    [
        ("/api/v1/sports", JsonResponse({"items": [], "next": None, "more": 1}), "more"),
        ("/api/v1/sports", JsonResponse({"items": []}), "next"),
        ("/api/v1/sports", JsonResponse({"items": [{"id": 1, "name": "x"}], "next": None}), "id"),
        ("/api/v1/sports", JsonResponse({}, status=404), "404 is not documented"),
        ("/api/v1/sports", HttpResponse("x"), "text/html is not documented"),
        ("/api/v1/openapi.json", JsonResponse({}), "no header ETag"),
        ("/api/v1/nothing", JsonResponse({}, status=404), "application/json is not documented"),
        ("/api/v1/nothing", JsonResponse({}, status=200), "200"),
    ],
)
def test_what_is_not_as_described_is_found(path, response, why):
    response.json = lambda: json.loads(response.content)
    with pytest.raises(AssertionError, match=why):
        check("GET", path, response)


# --- what is answered, in every sport --------------------------------------------------------------------------------


@pytest.fixture(params=SPORTS)
def played(request, db):
    """A match of a sport, played for a while; its season, and its competition."""
    sport, chance = request.param, random.Random(5)
    bodies = importlib.import_module(f"tests.sports.bodies.{sport}")
    competition = Competition.objects.create(sport=sport, name=f"Cup of {sport}", ruleset=bodies.RULESETS[0])
    season = Season.objects.create(competition=competition, name="2026")
    home, away = (Competitor.objects.create(sport=sport, name=name) for name in ("Arden", "Brook"))
    fixture = {"scheduled_on": date(2026, 3, 1), "round": "Day 1", "round_number": 1}
    match = schedule(season=season, home=home, away=away, actor="user:1", **fixture)
    for _ in range(150):
        if status_of(match.state) == "ended":
            break
        match = record(
            match_id=match.match.pk, events=[bodies.play_on(match.state.play, chance)], actor="user:1", publish=False
        )
    status = {"type": "status", "data": {"status": "abandoned", "reason": "dark"}}
    if status_of(match.state) != "ended":
        record(match_id=match.match.pk, events=[status], actor="user:1", publish=False)
    count_all()
    return match.match


@pytest.mark.django_db(databases=["default", "stats"])
def test_everything_that_can_be_read_is_answered_as_described(played, db):
    person = Person.objects.first() or Person.objects.create(competitor=played.home, name="Ann")
    SquadEntry.objects.create(season=played.season, competitor=played.home, person=person, number=7)
    ids = {
        "match_id": played.pk,
        "competition_id": played.season.competition_id,
        "season_id": played.season_id,
        "competitor_id": played.home_id,
        "person_id": person.pk,
        "sport": played.sport,
    }
    stats = [column.key for column in SPORTS[played.sport].stats]
    queries = {
        "/api/v1/stats/head-to-head": {"first": played.home_id, "second": played.away_id},
        "/api/v1/stats/seasons/{season_id}/leaders": {"stats": ",".join(stats[:3])},
    }
    client = DocumentedClient()
    for path, method in OPERATIONS:
        if method != "get" or path.endswith("/stream"):
            continue
        query = queries.get(path.removesuffix(".csv"), {})
        response = client.get(path.format(**ids, epoch=1, number=0), query)
        missing = ("segments" in path and played.seq < 100) or (
            path.removesuffix(".csv").endswith("leaders") and not stats
        )
        assert response.status_code == 200 or missing, (path, response.content[:300])


@pytest.mark.django_db
@pytest.mark.django_db(databases=["default", "stats"])
def test_everything_that_can_be_written_is_answered_as_described(live_match, scorer):
    client = DocumentedClient(enforce_csrf_checks=True)
    scorer.user_permissions.add(*Permission.objects.filter(codename__in=["change_person", "change_competitor"]))
    other = Competitor.objects.create(sport="football", name="Other")
    one, into = (Person.objects.create(name=name, competitor=live_match.home) for name in ("Ann", "Anna"))
    token = ApiToken.issue(user=scorer)
    path, season = f"/api/v1/matches/{live_match.pk}", live_match.season
    fixture = {"sport": "football", "competition": season.competition.name, "season": season.name, "home": None}
    goal = {"type": "goal", "side": "home", "player": "Ann"}
    done = set()
    for number, (method, address, template, body) in enumerate(
        [
            ("POST", "/api/v1/matches", "/api/v1/matches", {**fixture, "scheduled_at": "2026-12-01T19:30:00Z"}),
            ("PATCH", path, "/api/v1/matches/{match_id}", {"venue": "Park"}),
            ("POST", f"{path}/events", "/api/v1/matches/{match_id}/events", goal),
            ("POST", f"{path}/events", "/api/v1/matches/{match_id}/events", {"events": [goal, goal]}),
            ("POST", f"{path}/events/4/void", "/api/v1/matches/{match_id}/events/{seq}/void", {"reason": "x"}),
            (
                "POST",
                f"{path}/events/5/amend",
                "/api/v1/matches/{match_id}/events/{seq}/amend",
                {"reason": "x", "event": goal},
            ),
            (
                "POST",
                f"/api/v1/people/{one.pk}/merge",
                "/api/v1/people/{person_id}/merge",
                {"reason": "x", "into": str(into.pk)},
            ),
            ("POST", f"/api/v1/people/{one.pk}/split", "/api/v1/people/{person_id}/split", {"reason": "x"}),
            (
                "POST",
                f"/api/v1/competitors/{other.pk}/merge",
                "/api/v1/competitors/{competitor_id}/merge",
                {"reason": "x", "into": str(live_match.home_id)},
            ),
            ("POST", f"/api/v1/people/{one.pk}/erase", "/api/v1/people/{person_id}/erase", {"reason": "x"}),
            (
                "POST",
                f"/api/v1/competitions/{season.competition_id}/names",
                "/api/v1/competitions/{competition_id}/names",
                {"reason": "x", "names": "initials"},
            ),
        ]
    ):
        for status in (201, 200):
            headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": f"k{number}"}
            response = client.generic(method, address, json.dumps(body), "application/json", headers=headers)
            assert response.status_code == status, (address, response.content)
        done.add((template, method.lower()))
    assert done == {(path, method) for path, method in OPERATIONS if "security" in DOCUMENT["paths"][path][method]}
