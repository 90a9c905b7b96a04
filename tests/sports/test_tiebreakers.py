"""Tie-breakers: which there are, which are taken at the entrance, and what becomes of one that is not known."""

from collections import Counter

import msgspec
import pytest
from django.core.exceptions import ValidationError

from scoreboard.models import Competition
from scoreboard.sports import SPORTS, check_ranking, find_tiebreakers, list_tiebreakers
from scoreboard.sports.ranking import Ranking
from scoreboard.sports.tiebreakers import SHARED

# Seasons' rules and Kafka hold these names.
RELEASED = {
    *("points", "goal_difference", "goals_for", "wins", "away_goals_for", "away_wins", "head_to_head"),
    *("head_to_head_points", "head_to_head_goal_difference", "head_to_head_goals_for", "head_to_head_away_goals_for"),
    *("fair_play", "lots", "win_percentage", "net_run_rate", "set_ratio", "point_ratio", "sets_won", "regulation_wins"),
    *("tries_for", "try_difference", "head_to_head_win_percentage"),
}


def test_a_name_that_was_released_stays():
    assert list_tiebreakers().keys() >= RELEASED


def test_a_name_means_one_rule():
    rules = {rule for sport in SPORTS.values() for rule in sport.tiebreakers} | set(SHARED)
    assert {name: count for name, count in Counter(rule.name for rule in rules).items() if count > 1} == {}


@pytest.mark.parametrize("sport", SPORTS)
def test_a_sport_ranks_by_its_own_and_by_what_all_share(sport):
    names = {rule.name for rule in (*SHARED, *SPORTS[sport].tiebreakers)}
    assert names >= {*SPORTS[sport].ranking.tiebreakers}


@pytest.mark.parametrize("rule", list_tiebreakers().values(), ids=lambda rule: rule.name)
def test_a_rule_has_words_and_shows_a_value_with_its_field(rule):
    assert rule.words
    assert bool(rule.field) == bool(rule.show)


def test_what_is_entered_names_rules_that_there_are():
    assert check_ranking({"tiebreakers": ["points", "net_run_rate"]}).tiebreakers == ("points", "net_run_rate")
    with pytest.raises(msgspec.ValidationError, match=r"'luck' - at `\$.tiebreakers\[1\]`"):
        check_ranking({"tiebreakers": ["points", "luck"]})


def test_any_sports_rule_may_be_entered_for_any_sport():
    Competition(sport="football", name="Cup", ranking={"tiebreakers": ["net_run_rate"]}).clean()
    with pytest.raises(ValidationError, match="Invalid enum value 'luck'"):
        Competition(sport="football", name="Cup", ranking={"tiebreakers": ["luck"]}).clean()


def test_a_rule_that_a_newer_release_knows_is_left_out():
    assert [rule.name for rule in find_tiebreakers(Ranking(tiebreakers=("points", "luck", "wins")))] == [
        "points",
        "wins",
    ]
