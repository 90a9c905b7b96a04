"""Records: all who share one."""

from stats.tables.records import find_biggest_hauls, find_biggest_wins, find_highest_scoring
from stats.tables.season import Statistic
from tests.stats.tables.sides import season


def haul(match, goals):
    return Statistic(match, "a", "Arden", "p", "Ann", "goals", goals)


def test_records_name_all_who_share_them():
    homes = season("5-0", "1-6", "3-3", "0-0")
    assert find_biggest_wins(homes) == (5, homes[:2])
    assert find_highest_scoring(homes) == (7, [homes[1]])
    assert find_biggest_wins(season("1-1")) == find_highest_scoring(season("0-0")) == (0, [])
    hauls = [haul("a", 3), haul("b", 1), haul("c", 3)]
    assert find_biggest_hauls(hauls) == (3, [hauls[0], hauls[2]])
    assert find_biggest_hauls([haul("a", 1)]) == find_biggest_hauls([]) == (0, [])
