"""Baseball, for the properties that all sports share."""

from hypothesis import strategies as st

from scoreboard.sports.baseball.events import PlayKind
from scoreboard.sports.baseball.rules import batting

RULESETS = [
    {"innings": 2},
    {"innings": 3, "placed_runner": False},
    {"innings": 3, "mercy": [{"inning": 2, "lead": 5}]},
    {"innings": 2, "home_bats_first": True, "ties": False},
    {"innings": 2, "edition": 1},
]
MOST = 3_000
ANSWERS = {"points": 1, "balls": 2, "strikes": 2}
SIDES = st.sampled_from(["home", "away"])
KINDS = PlayKind.__args__


def play(kind, side="away", player=None, **data):
    return {"type": "play", "side": side, "player": player, "data": {"play": kind, **data}}


def move(start, end=4, **more):
    return {"start": start, "end": end, **more}


def game_end(how, winner=None):
    return {"type": "game_end", "data": {"how": how, "winner": winner}}


MOVES = st.lists(st.builds(move, st.integers(0, 3), st.integers(1, 4), out=st.booleans()), max_size=2)
BODIES = st.one_of(
    st.builds(
        lambda kind, side, moves, errors: play(kind, side, "Ada", moves=moves, errors=errors, pitcher="Zoe"),
        st.sampled_from(KINDS),
        SIDES,
        MOVES,
        st.integers(0, 1),
    ),
    st.builds(
        lambda side, role, balls: {
            "type": "substitution",
            "side": side,
            "player": "Bea",
            "data": {"off": "Ada", "role": role, "balls": balls, "strikes": 2},
        },
        SIDES,
        st.sampled_from(["pitcher", "batter", "runner"]),
        st.integers(2, 3),
    ),
    st.builds(lambda side: {"type": "runner_placed", "side": side, "player": "Cleo"}, SIDES),
    st.just({"type": "half_end"}),
    st.builds(game_end, st.sampled_from(["called", "forfeit"]), st.none() | SIDES),
    st.builds(
        lambda side, points: {"type": "manual", "side": side, "data": {"points": points, "reason": "Miscounted"}},
        SIDES,
        st.integers(-5, 5),
    ),
)


def name_players(state):
    return [runner for runner in state.bases if runner is not None]


def play_on(state, chance):
    side = batting(state)
    kind = chance.choice(["single", "double", "home_run", "walk", "error", "out", "out", "strikeout", "out", "out"])
    on_base = {one.name for one in (state.home if side == "home" else state.away).batters if one.key in state.bases}
    batter = chance.choice([name for name in map("Player {}".format, range(9)) if name not in on_base])
    return play(kind, side, batter, pitcher=f"Pitcher {side}")
