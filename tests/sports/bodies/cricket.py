"""Cricket, for the properties that all sports share."""

from hypothesis import strategies as st

from scoreboard.sports.cricket.deciding import next_sides
from scoreboard.sports.cricket.events import OFF_BALL, Dismissal

RULESETS = [
    {"overs": 3},
    {"overs": 2, "players": 4, "super_over": False},
    {"overs": 2, "players": 3, "super_over": False, "bowl_out": True},
    {"overs": 1, "players": 3, "bowl_out": True, "bowl_out_balls": 2},
    {"overs": 3, "balls_per_over": 5, "players": 4},
    {"overs": 1, "players": 3, "edition": 1},
    {"overs": 1, "players": 3, "edition": 2},
    {"innings": 2, "overs": None, "players": 4, "follow_on": 6, "super_over": False},
]
MOST = 1_500
ANSWERS = {"target": 100, "balls": 9_999, "points": 1, "runs": 1, "wides": 1, "byes": 0, "leg_byes": 0, "out": "Kim"}
AFTER_THE_END = ("penalty_runs",)  # after the end, too (Law 41.17.2)
KINDS = Dismissal.__args__
SIDES = st.sampled_from(["home", "away"])
FEW = st.integers(0, 3)
NAMES = st.sampled_from(["Ada", "Bea", "Cleo", "Dee", "Eve", None])


def ball(side="home", player=None, **data):
    return {"type": "ball", "side": side, "player": player, "data": data}


def innings_start(side="home", **data):
    return {"type": "innings_start", "side": side, "data": data}


def wicket(kind, player="Ada", side="home"):
    return {"type": "wicket", "side": side, "player": player, "data": {"wicket": kind}}


def match_end(result, winner=None, **data):
    return {"type": "match_end", "data": {"result": result, "winner": winner, **data}}


BODIES = st.one_of(
    st.builds(lambda side, choice: {"type": "toss", "side": side, "data": {"decision": choice}}, SIDES, st.just("bat")),
    st.builds(lambda side, super_over: innings_start(side, super_over=super_over), SIDES, st.booleans()),
    st.builds(
        ball,
        SIDES,
        NAMES,
        runs=st.integers(0, 6),
        wides=st.sampled_from([0, 0, 0, 1]),
        no_balls=st.sampled_from([0, 0, 0, 1]),
        byes=st.sampled_from([0, 0, 2]),
        bowler=NAMES,
        wicket=st.none() | st.sampled_from(KINDS),
        same_over=st.booleans(),
    ),
    st.builds(wicket, st.sampled_from(KINDS), NAMES.filter(bool), SIDES),
    st.builds(lambda side, name: {"type": "absent", "side": side, "player": name}, SIDES, NAMES.filter(bool)),
    st.just({"type": "over_end"}),
    st.builds(
        lambda reason: {"type": "innings_end", "data": {"reason": reason}},
        st.sampled_from(["declared", "all_out", "overs", "curtailed"]),
    ),
    st.builds(lambda side: {"type": "forfeit", "side": side}, SIDES),
    st.builds(lambda side: {"type": "penalty_runs", "side": side}, SIDES),
    st.builds(
        lambda target, balls: {"type": "revision", "data": {"target": target, "balls": balls, "method": "DLS"}},
        st.none() | st.integers(0, 30),
        st.none() | st.integers(1, 30),
    ),
    st.builds(lambda side, hit: {"type": "bowl_out_ball", "side": side, "data": {"hit": hit}}, SIDES, st.booleans()),
    st.builds(match_end, st.sampled_from(["won", "tie", "draw", "no_result"]), st.none() | SIDES),
    st.builds(
        lambda side, points: {"type": "manual", "side": side, "data": {"points": points, "reason": "Miscounted"}},
        SIDES,
        st.integers(-9, 9),
    ),
)


def play_on(play, chance):
    if play.innings and not play.innings[-1].closed:
        return play_ball(play, chance)
    if play.phase == "bowl_out" or (play.phase == "level" and play.ruleset.bowl_out):
        balls = play.bowl_out.balls if play.bowl_out else None
        side = "away" if balls and balls.home > balls.away else "home"
        return {"type": "bowl_out_ball", "side": side, "data": {"hit": chance.random() < 0.5}}
    sides = next_sides(play)
    if sides and play.phase != "super_over_9":
        return innings_start(chance.choice(sides), super_over=play.phase in ("level", "super_over_break"))
    if play.phase == "level":
        return match_end("tie")
    return match_end("draw" if play.ruleset.innings == 2 else "no_result")


def play_ball(play, chance):
    innings = play.innings[-1]
    name, what = f"Player {chance.randrange(10**9)}", chance.random()
    striker = next((one.name for one in innings.batters if one.key == innings.striker), innings.striker) or name
    if what < 0.02:
        return wicket(chance.choice(sorted(OFF_BALL)), striker, innings.side)
    fielder = {"bowler": None if innings.bowler else name}
    if what < 0.2:
        return ball(innings.side, striker, wicket="caught", fielder=name, **fielder)
    if what < 0.25:
        return ball(innings.side, striker, wides=chance.randint(1, 5))
    return ball(innings.side, striker, runs=chance.choice([0, 0, 1, 2, 3, 4, 6]), **fielder)
