"""Brackets of real cups, through the importer and the fold, against what is known of them."""

from datetime import date

import pytest
from django.core.management import call_command

from scoreboard.models import Season
from tests.counting import count_all
from tests.stats.lists import list_bracket

pytestmark = pytest.mark.django_db(databases=["default", "stats"])


@pytest.fixture
def read(data):
    """Imports a file, and gives its season's bracket: each round's ties, each as a line."""

    def read(path):
        call_command("import", "openfootball", str(data / "football" / path))
        count_all()
        found = list_bracket(str(Season.objects.get().pk))
        return {round_["name"]: [say(tie) for tie in round_["ties"]] for round_ in found["rounds"]}

    return read


def say(tie):
    """A tie in a line: who is through, against whom, how, by what."""
    one, other = sorted(tie["sides"], key=lambda side: side["through"] is not True)
    assert (one["through"], other["through"]) == (True, False)
    assert tie["winner"] == one["competitor"]
    kicks = f" ({one['shootout']}-{other['shootout']} pens)" if one["shootout"] is not None else ""
    how = "" if tie["decided_by"] == "regular" else f" {tie['decided_by']}"
    return f"{one['competitor']['name']} {one['score']}-{other['score']}{kicks} {other['competitor']['name']}{how}"


# As they are known (FIFA, UEFA, DFB), in the order of the tree: the first two ties feed the first of the next round.
CUPS = {
    "worldcup.json/2014/worldcup.json": {
        "Round of 16": [
            "Brazil 1-1 (3-2 pens) Chile shootout",
            "Colombia 2-0 Uruguay",
            "France 2-0 Nigeria",
            "Germany 2-1 Algeria extra_time",
            "Netherlands 2-1 Mexico",
            "Costa Rica 1-1 (5-3 pens) Greece shootout",
            "Argentina 1-0 Switzerland extra_time",
            "Belgium 2-1 USA extra_time",
        ],
        "Quarter-finals": [
            "Brazil 2-1 Colombia",
            "Germany 1-0 France",
            "Netherlands 0-0 (4-3 pens) Costa Rica shootout",
            "Argentina 1-0 Belgium",
        ],
        "Semi-finals": ["Germany 7-1 Brazil", "Argentina 0-0 (4-2 pens) Netherlands shootout"],
        "Match for third place": ["Netherlands 3-0 Brazil"],
        "Final": ["Germany 1-0 Argentina extra_time"],
    },
    "worldcup.json/2018/worldcup.json": {
        "Round of 16": [
            "Uruguay 2-1 Portugal",
            "France 4-3 Argentina",
            "Brazil 2-0 Mexico",
            "Belgium 3-2 Japan",
            "Russia 1-1 (4-3 pens) Spain shootout",
            "Croatia 1-1 (3-2 pens) Denmark shootout",
            "Sweden 1-0 Switzerland",
            "England 1-1 (4-3 pens) Colombia shootout",
        ],
        "Quarter-finals": [
            "France 2-0 Uruguay",
            "Belgium 2-1 Brazil",
            "Croatia 2-2 (4-3 pens) Russia shootout",
            "England 2-0 Sweden",
        ],
        "Semi-finals": ["France 1-0 Belgium", "Croatia 2-1 England extra_time"],
        "Match for third place": ["Belgium 2-0 England"],
        "Final": ["France 4-2 Croatia"],
    },
    "worldcup.json/2022/worldcup.json": {
        "Round of 16": [
            "Netherlands 3-1 USA",
            "Argentina 2-1 Australia",
            "Croatia 1-1 (3-1 pens) Japan shootout",
            "Brazil 4-1 South Korea",
            "England 3-0 Senegal",
            "France 3-1 Poland",
            "Morocco 0-0 (3-0 pens) Spain shootout",
            "Portugal 6-1 Switzerland",
        ],
        "Quarter-finals": [
            "Argentina 2-2 (4-3 pens) Netherlands shootout",
            "Croatia 1-1 (4-2 pens) Brazil shootout",
            "France 2-1 England",
            "Morocco 1-0 Portugal",
        ],
        "Semi-finals": ["Argentina 3-0 Croatia", "France 2-0 Morocco"],
        "Match for third place": ["Croatia 2-1 Morocco"],
        "Final": ["Argentina 3-3 (4-2 pens) France shootout"],
    },
    "euro.json/2020/euro.json": {
        "Round of 16": [
            "Belgium 1-0 Portugal",
            "Italy 2-1 Austria extra_time",
            "Switzerland 3-3 (5-4 pens) France shootout",
            "Spain 5-3 Croatia extra_time",
            "Ukraine 2-1 Sweden extra_time",
            "England 2-0 Germany",
            "Czech Republic 2-0 Netherlands",
            "Denmark 4-0 Wales",
        ],
        "Quarter-finals": [
            "Italy 2-1 Belgium",
            "Spain 1-1 (3-1 pens) Switzerland shootout",
            "England 4-0 Ukraine",
            "Denmark 2-1 Czech Republic",
        ],
        "Semi-finals": ["Italy 1-1 (4-2 pens) Spain shootout", "England 2-1 Denmark extra_time"],
        "Final": ["Italy 1-1 (3-2 pens) England shootout"],
    },
    "football.json/2018-19/uefa.cl.json": {
        "Round of 16": [
            "Tottenham Hotspur (ENG) 4-0 Borussia Dortmund (GER) aggregate",
            "Manchester City (ENG) 10-2 FC Schalke 04 (GER) aggregate",
            "AFC Ajax (NED) 5-3 Real Madrid (ESP) aggregate",
            "Juventus (ITA) 3-2 Atlético Madrid (ESP) aggregate",
            "Manchester United (ENG) 3-3 Paris Saint-Germain (FRA) scored_away",
            "FC Barcelona (ESP) 5-1 Olympique Lyonnais (FRA) aggregate",
            "Liverpool FC (ENG) 3-1 Bayern München (GER) aggregate",
            "FC Porto (POR) 4-3 AS Roma (ITA) aggregate",
        ],
        "Quarterfinals": [
            "Tottenham Hotspur (ENG) 4-4 Manchester City (ENG) scored_away",
            "AFC Ajax (NED) 3-2 Juventus (ITA) aggregate",
            "FC Barcelona (ESP) 4-0 Manchester United (ENG) aggregate",
            "Liverpool FC (ENG) 6-1 FC Porto (POR) aggregate",
        ],
        "Semifinals": [
            "Tottenham Hotspur (ENG) 3-3 AFC Ajax (NED) scored_away",
            "Liverpool FC (ENG) 4-3 FC Barcelona (ESP) aggregate",
        ],
        "Final": ["Liverpool FC (ENG) 2-0 Tottenham Hotspur (ENG)"],
    },
}
POKAL = {
    "Round of 16": [
        "SC Paderborn 07 3-1 MSV Duisburg",
        "Hamburger SV 1-0 1. FC Nürnberg",
        "FC Augsburg 1-0 Holstein Kiel",
        "RB Leipzig 1-0 VfL Wolfsburg",
        "FC Schalke 04 4-1 Fortuna Düsseldorf",
        "Werder Bremen 3-3 (4-2 pens) Borussia Dortmund shootout",
        "Bayern München 3-2 Hertha BSC extra_time",
        "1. FC Heidenheim 1846 2-1 Bayer Leverkusen",
    ],
    "Quarterfinals": [
        "Hamburger SV 2-0 SC Paderborn 07",
        "RB Leipzig 2-1 FC Augsburg extra_time",
        "Werder Bremen 2-0 FC Schalke 04",
        "Bayern München 5-4 1. FC Heidenheim 1846",
    ],
    "Semifinals": ["RB Leipzig 3-1 Hamburger SV", "Bayern München 3-2 Werder Bremen"],
    "Final": ["Bayern München 3-0 RB Leipzig"],
}


@pytest.mark.parametrize("path", CUPS)
def test_a_cups_bracket_is_the_known_one(read, path):
    found = read(path)
    assert found == CUPS[path]
    assert list(found) == list(CUPS[path])


def test_a_pure_cup_is_all_rounds(read):
    found = read("football.json/2018-19/de.cup.json")
    assert {name: len(ties) for name, ties in found.items()} == {
        "Round 1": 32, "Round 2": 16, "Round of 16": 8, "Quarterfinals": 4, "Semifinals": 2, "Final": 1
    }  # fmt: skip
    assert {name: found[name] for name in POKAL} == POKAL
    assert "FC Schalke 04 1-1 (6-5 pens) 1. FC Köln shootout" in found["Round 2"]
    assert "SSV Ulm 1846 2-1 Eintracht Frankfurt" in found["Round 1"]


def test_everybody_comes_from_the_tie_that_they_won_and_losers_play_for_the_third_place(data):
    call_command("import", "openfootball", str(data / "football/worldcup.json/2022/worldcup.json"))
    count_all()
    rounds = list_bracket(str(Season.objects.get().pk))["rounds"]
    ties = {tie["id"]: tie for round_ in rounds for tie in round_["ties"]}
    assert [round_["name"] for round_ in rounds if round_["for_place"]] == ["Match for third place"]
    outcomes = {
        "Quarter-finals": "winner",
        "Semi-finals": "winner",
        "Match for third place": "loser",
        "Final": "winner",
    }
    for round_ in rounds[1:]:
        for tie in round_["ties"]:
            for side in tie["sides"]:
                source = ties[side["from"]["tie"]]
                (own,) = [one for one in source["sides"] if one["competitor"] == side["competitor"]]
                assert side["from"]["outcome"] == outcomes[round_["name"]]
                assert own["through"] is (side["from"]["outcome"] == "winner")
    assert not any(side["from"] or side["bye"] for tie in rounds[0]["ties"] for side in tie["sides"])


def test_on_a_day_of_the_past_nobody_is_known_who_had_to_get_there_first(data):
    call_command("import", "openfootball", str(data / "football/worldcup.json/2022/worldcup.json"))
    count_all()
    rounds = list_bracket(str(Season.objects.get().pk), on=date(2022, 12, 9))["rounds"]
    through = {
        round_["name"]: [
            [side["competitor"] and side["competitor"]["name"] for side in tie["sides"]] for tie in round_["ties"]
        ]
        for round_ in rounds
    }
    assert through["Quarter-finals"][2] == ["England", "France"]
    assert through["Semi-finals"] == [["Argentina", "Croatia"], [None, None]]
    assert through["Final"] == through["Match for third place"] == [[None, None]]
    statuses = [tie["status"] for round_ in rounds for tie in round_["ties"]]
    assert statuses == ["decided"] * 10 + ["to_come"] * 6
