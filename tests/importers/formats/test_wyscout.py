"""Wyscout's ball events: Spain–Russia 2018, and hand-made files for what that match does not show."""

import json

import pytest
from django.core.management import CommandError, call_command

from scoreboard.importers.base import BadFile
from scoreboard.importers.formats import wyscout
from scoreboard.importers.load import load_season
from scoreboard.models import Match, MatchEvent
from scoreboard.queries import decode_state, load_log, load_snapshot
from scoreboard.sports.base import Score
from scoreboard.sports.match import fold

FILE = "football/wyscout/2058004.json"
TEAMS = {"1": {"team": {"name": "Reds", "wyId": 1}}, "2": {"team": {"name": "Blues", "wyId": 2}}}
PLAYERS = {
    "1": [{"player": {"wyId": 10, "shortName": "Pi\\u00e9"}}],
    "2": [{"player": {"wyId": 20, "shortName": "", "firstName": "Bob", "lastName": "Blue"}}],
}
KEEPER = 9


def touch(second, *tags, team=1, period="1H", kind=10, sub="Shot", player=None):
    return {
        "eventId": kind,
        "subEventName": sub,
        "tags": [{"id": tag} for tag in tags],
        "playerId": player or team * 10,
        "teamId": team,
        "matchPeriod": period,
        "eventSec": second,
    }


def make_file(*events, **other):
    whole = [touch(1.5, 1801, kind=8), *events, touch(2820.25, 1801, kind=8), touch(3, period="2H", kind=8)]
    return json.dumps({"events": whole, "teams": TEAMS, "players": PLAYERS, **other}).encode()


def list_played(season):
    """The events between the periods' begins and ends."""
    return [event for event in season.matches[0].events if not event["type"].startswith("period")]


def import_file(path):
    (season,) = wyscout.read(path)
    season.competition, season.season = "World Cup", "2018"
    return season, load_season(season, actor="import:wyscout")


@pytest.mark.django_db
def test_spain_against_russia(data):
    season, report = import_file(data / FILE)
    assert (report.created, report.warnings, report.rejected) == (1, [], [])
    match = Match.objects.get()
    assert decode_state(match) == fold(load_log(match))
    snapshot = load_snapshot(match)
    assert (snapshot.home.name, snapshot.away.name) == ("Spain", "Russia")
    assert (snapshot.score, snapshot.shootout) == (Score(1, 1), Score(3, 4))
    assert (snapshot.winner, snapshot.decided_by, match.status) == ("away", "shootout", "ended")
    told = [(i.kind, i.detail, i.side, i.player, i.minute) for i in snapshot.incidents]
    assert [one for one in told if one[0] in ("goal", "card")] == [
        ("goal", "own_goal", "home", "S. Ignashevich", "12"),
        ("card", "yellow", "home", "Piqué", "40"),
        ("goal", "penalty", "away", "A. Dzyuba", "41"),
        ("card", "yellow", "away", "I. Kutepov", "54"),
        ("card", "yellow", "away", "R. Zobnin", "71"),
    ]
    kicks = [(e["side"], e["player"], e["data"]["scored"]) for e in list_played(season) if e["type"] == "shootout_kick"]
    assert kicks == [
        ("home", "Iniesta", True),
        ("away", "F. Smolov", True),
        ("home", "Piqué", True),
        ("away", "S. Ignashevich", True),
        ("home", "Koke", False),
        ("away", "A. Golovin", True),
        ("home", "Sergio Ramos", True),
        ("away", "D. Cheryshev", True),
        ("home", "Iago Aspas", False),
    ]
    ends = [event["clock_ms"] for event in season.matches[0].events if event["type"] == "period_end"]
    assert ends == [2_828_141, 2_700_000 + 2_945_153, 5_400_000 + 951_340, 6_300_000 + 963_516]


@pytest.mark.django_db
def test_a_second_run_changes_nothing(data):
    import_file(data / FILE)
    before = list(MatchEvent.objects.values_list("match", "seq", "record").order_by("id"))
    _, report = import_file(data / FILE)
    assert (report.created, report.unchanged, report.events) == (0, 1, 0)
    assert list(MatchEvent.objects.values_list("match", "seq", "record").order_by("id")) == before


@pytest.mark.django_db
def test_the_competition_is_to_be_named(tmp_path):
    file = tmp_path / "1.json"
    file.write_bytes(make_file())
    with pytest.raises(CommandError, match="names no competition: give one with --competition"):
        call_command("import", "wyscout", str(file), "--season", "2018")


def test_goals_are_told_once_and_for_the_right_side():
    season = wyscout.parse(
        make_file(
            touch(60, 101),
            touch(61.5, 101, team=2, kind=KEEPER),
            touch(300, 102, team=2, kind=7),
            touch(302, 102, team=2, kind=KEEPER),
            touch(900.4, 101, team=2, kind=3, sub="Penalty"),
        )
    )
    assert [(e["side"], e["player"], e["clock_ms"], e.get("data")) for e in list_played(season)] == [
        ("home", "Pié", 60_000, None),
        ("home", "Bob Blue", 300_000, {"own_goal": True}),
        ("away", "Bob Blue", 900_400, {"penalty": True}),
    ]
    assert [note.where for note in season.warnings] == ["$.events[4]"]


@pytest.mark.parametrize(("tag", "outcome"), [(1204, "saved"), (1212, "wide"), (1220, "woodwork")])
def test_a_penalty_can_be_missed(tag, outcome):
    season = wyscout.parse(make_file(touch(60, tag, 1802, kind=3, sub="Penalty")))
    assert [(e["type"], e["data"]) for e in list_played(season)] == [("penalty_missed", {"outcome": outcome})]


def test_cards_of_every_kind():
    season = wyscout.parse(
        make_file(
            touch(60, 1702, kind=2),
            touch(90, 1702, 1703, kind=2),
            touch(120, 1703, kind=2, team=2),
            touch(150, 1701, kind=2, team=2, player=99),
        )
    )
    cards = [(e["player"], e["data"]["card"]) for e in list_played(season)]
    assert cards == [("Pié", "yellow"), ("Pié", "second_yellow"), ("Bob Blue", "red")]
    assert [note.where for note in season.warnings] == ["$.events[3]", "$.events[4]"]


def test_contradictions_are_told_with_their_place():
    season = wyscout.parse(
        make_file(
            touch(60, 1701, kind=2),
            touch(90, 101),
            touch(300, 101, kind=KEEPER),
            touch("x"),
            touch(1, team=3),
            touch(1, period="3H"),
        )
    )
    assert [(note.where, note.why) for note in season.warnings] == [
        ("$.events[4]", "eventSec: expected seconds, got 'x'; the event is left out"),
        ("$.events[5]", "teamId: expected one of 1, 2, got '3'; the event is left out"),
        ("$.events[6]", "matchPeriod: expected 1H, 2H, E1, E2 or P, got '3H'; the event is left out"),
        ("$.events[3]", "the goalkeeper is beaten, but no shot near it is a goal"),
        ("$.events[2]", "(goal home Pié): Pié has been sent off (Law 12). The player is left out."),
    ]
    assert [event["type"] for event in list_played(season)] == ["card", "goal"]


def test_events_out_of_order_are_put_in_order():
    season = wyscout.parse(make_file(touch(900, 101), touch(60, 101, team=2)))
    assert [event["side"] for event in list_played(season)] == ["away", "home"]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"x", "not JSON"),
        (b"[]", r"\$.events: expected the list"),
        (make_file(teams={}), r"\$.teams: expected two teams, got 0"),
        (make_file(teams={"1": {}, "2": {}}), r"\$.teams.1.team.name: expected a team's name"),
        (json.dumps({"events": [], "teams": TEAMS}).encode(), r"\$.events: expected events of the first half"),
    ],
)
def test_another_file_is_refused(data, why):
    with pytest.raises(BadFile, match=why):
        wyscout.parse(data)


def test_people_keep_wyscout_s_ids(data):
    season = wyscout.parse((data / "football" / "wyscout" / "2058004.json").read_bytes())
    named = [event for event in season.matches[0].events if "player" in event]
    assert named
    assert all(event["player_id"].startswith("wyscout:") for event in named)
