"""Each family's rows by name: a value in the place of another would be seen."""

from datetime import UTC, date, datetime
from itertools import combinations

import pytest

from scoreboard.sports.match import fold
from stats.facts import FAMILIES, incidents, people, seasons, sides
from stats.facts.origin import FactOrigin
from stats.storage import bulk
from tests.sports.logs import card, end, goal, make_log, start

AT = datetime(2026, 11, 24, 19, 45, tzinfo=UTC)
RECORDED = datetime(2026, 11, 25, 8, tzinfo=UTC)
FIXTURE = {
    "stage": {"id": "st1", "name": "Final"},
    "group": "Group B",
    "round": "Round 7",
    "round_number": 7,
    "scheduled_at": AT.isoformat(),
}
GOAL = goal(player="Ann", player_id="p1", clock_ms=60_000, data={"assist": "Bea", "assist_id": "p2"})
CANCELLED = {"type": "void", "data": {"seq": 4, "reason": "Offside"}}
PLAYED = make_log(
    start(), GOAL, card("yellow", "Cleo", "away"), end(), start(), CANCELLED, end(), replay_of="m0", **FIXTURE
)
# The second leg of a tie: level on aggregate, and won on kicks.
RESULT = {"full_time": {"home": 2, "away": 1}, "shootout": {"home": 3, "away": 5}}
SECOND_LEG = make_log(
    {"type": "result", "data": RESULT},
    ruleset={"shootout": True, "first_leg": {"home": 0, "away": 1}},
    home_from={"match": "m7", "outcome": "winner"},
    away_from={"match": "m8", "outcome": "loser"},
    **FIXTURE,
)
TEAM = {"players": [{"player": "Eve", "starting": True}, {"player": "Fay"}]}
NAMED = {"type": "lineup", "side": "home", "data": TEAM}
LIVE = make_log(NAMED, start(), goal("away", player="Dee"), neutral=True, **FIXTURE)
PLANNED = make_log(neutral=True, replay_of="m0", **FIXTURE)
REDS = {"competitor": "t1", "competitor_name": "Reds", "opponent": "t2", "opponent_name": "Blues"}
BLUES = {"competitor": "t2", "competitor_name": "Blues", "opponent": "t1", "opponent_name": "Reds"}
OF_MATCH = {"match": "m1", "sport": "football", "season": "s1"}


def side(name, **differs):
    fixture = {"competition": "c1", "stage": "st1", "group": "Group B", "round": "Round 7", "round_number": 7}
    planned = {"status": "scheduled", "over": False, "live": False, "scored": 0, "conceded": 0, "periods": []}
    nothing = {
        "result": "",
        "won": None,
        "advanced": None,
        "shootout": None,
        "outcome": "",
        "measures": {},
        "decided_by": "",
    }
    day = {"lineup": False, "neutral": True, "replay": True, "on": date(2026, 11, 24), "scheduled_at": AT}
    place = {"epoch": 3, "seq": 41, "recorded_at": RECORDED}
    teams = (REDS if name == "home" else BLUES) | {"from_match": "", "from_outcome": ""}
    return {
        **OF_MATCH,
        "side": name,
        **fixture,
        **teams,
        **day,
        **planned,
        **nothing,
        "decided_by": "",
        **place,
        **differs,
    }


def person(name, stat, **differs):
    one = {"p1": "Ann", "p2": "Bea"}.get(name, name)
    reds = {"competitor": "t1", "competitor_name": "Reds"}
    return {**OF_MATCH, "replay": True, **reds, "person": name, "name": one, "stat": stat, "value": 1, **differs}


def incident(seq, order, kind, **differs):
    nobody = dict.fromkeys(("side", "competitor", "person", "name", "related", "related_name", "minute", "reason"), "")
    what = {"seq": seq, "order": order, "kind": kind, "confirmation": "confirmed", "home_score": 1, "away_score": 0}
    return {**OF_MATCH, "replay": True, **nobody, **what, **differs}


ENDED = {"neutral": False, "status": "ended", "over": True, "decided_by": "regular"}
ON = {"replay": False, "status": "live", "live": True}
KICKS = {**ENDED, "replay": False, "decided_by": "shootout"}
EXPECTED = {
    sides: [
        side("home", **ENDED, scored=1, periods=[["first_half", 1, 0], ["second_half", 0, 0]], result="W", won=True),
        side("away", **ENDED, conceded=1, periods=[["first_half", 0, 1], ["second_half", 0, 0]], result="L", won=False),
        side("home", **ON, lineup=True, conceded=1, periods=[["first_half", 0, 1]], result="L"),
        side("away", **ON, scored=1, periods=[["first_half", 1, 0]], result="W"),
        side("home"),
        side("away"),
        side(
            "home", **KICKS, scored=2, conceded=1, periods=[["normal_time", 2, 1]], result="W", won=True,
            advanced=False, shootout=3, from_match="m7", from_outcome="winner",
        ),
        side(
            "away", **KICKS, scored=1, conceded=2, periods=[["normal_time", 1, 2]], result="L", won=False,
            advanced=True, shootout=5, from_match="m8", from_outcome="loser",
        ),
    ],
    people: [
        person("p1", "goals"),
        person("p2", "assists"),
        person("Dee", "goals", replay=False, competitor="t2", competitor_name="Blues"),
        person("Eve", "appearances", replay=False),
        person("Eve", "starts", replay=False),
    ],
    incidents: [
        incident(2, 0, "period_start", period="first_half", clock_ms=0, detail="first_half", home_score=0),
        incident(
            3, 1, "goal", side="home", competitor="t1", person="p1", name="Ann", related="p2", related_name="Bea",
            period="first_half", minute="2", clock_ms=60_000, detail="",
        ),
        incident(
            4, 2, "card", side="away", competitor="t2", person="Cleo", name="Cleo", period="first_half", minute="3",
            clock_ms=120_000, confirmation="cancelled", detail="yellow", reason="Offside", home_score=None,
            away_score=None,
        ),
        incident(5, 3, "period_end", period="first_half", clock_ms=180_000, detail="half_time"),
        incident(6, 4, "period_start", period="second_half", clock_ms=2_700_000, detail="second_half"),
        incident(8, 5, "period_end", period="second_half", clock_ms=2_820_000, detail="full_time"),
    ],
    seasons: [{"match": "m1", "season": season} for season in ("s0", "s1")],
}  # fmt: skip


def build(family, log):
    """A family's rows of a match, by the columns of its model."""
    rows = family.build_rows(fold(log), FactOrigin("m1", 3, 41, RECORDED, frozenset({"s0"})))
    columns = bulk.columns_of(family.MODEL)
    return [dict(zip(columns, row, strict=True)) for row in rows]


@pytest.mark.parametrize("family", FAMILIES)
def test_every_value_is_in_the_column_that_it_is_named_for(family):
    logs = {sides: [PLAYED, LIVE, PLANNED, SECOND_LEG], people: [PLAYED, LIVE]}.get(family, [PLAYED])
    assert [row for log in logs for row in build(family, log)] == EXPECTED[family]


@pytest.mark.parametrize("family", FAMILIES)
def test_the_rows_by_name_tell_all_columns_apart(family):
    columns = bulk.columns_of(family.MODEL)
    assert not [
        (one, two) for one, two in combinations(columns, 2) if all(row[one] == row[two] for row in EXPECTED[family])
    ]
