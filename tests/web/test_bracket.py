"""The bracket on a season's page: what stands beside what, what is said of a tie, and when there is none."""

from datetime import date

import pytest

from scoreboard.record.fixture import schedule
from scoreboard.sports.football import SPORT
from scoreboard.web.bracket import draw_bracket
from stats.tables.bracket import make_bracket
from tests.counting import count_all
from tests.factories import enter, make_competitor, make_match, make_season
from tests.pages import read_page, read_texts, read_values
from tests.stats.tables.matches import make_facts, meet

SEMIS, FINAL = {"round": "Semi-finals"}, {"round": "Final"}


def draw(*matches, **ranking):
    (stage,) = draw_bracket(make_bracket(make_facts(*matches, **ranking)), SPORT)
    return stage


def name(column):
    """Who stands in a column's slots, "" where nobody does."""
    return [
        "-".join(side["competitor"]["name"] if side["competitor"] else "?" for side in slot["sides"]) if slot else ""
        for slot in column["slots"]
    ]


def test_two_ties_stand_beside_the_one_that_they_feed():
    stage = draw(
        meet("C", "D", "1-0", day=1, round="Quarter-finals"),
        meet("E", "F", "1-0", day=2, round="Quarter-finals"),
        meet("A", "B", "1-0", day=3, round="Quarter-finals"),
        meet("G", "H", "1-0", day=4, round="Quarter-finals"),
        *(meet("A", "C", "1-0", day=5, **SEMIS), meet("G", "E", "1-0", day=6, **SEMIS), meet("A", "G", day=9, **FINAL)),
    )
    assert [name(column) for column in stage["columns"]] == [["A-B", "C-D", "G-H", "E-F"], ["A-C", "G-E"], ["A-G"]]
    assert [column["joined"] for column in stage["columns"]] == [True, True, False]


def test_who_has_a_bye_leaves_a_slot_empty_and_who_is_not_drawn_yet_takes_the_empty_ones():
    stage = draw(
        *(meet("C", "D", "1-0", day=1, round="Quarter-finals"), meet("E", "F", "1-0", day=2, round="Quarter-finals")),
        *(meet("A", "C", "1-0", day=5, **SEMIS), meet("E", "B", "1-0", day=6, **SEMIS), meet("A", "E", day=9, **FINAL)),
    )
    assert [name(column) for column in stage["columns"]] == [["", "C-D", "E-F", ""], ["A-C", "E-B"], ["A-E"]]
    open_ = draw(meet("A", "B", "1-0", day=1, **SEMIS), meet("C", "D", day=2, **SEMIS), meet("", "", day=9, **FINAL))
    assert [name(column) for column in open_["columns"]] == [["A-B", "C-D"], ["?-?"]]
    late = draw(  # a bye into the final
        *(meet("A", "B", "1-0", day=1, round="Quarter-finals"), meet("E", "F", "1-0", day=1, round="Quarter-finals")),
        *(meet("C", "E", "1-0", day=3, **SEMIS), meet("C", "A", day=9, **FINAL)),
    )
    assert [name(column) for column in late["columns"]] == [["", "E-F", "A-B", ""], ["C-E", ""], ["C-A"]]


def test_stages_without_rounds_into_which_others_lead_are_rounds_of_one_tree():
    stage = draw(
        meet("A", "B", "1-0", day=1, stage="Qualifier"),
        meet("C", "D", "1-0", day=2, stage="Eliminator"),
        meet("B", "C", "1-0", day=4, stage="Qualifier"),
        meet("A", "B", "1-0", day=5, stage="Final"),
    )
    assert [(column["name"], name(column), column["joined"]) for column in stage["columns"]] == [
        ("Qualifier", ["A-B"], False),
        ("Eliminator", ["C-D"], False),
        ("Qualifier", ["", "B-C"], True),
        ("Final", ["A-B"], False),
    ]
    stages = draw_bracket(
        make_bracket(
            make_facts(meet("A", "B", stage="Promotion", **FINAL), meet("C", "D", stage="Relegation", **FINAL))
        ),
        SPORT,
    )
    assert [(one["name"], one["columns"][0]["name"]) for one in stages] == [
        ("Promotion", "Final"),
        ("Relegation", "Final"),
    ]


def test_more_ties_than_there_is_room_for_are_a_list():
    stage = draw(*(meet(one, other, day=1, **SEMIS) for one, other in ("AB", "CD", "EF")), meet("", "", **FINAL))
    assert [(len(column["slots"]), column["joined"]) for column in stage["columns"]] == [(3, False), (1, False)]


@pytest.mark.parametrize(
    ("matches", "how"),
    [
        ([meet("A", "B", "1-1 4-3", day=1, **FINAL)], "after penalties"),
        ([meet("A", "B", "2-1", day=1, **FINAL, decided_by="extra_time")], "after extra time"),
        ([meet("A", "B", "2-1", day=1, **FINAL)], ""),
        ([meet("A", "B", "0-1", day=1, **FINAL), meet("B", "A", "1-2", day=8, **FINAL)], "on away goals"),
        ([meet("A", "B", "0-1", day=1, **FINAL), meet("B", "A", "2-2", day=8, **FINAL)], ""),
        ([meet("A", "B", "0-0", day=1, **FINAL, won=False, decided_by="awarded")], "nobody goes through"),
        ([meet("A", "B", day=1, **FINAL, status="live", live=True)], "live"),
    ],
)
def test_it_is_said_how_a_tie_was_decided_where_the_score_does_not_say_it(matches, how):
    (tie,) = draw(*matches, scored_away=True)["columns"][0]["slots"]
    assert tie["how"] == how


def test_legs_are_shown_from_the_side_of_who_stands_above():
    (tie,) = draw(meet("A", "B", "0-1", day=1, **FINAL), meet("B", "A", "2-3", day=8, **FINAL))["columns"][0]["slots"]
    assert [match["shown"] for match in tie["matches"]] == ["0–1", "3–2"]


@pytest.fixture
def cup(db):
    """A cup's semi-finals, one of them over, and its final."""
    season = make_season(ranking={"table": False})
    teams = [make_competitor(name) for name in ("Arden", "Brook", "Copse", "Dale")]
    first = make_match(season=season, home=teams[0], away=teams[1], scheduled_on=date(2026, 3, 1), **SEMIS)
    second = make_match(season=season, home=teams[2], away=teams[3], scheduled_on=date(2026, 3, 2), **SEMIS)
    enter(first, {"type": "result", "data": {"full_time": {"home": 2, "away": 0}}})
    sources = {
        f"{side}_from": {"match": str(one.pk), "outcome": "winner"} for side, one in (("home", first), ("away", second))
    }
    schedule(season=season, actor="user:1", home=None, away=None, scheduled_on=date(2026, 3, 9), **FINAL, **sources)
    count_all()
    return season, first


@pytest.mark.django_db(databases=["default", "stats"])
def test_the_page_shows_who_is_through_and_who_will_meet(client, cup):
    season, first = cup
    page = read_page(client, f"/seasons/{season.pk}")
    assert read_values(page, "main > section[id]", "id") == ["bracket", "to-come", "records", "results"]
    assert read_texts(page, "#bracket h3") == ["Semi-finals", "Final"]
    assert read_texts(page, "#bracket .tie-side[data-through=true] .tie-name") == ["Arden, through"]
    assert read_texts(page, "#bracket .tie-side[data-through=open] .tie-name") == [
        "Copse",
        "Dale",
        "Winner of Arden – Brook",
        "Winner of Copse – Dale",
    ]
    assert read_values(page, "#bracket .tie-matches a", "href")[0] == f"/matches/{first.pk}"
    assert read_texts(page, "#bracket .tie-score") == ["2", "0"]
    assert not read_page(client, f"/seasons/{season.pk}?round=1").select("#bracket")


@pytest.mark.django_db(databases=["default", "stats"])
def test_a_league_has_no_bracket(client):
    match = make_match(round="Matchday 1", round_number=1)
    count_all()
    assert not read_page(client, f"/seasons/{match.season_id}").select("#bracket")


def test_who_is_to_come_is_named_by_the_tie_even_before_anybody_is_known_in_it():
    stage = draw(
        *(
            meet("A", "B", match="q1", day=1, round="Quarter-finals"),
            meet("C", "D", match="q2", day=2, round="Quarter-finals"),
        ),
        *(meet("W:q1", "W:q2", match="s1", day=5, **SEMIS), meet("E", "F", match="s2", day=6, **SEMIS)),
        *(meet("W:s1", "W:s2", day=9, **FINAL), meet("L:s1", "L:s2", day=8, round="Third place")),
    )
    assert list_waiting(stage) == [
        [["", ""], ["", ""]],
        [["Winner of A – B", "Winner of C – D"], ["", ""]],
        [["Winner of Semi-final 1", "Winner of E – F"]],
    ]
    assert [side["waits_for"] for side in stage["places"][0]["slots"][0]["sides"]] == [
        "Loser of Semi-final 1",
        "Loser of E – F",
    ]
    assert [slot["called"] for slot in stage["columns"][1]["slots"]] == ["Semi-final 1", ""]


def test_ties_of_a_round_whose_name_is_no_plural_are_counted():
    round_of_16 = {"round": "Round of 16"}
    stage = draw(
        *(meet(home, away, match=f"r{home}", day=1, round="Round of 32") for home, away in ("AB", "CD", "EF", "GH")),
        *(meet("W:rA", "W:rC", match="x", day=2, **round_of_16), meet("W:rE", "W:rG", match="y", day=2, **round_of_16)),
        meet("W:x", "W:y", day=3, round="Quarter-finals"),
    )
    assert list_waiting(stage)[-1] == [["Winner of Round of 16, tie 1", "Winner of Round of 16, tie 2"]]
    assert [slot["called"] for slot in stage["columns"][1]["slots"]] == ["tie 1", "tie 2"]


def list_waiting(stage):
    """Whom the sides of the ties of each column wait for."""
    slots = [[slot for slot in column["slots"] if slot] for column in stage["columns"]]
    return [[[side["waits_for"] for side in slot["sides"]] for slot in column] for column in slots]


@pytest.mark.django_db(databases=["default", "stats"])
def test_who_is_to_come_is_named_so_in_lists_of_matches_and_on_the_match_itself(client):
    season = make_season(ranking={"table": False})
    semis = [make_match(season=season, scheduled_on=date(2026, 5, day), round="Semi-finals") for day in (1, 2)]
    feeders = [{"match": str(semi.pk), "outcome": "winner"} for semi in semis]
    final = schedule(
        season=season, home=None, away=None, home_from=feeders[0], away_from=feeders[1], round="Final", actor="user:1"
    ).match
    count_all()
    awaited = [f"Winner of {semi.home} – {semi.away}" for semi in semis]
    season_page = read_page(client, f"/seasons/{season.pk}")
    assert read_texts(season_page, f'[data-match="{final.pk}"] .name') == awaited
    assert read_texts(read_page(client, f"/matches/{final.pk}"), ".board .name, [data-board] .name")[:2] == awaited
