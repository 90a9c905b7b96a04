"""Who may play on: cautions, sendings-off and substitutions (Laws 3, 5 and 12)."""

from msgspec.structs import replace

from scoreboard.sports.base import Refused, Side, other
from scoreboard.sports.football.events import Card, State, Substitution, Team
from scoreboard.sports.football.place import check_on_field, person, place_outside


def apply_card(state: State, event: Card) -> State:
    """A caution or a sending-off, from before kick-off until the referee leaves the field (Laws 5.3 and 12.3)."""
    phase, _ = place_outside(state, event)
    key, card = person(event.player, event.player_id), event.data.card
    team: Team = getattr(state, event.side)
    if key in team.sent_off:
        raise Refused("football.sent_off.already", player=event.player)
    in_kicks = is_in_kicks(state, phase)
    if card == "yellow" and key in (team.booked_in_kicks if in_kicks else team.booked):
        raise Refused("football.second_yellow.booked", player=event.player)
    if card == "second_yellow" and key not in team.booked and key not in team.booked_in_kicks:
        raise Refused("football.second_yellow.no_first", player=event.player)
    assert key is not None
    if card != "yellow":
        team = send_off(team, key, phase, bench=event.data.bench, kicking=bool(state.kicks))
    elif in_kicks:
        team = replace(team, booked_in_kicks=(*team.booked_in_kicks, key))
    else:
        team = replace(team, booked=(*team.booked, key))
    return replace(state, **{event.side: team})


def is_in_kicks(state: State, phase: str) -> bool:
    """Whether what happens in `phase` belongs to a shootout: it goes on, or the match has just ended by it (Law 10)."""
    return phase == "shootout" or (phase == "full_time" and state.shootout_winner is not None)


def send_off(team: Team, key: str, phase: str, *, bench: bool, kicking: bool) -> Team:
    """The side without a person: one player fewer, where they were on the field.

    Who is sent off before kick-off is replaced (Law 3.6); who is on the bench, or back on it, was not on the field.
    """
    team = replace(team, sent_off=(*team.sent_off, key), kicked=tuple(by for by in team.kicked if by != key))
    if bench or key in team.gone_off or phase == "not_started":
        return team
    if kicking and phase == "shootout":
        return replace(team, down_in_kicks=team.down_in_kicks + 1)
    return replace(team, down=team.down + 1)


def apply_substitution(state: State, event: Substitution) -> State:
    """Somebody comes on for somebody: in play, in a break, before kick-off, for a goalkeeper in the kicks (Law 3)."""
    if state.phase == "full_time":
        raise Refused("football.over")
    phase, _ = place_outside(state, event)
    team: Team = getattr(state, event.side)
    on = person(event.player, event.player_id)
    off = person(event.data.off, event.data.off_id)
    assert on is not None
    assert off is not None
    before_kick_off = phase == "not_started"
    check_exchange(state, event, on=on, off=off, before_kick_off=before_kick_off)
    free = before_kick_off
    if event.data.concussion:
        allowed, free = state.ruleset.concussion_substitutions, True
        if team.concussions >= allowed:
            raise Refused("football.substitution.concussion", allowed=allowed)
        team = replace(team, concussions=team.concussions + 1)
    elif not free and len(team.came_on) - team.free >= count_substitutions(state, event.side):
        free = phase == "shootout" and has_left_out(state, event.side)
        if not free:
            raise Refused("football.substitution.all_used", allowed=count_substitutions(state, event.side))
    return replace(state, **{event.side: exchange(team, on=on, off=off, free=free)})


def check_exchange(state: State, event: Substitution, *, on: str, off: str, before_kick_off: bool) -> None:
    """Refuse who may not come on, or cannot go off."""
    team: Team = getattr(state, event.side)
    returns = False
    if on in team.gone_off:  # who may come on again: for a concussion (IFAB 2024/25), and where Law 3.2 is played
        returns = event.data.concussion or state.ruleset.return_substitutions
    if not returns:
        check_on_field(state, event.side, on, event.player)
    if not (before_kick_off and off in team.sent_off):  # who is sent off before kick-off may be replaced (Law 3.6)
        check_on_field(state, event.side, off, event.data.off)
    if on == off:
        raise Refused("football.substitution.own", player=event.player)
    if on in team.came_on and not returns:
        raise Refused("football.substitution.on_field", player=event.player)


def exchange(team: Team, *, on: str, off: str, free: bool) -> Team:
    """The side with one person on the field for another; `free`: it is none of the side's substitutions."""
    gone, kicked = team.gone_off, team.kicked
    if on in gone:
        gone = tuple([one for one in gone if one != on])
    if off in kicked:  # whoever replaces a kicker has kicked (Law 10.3)
        kicked = tuple([on if by == off else by for by in kicked])
    return replace(team, came_on=(*team.came_on, on), gone_off=(*gone, off), kicked=kicked, free=team.free + free)


def count_substitutions(state: State, side: Side) -> int:
    """How many substitutions a side has in the match so far (Law 3): one more for each concussion of the other side."""
    rules, opponents = state.ruleset, state.away if side == "home" else state.home
    extra = len(state.periods) > 2 or state.phase == "extra_time_break"
    return rules.substitutions + (rules.extra_time_substitutions if extra else 0) + opponents.concussions


def count_left(state: State, side: Side) -> int:
    """How many substitutions a side has left."""
    team: Team = getattr(state, side)
    return count_substitutions(state, side) + team.free - len(team.came_on)


def has_left_out(state: State, side: Side) -> bool:
    """Whether a side has left players out of the kicks, who may replace its goalkeeper (Law 10.3)."""
    mine, theirs = getattr(state, side), getattr(state, other(side))
    return mine.down + mine.down_in_kicks < theirs.down + theirs.down_in_kicks
