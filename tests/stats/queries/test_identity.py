"""Who was merged counts as who they are, in every list of now and of then, and no longer once that is taken back."""

import pytest
from django.utils import timezone

from scoreboard.catalogue.identity import find, merge, take_back
from scoreboard.models import Competition, Competitor, Person, Season
from scoreboard.sports import get_sport
from stats.queries import Doings, load_person, summarise
from tests.factories import enter, make_match, make_season
from tests.stats.feeding import feed, feed_catalogue
from tests.stats.lists import list_leaders, list_records, list_scorers

GOAL = {"type": "goal", "side": "home"}


@pytest.fixture
def match():
    match = make_match()
    names = ("Kylian Mbappé", "Mbappé", "Olivier Giroud")
    enter(match, {"type": "period_start"}, *({**GOAL, "player": name} for name in names))
    enter(match, *({"type": kind} for kind in ("period_end", "period_start", "period_end")))
    feed(match)
    return match


@pytest.fixture
def two(match):
    return [Person.objects.get(name=name) for name in ("Mbappé", "Kylian Mbappé")]


def scorers(match, **as_of):
    return [(row["person"]["name"], row["goals"]) for row in list_scorers(match.season_id, **as_of)]


def test_lists_count_one_person_now_and_then(match, two):
    apart, then = scorers(match), {"recorded_at": timezone.now()}
    merge(*two)
    feed_catalogue()
    together = [("Kylian Mbappé", 2), ("Olivier Giroud", 1)]
    assert (scorers(match), scorers(match, **then)) == (together, together)
    assert list_leaders(match.season_id, ("goals",))[0]["person"]["id"] == str(two[1].pk)
    take_back(find(str(two[0].pk)))
    feed_catalogue()
    assert (scorers(match), scorers(match, **then)) == (apart, apart)


def test_two_goals_under_two_names_are_a_feat_of_one(match, two):
    assert [row for row in list_records(match.season_id) if row["person"]] == []
    merge(*two)
    feed_catalogue()
    assert [(row["value"], row["person"]["name"]) for row in list_records(match.season_id) if row["person"]] == [
        (2, "Kylian Mbappé")
    ]


def test_a_person_s_totals_are_those_of_all_their_names(match, two):
    one, into = two
    merge(one, into)
    feed_catalogue()
    assert load_person(str(into.pk), sport="football")["totals"]["goals"] == 2


def test_the_name_is_that_of_who_they_are_even_where_that_one_did_nothing_in_the_season(match, two):
    elsewhere = Person.objects.create(competitor=two[0].competitor, name="K. Mbappé Lottin")
    for person in two:
        merge(person, elsewhere)
    feed_catalogue()
    past = {"recorded_at": timezone.now()}
    named = [("K. Mbappé Lottin", 2), ("Olivier Giroud", 1)]
    assert (scorers(match), scorers(match, **past)) == (named, named)


def make_match_of(sport, **ruleset):
    """A match between two new sides of a sport."""
    season = make_season()
    Competition.objects.filter(pk=season.competition_id).update(sport=sport)
    Season.objects.filter(pk=season.pk).update(ruleset=ruleset)
    home, away = (Competitor.objects.create(sport=sport, name=name) for name in ("Reds", "Blues"))
    return make_match(season=Season.objects.get(pk=season.pk), home=home, away=away)


def play_cricket(scores):
    """A match of cricket in which people make these runs, one after the other, and are all out but the last."""
    match = make_match_of("cricket", overs=2, players=4)
    enter(match, {"type": "innings_start", "side": "home"})
    for name, runs in scores.items():
        last = name == list(scores)[-1]
        data = {"runs": runs, "bowler": "Zoe", **({} if last else {"wicket": "run_out", "fielder": "Yan"})}
        enter(match, {"type": "ball", "side": "home", "player": name, "data": data})
    feed(match)
    return match


def test_the_best_and_the_ratios_of_two_who_are_one_are_those_of_both():
    match = play_cricket({"V. Kohli": 3, "Kohli": 6, "Dhoni": 1})
    one, into = (Person.objects.get(name=name) for name in ("V. Kohli", "Kohli"))
    names, figures = ("best_score", "runs", "average", "innings"), get_sport("cricket").figures

    def rows(**as_of):
        found = list_leaders(match.season_id, names, figures=figures, **as_of)
        return [tuple(row[name] for name in names) for row in found if row["person"]["name"] != "Dhoni"]

    apart, then = rows(), {"recorded_at": timezone.now()}
    both = summarise(Doings(frozenset({str(one.pk), str(into.pk)}), into.name), sport="cricket")["totals"]
    assert (both["best_score"], both["runs"]) == (6, 9)
    merge(one, into)
    feed_catalogue()
    assert apart == [(6, 6, 6.0, 1), (3, 3, 3.0, 1)]
    assert (rows(), rows(**then)) == ([(6, 9, 4.5, 2)], [(6, 9, 4.5, 2)])
    totals = load_person(str(into.pk), sport="cricket")["totals"]
    assert [totals[name] for name in names] == [6, 9, 4.5, 2]
    take_back(find(str(one.pk)))
    feed_catalogue()
    assert (rows(), rows(**then)) == (apart, apart)


BASEBALL = [
    {"type": "play", "side": "away", "player": "A. Judge", "data": {"play": "home_run", "pitcher": "Cole"}},
    {"type": "play", "side": "away", "player": "Judge", "data": {"play": "single", "pitcher": "G. Cole"}},
    *[{"type": "play", "side": "away", "player": "Cy", "data": {"play": "out", "pitcher": "G. Cole"}}] * 3,
    *[{"type": "play", "side": "home", "player": "Bo", "data": {"play": "out", "pitcher": "Ace"}}] * 3,
]
RALLIES = [
    {"type": "match_start", "side": "home"},
    {"type": "point", "side": "home", "player": "Ann", "data": {"how": "ace"}},
    {"type": "point", "side": "home", "player": "A. Lee", "data": {"how": "attack"}},
]


@pytest.mark.parametrize(
    ("sport", "ruleset", "bodies", "pair", "summed"),
    [
        (
            *("baseball", {"innings": 1, "regulation": 1}, BASEBALL, ("A. Judge", "Judge")),
            {"at_bats": 2, "hits": 2, "home_runs": 1, "runs": 1, "batted_in": 1, "batting_average": 1.0},
        ),
        (
            *("baseball", {"innings": 1, "regulation": 1}, BASEBALL, ("Cole", "G. Cole")),
            {"pitching_outs": 3, "pitching_hits": 2, "pitching_earned_runs": 1, "earned_run_average": 9.0},
        ),
        ("volleyball", {}, RALLIES, ("Ann", "A. Lee"), {"points": 2, "aces": 1, "attacks": 1}),
    ],
)
def test_figures_of_any_sport_are_those_of_both(sport, ruleset, bodies, pair, summed):
    match = make_match_of(sport, **ruleset)
    enter(match, *bodies)
    feed(match)
    one, into = (Person.objects.get(name=name) for name in pair)
    merge(one, into)
    feed_catalogue()
    totals = load_person(str(into.pk), sport=sport)["totals"]
    assert {name: totals[name] for name in summed} == summed
    first = next(iter(summed))
    assert [row[first] for row in list_leaders(match.season_id, (first,)) if row["person"]["id"] == str(into.pk)] == [
        summed[first]
    ]
