"""The rules of basketball: what may be entered when, fouls that add up, timeouts that run out."""

import msgspec

from scoreboard.sports.base import Clock, Refused, Score, Side, apply_by_type, count
from scoreboard.sports.basketball.events import (
    Basket,
    Foul,
    Fouls,
    Miss,
    Play,
    Ruleset,
    State,
    Substitution,
)
from scoreboard.sports.timed import rules as timed
from scoreboard.sports.timed.events import PeriodStart, Result, Timeout


def start(ruleset: Ruleset, *, clock_rate: float = 1.0) -> State:
    """The state before the jump ball; raises Refused where the ruleset contradicts itself."""
    if ruleset.overtimes is not None or ruleset.shootout:
        raise Refused("basketball.ruleset")
    first = ruleset.timeouts_first_half
    return State(ruleset=ruleset, timeouts=Score(first, first), clock=Clock(direction=ruleset.clock, rate=clock_rate))


def apply_period_start(state: State, event: PeriodStart) -> State:
    """The period's begin: team fouls begin anew, but in overtime by FIBA's rules; a new half brings new timeouts."""
    ruleset, after = state.ruleset, timed.start_period(state, event)
    played = len(after.periods)
    overtime = played > ruleset.periods
    left = state.timeouts
    if overtime:
        left = Score(ruleset.timeouts_overtime, ruleset.timeouts_overtime)
    elif played - 1 == (ruleset.periods + 1) // 2:
        more = ruleset.timeouts_second_half
        carried = state.timeouts if ruleset.timeouts_carry else Score()
        left = Score(more + carried.home, more + carried.away)
    goes_on = overtime and ruleset.overtime_goes_on
    return msgspec.structs.replace(after, team_fouls=state.team_fouls if goes_on else Score(), timeouts=left)


def find_fouls(state: State, side: Side, key: str | None) -> Fouls | None:
    """A player's fouls; None where there are none."""
    return next((fouls for fouls in getattr(state, side) if fouls.player == key), None)


def check_player(state: State, side: Side, event: Basket | Miss | Foul | Substitution) -> None:
    """Refuse what a player does who may not go on."""
    fouls = find_fouls(state, side, event.player_id or event.player)
    if fouls is not None and fouls.out == "fouled_out":
        raise Refused("basketball.out.fouled_out", player=event.player, fouls=fouls.personal)
    if fouls is not None and fouls.out:
        raise Refused("basketball.out.disqualified", player=event.player)


def apply_basket(state: State, event: Basket) -> State:
    period, _ = timed.place(state, event)
    check_player(state, event.side, event)
    if event.player is not None and event.player == event.data.assist:
        raise Refused("basketball.assist", player=event.player)
    return timed.add_points(state, event.side, event.data.points, period)


def apply_act(state: State, event: Miss | Substitution | Play) -> State:
    """What changes nothing but statistics; a player's last foul may be a turnover too."""
    timed.place(state, event)
    if not isinstance(event, Play):
        check_player(state, event.side, event)
    return state


def apply_foul(state: State, event: Foul) -> State:
    """A foul: the player's, the team's, or both; too many put the player out."""
    ruleset, kind = state.ruleset, event.data.kind
    period, _ = timed.place(state, event)
    technical = kind == "technical"
    if not technical:
        check_player(state, event.side, event)
    counts = ruleset.technical_is_personal if technical else ruleset.offensive_is_team or kind != "offensive"
    if counts and event.player is not None and period == state.periods[-1].name:
        state = msgspec.structs.replace(state, team_fouls=state.team_fouls.plus(event.side))
    key = event.player_id or event.player
    if key is None:
        return state
    known = find_fouls(state, event.side, key) or Fouls(key)
    personal = count(known.personal + (ruleset.technical_is_personal if technical else True))
    fouls = Fouls(
        key,
        personal,
        count(known.technical + technical),
        count(known.unsportsmanlike + (kind == "unsportsmanlike")),
        known.out,
    )
    if kind == "disqualifying" or is_disqualified(ruleset, fouls):
        fouls = msgspec.structs.replace(fouls, out="disqualified")
    elif ruleset.foul_limit and personal >= ruleset.foul_limit:
        fouls = msgspec.structs.replace(fouls, out=known.out or "fouled_out")
    others = tuple(one for one in getattr(state, event.side) if one.player != key)
    return msgspec.structs.replace(state, **{event.side: (*others, fouls)})


def is_disqualified(ruleset: Ruleset, fouls: Fouls) -> bool:
    """Two technical or two unsportsmanlike fouls, by FIBA's rules also one of each."""
    together = fouls.technical + fouls.unsportsmanlike if ruleset.technical_is_personal else 0
    return max(fouls.technical, fouls.unsportsmanlike, together) >= 2


def apply_timeout(state: State, event: Timeout) -> State:
    timed.place(state, event)
    if event.side is None:
        return state
    if getattr(state.timeouts, event.side) == 0:
        raise Refused("basketball.timeout", side=event.side)
    return msgspec.structs.replace(state, timeouts=state.timeouts.plus(event.side, -1))


def apply_result(state: State, event: Result) -> State:
    return timed.apply_result(state, event, draws=False)


apply = apply_by_type(
    {
        **timed.STEPS,
        PeriodStart: apply_period_start,
        Basket: apply_basket,
        Miss: apply_act,
        Substitution: apply_act,
        Play: apply_act,
        Foul: apply_foul,
        Timeout: apply_timeout,
        Result: apply_result,
    }
)
