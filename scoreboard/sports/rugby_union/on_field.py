"""Who is on the field in rugby union: replacements for good and for a while, the sin bin (Laws 3 and 9)."""

import re
from collections.abc import Sequence

from scoreboard.sports.base import Event, Sentence, Side, say
from scoreboard.sports.lineups import LineupData
from scoreboard.sports.on_field import (
    Lineups,
    OnField,
    check_exchange,
    key_of,
    list_of_side,
    list_suspended,
    place_people,
)
from scoreboard.sports.rugby_union.events import State, Substitution

FRONT_ROW = frozenset({1, 2, 3, 16, 17, 18})  # numbers, where they are those of positions
FRONT_ROW_WORDS = re.compile("prop|hooker|front", re.IGNORECASE)


def list_on_field(state: State, lineup: LineupData | None, side: Side, clock_ms: int | None = None) -> OnField:
    """Where those of a side are.

    Who was replaced for a while rests, who came on for them is on the bench again when they are back; who was replaced
    for good is gone, although the laws let some return (`list_doubts`).
    """
    on: dict[str, None] = {}
    off: set[str] = set()  # who may come on again
    rest: dict[str, None] = {}
    gone: dict[str, None] = {}
    for made in state.exchanges:
        of, _, came = made.on.partition(":")
        went = made.off.partition(":")[2]
        if of != side:
            continue
        is_back = came in rest
        rest.pop(came, None)
        gone.pop(came, None)
        off.discard(came)
        on.pop(went, None)
        on[came] = None
        if made.temporary:
            rest[went] = None
        elif is_back:
            off.add(went)
        else:
            gone[went] = None
    clock_ms = state.clock.read(None) if clock_ms is None else clock_ms
    sent_off = list_of_side(state.sent_off, side)
    binned = [key for key in list_suspended(state.binned, side, clock_ms) if key not in (*sent_off, *gone, *rest)]
    resting = [key for key in (*rest, *binned) if key not in sent_off]
    gone_for_good = tuple(dict.fromkeys((*sent_off, *gone)))
    return place_people(lineup, starting=state.ruleset.players, on=on, off=off, gone=gone_for_good, resting=resting)


def check_lineups(state: State, lineups: Lineups, event: Event) -> None:
    """Refuse a replacement by who is on the field, or of who is on the bench (Law 3)."""
    if isinstance(event, Substitution):
        check_exchange(list_on_field(state, lineups[event.side], event.side, event.clock_ms), event)


def list_doubts(state: State, lineups: Lineups, event: Event) -> Sequence[Sentence]:
    """Who comes back for good that was replaced for good.

    They may for who has a head or blood injury, was injured by foul play, or plays in the front row (Law 3.33, 2024):
    the first is a temporary replacement, the second no log says, the third the line-up may.
    """
    if not isinstance(event, Substitution) or event.data.temporary:
        return ()
    lineup = lineups[event.side]
    key = event.player_id or event.player
    gone = list_on_field(state, lineup, event.side, event.clock_ms).gone
    if key not in gone or f"{event.side}:{key}" in state.sent_off or is_front_row(lineup, key):
        return ()
    return (say("may_not_return", player=event.player),)


def is_front_row(lineup: LineupData | None, key: str) -> bool:
    """Whether somebody plays in the front row, by their position, else by their number."""
    one = next((one for one in lineup.players if key_of(one) == key), None) if lineup is not None else None
    if one is None:
        return False
    return bool(FRONT_ROW_WORDS.search(one.position)) if one.position else one.number in FRONT_ROW
