"""What rally sports enter no longer, though earlier code took it (docs/decisions/0016)."""

from typing import Any

from scoreboard.sports.base import Event, Manual, Refused, other
from scoreboard.sports.rally.events import Exchange, Expedite, Point, Rules, Sanction, State, Substitution
from scoreboard.sports.rally.rules import is_final_set, is_set_won, list_costs, name_person

EXPEDITE_UNTIL = 18
DELAY_CARDS = ("yellow", "red")  # the warning, and the penalty for any further delay (FIVB rule 16.2)


def check(state: State[Any], event: Event) -> None:
    """Refuse cards that a sport does not have, what is done by who may not play, a set left open that is won."""
    if isinstance(event, Point):
        check_point(state, event)
    elif isinstance(event, Substitution):
        check_substitution(state, event)
    elif isinstance(event, Sanction):
        check_sanction(state.ruleset, event)
    elif isinstance(event, Expedite):
        if not (may_expedite(state) or state.expedite):
            raise Refused("rally.expedite.late", points=EXPEDITE_UNTIL)
    elif isinstance(event, Manual) and state.ruleset.edition == 1 and event.data.points < 0 and state.winner is None:
        left = state.points.plus(event.side, max(event.data.points, -getattr(state.points, event.side)))
        if is_set_won(state.ruleset, left, final=is_final_set(state.ruleset, state.won)):
            raise Refused("rally.manual.won", home=left.home, away=left.away)


def may_expedite(state: State[Any]) -> bool:
    """Whether the expedite system can be introduced: not in a game that has come to 18 points (ITTF Law 2.15.2)."""
    return not state.expedite and state.points.home + state.points.away < EXPEDITE_UNTIL


def check_sanction(ruleset: Rules, event: Sanction) -> None:
    """Refuse a card that the sport does not have, points for one that gives none, and what is no delay's."""
    card = event.data.card
    if card not in ruleset.cards:
        raise Refused("rally.sanction.card", cards=list(ruleset.cards))
    if event.data.points and not any(list_costs(ruleset, card)):
        raise Refused("rally.sanction.free")
    if event.data.delay and (not ruleset.delays or card not in DELAY_CARDS):
        raise Refused("rally.sanction.delay")


def check_point(state: State[Any], event: Point) -> None:
    """Refuse a rally decided by who is expelled or disqualified; an error is one of the other side."""
    side = other(event.side) if event.data.how == "error" else event.side
    check_removed(state, name_person(side, event), event.player)


def check_removed(state: State[Any], person: str | None, name: str | None) -> None:
    """Refuse who may not play in this set, or in the rest of the match (FIVB rule 21.3)."""
    if person is None:
        return
    if person in state.disqualified:
        raise Refused("rally.removed.match", player=name)
    if person in state.expelled:
        raise Refused("rally.removed.set", player=name)


def check_substitution(state: State[Any], event: Substitution) -> None:
    """Refuse who may not come on: a substitute enters a set once, and goes off for who went off for them alone.

    FIVB rules 15.6 and 21.3; an exceptional substitution is bound by 21.3 alone.
    """
    on, off = name_person(event.side, event), name_person(event.side, event.data, field="off")
    check_removed(state, on, event.player)
    if on is None or off is None or event.data.exceptional or state.ruleset.free_substitutions:
        return
    for one in state.exchanges:
        if (one.on, one.off, one.undone) == (off, on, False):
            return  # who went off comes back for who came on
    for one in state.exchanges:
        check_exchange(one, event, on=on, off=off)


def check_exchange(made: Exchange, event: Substitution, *, on: str, off: str) -> None:
    """Refuse a substitution that another one of the set rules out."""
    on_for, off_for = (person.partition(":")[2] for person in (made.on, made.off))
    if on == made.on:
        raise Refused("rally.substitution.once", player=event.player)
    if on == made.off and made.undone:
        raise Refused("rally.substitution.on_court", player=event.player)
    if on == made.off:
        raise Refused("rally.substitution.partner", player=event.player, partner=on_for)
    if off == made.off and made.undone:
        raise Refused("rally.substitution.off_twice", off=event.data.off)
    if off == made.on and not made.undone:
        raise Refused("rally.substitution.for", off=event.data.off, partner=off_for)
    if off in (made.on, made.off):
        raise Refused("rally.substitution.gone", off=event.data.off)
