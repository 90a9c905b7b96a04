"""Totals, by what must hold of any."""

from hypothesis import given

from stats.tables.totals import sum_sides
from tests.stats.tables.sides import sides


@given(sides)
def test_what_holds_of_every_total(played):
    total = sum_sides(played)
    assert total["played"] == total["won"] + total["drawn"] + total["lost"] == len(played)
    assert total["difference"] == total["for"] - total["against"] == sum(one.scored - one.conceded for one in played)
