"""DataVolley's scout files: the two real ones, and handmade ones for what those do not show."""

import json

import pytest

from scoreboard.importers.base import BadFile
from scoreboard.importers.formats import datavolley
from scoreboard.importers.load import load_season
from scoreboard.models import Match, MatchEvent, Person
from scoreboard.queries import decode_state
from scoreboard.sports.state import view_of

ACTOR = "import:datavolley"
SET = "True;;;;{};20;"


def write_file(*codes, sets=(), day="28/12/2012", season="2012/2013", competition="Pokal", players=(1, 2, 3, 4)):
    """A scout file with these codes of [3SCOUT]."""
    roster = "\n".join(f"0;{n};{n};;;;;;{n};Surname{n};Name{n};;;;;;;" for n in players)
    lines = [
        "[3DATAVOLLEYSCOUT]\nFILEFORMAT: 2.0",
        f"[3MATCH]\n{day};20.00.00;{season};{competition};Final;;1;X;",
        "[3TEAMS]\n1;Reds;3;;;;\n2;Blues;0;;;;",
        "[3MORE]\n;;;Bled;Hall;;",
        "[3SET]\n" + "\n".join(SET.format(one) for one in sets),
        f"[3PLAYERS-H]\n{roster}\n[3PLAYERS-V]\n{roster}",
        "[3SCOUT]\n" + "\n".join(codes),
    ]
    return "\r\n".join(lines)


def rallies(winner, *, start=(0, 0), upto=25):
    """Rallies won by one side until it has so many points."""
    home, away = start
    codes = []
    while (home if winner == "*" else away) < upto:
        home, away = (home + 1, away) if winner == "*" else (home, away + 1)
        codes.append(f"{winner}p{home:02}:{away:02};;;")
    return codes


THREE = [*rallies("*"), "**1set;", *rallies("*"), "**2set;", *rallies("*"), "**3set;"]


def parse(*codes, encoding="utf-8", **fields):
    season = datavolley.parse(write_file(*codes, **fields).encode(encoding), name="x.dvw")
    return season, season.matches[0]


@pytest.mark.django_db
@pytest.mark.parametrize("file", ["PM06.dvw", "DCup-7.dvw"])
def test_every_set_has_its_expected_score(data, file):
    expected = json.loads((data / "volleyball" / "expected_volleyball.json").read_text())[file]
    (season,) = datavolley.read(data / "volleyball" / file)
    report = load_season(season, actor=ACTOR)
    assert (report.created, report.warnings, report.rejected) == (1, [], [])
    match = Match.objects.select_related("home", "away").get()
    view = view_of(decode_state(match))
    assert (match.home.name, match.away.name) == (expected["home"], expected["away"])
    assert [view.score.home, view.score.away] == [int(won) for won in expected["sets_won"]]
    assert [[period.home, period.away] for period in view.periods] == expected["set_scores"]
    before = MatchEvent.objects.count()
    assert load_season(datavolley.read(data / "volleyball" / file)[0], actor=ACTOR).unchanged == 1
    assert MatchEvent.objects.count() == before


def test_a_folder_is_read_as_a_whole(data):
    assert sum(len(season.matches) for season in datavolley.read(data / "volleyball")) == 2


def test_names_are_read_in_the_encoding_they_were_written_in(data):
    (season,) = datavolley.read(data / "volleyball" / "PM06.dvw")
    named = {event["player"] for event in season.matches[0].events if event.get("player")}
    assert {"Jan Klobučar", "Borislav Petrović", "Dalibor Šmitran"} <= named
    (season,) = datavolley.read(data / "volleyball" / "DCup-7.dvw")
    assert "Anna TRUBÁKOVÁ" in {event.get("player") for event in season.matches[0].events}


def test_how_a_rally_was_won_and_by_whom():
    touches = ["*01SM#;", "a02RM=;", "*p01:00;", "*01SM-;", "a$$&H=;", "a03AM=;", "*p02:00;", "*01SM+;", "a03AM#;"]
    rest = rallies("*", start=(2, 1))
    _, match = parse(*touches, "ap02:01;", *rest, *THREE[25:])
    assert match.events[:4] == [
        {"type": "match_start", "side": "home"},
        {"type": "point", "side": "home", "data": {"how": "ace"}, "player": "Name1 Surname1"},
        {"type": "point", "side": "home", "data": {"how": "error"}, "player": "Name3 Surname3"},
        {"type": "point", "side": "away", "data": {"how": "attack"}, "player": "Name3 Surname3"},
    ]


def test_timeouts_and_substitutions():
    _, match = parse("*01SM-;", "*T;", "ac01:02;", *THREE)
    assert match.events[1:3] == [
        {"type": "timeout", "side": "home"},
        {"type": "substitution", "side": "away", "player": "Name2 Surname2", "data": {"off": "Name1 Surname1"}},
    ]


def test_what_the_rules_do_not_allow_is_left_out_and_told():
    season, match = parse("*01SM-;", "*T;", "*T;", "*T;", *THREE)
    assert [event["type"] for event in match.events[:4]] == ["match_start", "timeout", "timeout", "point"]
    assert (
        season.warnings[0].why == "event 4 (timeout home): All 2 timeouts of this set have been taken. It is left out."
    )


def test_a_score_that_was_put_right():
    season, match = parse("*01SM-;", "*p01:00;", "*p03:00;", *rallies("*", start=(3, 0)), *THREE[25:])
    assert match.events[2]["data"]["points"] == 2
    assert season.warnings[0].where == "x.dvw, line 25"


def test_sets_that_contradict_the_rallies():
    season, _ = parse(*THREE, sets=("25-1", "25-0", "25-0"))
    assert "[3SET] says 25-1, 25-0, 25-0, the rallies come to 25-0, 25-0, 25-0" in season.warnings[0].why


@pytest.mark.parametrize(
    ("codes", "players", "sport", "ruleset"),
    [
        (THREE, (1, 2, 3, 4), "volleyball", {}),
        (THREE[:52], (1, 2, 3, 4), "volleyball", {"sets_to_win": 2}),
        ([*rallies("*", upto=21), "**1set;", *rallies("*", upto=21)], (1, 2), "beach_volleyball", {}),
        (
            [*rallies("*", upto=21), "**1set;", *rallies("*", upto=21)],
            (1, 2, 3, 4),
            "volleyball",
            {"points": 21, "sets_to_win": 2},
        ),
    ],
)
def test_the_rules_are_those_that_the_sets_fit(codes, players, sport, ruleset):
    season, match = parse(*codes, players=players)
    assert (season.sport, match.ruleset, season.warnings) == (sport, ruleset, [])


@pytest.mark.parametrize(
    ("fields", "named", "day"),
    [
        ({"day": "08/11/2020"}, ("Pokal", "2012/2013"), "2020-11-08"),
        ({"day": "12/28/2012"}, ("Pokal", "2012/2013"), "2012-12-28"),
        ({"day": "2012-12-28"}, ("Pokal", "2012/2013"), "2012-12-28"),
        ({"season": "OVV", "competition": "Cup 2020/21 - A"}, ("Cup - A", "2020/21"), "2012-12-28"),
        ({"season": "", "competition": ""}, ("Volleyball", "2012"), "2012-12-28"),
    ],
)
def test_what_the_head_says(fields, named, day):
    season, match = parse(*THREE, **fields)
    assert (season.competition, season.season, str(match.scheduled_on)) == (*named, day)
    assert (match.venue, match.round, match.local_time) == ("Hall, Bled", "Final", "20:00")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", r"\[3MATCH\]"),
        (write_file().encode(), r"\[3SCOUT\]"),
        (write_file(*THREE[:30]).encode(), "played to its end"),
        (write_file(*THREE, day="someday").encode(), "expected the day"),
        (write_file(*THREE).replace("Blues", " ").encode(), "visiting team"),
        (write_file(*THREE).replace("0;1;1;", "0;x;1;").encode(), r"line \d+: expected a player's number"),
    ],
)
def test_a_file_that_is_wrong_says_where(content, why):
    with pytest.raises(BadFile, match=why):
        datavolley.parse(content)


@pytest.mark.django_db
def test_two_of_one_name_in_a_team_are_told_apart_by_their_numbers():
    text = write_file("*P01", "*c01:02", "*02SQ#~", *THREE).replace("Surname2;Name2", "Surname1;Name1")
    season = datavolley.parse(text.encode(), name="x.dvw")
    came_in = next(event for event in season.matches[0].events if event["type"] == "substitution")
    assert came_in["player"] == came_in["data"]["off"] == "Name1 Surname1"
    ids = (came_in["player_id"], came_in["data"]["off_id"])
    assert ids == ("datavolley:2012/2013/2/Reds", "datavolley:2012/2013/1/Reds")
    load_season(season, actor=ACTOR)
    assert sorted(
        Person.objects.filter(name="Name1 Surname1", competitor__name="Reds").values_list("namesake", flat=True)
    ) == [0, 1]
    assert load_season(datavolley.parse(text.encode(), name="x.dvw"), actor=ACTOR).events == 0


def test_a_scout_s_own_numbers_of_players_are_no_ids(data):
    season = datavolley.parse((data / "volleyball" / "PM06.dvw").read_bytes(), name="x")
    named = [event for event in season.matches[0].events if "player" in event]
    assert len(named) > 100
    assert not any("player_id" in event or "off_id" in event.get("data", {}) for event in named)
