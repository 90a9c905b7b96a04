"""Competitors by any name they go by."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from scoreboard.importers.base import ImportedMatch, ImportedSeason
from scoreboard.importers.load import load_season
from scoreboard.known_names import find_competitors
from scoreboard.models import Competition, Competitor, CompetitorAlias, Match, Season
from scoreboard.models.names import list_keys, normalise
from scoreboard.models.nations import NATIONS
from scoreboard.queries import find_competitor
from tests.factories import make_competitor


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("AS Saint-Étienne", "as saint etienne"),
        ("Côte d'Ivoire", "Cote d’Ivoire"),
        ("Bosnia & Herzegovina", "Bosnia and Herzegovina"),
        ("Galatasaray İstanbul AŞ", "GALATASARAY ISTANBUL AS"),
        ("Iğdır", "Igdir"),
        ("Brøndby IF", "Brondby I.F."),
        ("Śląsk Wrocław", "Slask Wroclaw"),
        ("Straße", "STRASSE"),
        ("Borussia M'gladbach", "Borussia Mgladbach"),
        ("  Real\u00a0 Madrid ", "Real Madrid"),
    ],
)
def test_spellings_of_one_name_are_equal(one, other):
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(("one", "other"), [("भारत", "भरत"), ("???", "!!!"), ("Congo", "DR Congo"), ("日本", "中国")])
def test_other_names_stay_others(one, other):
    assert normalise(one) != normalise(other)


def test_no_name_is_that_of_two_nations():
    keys = [normalise(name) for names in NATIONS for name in names]
    assert sorted(set(keys)) == sorted(keys)


def test_a_nation_is_looked_for_under_its_own_name_first():
    assert list_keys("Türkiye") == ("turkiye", "turkey")


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["United States", "usa", "United States of America"])
def test_a_national_team_is_found_by_its_other_names(name):
    team = make_competitor("USA")
    assert find_competitor(name, sport="football") == team
    assert find_competitor(name, sport="other") is None


@pytest.mark.django_db
def test_an_alias_leads_to_its_competitor_before_a_name_does(django_assert_num_queries):
    reds, old = make_competitor("Reds United"), make_competitor("Rothosen")
    CompetitorAlias.objects.create(competitor=reds, name="Rothosen")
    exact = make_competitor("Atletico")
    accented = make_competitor("Atlético")
    with django_assert_num_queries(2):
        found = find_competitors(["ROTHOSEN", "Atlético", "Atletico", "Nobody"], sport="football")
    assert found == {"ROTHOSEN": reds, "Atlético": accented, "Atletico": exact}
    assert find_competitor(str(old.pk), sport="football") == old


@pytest.mark.django_db
def test_a_name_leads_to_one_competitor_only():
    reds, blues = make_competitor(), make_competitor()
    CompetitorAlias.objects.create(competitor=reds, name="The Côte")
    with pytest.raises(IntegrityError), transaction.atomic():
        CompetitorAlias.objects.create(competitor=blues, name="the cote")
    with pytest.raises(ValidationError, match="is a name of"):
        CompetitorAlias(competitor=blues, name="THE COTE").clean()


@pytest.mark.django_db
def test_a_renamed_competitor_is_found_by_its_new_name():
    team = make_competitor("Kings XI Punjab")
    team.name = "Punjab Kings"
    team.save()
    assert find_competitor("punjab kings", sport="football") == team


def imported(*pairs, competition="Test Cup", country=""):
    matches = [
        ImportedMatch(where=str(n), home=home, away=away, scheduled_on=date(2026, 5, n))
        for n, (home, away) in enumerate(pairs, 1)
    ]
    return ImportedSeason(sport="football", competition=competition, season="2026", country=country, matches=matches)


@pytest.mark.django_db
def test_the_first_name_seen_stays_and_others_become_aliases():
    load_season(imported(("USA", "Côte d'Ivoire"), ("United States", "Ivory Coast")), actor="import:test")
    assert sorted(Competitor.objects.values_list("name", flat=True)) == ["Côte d'Ivoire", "USA"]
    assert dict(CompetitorAlias.objects.values_list("name", "competitor__name")) == {
        "United States": "USA",
        "Ivory Coast": "Côte d'Ivoire",
    }
    assert Match.objects.count() == 2


@pytest.mark.django_db
def test_a_spelling_is_no_alias():
    load_season(imported(("AS Saint-Étienne", "Blues"), ("AS Saint-Etienne", "Blues")), actor="import:test")
    assert (Competitor.objects.count(), CompetitorAlias.objects.count()) == (2, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("league_first", [True, False])
def test_a_club_of_a_league_is_the_cup_s_of_that_country(league_first):
    league = imported(("Borussia Dortmund", "Reds"), competition="Bundesliga", country="GER")
    chile = imported(("Everton", "Reds of Chile"), competition="Primera", country="CHI")
    cup = imported(("Borussia Dortmund (GER)", "Everton (ENG)"), competition="Champions League")
    for season in (league, chile, cup) if league_first else (cup, league, chile):
        load_season(season, actor="import:test")
    names = set(Competitor.objects.values_list("name", flat=True))
    dortmund = "Borussia Dortmund" if league_first else "Borussia Dortmund (GER)"
    assert names == {dortmund, "Reds", "Everton", "Everton (ENG)", "Reds of Chile"}


@pytest.mark.django_db
def test_a_competition_has_other_names_too():
    load_season(imported(("A", "B"), competition="World Cup"), actor="import:test")
    load_season(imported(("C", "D"), competition="FIFA World Cup"), actor="import:test")
    assert (Competition.objects.count(), Season.objects.get().matches.count()) == (1, 2)
