"""Files broken at random: an importer reads them or says BadFile, and raises nothing else."""

import contextlib
import json
import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoreboard.importers.base import BadFile, ImportedSeason
from scoreboard.importers.formats import (
    cricsheet,
    datavolley,
    football_txt,
    international_results,
    native,
    nba_stats,
    openfootball,
    pwhl,
    retrosheet,
    tennis_pointbypoint,
    wyscout,
)
from tests.importers.formats import cricsheet as written
from tests.importers.formats import (
    test_datavolley,
    test_football_txt,
    test_nba_stats,
    test_pwhl,
    test_tennis_pointbypoint,
    test_wyscout,
)


def take_cricket(data):
    """The season of a match of Cricsheet's."""
    competition, season, match, _ = cricsheet.parse(data, where="test")
    return ImportedSeason(sport="cricket", competition=competition, season=season, matches=[match])


def take_baseball(data):
    """The seasons of an event file of Retrosheet's."""
    with tempfile.NamedTemporaryFile(suffix=".EVA") as file:
        file.write(data)
        file.flush()
        return retrosheet.read(Path(file.name))


def take_results(data):
    """The seasons of international results."""
    return international_results.parse(data.decode(errors="replace"), GOALS, SHOOTOUTS)


SETS = test_tennis_pointbypoint.sets_of("HHHHHH", "HHHHHH")
SHOT = {"shooter": test_pwhl.ADA, "isGoal": True, "shooterTeam": {"id": 1}}
GAME = {
    "gid": "1022000001",
    "gdte": "2020-12-22",
    "htm": "2020-12-22T19:00:00",
    "gdtutc": "2020-12-23",
    "utctm": "00:00",
}
GAME |= {"st": "3", "stt": "Final", "v": {"tc": "T", "tn": "Blues", "s": "9"}, "h": {"tc": "C", "tn": "Reds", "s": "8"}}
CHASE = written.match(
    written.innings("Reds", *written.all_out()),
    written.innings("Blues", written.over(6, 4, written.out(), written.delivery(extras={"wides": 1}), 1)),
    outcome={"winner": "Blues", "by": {"wickets": 9}},
    toss={"winner": "Reds", "decision": "bat"},
)
FIXTURE = {"date": "2026-08-15", "time": "20:30 UTC+2", "round": "Final", "team1": "Reds", "team2": "Blues"}
PLAYED = {**FIXTURE, "score": {"ft": [1, 1], "ht": [1, 0], "et": [1, 1], "p": [4, 3]}}
PLAYED |= {"goals1": [{"name": "Ada", "minute": 12}], "goals2": [{"name": "Bea", "minute": "90+1", "penalty": True}]}
SEASON = {"sport": "football", "competition": "Cup", "season": "2026", "stages": {"Final": {"extra_time": True}}}
SEASON |= {"matches": [{"where": "1", "home": "Reds", "away": None, "scheduled_on": "2026-08-15", "events": [{}]}]}
GOALS = "date,home_team,away_team,team,scorer,minute,own_goal,penalty\n2026-06-01,Reds,Blues,Reds,Ada,12,FALSE,TRUE\n"
SHOOTOUTS = "date,home_team,away_team,winner\n2026-06-01,Reds,Blues,Blues\n"
RESULTS = b"""date,home_team,away_team,home_score,away_score,tournament,city,country,neutral
2026-06-01,Reds,Blues,1,1,FIFA World Cup,Bonn,Germany,TRUE
"""
BASEBALL = b"""id,TBA202007240
info,visteam,TOR
info,hometeam,TBA
info,date,2020/07/24
info,innings,9
info,forfeit,H
info,starttime,6:40PM
start,a,"Ada Abel",0,1,7
start,z,"Zoe Zorn",1,1,1
play,1,0,a,12,CBX,S7/L
play,1,0,a,00,X,SB2
com,"rain"
sub,b,"Bea Blom",0,1,12
play,1,0,b,32,X,HR/7.2-H
play,1,0,b,01,X,W
"""
FILES = {
    "baseball": (take_baseball, BASEBALL),
    "results": (take_results, RESULTS),
    "cricket": (take_cricket, json.dumps(CHASE).encode()),
    "football": (openfootball.parse, json.dumps({"name": "Cup 2026", "matches": [PLAYED]}).encode()),
    "own": (native.parse, json.dumps(SEASON).encode()),
    "text": (
        football_txt.parse,
        test_football_txt.SMALL,
    ),
    "touches": (
        wyscout.parse,
        test_wyscout.make_file(test_wyscout.touch(9, 101), test_wyscout.touch(99, 1702, kind=2)),
    ),
    "tennis": (
        tennis_pointbypoint.parse,
        f"{test_tennis_pointbypoint.HEAD}05 Jan 15,Chennai,ATP,Main,A,B,1,{SETS},6-0 6-0,1\n".encode(),
    ),
    "volleyball": (
        datavolley.parse,
        test_datavolley.write_file("*01SM#;", "*T;", "ac01:02;", *test_datavolley.THREE, sets=("25-0",) * 3).encode(),
    ),
    "plays": (
        nba_stats.parse,
        test_nba_stats.make_plays(test_nba_stats.row(1, text="3PT", score="1 - 3"), test_nba_stats.row(6, action=11)),
    ),
    "schedule": (nba_stats.parse, json.dumps({"lscd": [{"mscd": {"g": [GAME]}}]}).encode()),
    "hockey": (
        pwhl.parse,
        test_pwhl.make_file(
            test_pwhl.goal(1, "7:49", isPowerPlay="1"),
            test_pwhl.goal(2, "7:49", 2),
            periods=4,
            lengths=[300],
            shootoutDetails={"homeTeamShots": [SHOT] * 3, "visitingTeamShots": []},
        ),
    ),
}
WRONG = [None, "", 0, -1, "x", [], {}, True, "99:99", 1e9, "é"]


def break_bytes(data, chance):
    """Bytes changed, cut out, or the end missing."""
    broken = bytearray(data[: chance.choice([len(data), chance.randrange(len(data))])])
    for _ in range(chance.randrange(6)):
        place = chance.randrange(max(1, len(broken)))
        broken[place : place + chance.randrange(12)] = bytes([chance.randrange(256)])
    return bytes(broken)


def break_json(data, chance):
    """Values that are missing, or of another kind."""
    content = json.loads(data)
    for _ in range(chance.randrange(1, 4)):
        places = list(list_places(content)) or [({"": content}, "")]
        holder, key = chance.choice(places)
        if chance.random() < 0.3:
            del holder[key]
        else:
            holder[key] = chance.choice(WRONG)
    return json.dumps(content).encode()


def list_places(value):
    """Every place of a value: what holds it, and its key there."""
    for key in list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield value, key
        yield from list_places(value[key])


@pytest.mark.parametrize("name", FILES)
@settings(max_examples=60)
@given(seed=st.integers(0, 2**32))
def test_a_broken_file_is_read_or_refused(name, seed):
    parse, data = FILES[name]
    chance = random.Random(seed)
    is_json = data.startswith(b"{")
    broken = break_json(data, chance) if is_json and chance.random() < 0.7 else break_bytes(data, chance)
    with contextlib.suppress(BadFile):
        parse(broken)


@pytest.mark.parametrize("name", FILES)
def test_as_it_is_the_file_is_right(name):
    parse, data = FILES[name]
    seasons = parse(data)
    found = seasons if isinstance(seasons, list) else [seasons]
    assert [len(season.matches) for season in found] == [1]
