"""Suspensions of real cups: matches through the importer, cards as FIFA's and UEFA's reports have them, bans as known.

The sources of fixtures have no cards, so those of the people told of here are entered into the imported matches. Who
missed which match is what was published: of 2018 by FIFA's media of 5 July (Casemiro, Matuidi, Lustig), of 2014 Thiago
Silva in the semi-final, and Suárez's nine matches, of Euro 2020 by UEFA on 29 June 2021 (Xhaka).
"""

from datetime import date

import pytest
from django.core.management import call_command
from django.db.models import Q

from scoreboard.models import Match, Person, Season, Suspension
from tests.counting import count_all
from tests.factories import enter
from tests.stats.lists import list_suspensions

pytestmark = pytest.mark.django_db(databases=["default", "stats"])
YELLOW, SECOND, RED = "yellow", "second_yellow", "red"
# By person: the team, the cards as (opponent, card…), and whom they missed, or how many matches are left.
CUPS = {
    "worldcup.json/2018": {
        "Casemiro": ("Brazil", [("Switzerland", YELLOW), ("Mexico", YELLOW)], ["Belgium"], 0),
        "Blaise Matuidi": ("France", [("Peru", YELLOW), ("Argentina", YELLOW)], ["Uruguay"], 0),
        "Mikael Lustig": ("Sweden", [("Mexico", YELLOW), ("Switzerland", YELLOW)], ["England"], 0),
        "Stephan Lichtsteiner": ("Switzerland", [("Brazil", YELLOW), ("Costa Rica", YELLOW)], ["Sweden"], 0),
        "Fabian Schär": ("Switzerland", [("Brazil", YELLOW), ("Costa Rica", YELLOW)], ["Sweden"], 0),
        "Thomas Meunier": ("Belgium", [("Panama", YELLOW), ("Brazil", YELLOW)], ["France"], 0),
        "Marcelo Brozović": ("Croatia", [("Nigeria", YELLOW), ("Argentina", YELLOW)], ["Iceland"], 0),
        "Igor Smolnikov": ("Russia", [("Uruguay", YELLOW, SECOND)], ["Spain"], 0),
        "Jérôme Boateng": ("Germany", [("Sweden", YELLOW, SECOND)], ["South Korea"], 0),
        "Carlos Sánchez": ("Colombia", [("Japan", RED)], ["Poland"], 0),
        "Michael Lang": ("Switzerland", [("Sweden", RED)], [], 1),  # out with his team: carried over
        # Booked in the groups and again in the semi-final: wiped between, and so in the final.
        "Ante Rebić": ("Croatia", [("Argentina", YELLOW), ("England", YELLOW)], [], 0),
        "Mario Mandžukić": ("Croatia", [("Argentina", YELLOW), ("England", YELLOW)], [], 0),
    },
    "worldcup.json/2014": {
        "Thiago Silva": ("Brazil", [("Mexico", YELLOW), ("Colombia", YELLOW)], ["Germany"], 0),
        "Luiz Gustavo": ("Brazil", [("Croatia", YELLOW), ("Chile", YELLOW)], ["Colombia"], 0),
        "Pepe": ("Portugal", [("Germany", RED)], ["USA"], 0),
        "Wilson Palacios": ("Honduras", [("France", YELLOW, SECOND)], ["Ecuador"], 0),
    },
    "euro.json/2020": {
        "Granit Xhaka": ("Switzerland", [("Turkey", YELLOW), ("France", YELLOW)], ["Spain"], 0),
        "Ethan Ampadu": ("Wales", [("Italy", RED)], ["Denmark"], 0),
        "Grzegorz Krychowiak": ("Poland", [("Slovakia", YELLOW, SECOND)], ["Spain"], 0),
        "Remo Freuler": ("Switzerland", [("Spain", RED)], [], 1),
    },
}


def load(data, path):
    """Import a cup, and enter the cards that are told of it."""
    name = path.partition(".")[0]
    call_command("import", "openfootball", str(data / "football" / path / f"{name}.json"))
    for person, (team, shown, *_) in CUPS[path].items():
        for opponent, *cards in shown:
            match = find_match(team, opponent)
            side = "home" if match.home.name == team else "away"
            bodies = [{"type": "card", "side": side, "player": person, "data": {"card": card}} for card in cards]
            enter(match, *bodies)
    count_all()
    return Season.objects.get()


def find_match(team, opponent):
    """The first match of two teams."""
    return Match.objects.filter(
        Q(home__name=team, away__name=opponent) | Q(home__name=opponent, away__name=team)
    ).earliest("scheduled_on")


@pytest.mark.parametrize("path", CUPS)
def test_who_missed_which_match(data, path):
    season = load(data, path)
    found = {
        row["person"]["name"]: (
            row["competitor"]["name"],
            [meeting["opponent"]["name"] for ban in row["bans"] for meeting in ban["served"]],
            row["left"],
        )
        for row in list_suspensions(season.pk)
        if row["bans"]
    }
    expected = {
        person: (team, missed, left) for person, (team, _, missed, left) in CUPS[path].items() if missed or left
    }
    assert found == expected


def test_who_was_near_a_ban_before_the_quarter_finals(data):
    """Of those entered, on 5 July 2018: Meunier, Rebić and Mandžukić, as was published."""
    season = load(data, "worldcup.json/2018")
    near = {row["person"]["name"] for row in list_suspensions(season.pk, on=date(2018, 7, 5)) if row["one_away"]}
    assert {"Thomas Meunier", "Ante Rebić", "Mario Mandžukić"} <= near
    after = list_suspensions(season.pk, on=date(2018, 7, 9))
    counted = {row["competitor"]["name"] for row in after if row["cautions"]}
    assert counted == {"Switzerland"}  # who were out before: what they have, counts nowhere any more
    suspended = {row["person"]["name"]: row["bans"][0]["to_serve"] for row in after if row["left"]}
    assert [meeting["opponent"]["name"] for meeting in suspended["Thomas Meunier"]] == ["France"]


def test_nine_matches_by_decision_for_what_no_card_was_shown_for(data):
    """Suárez, 2014: banned for nine of Uruguay's matches by FIFA on 26 June, after the match against Italy."""
    season = load(data, "worldcup.json/2014")
    match = find_match("Uruguay", "Italy")
    uruguay = match.home if match.home.name == "Uruguay" else match.away
    suarez = Person.objects.filter(competitor=uruguay, name__contains="Suárez").first()
    Suspension.objects.create(
        season=season,
        person=suarez,
        match=match,
        matches=9,
        on=date(2014, 6, 26),
        reason="FIFA, disciplinary committee",
    )
    count_all()
    row = next(row for row in list_suspensions(season.pk) if row["person"]["id"] == str(suarez.pk))
    assert ([one["opponent"]["name"] for one in row["bans"][0]["served"]], row["left"]) == (["Colombia"], 8)
    assert all(row["person"]["id"] != str(suarez.pk) for row in list_suspensions(season.pk, on=date(2014, 6, 25)))
