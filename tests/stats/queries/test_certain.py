"""Certain places of real seasons on the days on which all the world knew them, and of any small league."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command

from scoreboard.models import Season
from stats import queries as stats
from stats.tables.standings import make_standings
from tests.counting import count_all


@pytest.fixture
def load(data):
    """Imports a file, and gives its season."""

    def load(path):
        call_command("import", "openfootball", str(data / "football" / path))
        count_all()
        return Season.objects.get()

    return load


def list_days(season, first, last):
    """When who was certain of what first, between two days: by name, the day with the zone, "" for being out of all."""
    found = {}
    for number in range((last - first).days + 1):
        on = first + timedelta(days=number)
        table = make_standings(stats.load_season(str(season.pk), stats.AsOf(on=on)))
        for row in (row for group in table["groups"] for row in group["rows"]):
            certain, name = row["certain"], row["competitor"]["name"]
            out = all(zone["name"] in certain["out_of"] for group in table["groups"] for zone in group["zones"])
            if certain["zone"] or out:
                found.setdefault(name, (on, certain["zone"] or ""))
    return found


def test_a_league_s_champion_and_who_is_relegated_are_certain_on_the_known_days(load):
    """Premier League 2016/17: Sunderland fell on 29 April, Chelsea won at West Bromwich on 12 May."""
    found = list_days(load("football.json/2016-17/en.1.json"), date(2017, 4, 26), date(2017, 5, 20))
    named = {name: day for name, day in found.items() if day[1]}
    assert named == {
        "Sunderland AFC": (date(2017, 4, 29), "relegated"),
        "Middlesbrough FC": (date(2017, 5, 8), "relegated"),
        "Chelsea FC": (date(2017, 5, 12), "champion"),
        "Hull City": (date(2017, 5, 14), "relegated"),
    }


def test_a_cup_s_groups_are_decided_on_the_known_days(load):
    """World Cup 2014: Spain were out on 18 June, England on the 20th, when Costa Rica beat Italy."""
    found = list_days(load("worldcup.json/2014/worldcup.json"), date(2014, 6, 17), date(2014, 6, 22))
    by_day = {}
    for name, (on, zone) in found.items():
        by_day.setdefault((on.day, zone), set()).add(name)
    assert by_day == {
        (18, "qualified"): {"Netherlands", "Chile"},
        (18, ""): {"Cameroon", "Australia", "Spain"},
        (19, "qualified"): {"Colombia"},
        (20, "qualified"): {"Costa Rica"},
        (20, ""): {"England"},
        (21, "qualified"): {"Argentina"},
        (21, ""): {"Bosnia-Herzegovina"},
        (22, "qualified"): {"Belgium"},
    }


def test_the_best_of_the_third_placed_are_told_in_the_end(load):
    """Euro 2020 (played in 2021): Portugal, Czechia, Switzerland and Ukraine; Finland and Slovakia were not."""
    season = load("euro.json/2020/euro.json")
    table = make_standings(stats.load_season(str(season.pk)))
    third = {
        row["competitor"]["name"]: (row.get("zone"), row["certain"]["zone"], row["certain"]["out_of"])
        for group in table["groups"]
        for row in group["rows"]
        if row["rank"] == 3
    }
    through = ("qualified", "qualified", [])
    assert third == {
        "Portugal": through,
        "Czech Republic": through,
        "Switzerland": through,
        "Ukraine": through,
        "Finland": (None, None, ["qualified"]),
        "Slovakia": (None, None, ["qualified"]),
    }


def test_before_the_last_matches_some_third_placed_are_certain_by_points(load):
    """Euro 2020: before its last match Switzerland had 4 points, with which two thirds at most could still level."""
    season = load("euro.json/2020/euro.json")
    found = list_days(season, date(2021, 6, 20), date(2021, 6, 23))
    assert found["Switzerland"][0] < date(2021, 6, 23)
    assert {name: on.day for name, (on, zone) in found.items() if zone and name in ("Ukraine", "Portugal")} == {
        "Ukraine": 23,
        "Portugal": 23,
    }
