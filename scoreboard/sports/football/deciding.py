"""Who wins: the match, the tie of two legs, and kicks from the penalty mark (Law 10)."""

from msgspec.structs import replace

from scoreboard.sports.base import Clock, Event, Manual, Refused, Score, Side, other
from scoreboard.sports.football.events import (
    BREAKS,
    EXTRA_HALVES,
    PERIODS,
    Card,
    Kick,
    ShootoutKick,
    ShootoutResult,
    ShootoutTotal,
    State,
    Team,
)
from scoreboard.sports.football.place import check_on_field, person
from scoreboard.sports.timed.rules import find_winner

AFTER_WHISTLE = ("extra_time_break", "extra_half_time", "shootout", "full_time")  # what the score has put a match in
KICKS = 5  # of each side, before the shootout goes on in pairs (Law 10)


def aggregate_of(state: State) -> Score | None:
    """The score of both legs of a tie; None in a match that stands alone."""
    first = state.ruleset.first_leg
    return first and Score(first.home + state.score.home, first.away + state.score.away)


def leader_of(state: State) -> Side | None:
    """Who is ahead in what is being decided: the match, or the tie with its away-goals rule (Law 10)."""
    aggregate, first = aggregate_of(state), state.ruleset.first_leg
    if aggregate is None or first is None:
        return state.score.leader()
    if aggregate.leader() is None and state.ruleset.away_goals:
        # Goals away: this match's home side scored its in the first leg, the other side scores its in this one.
        return Score(first.home, state.score.away).leader()
    return aggregate.leader()


def level_phase(state: State, *, after_extra: bool) -> str:
    """The phase that follows the last whistle of normal or extra time, by the score and the ruleset (Law 10)."""
    if leader_of(state) is None:
        if state.ruleset.extra_time and not after_extra:
            return "extra_time_break"
        if state.ruleset.shootout:
            return "shootout"
    return "full_time"


def phase_after(state: State, period: str) -> str:
    """The phase that follows the last whistle of a period, by the score and the ruleset (Law 10).

    A lead after the first half of extra time ends the match where goals are silver, or golden.
    """
    if period not in BREAKS:
        return level_phase(state, after_extra=period.startswith("extra"))
    by_lead = period in EXTRA_HALVES and state.ruleset.extra_time in ("golden", "silver")
    return "full_time" if by_lead and leader_of(state) is not None else BREAKS[period]


def settle(state: State) -> State:
    """The state with the phase that its score puts it in, which has been put right after the last whistle."""
    if state.phase in AFTER_WHISTLE and not is_shootout_begun(state):
        return replace(state, phase=phase_after(state, state.periods[-1].name))
    return state


def end_by_goal(state: State, period: str) -> State:
    """The state with the match over where a golden goal has been scored in `period`, one of extra time."""
    if state.ruleset.extra_time != "golden" or state.phase not in PERIODS or period not in EXTRA_HALVES:
        return state
    if leader_of(state) is None:
        return state
    return replace(state, phase="full_time", clock=Clock(rate=state.clock.rate))


def go_on(state: State, event: Event) -> State:
    """The state in which play of edition 1 goes on that a correction by hand has ended.

    Corrections did not end it before: extra time or kicks followed nevertheless, and stand in logs of then. No entrance
    takes them any more (checks.py).
    """
    if isinstance(event, Card | Manual):
        return state
    return replace(state, phase=state.ended_from, ended_from="")


def is_shootout_begun(state: State) -> bool:
    """Whether a kick has been taken, or a shootout's result is known."""
    return bool(state.kicks) or state.shootout_winner is not None


def apply_shootout_kick(state: State, event: ShootoutKick) -> State:
    check_shootout(state)
    if state.kicks and event.side != next_kicker(state):
        raise Refused("football.shootout.turn")
    key = person(event.player, event.player_id)
    check_on_field(state, event.side, key, event.player)
    team: Team = getattr(state, event.side)
    eligible = count_eligible(state)
    before = team.kicked if len(team.kicked) < eligible else ()
    if key is not None and key in before and key in list_turn(state, event.side):
        raise Refused("football.shootout.has_kicked", player=event.player, eligible=eligible)
    kicks = (*state.kicks, Kick(event.side, event.data.scored, key))
    taken = [kick.side for kick in kicks]
    scored = (state.shootout or Score()).plus(event.side, int(event.data.scored))
    winner = find_winner(Score(taken.count("home"), taken.count("away")), scored, rounds=KICKS)
    return replace(
        state,
        kicks=kicks,
        shootout=scored,
        shootout_winner=winner,
        phase="full_time" if winner else "shootout",
        **{event.side: replace(team, kicked=(*before, key))},
    )


def next_kicker(state: State) -> Side:
    """Whose kick it is, once one has been taken: the other side's; in pairs that turn round, where it goes A B, B A."""
    last = state.kicks[-1].side
    if len(state.kicks) % 2 == 0 and state.ruleset.kicks_order != "alternate":
        return last
    return other(last)


def count_eligible(state: State) -> int:
    """How many of each side kick before anyone kicks twice: as many as the smaller side has on the field.

    The larger side leaves the others out ("reduce to equate"), before the first kick and whenever somebody is sent off
    during the kicks; who was left out stays so (Law 10.3).
    """
    home, away = state.home, state.away
    return max(1, state.ruleset.players - max(home.down, away.down) - max(home.down_in_kicks, away.down_in_kicks))


def check_shootout(state: State) -> None:
    """Refuse what belongs to a shootout where there is none now."""
    if state.phase != "shootout":
        raise Refused("football.shootout.none", phase=state.phase)


def list_turn(state: State, side: Side) -> list[str | None]:
    """Who had kicked in a turn of all as it was counted before: it may be that no more than these are refused.

    Any sending-off made the eleven one fewer, and one during the kicks began another turn; checks.py counts better.
    """
    eligible = max(1, state.ruleset.players - max(len(state.home.sent_off), len(state.away.sent_off)))
    taken = [kick.player for kick in state.kicks if kick.side == side]
    return taken[len(taken) // eligible * eligible :]


def apply_shootout_result(state: State, event: ShootoutResult) -> State:
    check_shootout(state)
    if state.kicks:
        raise Refused("football.shootout.kicks_entered")
    return decide_shootout(state, event.data)


def decide_shootout(state: State, result: ShootoutTotal) -> State:
    """The state with the match decided by a shootout; raises Refused where its result is none (Law 10)."""
    total, winner = None, result.winner
    if result.home is not None and result.away is not None:
        total = Score(result.home, result.away)
        winner = total.leader()
        if winner is None or result.winner not in (None, winner):
            raise Refused("football.shootout.level")
    elif winner is None or result.home is not None or result.away is not None:
        raise Refused("football.shootout.incomplete")
    return replace(state, phase="full_time", shootout=total, shootout_winner=winner)
