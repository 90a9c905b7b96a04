"""The laws of football: what may follow what, and what it changes."""

from msgspec.structs import replace

from scoreboard.sports.base import Clock, Manual, PeriodScore, Refused, Score, Side, apply_by_type, count
from scoreboard.sports.football.deciding import (
    apply_shootout_kick,
    apply_shootout_result,
    decide_shootout,
    leader_of,
    level_phase,
)
from scoreboard.sports.football.events import (
    BREAKS,
    NEXT_PERIOD,
    PERIODS,
    Card,
    Goal,
    PenaltyMissed,
    PeriodEnd,
    PeriodStart,
    Result,
    Ruleset,
    ShootoutKick,
    ShootoutResult,
    State,
    StoppageTime,
    Substitution,
    Team,
)
from scoreboard.sports.football.place import bounds, check_on_field, person, place


def start(ruleset: Ruleset, *, clock_rate: float = 1.0) -> State:
    """The state before kick-off."""
    return State(ruleset=ruleset, clock=Clock(rate=clock_rate))


def apply_period_start(state: State, event: PeriodStart) -> State:
    expected = NEXT_PERIOD.get(state.phase)
    if expected is None:
        raise Refused("football.period.none_to_start", phase=state.phase)
    if event.period not in (None, expected):
        raise Refused("football.period.next", expected=expected, period=event.period)
    begin = bounds(state.ruleset, expected)[0] if event.clock_ms is None else event.clock_ms
    return replace(
        state,
        phase=expected,
        periods=(*state.periods, PeriodScore(expected)),
        clock=Clock(
            running=event.occurred_at is not None,
            value_ms=begin,
            anchor=event.occurred_at,
            rate=state.clock.rate,
        ),
    )


def apply_period_end(state: State, event: PeriodEnd) -> State:
    if state.phase not in PERIODS:
        raise Refused("football.period.none_played", phase=state.phase)
    if event.period not in (None, state.phase):
        raise Refused("football.period.other", period=event.period, playing=state.phase)
    _, clock_ms = place(state, event)
    phase = BREAKS.get(state.phase) or level_phase(state, after_extra=state.phase == "extra_second_half")
    end = bounds(state.ruleset, state.phase)[1]
    clock = Clock(value_ms=end if clock_ms is None else clock_ms, rate=state.clock.rate)
    return replace(state, phase=phase, clock=clock)


def apply_goal(state: State, event: Goal) -> State:
    period, _ = place(state, event)
    own_goal = event.data.own_goal
    if own_goal and event.data.penalty:
        raise Refused("football.goal")
    if state.kicks:
        raise Refused("football.shootout.begun")
    if not own_goal:
        check_on_field(state, event.side, person(event.player, event.player_id), event.player)
    periods = tuple([played.plus(event.side) if played.name == period else played for played in state.periods])
    after = replace(state, score=count_score(state, event.side, 1), periods=periods)
    if after.phase in ("extra_time_break", "shootout"):
        # Entered late, in the break: whether play goes on depends on the score, which has just changed.
        phase = level_phase(after, after_extra=after.phase == "shootout" and after.ruleset.extra_time)
        after = replace(after, phase=phase)
    return after


def count_score(state: State, side: Side, goals: int) -> Score:
    """The score with goals more for `side`; raises Refused beyond what can be counted, in both legs of a tie too."""
    score, first = state.score.plus(side, goals), state.ruleset.first_leg
    if first is not None:
        count(getattr(first, side) + getattr(score, side))
    return score


def apply_card(state: State, event: Card) -> State:
    if state.phase != "shootout":  # in which the kickers can be booked too
        place(state, event)
    key = person(event.player, event.player_id)
    team: Team = getattr(state, event.side)
    if key in team.sent_off:
        raise Refused("football.sent_off.already", player=event.player)
    card = event.data.card
    if card == "yellow" and key in team.booked:
        raise Refused("football.second_yellow.booked", player=event.player)
    if card == "second_yellow" and key not in team.booked:
        raise Refused("football.second_yellow.no_first", player=event.player)
    assert key is not None
    if card == "yellow":
        team = replace(team, booked=(*team.booked, key))
    else:
        team = replace(team, sent_off=(*team.sent_off, key))
    return replace(state, **{event.side: team})


def apply_substitution(state: State, event: Substitution) -> State:
    place(state, event)
    team: Team = getattr(state, event.side)
    on = person(event.player, event.player_id)
    off = person(event.data.off, event.data.off_id)
    check_on_field(state, event.side, on, event.player)
    check_on_field(state, event.side, off, event.data.off)
    assert on is not None
    assert off is not None
    if on == off:
        raise Refused("football.substitution.own", player=event.player)
    if on in team.came_on:
        raise Refused("football.substitution.on_field", player=event.player)
    allowed = count_substitutions(state)
    if len(team.came_on) >= allowed:
        raise Refused("football.substitution.all_used", allowed=allowed)
    team = replace(team, came_on=(*team.came_on, on), gone_off=(*team.gone_off, off))
    return replace(state, **{event.side: team})


def count_substitutions(state: State) -> int:
    """How many substitutions a side has in the match so far (Law 3)."""
    rules = state.ruleset
    return rules.substitutions + (rules.extra_time_substitutions if len(state.periods) > 2 else 0)


def apply_penalty_missed(state: State, event: PenaltyMissed) -> State:
    place(state, event)
    check_on_field(state, event.side, person(event.player, event.player_id), event.player)
    return state


def apply_stoppage_time(state: State, event: StoppageTime) -> State:
    if state.phase not in PERIODS:
        raise Refused("football.stoppage", phase=state.phase)
    place(state, event)
    return state


def apply_result(state: State, event: Result) -> State:
    if state.phase != "not_started":
        raise Refused("football.result.started")
    data = event.data
    marks = [("first_half", data.half_time), ("second_half", data.full_time), ("extra_time", data.extra_time)]
    if data.half_time is None:
        marks[1] = ("normal_time", data.full_time)
    periods, before = [], Score()
    for name, total in marks:
        if total is None:
            continue
        if total.home < before.home or total.away < before.away:
            raise Refused("football.result.below", period=name)
        periods.append(PeriodScore(name, total.home - before.home, total.away - before.away))
        before = total
    if (first := state.ruleset.first_leg) is not None:
        count(max(first.home + before.home, first.away + before.away))
    after = replace(state, phase="full_time", score=before, periods=tuple(periods))
    if data.shootout is None:
        return after
    if leader_of(after) is not None:
        raise Refused("football.shootout.not_level")
    return decide_shootout(after, data.shootout)


def apply_manual(state: State, event: Manual) -> State:
    """Goals given or taken by hand, where the laws have no event for it; what follows from them is entered too."""
    if state.phase == "not_started":
        raise Refused("football.not_started.manual")
    if getattr(state.score, event.side) + event.data.points < 0:
        raise Refused("football.manual")
    return replace(state, score=count_score(state, event.side, event.data.points))


apply = apply_by_type(
    {
        PeriodStart: apply_period_start,
        PeriodEnd: apply_period_end,
        Goal: apply_goal,
        Card: apply_card,
        Substitution: apply_substitution,
        PenaltyMissed: apply_penalty_missed,
        StoppageTime: apply_stoppage_time,
        ShootoutKick: apply_shootout_kick,
        ShootoutResult: apply_shootout_result,
        Result: apply_result,
        Manual: apply_manual,
    }
)
