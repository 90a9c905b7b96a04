"""Competitors over the years: totals, form, and two against each other, replays left out."""

from stats.queries import load_competitor, load_form, load_head_to_head
from tests.factories import enter, make_match, make_season
from tests.stats.feeding import feed, feed_catalogue
from tests.stats.playing import day


def test_a_competitor_over_its_seasons(league, teams, django_assert_num_queries):
    with django_assert_num_queries(2, using="stats"):
        found = load_competitor(str(teams[0].pk))
    assert (found["name"], found["totals"]["played"], found["totals"]["won"]) == ("Arden", 3, 2)
    assert [(row["competition"]["name"], row["played"], row["for"]) for row in found["seasons"]] == [
        ("Cup", 1, 1),
        (league[0].season.competition.name, 2, 4),
    ]
    assert [(row["competitor"]["name"], row["played"], row["lost"]) for row in found["opponents"]] == [
        ("Brook", 2, 0),
        ("Dale", 1, 0),
    ]
    assert [row["result"] for row in found["form"]] == ["D", "W", "W"]
    assert found["form"][0]["opponent"]["name"] == "Brook"
    winning = found["streaks"][0]
    assert (winning["streak"], winning["current"], winning["longest"]) == ("winning", 0, 2)


def test_two_against_each_other_without_replays(league, teams, django_assert_num_queries):
    a, b = (str(team.pk) for team in teams[:2])
    with django_assert_num_queries(2, using="stats"):
        found = load_head_to_head(a, b)
    assert (found["first"]["name"], found["second"]["name"]) == ("Arden", "Brook")
    assert [found[key] for key in ("played", "won", "drawn", "lost", "for", "against")] == [2, 1, 1, 0, 4, 2]
    assert [(row["side"], row["for"], row["against"]) for row in found["matches"]] == [("away", 1, 1), ("home", 3, 1)]
    turned = load_head_to_head(b, a)
    assert [turned[key] for key in ("played", "won", "drawn", "lost", "for", "against")] == [2, 0, 1, 1, 2, 4]


def test_form_is_newest_first_and_passes_over_replays(league, teams, django_assert_num_queries):
    replay = make_match(season=make_season(), home=teams[0], away=teams[1], replay_of=league[0], scheduled_on=day(30))
    enter(replay, {"type": "result", "data": {"full_time": {"home": 9, "away": 0}}})
    feed(replay)
    arden, copse = str(teams[0].pk), str(teams[2].pk)
    with django_assert_num_queries(1, using="stats"):
        form = load_form([arden, copse])
    assert [(one["result"], one["opponent"]["name"]) for one in form[arden]] == [
        ("D", "Brook"),
        ("W", "Dale"),
        ("W", "Brook"),
    ]
    assert [one["result"] for one in form[copse]] == ["W", "D"]
    assert [one["result"] for one in load_form([arden], last=2)[arden]] == ["D", "W"]
    assert load_form(["x"]) == {}


def test_of_nothing_there_is_nothing(season, teams):
    feed_catalogue()
    team = str(teams[0].pk)
    found = load_competitor(team)
    assert (found["name"], found["totals"]["played"], found["seasons"], found["form"]) == ("Arden", 0, [], [])
    assert load_head_to_head(team, str(teams[1].pk))["matches"] == []
