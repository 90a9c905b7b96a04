"""Standings on pages: their notes and columns."""

import csv
import io

import pytest

from scoreboard.web.standings import OUT, PLACE, Mark, list_meanings, list_notes, mark_rows, shorten, spell
from tests.counting import count_all
from tests.factories import enter, make_competitor, make_match, make_season
from tests.pages import read_page, read_texts, read_values


def team(name, **values):
    return {"competitor": {"id": name, "name": name}, **values}


def test_notes_name_the_rule_and_the_lots_to_be_drawn():
    rows = [
        team("A", rank=1, adjustments=[]),
        team("B", rank=2, adjustments=[], separated_by="fair_play"),
        team("C", rank=3, adjustments=[], awaits="lots"),
        team("D", rank=3, adjustments=[], awaits="lots"),
    ]
    assert list_notes(rows) == [
        "A above B on fair play: fewer card points",
        "C and D are level: lots have to be drawn",
    ]
    rows = [
        team("A", rank=1, adjustments=[]),
        team("B", rank=2, adjustments=[{"points": -3, "reason": "insolvency"}], separated_by="goal_difference"),
    ]
    assert list_notes(rows) == ["B: −3 points, insolvency", "A above B on goal difference"]
    (note,) = list_notes([team(name, rank=1, adjustments=[], awaits="fair_play") for name in "AB"])
    assert note == "A and B are level: their cards would separate them, and none are recorded"


CUP = [{"name": "qualified", "first": 1, "last": 2}]
LEAGUE = [{"name": "champion", "first": 1, "last": 1}, {"name": "relegation_play_off", "first": 3, "last": 4}]


def sure(name, best, worst, zone=None, *out_of):
    return team(name, rank=best, certain={"best": best, "worst": worst, "zone": zone, "out_of": list(out_of)})


def test_marks_say_what_is_certain_and_lines_where_a_zone_ends():
    rows, marks = mark_rows(
        [sure("A", 1, 1, "qualified"), sure("B", 2, 3), team("C", rank=3), sure("D", 3, 4, None, "qualified")], CUP
    )
    qualified = Mark("Q", "qualified")
    assert [row["marks"] for row in rows] == [[qualified, PLACE], [], [], [OUT]]
    assert [row["zone_ends"] for row in rows] == [False, True, False, False]
    assert list_meanings(CUP, marks) == [
        "Places 1–2: qualified",
        "Certain by points, whatever the results of the matches left: Q qualified, ✓ this place, E out",
    ]


def test_in_a_league_nobody_is_out_and_in_the_end_no_place_is_marked():
    out = [sure("A", 1, 1, "champion"), sure("B", 2, 2, None, "champion", "relegation_play_off")]
    rows, _ = mark_rows([*out, sure("C", 3, 3, "relegation_play_off"), sure("D", 4, 4, "relegation_play_off")], LEAGUE)
    assert [[mark.short for mark in row["marks"]] for row in rows] == [["C"], [], ["RP"], ["RP"]]
    assert [row["zone_ends"] for row in rows] == [True, True, False, False]
    assert list_meanings([{"name": "qualified", "first": 3, "last": 3, "best": 4}], []) == [
        "Place 3 (the 4 best): qualified"
    ]
    assert mark_rows([team("A", rank=1)], [])[1] == list_meanings([], []) == []


@pytest.mark.parametrize(
    ("zone", "short", "words"),
    [
        ("champion", "C", "champion"),
        ("relegation_play_off", "RP", "relegation play-off"),
        ("round_of_16", "R16", "round of 16"),
        ("europa_league", "EL", "europa league"),
    ],
)
def test_a_zone_has_letters_and_words(zone, short, words):
    assert (shorten(zone), spell(zone)) == (short, words)


@pytest.mark.django_db(databases=["default", "stats"])
def test_what_is_certain_is_on_the_page_in_the_api_and_in_the_csv(client):
    """Two matches of three are played: A is first whatever the last one brings."""
    season = make_season(ranking={"zones": [{"name": "champion", "first": 1, "last": 1}]})
    a, b, c = (make_competitor(name) for name in ("Arden", "Brook", "Copse"))
    for home, away in ((a, b), (a, c)):
        match = make_match(season=season, home=home, away=away)
        enter(match, {"type": "result", "data": {"full_time": {"home": 2, "away": 0}}})
    make_match(season=season, home=b, away=c)
    count_all()
    page = read_page(client, f"/seasons/{season.pk}")
    assert read_texts(page, "#tables tbody th")[0] == "1Arden C, certain: champion✓, certain: this place"
    assert read_texts(page, "#tables .foot li") == [
        "Place 1: champion",
        "Certain by points, whatever the results of the matches left: C champion, ✓ this place",
    ]
    assert len(page.select("#tables tr.zone-end")) == 1
    address = f"/api/v1/seasons/{season.pk}/standings"
    (table,) = client.get(address).json()["groups"]
    assert table["zones"] == [{"name": "champion", "first": 1, "last": 1}]
    assert table["rows"][0]["certain"] == {"best": 1, "worst": 1, "zone": "champion", "out_of": []}
    assert table["rows"][1]["certain"] == {"best": 2, "worst": 3, "zone": None, "out_of": ["champion"]}
    first, second, _ = csv.DictReader(io.StringIO(client.get(f"{address}.csv").content.decode()))
    assert [first[name] for name in ("zone", "certain", "best", "worst")] == ["champion", "champion", "1", "1"]
    assert [second[name] for name in ("zone", "certain", "best", "worst")] == ["", "", "2", "3"]


@pytest.mark.django_db(databases=["default", "stats"])
def test_a_table_of_points_per_game_shows_them(client):
    season = make_season(ranking={"ranking": "points_per_game"})
    match = make_match(season=season)
    enter(match, {"type": "result", "data": {"full_time": {"home": 2, "away": 0}}})
    count_all()
    page = read_page(client, f"/seasons/{season.pk}")
    column = read_values(page, "#tables th[data-column]", "data-column").index("points_per_game")
    home, away = page.select("#tables tbody tr")
    assert [read_texts(row, "td")[column] for row in (home, away)] == ["3.00", "0.00"]
    assert read_texts(home, "th a") == [match.home.name]
