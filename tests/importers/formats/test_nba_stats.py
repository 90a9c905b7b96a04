"""The NBA's, WNBA's and G League's statistics: the real files, and handmade ones for what those do not show."""

import json

import msgspec
import pytest

from scoreboard.importers.base import BadFile
from scoreboard.importers.formats import nba_stats
from scoreboard.importers.load import load_season
from scoreboard.models import Match, MatchEvent, Person, PersonSource
from scoreboard.queries import decode_state
from scoreboard.sports.state import view_of

ACTOR = "import:nba-stats"
HEADERS = ["GAME_ID", "EVENTNUM", "EVENTMSGTYPE", "EVENTMSGACTIONTYPE", "PERIOD", "PCTIMESTRING", "HOMEDESCRIPTION"]
HEADERS += ["NEUTRALDESCRIPTION", "VISITORDESCRIPTION", "SCORE", "PERSON1TYPE", "PLAYER1_NAME", "PLAYER1_TEAM_CITY"]
HEADERS += ["PLAYER1_TEAM_NICKNAME", "PERSON2TYPE", "PLAYER2_NAME", "PERSON3TYPE", "PLAYER3_NAME"]
HOME, AWAY = (4, "Ada", "Reds", "City"), (5, "Zoe", "Blues", "Town")


def row(kind, *, by=HOME, at="10:00", text="", action=1, period=1, score=None, second=(0, None), third=(0, None)):
    """One row of a play-by-play."""
    side, name, nickname, city = by
    return [
        *("0021900009", 1, kind, action, period, at, text, None, None, score, side, name, city, nickname),
        *(*second, *third),
    ]


def make_plays(*rows):
    """A play-by-play of these rows, with a point for each side before them and one for home in the last quarter."""
    rest = [row(3, text="Free Throw", period=period, by=(4, "Bea", *HOME[2:])) for period in (2, 3, 4)]
    table = {"name": "PlayByPlay", "headers": HEADERS, "rowSet": [row(3, by=AWAY, text="Free Throw"), *rows, *rest]}
    return msgspec.json.encode({"resource": "playbyplay", "resultSets": [table]})


def events_of(*rows):
    (season,) = nba_stats.parse(make_plays(*rows))
    events = season.matches[0].events
    return season, [event for event in events[2:] if event["type"] not in ("period_start", "period_end")][:-3]


@pytest.mark.django_db
@pytest.mark.parametrize("game", ["0021900001", "2021900002"])
def test_every_quarter_has_its_expected_score(data, game):
    folder = data / "basketball"
    expected = json.loads((folder / "expected_basketball.json").read_text())[game]
    (season,) = nba_stats.read(folder / "pbp" / f"stats_{game}.json")
    report = load_season(season, actor=ACTOR)
    assert (report.created, report.warnings, report.rejected) == (1, [], [])
    view = view_of(decode_state(Match.objects.get()))
    assert [period.home for period in view.periods] == expected["quarters_home"]
    assert [period.away for period in view.periods] == expected["quarters_visitor"]
    assert [view.score.away, view.score.home] == expected["final"]
    assert view.finished
    before = MatchEvent.objects.count()
    assert load_season(nba_stats.read(folder / "pbp" / f"stats_{game}.json")[0], actor=ACTOR).unchanged == 1
    assert MatchEvent.objects.count() == before


@pytest.mark.django_db
def test_a_schedule_is_a_season_of_results(data):
    (season,) = nba_stats.read(data / "basketball" / "schedule" / "data_wnba_2019.json")
    assert (season.competition, season.season) == ("WNBA", "2019")
    report = load_season(season, actor=ACTOR)
    assert (report.matches, report.created, report.rejected) == (236, 236, [])
    content = json.loads((data / "basketball" / "schedule" / "data_wnba_2019.json").read_text())
    scores = sorted((int(g["h"]["s"]), int(g["v"]["s"])) for m in content["lscd"] for g in m["mscd"]["g"])
    views = [view_of(decode_state(match)) for match in Match.objects.all()]
    assert sorted((view.score.home, view.score.away) for view in views) == scores


@pytest.mark.django_db
def test_a_folder_is_read_as_a_whole(data):
    seasons = nba_stats.read(data / "basketball")
    assert sorted(season.competition for season in seasons) == ["NBA", "NBA G League", "WNBA"]
    assert {match.coverage for season in seasons[:2] for match in season.matches} == {"events"}


def test_a_summary_alone_is_a_result_by_quarters(data):
    (season,) = nba_stats.read(data / "basketball" / "game_details" / "stats_summary_0021900001.json")
    (match,) = season.matches
    assert (match.home, match.away, str(match.scheduled_on)) == (
        "Toronto Raptors",
        "New Orleans Pelicans",
        "2019-10-22",
    )
    assert match.events[0]["data"]["score"] == {"home": 130, "away": 122}
    assert match.events[0]["data"]["decided_by"] == "overtime"


def test_shots():
    _, events = events_of(
        row(1, at="9:00", text="Ada 25' 3PT Jump Shot (3 PTS) (Bea 1 AST)", second=(4, "Bea")),
        row(2, at="8:00", text="MISS Ada Layup", third=(5, "Zoe")),
        row(3, at="7:00", text="Ada Free Throw 2PT (5 PTS)", action=31),
        row(3, at="6:00", text="MISS Ada Free Throw 1 of 1", action=10),
    )
    assert [(event["type"], event.get("data")) for event in events] == [
        ("basket", {"points": 3, "assist": "Bea"}),
        ("miss", {"points": 2}),
        ("play", {"kind": "block"}),
        ("basket", {"points": 2}),
        ("miss", {"points": 1}),
    ]
    assert (events[2]["side"], events[2]["player"]) == ("away", "Zoe")


def test_fouls_by_their_kind():
    kinds = {1: "personal", 4: "offensive", 26: "offensive", 11: "technical", 14: "unsportsmanlike"}
    for action, kind in kinds.items():
        _, events = events_of(row(6, action=action))
        assert [event["data"]["kind"] for event in events] == [kind]
    _, (team,) = events_of(row(6, action=17))
    assert "player" not in team
    _, events = events_of(row(6, action=16, second=(5, "Zoe")))
    assert [(event["side"], event["player"]) for event in events] == [("home", "Ada"), ("away", "Zoe")]
    _, events = events_of(row(11))
    assert events[0]["data"]["kind"] == "disqualifying"
    _, events = events_of(row(6, at="9:00", action=11), row(6, at="8:00", action=11), row(11, at="8:00"))
    assert [event["data"]["kind"] for event in events] == ["technical", "technical"]


def test_other_plays():
    team = (2, None, "Reds", "City")
    _, events = events_of(
        row(8, at="9:00", second=(4, "Bea")),
        row(9, at="8:00", by=team),
        row(9, at="7:00", by=(0, None, None, None)),
        row(4, at="6:00"),
        row(5, at="5:00", second=(5, "Zoe")),
        row(18, at="4:00", by=(0, None, None, None)),
    )
    assert [(event["type"], event.get("side"), event.get("player")) for event in events] == [
        ("substitution", "home", "Bea"),
        ("timeout", "home", None),
        ("timeout", None, None),
        ("play", "home", "Ada"),
        ("play", "home", "Ada"),
        ("play", "away", "Zoe"),
    ]


def test_plays_out_of_order_are_put_in_order():
    _, events = events_of(row(1, at="1:00", text="Ada Layup"), row(1, at="9:00", text="Ada 3PT Shot"))
    assert [event["data"]["points"] for event in events] == [3, 2]


def test_contradictions_are_told():
    season, _ = events_of(row(1, at="1:00", text="Ada Layup", score="1 - 9"))
    assert any("the score is (9, 1), the plays come to (5, 1)" in note.why for note in season.warnings)
    assert any("when it was played" in note.why for note in season.warnings)


@pytest.mark.parametrize(
    ("game", "named"),
    [
        ("0021900001", ("NBA", "2019-20", "Regular season")),
        ("0049900001", ("NBA", "1999-00", "Playoffs")),
        ("1011900001", ("WNBA", "2019", "Preseason")),
        ("2052300001", ("NBA G League", "2023-24", "Play-in")),
    ],
)
def test_a_match_s_id_names_its_season(game, named):
    assert nba_stats.parse_id(game) == named


@pytest.mark.parametrize(
    ("state", "status"),
    [("PPD", "postponed"), ("Cancelled", "cancelled"), ("7:00 pm ET", None), ("Final/OT", "result")],
)
def test_the_schedule_says_what_became_of_a_match(state, status):
    game = {"gid": "0022000001", "gdte": "2020-12-22", "st": "3" if status == "result" else "1", "stt": state}
    teams = {"v": {"tc": "Town", "tn": "Blues", "s": "90"}, "h": {"tc": "City", "tn": "Reds", "s": "91"}}
    (season,) = nba_stats.parse(msgspec.json.encode({"lscd": [{"mscd": {"g": [{**game, **teams}]}}]}))
    events = season.matches[0].events
    if status is None:
        assert events == []
    elif status == "result":
        assert events[0]["data"] == {"score": {"home": 91, "away": 90}, "decided_by": "overtime"}
    else:
        assert events[0]["data"]["status"] == status


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"{", "not JSON"),
        (b"[]", "expected an object"),
        (b"{}", "resultSets"),
        (b'{"resultSets": [{"name": "PlayByPlay"}]}', r"resultSets\[0\]"),
        (b'{"resultSets": [{"name": "X", "headers": []}]}', "PlayByPlay or GameSummary"),
        (b'{"lscd": [{}]}', r"lscd\[0\]"),
        (make_plays(row(1, at="soon")), r"row 2 \(EVENTNUM 1\): expected PERIOD and PCTIMESTRING"),
        (b'{"lscd": [{"mscd": {"g": [{"gid": "7"}]}}]}', "ten digits"),
    ],
)
def test_a_file_that_is_wrong_says_where(content, why):
    with pytest.raises(BadFile, match=why):
        nba_stats.parse(content)


@pytest.mark.django_db
def test_people_keep_the_site_s_ids(data):
    (season,) = nba_stats.read(data / "basketball" / "pbp" / "stats_0021900001.json")
    named = [event for event in season.matches[0].events if "player" in event]
    assert all(event["player_id"].startswith("nba-stats:") for event in named)
    fields = {name for event in named for name in event.get("data", {})}
    assert {"assist", "assist_id", "off", "off_id"} <= fields
    load_season(season, actor="import:nba-stats")
    assert PersonSource.objects.count() == Person.objects.count() >= 20
