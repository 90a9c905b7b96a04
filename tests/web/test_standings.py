"""Standings on pages: their notes and columns."""

import pytest

from scoreboard.web.standings import list_notes
from tests.counting import count_all
from tests.factories import enter, make_match, make_season
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
