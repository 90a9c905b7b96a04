"""The PWHL's game files: the two real ones, and handmade ones for what those do not show."""

import json

import msgspec
import pytest

from scoreboard.importers.base import BadFile
from scoreboard.importers.formats import pwhl
from scoreboard.importers.load import load_season
from scoreboard.models import Match, MatchEvent, Person
from scoreboard.queries import decode_state
from scoreboard.sports.state import view_of

ACTOR = "import:pwhl"
ADA, ZOE = {"firstName": "Ada", "lastName": "Hart"}, {"firstName": "Zoe", "lastName": "Bell"}


def at(period, time, **details):
    return {"period": {"id": period}, "time": time, **details}


def goal(period, time, team=1, **properties):
    details = at(period, time, team={"id": team}, scoredBy=ADA, assists=[ZOE], properties=properties)
    return {"event": "goal", "details": details}


def make_file(*rows, final="1", periods=3, lengths=(), client="pwhl", **summary):
    """A game file of these events."""
    teams = {
        "homeTeam": {"info": {"id": 1, "name": "Reds"}},
        "visitingTeam": {"info": {"id": 2, "name": "Blues"}},
    }
    details = {"GameDateISO8601": "2024-11-30T17:00:00-05:00", "final": final, "venue": "Hall | City"}
    more = {str(4 + n): {"length": str(length), "mandatory": "0"} for n, length in enumerate(lengths)}
    game = {"Parameters": {"client_code": client}, "Gamesummary": {"periods": more}}
    return msgspec.json.encode(
        {
            "pbp_raw": list(rows),
            "summary_raw": {"details": details, **teams, "periods": [{}] * periods, **summary},
            "gc_raw": {"GC": game},
        }
    )


def parse(*rows, **fields):
    season = pwhl.parse(make_file(*rows, **fields), name="x.json")
    return season, season.matches[0]


@pytest.mark.django_db
@pytest.mark.parametrize("game", ["106", "108"])
def test_every_period_has_its_expected_goals(data, game):
    expected = json.loads((data / "icehockey" / "expected_icehockey.json").read_text())[game]
    season = pwhl.read(data / "icehockey" / f"pwhl_{game}.json")[0]
    report = load_season(season, actor=ACTOR)
    assert (report.created, report.warnings, report.rejected) == (1, [], [])
    match = Match.objects.get()
    state = decode_state(match)
    view = view_of(state)
    assert [[one.home, one.away] for one in view.periods][: len(expected["periods"])] == [
        one[1:] for one in expected["periods"]
    ]
    assert [view.score.home, view.score.away] == expected["final"]
    assert (view.finished, view.decided_by == "shootout") == (True, expected["has_shootout"])
    assert sum(incident.kind == "goal" for incident in state.incidents) == expected["goal_events"]
    assert sum(incident.kind == "penalty" for incident in state.incidents) == expected["event_types"]["penalty"]
    before = MatchEvent.objects.count()
    assert load_season(pwhl.read(data / "icehockey" / f"pwhl_{game}.json")[0], actor=ACTOR).unchanged == 1
    assert MatchEvent.objects.count() == before


def test_the_shootout_s_goal_is_nobody_s(data):
    (match,) = pwhl.read(data / "icehockey" / "pwhl_106.json")[0].matches
    assert len([event for event in match.events if event["type"] == "shootout_attempt"]) == 10
    assert len([event for event in match.events if event["type"] == "goal"]) == 6


def test_a_folder_is_read_as_a_whole(data):
    (season,) = pwhl.read(data / "icehockey")
    assert (season.competition, season.season, len(season.matches)) == ("PWHL", "2024-25", 2)
    assert [note.where for note in season.rejected] == ["expected_icehockey.json"]


def test_goals_say_how_they_came_about():
    _, match = parse(
        goal(1, "7:49", isPowerPlay="1"), goal(2, "1:00", 2, isShortHanded="1", isEmptyNet="1"), goal(3, "1:00")
    )
    goals = [event for event in match.events if event["type"] == "goal"]
    assert goals[0] == {
        "type": "goal",
        "side": "home",
        "player": "Ada Hart",
        "clock_ms": 731_000,
        "data": {"strength": "power_play", "assist": "Zoe Bell"},
    }
    assert goals[1]["data"] == {"strength": "short_handed", "assist": "Zoe Bell", "empty_net": True}
    assert goals[2]["data"]["strength"] == "even"


def test_other_events():
    rows = [
        {"event": "penalty", "details": at(1, "1:00", againstTeam={"id": 2}, minutes="2.00", takenBy=ZOE)},
        {"event": "penalty", "details": at(1, "2:00", againstTeam={"id": 2}, minutes="0.00", description="Shot")},
        {"event": "shot", "details": at(1, "3:00", shooterTeamId="1", shooter=ADA, isGoal=False)},
        {"event": "shot", "details": at(1, "4:00", shooterTeamId="1", shooter=ADA, isGoal=True)},
        {"event": "goalie_change", "details": at(1, "5:00", team_id="2", goalieGoingOut=ZOE)},
        {"event": "faceoff", "details": at(1, "6:00", homeWin="0", visitingPlayer=ZOE)},
        {"event": "penaltyshot", "details": at(1, "7:00", shooterTeamId="1", shooter=ADA, isGoal=False)},
        {"event": "something_new", "details": {}},
        goal(1, "8:00"),
    ]
    _, match = parse(*rows)
    assert [(event["type"], event.get("side"), event.get("player")) for event in match.events[1:7]] == [
        ("penalty", "away", "Zoe Bell"),
        ("play", "home", "Ada Hart"),
        ("goalie", "away", "Zoe Bell"),
        ("play", "away", "Zoe Bell"),
        ("penalty_shot", "home", "Ada Hart"),
        ("goal", "home", "Ada Hart"),
    ]


def test_overtimes_are_as_long_as_the_file_has_them():
    season, match = parse(goal("OT1", "3:00"), lengths=[300], periods=4)
    assert (match.events[-1]["type"], match.events[-1]["clock_ms"]) == ("goal", 120_000)
    assert season.warnings == []
    _, match = parse(goal("OT2", "13:00"), lengths=[1200, 1200], periods=5)
    assert match.ruleset == {"overtime_minutes": 20, "overtimes": None, "shootout": False, "overtime_skaters": 5}
    assert match.events[-1]["clock_ms"] == 420_000


def test_a_shootout_that_the_summary_alone_has():
    shot = {"shooter": ADA, "isGoal": True, "shooterTeam": {"id": 1}}
    missed = {"shooter": ZOE, "isGoal": False, "shooterTeam": {"id": 2}}
    details = {"homeTeamShots": [shot] * 3, "visitingTeamShots": [missed] * 3}
    season, match = parse(periods=4, shootoutDetails=details)
    assert [event["side"] for event in match.events[-6:]] == ["home", "away"] * 3
    assert season.warnings == []


def test_a_match_that_is_not_over_stays_open():
    _, match = parse(goal(2, "1:00"), final="0", periods=2)
    assert [event["type"] for event in match.events] == ["period_start", "period_end", "period_start", "goal"]


def test_contradictions_are_told():
    none = {"stats": {"homeGoals": 0, "visitingGoals": 0}}
    stats = [{"stats": {"homeGoals": "2", "visitingGoals": "0"}}, none, none]
    content = msgspec.json.decode(make_file(goal(1, "1:00")))
    content["summary_raw"]["periods"] = stats
    season = pwhl.parse(msgspec.json.encode(content))
    assert "the summary has goals of [(2, 0), (0, 0), (0, 0)]" in season.warnings[0].why


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"{", "not JSON"),
        (b"{}", "pbp_raw"),
        (b'{"pbp_raw": []}', "summary_raw.details"),
        (make_file(homeTeam={}), "homeTeam.info"),
        (make_file(goal(9, "x")), r"pbp_raw\[0\]: expected period.id"),
        (make_file(goal(1, "1:00", 7)), r"pbp_raw\[0\]: expected one of the teams 1, 2"),
        (make_file({"event": "goal"}), r"pbp_raw\[0\]: expected an event with its details"),
        (make_file().replace(b"2024-11-30T17", b"soon"), "expected an instant"),
    ],
)
def test_a_file_that_is_wrong_says_where(content, why):
    with pytest.raises(BadFile, match=why):
        pwhl.parse(content)


@pytest.mark.django_db
def test_people_keep_the_league_s_ids(data):
    path = data / "icehockey" / "pwhl_106.json"
    season = pwhl.parse(path.read_bytes())
    named = [event for event in season.matches[0].events if "player" in event]
    assert all(event["player_id"].startswith("pwhl:") for event in named)
    goal = next(event for event in named if event["type"] == "goal")
    assert (goal["player"], goal["player_id"]) == ("Emily Clark", "pwhl:53")
    assisted = [event["data"] for event in named if "assist" in event.get("data", {})]
    assert all(("assist2" in one) == ("assist2_id" in one) and "assist_id" in one for one in assisted)
    load_season(season, actor="import:pwhl")
    assert Person.objects.get(sources__ref="53").name == "Emily Clark"
    assert load_season(pwhl.parse(path.read_bytes()), actor="import:pwhl").events == 0
