"""What is unlikely though no rule forbids it: a warning, entered once whoever enters it has confirmed it by its code.

Whoever is asked is there: API and console. Importers, replays and the system's own changes say what has happened; of
them nothing is asked. A further kind of warning is a function in FINDERS (docs/how-to/feed-a-match.md).
"""

from collections.abc import Callable, Collection, Iterable, Sequence

from scoreboard.models import Match, SquadEntry
from scoreboard.record.outcome import Unconfirmed
from scoreboard.record.people import get_holder, mentions_of
from scoreboard.record.request import parse_inner
from scoreboard.sports import get_sport
from scoreboard.sports.base import Event, Sentence, say
from scoreboard.sports.common import COMMON_EVENTS, Amend
from scoreboard.sports.lineups import Lineup
from scoreboard.sports.on_field import key_of, list_marks
from scoreboard.sports.state import MatchState, lineups_of

# (match, its state before the event, event) -> what is to be confirmed
Finder = Callable[[Match, MatchState, Event], Iterable[Sentence]]


def find_strangers(match: Match, state: MatchState, event: Event) -> Iterable[Sentence]:
    """Whoever is entered and not in their side's line-up, where that is complete; its coach may be shown a card."""
    lineups = lineups_of(state)
    if isinstance(event, COMMON_EVENTS) or not any(
        lineup is not None and lineup.complete for lineup in lineups.values()
    ):
        return
    for mention in mentions_of(match, event):
        holder, lineup = get_holder(event, mention), lineups[mention.side]
        name, person_id = getattr(holder, mention.field), getattr(holder, f"{mention.field}_id")
        if lineup is None or not lineup.complete or (name is None and person_id is None):
            continue
        if not {person_id, name} & list_marks(lineup) and name != lineup.coach:
            yield say("not_in_lineup", player=name or person_id, side=mention.side)


def find_doubts(_match: Match, state: MatchState, event: Event) -> Iterable[Sentence]:
    """What the sport finds unlikely by the line-ups."""
    lineups = lineups_of(state)
    if isinstance(event, COMMON_EVENTS) or not any(lineups.values()):
        return ()
    return get_sport(state.fixture.sport).list_doubts(state.play, lineups, event)


def find_outsiders(match: Match, _state: MatchState, event: Event) -> Iterable[Sentence]:
    """Whoever is lined up and not in their side's squad of the season, where that is known; one query for a line-up."""
    if not isinstance(event, Lineup):
        return
    competitor = match.home_id if event.side == "home" else match.away_id
    entries = SquadEntry.objects.filter(season=match.season_id, competitor=competitor)
    squad = {str(pk) for ids in entries.values_list("person", "person__same_as", "person__main") for pk in ids if pk}
    for one in event.data.players if squad else ():
        if one.player_id not in squad:
            name = (key_of(one) and one.player) or one.number
            yield say("not_in_squad", player=name, player_id=one.player_id, side=event.side)


# scoreboard/apps.py adds who is suspended, which stats know.
FINDERS: list[Finder] = [find_strangers, find_doubts, find_outsiders]


def find_warnings(match: Match, state: MatchState, event: Event) -> list[Sentence]:
    """What is to be confirmed of an event before it is entered in `state`; of an amendment, of what it puts in."""
    if isinstance(event, Amend):
        event = parse_inner(match, event)
    return [said for find in FINDERS for said in find(match, state, event)]


def check_confirmed(found: Sequence[tuple[Sentence, Collection[str]]]) -> None:
    """Raise Unconfirmed where a warning's code is none of those that were confirmed with its event."""
    open_yet = [said for said, confirmed in found if said.code not in confirmed]
    if open_yet:
        raise Unconfirmed(open_yet)
