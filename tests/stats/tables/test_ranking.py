"""Tables, by small ones made by hand and by what must hold of any."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise, permutations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoreboard.sports import get_sport
from scoreboard.sports.ranking import Ranking
from stats.tables.ranking import rank_competitors
from stats.tables.tally import Adjustment


@dataclass
class Side:
    side: str
    competitor: str
    opponent: str
    scored: int
    conceded: int
    live: bool = False
    outcome: str = ""
    measures: dict[str, int] = field(default_factory=dict)

    @property
    def result(self):
        return "D" if self.scored == self.conceded else "W" if self.scored > self.conceded else "L"


def play(home, score, away):
    """Both sides of a match, of "A 2-1 B"."""
    left, right = (int(goals) for goals in score.split("-"))
    return [Side("home", home, away, left, right), Side("away", away, home, right, left)]


def read(*matches, rules=None, ranking="points", adjustments=(), names=None, cards=None, complete=False, **more):
    sides = [side for match in matches for side in play(*match.split())]
    names = names or sorted({side.competitor for side in sides})
    rules = {"tiebreakers": rules} if rules else {}
    return rank_competitors(
        competitors={name: name for name in names},
        sides=sides,
        ranking=msgspec.convert({"ranking": ranking, **rules, **more}, Ranking),
        adjustments=adjustments,
        statistics=cards and {name: Counter(count) for name, count in cards.items()},
        complete=complete,
    )


def order(table):
    return "".join(row["competitor"]["name"] for row in table)


def test_a_row_counts_what_was_played():
    row = read("A 2-1 B", "B 1-1 A", "C 3-0 A")[0]
    expected = {"rank": 1, "played": 3, "won": 1, "drawn": 1, "lost": 1, "for": 3, "against": 5, "difference": -2}
    assert row == {"competitor": {"id": "A", "name": "A"}, **expected, "points": 4, "adjustments": []}


def test_who_has_not_played_is_there():
    table = read("A 0-1 B", names=["A", "B", "C"])
    assert [(row["rank"], row["played"]) for row in table] == [(1, 1), (2, 0), (3, 1)]
    assert order(table) == "BCA"


def test_the_rule_that_separated_two_is_named():
    table = read("A 2-0 C", "B 1-0 D", "D 3-3 C")
    assert order(table) == "ABDC"
    assert [row.get("separated_by") for row in table] == [None, "goal_difference", None, "goal_difference"]


def test_two_level_by_every_rule_share_a_rank():
    table = read("A 1-0 C", "B 1-0 D")
    assert [(row["competitor"]["id"], row["rank"]) for row in table] == [("A", 1), ("B", 1), ("C", 3), ("D", 3)]
    assert not any("separated_by" in row for row in table)


HEAD_TO_HEAD = ("points", "head_to_head", "goal_difference", "goals_for")


def test_head_to_head_counts_the_matches_among_those_level():
    matches = ["A 1-0 B", "B 5-0 C", "B 1-1 D", "D 0-0 A"]
    assert order(read(*matches)) == "BADC"
    table = read(*matches, rules=HEAD_TO_HEAD)
    assert order(table) == "ABDC"
    assert table[1]["separated_by"] == "head_to_head"


def test_head_to_head_is_applied_again_after_a_split():
    """C is ahead by goals among the three; of A and B, level there, A won their match, whatever B's goal difference."""
    matches = ["A 1-0 B", "C 2-1 A", "B 2-1 C", "A 1-0 D", "B 5-0 D", "C 1-0 D"]
    table = read(*matches, rules=HEAD_TO_HEAD)
    assert order(table) == "CABD"
    assert [row.get("separated_by") for row in table] == [None, "head_to_head", "head_to_head", None]
    assert order(read(*matches)) == "BCAD"


def test_head_to_head_that_separates_nobody_gives_way_to_the_next_rule():
    table = read("A 1-1 B", "A 3-0 C", "B 2-0 C", rules=HEAD_TO_HEAD)
    assert order(table) == "ABC"
    assert table[1]["separated_by"] == "goal_difference"


def test_the_parts_of_head_to_head_are_named_each():
    """Neighbours are one small table: A and B are level in it on points, and A has the better difference there."""
    rules = ("points", "head_to_head_points", "head_to_head_goal_difference", "goals_for")
    matches = ["A 3-1 B", "B 1-0 A", "B 6-0 C", "A 1-0 C"]
    table = read(*matches, rules=rules)
    assert order(table) == "ABC"
    assert table[1]["separated_by"] == "head_to_head_goal_difference"
    rules = ("points", "head_to_head_goals_for", "head_to_head_away_goals_for", "goal_difference")
    table = read("A 2-1 B", "B 1-0 A", rules=rules)
    assert (order(table), table[1]["separated_by"]) == ("BA", "head_to_head_away_goals_for")


def test_fewer_card_points_are_fairer_play():
    """Two yellows of one player are 3 together; a yellow and then a red are 5 (FIFA)."""
    cards = {
        "A": {"yellow_cards": 1, "second_yellow_cards": 1},
        "B": {"yellow_cards": 2},
        "C": {"yellow_cards": 1, "red_cards": 1},
        "D": {},
    }
    rules = ("points", "fair_play")
    table = read("A 0-0 B", "C 0-0 D", rules=rules, cards=cards)
    assert [(row["competitor"]["id"], row["card_points"]) for row in table] == [("D", 0), ("B", 2), ("A", 3), ("C", 5)]
    assert [row.get("separated_by") for row in table] == [None, "fair_play", "fair_play", "fair_play"]
    assert "card_points" not in read("A 0-0 B", cards=cards)[0]


def test_lots_are_as_they_were_drawn_and_those_not_drawn_wait():
    matches = ["A 0-0 B", "C 0-0 D"]
    rules = ("points", "lots")
    table = read(*matches, rules=rules, complete=True)
    assert [(row["rank"], row["awaits"]) for row in table] == [(1, "lots")] * 4
    assert not any("awaits" in row for row in read(*matches, rules=rules))
    assert not any("awaits" in row for row in read(*matches, complete=True))
    table = read(*matches, rules=rules, complete=True, lots=["C", "A", "D", "B"])
    assert order(table) == "CADB"
    assert [row.get("separated_by") for row in table] == [None, "lots", "lots", "lots"]
    assert not any("awaits" in row for row in table)
    some = read(*matches, rules=rules, complete=True, lots=["B", "A"])  # of no use to four
    assert {row["rank"] for row in some} == {1}


def test_fair_play_without_any_card_known_is_waited_for():
    rules = ("points", "fair_play", "lots")
    assert {row["awaits"] for row in read("A 0-0 B", rules=rules, complete=True)} == {"fair_play"}
    cards = {"C": {"yellow_cards": 1}}
    assert {row["awaits"] for row in read("A 0-0 B", rules=rules, complete=True, cards=cards)} == {"lots"}
    assert order(read("A 0-0 B", rules=rules, complete=True, lots=["B", "A"])) == "BA"


def test_wins_and_away_goals():
    matches = ["A 0-0 B", "C 2-2 B", "A 1-1 C"]
    assert order(read(*matches, rules=("points", "away_goals_for"))) == "BCA"
    assert order(read("A 1-0 B", "B 0-1 C", "C 1-2 A", "B 1-0 A", rules=("away_wins", "points"))) == "ACB"
    matches = ["A 1-0 B", "B 1-1 C", "C 1-1 A"]
    assert order(read(*matches, rules=("wins", "goals_for"))) == "ACB"


def test_points_per_game_ranks_a_season_that_was_cut_short():
    matches = ["A 1-0 C", "A 1-0 D", "A 0-1 B", "B 1-0 D"]
    table = read(*matches, ranking="points_per_game")
    assert order(table) == "BACD"
    assert [row["points"] for row in table] == [6, 6, 0, 0]
    assert [row["points_per_game"] for row in table] == [3.0, 2.0, 0.0, 0.0]


def test_adjustments_are_in_the_points_and_beside_them():
    deducted = Adjustment(competitor="A", points=-9, reason="insolvency", on=date(2026, 2, 1))
    table = read("A 3-0 B", "A 3-0 C", adjustments=[deducted])
    assert order(table) == "BCA"
    assert table[-1]["points"] == -3
    assert table[-1]["adjustments"] == [{"points": -9, "reason": "insolvency", "on": "2026-02-01"}]
    assert read("A 3-0 B", adjustments=[deducted], ranking="points_per_game")[-1]["points"] == -6


def test_a_table_of_nobody_is_empty():
    assert read() == []


pairs = st.sampled_from(list(permutations("ABCDE", 2)))
games = st.lists(st.tuples(pairs, st.integers(0, 4), st.integers(0, 4)), max_size=14)
RULES = st.permutations(["goal_difference", "goals_for", "head_to_head", "wins", "away_goals_for"])


@given(games, RULES)
def test_what_holds_of_every_table(results, rules):
    matches = [f"{home} {left}-{right} {away}" for (home, away), left, right in results]
    table = read(*matches, rules=("points", *rules), names="ABCDE")
    assert sorted(order(table)) == list("ABCDE")
    assert sum(row["won"] for row in table) == sum(row["lost"] for row in table)
    assert sum(row["difference"] for row in table) == 0
    assert sum(row["played"] for row in table) == 2 * len(matches)
    for row in table:
        assert row["points"] == 3 * row["won"] + row["drawn"]
        assert row["played"] == row["won"] + row["drawn"] + row["lost"]
    for number, (above, below) in enumerate(pairwise(table), start=2):
        assert above["points"] >= below["points"]
        assert below["rank"] in (above["rank"], number)
        if below["rank"] == number:
            assert (above["points"] > below["points"]) != ("separated_by" in below)


@given(games, RULES)
def test_points_are_the_sum_over_results(results, rules):
    matches = [f"{home} {left}-{right} {away}" for (home, away), left, right in results]
    table = read(*matches, rules=("points", *rules), names="ABCDE", win=2, draw=1, loss=0)
    assert sum(row["points"] for row in table) == 2 * len(matches)


@given(games)
def test_ranks_are_a_total_order_with_ties(results):
    """Equal ranks take the places after them; without head-to-head, who is above whom follows from the rows alone."""
    matches = [f"{home} {left}-{right} {away}" for (home, away), left, right in results]
    table = read(*matches, names="ABCDE")
    keys = [(row["points"], row["difference"], row["for"]) for row in table]
    assert keys == sorted(keys, reverse=True)
    assert [row["rank"] for row in table] == [1 + sum(other > key for other in keys) for key in keys]


@given(st.permutations("ABCD"), st.lists(st.integers(0, 4), min_size=4, max_size=4))
def test_the_small_table_of_all_is_the_whole_table(names, goals):
    """Everybody wins one and loses one, by as much as they like: the small table is that of all.

    Those whom it leaves level may be separated by a smaller one, which is the only difference.
    """
    matches = [
        f"{home} {left + 1}-0 {away}" for home, away, left in zip(names, names[1:] + names[:1], goals, strict=True)
    ]
    whole = {row["competitor"]["id"]: row["rank"] for row in read(*matches)}
    first = {row["competitor"]["id"]: row["rank"] for row in read(*matches, rules=HEAD_TO_HEAD)}
    assert all(first[one] < first[other] for one, other in permutations("ABCD", 2) if whole[one] < whole[other])
    if len(set(whole.values())) == 4:
        assert first == whole


@given(games, st.randoms())
def test_the_order_of_play_does_not_matter(results, random):
    matches = [f"{home} {left}-{right} {away}" for (home, away), left, right in results]
    table = read(*matches, rules=HEAD_TO_HEAD, names="ABCDE")
    random.shuffle(matches)
    assert read(*matches, rules=HEAD_TO_HEAD, names="EDCBA") == table


@pytest.mark.parametrize("rules", [[], ["one_of_a_newer_release"]])
def test_without_a_rule_all_share_a_rank(rules):
    assert [row["rank"] for row in read("A 1-0 B", tiebreakers=rules)] == [1, 1]


@pytest.mark.parametrize("rules", [("points",), ("points", "goal_difference", "goals_for"), HEAD_TO_HEAD])
def test_a_big_table_is_made_at_once(rules):
    names = [f"team{number}" for number in range(24)]
    matches = [f"{home} 1-1 {away}" for home, away in permutations(names, 2)]
    table = read(*matches, rules=rules)
    assert {row["rank"] for row in table} == {1}


# --- what other sports rank by ---------------------------------------------------------------------------------------


def read_measured(*matches, sport="football", **rules):
    """A table of matches "A 2-1 B", each with its sides' outcomes and measures, in a sport's columns."""
    sides = []
    for text, *own in matches:
        for side, (outcome, measures) in zip(play(*text.split()), own, strict=True):
            side.outcome, side.measures = outcome, measures
            sides.append(side)
    return rank_competitors(
        competitors={side.competitor: side.competitor for side in sides},
        sides=sides,
        ranking=msgspec.convert(rules, Ranking),
        columns=get_sport(sport).columns,
    )


def test_a_defeat_in_overtime_has_its_points():
    match = ("A 3-2 B", ("overtime_win", {}), ("overtime_loss", {}))
    plain = ("A 3-1 B", ("", {}), ("", {}))
    points = {"overtime_win": 2, "overtime_loss": 1}
    first, second = read_measured(match, plain, sport="ice_hockey", points=points)
    assert (first["points"], second["points"]) == (5, 1)
    assert [row["overtime_wins"] for row in (first, second)] == [1, 0]
    assert [row["overtime_losses"] for row in (first, second)] == [0, 1]


def test_wins_in_regulation_time_separate():
    match, plain = ("A 3-2 B", ("overtime_win", {}), ("overtime_loss", {})), ("B 3-1 A", ("", {}), ("", {}))
    first, second = read_measured(match, plain, tiebreakers=["wins", "regulation_wins"])
    assert (first["competitor"]["name"], second["separated_by"]) == ("B", "regulation_wins")


def test_tries_separate():
    measures = {"tries_for": 2, "tries_against": 1}, {"tries_for": 1, "tries_against": 2}
    match = ("B 9-9 A", *(("", of_side) for of_side in measures))
    for rule in ("tries_for", "try_difference"):
        first, second = read_measured(match, tiebreakers=["points", rule])
        assert (first["competitor"]["name"], second["separated_by"]) == ("B", rule)


def test_bonus_points_are_counted_by_measures():
    match = ("A 20-18 B", ("", {"try_bonus": 0}), ("", {"try_bonus": 1, "losing_bonus": 1}))
    _, second = read_measured(match, win=4, points={"try_bonus": 1, "losing_bonus": 1}, sport="rugby_union")
    assert (second["points"], second["bonus_points"]) == (2, 2)


def test_a_match_without_a_result_is_no_draw():
    match = ("A 0-0 B", ("no_result", {}), ("no_result", {}))
    row = read_measured(match, win=2, points={"no_result": 1}, sport="cricket")[0]
    assert (row["played"], row["drawn"], row["no_results"], row["points"]) == (1, 0, 1, 1)


def test_net_run_rate_separates():
    measures = {"runs_for": 180, "balls_for": 120, "runs_against": 150, "balls_against": 120}
    turned = {"runs_for": 150, "balls_for": 120, "runs_against": 180, "balls_against": 120}
    first, second = read_measured(("B 1-1 A", ("", measures), ("", turned)), tiebreakers=["points", "net_run_rate"],
                                  sport="cricket")  # fmt: skip
    assert (first["competitor"]["name"], first["net_run_rate"], second["net_run_rate"]) == ("B", 1.5, -1.5)
    assert second["separated_by"] == "net_run_rate"


def test_who_has_lost_no_set_is_above_all_others():
    swept = ("A 3-0 B", ("", {"sets_for": 3, "sets_against": 0}), ("", {"sets_for": 0, "sets_against": 3}))
    table = read_measured(swept, tiebreakers=["set_ratio"], sport="volleyball")
    assert [(row["competitor"]["name"], row["set_ratio"]) for row in table] == [("A", None), ("B", 0.0)]


def test_games_behind_count_from_the_leader():
    matches = [(text, ("", {}), ("", {})) for text in ("A 1-0 B", "A 1-0 B", "B 1-0 C")]
    columns = ["win_percentage", "games_behind"]
    table = read_measured(*matches, tiebreakers=["win_percentage"], sport="baseball")
    assert [[row[name] for name in columns] for row in table] == [[1.0, 0.0], [0.333, 1.5], [0.0, 1.5]]
