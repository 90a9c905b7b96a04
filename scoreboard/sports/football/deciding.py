"""Who wins: the match, the tie of two legs, and kicks from the penalty mark (Law 10)."""

from msgspec.structs import replace

from scoreboard.sports.base import Refused, Score, Side
from scoreboard.sports.football.events import Kick, ShootoutKick, ShootoutResult, ShootoutTotal, State
from scoreboard.sports.football.place import check_on_field, person
from scoreboard.sports.timed.rules import find_winner

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


def apply_shootout_kick(state: State, event: ShootoutKick) -> State:
    check_shootout(state)
    if state.kicks and state.kicks[-1].side == event.side:
        raise Refused("football.shootout.turn")
    key = person(event.player, event.player_id)
    check_on_field(state, event.side, key, event.player)
    check_kicker(state, event.side, key, event.player)
    kicks = (*state.kicks, Kick(event.side, event.data.scored, key))
    taken = [kick.side for kick in kicks]
    scored = (state.shootout or Score()).plus(event.side, int(event.data.scored))
    winner = find_winner(Score(taken.count("home"), taken.count("away")), scored, rounds=KICKS)
    return replace(
        state, kicks=kicks, shootout=scored, shootout_winner=winner, phase="full_time" if winner else "shootout"
    )


def check_shootout(state: State) -> None:
    """Refuse what belongs to a shootout where there is none now."""
    if state.phase != "shootout":
        raise Refused("football.shootout.none", phase=state.phase)


def check_kicker(state: State, side: Side, key: str | None, name: str | None) -> None:
    """Refuse a second kick before all who may have kicked; the larger side leaves as many out as the other lacks."""
    eligible = state.ruleset.players - max(len(state.home.sent_off), len(state.away.sent_off))
    taken = [kick.player for kick in state.kicks if kick.side == side]
    this_turn = taken[len(taken) // max(1, eligible) * max(1, eligible) :]
    if key is not None and key in this_turn:
        raise Refused("football.shootout.has_kicked", player=name, eligible=eligible)


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
