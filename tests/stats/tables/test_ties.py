"""Ties: which matches are one, and who goes through, case by case."""

import pytest

from tests.stats.tables.matches import draw, meet


def only(*matches, **options):
    """The one tie that these matches are."""
    ((_, (tie,)),) = draw(*matches, **options)
    return tie


R = {"round": "Semi-finals"}


def test_two_legs_add_up():
    assert only(meet("A", "B", "1-2", day=1, **R), meet("B", "A", "0-2", day=8, **R)) == ">A 3 B 2 legs aggregate"
    assert only(meet("A", "B", "1-0", day=1, **R), meet("B", "A", day=8, **R)) == "A 1 B 0 legs begun"
    live = {"status": "live", "live": True, "scored": (3, 0), "conceded": (0, 3)}
    assert only(meet("A", "B", "1-0", day=1, **R), meet("B", "A", day=8, **R, **live)) == "A 1 B 3 legs live"


def test_goals_away_decide_level_ties_by_the_rules_alone():
    legs = [meet("A", "B", "1-1", day=1, **R), meet("B", "A", "2-2", day=8, **R)]
    assert only(*legs, scored_away=True) == ">A 3 B 3 legs scored_away"
    assert only(*legs) == "A 3 B 3 legs begun"
    neutral = [meet("A", "B", "1-1", day=1, **R), meet("B", "A", "2-2", day=8, neutral=True, **R)]
    assert only(*neutral, scored_away=True) == "A 3 >B 3 legs scored_away"


def test_the_second_match_of_a_tie_may_say_who_is_through():
    second = meet("B", "A", "2-1", day=8, **R, advanced=(False, True))
    assert only(meet("A", "B", "1-0", day=1, **R), second) == ">A 2 B 2 legs scored_away"


@pytest.mark.parametrize("told", [{}, {"won": None}, {"won": (True, False), "advanced": (False, True)}])
def test_kicks_after_the_second_leg_decide_the_tie(told):
    second = meet("B", "A", "2-1 3-4", day=8, **R, **told)
    assert only(meet("A", "B", "2-1", day=1, **R), second) == ">A 3 B 3 legs shootout"


def test_legs_of_a_qualifying_round_and_of_a_stage_without_names():
    legs = [meet("A", "B", "3-2", day=1, round="Round 1"), meet("B", "A", "2-1 3-4", day=8, round="Round 1")]
    assert draw(*legs) == [("Round 1", [">A 4 B 4 legs shootout"])]
    named = [
        meet("A", "B", "1-0", day=1, round="Final, 1st leg"),
        meet("B", "A", "1-0 4-2", day=8, round="Final, 2nd leg"),
    ]
    assert draw(*named) == [("Final", ["A 1 >B 1 legs shootout"])]
    rounds = draw(
        *(meet("A", "B", "1-2", day=1), meet("B", "A", "1-2 2-3", day=4)),
        *(meet("C", "D", "1-0", day=1), meet("D", "C", "0-0", day=4)),
        *(meet("A", "C", "2-0", day=8), meet("C", "A", "1-1", day=11)),
    )
    assert [ties for _, ties in rounds] == [
        [">A 3 B 3 legs shootout", ">C 1 D 0 legs aggregate"],
        [">A 3 C 1 legs aggregate"],
    ]


def test_a_drawn_match_is_replayed_until_somebody_wins():
    others = {"round": "Round 3"}
    other = meet("C", "D", "1-0", day=1, **others)
    first = meet("A", "B", "1-1", day=1, **others)
    assert draw(other, first)[0][1] == [">C 1 D 0 single regular", "A 1 B 1 single begun"]
    second = meet("B", "A", "2-2", day=4, round="Round 3 Replay")
    third = meet("B", "A", "1-0", day=9, round="Round 3, 2nd replay")
    assert draw(other, first, second)[0][1][1] == "A 2 B 2 replays begun"
    assert draw(other, first, second, third)[0][1][1] == "A 0 >B 1 replays regular"
    same_name = meet("B", "A", "0-2", day=4, **others)
    assert draw(other, first, same_name)[0][1][1] == ">A 2 B 0 replays regular"


@pytest.mark.parametrize("sport", ["baseball", "basketball", "ice_hockey", "volleyball"])
def test_a_series_is_won_by_more_than_half_of_its_matches(sport):
    scores = ["4-1", "2-3", "5-0", "1-2", "3-1", "0-2"]
    pairs = [("A", "B"), ("A", "B"), ("B", "A"), ("B", "A"), ("A", "B"), ("B", "A")]
    games = [meet(*pair, score, day=day, **R) for day, (pair, score) in enumerate(zip(pairs, scores, strict=True))]
    due = [meet("A", "B", day=9, **R)]
    seven = {"sport": sport, "best_of": {"": 7}}
    assert only(*games[:5], **seven) == "A 3 B 2 series begun"
    assert only(*games, *due, **seven) == ">A 4 B 2 series wins"
    assert only(*games[:1], **seven) == "A 1 B 0 series begun"
    assert only(*games, sport=sport, best_of={"Final": 7, "Semi-finals": 3}) == ">A 4 B 2 series wins"


def test_a_series_of_unknown_length_is_won_by_who_plays_on_or_wins_the_last_match():
    final = [meet("A", "C", "1-0", day=9, round="Final"), meet("A", "C", "0-2", day=10, round="Final")]
    last = [meet("C", "A", "0-3", day=11, round="Final")]
    semis = [
        *(meet("A", "B", "1-0", day=1, **R), meet("B", "A", "0-1", day=2, **R)),
        *(meet("C", "D", "1-0", day=1, **R), meet("D", "C", "3-1", day=2, **R), meet("C", "D", "1-0", day=3, **R)),
    ]
    assert draw(*semis, *final, sport="basketball") == [
        ("Semi-finals", [">A 2 B 0 series wins", ">C 2 D 1 series wins"]),
        ("Final", ["A 1 C 1 series begun"]),
    ]
    assert draw(*semis, *final, *last, sport="basketball")[1] == ("Final", [">A 2 C 1 series wins"])
    to_come = meet("C", "A", day=12, round="Final")
    assert draw(*semis, *final, *last, to_come, sport="basketball")[1] == ("Final", ["A 2 C 1 series begun"])


def test_awards_walkovers_and_double_defeats():
    walkover = {"status": "awarded", "decided_by": "walkover"}
    assert only(meet("A", "B", "0-0", day=1, **R, **walkover, won=(False, True))) == "A 0 >B 0 single walkover"
    legs = [meet("A", "B", "1-1", day=1, **R), meet("B", "A", "0-0", day=8, **R, **walkover, won=(True, False))]
    assert only(*legs) == "A 1 >B 1 legs walkover"
    both = meet("A", "B", "0-0", day=1, **R, status="awarded", decided_by="awarded", won=False)
    assert only(both) == "A 0 B 0 single awarded"


def test_annulled_and_cancelled_matches_are_in_no_tie():
    annulled = meet("A", "B", "5-0", day=1, **R, status="annulled", over=False)
    cancelled = meet("B", "A", day=9, **R, status="cancelled")
    assert only(annulled, meet("A", "B", "0-1", day=5, **R), cancelled) == "A 0 >B 1 single regular"
    assert draw(annulled) == []


def test_an_abandoned_match_counts_for_nothing_and_is_not_waited_for():
    abandoned = meet("A", "B", day=1, **R, status="abandoned", scored=(2, 0))
    assert only(abandoned, meet("A", "B", "0-1", day=5, **R)) == "A 0 >B 1 single regular"


def test_who_drew_lots_and_plays_on_is_through():
    lots = meet("A", "B", "1-1", day=1, **R)
    found = draw(lots, meet("C", "D", "1-0", day=1, **R), meet("C", "A", day=8, round="Final"))
    assert found == [
        ("Semi-finals", [">C 1 D 0 single regular", ">A 1 B 1 single plays_on"]),
        ("Final", ["C A single to_come"]),
    ]


def test_sides_that_are_not_known_yet_stay_so():
    semis = [meet("A", "B", "2-0", day=1, match="s1", **R), meet("C", "D", day=1, match="s2", **R)]
    final = [meet("W:s1", "W:s2", day=8, match="f", round="Final"), meet("", "", day=9, round="Final")]
    assert draw(*semis, *final)[1] == ("Final", ["? ? single to_come", "? ? single to_come"])
    legs = [meet("W:s1", "W:s2", day=8, round="Final"), meet("W:s2", "W:s1", day=15, round="Final")]
    assert draw(*semis, *legs)[1] == ("Final", ["? ? legs to_come"])
    filled = meet("A", "W:s2", day=8, round="Final", from_match=("s1", "s2"), from_outcome="winner")
    assert draw(*semis, filled, legs[1])[1] == ("Final", ["A ? legs to_come"])


def test_matches_without_rounds_in_which_losers_go_on_are_no_ties():
    pairs = [("A", "B"), ("C", "D"), ("B", "C"), ("D", "A"), ("A", "C"), ("B", "D")]
    assert draw(*(meet(*pair, "2-1", day=day) for day, pair in enumerate(pairs))) == []


def test_a_third_match_is_played_where_two_legs_are_level():
    on = {"round": "Round 1"}
    third = meet("B", "A", day=20, neutral=True, **on)
    legs = [meet("A", "B", "1-0", day=1, **on), meet("B", "A", day=8, **on)]
    assert draw(*legs, third) == [("Round 1", ["A 1 B 0 replays begun"])]
    level = [meet("A", "B", "1-0", day=1, **on), meet("B", "A", "1-0", day=8, **on)]
    assert draw(*level, third)[0][1][0].endswith("begun")
    assert draw(*level, meet("B", "A", "2-1", day=20, neutral=True, **on)) == [
        ("Round 1", ["A 1 >B 2 replays regular"])
    ]
