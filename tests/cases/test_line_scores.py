"""Line scores of baseball: who bats last leaves out a half-inning only where they are ahead."""

import pytest

from tests.cases.entering import bring, post, schedule
from tests.sports.playing import Table
from tests.wording import read_view


def line_score(home, away, **data):
    """A result by its line score, three innings long: x for a half-inning that was not played."""
    lines = {
        side: [None if one == "x" else int(one) for one in line] for side, line in (("home", home), ("away", away))
    }
    runs = {side: sum(one or 0 for one in line) for side, line in lines.items()}
    return {"type": "result", "data": {"runs": runs, **lines, **data}}


THREE = Table("baseball", innings=3, regulation=2)


@pytest.mark.parametrize(
    ("home", "away", "data", "why"),
    [
        ("01x", "020", {}, "Home is behind, and has not batted in the last inning"),
        ("01", "020", {}, "Home is behind"),  # as much, without the x
        ("010x", "1001", {}, "Home is behind"),
        ("0x1", "000", {}, "has batted in every inning but maybe the last"),
        ("011", "01x", {}, "Away has batted in every inning"),
        ("0", "000", {}, "The home side has batted in 1 innings, the away side in 3"),
        ("001", "00", {}, "that cannot be"),
    ],
)
def test_a_line_score_in_which_a_side_did_not_bat_though_it_had_to_is_refused(home, away, data, why):
    """Official Baseball Rules, 7.01: who bats last does so until the end, unless they are ahead."""
    THREE.refuse(line_score(home, away, **data), why=why)
    assert read_view(THREE.play(line_score(home, away, **data))).finished  # a log of before is what it was


@pytest.mark.parametrize(
    ("home", "away", "data", "winner", "how"),
    [
        ("02x", "010", {}, "home", "regular"),
        ("02", "010", {}, "home", "regular"),
        ("011", "010", {}, "home", "regular"),
        ("010", "020", {}, "away", "regular"),
        ("0001", "0000", {}, "home", "extra_innings"),
        ("01", "02", {}, "away", "called"),  # in the break after the second inning
        ("1x", "20", {}, "away", "called"),  # in the second inning, which is no complete one
        ("01x", "020", {"innings": 2}, "away", "called"),  # in the third
        ("01x", "010", {}, None, "called"),
    ],
)
def test_a_line_score_that_the_rules_know(home, away, data, winner, how):
    view = read_view(THREE.enter(line_score(home, away, **data)))
    assert (view.winner, view.decided_by) == (winner, how)


def test_the_visitors_bat_last_where_the_home_side_bats_first():
    rules = {"home_bats_first": True}
    assert read_view(THREE.enter(line_score("010", "02x"), **rules)).winner == "away"
    THREE.refuse(line_score("020", "01x"), why="Away is behind", **rules)


@pytest.mark.django_db
def test_an_x_of_who_is_behind_by_the_api(client, scorer):
    match = schedule("baseball", innings=3)
    status, answer = post(client, scorer, match, line_score("01x", "020"))
    assert (status, answer["code"]) == (422, "baseball.result.behind")
    assert post(client, scorer, match, line_score("03x", "020"))[0] == 201


@pytest.mark.django_db
def test_an_x_of_who_is_behind_by_an_import():
    match, said = bring("baseball", line_score("01x", "020"), innings=3)
    assert match is None
    assert "has not batted in the last inning" in said[0]
    assert bring("baseball", line_score("03x", "020"), innings=3)[0].status == "ended"
