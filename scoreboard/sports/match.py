"""The fold that every match shares: fixture, status, the sport's play, incidents and corrections.

`fold` of a match log is the match's state; `step` is one record more. Corrections (void, amend) are read at the place
of the record they name, as if it had never been, or had been so (docs/explanation/architecture.md).
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

import msgspec
from msgspec.structs import replace

from scoreboard import parsing
from scoreboard.sports import SPORTS, get_sport
from scoreboard.sports.base import Event, Incident, Refused, say
from scoreboard.sports.common import (
    COMMON_EVENTS,
    CORRECTING,
    FixtureChanged,
    Scheduled,
    Status,
    StatusChanged,
    StatusData,
)
from scoreboard.sports.corrections import find_corrections
from scoreboard.sports.halting import halt_clock
from scoreboard.sports.lineups import Lineup, check_lineup, count_starting
from scoreboard.sports.sport import Sport
from scoreboard.sports.state import MatchState, award_of, lineups_of, status_of, view_of
from scoreboard.sports.statuses import (
    DECLARABLE,
    ENDED_BY_PLAY,
    NEED_REASON,
    NOT_PLAYABLE,
    STOPPED,
    list_fitting,
)


class Log(msgspec.Struct, frozen=True):
    """What folding a log leniently gives: the state, and each record that could not be applied with its refusal."""

    state: MatchState
    refused: tuple[tuple[Event, Refused], ...] = ()


def fold(records: Iterable[Event]) -> MatchState:
    """The state of a match log, strictly: raises Refused at the first record that the rules forbid, naming its seq."""
    log = fold_leniently(records)
    if log.refused:
        raise as_conflict(log.refused)
    return log.state


def fold_leniently(records: Iterable[Event], *, entered: Collection[int] = ()) -> Log:
    """The state of a match log, passing over the records that the rules forbid and collecting them.

    `entered` are the seqs of those that are being entered now: they are asked of the entrance's rules, too.
    """
    records = list(records)
    corrected = find_corrections(records)
    state: MatchState | None = None
    refused: list[tuple[Event, Refused]] = []
    effective = [record for record in records if type(record) not in CORRECTING]
    for is_void, group in groupby(effective, key=lambda record: record.seq in corrected.voided):
        given = list(group)
        shown = [corrected.amended.get(record.seq, record) for record in given]
        if is_void:
            for record in shown:
                state = show_cancelled(state, record, corrected.voided[record.seq])
            continue
        at, state, error = fold_on(state, shown, entered=entered)
        while error is not None:
            if not isinstance(error, Refused):
                raise error
            refused.append((given[at], error))
            at, state, error = fold_on(state, shown, begin=at + 1, entered=entered)
    if state is None:
        raise Refused("match.scheduled")
    return Log(replace(show_under_review(state, corrected.under_review), seq=records[-1].seq), tuple(refused))


def fold_on(
    state: MatchState | None, records: Sequence[Event], *, begin: int = 0, entered: Collection[int] = ()
) -> tuple[int, MatchState | None, Exception | None]:
    """Apply `records`, none of them a correction, one after the other from the index `begin` on.

    Gives the index of the first that could not be applied (their number, where all could), the state before it, and
    what stopped it. It is what `step` does record by record; but here a state is made once for many.
    """
    at, error = begin, None
    while at < len(records) and error is None:
        common = COMMON_STEPS.get(type(records[at]))
        if common is None:
            at, state, error = play_on(state, records, at, entered)
            continue
        try:
            record = records[at]
            if entered and record.seq in entered:
                check_common(require(state), record)
            at, state = at + 1, common(state, record)
        except Exception as why:  # noqa: BLE001  # whatever stopped it, what came before it stands
            return at, state, why
    return at, state, error


def play_on(
    state: MatchState | None, records: Sequence[Event], begin: int, entered: Collection[int]
) -> tuple[int, MatchState | None, Exception | None]:
    """Fold the records of play from `begin` to the next common one: its index, the state, and the error, if any.

    While a match is stopped each is looked at by itself: misconduct is taken then, and nothing else.
    """
    try:
        sport, before, declared = resume_play(state, records[begin])
    except Refused as why:
        return begin, state, why
    if declared is not None and declared.status in STOPPED:
        records = records[: begin + 1]
    apply, incident_of, play, at = sport.apply, sport.incident_of, before.play, begin
    incidents: list[Incident] = []
    error: Exception | None = None
    try:
        while at < len(records) and type(record := records[at]) not in COMMON_STEPS:
            if entered and record.seq in entered:
                check_play(sport, before, play, record)
            after = apply(play, record)
            if (incident := incident_of(play, after, record)) is not None:
                incidents.append(incident)
            play = after
            at += 1
    except Exception as why:  # noqa: BLE001  # whatever stopped it, what came before it stands
        error = why
    if at == begin:
        return at, state, error
    return at, continue_with(before, records[at - 1], play, declared, tuple(incidents)), error


def as_conflict(refused: Sequence[tuple[Event, Refused]]) -> Refused:
    """One refusal that names every record which a correction made impossible."""
    records = [say("match.conflict.record", seq=record.seq, why=error.sentence) for record, error in refused]
    seqs = tuple(record.seq for record, _ in refused)
    return Refused("match.conflict", rule=refused[0][1].rule, seqs=seqs, records=records)


def enter(state: MatchState | None, record: Event) -> MatchState:
    """The state after a record that is being entered now: `step`, by the rules of the entrance, too."""
    if type(record) not in COMMON_STEPS:
        sport, before, _ = resume_play(state, record)
        check_play(sport, before, before.play, record)
    elif isinstance(record, FixtureChanged):
        check_ruleset(require(state), record.data.list_given())
    elif state is not None:
        check_common(state, record)
    return step(state, record)


def check_play(sport: Sport, state: MatchState, play: Any, record: Event) -> None:
    """Refuse what is entered no longer, and what the line-ups of `state` show to be against the laws."""
    sport.check(play, record)
    if state.home_lineup is not None or state.away_lineup is not None:
        sport.check_lineups(play, lineups_of(state), record)


def check_common(state: MatchState, record: Event) -> None:
    """Refuse a status or a line-up that makes no sense, though `step` takes it from logs of before."""
    if isinstance(record, StatusChanged):
        check_declared(state, record.data)
    elif isinstance(record, Lineup):
        starting = get_sport(state.fixture.sport).starting
        check_lineup(record.data, starting=count_starting(starting, state.play.ruleset))


def step(state: MatchState | None, record: Event) -> MatchState:
    """The state after one record more that is no correction; raises Refused where it is not allowed."""
    kind = type(record)
    if kind in COMMON_STEPS:
        return COMMON_STEPS[kind](state, record)
    sport, before, declared = resume_play(state, record)
    play = sport.apply(before.play, record)
    incident = sport.incident_of(before.play, play, record)
    return continue_with(before, record, play, declared, () if incident is None else (incident,))


def resume_play(state: MatchState | None, record: Event) -> tuple[Sport, MatchState, StatusData | None]:
    """The sport by which a match goes on with `record`, its state, and what is still declared then; raises Refused."""
    if state is None:
        raise Refused("match.scheduled")
    sport, declared = SPORTS[state.fixture.sport], state.declared
    if declared is not None:
        if declared.status in STOPPED and isinstance(record, sport.misconduct):
            return sport, state, declared
        if declared.status in NOT_PLAYABLE:
            raise Refused("match.status.closed", status=declared.status)
        if declared.status in ENDED_BY_PLAY:
            declared = None
    return sport, state, declared


def continue_with(
    state: MatchState, last: Event, play: Any, declared: StatusData | None, incidents: tuple[Incident, ...]
) -> MatchState:
    """The state after further records of the sport's, `last` being the last one.

    A delay ends with the first of play; a card, the toss, a substitution before it leave the match delayed.
    """
    if declared is not None and declared.status == "delayed" and SPORTS[state.fixture.sport].view(play).started:
        declared = None
    return MatchState(
        fixture=state.fixture,
        play=play,
        seq=last.seq,
        declared=declared,
        halted=state.halted,
        home_lineup=state.home_lineup,
        away_lineup=state.away_lineup,
        incidents=state.incidents + incidents,  # copied once by +, twice by unpacking
    )


def require(state: MatchState | None) -> MatchState:
    """The state; raises Refused where there is none yet."""
    if state is None:
        raise Refused("match.scheduled")
    return state


def schedule(state: MatchState | None, record: Scheduled) -> MatchState:
    """The state of a match that has just been scheduled."""
    if state is not None:
        raise Refused("match.scheduled.already")
    sport = get_sport(record.data.sport)
    ruleset = parsing.convert(record.data.ruleset, sport.ruleset)
    return MatchState(fixture=record.data, play=sport.start(ruleset, clock_rate=record.data.clock_rate), seq=record.seq)


def change_fixture(state: MatchState | None, record: FixtureChanged) -> MatchState:
    """The state with another fixture. The ruleset stands once play began; a new date ends a postponement."""
    state = require(state)
    sport = get_sport(state.fixture.sport)
    given = record.data.list_given()
    play = state.play
    if "ruleset" in given:
        if sport.view(play).started:
            raise Refused("match.ruleset")
        play = sport.start(parsing.convert(given["ruleset"], sport.ruleset), clock_rate=state.fixture.clock_rate)
    declared = state.declared
    if declared and declared.status == "postponed" and {"scheduled_at", "scheduled_on"} & given.keys():
        declared = None
    if given.get("scheduled_at") and "scheduled_on" not in given:  # of the instant that was: they would contradict it
        given = {"scheduled_on": None, "local_time": None} | given
    fixture = replace(state.fixture, **given)
    return replace(state, fixture=fixture, play=play, seq=record.seq, declared=declared)


def check_ruleset(state: MatchState, given: Mapping[str, Any]) -> None:
    """Refuse another ruleset where something was entered before the match: play would begin anew without it."""
    fixture = state.fixture
    if given.get("ruleset", fixture.ruleset) == fixture.ruleset:
        return
    sport = get_sport(fixture.sport)
    if state.play != sport.start(parsing.convert(fixture.ruleset, sport.ruleset), clock_rate=fixture.clock_rate):
        raise Refused("match.ruleset")


def declare(state: MatchState | None, record: StatusChanged) -> MatchState:
    """The state with a status that an official has declared. A log is taken as it was; `check_declared` is stricter."""
    state = require(state)
    status, wanted = status_of(state), record.data
    if wanted.status not in DECLARABLE[status]:
        raise refuse_status(state, wanted.status)
    if wanted.status in NEED_REASON and not wanted.reason:
        raise Refused("match.reason", status=wanted.status)
    if (wanted.winner or wanted.score or wanted.both_lose) and wanted.status != "awarded":
        raise Refused("match.awarded")
    if wanted.winner and wanted.both_lose:
        raise Refused("match.both_lose")
    declared = wanted
    if wanted.status == "official" and (award := award_of(state)) is not None:  # what was awarded stays
        score = award.score or (None if award.winner or award.both_lose else view_of(state).score)
        declared = replace(award, status=wanted.status, reason=wanted.reason or award.reason, score=score)
    play, halted = halt_clock(state.play, halted=state.halted, status=wanted.status, at=record.occurred_at)
    return replace(state, declared=declared, play=play, halted=halted, seq=record.seq)


def check_declared(state: MatchState, wanted: StatusData) -> None:
    """Refuse a status that says otherwise than the play, and the taking back of a decision without a reason.

    Nobody is awarded a match by a score in which they are behind, where the score decides.
    """
    if wanted.status not in list_declarable(state):
        raise refuse_status(state, wanted.status)
    score, leader = wanted.score, wanted.score and wanted.score.leader()
    contradicts = leader is not None and (wanted.both_lose or wanted.winner not in (None, leader))
    if score is not None and contradicts and SPORTS[state.fixture.sport].score_decides:
        raise Refused("match.awarded.score", home=score.home, away=score.away)
    is_decided = award_of(state) is not None or status_of(state) == "annulled"
    if is_decided and wanted.status != "official" and not wanted.reason:
        raise Refused("match.reason", status=wanted.status)


def list_declarable(state: MatchState) -> list[Status]:
    """What can be declared of a match now."""
    view = get_sport(state.fixture.sport).view(state.play)
    return list_fitting(status_of(state, view), view)


def refuse_status(state: MatchState, wanted: str) -> Refused:
    """Why a status cannot be declared, with those that can."""
    allowed = list_declarable(state)
    return Refused("match.status.declared", status=status_of(state), wanted=wanted, allowed=allowed)


def line_up(state: MatchState | None, record: Lineup) -> MatchState:
    """The state with the line-up that a side has named, before the match or once it is over, too."""
    return replace(require(state), **{f"{record.side}_lineup": record.data}, seq=record.seq)


COMMON_STEPS: dict[type[Event], Callable[[MatchState | None, Any], MatchState]] = {
    Scheduled: schedule,
    FixtureChanged: change_fixture,
    StatusChanged: declare,
    Lineup: line_up,
}


def show_cancelled(state: MatchState | None, record: Event, reason: str) -> MatchState:
    """The state as if `record` had never been, but for its incident, which stays visible as cancelled."""
    assert state is not None
    if isinstance(record, COMMON_EVENTS):
        return state
    sport = get_sport(state.fixture.sport)
    try:
        after = sport.apply(state.play, record)  # what it would have come to: whether it was a fifty, or won a set
    except Refused:
        after = state.play
    try:
        incident = sport.incident_of(state.play, after, record)
    except Refused:  # an earlier correction has taken away the place it happened in
        incident = None
    if incident is None or incident.kind.startswith("period"):
        return state
    cancelled = replace(incident, confirmation="cancelled", reason=reason, score=None, shown=None, ended=None)
    return replace(state, incidents=(*state.incidents, cancelled))


def show_under_review(state: MatchState, seqs: Collection[int]) -> MatchState:
    """The state with the incidents of these records waiting for a decision, where they are not cancelled."""
    if not seqs:
        return state
    incidents = tuple(
        replace(incident, confirmation="tbd")
        if incident.seq in seqs and incident.confirmation != "cancelled"
        else incident
        for incident in state.incidents
    )
    return replace(state, incidents=incidents)
