"""Who took part in a match, from when until when: by the line-ups, and by the incidents that came after.

Nothing of it is kept in a state: it is read off one, where a page, an answer or a fact wants it. Of a side whose
line-up is not known nothing is said: whoever scored has played, but who else has, and since when, nobody can tell.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import msgspec

from scoreboard.sports import get_sport
from scoreboard.sports.base import Incident, Side, View
from scoreboard.sports.lineups import ROLES, LineupData, LineupPlayer
from scoreboard.sports.on_field import Moved, key_of
from scoreboard.sports.sport import IncidentWords, Sport, Statistic
from scoreboard.sports.state import MatchState, lineups_of, list_on_field, status_of
from scoreboard.sports.statuses import OVER

MINUTE = 60_000
SIDES: tuple[Side, Side] = ("home", "away")
CARDS = frozenset({"yellow", "red"})  # the signs of incidents that are shown beside a name
EXCHANGES = frozenset({"substitution", "replacement"})  # the kinds of incident by which one takes another's place
Spans = Mapping[str, tuple[int, int]]
NO_MOVES = Moved()  # of sports whose incidents tell who comes and goes, or in which nobody enters it


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """That somebody came on or went off: in whose place, or for whom, and when, as the incident of `seq` says it."""

    seq: int
    minute: str | None
    period: str | None
    player: str | None
    player_id: str | None


class ShownSanction(msgspec.Struct, frozen=True, kw_only=True):
    """A card or a penalty, by its incident's kind and detail."""

    seq: int
    minute: str | None
    kind: str
    detail: str | None


class Participant(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody of a side, as its line-up has them and as they took part.

    `listed`: the line-up names them; who came on without is told, too. `appeared`: they have been in the match;
    `starts`: they began it. `on_field`: they are in it now, None while it is not played. `minutes` are those of the
    match clock without stoppage time, None where they are not known or the sport counts none: they are those of
    complete line-ups, since whoever is left out of another may have come on for them.
    """

    player: str | None
    player_id: str | None
    number: int | None
    position: str | None
    starting: bool
    captain: bool
    goalkeeper: bool
    listed: bool
    appeared: bool
    starts: bool
    on_field: bool | None
    minutes: int | None
    came_on: tuple[Change, ...]
    went_off: tuple[Change, ...]
    sanctions: tuple[ShownSanction, ...]

    @property
    def key(self) -> str:
        """By what statistics know the person: their id, or their name; "" of a number alone."""
        return self.player_id or self.player or ""

    @property
    def roles(self) -> list[tuple[str, str]]:
        """What they are in their side, short and in full, beside their position."""
        said = (self.position or "").casefold()
        roles = [words for name, words in ROLES.items() if getattr(self, name)]
        return [(short, title) for short, title in roles if said not in (short.casefold(), title.casefold())]


@dataclass
class _Part:
    """What is known so far of a person's part in a match; `stints` are their times in it, [from, until]."""

    named: LineupPlayer
    listed: bool = True
    starts: bool = False
    stints: list[list[int | None]] = field(default_factory=list)
    inside: bool = False
    came_on: list[Change] = field(default_factory=list)
    went_off: list[Change] = field(default_factory=list)
    sanctions: list[ShownSanction] = field(default_factory=list)

    def begin(self, at: int | None) -> None:
        """They are in the match from a minute on."""
        if not self.inside:
            self.inside = True
            self.stints.append([at, None])

    def leave(self, at: int | None) -> None:
        """They are in it no longer."""
        if self.inside:
            self.inside = False
            self.stints[-1][1] = -1 if at is None else at  # -1: nobody knows when

    def count_minutes(self, length: int) -> int | None:
        """Their minutes in a match that lasted `length`; None where it is not known when they came or went."""
        total = 0
        for since, until in self.stints:
            if since is None or until == -1:
                return None
            total += max(0, min(length if until is None else until, length) - min(since, length))
        return total


class Parts:
    """The people of one side, found by their ids, or by their names where either has no id."""

    def __init__(self, lineup: LineupData) -> None:
        self.all = [_Part(one) for one in lineup.players]

    def find(self, name: str | None, person_id: str | None) -> _Part | None:
        """Who is meant by a name and id; None where the side names nobody of these."""
        for part in self.all:
            if person_id is not None and part.named.player_id == person_id:
                return part
        for part in self.all:
            if name is not None and part.named.player == name and None in (person_id, part.named.player_id):
                return part
        return None

    def get(self, name: str, person_id: str | None) -> _Part:
        """Who is meant; somebody whom the line-up does not name is added to the side."""
        part = self.find(name, person_id)
        if part is None:
            part = _Part(LineupPlayer(player=name, player_id=person_id), listed=False)
            self.all.append(part)
        return part


def list_participants(state: MatchState, side: Side) -> list[Participant] | None:
    """The people of a side, in the order of its line-up, then who came on without being in it; None without line-up."""
    lineup = lineups_of(state)[side]
    if lineup is None:
        return None
    sport = get_sport(state.fixture.sport)
    view = sport.view(state.play)
    parts = Parts(lineup)
    spans = sport.spans(getattr(state.play, "ruleset", None))
    if view.started:
        for part in parts.all:
            # A goalkeeper on the bench is one in reserve, where nobody says who has come on.
            if part.named.starting or (sport.all_named_play and not part.named.goalkeeper):
                part.begin(0)
                part.starts = part.named.starting
    moments = list_moments(state.incidents, sport, spans)
    for incident in order_incidents(state.incidents, moments):
        if incident.side == side and incident.player is not None:
            follow(parts, incident, moments[incident.seq], sport, started=view.started)
    if view.started:
        follow_moves(parts, getattr(state.play, "moved", NO_MOVES), side)
    length = find_length(state, sport, view, spans) if lineup.complete else None
    playing = find_playing(state, side, parts) if view.started and not view.finished else None
    return [show_part(part, length=length, playing=playing) for part in parts.all]


def find_playing(state: MatchState, side: Side, parts: Parts) -> frozenset[str]:
    """The keys of those in the match now: as the sport's state knows it (on_field.py), else by the incidents."""
    place = list_on_field(state, side)
    return frozenset(place.playing if place.known else [key_of(part.named) or "" for part in parts.all if part.inside])


def show_part(part: _Part, *, length: int | None, playing: frozenset[str] | None) -> Participant:
    """What is shown of a person's part; `playing` are in the match now, None where it is not played."""
    named = part.named
    return Participant(
        player=named.player,
        player_id=named.player_id,
        number=named.number,
        position=named.position,
        starting=named.starting,
        captain=named.captain,
        goalkeeper=named.goalkeeper,
        listed=part.listed,
        appeared=bool(part.stints),
        starts=part.starts and bool(part.stints),
        on_field=None if playing is None else (key_of(named) or "") in playing,
        minutes=part.count_minutes(length) if length is not None and part.stints else None,
        came_on=tuple(part.came_on),
        went_off=tuple(part.went_off),
        sanctions=tuple(part.sanctions),
    )


def order_incidents(incidents: Iterable[Incident], moments: Mapping[int, int | None]) -> list[Incident]:
    """The incidents that stand, in the order of play as far as their minutes tell it, else as they were entered."""
    standing = [incident for incident in incidents if incident.confirmation != "cancelled"]
    known = {incident.seq: at for incident in standing if (at := moments[incident.seq]) is not None}
    if len(known) < len(standing):
        return standing
    return sorted(standing, key=lambda incident: (known[incident.seq], incident.seq))


def follow(parts: Parts, incident: Incident, at: int | None, sport: Sport, *, started: bool) -> None:
    """Take what an incident, of the minute `at`, says of who is in the match into the parts of its side."""
    words, name = words_of(incident, sport), incident.player
    if words is None or name is None:
        return
    if incident.kind in EXCHANGES:
        exchange(parts, incident, at, before=incident.period == sport.outside[0], started=started)
    elif words.sign in CARDS and (part := parts.find(name, incident.player_id)) is not None:
        told = ShownSanction(seq=incident.seq, minute=incident.minute, kind=incident.kind, detail=incident.detail)
        part.sanctions.append(told)
        if words.flag:
            part.leave(at)


def follow_moves(parts: Parts, moved: Moved, side: Side) -> None:
    """Take in who has come on or gone off, of those whom the line-up names, where no incident tells it, nor when."""
    on, off = moved.of(side)
    for key in (*off, *on):
        if (part := parts.find(key, key)) is not None:
            part.begin(None)
            if key in off:
                part.leave(None)


def exchange(parts: Parts, incident: Incident, at: int | None, *, before: bool, started: bool) -> None:
    """One person comes on for another; who takes the place of somebody before the match begins is a starter."""
    assert incident.player is not None
    on = parts.get(incident.player, incident.player_id)
    off = parts.get(incident.related, incident.related_id) if incident.related else None
    if off is on or (off is None and on.inside):  # only what they do has changed
        return
    on.came_on.append(tell_change(incident, incident.related, incident.related_id))
    if off is not None:
        off.went_off.append(tell_change(incident, incident.player, incident.player_id))
        if before:
            off.stints, off.inside, off.starts = [], False, False
        else:
            if not off.stints:
                off.begin(0)  # whom a partial line-up has left out, and who has played all the same
            off.leave(at)
    if started:
        on.begin(at)
        on.starts = on.starts or before


def tell_change(incident: Incident, player: str | None, player_id: str | None) -> Change:
    """An exchange as it is told of the one, with who the other was."""
    return Change(seq=incident.seq, minute=incident.minute, period=incident.period, player=player, player_id=player_id)


def words_of(incident: Incident, sport: Sport) -> IncidentWords | None:
    """How the sport shows an incident."""
    return sport.incidents.get(f"{incident.kind}:{incident.detail}") or sport.incidents.get(incident.kind)


def list_moments(incidents: Iterable[Incident], sport: Sport, spans: Spans) -> dict[int, int | None]:
    """The minute of the match at which each incident was, by its seq, as publishers count it: 45+2 is the 45th.

    What was as a period began, or between two, was at the end of the one before: who comes on in the 46th has played
    45 minutes. None where nobody knows.
    """
    moments: dict[int, int | None] = {}
    begun = 0  # the end of the last period that had begun
    phases = list(sport.phases)
    for incident in incidents:
        period, clock_ms = incident.period or "", incident.clock_ms
        if (span := spans.get(period)) is not None:
            begin, end = span
            begun = max(begun, end // MINUTE)
            moments[incident.seq] = None if clock_ms is None else count_minute(clock_ms, begin, end)
        elif not spans or period not in phases:
            moments[incident.seq] = None
        elif period in sport.breaks:  # a break between any two periods
            moments[incident.seq] = begun
        else:
            before = phases[: phases.index(period)]
            moments[incident.seq] = max((spans[name][1] // MINUTE for name in before if name in spans), default=0)
    return moments


def count_minute(clock_ms: int, begin: int, end: int) -> int:
    """The minute that a clock shows in a period with this nominal begin and end (ms)."""
    return begin // MINUTE if clock_ms <= begin else min(clock_ms // MINUTE + 1, end // MINUTE)


def find_length(state: MatchState, sport: Sport, view: View, spans: Spans) -> int | None:
    """How many minutes a match that is over, or was broken off, came to; None of others, and where nobody knows.

    Publishers count 90, 120 with extra time, whatever was added; a golden goal ends the match in its minute.
    """
    played = [period.name for period in view.periods if period.name in spans]
    if not played or not (view.finished or status_of(state, view) in (*OVER, "abandoned", "annulled")):
        return None
    begin, end = spans[played[-1]]
    if view.finished:
        decisive = view.decided_by in sport.cut_short and find_last_goal(state, sport, played[-1])
        return count_minute(decisive, begin, end) if decisive else end // MINUTE
    if view.phase not in spans:  # broken off in a break
        return end // MINUTE
    clock = state.play.clock
    return None if clock.running else count_minute(clock.value_ms, begin, end)


def find_last_goal(state: MatchState, sport: Sport, period: str) -> int | None:
    """When (ms) in a period the last goal that stands was scored."""
    scored = (
        incident.clock_ms
        for incident in reversed(state.incidents)
        if incident.side and incident.period == period and incident.confirmation != "cancelled"
        if (words := words_of(incident, sport)) is not None and words.running == "score"
    )
    return next(scored, None)


def list_statistics(state: MatchState) -> Iterator[Statistic]:
    """What counts for people in a match by the sport, without cancelled incidents, and by their part in it."""
    sport = get_sport(state.fixture.sport)
    for incident in state.incidents:
        if incident.confirmation != "cancelled":
            yield from sport.statistics_of_incident(incident)
    yield from sport.statistics_of_state(state.play)
    if state.home_lineup is None and state.away_lineup is None:
        return
    view = sport.view(state.play)
    length = find_length(state, sport, view, sport.spans(getattr(state.play, "ruleset", None)))
    for side in SIDES:
        for one in list_participants(state, side) or ():
            if one.appeared and one.key:
                for stat, value in count_part(one, timed=length is not None).items():
                    yield Statistic(side, one.key, one.player or one.key, stat, value)


def count_part(one: Participant, *, timed: bool) -> dict[str, int]:
    """What taking part in a match counts: the columns `MINUTES` of sport.py, none of them 0.

    `timed`: the match's length is known, so that minutes can be counted; "untimed" says that this person's cannot.
    """
    counted = {
        "appearances": 1,
        "starts": int(one.starts),
        "came_on": int(bool(one.came_on) and not one.starts),
        "went_off": int(bool(one.went_off)),
        "minutes": one.minutes or 0,
        "untimed": int(timed and one.minutes is None),
    }
    return {stat: value for stat, value in counted.items() if value}
