"""Tennis, for the properties that all sports share."""

from hypothesis import strategies as st

MOST = 1_500
AFTER_THE_END = ("violation",)
RULESETS = [
    {},
    {"sets_to_win": 3, "final_set": "tiebreak"},
    {"sets_to_win": 3, "final_set": "advantage"},
    {"final_set": "match_tiebreak", "no_ad": True},
    {"games_to_set": 4, "tiebreak_at": 3, "tiebreak_points": 5, "no_ad": True},
    {"games_to_set": 4, "tiebreak_at": 3, "tiebreak_points": 5, "final_set": "match_tiebreak", "edition": 1},
    {"games_to_set": 1, "tiebreak_at": 1, "tiebreak_points": 5, "tiebreak_deciding_point": True},
    {"sets_to_win": 1, "tiebreak_at": None},
    {"sets_to_win": 1, "final_set": "match_tiebreak"},
]
SIDES = st.sampled_from(["home", "away"])
HOWS = st.sampled_from([None, "ace", "double_fault", "winner", "unforced_error"])


def make_set(home, away):
    return {"home": home, "away": away}


BODIES = st.one_of(
    st.builds(lambda side, how: {"type": "point", "side": side, "data": {"how": how}}, SIDES, HOWS),
    st.builds(lambda side: {"type": "match_start", "side": side}, SIDES),
    st.builds(
        lambda side, penalty: {"type": "violation", "side": side, "data": {"penalty": penalty}},
        SIDES,
        st.sampled_from(["warning", "point", "game"]),
    ),
    st.builds(
        lambda side, how: {"type": "forfeit", "side": side, "data": {"how": how}},
        SIDES,
        st.sampled_from(["retired", "walkover", "default"]),
    ),
    st.builds(
        lambda side, points: {"type": "manual", "side": side, "data": {"points": points, "reason": "typo"}},
        SIDES,
        st.integers(-3, 5),
    ),
    st.builds(
        lambda sets, winner, how: {"type": "result", "data": {"sets": sets, "winner": winner, "how": how}},
        st.lists(st.builds(make_set, st.integers(0, 8), st.integers(0, 8)), max_size=4),
        st.none() | SIDES,
        st.sampled_from([None, None, "retired", "walkover"]),
    ),
)


def play_on(play, chance):
    side = chance.choice(["home", "away"])
    if play.server is None:
        return {"type": "match_start", "side": side}
    if chance.random() < 0.001:
        return {"type": "forfeit", "side": side, "data": {"how": "retired"}}
    # Between equals an advantage set may go on for days.
    return {"type": "point", "side": "home" if chance.random() < 0.55 else "away"}


def play_fast(play, chance):
    """As `play_on`, but quickly to where a set may end."""
    if chance.random() < 0.3:
        return {"type": "violation", "side": chance.choice(["home", "away"]), "data": {"penalty": "game"}}
    return play_on(play, chance)
