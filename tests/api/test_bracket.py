"""The API of a season's bracket: what it answers of a cup, now and then, and where there is none."""

from uuid import uuid4

import pytest

from scoreboard.record.fixture import schedule
from tests.factories import make_competitor, make_season
from tests.stats.feeding import feed
from tests.stats.playing import day, play

pytestmark = pytest.mark.django_db(databases=["default", "stats"])


@pytest.fixture
def cup(db):
    """Two semi-finals, of which one has been played, and a final."""
    season = make_season(ranking={"table": False})
    a, b, c, d = (make_competitor(name) for name in ("Arden", "Brook", "Copse", "Dale"))
    first = play(season, a, b, "2-1", number=1, round="Semi-finals")
    second = play(season, c, d, number=2, round="Semi-finals")
    sources = {"home_from": {"match": str(first.pk), "outcome": "winner"}}
    sources["away_from"] = {"match": str(second.pk), "outcome": "winner"}
    final = schedule(season=season, actor="user:1", home=a, away=None, scheduled_on=day(9), round="Final", **sources)
    feed(first, second, final.match)
    return season


def test_a_bracket_has_rounds_ties_and_what_is_known_of_who_is_through(client, cup, django_assert_max_num_queries):
    with django_assert_max_num_queries(2, using="stats"):
        body = client.get(f"/api/v1/seasons/{cup.pk}/bracket").json()
    semis, final = body["rounds"]
    assert (semis["name"], semis["stage"], semis["for_place"]) == ("Semi-finals", None, False)
    won, to_come = semis["ties"]
    assert (won["status"], won["form"], won["decided_by"], won["winner"]["name"]) == (
        "decided",
        "single",
        "regular",
        "Arden",
    )
    assert [(side["competitor"]["name"], side["score"], side["through"]) for side in won["sides"]] == [
        ("Arden", 2, True),
        ("Brook", 1, False),
    ]
    assert (to_come["status"], to_come["winner"], to_come["matches"][0]["score"]) == ("to_come", None, None)
    (tie,) = final["ties"]
    assert [side["competitor"] and side["competitor"]["name"] for side in tie["sides"]] == ["Arden", None]
    assert [side["from"] for side in tie["sides"]] == [
        {"tie": won["id"], "outcome": "winner"},
        {"tie": to_come["id"], "outcome": "winner"},
    ]
    assert won["matches"][0]["id"] == won["id"]
    assert body["current_to"]["cursor"]


def test_of_a_day_before_nothing_is_played(client, cup):
    body = client.get(f"/api/v1/seasons/{cup.pk}/bracket?on=2026-02-01").json()
    assert body["as_of"] == {"round": None, "on": "2026-02-01", "recorded_at": None}
    assert {tie["status"] for round_ in body["rounds"] for tie in round_["ties"]} == {"to_come"}
    assert body["rounds"][1]["ties"][0]["sides"][0]["competitor"] is None
    past = client.get(f"/api/v1/seasons/{cup.pk}/bracket?recorded_at=2020-01-01T00:00:00Z").json()
    assert past["rounds"] == []


def test_a_league_has_no_bracket_and_an_unknown_season_none_either(client, db):
    season = make_season()
    feed(play(season, make_competitor("Arden"), make_competitor("Brook"), "1-0"))
    response = client.get(f"/api/v1/seasons/{season.pk}/bracket")
    assert (response.json()["rounds"], response["Cache-Control"]) == ([], "public, max-age=10")
    again = client.get(f"/api/v1/seasons/{season.pk}/bracket", headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304
    assert client.get(f"/api/v1/seasons/{uuid4()}/bracket").status_code == 404
    assert client.get(f"/api/v1/seasons/{season.pk}/bracket?round=1").status_code == 422
