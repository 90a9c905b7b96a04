"""The API of sports, competitions and seasons, and its own description."""

import pytest

from scoreboard.sports import SPORTS
from scoreboard.sports.decoding import event_types
from tests.factories import make_match

pytestmark = pytest.mark.django_db


def test_a_sport_says_what_can_be_entered(client):
    known = [{"id": sport.name, "name": sport.label} for sport in SPORTS.values()]
    assert client.get("/api/v1/sports").json()["items"] == known
    sport = client.get("/api/v1/sports/football").json()
    by_type = {event["type"]: event for event in sport["events"]}
    assert set(by_type) == set(event_types("football")) - {"scheduled", "fixture_changed"}
    goal = by_type["goal"]
    assert goal["label"] == "Goal"
    assert set(goal["schema"]["required"]) == {"type", "side"}
    assert "seq" not in goal["schema"]["properties"]
    assert {"id": "half_time", "label": "Half-time"} in sport["phases"]
    assert client.get("/api/v1/sports/chess").status_code == 404


def test_a_sport_says_what_its_box_scores_have(client):
    shape = client.get("/api/v1/sports/football").json()["box_score"]
    assert client.get(f"/api/v1/matches/{make_match().pk}/box-score").json()["columns"] == shape["columns"]
    assert {"goals", "assists"} <= {column["key"] for column in shape["columns"]}
    shape = client.get("/api/v1/sports/basketball").json()["box_score"]
    assert shape["columns"][0] == {"key": "points", "label": "Pts", "title": "Points", "form": "count"}
    assert (shape["line_ups"], client.get("/api/v1/sports/tennis").json()["box_score"]["line_ups"]) == (True, False)


def test_competitions_and_seasons(client, season):
    competition = season.competition
    listed = client.get("/api/v1/competitions?sport=football").json()["items"]
    assert listed == [{"id": str(competition.pk), "name": competition.name, "sport": "football", "country": ""}]
    seasons = client.get(f"/api/v1/competitions/{competition.pk}/seasons").json()["items"]
    assert seasons == [{"id": str(season.pk), "name": season.name}]
    assert client.get(f"/api/v1/competitions/{season.pk}/seasons").status_code == 404


def test_standings_of_an_unknown_season_and_wrong_parameters(client, season):
    assert client.get(f"/api/v1/seasons/{season.competition_id}/standings").status_code == 404
    for query in ("round=x", "round=-1", "on=never", "recorded_at=2026-01-01T00:00:00", "live=perhaps"):
        response = client.get(f"/api/v1/seasons/{season.pk}/standings?{query}")
        assert response.status_code == 422
        assert query.split("=")[0] in response.json()["detail"]


def test_an_unknown_address_is_a_problem_document(client):
    response = client.get("/api/v1/teams")
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"
