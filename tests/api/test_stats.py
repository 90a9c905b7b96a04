"""The API of standings and statistics: shapes, CSV, caching, and what is answered to wrong questions."""

import csv
import io
from datetime import date, timedelta
from typing import get_args, get_type_hints
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.db import OperationalError
from django.urls import reverse

from scoreboard.api.answers.stats import RecordRow
from scoreboard.models import Competition, Person, Season, StandingAdjustment
from scoreboard.sports import SPORTS
from scoreboard.web.files import format_csv
from tests.counting import count_all
from tests.factories import enter, make_competitor, make_match, make_season

pytestmark = pytest.mark.django_db(databases=["default", "stats"])
LISTS = ("home", "away", "rounds", "form", "streaks", "records", "scorers", "assists", "cards", "goals-by-minute")
KICK_OFF = {"type": "period_start"}
FULL_TIME = [{"type": "period_end"}, KICK_OFF, {"type": "period_end"}]


def read_csv(response):
    return list(csv.reader(io.StringIO(response.content.decode())))


@pytest.fixture
def teams(db):
    return [make_competitor(name) for name in ("Arden", "=Brook")]


@pytest.fixture
def league(season, teams):
    """A match with goals and cards, and one with a result alone."""
    fixture = {"scheduled_on": date(2026, 3, 1), "round": "Matchday 1", "round_number": 1}
    first = make_match(season=season, home=teams[0], away=teams[1], **fixture)
    goals = [
        {"type": "goal", "side": "home", "player": "Ann", "clock_ms": 600_000, "data": {"assist": "Amy"}},
        {"type": "goal", "side": "home", "player": "Ann", "clock_ms": 1_200_000},
        {"type": "card", "side": "away", "player": "Bea", "data": {"card": "red"}},
    ]
    enter(first, KICK_OFF, *goals)
    enter(first, *FULL_TIME)
    fixture = {"scheduled_on": date(2026, 3, 8), "round": "Matchday 2", "round_number": 2}
    second = make_match(season=season, home=teams[1], away=teams[0], **fixture)
    enter(second, {"type": "result", "data": {"full_time": {"home": 1, "away": 1}}})
    StandingAdjustment.objects.create(
        season=season, competitor=teams[0], points=-1, reason="late fees", on=date(2026, 3, 2)
    )
    count_all()
    return season


@pytest.mark.parametrize("sport", SPORTS)
def test_what_a_sport_describes_of_a_season_has_an_address(sport):
    described = SPORTS[sport]
    charts = [described.by_minute] if described.by_minute else []
    for found in (*described.lists, *charts):
        assert reverse(f"api:list_{found.name}", args=[uuid4()])
    records = get_args(get_type_hints(RecordRow)["record"])
    assert {record.name for record in described.records} <= {*records}


@pytest.mark.parametrize("name", ["scorers", "assists", "cards", "goals-by-minute"])
def test_a_list_that_the_sport_has_not_is_empty(client, name):
    competition = Competition.objects.create(sport="volleyball", name="League")
    season = Season.objects.create(competition=competition, name="2026")
    path = f"/api/v1/stats/seasons/{season.pk}/{name}"
    assert client.get(path).json()["items"] == []
    assert len(read_csv(client.get(f"{path}.csv"))) == 1


@pytest.mark.parametrize("name", LISTS)
def test_a_seasons_lists_are_json_and_csv(client, league, name):
    path = f"/api/v1/stats/seasons/{league.pk}/{name}"
    body = client.get(path).json()
    assert body["season"] == {"id": str(league.pk), "name": league.name}
    assert body["current_to"]["at"]
    assert body["next"] is None
    assert body["items"]
    response = client.get(f"{path}.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith('attachment; filename="league')
    assert response.content.endswith(b"\r\n")
    heading, *rows = read_csv(response)
    assert len(rows) == len(body["items"])
    # Every value of the JSON is a column, references as id and name.
    named = {key for item in body["items"] for key, value in item.items() if value is not None}
    assert named - set(heading) <= {"adjustments"}


@pytest.mark.parametrize("name", LISTS)
def test_a_season_of_nothing_has_empty_lists(client, season, name):
    path = f"/api/v1/stats/seasons/{season.pk}/{name}"
    assert client.get(path).json()["items"] == []
    assert len(read_csv(client.get(f"{path}.csv"))) == 1


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("when", ["round=0", "on=2026-02-28", "recorded_at=2020-01-01T00:00:00Z"])
def test_before_anything_was_played_there_is_nothing(client, league, name, when):
    path = f"/api/v1/stats/seasons/{league.pk}/{name}"
    body = client.get(f"{path}?{when}").json()
    assert str(body["as_of"][when.partition("=")[0]]) in when
    assert [item for item in body["items"] if item.get("played") != 0] == []
    assert len(read_csv(client.get(f"{path}.csv?{when}"))) == 1 + len(body["items"])


def test_lists_after_the_first_round(client, league, teams):
    path = f"/api/v1/stats/seasons/{league.pk}"
    assert [row["form"] for row in client.get(f"{path}/form?round=1").json()["items"]] == ["W", "L"]
    assert {row["round"] for row in client.get(f"{path}/rounds?on=2026-03-01").json()["items"]} == {1}
    team = client.get(f"/api/v1/competitors/{teams[0].pk}?on=2026-03-01").json()
    assert (team["totals"]["played"], team["totals"]["won"]) == (1, 1)
    found = client.get(f"/api/v1/stats/head-to-head?first={teams[0].pk}&second={teams[1].pk}&on=2026-03-01").json()
    assert found["played"] == 1
    person = Person.objects.get(name="Ann")
    assert client.get(f"/api/v1/people/{person.pk}?on=2026-02-28").json()["totals"]["goals"] == 0
    assert client.get(f"/api/v1/people/{person.pk}?on=2026-03-01").json()["totals"]["goals"] == 2


def test_standings_as_json_and_csv(client, league):
    path = f"/api/v1/seasons/{league.pk}/standings"
    (table,) = client.get(path).json()["groups"]
    assert [(row["competitor"]["name"], row["points"]) for row in table["rows"]] == [("Arden", 3), ("=Brook", 1)]
    heading, first, second = read_csv(client.get(f"{path}.csv?round=2"))
    named = dict(zip(heading, first, strict=True))
    assert (named["rank"], named["competitor"], named["points"], named["live"]) == ("1", "Arden", "3", "")
    assert named["adjustments"] == "'-1 late fees 2026-03-02"
    assert dict(zip(heading, second, strict=True))["competitor"] == "'=Brook"
    assert dict(zip(heading, second, strict=True))["difference"] == "-2"  # a number, no formula


def test_lists_of_a_season(client, league):
    def items(name, query=""):
        return client.get(f"/api/v1/stats/seasons/{league.pk}/{name}{query}").json()["items"]

    assert [(row["person"]["name"], row["goals"]) for row in items("scorers")] == [("Ann", 2)]
    assert [(row["person"]["name"], row["assists"]) for row in items("assists")] == [("Amy", 1)]
    assert [(row["person"]["name"], row["red_cards"]) for row in items("cards")] == [("Bea", 1)]
    assert [(row["competitor"]["name"], row["card_points"]) for row in items("cards", "?by=competitor")] == [
        ("=Brook", 4)
    ]
    assert [(row["minutes"], row["goals"]) for row in items("goals-by-minute", "?by=minute")] == [("11", 1), ("21", 1)]
    assert [(row["competitor"]["name"], row["form"]) for row in items("form", "?last=1")] == [
        ("=Brook", "D"),
        ("Arden", "D"),
    ]
    assert [(row["round"], row["points"]) for row in items("rounds")] == [(1, 3), (1, 0), (2, 3), (2, 1)]


def test_a_competitor(client, league, teams):
    path = f"/api/v1/competitors/{teams[0].pk}"
    body = client.get(path).json()
    assert (body["name"], body["totals"]["played"], body["totals"]["for"]) == ("Arden", 2, 3)
    assert [(row["season"]["name"], row["won"], row["drawn"]) for row in body["seasons"]] == [(league.name, 1, 1)]
    assert [row["result"] for row in body["form"]] == ["D", "W"]
    assert {row["streak"]: row["current"] for row in body["streaks"]}["unbeaten"] == 2
    assert len(client.get(f"{path}?last=1").json()["form"]) == 1
    heading, row = read_csv(client.get(f"{path}.csv"))
    assert dict(zip(heading, row, strict=True))["season"] == league.name
    assert [row["result"] for row in client.get(f"{path}/form").json()["items"]] == ["D", "W"]
    assert [row[0] for row in read_csv(client.get(f"{path}/streaks.csv"))[1:]] == [
        "winning",
        "unbeaten",
        "losing",
        "scoring",
        "clean_sheets",
    ]


def test_two_against_each_other(client, league, teams):
    query = f"first={teams[0].pk}&second={teams[1].pk}"
    body = client.get(f"/api/v1/stats/head-to-head?{query}").json()
    assert (body["first"]["name"], body["second"]["name"]) == ("Arden", "=Brook")
    assert [body[key] for key in ("played", "won", "drawn", "lost", "for", "against")] == [2, 1, 1, 0, 3, 1]
    assert [row["on"] for row in body["matches"]] == ["2026-03-08", "2026-03-01"]
    heading, *rows = read_csv(client.get(f"/api/v1/stats/head-to-head.csv?{query}"))
    assert [dict(zip(heading, row, strict=True))["result"] for row in rows] == ["D", "W"]


def test_a_person(client, league):
    person = Person.objects.get(name="Ann")
    path = f"/api/v1/people/{person.pk}"
    body = client.get(path).json()
    assert (body["name"], body["competitor"]["name"], body["totals"]["goals"]) == ("Ann", "Arden", 2)
    assert [(row["competitor"]["name"], row["goals"]) for row in body["seasons"]] == [("Arden", 2)]
    heading, row = read_csv(client.get(f"{path}.csv"))
    assert dict(zip(heading, row, strict=True))["goals"] == "2"


def test_what_is_not_there_is_404(client, season, teams):
    unknown = uuid4()
    paths = [f"stats/seasons/{unknown}/{name}" for name in LISTS]
    paths += [f"seasons/{unknown}/standings", f"competitors/{unknown}", f"people/{unknown}", f"people/{season.pk}"]
    paths += [f"stats/seasons/{season.pk}/weather", "people/Ann", "competitors/1"]
    paths += [f"stats/head-to-head?first={teams[0].pk}&second={unknown}"]
    for path in paths:
        for address in (path, path.replace("?", ".csv?") if "?" in path else f"{path}.csv"):
            response = client.get(f"/api/v1/{address}")
            assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json"), address


def test_what_is_wrong_is_422_and_named(client, season, teams):
    one = teams[0].pk
    for path, named in (
        (f"stats/head-to-head?first={one}&second={one}", "second"),
        (f"stats/head-to-head?first={one}", "second"),
        (f"stats/head-to-head?first=Arden&second={one}", "first"),
        (f"competitors/{one}?last=0", "last"),
        (f"competitors/{one}.csv?last=x", "last"),
        (f"stats/seasons/{season.pk}/scorers?limit=0", "limit"),
        (f"stats/seasons/{season.pk}/cards?by=colour", "by"),
        (f"stats/seasons/{season.pk}/goals-by-minute.csv?by=second", "by"),
        (f"seasons/{season.pk}/standings.csv?round=-1", "round"),
        (f"seasons/{season.pk}/standings?recorded_at=2026-01-01T00:00:00", "recorded_at"),
        (f"seasons/{season.pk}/standings?recorded_at=0001-01-01T00:00:00%2B14:00", "recorded_at"),
        (f"seasons/{season.pk}/standings?recorded_at=9999-12-31T23:59:59-14:00", "recorded_at"),
        (f"stats/seasons/{season.pk}/cards?recorded_at=2200-01-01T00:00:00Z", "recorded_at"),
        (f"competitors/{one}?recorded_at=1799-12-31T23:59:59Z", "recorded_at"),
        (f"seasons/{season.pk}/standings?round={10**30}", "round"),
    ):
        response = client.get(f"/api/v1/{path}")
        assert (response.status_code, response["Content-Type"]) == (422, "application/problem+json"), path
        assert named in response.json()["detail"]


def test_a_list_is_kept_for_ten_seconds_and_sent_again_only_where_it_changed(client, league, teams):
    path = f"/api/v1/stats/seasons/{league.pk}/scorers.csv"
    first = client.get(path)
    assert first["Cache-Control"] == "public, max-age=10"
    again = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert again["Cache-Control"] == "public, max-age=10"
    person = Person.objects.get(name="Ann")
    person.name = "Anna"
    person.save()
    count_all()
    changed = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


def test_stats_away_are_said_to_be_away(client, season):
    with patch("stats.models.SideFact.objects.filter", side_effect=OperationalError("no such host")):
        response = client.get(f"/api/v1/seasons/{season.pk}/standings")
    assert response.status_code == 503
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("name", LISTS)
def test_the_number_of_queries_does_not_grow_with_the_season(client, season, django_assert_max_num_queries, name):
    def play(count, number):
        for round_number in range(count):
            fixture = {"scheduled_on": date(2026, 3, number) + timedelta(days=round_number), "round_number": number}
            match = make_match(season=season, **fixture)
            enter(match, KICK_OFF, {"type": "goal", "side": "home", "player": f"P{number}{round_number}"})
            enter(match, *FULL_TIME)
        count_all()

    for number, count in ((1, 1), (2, 3)):
        play(count, number)
        with django_assert_max_num_queries(4, using="stats"), django_assert_max_num_queries(1):
            assert client.get(f"/api/v1/stats/seasons/{season.pk}/{name}").status_code == 200


def test_cells_that_a_spreadsheet_would_run_are_text():
    rows = [{"a": text} for text in ("=1+1", "+49", "-5", "@x", "\t=1", "a=1", "", -5, 1.5, None, True)]
    written = list(csv.reader(io.StringIO(format_csv(["a"], rows))))
    assert [row[0] if row else "" for row in written[1:]] == [
        "'=1+1", "'+49", "'-5", "'@x", "'\t=1", "a=1", "", "-5", "1.5", "", "true",
    ]  # fmt: skip


def test_every_list_is_described(client, db):
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    for name in LISTS:
        for path in (f"/api/v1/stats/seasons/{{season_id}}/{name}", f"/api/v1/stats/seasons/{{season_id}}/{name}.csv"):
            assert paths[path]["get"]["summary"]
    assert "text/csv" in paths["/api/v1/people/{person_id}.csv"]["get"]["responses"]["200"]["content"]
    assert len({season["get"]["operationId"] for season in paths.values() if "get" in season}) == sum(
        "get" in season for season in paths.values()
    )


def test_names_without_latin_letters_still_make_a_file(client, db):
    season = make_season(name="2026", competition="Суперлига")
    response = client.get(f"/api/v1/seasons/{season.pk}/standings.csv")
    assert response["Content-Disposition"] == 'attachment; filename="2026-standings.csv"'


@pytest.mark.django_db(databases=["default", "stats"])
def test_leaders_in_any_statistic(client, season):
    answer = client.get(f"/api/v1/stats/seasons/{season.pk}/leaders?stats=assists,goals")
    assert (answer.status_code, answer.json()["items"]) == (200, [])
    header = client.get(f"/api/v1/stats/seasons/{season.pk}/leaders.csv?stats=assists,goals").content.decode()
    assert header.strip() == "rank,person_id,person,competitor_id,competitor,assists,goals"
    refused = client.get(f"/api/v1/stats/seasons/{season.pk}/leaders?stats=runs").json()
    assert refused["detail"].startswith("stats: expected some of appearances, ")


@pytest.mark.django_db(databases=["default", "stats"])
def test_leaders_with_a_ratio_beside(client):
    competition = Competition.objects.create(sport="cricket", name="League")
    path = f"/api/v1/stats/seasons/{Season.objects.create(competition=competition, name='2026').pk}/leaders"
    header = client.get(f"{path}.csv?stats=runs,average").content.decode()
    assert header.strip() == "rank,person_id,person,competitor_id,competitor,runs,average"
    assert client.get(f"{path}?stats=average,runs").json()["detail"].endswith("; the first no ratio.")
