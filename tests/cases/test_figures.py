"""Form, streaks, totals and meetings of matches that were not decided by play, or not at all.

They say the same of a match as the table does (docs/how-to/decide-a-result.md).
"""

from datetime import date

import pytest

from scoreboard.models import Competition, Competitor, Season
from stats import queries
from stats.tables.streaks import find_streaks
from tests.counting import count_all
from tests.factories import enter, make_match
from tests.stats.lists import list_form, list_standings, list_streaks
from tests.stats.tables.sides import Played

pytestmark = pytest.mark.django_db(databases=["default", "stats"])
RAIN = {"type": "match_end", "data": {"result": "no_result"}}


def award(**data):
    return {"type": "status", "data": {"status": "awarded", "reason": "The board's decision", **data}}


def make_season(sport, *bodies):
    """A season of matches between Reds, at home, and Blues, a day each; its row and the two."""
    competition = Competition.objects.create(sport=sport, name="League")
    season = Season.objects.create(competition=competition, name="2026")
    teams = [Competitor.objects.create(sport=sport, name=name) for name in ("Reds", "Blues")]
    for day, body in enumerate(bodies, start=1):
        match = make_match(season=season, home=teams[0], away=teams[1], scheduled_on=date(2026, 5, day))
        enter(match, body)
    count_all()
    return season, *teams


def test_a_match_without_a_result_is_no_draw_in_any_figure():
    """Law 16: neither won, drawn nor lost; in form N, as cricket's tables write it."""
    season, reds, blues = make_season("cricket", award(winner="home"), RAIN, award(winner="home"))
    (row,) = [row for row in list_standings(season.pk)["groups"][0]["rows"] if row["competitor"]["name"] == "Reds"]
    met = queries.load_head_to_head(str(reds.pk), str(blues.pk))
    (form,) = [row for row in list_form(season.pk) if row["competitor"]["name"] == "Reds"]
    alone = queries.load_competitor(str(reds.pk))
    for figures in (row, met, form, alone["totals"], alone["seasons"][0], alone["opponents"][0]):
        assert [figures[name] for name in ("played", "won", "drawn", "lost")] == [3, 2, 0, 0]
    assert form["form"] == "WNW"
    assert [match["result"] for match in met["matches"]] == ["W", "N", "W"]
    assert [result["result"] for result in queries.load_form([str(blues.pk)])[str(blues.pk)]] == ["L", "N", "L"]
    streaks = {row["streak"]: row["longest"] for row in list_streaks(season.pk) if row["competitor"]["name"] == "Reds"}
    assert (streaks["winning"], streaks["unbeaten"]) == (2, 2)


def test_an_award_goes_on_with_streaks_of_results_and_not_of_scores():
    """Its score was not played, as it is no record: a goal awarded was scored by nobody."""
    played = [Played(1, 0), Played(3, 0, decided_by="awarded"), Played(2, 0), Played(0, 3, decided_by="walkover")]
    assert {row["streak"]: (row["longest"], row["current"]) for row in find_streaks(played)} == {
        "winning": (3, 0),
        "unbeaten": (3, 0),
        "losing": (1, 1),
        "scoring": (2, 2),
        "clean_sheets": (2, 2),
    }


def test_a_defeat_of_both_is_a_defeat_in_every_figure():
    season, reds, blues = make_season("football", award(both_lose=True), award(both_lose=True))
    assert {row["form"] for row in list_form(season.pk)} == {"LL"}
    assert queries.load_head_to_head(str(reds.pk), str(blues.pk))["lost"] == 2
    assert queries.load_competitor(str(blues.pk))["totals"]["lost"] == 2
