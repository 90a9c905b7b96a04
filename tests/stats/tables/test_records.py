"""Records: all who share one."""

from scoreboard.sports.sport import BIGGEST_WIN, HIGHEST_SCORING
from stats.tables.records import find_feats, find_highest
from stats.tables.season import Statistic
from tests.stats.tables.sides import season


def feat(match, value):
    return Statistic(match, "a", "Arden", "p", "Ann", "aces", value)


def test_records_name_all_who_share_them():
    homes = season("5-0", "1-6", "3-3", "0-0")
    assert find_highest(homes, BIGGEST_WIN.count) == (5, homes[:2])
    assert find_highest(homes, HIGHEST_SCORING.count) == (7, [homes[1]])
    assert find_highest(season("1-1"), BIGGEST_WIN.count) == (0, [])
    assert find_highest(season("0-0"), HIGHEST_SCORING.count) == (0, [])


def test_once_is_no_feat():
    feats = [feat("a", 3), feat("b", 1), feat("c", 3)]
    assert find_feats(feats) == (3, [feats[0], feats[2]])
    assert find_feats([feat("a", 1)]) == find_feats([]) == (0, [])
