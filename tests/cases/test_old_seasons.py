"""Seasons of their time: points for a win, what separates those who are level, lots, play-offs, zones.

Each table is of a few matches between invented teams, imported under the real competition's name and season: what is
known of it stands in scoreboard/importers/competitions.json, with its source.
"""

import json
from datetime import date

import msgspec
import pytest
from django.core.management import CommandError, call_command

from scoreboard.importers.base import BadFile
from scoreboard.importers.competitions import FILE, Catalogue, find_ranking, find_year, parse_catalogue
from scoreboard.models import AuditEntry, Competition, Season
from tests.counting import count_all
from tests.stats.lists import list_standings

pytestmark = pytest.mark.django_db(databases=["default", "stats"])

# Ash and Box won 1-0 thrice and lost; Cob drew much: with two points a win Cob is level, with three it is not.
POINTS = ["Ash 1-0 Elm", "Ash 0-2 Cob", "Cob 1-1 Elm", "Cob 0-0 Box", "Ash 1-0 Box", "Cob 1-1 Dun", "Ash 2-0 Dun"]
# Level on points, Ash with 2-1 (2.0, +1) and Box with 6-4 (1.5, +2).
GOALS = ["Ash 2-1 Cob", "Box 6-4 Dun"]


def load(tmp_path, capsys, name, matches, *flags, rounds=None):
    """Import matches ("Ash 1-0 Box"), a day each, under a heading; the season."""
    rows = []
    for number, match in enumerate(matches, start=1):
        home, score, away = match.split()
        label = rounds[number - 1] if rounds else f"Matchday {number}"
        row = {"round": label, "date": f"1900-01-{number:02}", "team1": home, "team2": away}
        rows.append(row | {"score": {"ft": [int(goals) for goals in score.split("-")]}})
    path = tmp_path / "season.json"
    path.write_text(json.dumps({"name": name, "matches": rows}))
    call_command("import", "openfootball", str(path), *flags)
    report = json.loads(capsys.readouterr().out)
    assert report["rejected"] == []
    count_all()
    return Season.objects.get()


def rows(season, **as_of):
    (table,) = list_standings(season.pk, **as_of)["groups"]
    return table["rows"]


def order(season):
    return [row["competitor"]["name"] for row in rows(season)]


def points(season):
    return {row["competitor"]["name"]: row["points"] for row in rows(season)}


@pytest.mark.parametrize(
    ("name", "win"),
    [
        # Football League: two points until 1980/81
        ("English First Division 1980/81", 2),
        ("English First Division 1981/82", 3),
        # DFB and FIFA Congress 1994: 1995/96
        ("Deutsche Bundesliga 1994/95", 2),
        ("Deutsche Bundesliga 1995/96", 3),
        # FIGC: 1994/95
        ("Italian Serie A 1993/94", 2),
        ("Italian Serie A 1994/95", 3),
        # RFEF: 1995/96
        ("Spanish Primera División 1994/95", 2),
        ("Spanish Primera División 1995/96", 3),
        # LFP: 1994/95, after three had been tried in 1988/89
        ("French Division 1 1987/88", 2),
        ("French Division 1 1988/89", 3),
        ("French Division 1 1989/90", 2),
        ("French Division 1 1993/94", 2),
        ("French Division 1 1994/95", 3),
        # Scottish Football League: 1994/95
        ("Scottish Premier Division 1993/94", 2),
        ("Scottish Premier Division 1994/95", 3),
        # KNVB: 1995/96
        ("Dutch Eredivisie 1994/95", 2),
        ("Dutch Eredivisie 1995/96", 3),
        # the names that seasons go by
        ("Deutsche Bundesliga 1994-95", 2),
        ("Bundesliga 1995-96", 3),
        ("Serie A 1994", 3),
    ],
)
def test_points_for_a_win_by_season(tmp_path, capsys, name, win):
    season = load(tmp_path, capsys, name, POINTS)
    assert points(season) == {"Ash": 3 * win, "Cob": win + 3, "Elm": 1, "Box": 1, "Dun": 1}


@pytest.mark.parametrize(
    ("name", "first"),
    [
        # Football League: goal average until 1975/76
        ("English Football League 1888/89", "Ash"),
        ("English First Division 1975/76", "Ash"),
        ("English First Division 1976/77", "Box"),
        # DFB: Torquotient until 1968/69
        ("Deutsche Bundesliga 1963/64", "Ash"),
        ("Deutsche Bundesliga 1968/69", "Ash"),
        ("Deutsche Bundesliga 1969/70", "Box"),
        # FIGC: quoziente reti from 1938/39 to 1941/42
        ("Italian Serie A 1938/39", "Ash"),
        ("Italian Serie A 1941/42", "Ash"),
        ("Italian Serie A 1972/73", "Box"),
        # RFEF: goal-average from the first league on; Llamas, Cuadernos de Fútbol, April 2016. Its end is a guess
        ("Spanish Primera División 1928/29", "Ash"),
        ("Spanish Primera División 1969/70", "Ash"),
        ("Spanish Primera División 1970/71", "Box"),
        ("Spanish Primera División 1980/81", "Box"),
        # FFF: goal average from 1932/33 to 1964/65
        ("French Division Nationale 1932/33", "Ash"),
        ("French Division 1 1964/65", "Ash"),
        ("French Division 1 1965/66", "Box"),
        # Scottish Football League: goal average from 1921/22 to 1970/71
        ("Scottish Division One 1921/22", "Ash"),
        ("Scottish Division One 1970/71", "Ash"),
        ("Scottish Division One 1971/72", "Box"),
        # KNVB: no source that we know has goal average in the Eredivisie, so that none is its first or last season
        ("Dutch Eredivisie 1956/57", "Box"),
        ("Dutch Eredivisie 1975/76", "Box"),
        # FIFA: goal average in 1962 and 1966
        ("World Cup 1966", "Ash"),
        ("World Cup 1970", "Box"),
    ],
)
def test_goal_average_in_its_time(tmp_path, capsys, name, first):
    assert order(load(tmp_path, capsys, name, GOALS))[0] == first


@pytest.mark.parametrize(
    "name",
    [
        *("Italian Serie A 1930/31", "Italian Serie A 1937/38", "Italian Serie A 1942/43", "Italian Serie A 1950/51"),
        *("Scottish Division One 1910/11", "Scottish Division One 1920/21"),
    ],
)
def test_who_was_level_was_level_before_goals_counted(tmp_path, capsys, name):
    """FIGC until 1937/38 and again until 1967/68, Scottish Football League until 1920/21: pari merito."""
    assert [row["rank"] for row in rows(load(tmp_path, capsys, name, GOALS))] == [1, 1, 3, 3]


def test_goals_brought_points_in_france(tmp_path, capsys):
    """Groupement, 19 May 1973: a point for three goals, whatever the result; from 1974/75 for a win by three."""
    matches = ["Ash 3-3 Box", "Cob 3-0 Dun", "Ash 4-2 Dun"]
    season = load(tmp_path, capsys, "French Division 1 1973/74", matches)
    assert points(season) == {"Ash": 5, "Box": 2, "Cob": 3, "Dun": 0}
    Season.objects.update(ranking=find_ranking("French Division 1", "1975/76"))
    Season.objects.get().save()
    count_all()
    assert points(season) == {"Ash": 3, "Box": 1, "Cob": 3, "Dun": 0}


def test_the_league_decides_by_the_matches_between_them(tmp_path, capsys):
    """RFEF, Reglamento General: those level by their own matches first."""
    matches = ["Ash 1-0 Box", "Box 0-0 Ash", "Box 5-0 Cob", "Cob 1-0 Ash", "Cob 0-1 Box", "Ash 1-0 Cob"]
    season = load(tmp_path, capsys, "La Liga 2005/06", [*matches, "Cob 0-0 Dun"])
    assert order(season)[:2] == ["Ash", "Box"]
    assert rows(season)[1]["separated_by"] == "head_to_head_points"


@pytest.mark.parametrize("label", ["Spareggio", "Play-off", "Championship Play-off"])
def test_a_play_off_between_those_level_orders_them_and_counts_no_further(tmp_path, capsys, label):
    """FIGC: spareggio, the title of 1963/64; the match is in no column of the table."""
    matches = ["Ash 2-0 Cob", "Box 1-0 Cob", "Box 2-0 Ash"]
    rounds = ["1. Giornata", "2. Giornata", label]
    season = load(tmp_path, capsys, "Italian Serie A 1963/64", matches, rounds=rounds)
    table = rows(season)
    assert [(row["competitor"]["name"], row["played"], row["points"]) for row in table] == [
        ("Box", 1, 2),
        ("Ash", 1, 2),
        ("Cob", 2, 0),
    ]
    assert table[1]["separated_by"] == "play_off"


def test_two_of_three_who_are_level_play_off_for_the_places_they_have(tmp_path, capsys):
    """FIGC, Consiglio federale 2022: by the matches between all three who plays off; the third keeps its place."""
    matches = ["Ash 1-0 Box", "Box 1-0 Cob", "Cob 1-0 Ash", "Ash 4-0 Dun", "Box 3-0 Dun", "Cob 2-0 Dun", "Cob 1-0 Box"]
    rounds = [*(f"Matchday {number}" for number in range(1, 7)), "Relegation Play-off"]
    season = load(tmp_path, capsys, "Italian Serie A 2022/23", matches, rounds=rounds)
    assert order(season) == ["Ash", "Cob", "Box", "Dun"]


def test_the_alphabet_decides_last(tmp_path, capsys):
    """KNVB, until 2014/15."""
    season = load(tmp_path, capsys, "Dutch Eredivisie 2010/11", ["Éclair 1-0 Fen", "Elm 1-0 Dun"])
    assert order(season) == ["Éclair", "Elm", "Dun", "Fen"]
    assert [row["rank"] for row in rows(season)] == [1, 2, 3, 4]


def test_lots_that_were_drawn_are_a_decision_with_its_reason(tmp_path, capsys):
    season = load(tmp_path, capsys, "Test League 1900/01", ["Ash 1-0 Cob", "Box 1-0 Dun"])
    assert [row["rank"] for row in rows(season)] == [1, 1, 3, 3]
    draw = ["adjust", "--season", str(season.pk), "--lots", "Box", "Ash", "--on", "1900-02-01"]
    call_command(*draw, "--reason", "drawn in the secretary's office")
    count_all()
    table = rows(season)
    assert [(row["rank"], row["competitor"]["name"]) for row in table[:2]] == [(1, "Box"), (2, "Ash")]
    assert table[1]["separated_by"] == "lots"
    assert table[0]["adjustments"] == [
        {"points": 0, "reason": "drawn in the secretary's office", "on": "1900-02-01", "lot": 1}
    ]
    assert [row["rank"] for row in rows(season, on=date(1900, 1, 31))] == [1, 1, 3, 3]
    assert AuditEntry.objects.filter(kind="adjustment", reason="drawn in the secretary's office").count() == 2


@pytest.mark.parametrize(
    ("flags", "why"),
    [
        (["--lots", "Ash"], "two or more"),
        (["--lots", "Ash", "Ash"], "each once"),
        (["--lots", "Ash", "Nobody"], "nobody called"),
        (["--lots", "Ash", "Box", "--points", "3"], "lots give none"),
        (["--competitor", "Ash"], "expected how many"),
    ],
)
def test_lots_are_entered_whole(tmp_path, capsys, flags, why):
    season = load(tmp_path, capsys, "Test League 1900/01", ["Ash 1-0 Cob", "Box 1-0 Dun"])
    with pytest.raises(CommandError, match=why):
        call_command("adjust", "--season", str(season.pk), *flags, "--reason", "r")


@pytest.mark.parametrize(
    ("name", "clubs", "last"),
    [
        # DFB: 16 clubs in 1963/64, of which the last two were relegated; in 1964/65 the league was enlarged
        ("Deutsche Bundesliga 1963/64", 16, ["relegated", "relegated"]),
        ("Deutsche Bundesliga 1964/65", 16, [None, None]),
        # SPL: the champions below had no ground for it in 2003
        ("Scottish Premier League 2001/02", 12, [None, "relegated"]),
        ("Scottish Premier League 2002/03", 12, [None, None]),
        ("Scottish Premier League 2003/04", 12, [None, "relegated"]),
    ],
)
def test_places_mean_something_by_season(tmp_path, capsys, name, clubs, last):
    matches = [f"Top{number} 20-{number} End{number}" for number in range(clubs // 2)]
    zones = [row.get("zone") for row in rows(load(tmp_path, capsys, name, matches))]
    assert zones == ["champion", *[None] * (clubs - 3), *last]


def test_the_rules_are_those_of_the_name_given(tmp_path, capsys):
    """A file whose heading names no competition that is known, and --competition that does."""
    season = load(
        tmp_path, capsys, "Some file", GOALS, "--competition", "English First Division", "--season", "1970/71"
    )
    assert season.ranking["tiebreakers"] == ["points", "goal_average"]
    assert order(season)[0] == "Ash"


def test_the_first_day_tells_when_a_season_of_one_year_began(tmp_path, capsys):
    """Matches that began in autumn 1994, in a season called "1995", are of 1994/95."""
    path = tmp_path / "season.json"
    match = {"round": "Matchday 1", "team1": "Ash", "team2": "Box", "score": {"ft": [1, 0]}, "date": "1994-08-20"}
    path.write_text(json.dumps({"name": "Deutsche Bundesliga 1995", "matches": [match]}))
    call_command("import", "openfootball", str(path))
    assert Season.objects.get().ranking["win"] == 2


def test_the_rules_are_known_of_a_text(tmp_path, capsys):
    """DFB: two points in 1993/94, for a file in Football.TXT with German rounds."""
    path = tmp_path / "bl.txt"
    path.write_text(
        "= Deutsche Bundesliga 1993/94\n\n1. Spieltag\n[Sat Aug/7]\n  Ash 1-0 Box\n  Cob 1-1 Dun\n"
        "2. Spieltag\n[Sat Aug/14]\n  Cob 2-2 Ash\n  Dun 0-3 Box\n"
    )
    call_command("import", "football-txt", str(path))
    capsys.readouterr()
    count_all()
    assert points(Season.objects.get()) == {"Ash": 3, "Box": 2, "Cob": 2, "Dun": 1}


def test_the_league_of_1889_is_right_to_the_row(data, capsys):
    """Football League 1889/90: two points a win, goal average; the published table."""
    old = data / "football" / "old" / "1889-90.england.1-footballleague.txt"
    expected = json.loads((data / "football" / "expected" / "1889-90.england.table.json").read_text())
    call_command("import", "football-txt", str(old))
    capsys.readouterr()
    count_all()
    table = [
        {
            "rank": row["rank"],
            "team": row["competitor"]["name"],
            **{name: row[name] for name in ("played", "won", "drawn", "lost")},
            "gf": row["for"],
            "ga": row["against"],
            "points": row["points"],
        }
        for row in rows(Season.objects.get())
    ]
    assert table == expected["table"]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"names": []}, r"Expected names or at_home - at `\$.competitions\[0\]`"),
        ({"rules": []}, r"length >= 1 - at `\$.competitions\[0\].rules`"),
        (
            {"rules": [{"ranking": {"win": "two"}, "source": "a regulation"}]},
            r"`\$.competitions\[0\].rules\[0\].ranking.win`",
        ),
        (
            {"rules": [{"ranking": {"tiebreakers": ["luck"]}, "source": "a regulation"}]},
            r"'luck' .*ranking.tiebreakers\[0\]",
        ),
        ({"rules": [{"ranking": {"win": 2}}]}, r"missing required field `source`"),
        ({"rules": [{"ranking": {}, "source": "a regulation", "since": "99"}]}, r"rules\[0\].since"),
        (
            {"rules": [{"ranking": {"win": 2}, "source": "a regulation", "until": year} for year in ("1990", "1980")]},
            r"'win' is told twice of some seasons, here and in rules\[0\] - at `\$.competitions\[0\].rules\[1\]`",
        ),
        ({"colour": "red"}, "unknown field `colour`"),
    ],
)
def test_what_is_wrong_in_the_catalogue_is_said_with_its_place(change, why):
    one = {"title": "Cup", "names": ["Cup"], "rules": [{"ranking": {"win": 2}, "source": "a regulation"}]}
    with pytest.raises(BadFile, match=why):
        parse_catalogue(json.dumps({"competitions": [one | change]}).encode())


def test_the_schema_for_editors_is_current():
    schema = json.loads(msgspec.json.encode(msgspec.json.schema(Catalogue)))
    there = json.loads(FILE.with_suffix(".schema.json").read_text())
    assert there == schema, "write msgspec.json.schema(Catalogue) there"


@pytest.mark.parametrize("name", ["Ukrainian Premier League", "Russian Premier League", "Irish First Division"])
def test_another_country_s_league_is_not_england_s(name):
    assert "tiebreakers" not in find_ranking(name, "1970/71")


@pytest.mark.parametrize(
    "name", ["Spanish La Liga 2015/16", "Portuguese Primeira Liga 2015/16", "Africa Cup of Nations 2015"]
)
def test_matches_between_those_level_decide_once_all_have_met(tmp_path, capsys, name):
    """Of three who are level two have met: until then goal difference decides, as published tables have it."""
    season = load(tmp_path, capsys, name, ["Ash 1-0 Box", "Box 5-0 Dun", "Cob 2-0 Dun", "Dun 1-0 Ash"])
    assert order(season)[:3] == ["Box", "Cob", "Ash"]
    assert rows(season)[1]["separated_by"].endswith("goal_difference")


def test_matches_between_those_level_decide_once_both_have_been_played(tmp_path, capsys):
    """RFEF: the two matches together; after the first, of which Ash won, goal difference still decides."""
    path = tmp_path / "season.json"
    plays = [("Ash", [1, 0], "Box"), ("Box", [5, 0], "Dun"), ("Dun", [1, 0], "Ash"), ("Box", None, "Ash")]

    def bring():
        matches = [
            {"round": f"Matchday {day}", "date": f"2015-09-{day:02}", "team1": home, "team2": away}
            | ({"score": {"ft": score}} if score else {})
            for day, (home, score, away) in enumerate(plays, start=1)
        ]
        path.write_text(json.dumps({"name": "Spanish La Liga 2015/16", "matches": matches}))
        call_command("import", "openfootball", str(path))
        capsys.readouterr()
        count_all()
        return Season.objects.get()

    season = bring()
    assert (order(season), points(season)) == (["Box", "Ash", "Dun"], {"Ash": 3, "Box": 3, "Dun": 3})
    plays[3] = ("Box", [0, 0], "Ash")
    season = bring()
    assert (order(season)[:2], points(season)["Box"]) == (["Ash", "Box"], 4)
    assert rows(season, on=date(2015, 9, 3))[0]["competitor"]["name"] == "Box"  # as it was known before the second


@pytest.mark.parametrize("label", ["Beslissingswedstrijd", "Desempate", "Decisive match", "Match d'appui", "Omkamp"])
def test_a_decider_is_no_round_of_the_league_in_any_language(tmp_path, capsys, label):
    matches = ["Ash 2-0 Cob", "Box 1-0 Cob", "Box 2-0 Ash"]
    season = load(tmp_path, capsys, "Italian Serie A 1963/64", matches, rounds=["Matchday 1", "Matchday 2", label])
    assert (order(season), rows(season)[0]["played"]) == (["Box", "Ash", "Cob"], 1)


@pytest.mark.parametrize(
    ("name", "year", "win"),
    [
        ("Valley League", "1974/75", 2),  # of which nothing is known: nobody gave three before the Football League
        ("Valley League", "1981/82", 3),
        ("Valley League", "", 3),
        ("Allsvenskan", "1989", 2),
        ("Allsvenskan", "1990", 3),
        ("Tippeligaen", "1986", 2),
        ("Úrvalsdeild karla", "1983", 2),
        ("Soviet Top League", "1991", 2),
        ("Russian Premier League", "1995", 3),
        ("League of Ireland Premier Division", "1982/83", 3),
        ("League of Ireland Premier Division", "1992/93", 2),
        ("Swiss Nationalliga A", "1994/95", 2),
        ("Argentine Primera División", "1995/96", 3),
    ],
)
def test_an_old_season_has_the_points_of_its_time_where_no_rules_of_it_are_known(name, year, win):
    assert find_ranking(name, year).get("win", 3) == win


def test_what_any_competition_has_is_of_those_alone_that_no_entry_names():
    catalogue = {
        "competitions": [
            {
                "title": "A league",
                "names": ["A League"],
                "rules": [{"ranking": {"draw": 2}, "source": "its own rules"}],
            },
            {"title": "Any", "names": ["*"], "rules": [{"ranking": {"win": 2}, "source": "what others had"}]},
        ]
    }
    known, any_other = parse_catalogue(msgspec.json.encode(catalogue))
    assert known.is_called(("a league",), "")
    assert not known.is_called(("b league",), "")
    assert any_other.is_called(("b league",), "ENG")
    assert "win" not in find_ranking("Ligue 1", "1988/89")  # told as three, while others had two


@pytest.mark.parametrize(
    ("season", "first_day", "year"),
    [
        ("80/81", date(1981, 1, 3), 1980),  # a file that begins in the second of the years
        ("80-81", date(1980, 8, 16), 1980),
        ("99/00", date(2000, 2, 1), 1999),
        ("88/89", date(1888, 9, 8), 1888),
        ("00/01", date(1901, 1, 1), 1900),
        ("1980_81", date(1981, 1, 3), 1980),
        ("1980—81", date(1980, 8, 16), 1980),
        ("80/82", date(1981, 1, 3), 1981),  # no season's years
    ],
)
def test_the_years_of_a_season_in_any_spelling_say_when_it_began(season, first_day, year):
    assert find_year(season, first_day) == year


@pytest.mark.parametrize(
    ("name", "same"),
    [
        ("FA Carling Premiership", "Premier League"),
        ("Barclays Premier League", "Premier League"),
        ("1. Fußball-Bundesliga", "Bundesliga"),
        ("Lega Serie A", "Serie A"),
        ("Campionato di Serie A", "Serie A"),
        ("Liga BBVA", "La Liga"),
        ("Liga Española", "Primera División"),
        ("Championnat de France", "Ligue 1"),
        ("Scottish League Division One", "Scottish Division One"),
        ("Holland Eredivisie", "Eredivisie"),
        ("Poland Ekstraklasa", "Ekstraklasa"),
        ("Romania: Liga I", "Liga I"),
        ("Swedish Allsvenskan", "Allsvenskan"),
        ("Norway - Tippeligaen", "Tippeligaen"),
        ("FIFA World Cup qualification", "World Cup Qualifying"),
    ],
)
@pytest.mark.parametrize("season", ["1954/55", "1979/80", "1990/91", "1997/98", "2014/15"])
def test_a_competition_is_known_by_its_sponsors_and_its_country_s_words(name, same, season):
    assert find_ranking(name, season, zones=True) == find_ranking(same, season, zones=True)


@pytest.mark.parametrize(
    ("name", "year", "win"),
    [
        ("Swedish Allsvenskan", "1985", 2),
        ("World Cup Qualifying", "1994", 2),
        ("FIFA World Cup qualification", "1996", 3),
        ("UEFA Euro qualification", "1991", 2),
        ("UEFA Euro qualification", "1994", 3),
        ("Olympic Games", "1992", 2),
        ("FIFA Women's World Cup", "1991", 2),
        ("FIFA Women's World Cup", "1995", 3),
    ],
)
def test_tournaments_and_their_qualification_have_the_points_of_their_time(name, year, win):
    """FIFA's and UEFA's regulations: two points until those of 1994, three in all that began afterwards."""
    assert find_ranking(name, year).get("win", 3) == win


def test_greece_gave_three_two_and_one(tmp_path, capsys):
    """1959/60 to 1972/73: of 30 matches AEK and Panathinaikos had 79 points in 1959/60."""
    matches = ["Ash 1-0 Box", "Cob 1-1 Ash"]
    assert points(load(tmp_path, capsys, "Greek Alpha Ethniki 1959/60", matches)) == {"Ash": 5, "Cob": 2, "Box": 1}


@pytest.mark.parametrize(
    "name", ["Scottish Championship 2019/20", "Scottish League Two 2019/20", "FA Women's Super League 2019/20"]
)
def test_leagues_cut_short_in_2020_rank_by_points_a_game(tmp_path, capsys, name):
    """SPFL, 15 April 2020; The FA, 5 June 2020: Chelsea before Manchester City, who had a point and a match more."""
    season = load(tmp_path, capsys, name, ["Ash 1-0 Cob", "Box 1-0 Cob", "Box 0-0 Dun"])
    assert (order(season)[:2], points(season)["Box"]) == (["Ash", "Box"], 4)


def test_in_the_premier_league_the_matches_between_those_level_come_last(tmp_path, capsys):
    """Premier League Handbook 2019/20, rules C.5 and C.17: points in them, then goals away in them."""
    season = load(tmp_path, capsys, "English Premier League 2019/20", ["Box 1-2 Ash", "Ash 0-1 Box"])
    assert (order(season), rows(season)[1]["separated_by"]) == (["Ash", "Box"], "head_to_head_away_goals_for")


def test_a_place_that_is_shared_over_a_zone_s_border_is_in_none(tmp_path, capsys):
    """What a place means is told of those whose place it is: two who share the first are not both champions yet."""
    season = load(tmp_path, capsys, "Italian Serie A 1990/91", ["Ash 1-0 Cob", "Box 1-0 Dun", "Elm 0-0 Fir"])
    assert {row["competitor"]["name"]: row.get("zone") for row in rows(season)} == dict.fromkeys(
        ["Ash", "Box", "Cob", "Dun", "Elm", "Fir"]
    )
    season.ranking |= {"zones": [{"name": "promoted", "first": 1, "last": 2}, {"name": "down", "first": 6, "last": 6}]}
    season.save()
    count_all()
    assert [row["zone"] for row in rows(season) if "zone" in row] == ["promoted", "promoted"]


def test_before_the_first_match_nobody_is_champion(tmp_path, capsys):
    path = tmp_path / "plan.json"
    row = {"round": "Matchday 1", "date": "2026-08-15", "team1": "Ash", "team2": "Box"}
    path.write_text(json.dumps({"name": "English Premier League 2026/27", "matches": [row]}))
    call_command("import", "openfootball", str(path))
    capsys.readouterr()
    count_all()
    assert [(row["rank"], row.get("zone")) for row in rows(Season.objects.get())] == [(1, None), (1, None)]


@pytest.mark.parametrize(
    "named",
    ["Football League 1980/81", "football league 1980-81", "Football League 1980-1981", "FOOTBALL LEAGUE 1980–81"],
)
def test_points_are_taken_in_a_season_by_any_spelling_of_its_years(tmp_path, capsys, named):
    season = load(tmp_path, capsys, "Football League 1980/81", ["Ash 1-0 Box", "Cob 1-0 Dun"])
    call_command("adjust", season=named, competitor="Ash", points=-2, reason="Late accounts", on=date(1900, 1, 2))
    count_all()
    assert points(season) == {"Ash": 0, "Cob": 2, "Box": 0, "Dun": 0}


def test_of_two_seasons_of_one_name_none_is_taken_silently():
    """Of two sports, say: the answer names both, with their ids."""
    seasons = [
        Season.objects.create(competition=Competition.objects.create(sport=sport, name="Top League"), name="2026")
        for sport in ("football", "basketball")
    ]
    with pytest.raises(CommandError, match="several") as refused:
        call_command("adjust", season="Top League 2026", competitor="Ash", points=-2, reason="Late accounts")
    assert all(f"{season.pk} ({season.competition.sport})" in str(refused.value) for season in seasons)
