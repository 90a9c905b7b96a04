"""Streaks, by small seasons made by hand and by what must hold of any."""

from hypothesis import given

from stats.tables.streaks import STREAKS, find_streaks
from tests.stats.tables.sides import day, season, sides


def streak(kind, *scores):
    found = next(row for row in find_streaks(season(*scores)) if row["streak"] == kind)
    return found["current"], found["longest"], found["since"], found["until"]


def test_streaks_current_and_longest():
    scores = ("1-0", "2-0", "3-1", "0-0", "0-2", "1-0", "2-2")
    assert streak("winning", *scores) == (0, 3, day(0), day(2))
    assert streak("unbeaten", *scores) == (2, 4, day(0), day(3))
    assert streak("losing", *scores) == (0, 1, day(4), day(4))
    assert streak("scoring", *scores) == (2, 3, day(0), day(2))
    assert streak("clean_sheets", *scores) == (0, 2, day(0), day(1))


def test_the_later_of_two_longest_streaks_is_told():
    assert streak("winning", "1-0", "0-1", "1-0") == (1, 1, day(2), day(2))
    assert streak("winning", "0-1") == (0, 0, None, None)
    assert [row["streak"] for row in find_streaks([])] == list(STREAKS)


@given(sides)
def test_what_holds_of_every_streak(played):
    found = {row["streak"]: row for row in find_streaks(played)}
    assert all(0 <= row["current"] <= row["longest"] <= len(played) for row in found.values())
    assert found["unbeaten"]["longest"] >= found["winning"]["longest"]
    assert (found["losing"]["current"] > 0) == bool(played and played[-1].result == "L")
    assert (found["unbeaten"]["current"] > 0) == bool(played and played[-1].result != "L")
