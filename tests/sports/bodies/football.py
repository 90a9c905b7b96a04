"""Football, for the properties that all sports share."""

from hypothesis import strategies as st

from scoreboard.sports.football.deciding import next_kicker
from tests.sports import logs
from tests.sports.logs import CUP, LEAGUE, PLAYERS, SECOND_LEG, SIDES, card, end, goal, kick, start, substitution

__all__ = ["AFTER_THE_END", "ANSWERS", "BODIES", "MOST", "RULESETS", "name_players", "play_on"]
TO_KICKS = {"shootout": True, "players": 3}  # few players: all have kicked soon
GOLDEN = {"extra_time": "golden", "shootout": True, "kicks_order": "abba"}
SILVER = {"extra_time": "silver", "shootout": True}
RULESETS = [LEAGUE, CUP, SECOND_LEG, TO_KICKS, GOLDEN, SILVER, {"extra_time": True, "return_substitutions": True}]
MOST = 400
AFTER_THE_END = ("card",)
ANSWERS = {"minutes": 3, "home": 4, "away": 2}
BREAKS = ("not_started", "half_time", "extra_time_break", "extra_half_time")
PHASES = st.sampled_from([*BREAKS, "first_half", "second_half", "extra_second_half", "shootout", "full_time"])
SCORES = st.builds(lambda home, away: {"home": home, "away": away}, st.integers(0, 2), st.integers(0, 2))


def on_bench(colour, player, side):
    return {"type": "card", "side": side, "player": player, "data": {"card": colour, "bench": True}}


def for_concussion(on, off, side):
    return {"type": "substitution", "side": side, "player": on, "data": {"off": off, "concussion": True}}


def put_right(side, goals, period):
    data = {"points": goals, "reason": "typo"}
    return {"type": "manual", "side": side, "data": data, **({"period": period} if period else {})}


COLOURS = st.sampled_from(["yellow", "second_yellow", "red"])
BODIES = st.one_of(
    logs.BODIES,
    st.builds(lambda body, period: {**body, "period": period}, st.builds(card, COLOURS, PLAYERS, SIDES), PHASES),
    st.builds(on_bench, COLOURS, PLAYERS, SIDES),
    st.builds(for_concussion, PLAYERS, PLAYERS, SIDES),
    st.builds(lambda side, player: kick(side, player=player), SIDES, PLAYERS),
    st.builds(put_right, SIDES, st.integers(-2, 2), st.none() | PHASES),
    st.builds(
        lambda full, extra: {"type": "result", "data": {"full_time": full, **({"extra_time": extra} if extra else {})}},
        SCORES,
        st.none() | SCORES,
    ),
)


def name_players(play):
    return [*play.home.booked, *play.away.booked, *play.home.booked_in_kicks, *play.away.booked_in_kicks]


def play_on(play, chance):
    side, name = chance.choice(["home", "away"]), f"Player {chance.randrange(10**9)}"
    if play.phase not in ("first_half", "second_half") and chance.random() < 0.2:
        return chance.choice([card("yellow", name, side), card("red", name, side), on_bench("red", name, side)])
    if play.phase == "shootout":
        side = next_kicker(play) if play.kicks else "home"
        return kick(side, scored=chance.random() < 0.7, player=chance.choice([name, None]))
    if play.phase in BREAKS:
        return start()
    if chance.random() < 0.2:
        return end()
    bodies = [goal(side, player=name), card("yellow", name, side)]
    if len(getattr(play, side).came_on) < 5:
        bodies.append(substitution(name, f"Off {name}", side))
    return chance.choice(bodies)
