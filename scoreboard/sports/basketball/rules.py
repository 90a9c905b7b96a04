"""The rules of basketball: what may be entered when, fouls that add up, timeouts that run out."""

import msgspec

from scoreboard.sports.base import Clock, Event, Manual, Refused, Score, Side, apply_by_type, count, is_own, other
from scoreboard.sports.basketball.events import (
    Basket,
    Early,
    Foul,
    Fouls,
    Miss,
    Play,
    Ruleset,
    State,
    Substitution,
)
from scoreboard.sports.timed import checks as timed_checks
from scoreboard.sports.timed import rules as timed
from scoreboard.sports.timed.events import BREAKS, PeriodEnd, PeriodStart, Result, Timeout

LAST_PLAYS = frozenset({"turnover", "violation"})  # what a player's last foul may be as well
MISCONDUCT = frozenset({"technical", "unsportsmanlike", "disqualifying"})  # what may happen in an interval


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
    after = msgspec.structs.replace(after, team_fouls=state.team_fouls if goes_on else Score(), timeouts=left)
    return after if state.early is None else begin_with(after, state.early)


def begin_with(state: State, early: Early) -> State:
    """A period's begin with the fouls and throws of the interval before it (FIBA 2024, 41.1.2 and 41.1.3)."""
    name, points, fouls = state.phase, early.points, early.team_fouls
    team_fouls = state.team_fouls.plus("home", fouls.home).plus("away", fouls.away)
    state = msgspec.structs.replace(state, team_fouls=team_fouls, early=None)
    return stop_at_target(
        timed.add_points(timed.add_points(state, "home", points.home, name), "away", points.away, name)
    )


def is_target_reached(state: State) -> bool:
    """Whether a side has the points that win at once: of the match, or of an overtime (FIBA 3x3, 6)."""
    rules = state.ruleset
    if len(state.periods) > rules.periods:
        last = state.periods[-1]
        return rules.overtime_target is not None and max(last.home, last.away) >= rules.overtime_target
    return rules.target is not None and max(state.score.home, state.score.away) >= rules.target


def stop_at_target(state: State) -> State:
    """The state, over where a side has the points that win at once."""
    if timed.is_playing(state) and is_target_reached(state):
        return msgspec.structs.replace(state, phase="full_time", clock=Clock(rate=state.clock.rate))
    return state


def add_early(state: State) -> Score:
    """The score with the throws of an interval, which the period to come will begin with."""
    if state.early is None or state.phase not in BREAKS:
        return state.score
    points = state.early.points
    return state.score.plus("home", points.home).plus("away", points.away)


def is_of_next(state: State, event: Basket | Miss | Foul) -> bool:
    """Whether what is entered in an interval counts in the period to come.

    Misconduct does, and the throws that follow it; other throws are those of a foul at the end of the period before
    (FIBA 2024, 8). Whoever names a period has said which it is.
    """
    if event.period is not None:
        return event.period == timed.name_period(state.ruleset, len(state.periods))
    if isinstance(event, Foul):
        return event.data.kind in MISCONDUCT
    return state.early is not None and getattr(state.early.fouls, other(event.side)) > 0


def find_fouls(state: State, side: Side, key: str | None) -> Fouls | None:
    """A player's fouls; None where there are none."""
    return next((fouls for fouls in getattr(state, side) if fouls.player == key), None)


def check_player(state: State, side: Side, event: Basket | Miss | Foul | Substitution) -> None:
    """Refuse what a player does who may not go on."""
    check_person(state, side, event, event.player_id or event.player, event.player)


def check_person(state: State, side: Side, event: Event, key: str | None, name: str | None) -> None:
    """Refuse what somebody has a part in who may not go on."""
    fouls = find_fouls(state, side, key)
    if fouls is None or not fouls.out or timed.is_of_before(state, event):
        return
    if fouls.out == "fouled_out":
        raise Refused("basketball.out.fouled_out", player=name, fouls=fouls.personal)
    raise Refused("basketball.out.disqualified", player=name)


def place_throw(state: State, event: Basket | Miss) -> str:
    """The period of a shot; a free throw may come after its period, and before it (FIBA 2024, 8 and 41.1.2)."""
    if event.data.points > 1 or timed.is_playing(state):
        return timed.place(state, event)[0]
    if state.phase in BREAKS and is_of_next(state, event):
        return state.phase
    return timed.place_late(state, event)[0]


def apply_basket(state: State, event: Basket) -> State:
    period = place_throw(state, event)
    check_player(state, event.side, event)
    if event.data.assist is not None and is_own(event, "assist"):
        raise Refused("basketball.assist", player=event.player)
    if period in BREAKS:
        early = state.early or Early()
        early = msgspec.structs.replace(early, points=early.points.plus(event.side, event.data.points))
        return msgspec.structs.replace(state, early=early)
    return stop_at_target(timed.add_points(state, event.side, event.data.points, period))


def apply_manual(state: State, event: Manual) -> State:
    return stop_at_target(timed.apply_manual(state, event))


def apply_miss(state: State, event: Miss) -> State:
    place_throw(state, event)
    check_player(state, event.side, event)
    return state


def apply_substitution(state: State, event: Substitution) -> State:
    """A substitution, which may be made in an interval (FIBA 2024, 19)."""
    timed.place_anytime(state, event)
    check_player(state, event.side, event)
    off = event.data.off_id or event.data.off
    moved = state.moved.exchange(f"{event.side}:{event.player_id or event.player}", off and f"{event.side}:{off}")
    return msgspec.structs.replace(state, moved=moved)


def apply_play(state: State, event: Play) -> State:
    """What changes nothing but statistics; a player's last foul may be a turnover too."""
    timed.place(state, event)
    return state


def apply_foul(state: State, event: Foul) -> State:
    """A foul: the player's, the team's, or both; too many put the player out.

    Misconduct is punished before the match, in its intervals and after its end, too (FIBA 2024: technical,
    unsportsmanlike and disqualifying fouls, the officials' authority), also of who is out already; in an interval it
    counts in the period that follows (41.1.2).
    """
    ruleset, kind = state.ruleset, event.data.kind
    period, _ = (timed.place_anytime if kind in MISCONDUCT else timed.place)(state, event)
    technical = kind == "technical"
    if not technical and kind != "disqualifying":
        check_player(state, event.side, event)
    counts = ruleset.technical_is_personal if technical else ruleset.offensive_is_team or kind != "offensive"
    counts = counts and event.player is not None
    if state.phase in BREAKS and is_of_next(state, event):
        early = state.early or Early()
        team_fouls = early.team_fouls.plus(event.side) if counts else early.team_fouls
        state = msgspec.structs.replace(state, early=Early(early.fouls.plus(event.side), team_fouls, early.points))
    elif counts and state.periods and period == state.periods[-1].name:
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


def check(state: State, event: Event) -> None:
    """What is entered no longer. A match is never drawn, which `apply` knows."""
    if not (isinstance(event, Result) and event.data.score.leader() is None):
        timed_checks.check(state, event)
    timed_checks.check_no_shootout(event)
    if isinstance(event, Basket):
        check_person(state, event.side, event, event.data.assist_id or event.data.assist, event.data.assist)
    elif isinstance(event, Play) and event.data.kind not in LAST_PLAYS:
        check_person(state, event.side, event, event.player_id or event.player, event.player)
    elif isinstance(event, PeriodEnd) and state.ruleset.overtime_target and len(state.periods) > state.ruleset.periods:
        raise Refused("basketball.overtime_target", points=state.ruleset.overtime_target)
    elif isinstance(event, Manual) and state.phase == "full_time" and is_target_reached(state):
        check_target(state, event)
    elif isinstance(event, Substitution) and is_own(event, "off"):
        raise Refused("basketball.substitution", player=event.player)


def check_target(state: State, event: Manual) -> None:
    """Refuse points taken by hand without which the match would not have been over: nobody knows how it went on."""
    points = max(event.data.points, -getattr(state.periods[-1], event.side))  # `apply` refuses more
    after = timed.add_points(state, event.side, points, event.period or state.periods[-1].name)
    if not is_target_reached(after):
        raise Refused("basketball.target")


def apply_result(state: State, event: Result) -> State:
    return timed.apply_result(state, event, draws=False)


apply = apply_by_type(
    {
        **timed.STEPS,
        PeriodStart: apply_period_start,
        Basket: apply_basket,
        Miss: apply_miss,
        Substitution: apply_substitution,
        Play: apply_play,
        Foul: apply_foul,
        Timeout: apply_timeout,
        Result: apply_result,
        Manual: apply_manual,
    }
)
