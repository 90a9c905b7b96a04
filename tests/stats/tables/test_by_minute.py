"""Incidents by minute and by quarter of an hour, of goals: none is lost, stoppage time stands apart."""

from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from scoreboard.sports.lists import GOALS_BY_MINUTE
from stats.tables import by_minute
from stats.tables.by_minute import parse_minute
from stats.tables.season import Moment

count_by_quarter = partial(by_minute.count_by_quarter, described=GOALS_BY_MINUTE)
count_by_minute = partial(by_minute.count_by_minute, described=GOALS_BY_MINUTE)


def goal(minute, detail=""):
    return Moment("m", "goal", minute, detail)


def test_goals_by_quarter_keep_stoppage_time_apart():
    goals = [
        goal("1"),
        goal("15", "penalty"),
        goal("16"),
        goal("45"),
        goal("45+2", "own_goal"),
        goal("46"),
        goal("90+7"),
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
    rows = count_by_quarter([goal("105+1"), goal("118"), goal("")])
    assert [(row["minutes"], row["goals"]) for row in rows if row["goals"]] == [("105+", 1), ("106–120", 1), ("", 1)]
    assert [row["minutes"] for row in rows][-5:] == ["90+", "91–105", "105+", "106–120", ""]
    assert count_by_quarter([]) == []
    assert [row["minutes"] for row in count_by_quarter([goal("")])][-1] == ""


def test_goals_by_minute_are_in_the_order_of_play():
    rows = count_by_minute([goal("90+4"), goal("9"), goal("45+10"), goal("45+2"), goal("46"), goal("9"), goal("?")])
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


@given(st.lists(st.builds(goal, minutes | st.just(""), st.sampled_from(["", "penalty", "own_goal"]))))
def test_no_goal_is_lost_between_the_bars(goals):
    for rows in (count_by_quarter(goals), count_by_minute(goals)):
        assert sum(row["goals"] for row in rows) == len(goals)
        assert len({row["minutes"] for row in rows}) == len(rows)


def test_minutes_as_they_are_written():
    assert [str(parse_minute(text)) for text in ("1", "45+2", "120")] == ["1", "45+2", "120"]
    assert [parse_minute(text) for text in ("", "HT", "45+", "+3", "4 5")] == [
        None,
        None,
        parse_minute("45"),
        None,
        None,
    ]
