"""Rows that are made and inserted in plain SQL: as Django would have made and inserted them."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from scoreboard.models import Competition, Match, OutboxCursor, Person, rows
from tests.factories import make_competitor, make_season

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 27, 12, 30, 15, 250, tzinfo=UTC)


def make_match(season, **given):
    return rows.build(Match, sport="football", season_id=season.pk, seq=1, recorded_at=NOW, state="{}", **given)


def test_a_row_has_what_is_given_and_else_its_defaults():
    made, other = rows.build(Match, sport="football", epoch=3), rows.build(Match)
    plain = Match(sport="football", epoch=3)
    assert made.pk != other.pk  # an id is made for each
    assert list(vars(made)) == list(vars(plain))
    assert {**vars(made), "_state": 0, "id": 0} == {**vars(plain), "_state": 0, "id": 0}
    assert made._state.adding


def test_new_rows_are_read_back_as_they_were_and_are_known_to_be_there():
    season = make_season()
    made = [make_match(season, scheduled_on=date(2026, 8, 1), scheduled_at=NOW), make_match(season, round="Final")]
    rows.insert_new(made)
    assert not any(one._state.adding for one in made)
    for one in made:
        there = Match.objects.get(pk=one.pk)
        assert {**vars(there), "_state": 0} == {**vars(one), "_state": 0}
    made[0].round = "Semi-final"
    made[0].save()  # an update: it is there
    assert sorted(Match.objects.values_list("round", flat=True)) == ["Final", "Semi-final"]


def test_a_row_has_the_keys_of_those_it_refers_to_and_has_them_at_hand(django_assert_num_queries):
    season = make_season()
    made = rows.build(Match, related={"season": season, "home": None}, sport="football")
    with django_assert_num_queries(0):
        assert (made.season_id, made.season, made.home_id, made.home) == (season.pk, season, None, None)
    other = make_season(name="Another")
    made.season_id = other.pk
    assert made.season == other


def test_more_rows_than_a_statement_takes_are_all_inserted():
    season = make_season()
    made = [make_match(season, round=str(number)) for number in range(2 * rows.ROWS_AT_ONCE + 1)]
    assert rows.insert_new(made) == len(made)
    assert list(Match.objects.order_by("pk").values_list("pk", "round")) == [(one.pk, one.round) for one in made]


def test_rows_that_are_there_already_can_be_left_out():
    team = make_competitor()
    people = [rows.build(Person, competitor_id=team.pk, name=f"P{number}") for number in range(rows.ROWS_AT_ONCE + 2)]
    people[0].save()
    again = [rows.build(Person, competitor_id=team.pk, name=person.name) for person in people]
    assert rows.insert_new(again, ignore_conflicts=True) == len(people) - 1
    assert Person.objects.filter(competitor=team).count() == len(people)


def test_plain_values_of_a_json_field_are_inserted():
    competition = rows.build(Competition, sport="football", name="Cup", ruleset={"halves": [1, 2]})
    rows.insert_new([competition])
    assert Competition.objects.get(pk=competition.pk).ruleset == {"halves": [1, 2]}


def test_no_rows_are_no_statement(django_assert_num_queries):
    with django_assert_num_queries(0):
        rows.insert_new([])
        rows.insert_many(OutboxCursor, [])


def test_a_row_that_is_there_already_is_an_error_and_none_is_taken_for_inserted():
    season = make_season()
    first = make_match(season)
    rows.insert_new([first])
    second = make_match(season)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.insert_new([second, first])
    assert second._state.adding
    assert Match.objects.count() == 1
