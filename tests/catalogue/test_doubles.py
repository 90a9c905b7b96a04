"""What `manage.py merge` lists as doubles: matches that may be one, across days, too; nothing is merged unasked."""

import itertools
from datetime import date

import pytest

from scoreboard.catalogue.doubles import list_doubles
from scoreboard.models import Competition, Competitor, Match, Season
from tests.catalogue.test_merging import DAY, merge
from tests.factories import enter, make_competitor, make_match, make_season

pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    return make_competitor("Rothosen"), make_competitor("Reds United")


WON, LOST = ({"type": "result", "data": {"full_time": {"home": goals, "away": 1}}} for goals in (2, 0))
LATER = date(2026, 6, 12)
THIRD = {"round": "Matchday 3", "round_number": 3}
CUP = {"round": "Final"}


def double(two, capsys, one, other, *, turned=False):
    """What is said of two matches in two rows, (fields, result), when their two teams become one."""
    season, opponent = make_season(), make_competitor()
    for team, (fields, result) in zip(two, (one, other), strict=True):
        sides = {"home": opponent, "away": team} if turned and team == two[1] else {"home": team, "away": opponent}
        match = make_match(season=season, **sides, **fields)
        if result:
            enter(match, result)
    before = Match.objects.count()
    said = [found["why"] for found in merge(capsys, "Rothosen", "Reds United")["doubles"]]
    assert Match.objects.count() == before
    return said


def at(day, result=None, **fields):
    return {"scheduled_on": day, **fields}, result


def test_one_round_on_two_days_is_a_double(two, capsys):
    assert double(two, capsys, at(DAY, WON, **THIRD), at(LATER, LOST, **THIRD)) == ["both Matchday 3, at one ground"]


def test_a_plan_whose_ground_was_swapped_is_a_double(two, capsys):
    said = double(two, capsys, at(DAY, **THIRD), at(LATER, WON, **THIRD), turned=True)
    assert said == ["both Matchday 3, with the ground swapped"]


def test_a_named_round_is_a_double_where_one_is_to_come_or_both_ended_alike(two, capsys):
    assert double(two, capsys, at(DAY, **CUP), at(LATER, WON, **CUP)) == [
        "both Final, at one ground, one still to be played"
    ]


def test_a_named_round_twice_with_one_result_is_a_double(two, capsys):
    assert double(two, capsys, at(DAY, WON, **CUP), at(LATER, WON, **CUP)) == [
        "both Final, at one ground, with one result"
    ]


def test_without_a_round_a_fixture_that_was_never_played_is_a_double(two, capsys):
    (why,) = double(two, capsys, at(DAY), at(LATER, WON))
    assert why.startswith("at one ground in ")
    assert why.endswith(", one still to be played")


@pytest.mark.parametrize("turned", [False, True])
def test_a_day_apart_with_one_result_is_a_double(two, capsys, turned):
    other = {"type": "result", "data": {"full_time": {"home": 1, "away": 2}}} if turned else WON
    said = double(two, capsys, at(DAY, WON), at(date(2026, 5, 2), other), turned=turned)
    assert said == ["a day apart, with one result"]


def test_a_round_that_was_played_late_is_a_double_in_a_double_round_robin(two, capsys):
    one, into = two
    season, others = make_season(), [make_competitor() for _ in range(3)]
    for number, (home, away) in enumerate(itertools.permutations([into, *others], 2)):
        day = date(2026, 5, number + 1)
        make_match(season=season, home=home, away=away, round_number=number % 5 + 1, scheduled_on=day)
    make_match(season=season, home=one, away=others[0], round_number=6, scheduled_on=LATER)
    (found,) = merge(capsys, "Rothosen", "Reds United")["doubles"]
    assert found["why"] == f"everybody is at home to everybody once in {season}"


@pytest.mark.parametrize(
    ("one", "other", "options"),
    [
        (at(DAY, WON, **THIRD), at(LATER, WON, round="Matchday 4", round_number=4), {}),
        (at(DAY, WON, **THIRD), at(LATER, LOST, **THIRD), {"turned": True}),
        (at(DAY, WON, **CUP), at(LATER, LOST, **CUP), {}),
        (at(DAY, WON), at(LATER, WON), {}),
        (at(DAY, WON), at(date(2026, 5, 2), LOST), {}),
        (at(DAY, WON, group="Group A", **THIRD), at(LATER, WON, group="Group B", **THIRD), {}),
        (
            at(DAY, {"type": "status", "data": {"status": "abandoned", "reason": "Fog"}}, **THIRD),
            at(LATER, WON, **THIRD),
            {},
        ),
    ],
)
def test_what_may_well_be_two_matches_is_not_listed(two, capsys, one, other, options):
    assert double(two, capsys, one, other, **options) == []


def test_games_of_a_series_are_not_listed():
    season = Season.objects.create(competition=Competition.objects.create(sport="baseball", name="Nine"), name="2026")
    home, away = (Competitor.objects.create(sport="baseball", name=name) for name in ("Bears", "Crows"))
    for day in (DAY, date(2026, 5, 2)):
        runs = {"type": "result", "data": {"runs": {"home": 3, "away": 1}}}
        enter(make_match(season=season, home=home, away=away, scheduled_on=day), runs)
    assert list_doubles(home) == []


def test_the_third_of_one_round_is_the_first_s_double_too(two, capsys):
    one, into = two
    season, other = make_season(), make_competitor()
    for number, team in enumerate((into, one, one), start=1):
        make_match(season=season, home=team, away=other, scheduled_on=date(2026, 5, number), **THIRD)
    found = merge(capsys, "Rothosen", "Reds United")["doubles"]
    assert len(found) == 2
    assert len({one["id"] for one in found}) == 1
    assert len({one["double"] for one in found}) == 2
