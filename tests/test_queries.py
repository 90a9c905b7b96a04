"""What pages and API read of a match: its snapshot under the names of now, and the ETag of it."""

import msgspec
import pytest

from scoreboard.models import Competition, Competitor, Season
from scoreboard.queries import load_snapshot, load_summary, matches_with_names
from scoreboard.record.fixture import schedule
from tests.factories import enter
from tests.pages import read_page, read_text

pytestmark = pytest.mark.django_db(databases=["default", "stats"])


@pytest.fixture
def handball():
    """A match that Reds have won against Blues by one."""
    competition = Competition.objects.create(sport="handball", name="Handball League")
    season = Season.objects.create(competition=competition, name="2026")
    home, away = (Competitor.objects.create(sport="handball", name=name) for name in ("Reds", "Blues"))
    match = schedule(season=season, home=home, away=away, actor="user:1").match
    start, end = {"type": "period_start"}, {"type": "period_end"}
    enter(match, start, {"type": "goal", "side": "home"}, end, start, end)
    return match


def read(match):
    return matches_with_names().get(pk=match.pk)


def test_a_summary_names_the_sides_as_they_are_called_now(handball):
    won = {"code": "timed.summary", "params": {"winner": "home", "margin": 1}}
    assert msgspec.to_builtins(load_snapshot(read(handball)).summary) == {**won, "detail": "Reds won by 1"}
    handball.home.name = "Crimsons"
    handball.home.save()
    assert msgspec.to_builtins(load_snapshot(read(handball)).summary) == {**won, "detail": "Crimsons won by 1"}
    assert msgspec.to_builtins(load_summary(read(handball)).summary) == {**won, "detail": "Crimsons won by 1"}


def test_what_a_scorer_names_a_team_is_no_pattern(client, handball):
    handball.home.name = "{away} {0} {winner:team} {"
    handball.home.save()
    assert load_snapshot(read(handball)).summary.detail == "{away} {0} {winner:team} { won by 1"
    page = read_page(client, f"/matches/{handball.pk}")
    assert read_text(page, ".team.home [data-name]") == handball.home.name
    assert read_text(page, "[data-board] [data-slot=note]") == load_snapshot(read(handball)).summary.detail


def test_an_etag_is_another_one_where_a_snapshot_says_the_same_in_another_way(client, handball, monkeypatch):
    path = f"/api/v1/matches/{handball.pk}"
    kept = {"If-None-Match": client.get(path)["ETag"]}
    assert client.get(path, headers=kept).status_code == 304
    monkeypatch.setattr("scoreboard.queries.SNAPSHOT_VERSION", 1_000)
    answer = client.get(path, headers=kept)
    assert (answer.status_code, answer["ETag"] == kept["If-None-Match"]) == (200, False)
