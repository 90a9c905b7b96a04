"""The order of rounds, who comes from where, and what holds of the bracket of whatever matches."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from stats.tables.bracket import build_bracket, make_bracket
from tests.stats.tables.matches import build, draw, make_facts, meet


def test_rounds_are_in_the_order_of_play_and_names_correct_days():
    matches = [
        meet("A", "B", "1-0", day=3, round="Quarter-finals"),
        meet("C", "D", "1-0", day=0, round="Round 1"),
        meet("C", "E", "1-0", day=9, round="Quarter-finals"),
        meet("C", "A", "1-0", day=2, round="Semi-finals"),  # brought forward, or a slip of the pen
        meet("A", "C", "1-0", round="Final"),
    ]
    assert [name for name, _ in draw(*matches)] == ["Round 1", "Quarter-finals", "Semi-finals", "Final"]


def test_ties_are_in_the_order_of_the_tree_and_losers_in_a_round_of_their_own():
    rounds = draw(
        meet("A", "B", "1-0", day=1, round="Round of 16"),
        meet("C", "D", "1-0", day=2, round="Round of 16"),
        meet("E", "F", "1-0", day=3, round="Round of 16"),
        meet("G", "H", "1-0", day=4, round="Round of 16"),
        meet("C", "G", "1-0", day=5, round="Next"),
        meet("A", "E", "1-0", day=6, round="Next"),
        meet("G", "E", "1-0", day=7, round="Small final"),
        meet("A", "C", "1-0", day=8, round="Last"),
    )
    assert [[tie[1] for tie in ties] for _, ties in rounds] == [
        ["A", "E", "C", "G"],
        ["A", "C"],
        ["G"],
        ["A"],
    ]
    bracket = build(
        meet("A", "B", "1-0", day=1, round="Semi"),
        meet("C", "D", "1-0", day=2, round="Semi"),
        meet("B", "D", "1-0", day=7, round="Small final"),
        meet("A", "C", "1-0", day=8, round="Last"),
    )
    assert [round_.for_place for round_ in bracket.rounds] == [False, True, False]
    assert {feed.outcome for (tie, _), feed in bracket.feeds.items() if tie == bracket.rounds[1].ties[0].id} == {
        "loser"
    }


def test_who_is_spared_a_round_has_a_bye():
    facts = make_facts(
        meet("C", "D", "1-0", day=1, round="Quarter-finals"),
        meet("A", "C", "1-0", day=5, round="Semi-finals"),
        meet("B", "E", day=5, round="Semi-finals"),
    )
    found = make_bracket(facts)
    byes = [side["bye"] for round_ in found["rounds"] for tie in round_["ties"] for side in tie["sides"]]
    assert byes == [False, False, True, False, True, True]


def test_a_fixture_says_from_where_a_side_comes():
    bracket = build(
        meet("A", "B", "1-0", day=1, match="s1", round="Semi-finals"),
        meet("C", "D", day=1, match="s2", round="Semi-finals"),
        meet("L:s1", "L:s2", day=7, match="t", round="Third place"),
        meet("W:s1", "W:s2", day=8, match="f", round="Final"),
    )
    assert bracket.feeds == {
        ("t", 0): ("s1", "loser"),
        ("t", 1): ("s2", "loser"),
        ("f", 0): ("s1", "winner"),
        ("f", 1): ("s2", "winner"),
    }


# --- of whatever matches ---------------------------------------------------------------------------------------------

names = st.sampled_from(["A", "B", "C", "D", "E", "", "W:x1", "L:x2"])
rounds = st.sampled_from(["", "Round 1", "Quarter-finals", "Semi-finals", "Final", "Final, 1st leg", "Third place"])
scores = st.sampled_from(["", "0-0", "1-0", "2-2", "0-3", "1-1 4-3", "0-0 2-4"])
fates = st.sampled_from([{}, {}, {}, {"status": "annulled", "over": False}, {"status": "abandoned", "over": False}])
days = st.one_of(st.none(), st.integers(0, 6))


@st.composite
def seasons(draw):
    """Matches of whatever kind, and the rules they are played by."""
    pairs = draw(st.lists(st.tuples(names, names, scores, rounds, days, fates), max_size=10))
    matches = [
        meet(
            home,
            away,
            score if home and away and ":" not in home + away else "",
            match=f"x{number}",
            day=day,
            round=round_,
            **fate,
        )
        for number, (home, away, score, round_, day, fate) in enumerate(pairs)
        if home != away or not home
    ]
    sport = draw(st.sampled_from(["football", "basketball"]))
    return matches, {"sport": sport, "scored_away": draw(st.booleans())}


@given(seasons(), st.randoms(use_true_random=False))
def test_any_order_of_the_matches_gives_the_same_bracket(season, random):
    matches, options = season
    facts = make_facts(*matches, **options)
    sides = list(facts.sides)
    random.shuffle(sides)
    assert make_bracket(replace(facts, sides=sides))["rounds"] == make_bracket(facts)["rounds"]


@given(seasons())
def test_every_winner_is_a_side_and_every_match_is_in_one_tie(season):
    matches, options = season
    bracket = build_bracket(make_facts(*matches, **options))
    ties = [tie for round_ in bracket.rounds for tie in round_.ties]
    for tie in ties:
        assert tie.decision is None or tie.decision.winner in (None, 0, 1)
        assert tie.decision is None or tie.over
        for meeting in tie.meetings:
            known = {side.competitor for side in meeting.views if side.competitor}
            assert known <= {entrant.competitor for entrant in tie.entrants}
    found = [meeting.match for tie in ties for meeting in tie.meetings]
    assert len(found) == len(set(found))
    assert len({tie.id for tie in ties}) == len(ties)
    assert all(tie_id != feed.tie for (tie_id, _), feed in bracket.feeds.items())
