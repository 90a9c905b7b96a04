"""What may be entered in any sport played in timed periods; each sport's module adds its own."""

from hypothesis import strategies as st

SIDES = st.sampled_from(["home", "away"])
PLAYERS = st.sampled_from(["Ada", "Bea", "Cleo", "Dee"])
PERIODS = st.sampled_from(["half_2", "period_3", "quarter_4", "overtime_1", "overtime_2"])
CLOCKS = st.none() | st.integers(0, 3_000_000)
COMMON = [
    st.just({"type": "period_start"}),
    st.just({"type": "period_end"}),
    st.builds(
        lambda running, at: {"type": "clock", "clock_ms": at, "data": {"running": running}}, st.booleans(), CLOCKS
    ),
    st.builds(lambda side: {"type": "timeout", "side": side}, st.none() | SIDES),
    st.builds(
        lambda side, points: {"type": "manual", "side": side, "data": {"points": points, "reason": "typo"}},
        SIDES,
        st.integers(-3, 3),
    ),
    st.builds(
        lambda side, points, period: {
            "type": "manual",
            "side": side,
            "period": period,
            "data": {"points": points, "reason": "typo"},
        },
        SIDES,
        st.integers(-2, 2),
        PERIODS,
    ),
    st.builds(
        lambda home, away: {"type": "result", "data": {"score": {"home": home, "away": away}}},
        st.integers(0, 120),
        st.integers(0, 120),
    ),
]
ATTEMPTS = st.builds(
    lambda side, scored: {"type": "shootout_attempt", "side": side, "data": {"scored": scored}}, SIDES, st.booleans()
)


def play_on(play, chance, bodies, *, end=0.15):
    """A period's begin, its end with the chance `end`, a shootout's attempt, or one of `bodies`."""
    if play.phase in ("not_started", "break", "half_time", "overtime_break"):
        return {"type": "period_start"}
    if play.phase == "time_up":
        return chance.choice([{"type": "period_end"}, *bodies])
    if play.phase == "shootout":
        taken = play.shootout.taken if play.shootout else None
        side = "away" if taken and taken.home > taken.away else "home"
        return {"type": "shootout_attempt", "side": side, "data": {"scored": chance.random() < 0.5}}
    return {"type": "period_end"} if chance.random() < end else chance.choice(bodies)
