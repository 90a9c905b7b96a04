"""Who began a match, by source: real files against what was published of them, and hand-made ones for the rest."""

import json

import pytest

from scoreboard.importers.formats import cricsheet, datavolley, nba_stats, pwhl, retrosheet, wyscout
from scoreboard.importers.load import load_season
from scoreboard.models import Match
from scoreboard.queries import decode_state, load_log
from scoreboard.sports import get_sport
from scoreboard.sports.match import fold
from tests.importers.formats import cricsheet as made
from tests.importers.formats import test_datavolley, test_nba_stats, test_pwhl, test_retrosheet, test_wyscout


def find(read, path, where=""):
    """The match of a file whose place says `where`."""
    return next(match for season in read(path) for match in season.matches if where in match.where)


def sides_of(match):
    return {body["side"]: body["data"] for body in match.lineups}


def starters(lineup):
    return [one["player"] for one in lineup["players"] if one.get("starting")]


def bench(lineup):
    return [one.get("player") for one in lineup["players"] if not one.get("starting")]


FILES = {
    "cricket": (cricsheet.read, "cricket/ipl_2019_json.zip"),
    "baseball": (retrosheet.read, "baseball/2020TBA.EVA"),
    "volleyball": (datavolley.read, "volleyball"),
    "ice_hockey": (pwhl.read, "icehockey"),
    "basketball": (nba_stats.read, "basketball/pbp"),
}


@pytest.mark.parametrize("sport", FILES)
def test_every_match_has_both_with_as_many_as_begin(data, sport):
    read, path = FILES[sport]
    starting = get_sport(sport).starting
    matches = [match for season in read(data / path) for match in season.matches]
    assert matches
    for match in matches:
        assert {side: len(starters(lineup)) for side, lineup in sides_of(match).items()} == {
            "home": starting,
            "away": starting,
        }, match.where


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sport", "file"),
    [
        ("cricket", "cricket/json/1022359.json"),
        ("volleyball", "volleyball/DCup-7.dvw"),
        ("ice_hockey", "icehockey/pwhl_108.json"),
        ("basketball", "basketball/pbp/stats_0021900001.json"),
    ],
)
def test_a_file_is_entered_once_and_folds(data, sport, file):
    read, _ = FILES[sport]
    for run in range(2):
        (season,) = read(data / file)
        report = load_season(season, actor="import:test")
        assert (report.created, report.warnings, report.rejected) == (1 - run, [], [])
    match = Match.objects.get()
    state = decode_state(match)
    assert state == fold(load_log(match))
    assert len(state.home_lineup.players) >= get_sport(sport).starting
    assert all(one.player_id for one in (*state.home_lineup.players, *state.away_lineup.players))


# --- cricket ---------------------------------------------------------------------------------------------------------


def test_the_elevens_of_pakistan_against_south_africa(data):
    """The Champions Trophy, 7 June 2017, as its scorecard was published."""
    lineups = sides_of(find(cricsheet.read, data / "cricket" / "json" / "1022359.json"))
    pakistan = ("Azhar Ali", "Fakhar Zaman", "Babar Azam", "Mohammad Hafeez", "Shoaib Malik", "Sarfraz Ahmed")
    assert starters(lineups["home"]) == [
        *pakistan,
        *("Imad Wasim", "Mohammad Amir", "Shadab Khan", "Hasan Ali", "Junaid Khan"),
    ]
    assert lineups["home"]["complete"]
    assert lineups["home"]["players"][2] == {
        "player": "Babar Azam",
        "player_id": "cricsheet:8a75e999",
        "starting": True,
    }


REDS = ["Ada", "Bea", *(f"Red {number}" for number in range(3, 12))]
BLUES = ["Zoe", *(f"Blue {number}" for number in range(2, 12))]


def bring_cricket(tmp_path, *deliveries, reds=REDS, blues=BLUES, **info):
    given = {"players": {"Reds": reds, "Blues": blues}, **info}
    content = made.match(made.innings("Reds", made.over(*deliveries)), **given)
    match = find(cricsheet.read, made.write(tmp_path / "1.json", content))
    return sides_of(match)


@pytest.mark.parametrize("listed", [True, False])
def test_who_came_in_for_another_begins_on_the_bench(tmp_path, listed):
    change = {"in": "Ann", "out": "Ada", "team": "Reds", "reason": "concussion_substitute"}
    later = made.delivery(batter=1, replacements={"match": [change]})
    later["batter"] = "Ann"
    lineups = bring_cricket(tmp_path, 1, later, reds=[*REDS, "Ann"] if listed else REDS)
    assert (starters(lineups["home"]), bench(lineups["home"]), lineups["home"]["complete"]) == (REDS, ["Ann"], True)


def test_a_supersub_begins_on_the_bench(tmp_path):
    lineups = bring_cricket(tmp_path, 1, reds=[*REDS, "Ann"], supersubs={"Reds": "Ann"})
    assert (starters(lineups["home"]), bench(lineups["home"])) == (REDS, ["Ann"])


def test_who_begins_of_twelve_is_not_known(tmp_path):
    lineups = bring_cricket(tmp_path, 1, reds=[*REDS, "Ann"])
    assert (starters(lineups["home"]), bench(lineups["home"])) == ([], [*REDS, "Ann"])
    assert "complete" not in lineups["home"]


def test_a_substitute_who_takes_a_catch_is_named_as_such(tmp_path):
    caught = [{"kind": "caught", "player_out": "Ada", "fielders": [{"name": "Eve", "substitute": True}]}]
    lineups = bring_cricket(tmp_path, made.delivery(wickets=caught))
    assert lineups["away"]["players"][-1] == {"player": "Eve", "position": "substitute"}
    assert lineups["away"]["complete"]


def test_one_is_not_complete_in_which_somebody_is_missing(tmp_path):
    lineups = bring_cricket(tmp_path, 1, blues=BLUES[1:], reds=["Ann", *REDS[1:]])
    assert [lineup.get("complete") for lineup in lineups.values()] == [None, None]


def test_a_file_without_players_has_none(tmp_path):
    content = made.match(made.innings("Reds", made.over(1)))
    assert find(cricsheet.read, made.write(tmp_path / "1.json", content)).lineups == []


# --- baseball --------------------------------------------------------------------------------------------------------


def test_the_box_score_of_the_rays_first_game(data):
    """24 July 2020, Toronto at Tampa Bay, as the box score was published: batting order, and the pitcher last."""
    lineups = sides_of(find(retrosheet.read, data / "baseball" / "2020TBA.EVA", "TBA202007240"))
    order = [(one["player"], one["position"]) for one in lineups["away"]["players"] if one.get("starting")]
    assert order == [
        ("Bo Bichette", "shortstop"),
        ("Cavan Biggio", "second base"),
        ("Vladimir Guerrero Jr.", "first base"),
        ("Travis Shaw", "third base"),
        ("Randal Grichuk", "center field"),
        ("Rowdy Tellez", "designated hitter"),
        ("Teoscar Hernandez", "right field"),
        ("Derek Fisher", "left field"),
        ("Danny Jansen", "catcher"),
        ("Hyun Jin Ryu", "pitcher"),
    ]
    assert bench(lineups["away"]) == ["Jordan Romano", "Anthony Bass", "Rafael Dolis", "Anthony Alford", "Ken Giles"]
    assert lineups["home"]["players"][0]["player_id"] == "retrosheet:diazy001"
    assert all(lineup["complete"] for lineup in lineups.values())


def test_whoever_bats_or_pitches_is_in_one(data):
    for season in retrosheet.read(data / "baseball" / "2020LAN.EVN"):
        for match in season.matches:
            listed = {side: {one["player_id"] for one in lineup["players"]} for side, lineup in sides_of(match).items()}
            for body in match.events:
                if body["type"] == "play":
                    other = "home" if body["side"] == "away" else "away"
                    assert body["player_id"] in listed[body["side"]]
                    assert body["data"]["pitcher_id"] in listed[other]


def test_a_pitcher_who_bats_for_himself_as_designated_hitter_is_there_once(tmp_path):
    halves = [test_retrosheet.OUTS] * 10
    path = test_retrosheet.write(tmp_path / "a.EVA", *halves, before=['start,Home4,"Home 4",1,0,1'])
    home = sides_of(find(retrosheet.read, path))["home"]
    assert [one["position"] for one in home["players"] if one["player"] == "Home 4"] == ["second base and pitcher"]
    assert len(starters(home)) == 10


# --- volleyball ------------------------------------------------------------------------------------------------------


def test_the_six_stand_in_the_order_of_places_1_to_6(data):
    """As the first set's rotation is written in the scout's own codes: 3 (setter), 15, 7, 19, 9, 2 of Hartberg."""
    lineups = sides_of(find(datavolley.read, data / "volleyball" / "DCup-7.dvw"))
    assert [one["number"] for one in lineups["home"]["players"] if one.get("starting")] == [3, 15, 7, 19, 9, 2]
    assert [one["number"] for one in lineups["away"]["players"] if one.get("starting")] == [11, 6, 16, 9, 17, 12]
    assert lineups["home"]["players"][0] == {
        "player": "Eva SCHULLER",
        "number": 3,
        "position": "setter",
        "starting": True,
    }
    assert [one["player"] for one in lineups["home"]["players"] if one.get("captain")] == ["Anna-Lena BRUCHMANN"]
    liberos = [one["number"] for one in lineups["home"]["players"] if one.get("position") == "libero"]
    assert (liberos, lineups["home"]["complete"]) == ([5, 10], True)


def test_a_player_without_a_name_has_the_number():
    text = test_datavolley.write_file(*test_datavolley.THREE).replace("Surname2;Name2", ";")
    lineup = sides_of(datavolley.parse(text.encode(), name="x").matches[0])["home"]
    assert lineup["players"][1] == {"number": 2}


# --- ice hockey ------------------------------------------------------------------------------------------------------


def test_the_line_ups_of_toronto_at_ottawa(data):
    """3 December 2024, as the league's game sheet has them."""
    lineups = sides_of(find(pwhl.read, data / "icehockey" / "pwhl_108.json"))
    assert sorted(starters(lineups["away"])) == [
        "Daryl Watts",
        "Izzy Daniel",
        "Jocelyne Larocque",
        "Kristen Campbell",
        "Renata Fast",
        "Sarah Nurse",
    ]
    by_name = {one["player"]: one for one in lineups["away"]["players"]}
    assert by_name["Blayre Turnbull"] == {
        "player": "Blayre Turnbull",
        "player_id": "pwhl:76",
        "number": 40,
        "position": "C",
        "captain": True,
    }
    assert [name for name, one in by_name.items() if one.get("goalkeeper")] == ["Raygan Kirk", "Kristen Campbell"]
    assert (lineups["home"]["coach"], [lineup["complete"] for lineup in lineups.values()]) == (
        "Carla MacLeod",
        [True, True],
    )


def test_one_whom_the_events_know_and_the_sheet_does_not_leaves_it_incomplete():
    dressed = [{"info": {"id": 7, **test_pwhl.ZOE, "jerseyNumber": "x"}, "starting": 1}]
    goal = test_pwhl.goal("1", "1:00")
    goal["details"]["scoredBy"] = {"id": 8, **test_pwhl.ADA}
    content = json.loads(test_pwhl.make_file(goal))
    content["summary_raw"]["homeTeam"]["skaters"] = dressed
    season = pwhl.parse(json.dumps(content).encode())
    assert season.matches[0].lineups == [
        {
            "type": "lineup",
            "side": "home",
            "data": {"players": [{"player": "Zoe Bell", "player_id": "pwhl:7", "starting": True}]},
        }
    ]


# --- basketball ------------------------------------------------------------------------------------------------------


def test_the_fives_of_the_first_game_of_2019_20(data):
    """22 October 2019, New Orleans at Toronto, as published; told from the plays alone, so not complete."""
    lineups = sides_of(find(nba_stats.read, data / "basketball" / "pbp" / "stats_0021900001.json"))
    assert sorted(starters(lineups["home"])) == sorted(
        ["Kyle Lowry", "Fred VanVleet", "OG Anunoby", "Pascal Siakam", "Marc Gasol"]
    )
    assert sorted(starters(lineups["away"])) == sorted(
        ["Lonzo Ball", "Jrue Holiday", "JJ Redick", "Brandon Ingram", "Derrick Favors"]
    )
    assert not any("complete" in lineup for lineup in lineups.values())


def test_a_box_score_beside_it_is_followed_and_agrees_with_the_plays(data, tmp_path):
    plays = data / "basketball" / "pbp" / "stats_2021900002.json"
    box = sides_of(find(nba_stats.read, plays))
    (alone,) = nba_stats.parse(plays.read_bytes())
    told = sides_of(alone.matches[0])
    for side in ("home", "away"):
        assert box[side]["complete"]
        assert sorted(starters(box[side])) == sorted(starters(told[side]))
        assert {one["player_id"] for one in told[side]["players"]} <= {one["player_id"] for one in box[side]["players"]}
    assert box["home"]["players"][0] == {
        "player": "Stephan Hicks",
        "player_id": "nba-stats:1627208",
        "position": "F",
        "starting": True,
    }


def test_who_came_in_or_only_fouled_or_acts_later_did_not_begin():
    row = test_nba_stats.row
    rows = [
        row(8, at="9:00", second=(4, "Eve")),  # Eve comes in for Ada
        row(1, at="8:00", by=(4, "Eve", "Reds", "City"), text="Layup", second=(4, "Gina")),
        row(6, at="7:00", by=(4, "Fay", "Reds", "City"), action=11),
        row(1, at="6:00", by=(4, "Hana", "Reds", "City"), text="Layup", period=2),
    ]
    (season,) = nba_stats.parse(test_nba_stats.make_plays(*rows))
    home = sides_of(season.matches[0])["home"]
    assert starters(home) == ["Ada", "Gina"]
    assert {*bench(home)} == {"Eve", "Fay", "Hana", "Bea"}


# --- football --------------------------------------------------------------------------------------------------------


def test_the_elevens_of_spain_against_russia(data):
    """1 July 2018, as FIFA's match report has them."""
    lineups = sides_of(find(wyscout.read, data / "football" / "wyscout" / "2058004.json"))
    assert {*starters(lineups["home"])} == {
        *("David de Gea", "Nacho", "Sergio Ramos", "Piqué", "Jordi Alba", "Sergio Busquets", "Koke"),
        *("David Silva", "Isco", "Marco Asensio", "Diego Costa"),
    }
    assert {*starters(lineups["away"])} == {
        *("I. Akinfeev", "Mário Fernandes", "I. Kutepov", "S. Ignashevich", "F. Kudryashov", "Y. Zhirkov"),
        *("R. Zobnin", "D. Kuzyaev", "A. Samedov", "A. Golovin", "A. Dzyuba"),
    }
    assert not any("complete" in lineup for lineup in lineups.values())
    keepers = [one["player"] for one in lineups["home"]["players"] if one.get("goalkeeper")]
    assert keepers == ["David de Gea", "Arrizabalaga", "Pepe Reina"]


@pytest.mark.parametrize("extra", [True, False])
def test_who_began_is_not_known_where_a_twelfth_touches_the_ball_before_the_interval(extra):
    squad = [{"player": {"wyId": 100 + number, "shortName": f"Red {number}"}} for number in range(12)]
    touches = [test_wyscout.touch(20 + number, 1801, kind=8, player=100 + number) for number in range(11 + extra)]
    players = {**test_wyscout.PLAYERS, "1": squad}
    season = wyscout.parse(test_wyscout.make_file(*touches, players=players))
    home = sides_of(season.matches[0])["home"]
    assert (len(starters(home)), len(home["players"])) == (0 if extra else 11, 12)
