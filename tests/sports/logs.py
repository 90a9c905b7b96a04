"""Builds match logs for the tests of rules, without a database."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from scoreboard.sports import get_sport
from scoreboard.sports.base import Event, Refused
from scoreboard.sports.decoding import convert_event
from scoreboard.sports.match import step

KICK_OFF = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
LEAGUE: dict[str, object] = {}
CUP = {"extra_time": True, "shootout": True}
SECOND_LEG = {**CUP, "first_leg": {"home": 1, "away": 2}, "away_goals": True}


def make_record(seq: int, *, sport: str = "football", **body: object) -> Event:
    """A record of a test match; it occurred `seq` minutes after kick-off."""
    place = {"match": "m1", "sport": sport, "seq": seq, "occurred_at": KICK_OFF + timedelta(minutes=seq)}
    return convert_event(sport, {**place, **body})


def make_log(
    *bodies: dict[str, object], sport: str = "football", ruleset: dict[str, object] = LEAGUE, **fields: object
) -> list[Event]:
    """A log of a match under `ruleset`: `scheduled` with further `fields` of the fixture, then `bodies`.

    It is of the sport's present edition, unless the ruleset says another.
    """
    fixture = {
        "sport": sport,
        "competition": {"id": "c1", "name": "Cup"},
        "season": {"id": "s1", "name": "2026"},
        "home": {"id": "t1", "name": "Reds"},
        "away": {"id": "t2", "name": "Blues"},
        "ruleset": get_sport(sport).add_edition(ruleset),
        **fields,
    }
    first = make_record(1, sport=sport, type="scheduled", data=fixture)
    return [first, *(make_record(seq, sport=sport, **body) for seq, body in enumerate(bodies, start=2))]


def start() -> dict[str, object]:
    return {"type": "period_start"}


def end() -> dict[str, object]:
    return {"type": "period_end"}


def goal(side: str = "home", **fields: object) -> dict[str, object]:
    return {"type": "goal", "side": side, **fields}


def card(colour: str, player: str = "Ada", side: str = "home") -> dict[str, object]:
    return {"type": "card", "side": side, "player": player, "data": {"card": colour}}


def kick(side: str, *, scored: bool = True, player: str | None = None) -> dict[str, object]:
    return {"type": "shootout_kick", "side": side, "player": player, "data": {"scored": scored}}


def review(seq: int, decision: str) -> dict[str, object]:
    return {"type": "review", "data": {"seq": seq, "decision": decision, "reason": "Offside"}}


def substitution(on: str, off: str, side: str = "home") -> dict[str, object]:
    return {"type": "substitution", "side": side, "player": on, "data": {"off": off}}


SIDES = st.sampled_from(["home", "away"])
PLAYERS = st.sampled_from(["Ada", "Bea", "Cleo", "Dee", "Eve"])
BODIES = st.one_of(
    st.just(start()),
    st.just(end()),
    st.builds(goal, SIDES, player=st.none() | PLAYERS),
    st.builds(lambda side, player: goal(side, player=player, data={"own_goal": True}), SIDES, PLAYERS),
    st.builds(card, st.sampled_from(["yellow", "second_yellow", "red"]), PLAYERS, SIDES),
    st.builds(substitution, PLAYERS, PLAYERS, SIDES),
    st.builds(lambda side, scored: kick(side, scored=scored), SIDES, st.booleans()),
    st.builds(lambda side: {"type": "penalty_missed", "side": side}, SIDES),
    st.builds(lambda minutes: {"type": "stoppage_time", "data": {"minutes": minutes}}, st.integers(0, 9)),
    st.builds(
        lambda h, a: {"type": "shootout_result", "data": {"home": h, "away": a}}, st.integers(0, 9), st.integers(0, 9)
    ),
    st.builds(
        lambda status: {"type": "status", "data": {"status": status, "reason": "Rain"}},
        st.sampled_from(["interrupted", "live", "suspended", "abandoned", "official", "postponed", "delayed"]),
    ),
)


@st.composite
def logs(draw: st.DrawFn, *, most: int = 40) -> list[Event]:
    """A log that the rules accept: bodies drawn at random, those refused left out."""
    log = make_log(ruleset=draw(st.sampled_from([LEAGUE, CUP, SECOND_LEG])))
    state = step(None, log[0])
    for body in draw(st.lists(BODIES, max_size=most)):
        event = make_record(len(log) + 1, **body)
        try:
            state = step(state, event)
        except Refused:
            continue
        log.append(event)
    return log
