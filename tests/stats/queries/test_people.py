"""What a person did, season by season."""

from datetime import date

import pytest

from scoreboard.catalogue import identity
from scoreboard.models import MatchEvent
from scoreboard.sports.lists import MOST_APPEARANCES
from stats.queries import AsOf, load_person, load_season
from stats.tables.people import list_people
from tests.factories import enter
from tests.stats.feeding import feed, feed_catalogue
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


TEAM = {
    "players": [{"player": "Ann", "starting": True}, {"player": "Amy", "starting": True}, {"player": "Eve"}],
    "complete": True,
}
LINE_UP = {"type": "lineup", "side": "home", "data": TEAM}


@pytest.fixture
def lined_up(league):
    """The league, in whose first match the home side's line-up is known, entered afterwards."""
    enter(league[0], LINE_UP)
    feed(league[0])
    return league


def ids_of(match):
    return {person.name: str(person.pk) for person in match.home.people.all()}


def read_counts(person, **asked):
    found = load_person(person, sport="football", **asked)
    return [
        (row["appearances"], row["starts"], row["minutes"], row["lineups"], row["matches"]) for row in found["seasons"]
    ]


def test_appearances_are_of_matches_with_line_ups_and_nothing_is_said_of_others(lined_up):
    ids = ids_of(lined_up[0])
    assert read_counts(ids["Ann"]) == [(None, None, None, 0, 1), (1, 1, 90, 1, 2)]
    assert load_person(ids["Ann"], sport="football")["totals"]["appearances"] == 1
    assert read_counts(ids["Eve"]) == []  # on the bench all the time
    rows = list_people(load_season(str(lined_up[0].season_id), statistics=["appearances", "starts"]), MOST_APPEARANCES)
    assert {(row["person"]["name"], row["appearances"], row["rank"]) for row in rows} == {("Amy", 1, 1), ("Ann", 1, 1)}


def test_appearances_are_as_they_were_known(lined_up):
    ann = ids_of(lined_up[0])["Ann"]
    before = AsOf(recorded_at=MatchEvent.objects.get(match=lined_up[0], seq=lined_up[0].seq - 1).recorded_at)
    assert read_counts(ann, as_of=before)[-1] == (None, None, None, 0, 1)
    assert read_counts(ann, as_of=AsOf(on=date(2200, 1, 1)))[-1] == (1, 1, 90, 1, 2)
    with_first = AsOf(on=lined_up[0].scheduled_on)
    assert read_counts(ann, as_of=with_first)[-1][3] == 1


def test_who_was_merged_appeared_as_whom_they_are(lined_up):
    ids = ids_of(lined_up[0])
    enter(lined_up[3], {"type": "lineup", "side": "away", "data": {"players": [{"player": "Anna", "starting": True}]}})
    feed(lined_up[3])
    anna = lined_up[3].away.people.get(name="Anna")
    identity.merge(anna, lined_up[0].home.people.get(name="Ann"), reason="the same")
    feed_catalogue()
    assert read_counts(ids["Ann"])[-1][:2] == (2, 2)
    identity.take_back(anna, reason="not the same")
    feed_catalogue()
    assert read_counts(ids["Ann"])[-1][:2] == (1, 1)


def test_caps_are_appearances_in_full_internationals(lined_up):
    competition = lined_up[0].season.competition
    ann = ids_of(lined_up[0])["Ann"]
    assert load_person(ann, sport="football")["totals"]["caps"] is None
    competition.ranking = {"caps": True}
    competition.save()
    feed_catalogue()
    assert load_person(ann, sport="football")["totals"]["caps"] == 1
