"""The console's keys under a thumb, in every sport: on a phone, at places that stay, once for a tap and not twice."""

import pytest
from playwright.sync_api import expect

from scoreboard.models import Competition, Competitor, Season
from scoreboard.sports import SPORTS
from tests.factories import enter, make_match

BEGINS = {
    **dict.fromkeys(SPORTS, {"type": "period_start"}),
    **dict.fromkeys(
        ("tennis", "badminton", "table_tennis", "volleyball", "beach_volleyball"), {"type": "match_start", "side": "home"}
    ),
    "cricket": {"type": "innings_start", "side": "home"},
    "baseball": {"type": "play", "side": "away", "data": {"play": "single"}},
}
LONG = ("Llanfairpwllgwyngyllgogerychwyrndrobwyll Wanderers", "Borussia Verein für Leibesübungen Mönchengladbach 1900")


def make_live(sport, *, names=("Reds", "Blues")):
    """A match of a sport that has begun."""
    competition, _ = Competition.objects.get_or_create(sport=sport, name="Cup")
    season = Season.objects.create(competition=competition, name=str(Season.objects.count()))
    home, away = (Competitor.objects.get_or_create(sport=sport, name=name)[0] for name in names)
    match = make_match(season=season, home=home, away=away)
    enter(match, BEGINS[sport])
    return match


def test_measure(open_page, scorer, site):
    for sport in SPORTS:
        match = make_live(sport)
        page = open_page(f"/console/matches/{match.pk}", user=scorer, width=360, height=640)
        page.screenshot(path=f"/tmp/h-keys-{sport}.png", full_page=True)
        print(sport, page.evaluate("() => document.documentElement.scrollHeight"))
