"""Between which places somebody ends: nothing is claimed that some results would belie, and little is missed."""

from itertools import combinations, product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stats.tables.bounds import Race, Worth, bound_places, count_failing, find_crowd

THREE = (3, 0), (1, 1), (0, 3)
TWO = (2, 0), (1, 1), (0, 2)
HOCKEY = (3, 0), (2, 1), (1, 2), (0, 3)


def weigh(outcomes):
    """What a match with these outcomes is worth."""
    each, sums = [value for pair in outcomes for value in pair], [sum(pair) for pair in outcomes]
    return Worth(min(each), max(each), min(sums), max(sums))


def list_ends(points, due, outcomes):
    """Everybody's points in the end, after all results that there may be."""
    matches = [pair for pair, count in due.items() for _ in range(count)]
    for results in product(outcomes, repeat=len(matches)):
        end = dict(points)
        for (one, other), (first, second) in zip(matches, results, strict=True):
            end[one] += first
            end[other] += second
        yield end


def try_all(points, due, outcomes):
    """The best and the worst place of each after any results, those who are level first or last."""
    best, worst = dict.fromkeys(points, len(points)), dict.fromkeys(points, 1)
    for end in list_ends(points, due, outcomes):
        for one, own in end.items():
            best[one] = min(best[one], 1 + sum(other > own for other in end.values()))
            worst[one] = max(worst[one], sum(other >= own for other in end.values()))
    return {one: (best[one], worst[one]) for one in points}


@st.composite
def draw_races(draw, most=6):
    """A small league towards its end: points so far, and which matches are left."""
    names = "ABCDEF"[: draw(st.integers(2, 6))]
    points = {name: draw(st.integers(0, 9)) for name in names}
    due = {}
    for pair in draw(st.lists(st.sampled_from(list(combinations(names, 2))), max_size=most)):
        due[pair] = due.get(pair, 0) + 1
    return points, due


@given(draw_races(), st.sampled_from([THREE, TWO, HOCKEY]))
def test_no_place_is_claimed_that_other_results_would_change(race, outcomes):
    points, due = race
    claimed = bound_places(Race(points, due, weigh(outcomes), {}))
    for one, (best, worst) in try_all(points, due, outcomes).items():
        assert claimed[one][0] <= best <= worst <= claimed[one][1]


@given(draw_races(), st.sampled_from("ABCDEF"))
def test_nor_for_those_ahead_in_the_matches_between_them(race, favourite):
    """Who is ahead of all others in direct matches is above one who is level; among three who are, anything goes."""
    points, due = race
    due = {pair: count for pair, count in due.items() if favourite not in pair}
    if favourite not in points:
        return
    ahead = frozenset((favourite, other) for other in points if other != favourite)
    claimed = bound_places(Race(points, due, weigh(THREE), {}, ahead))
    for end in list_ends(points, due, THREE):
        for one, own in end.items():
            above = sum(other > own for other in end.values())
            level = [name for name, other in end.items() if other == own and name != one]
            if len(level) == 1 and favourite in (one, *level):
                place = above + 1 + (one != favourite)
                assert claimed[one][0] <= place <= claimed[one][1]
            else:
                assert claimed[one][0] <= above + 1 and above + 1 + len(level) <= claimed[one][1]


@pytest.mark.parametrize(("outcomes", "most"), [(TWO, 0.002), (THREE, 0.03)])
def test_little_is_missed(outcomes, most):
    random = Random(15)
    missed = total = 0
    for _ in range(400):
        names = "ABCDE"
        points = {name: random.randint(0, 9) for name in names}
        due = {}
        for _ in range(random.randint(1, 6)):
            pair = random.choice(list(combinations(names, 2)))
            due[pair] = due.get(pair, 0) + 1
        exact = try_all(points, due, outcomes)
        claimed = bound_places(Race(points, due, weigh(outcomes), {}))
        total += 2 * len(names)
        missed += sum(own != told for one in names for own, told in zip(exact[one], claimed[one], strict=True))
    assert missed / total <= most


def test_two_who_meet_cannot_both_win():
    """A has 10 points and one match left, B and C have 8 and meet: one of them can pass A, not both."""
    points, due = {"A": 10, "B": 8, "C": 8, "D": 0}, {("B", "C"): 1, ("A", "D"): 1}
    assert bound_places(Race(points, due, weigh(THREE), {}))["A"] == (1, 2)


def test_who_meets_an_unknown_opponent_may_win_or_lose():
    points = {"A": 4, "B": 0}
    assert bound_places(Race(points, {}, weigh(THREE), {"B": 1}))["A"] == (1, 1)
    assert bound_places(Race(points, {}, weigh(THREE), {"B": 2}))["A"] == (1, 2)


def test_a_crowd_has_less_room_than_its_pairs_cost():
    rooms, costs = {"A": 0, "B": 1, "C": 9}, {("A", "B"): 2, ("B", "C"): 2}
    assert find_crowd(rooms, costs) == {"A", "B"}
    assert count_failing(rooms, costs) == 1
    assert find_crowd({"A": 0, "B": 2, "C": 9}, costs) == set()
    assert count_failing({"A": -1, "B": 5}, costs) == 1
