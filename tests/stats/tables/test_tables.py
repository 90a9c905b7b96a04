"""Figures of fact rows, by small ones made by hand and by what must hold of any."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from stats.tables import in_order
from stats.tables.goals_by_minute import count_by_minute, count_by_quarter, read_minute
from stats.tables.records import find_biggest_hauls, find_biggest_wins, find_highest_scoring
from stats.tables.streaks import STREAKS, find_streaks
from stats.tables.totals import sum_sides


@dataclass(frozen=True)
class Side:
    scored: int
    conceded: int
    on: date | None = None
    match: str = ""
    scheduled_at: datetime | None = None

    @property
    def result(self):
        return "D" if self.scored == self.conceded else "W" if self.scored > self.conceded else "L"


@dataclass(frozen=True)
class Goal:
    minute: str
    detail: str = ""


@dataclass(frozen=True)
class Haul:
    match: str
    value: int


def day(number):
    return date(2026, 3, 1) + timedelta(days=number)


def season(*scores):
    return [Side(*map(int, score.split("-")), on=day(number)) for number, score in enumerate(scores)]


sides = st.lists(st.builds(Side, st.integers(0, 5), st.integers(0, 5)), max_size=12)


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


@given(sides)
def test_what_holds_of_every_total(played):
    total = sum_sides(played)
    assert total["played"] == total["won"] + total["drawn"] + total["lost"] == len(played)
    assert total["difference"] == total["for"] - total["against"] == sum(one.scored - one.conceded for one in played)


def test_the_order_of_play_by_day_then_hour_then_id():
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    rows = [
        Side(0, 0, on=day(1), match="e"),
        Side(0, 0, on=day(0), match="d", scheduled_at=noon + timedelta(hours=3)),
        Side(0, 0, on=day(0), match="c", scheduled_at=noon),
        Side(0, 0, on=day(0), match="b"),
        Side(0, 0, match="a"),
    ]
    assert "".join(side.match for side in in_order(rows)) == "abcde"


def test_records_name_all_who_share_them():
    homes = season("5-0", "1-6", "3-3", "0-0")
    assert find_biggest_wins(homes) == (5, homes[:2])
    assert find_highest_scoring(homes) == (7, [homes[1]])
    assert find_biggest_wins(season("1-1")) == find_highest_scoring(season("0-0")) == (0, [])
    hauls = [Haul("a", 3), Haul("b", 1), Haul("c", 3)]
    assert find_biggest_hauls(hauls) == (3, [hauls[0], hauls[2]])
    assert find_biggest_hauls([Haul("a", 1)]) == find_biggest_hauls([]) == (0, [])


def test_goals_by_quarter_keep_stoppage_time_apart():
    goals = [
        Goal("1"),
        Goal("15", "penalty"),
        Goal("16"),
        Goal("45"),
        Goal("45+2", "own_goal"),
        Goal("46"),
        Goal("90+7"),
    ]
    rows = count_by_quarter(goals)
    assert [(row["minutes"], row["goals"]) for row in rows] == [
        ("1–15", 2),
        ("16–30", 1),
        ("31–45", 1),
        ("45+", 1),
        ("46–60", 1),
        ("61–75", 0),
        ("76–90", 0),
        ("90+", 1),
    ]
    assert (rows[0]["penalties"], rows[3]["own_goals"]) == (1, 1)


def test_extra_time_is_there_where_a_goal_fell_in_it():
    rows = count_by_quarter([Goal("105+1"), Goal("118"), Goal("")])
    assert [(row["minutes"], row["goals"]) for row in rows if row["goals"]] == [("105+", 1), ("106–120", 1), ("", 1)]
    assert [row["minutes"] for row in rows][-5:] == ["90+", "91–105", "105+", "106–120", ""]
    assert count_by_quarter([]) == []
    assert [row["minutes"] for row in count_by_quarter([Goal("")])][-1] == ""


def test_goals_by_minute_are_in_the_order_of_play():
    rows = count_by_minute([Goal("90+4"), Goal("9"), Goal("45+10"), Goal("45+2"), Goal("46"), Goal("9"), Goal("?")])
    assert [(row["minutes"], row["goals"]) for row in rows] == [
        ("9", 2),
        ("45+2", 1),
        ("45+10", 1),
        ("46", 1),
        ("90+4", 1),
        ("", 1),
    ]


minutes = st.builds("{}".format, st.integers(1, 120)) | st.builds(
    "{}+{}".format, st.sampled_from([45, 90]), st.integers(1, 9)
)


@given(st.lists(st.builds(Goal, minutes | st.just(""), st.sampled_from(["", "penalty", "own_goal"]))))
def test_no_goal_is_lost_between_the_bars(goals):
    for rows in (count_by_quarter(goals), count_by_minute(goals)):
        assert sum(row["goals"] for row in rows) == len(goals)
        assert len({row["minutes"] for row in rows}) == len(rows)


def test_minutes_as_they_are_written():
    assert [str(read_minute(text)) for text in ("1", "45+2", "120")] == ["1", "45+2", "120"]
    assert [read_minute(text) for text in ("", "HT", "45+", "+3", "4 5")] == [None, None, read_minute("45"), None, None]
