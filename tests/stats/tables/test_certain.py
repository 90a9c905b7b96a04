"""What is certain of a row: never what some results would belie, and nothing where too little is known."""

from datetime import timedelta
from itertools import combinations, permutations, product
from random import Random

import pytest

from scoreboard.sports import check_ranking
from stats.tables.bounds import Worth
from stats.tables.certain import find_worth
from stats.tables.season import SeasonFacts
from stats.tables.sides import NOW, AsOf
from stats.tables.standings import make_standings
from tests.stats.tables.matches import FIRST, meet

ZONES = [{"name": "qualified", "first": 1, "last": 2}, {"name": "qualified", "first": 3, "last": 3, "best": 1}]
SCORES = ("1-0", "0-1", "1-1", "0-0", "6-0", "0-6")
RULES = {
    "goals first": ["points", "goal_difference", "goals_for"],
    "direct matches first": ["points", "head_to_head", "goal_difference", "goals_for"],
    "points alone": ["points"],
}


def make_facts(played, *, as_of=NOW, sport="football", **ranking):
    """A season of these matches, of `meet`, in which all count in tables."""
    sides = [side for match in played for side in match]
    for side in sides:
        side.sport = sport
    items = {("season", "s1"): {"name": "2026", "ranking": ranking}}
    return SeasonFacts("s1", as_of, FIRST, sides=sides, items=items)


def list_rows(played, **options):
    """The rows of all tables, by competitor."""
    found = make_standings(make_facts(played, **options))
    return {row["competitor"]["name"]: row for group in found["groups"] for row in group["rows"]}


def list_certain(played, **options):
    """What is certain, by competitor; empty where nothing is said."""
    return {name: row["certain"] for name, row in list_rows(played, **options).items() if "certain" in row}


def play(fixtures, scores, **fields):
    """Matches of (home, away, group), of these scores, "" for one to come."""
    return [
        meet(home, away, score, match=f"m{number}", day=number, group=group, **fields)
        for number, ((home, away, group), score) in enumerate(zip(fixtures, scores, strict=True))
    ]


def plan_groups(*groups):
    """Everybody against everybody within groups."""
    return [(home, away, group[0]) for group in groups for home, away in combinations(group, 2)]


@pytest.mark.parametrize("tiebreakers", RULES.values(), ids=RULES)
@pytest.mark.parametrize("seed", range(6))
def test_nothing_certain_is_belied_by_any_results(tiebreakers, seed):
    """Two groups of four with the better third, three matches to go: whatever they end like."""
    random = Random(seed)
    fixtures = plan_groups("ABCD", "EFGH")
    scores = [random.choice(SCORES[:5]) for _ in fixtures]
    left = random.sample(range(len(fixtures)), 3)
    options = {"tiebreakers": tiebreakers, "zones": ZONES}
    before = list_certain(
        play(fixtures, ["" if number in left else score for number, score in enumerate(scores)]), **options
    )
    assert len(before) == 8
    for results in product(SCORES, repeat=len(left)):
        for number, score in zip(left, results, strict=True):
            scores[number] = score
        for name, row in list_rows(play(fixtures, scores), **options).items():
            certain = before[name]
            assert certain["best"] <= row["certain"]["best"] <= row["certain"]["worst"] <= certain["worst"]
            if certain["zone"]:
                assert row["zone"] == certain["zone"] == row["certain"]["zone"]
            assert row.get("zone") not in certain["out_of"]


def test_who_is_ahead_in_direct_matches_is_certain_when_one_other_alone_can_draw_level():
    """A has four points and beat B, who may come to four; C will have two, D has six already."""
    scores = {"AB": "1-0", "AC": "0-0", "AD": "0-1", "BC": "0-0", "BD": "", "CD": "0-1"}
    fixtures = plan_groups("ABCD")
    matches = play(fixtures, [scores[home + away] for home, away, _ in fixtures])
    assert list_certain(matches, tiebreakers=RULES["direct matches first"])["A"]["worst"] == 2
    assert list_certain(matches, tiebreakers=RULES["goals first"])["A"]["worst"] == 3


def test_a_match_that_is_being_played_counts_for_nothing_certain():
    fixtures = plan_groups("ABC")
    matches = play(fixtures, ["1-0", "1-0", ""])
    (running,) = [match for match in matches if match[0].match == "m1"]
    for side in running:
        side.over, side.live, side.status = False, True, "live"
    for as_of in (NOW, AsOf(live=True)):
        assert list_certain(matches, as_of=as_of)["A"] == {"best": 1, "worst": 3, "zone": None, "out_of": []}
    assert list_rows(matches, as_of=AsOf(live=True))["A"]["points"] == 6
    for side in running:
        side.over, side.live, side.status = True, False, "ended"
    assert list_certain(matches)["A"]["worst"] == 1


def test_of_a_day_of_the_past_all_later_matches_are_open():
    matches = play(plan_groups("ABC"), ["1-0", "1-0", "1-0"])
    assert list_certain(matches)["A"]["worst"] == 1
    for side in matches[1]:
        side.status, side.over = "cancelled", False
    assert list_certain(matches)["A"]["worst"] == 1
    assert list_certain(matches, as_of=AsOf(on=FIRST + timedelta(days=0)))["A"]["worst"] == 3


def test_an_abandoned_match_may_be_played_again():
    matches = play(plan_groups("ABC"), ["1-0", "", "1-0"])
    for side in matches[1]:
        side.status = "abandoned"
    assert list_certain(matches)["A"] == {"best": 1, "worst": 3, "zone": None, "out_of": []}


def test_nothing_is_said_while_matches_or_opponents_are_not_known():
    whole = play(plan_groups("ABCD"), ["1-0"] * 5 + [""])
    assert len(list_certain(whole)) == 4
    assert list_certain(whole[:-1]) == {}
    unknown = meet("", "A", match="m9", group="A")
    assert list_certain([*whole, unknown]) == {}


def test_how_many_matches_everybody_plays_says_what_is_still_to_be_entered():
    once = play([(home, away, "") for home, away, _ in plan_groups("ABC")], ["1-0", "1-0", "1-0"])
    assert list_certain(once)["A"]["worst"] == 1
    assert list_certain(once, matches=2)["A"]["worst"] == 1
    assert list_certain(once, matches=4)["A"]["worst"] == 3


def test_a_league_home_and_away():
    fixtures = [(home, away, "") for home, away in permutations("ABC", 2)]
    scores = {"AB": "1-0", "AC": "1-0", "BA": "0-1", "BC": "0-0", "CA": "", "CB": ""}
    zones = [{"name": "champion", "first": 1, "last": 1}, {"name": "relegated", "first": 3, "last": 3}]
    found = list_certain(play(fixtures, [scores[home + away] for home, away, _ in fixtures]), zones=zones)
    assert found["A"] == {"best": 1, "worst": 1, "zone": "champion", "out_of": ["relegated"]}
    assert found["B"] == {"best": 2, "worst": 3, "zone": None, "out_of": ["champion"]}


def test_two_level_who_wait_for_a_play_off_are_certain_of_neither_place():
    fixtures = plan_groups("ABC")
    rules = {"tiebreakers": ["points", "play_off", "goal_difference"]}
    found = list_certain(play(fixtures, ["0-0", "2-0", "1-0"]), **rules)
    assert [found[name]["worst"] for name in "ABC"] == [2, 2, 3]
    assert [found[name]["best"] for name in "ABC"] == [1, 1, 3]


def test_a_split_season_s_tables_are_judged_each_by_itself():
    split = {"split": {"tables": "each", "matches": True, "carried": "all"}}
    first = play([(home, away, "") for home, away, _ in plan_groups("ABCD")], ["1-0"] * 6)
    second = [
        meet(home, away, "", match=f"s{number}", day=20 + number, group=group)
        for number, (home, away, group) in enumerate([("A", "B", "Top"), ("C", "D", "Bottom")])
    ]
    zones = [{"name": "champion", "first": 1, "last": 1}, {"name": "relegated", "first": 4, "last": 4}]
    found = make_standings(make_facts([*first, *second], zones=zones, **split))
    tables = {table["name"]: [row.get("certain") for row in table["rows"]] for table in found["groups"]}
    assert tables["Top"][0] == {"best": 1, "worst": 2, "zone": None, "out_of": ["relegated"]}  # nine points to six
    assert tables["Bottom"][1] == {"best": 1, "worst": 2, "zone": None, "out_of": ["champion"]}
    assert tables["Regular season"] == [None] * 4
    for side in first[0]:
        side.over, side.status = False, "scheduled"
    found = make_standings(make_facts([*first, *second], zones=zones, **split))
    said = {table["name"]: ["certain" in row for row in table["rows"]] for table in found["groups"]}
    assert said == {"Top": [False] * 2, "Bottom": [True] * 2, "Regular season": [False] * 4}


@pytest.mark.parametrize(
    ("rules", "worth"),
    [
        ({"win": 2}, Worth(0, 2, 2, 2)),
        ({"points": {"overtime_win": 2, "overtime_loss": 1}}, Worth(0, 3, 2, 3)),
        ({"win": 2, "draw": 1, "points": {"no_result": 1, "tie": 1}}, Worth(0, 2, 2, 2)),
        ({"win": 4, "draw": 2, "points": {"try_bonus": 1, "losing_bonus": 1}}, Worth(0, 6, 4, 8)),
        ({"win": 2, "loss": 1, "points": {"retired_loss": 0}}, Worth(0, 2, 2, 3)),
        ({"bonus": [{"by": "scored", "least": 3}]}, Worth(0, 4, 2, 5)),
        ({"tiebreakers": ["wins"]}, Worth(0, 1, 0, 1)),
        ({"tiebreakers": ["win_percentage"]}, Worth(0, 2, 2, 2)),
        ({"points": {"sets": 1}}, None),
    ],
)
def test_what_a_match_brings_by_the_rules(rules, worth):
    assert find_worth(check_ranking(rules)) == worth
