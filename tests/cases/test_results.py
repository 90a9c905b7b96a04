"""A match in timed periods that is known by its result: what contradicts itself, or leaves play due, is not entered."""

import pytest

from scoreboard.sports.base import Score
from tests.sports.playing import Table
from tests.wording import read_view

CUP = {"overtimes": 2, "shootout": True}
NHL_OLD = {"shootout": False}  # until 2004: an overtime, then a draw


def result(home, away, *periods, **fields):
    known = [{"home": of_home, "away": of_away} for of_home, of_away in periods]
    return {"type": "result", "data": {"score": {"home": home, "away": away}, "periods": known, **fields}}


def by(how, home, away, *periods, **fields):
    return result(home, away, *periods, decided_by=how, **fields)


@pytest.mark.parametrize(
    ("sport", "ruleset", "body", "why"),
    [
        # Periods beyond the regular ones are overtimes (FIBA 2024, 8.6).
        ("basketball", {}, result(82, 80, *[(16, 16)] * 4, (18, 16)), "decided in overtime"),
        ("basketball", {}, by("overtime", 80, 78, *[(20, 20)] * 3, (20, 18)), "none is an overtime"),
        # One follows a level score, and the next one another.
        (
            "basketball",
            {},
            by("overtime", 80, 78, (20, 19), (20, 19), (16, 16), (16, 16), (8, 8)),
            "after period 4, 72",
        ),
        ("basketball", {}, by("overtime", 46, 43, *[(10, 10)] * 4, (3, 2), (3, 1)), "after period 5, 43–42"),
        ("handball", CUP, by("overtime", 25, 22, (10, 10), (10, 10), (2, 1), (1, 1), (1, 0), (1, 0)), "after period 4"),
        # A level score is not the end where there is more to come.
        ("ice_hockey", {}, result(2, 2), "how it was decided"),
        ("ice_hockey", {}, by("overtime", 2, 2), "how it was decided"),
        ("handball", CUP, result(20, 20), "how it was decided"),
        ("american_football", {}, result(20, 20), "how it was decided"),
        ("american_football", {"overtimes": None}, by("overtime", 20, 20), "how it was decided"),
        ("rugby_union", {"overtimes": 1, "shootout": True}, by("overtime", 20, 20), "how it was decided"),
        # A shootout follows a level score, and somebody wins it.
        ("handball", CUP, by("shootout", 25, 20, shootout={"home": 3, "away": 2}), "follows a level score"),
        ("handball", CUP, by("shootout", 20, 20), "follows a level score"),
        ("rugby_union", {"shootout": True}, by("shootout", 20, 17, shootout={"home": 3, "away": 2}), "level score"),
        ("basketball", {}, by("shootout", 80, 78), "no shootout"),
        ("american_football", {}, by("shootout", 20, 17), "no shootout"),
        # The first goal ends a sudden death (IIHF Official Rule Book 2023/24, overtime).
        ("ice_hockey", {}, by("overtime", 3, 1), "single goal"),
        # A try is worth five points, or more (World Rugby 2024, Law 8).
        ("rugby_union", {}, result(5, 3, tries={"home": 2, "away": 0}), "than its tries"),
    ],
)
def test_a_result_that_contradicts_itself_is_refused(sport, ruleset, body, why):
    Table(sport, **ruleset).refuse(body, why=why)


@pytest.mark.parametrize(
    ("sport", "ruleset", "body", "winner"),
    [
        ("basketball", {}, by("overtime", 46, 44, *[(10, 10)] * 4, (3, 3), (3, 1)), "home"),
        ("basketball", {}, by("overtime", 80, 78), "home"),
        ("handball", {}, result(20, 20), None),
        ("handball", CUP, by("overtime", 23, 22, (10, 10), (10, 10), (2, 2), (1, 0)), "home"),
        ("handball", CUP, by("shootout", 20, 20, shootout={"home": 2, "away": 3}), "away"),
        ("ice_hockey", {}, by("overtime", 3, 2), "home"),
        ("ice_hockey", {}, by("shootout", 3, 2), "home"),
        ("ice_hockey", NHL_OLD, by("overtime", 2, 2), None),
        ("american_football", {}, by("overtime", 20, 20), None),
        ("american_football", {}, by("overtime", 26, 20), "home"),
        ("rugby_union", {}, result(12, 12, tries={"home": 2, "away": 0}), None),
    ],
)
def test_a_result_that_the_rules_know(sport, ruleset, body, winner):
    view = read_view(Table(sport, **ruleset).enter(body))
    score = body["data"]["score"]
    assert (view.finished, view.winner, view.score) == (True, winner, Score(score["home"], score["away"]))
