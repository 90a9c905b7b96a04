"""The API of suspensions: a season's list as JSON and CSV, and a person's."""

import csv
import io

import pytest

from scoreboard.models import Person
from tests.factories import make_competitor, make_season
from tests.stats.feeding import feed
from tests.stats.playing import card, play

pytestmark = pytest.mark.django_db(databases=["default", "stats"])


@pytest.fixture
def season(db):
    season = make_season(ranking={"suspensions": {"every": 2, "expulsion": 3}})
    a, b = (make_competitor(name) for name in ("Arden", "Brook"))
    events = [card("home", "Ann", "yellow"), card("home", "Amy", "red")]
    feed(
        play(season, a, b, events=events, number=1),
        play(season, b, a, events=[card("away", "Ann", "yellow")], number=2),
        play(season, a, b, number=3),
    )
    return season


def test_a_seasons_suspensions(client, season, django_assert_max_num_queries):
    with django_assert_max_num_queries(1), django_assert_max_num_queries(4, using="stats"):
        answer = client.get(f"/api/v1/seasons/{season.pk}/suspensions").json()
    assert answer["season"] == {"id": str(season.pk), "name": season.name}
    ann, amy = answer["items"]
    assert (ann["person"]["name"], ann["competitor"]["name"]) == ("Ann", "Arden")
    assert (ann["cautions"], ann["since"]) == (2, "2026-03-02")
    assert (ann["next_at"], ann["one_away"], ann["left"]) == (4, False, 1)
    (ban,) = ann["bans"]
    to_come = season.matches.get(round_number=3)
    assert ban["to_serve"] == [
        {
            "match": str(to_come.pk),
            "on": "2026-03-04",
            "scheduled_at": None,
            "opponent": {"id": str(to_come.away_id), "name": "Brook"},
        }
    ]
    assert (ban["cause"], ban["cautions"], ban["matches"], ban["until"], ban["reason"]) == ("cautions", 2, 1, None, "")
    assert (amy["left"], [len(amy["bans"][0][which]) for which in ("served", "to_serve")]) == (2, [1, 1])


def test_as_csv_a_ban_is_a_few_words(client, season):
    answer = client.get(f"/api/v1/seasons/{season.pk}/suspensions.csv")
    head, ann, amy = csv.reader(io.StringIO(answer.content.decode()))
    assert head[-4:] == ["next_at", "one_away", "left", "bans"]
    assert ann[1:2] + ann[4:] == ["Ann", "2", "2026-03-02", "4", "false", "1", "cautions on 2026-03-03 0 of 1 served"]
    assert amy[-1] == "expulsion on 2026-03-02 1 of 3 served"


def test_as_of_a_day(client, season):
    answer = client.get(f"/api/v1/seasons/{season.pk}/suspensions?on=2026-03-02").json()
    assert [(row["person"]["name"], row["left"]) for row in answer["items"]] == [("Amy", 3), ("Ann", 0)]
    assert client.get("/api/v1/seasons/01a20bae-2680-74e4-8e4f-bd994b58c3e7/suspensions").status_code == 404


def test_a_persons_suspensions(client, season):
    person = Person.objects.get(name="Amy")
    (row,) = client.get(f"/api/v1/people/{person.pk}").json()["suspensions"]
    assert (row["season"]["name"], row["competition"]["name"]) == (season.name, season.competition.name)
    assert (row["left"], row["bans"][0]["cause"]) == (2, "expulsion")
