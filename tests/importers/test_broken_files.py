"""Files broken at random: an importer reads them or says BadFile, and raises nothing else."""

import contextlib
import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoreboard.importers import datavolley, football_txt, nba_stats, pwhl, tennis_pointbypoint, wyscout
from scoreboard.importers.base import BadFile
from tests.importers import (
    test_datavolley,
    test_football_txt,
    test_nba_stats,
    test_pwhl,
    test_tennis_pointbypoint,
    test_wyscout,
)

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
FILES = {
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
@settings(max_examples=60, deadline=None)
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
