"""How a match page writes and orders what happened where the match clock runs down."""

import pytest

from scoreboard.models import Competition, Competitor, Season
from scoreboard.record.fixture import schedule
from tests.factories import enter
from tests.pages import read_page, read_part, read_texts

pytestmark = pytest.mark.django_db(databases=["default", "stats"])


def test_less_time_left_is_later(client):
    competition = Competition.objects.create(sport="basketball", name="League")
    season = Season.objects.create(competition=competition, name="2026")
    home, away = (Competitor.objects.create(sport="basketball", name=name) for name in ("Reds", "Blues"))
    match = schedule(season=season, home=home, away=away, actor="user:1").match
    baskets = [
        {"type": "basket", "side": "home", "clock_ms": clock_ms, "data": {"points": 2}}
        for clock_ms in (4_300, 425_000, 60_000)
    ]
    enter(match, {"type": "period_start"}, *baskets, {"type": "period_end"})
    page = read_page(client, f"/matches/{match.pk}")
    assert read_part(page, "[data-timeline]")["data-newest"] == "first", "while it is live"
    minutes = read_texts(page, "[data-timeline] [data-kind=basket] [data-slot=minute]")
    assert minutes == ["4.3", "1:00", "7:05"]
