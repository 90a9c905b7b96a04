"""A match of which one side, or neither, is known yet: in every sport, on every page and answer that shows sides."""

import importlib
import random
from contextlib import suppress

import pytest

from scoreboard.models import Competition, Competitor, Season
from scoreboard.queries import decode_state
from scoreboard.record.commands import record
from scoreboard.record.fixture import schedule
from scoreboard.sports import SPORTS
from scoreboard.sports.base import Refused
from tests.counting import count_all
from tests.pages import parse_page, read_texts, read_values

pytestmark = pytest.mark.django_db(databases=["default", "stats"])
DAY = "2026-05-04"
AWARDED = {"type": "status", "data": {"status": "awarded", "winner": "home", "reason": "A walkover."}}


def play(match, *, events=12):
    """Play a match on for some events."""
    bodies = importlib.import_module(f"tests.sports.bodies.{match.sport}")
    chance = random.Random(match.sport)
    for _ in range(events):
        with suppress(Refused):  # people have ids here, which the drawing does not know: another body will do
            body = bodies.play_on(decode_state(match).play, chance)
            record(match_id=match.pk, events=[body], actor="user:1", publish=False)
        match.refresh_from_db()


@pytest.mark.parametrize("sport", SPORTS)
def test_matches_with_sides_missing_are_shown_everywhere(client, scorer, sport):
    season = Season.objects.create(competition=Competition.objects.create(sport=sport, name="Cup"), name="2026")
    home, away = (Competitor.objects.create(sport=sport, name=name) for name in ("Reds", "Blues"))
    whole = schedule(season=season, home=home, away=away, actor="user:1", scheduled_on="2026-05-01").match
    record(match_id=whole.pk, events=[AWARDED], actor="user:1", publish=False)  # so that both have a form
    matches = []
    for begun in (False, True):
        for sides in ((home, None), (None, away), (None, None)):
            made = schedule(season=season, home=sides[0], away=sides[1], actor="user:1", scheduled_on=DAY)
            matches.append(made.match)
            if begun:
                play(made.match)
    count_all()
    client.force_login(scorer)
    pages = [
        f"/?date={DAY}",
        f"/seasons/{season.pk}",
        f"/competitors/{home.pk}",
        f"/competitors/{away.pk}?against={home.pk}",
        "/console/",
    ]
    answers = [
        f"/api/v1/matches?date={DAY}",
        f"/api/v1/seasons/{season.pk}/standings",
        f"/api/v1/stats/seasons/{season.pk}/records",
        f"/api/v1/competitors/{home.pk}",
    ]
    pages += [f"{stem}{match.pk}" for match in matches for stem in ("/matches/", "/console/matches/")]
    answers += [f"/api/v1/matches/{match.pk}" for match in matches]
    answered = {path: client.get(path) for path in (*pages, *answers)}
    assert {path: answer.status_code for path, answer in answered.items() if answer.status_code != 200} == {}
    read = {path: parse_page(answered[path]) for path in pages}
    assert set(read_values(read[f"/?date={DAY}"], "li[data-match]", "data-match")) == {str(one.pk) for one in matches}
    for match in matches:
        known = [f"/competitors/{side.pk}" for side in (match.home, match.away) if side is not None]
        for path in (f"/matches/{match.pk}", f"/console/matches/{match.pk}"):
            assert read_values(read[path], "[data-board] [data-name] a", "href") == known
            assert len([name for name in read_texts(read[path], "[data-board] [data-name]") if name]) == 2
