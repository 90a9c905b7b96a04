"""What a person did, season by season."""

from stats.queries import load_person
from tests.stats.lists import list_scorers


def test_a_person_over_their_seasons(league, django_assert_num_queries):
    scorer = list_scorers(league[0].season_id)[0]["person"]
    with django_assert_num_queries(4, using="stats"):
        found = load_person(scorer["id"], sport="football")
    assert (found["name"], found["competitor"]["name"]) == ("Ann", "Arden")
    assert [(row["competition"]["name"], row["goals"], row["assists"]) for row in found["seasons"]] == [
        ("Cup", 0, 1),
        (league[0].season.competition.name, 3, 0),
    ]
    assert (found["totals"]["goals"], found["totals"]["penalties"], found["totals"]["assists"]) == (3, 1, 1)


def test_of_a_stranger_there_is_nothing():
    found = load_person("nobody", sport="football")
    assert (found["seasons"], found["totals"]["goals"]) == ([], 0)
