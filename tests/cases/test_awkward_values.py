"""Values as files have them: tables saved by spreadsheets, hours in any shape, days that go over the New Year."""

import json
from datetime import UTC, date, datetime

import pytest

from scoreboard.importers.base import BadFile
from scoreboard.importers.formats import (
    football_txt,
    international_results,
    native,
    openfootball,
    tennis_pointbypoint,
)
from scoreboard.models.names import normalise

HEADING = "date,home_team,away_team,home_score,away_score,tournament,city,country,neutral"
ROWS = "2031-06-01,Ash,Birch,2,1,Cup,Town,Land,TRUE\n2031-06-02,Elm,Birch,0,1,Cup,Town,Land,FALSE\n"
TABLE = f"{HEADING}\n{ROWS}"
NONE = "date,home_team,away_team,team,scorer,minute,own_goal,penalty\n", "date,home_team,away_team,winner\n"


@pytest.mark.parametrize(
    "text",
    [
        TABLE.replace("\n", "\r\n"),
        TABLE.replace("\n", "\n\n"),
        TABLE + "  \n,,,,,,,,\n",
        TABLE.replace(",", ";"),
        TABLE.replace(",", "\t"),
        TABLE.replace("date,home_team", "Date, Home_Team"),
        TABLE.replace("TRUE", "true"),
        TABLE.replace(",2,1,", ",2.0,1.0,"),
        TABLE.replace(",", ";").replace(";2;1;", ";2,0;1,0;"),
        TABLE.replace(",2,1,", ', 2 ,"1",'),
        TABLE.replace("2031-06-01", "2031-06-01 00:00:00"),
        "\n".join(f"{line},more" for line in TABLE.splitlines()),
    ],
    ids=["crlf", "empty", "blank", "semicolons", "tabs", "case", "true", "2.0", "2,0", "quoted", "midnight", "column"],
)
def test_a_table_is_read_as_a_spreadsheet_saved_it(text):
    (season,) = international_results.parse(text, *NONE)
    read = [(one.home, one.away, one.day, one.neutral) for one in season.matches]
    assert read == [("Ash", "Birch", date(2031, 6, 1), True), ("Elm", "Birch", date(2031, 6, 2), False)]
    assert season.rejected == []


def test_a_table_of_points_is_read_with_semicolons():
    heading = "pbp_id,date,tny_name,tour,draw,server1,server2,winner,pbp,score"
    row = "1,30 Dec 14,Northshore Open,ATP,Main,Ann,Bea,1,,6-1 6-2"
    row_of_january = row.replace("30 Dec 14", "05 Jan 15").replace("Bea", "Cat")
    text = f"{heading}\n{row}\n{row_of_january}".replace(",", ";")
    (season,) = tennis_pointbypoint.parse(text.encode())
    assert (season.season, len(season.matches)) == ("2015", 2)  # a tournament that begins before the New Year is one


@pytest.mark.parametrize(
    ("text", "hour", "instant"),
    [
        ("20:00", "20:00", None),
        ("20.00", "20:00", None),
        ("20h00", "20:00", None),
        ("20:00:00", "20:00", None),
        ("8:00 pm", "20:00", None),
        ("12:30 a.m.", "00:30", None),
        ("20:00 EST", "20:00", None),  # several zones are called so
        ("20:00Z", "20:00", datetime(2031, 3, 15, 20, tzinfo=UTC)),
        ("20:00+02:00", "20:00", datetime(2031, 3, 15, 18, tzinfo=UTC)),
        ("20:00 UTC+5:30", "20:00", datetime(2031, 3, 15, 14, 30, tzinfo=UTC)),
    ],
)
def test_an_hour_is_read_in_any_shape(text, hour, instant):
    match = {"date": "2031-03-15", "time": text, "team1": "Ash", "team2": "Birch"}
    (one,) = openfootball.parse_season("League", "2031", [("here", match)]).matches
    assert (one.local_time, one.scheduled_at, one.day) == (hour, instant, date(2031, 3, 15))


@pytest.mark.parametrize("text", ["24:00", "25:00", "TBD", "half past", "13:00 pm"])
def test_an_hour_that_is_none_is_left_out_and_not_its_match(text):
    match = {"date": "2031-03-15", "time": text, "team1": "Ash", "team2": "Birch", "score": {"ft": [1, 0]}}
    season = openfootball.parse_season("League", "2031", [("here", match)])
    assert season.rejected == []
    assert (season.matches[0].local_time, season.matches[0].day) == (None, date(2031, 3, 15))
    assert [note.why.endswith("the hour is left out") for note in season.warnings] == [True]


@pytest.mark.parametrize("zone", ["CET", "CEST", "EET", "BST", "UTC+1"])
def test_a_zone_in_a_line_is_no_team_s_name(zone):
    text = f"= League 2030/31\n\n» Matchday 1\n[Sat Jan/4]\n  20.00 {zone}  Ash v Birch\n"
    (season,) = football_txt.parse(text.encode())
    assert (season.matches[0].home, season.matches[0].local_time) == ("Ash", "20:00")
    assert season.matches[0].scheduled_at is not None


@pytest.mark.parametrize("years", ["2030", "2030/31"])
def test_a_list_goes_on_over_the_new_year(years):
    """Without a weekday that tells, a day is the one that is nearest to the match before."""
    text = f"= League {years}\n\n» Matchday 1\n[Dec 30]\n  Ash 1-1 Birch\n» Matchday 2\n[Jan 2]\n  Birch 1-0 Ash\n"
    (season,) = football_txt.parse(text.encode())
    assert [one.day for one in season.matches] == [date(2030, 12, 30), date(2031, 1, 2)]


@pytest.mark.parametrize("unseen", ["\u200b", "\u00ad", "\ufeff", "\u200e", "\u2060"])
def test_a_name_with_letters_that_nobody_sees_is_the_same(unseen):
    """A zero-width space or soft hyphen copied with a name from a page (Unicode, category Cf) parts nothing."""
    assert normalise(f"Bra{unseen}gança {unseen}FC{unseen}") == normalise("Bragança FC")


@pytest.mark.parametrize(
    ("rules", "place"),
    [
        ({"ranking": {"win": None}}, "$.ranking.win"),
        ({"ranking": {"win": "3"}}, "$.ranking.win"),
        ({"ranking": {"wins": 3}}, "$.ranking"),
        ({"ranking": {"tiebreakers": ["luck"]}}, "$.ranking.tiebreakers[0]"),
        ({"ranking": {"split": {"after": 0}}}, "$.ranking.split.after"),
        ({"stages": {"Final": {}}, "stage_rankings": {"Final": {"win": -1}}}, "$.stage_rankings.Final.win"),
    ],
)
def test_rules_by_which_no_table_can_be_made_are_refused_before_anything_is_entered(rules, place):
    """They were kept, and every page and answer with the season's table failed from then on."""
    match = {"where": "1", "home": "Ash", "away": "Box"}
    season = {"sport": "football", "competition": "League", "season": "2026", "matches": [match], **rules}
    with pytest.raises(BadFile) as refused:
        native.parse(json.dumps(season).encode())
    assert f"at `{place}`" in str(refused.value)
