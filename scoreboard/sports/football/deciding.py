"""Who wins: the match, the tie of two legs, and kicks from the penalty mark (Law 10)."""

from msgspec.structs import replace

from scoreboard.sports.base import Refused, Score, Side, count
from scoreboard.sports.football.events import Kick, ShootoutKick, ShootoutResult, ShootoutTotal, State
from scoreboard.sports.football.place import check_on_field, person
from scoreboard.sports.football.words import PHASES


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
    if state.phase != "shootout":
        raise Refused("football.shootout", f"There is no shootout now: {PHASES[state.phase]} (Law 10).")
    if state.kicks and state.kicks[-1].side == event.side:
        raise Refused("football.shootout", "The sides kick in turn: it is the other side's kick (Law 10).")
    key = person(event.player, event.player_id)
    check_on_field(state, event.side, key, event.player)
    check_kicker(state, event.side, key, event.player)
    kicks = (*state.kicks, Kick(event.side, event.data.scored, key))
    total, over = count_kicks(kicks), is_shootout_over(kicks)
    return replace(
        state,
        kicks=kicks,
        shootout=total,
        shootout_winner=total.leader() if over else None,
        phase="full_time" if over else "shootout",
    )


def check_kicker(state: State, side: Side, key: str | None, name: str | None) -> None:
    """Refuse a second kick before all who may have kicked; the larger side leaves as many out as the other lacks."""
    eligible = state.ruleset.players - max(len(state.home.sent_off), len(state.away.sent_off))
    taken = [kick.player for kick in state.kicks if kick.side == side]
    this_turn = taken[len(taken) // max(1, eligible) * max(1, eligible) :]
    if key is not None and key in this_turn:
        raise Refused("football.shootout", f"{name} has kicked: first all {eligible} others who may (Law 10).")


def count_kicks(kicks: tuple[Kick, ...]) -> Score:
    """The goals of a shootout."""
    scored = [kick.side for kick in kicks if kick.scored]
    return Score(count(scored.count("home")), count(scored.count("away")))


def is_shootout_over(kicks: tuple[Kick, ...]) -> bool:
    """Whether a shootout is decided: one side cannot be caught in five kicks each, or leads after as many (Law 10)."""
    total = count_kicks(kicks)
    home, away = (sum(kick.side == side for kick in kicks) for side in ("home", "away"))
    if home >= 5 and away >= 5:
        return home == away and total.leader() is not None
    return total.home > total.away + max(0, 5 - away) or total.away > total.home + max(0, 5 - home)


def apply_shootout_result(state: State, event: ShootoutResult) -> State:
    if state.phase != "shootout":
        raise Refused("football.shootout", f"There is no shootout now: {PHASES[state.phase]} (Law 10).")
    if state.kicks:
        raise Refused("football.shootout", "Kicks have been entered: the result follows from them (Law 10).")
    return decide_shootout(state, event.data)


def decide_shootout(state: State, result: ShootoutTotal) -> State:
    """The state with the match decided by a shootout; raises Refused where its result is none (Law 10)."""
    total, winner = None, result.winner
    if result.home is not None and result.away is not None:
        total = Score(result.home, result.away)
        winner = total.leader()
        if winner is None or result.winner not in (None, winner):
            raise Refused("football.shootout", "A shootout has a winner: its totals cannot be level (Law 10).")
    elif winner is None or result.home is not None or result.away is not None:
        raise Refused("football.shootout", "Of a shootout, the totals of both sides or its winner are needed (Law 10).")
    return replace(state, phase="full_time", shootout=total, shootout_winner=winner)
