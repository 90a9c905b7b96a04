"""What may be entered in any sport of rally scoring; each sport's module adds its own rulesets and events."""

from hypothesis import strategies as st

MOST = 1_500
SIDES = st.sampled_from(["home", "away"])
FORFEITS = st.sampled_from(["retired", "walkover", "default"])
HOWS = st.sampled_from([None, None, "ace", "attack", "block", "error"])
CARDS = st.sampled_from(["yellow", "red", "yellow_red", "yellow_red_apart", "black"])
AFTER_THE_END = ("sanction",)


def by_side(kind, **data):
    return st.builds(lambda side: {"type": kind, "side": side, **({"data": data} if data else {})}, SIDES)


COMMON = [
    st.builds(lambda side, how: {"type": "point", "side": side, "data": {"how": how}}, SIDES, HOWS),
    by_side("match_start"),
    by_side("serve"),
    by_side("timeout"),
    st.builds(
        lambda side, card, points: {"type": "sanction", "side": side, "data": {"card": card, "points": points}},
        SIDES,
        CARDS,
        st.sampled_from([None, None, 0, 2]),
    ),
    st.builds(lambda side, how: {"type": "forfeit", "side": side, "data": {"how": how}}, SIDES, FORFEITS),
    st.builds(
        lambda side, points: {"type": "manual", "side": side, "data": {"points": points, "reason": "typo"}},
        SIDES,
        st.integers(-4, 4) | st.sampled_from([10, 14, 20, 24]),  # to where a set is all but won
    ),
    st.builds(
        lambda sets, winner, how: {"type": "result", "data": {"sets": sets, "winner": winner, "how": how}},
        st.lists(st.builds(lambda h, a: {"home": h, "away": a}, st.integers(0, 30), st.integers(0, 30)), max_size=4),
        st.none() | SIDES,
        st.sampled_from([None, None, "retired", "walkover"]),
    ),
]
BODIES = st.one_of(*COMMON)


def play_on(play, chance):
    side = "home" if chance.random() < 0.52 else "away"
    if play.server is None:
        return {"type": "match_start", "side": side}
    if chance.random() < 0.001:
        return {"type": "forfeit", "side": side, "data": {"how": "retired"}}
    if chance.random() < 0.05 and getattr(play.timeouts, side) < play.ruleset.timeouts:
        return {"type": "timeout", "side": side}
    if chance.random() < 0.05 and getattr(play.substitutions, side) < play.ruleset.substitutions:
        number = getattr(play.substitutions, side)  # each has one turn in a set
        return {"type": "substitution", "side": side, "player": f"Kim {number}", "data": {"off": f"Robin {number}"}}
    return {"type": "point", "side": side}


def play_fast(play, chance):
    """As `play_on`, but quickly to where a set may end, and with cards."""
    side, ruleset = chance.choice(["home", "away"]), play.ruleset
    if play.server is not None and play.points.home + play.points.away < 2 and chance.random() < 0.4:
        points = min(ruleset.points, ruleset.decider_points) - 1 - getattr(play.points, side)
        return {"type": "manual", "side": side, "data": {"points": points, "reason": "typo"}}
    if chance.random() < 0.05:
        return {"type": "sanction", "side": side, "data": {"card": chance.choice([*ruleset.cards])}}
    return play_on(play, chance)
