"""A new sport needs its module and nothing else: one of under 90 lines goes through everything that there is."""

import csv
import io
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from scoreboard.live.hub.log_reader import load_messages
from scoreboard.models import Competition, Competitor, Season
from scoreboard.queries import load_snapshot, matches_with_names
from scoreboard.record.fixture import schedule
from scoreboard.sports import SPORTS
from scoreboard.sports.tiebreakers import Tiebreaker
from stats.models import SideFact
from tests.factories import enter
from tests.live.conftest import apply_changes
from tests.pages import read_page, read_part, read_text, read_texts
from tests.refusals import raises_refused
from tests.sports import toy
from tests.stats.feeding import feed
from tests.stats.lists import list_standings

ROOT = Path(__file__).resolve().parent.parent.parent
FILE = Path(toy.__file__)
ENDS_WON = Tiebreaker("ends_won", "on ends won", lambda tally: (tally.measures["ends_for"],))
pytestmark = pytest.mark.django_db(databases=["default", "stats"])


@pytest.fixture
def curling(monkeypatch):
    """A match of the new sport between Reds and Blues, to two ends."""
    monkeypatch.setitem(SPORTS, "curling", toy.SPORT)
    competition = Competition.objects.create(sport="curling", name="Curling League")
    season = Season.objects.create(competition=competition, name="2026", ruleset={"ends": 2})
    home, away = (Competitor.objects.create(sport="curling", name=name) for name in ("Reds", "Blues"))
    return schedule(season=season, home=home, away=away, actor="user:1").match


def end(side, stones):
    return {"type": "end", "side": side, "data": {"stones": stones}}


def shown(match):
    return msgspec.json.decode(msgspec.json.encode(load_snapshot(matches_with_names().get(pk=match.pk))))


def test_it_is_small():
    assert len(FILE.read_text().splitlines()) < 90


def test_the_document_shows_it():
    assert f"```python\n{FILE.read_text()}```\n" in (ROOT / "docs" / "new-sport.md").read_text()


def test_the_api_describes_it(client, curling):
    sport = client.get("/api/v1/sports/curling").json()
    assert (sport["name"], [phase["id"] for phase in sport["phases"]]) == ("Curling", ["play", "over"])
    described = next(event for event in sport["events"] if event["type"] == "end")
    assert (described["label"], described["fields"]) == ("End", ["side"])
    assert described["schema"]["properties"]["data"]
    assert {"id": "curling", "name": "Curling"} in client.get("/api/v1/sports").json()["items"]


def test_it_is_entered_pushed_and_shown(curling):
    enter(curling, end("home", 2))
    first = shown(curling)
    assert (first["status"], first["score"]) == ("live", {"home": 2, "away": 0})
    assert first["situation"]["detail"] == "1 of 2 ends played"
    enter(curling, end("away", 3))
    (message,) = load_messages(str(curling.pk), epoch=1, after=2, upto=3)
    last = shown(curling)
    assert apply_changes(first, msgspec.json.decode(message.body)["changes"]) == last
    assert (last["status"], last["winner"], last["summary"]["detail"]) == ("ended", "away", "Blues won by 1")
    assert [(one["name"], one["home"], one["away"]) for one in last["periods"]] == [("end_1", 2, 0), ("end_2", 0, 3)]
    with raises_refused("The match is over"):
        enter(curling, end("home", 1))


def test_its_page_has_a_line_score_a_situation_and_a_summary(client, curling):
    enter(curling, end("home", 2))
    page = read_page(client, f"/matches/{curling.pk}")
    assert read_text(page, "[data-board] [data-slot=note]") == "1 of 2 ends played"
    enter(curling, end("away", 3))
    page = read_page(client, f"/matches/{curling.pk}")
    assert read_text(page, "[data-board] [data-slot=note]") == "Blues won by 1"
    assert set(read_texts(page, "[data-timeline] .told .label")) == {"Stones"}
    rows = [read_texts(row, "td") for row in page.select("[data-line-score] tbody tr")]
    assert rows == [["2", "0", "2"], ["0", "3", "3"]]


def test_its_console_offers_its_keys_and_takes_them(client, scorer, curling):
    client.force_login(scorer)
    address = f"/console/matches/{curling.pk}"
    (side,) = read_page(client, address).select("[data-entry=home]")
    assert read_text(side, "label[for=home-end-stones]") == "Stones scored"
    assert read_part(side, "#home-end-stones")["name"] == "end-stones"
    form = {"action": "end", "side": "home", "end-stones": "2"}
    assert client.post(address, form, headers={"accept": "application/json"}).json() == {"state": "saved", "seq": 2}
    page = read_page(client, address)
    assert read_part(page, "[data-entry=undo] [name=seq]")["value"] == "2"
    assert "stones, Reds" in read_text(page, "[data-region=undo] summary")
    answer = client.post(address, {**form, "end-stones": "9"}, headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["detail"]) == (422, "Stones scored: enter a whole number of at most 8.")


def test_its_facts_make_a_table_with_a_column_of_its_own(client, curling):
    enter(curling, end("home", 2), end("away", 3))
    feed(curling)
    facts = SideFact.objects.order_by("-side")
    assert [(fact.side, fact.scored, fact.result, fact.measures) for fact in facts] == [
        ("home", 2, "L", {"ends_for": 1}),
        ("away", 3, "W", {"ends_for": 1}),
    ]
    season = curling.season_id
    (table,) = list_standings(season)["groups"]
    assert [(row["competitor"]["name"], row["points"], row["ends_for"]) for row in table["rows"]] == [
        ("Blues", 2, 1),
        ("Reds", 0, 1),
    ]
    page = read_page(client, f"/seasons/{season}")
    assert read_part(page, "#tables th[data-column=ends_for] abbr")["title"] == "Ends won"
    answer = client.get(f"/api/v1/seasons/{season}/standings.csv")
    first, second = csv.DictReader(io.StringIO(answer.content.decode()))
    assert [first["ends_for"], second["ends_for"], first["points"], second["points"]] == ["1", "1", "2", "0"]


def test_the_document_shows_its_tie_breaker():
    line = next(line for line in Path(__file__).read_text().splitlines() if line.startswith("ENDS_WON ="))
    assert line in (ROOT / "docs" / "new-sport.md").read_text()


def test_a_tie_breaker_of_its_own_is_one_value(client, monkeypatch, curling):
    monkeypatch.setitem(SPORTS, "curling", replace(toy.SPORT, tiebreakers=(ENDS_WON,)))
    season = curling.season
    season.ranking = {"tiebreakers": ["points", "ends_won"]}
    season.full_clean()
    season.save()
    second = schedule(season=season, home=curling.home, away=curling.away, actor="user:1").match
    enter(curling, end("home", 3), end("away", 1))
    enter(second, end("away", 1), end("away", 1))
    feed(curling, second)
    (table,) = list_standings(season.pk)["groups"]
    assert [(row["competitor"]["name"], row["points"], row.get("separated_by")) for row in table["rows"]] == [
        ("Blues", 2, None),
        ("Reds", 2, "ends_won"),
    ]
    page = read_page(client, f"/seasons/{season.pk}")
    assert "Blues above Reds on ends won" in read_texts(page, "#tables .foot li")
