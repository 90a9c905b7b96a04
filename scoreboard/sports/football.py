"""Football, after the IFAB Laws of the Game 2024/25 (law numbers in the refusals).

A match is two halves, where the competition wants it two halves of extra time, then kicks from the penalty mark. The
match clock runs up through the halves: the second begins at 45:00, extra time at 90:00; what goes beyond a period's
nominal end is stoppage time and written 45+2.
"""

from collections.abc import Callable
from typing import Annotated, Any, Literal

import msgspec

from scoreboard.sports.base import (
    Clock,
    Count,
    Event,
    Incident,
    Mention,
    Name,
    PeriodScore,
    Refused,
    Score,
    Side,
    View,
    Words,
    other,
)

NAME = "football"
LABEL = "Football"
MINUTE = 60_000
STOPPAGE_LIMIT_MS = 60 * MINUTE  # more than any stoppage ever played; beyond it a minute is a typing error

PHASES = {
    "not_started": "Not started",
    "first_half": "First half",
    "half_time": "Half-time",
    "second_half": "Second half",
    "extra_time_break": "End of normal time",
    "extra_first_half": "Extra time, first half",
    "extra_half_time": "Extra time, half-time",
    "extra_second_half": "Extra time, second half",
    "shootout": "Penalties",
    "full_time": "Full time",
}
PERIODS = ("first_half", "second_half", "extra_first_half", "extra_second_half")
# Which period may begin in which phase, and the phase between periods.
NEXT_PERIOD = {
    "not_started": "first_half",
    "half_time": "second_half",
    "extra_time_break": "extra_first_half",
    "extra_half_time": "extra_second_half",
}


class Ruleset(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The numbers and switches of a competition's edition. Defaults: a league match (Laws 3, 7 and 10)."""

    half_minutes: Annotated[int, msgspec.Meta(ge=1, le=60)] = 45
    extra_time: bool = False  # played when level after normal time
    extra_half_minutes: Annotated[int, msgspec.Meta(ge=1, le=30)] = 15
    shootout: bool = False  # taken when level after the last period
    substitutions: Annotated[int, msgspec.Meta(ge=0, le=99)] = 5  # a side, in normal time
    extra_time_substitutions: Annotated[int, msgspec.Meta(ge=0, le=99)] = 1  # one more in extra time
    players: Annotated[int, msgspec.Meta(ge=1, le=20)] = (
        11  # a side at kick-off: who must kick before anyone kicks twice
    )
    first_leg: Score | None = None  # of a two-leg tie, seen from this match's home side
    away_goals: bool = False  # level on aggregate, goals scored away decide (UEFA until 2020/21)


# --- events ----------------------------------------------------------------------------------------------------------


class PeriodStart(Event, tag="period_start", frozen=True, kw_only=True):
    """A period begins: kick-off, second half, extra time. Without `period`, the next one."""


class PeriodEnd(Event, tag="period_end", frozen=True, kw_only=True):
    """The period being played is over."""


class GoalData(msgspec.Struct, frozen=True, omit_defaults=True):
    """How a goal came about. An own goal counts for `side`; its `player` belongs to the other side."""

    penalty: bool = False
    own_goal: bool = False
    assist: Name | None = None
    assist_id: str | None = None


class Goal(Event, tag="goal", frozen=True, kw_only=True):
    """A goal for `side` (Law 10)."""

    side: Side
    player: Name | None = None
    player_id: str | None = None
    data: GoalData = GoalData()


class CardData(msgspec.Struct, frozen=True):
    """Which card: a yellow, a second yellow (which sends off) or a red (Law 12)."""

    card: Literal["yellow", "second_yellow", "red"]


class Card(Event, tag="card", frozen=True, kw_only=True):
    """A caution or a sending-off (Law 12)."""

    side: Side
    player: Name
    player_id: str | None = None
    data: CardData


class SubstitutionData(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who leaves the field."""

    off: Name
    off_id: str | None = None


class Substitution(Event, tag="substitution", frozen=True, kw_only=True):
    """`player` comes on for `data.off` (Law 3)."""

    side: Side
    player: Name
    player_id: str | None = None
    data: SubstitutionData


class PenaltyMissedData(msgspec.Struct, frozen=True, omit_defaults=True):
    """How a penalty was missed, where that is known."""

    outcome: Literal["saved", "wide", "woodwork"] | None = None


class PenaltyMissed(Event, tag="penalty_missed", frozen=True, kw_only=True):
    """A penalty of `side` during play that was no goal (Law 14)."""

    side: Side
    player: Name | None = None
    player_id: str | None = None
    data: PenaltyMissedData = PenaltyMissedData()


class StoppageTimeData(msgspec.Struct, frozen=True):
    """The minutes shown by the fourth official."""

    minutes: Annotated[int, msgspec.Meta(ge=0, le=60)]


class StoppageTime(Event, tag="stoppage_time", frozen=True, kw_only=True):
    """The least of time that will be added to the period being played (Law 7.3)."""

    data: StoppageTimeData


class KickData(msgspec.Struct, frozen=True):
    """Whether a kick from the penalty mark went in."""

    scored: bool


class ShootoutKick(Event, tag="shootout_kick", frozen=True, kw_only=True):
    """One kick of a shootout (Law 10). The sides kick in turn; who kicks first is whose first kick is entered first."""

    side: Side
    player: Name | None = None
    player_id: str | None = None
    data: KickData


class ShootoutTotal(msgspec.Struct, frozen=True, omit_defaults=True):
    """How a shootout ended: its total, or where a source does not have that, who won it."""

    home: Count | None = None
    away: Count | None = None
    winner: Side | None = None


class ShootoutResult(Event, tag="shootout_result", frozen=True, kw_only=True):
    """A shootout known by its total, or its winner, only (Law 10); kicks are never part of the score."""

    data: ShootoutTotal


class ResultData(msgspec.Struct, frozen=True, omit_defaults=True):
    """A match known by its result only. Scores are running totals at each period's end, goals of shootouts apart."""

    full_time: Score
    half_time: Score | None = None
    extra_time: Score | None = None
    shootout: ShootoutTotal | None = None


class Result(Event, tag="result", frozen=True, kw_only=True):
    """The whole match in one record, where no more than its result is known."""

    data: ResultData


EVENTS: tuple[type[Event], ...] = (
    *(PeriodStart, Goal, Card, Substitution, PenaltyMissed, StoppageTime, PeriodEnd),
    *(ShootoutKick, ShootoutResult, Result),
)
WORDS = {
    "period_start": Words("Kick-off / start period", ("period",)),
    "goal": Words("Goal", ("side", "player", "clock_ms")),
    "card": Words("Card", ("side", "player", "clock_ms")),
    "substitution": Words("Substitution", ("side", "player", "clock_ms")),
    "penalty_missed": Words("Penalty missed", ("side", "player", "clock_ms")),
    "stoppage_time": Words("Stoppage time"),
    "period_end": Words("End period"),
    "shootout_kick": Words("Kick", ("side", "player")),
    "shootout_result": Words("Shootout result"),
    "result": Words("Final result"),
}


# --- state -----------------------------------------------------------------------------------------------------------


class Team(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the laws need to remember of a side: who is booked, who is off for good, who came on."""

    booked: tuple[str, ...] = ()
    sent_off: tuple[str, ...] = ()
    gone_off: tuple[str, ...] = ()
    came_on: tuple[str, ...] = ()


class Kick(msgspec.Struct, frozen=True, omit_defaults=True):
    """A kick taken in the shootout; `player` is the key of a person, where known."""

    side: Side
    scored: bool
    player: str | None = None


class State(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The match after its events so far."""

    ruleset: Ruleset
    phase: str = "not_started"
    score: Score = Score()
    periods: tuple[PeriodScore, ...] = ()
    shootout: Score | None = None
    shootout_winner: Side | None = None
    kicks: tuple[Kick, ...] = ()
    clock: Clock = Clock()
    home: Team = Team()
    away: Team = Team()


def start(ruleset: Ruleset, *, clock_rate: float = 1.0) -> State:
    """The state before kick-off."""
    return State(ruleset=ruleset, clock=Clock(rate=clock_rate))


# --- rules -----------------------------------------------------------------------------------------------------------


def bounds(ruleset: Ruleset, period: str) -> tuple[int, int]:
    """A period's nominal begin and end on the match clock, in ms (Law 7)."""
    half, extra = ruleset.half_minutes * MINUTE, ruleset.extra_half_minutes * MINUTE
    begin = {
        "first_half": 0,
        "second_half": half,
        "extra_first_half": 2 * half,
        "extra_second_half": 2 * half + extra,
    }[period]
    return begin, begin + (extra if period.startswith("extra") else half)


def write_minute(ruleset: Ruleset, period: str, clock_ms: int) -> str:
    """The minute as football writes it: 22:10 is the 23rd, 46:30 of the first half is 45+2."""
    begin, end = bounds(ruleset, period)
    if clock_ms >= end:
        return f"{end // MINUTE}+{(clock_ms - end) // MINUTE + 1}"
    return str(max(clock_ms, begin) // MINUTE + 1)


def place(state: State, event: Event) -> tuple[str, int | None]:
    """The period and clock (ms, None if unknown) that `event` belongs to; raises Refused where it fits nowhere.

    A scorer may enter in the break what happened in the period before, by naming the period.
    """
    period = event.period or (state.phase if state.phase in PERIODS else None)
    if state.phase == "not_started":
        raise Refused("football.not_started", "The match has not started: enter the kick-off first (Law 8).")
    if state.phase == "full_time":
        raise Refused("football.over", "The match is over (Law 7): void its last period end to enter something before.")
    if period is None:
        raise Refused(
            "football.break", f"No period is being played ({PHASES[state.phase]}): say which it belongs to (Law 7)."
        )
    if period != state.phase and period not in {played.name for played in state.periods}:
        known = ", ".join(played.name for played in state.periods)
        raise Refused("football.period", f"Period {period!r} has not been played; expected one of: {known} (Law 7).")
    clock_ms = event.clock_ms
    if clock_ms is None:
        if period == state.phase:
            clock_ms = state.clock.read(event.occurred_at)
        return period, clock_ms
    begin, end = bounds(state.ruleset, period)
    if not begin <= clock_ms < end + STOPPAGE_LIMIT_MS:
        raise Refused(
            "football.clock",
            f"clock_ms {clock_ms} is not in {PHASES[period].lower()}: expected {begin} to {end}, "
            f"or up to {STOPPAGE_LIMIT_MS // MINUTE} minutes of stoppage time after it (Law 7).",
        )
    return period, clock_ms


def person(name: str | None, person_id: str | None) -> str | None:
    """The key by which the rules remember a person: the id where there is one."""
    return person_id or name


def check_on_field(state: State, side: Side, key: str | None, name: str | None) -> None:
    """Refuse what a person does who has been sent off or substituted (Laws 3 and 12)."""
    team: Team = getattr(state, side)
    if key in team.sent_off:
        raise Refused("football.sent_off", f"{name} has been sent off (Law 12).")
    if key in team.gone_off:
        raise Refused("football.substituted", f"{name} has been substituted and cannot return (Law 3).")


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


def apply_period_start(state: State, event: PeriodStart) -> State:
    expected = NEXT_PERIOD.get(state.phase)
    if expected is None:
        raise Refused("football.period", f"No period can start now: {PHASES[state.phase]} (Law 7).")
    if event.period not in (None, expected):
        raise Refused("football.period", f"The next period is {expected}, not {event.period} (Law 7).")
    begin = bounds(state.ruleset, expected)[0] if event.clock_ms is None else event.clock_ms
    return msgspec.structs.replace(
        state,
        phase=expected,
        periods=(*state.periods, PeriodScore(expected)),
        clock=Clock(
            running=event.occurred_at is not None,
            value_ms=begin,
            anchor=event.occurred_at,
            rate=state.clock.rate,
        ),
    )


def apply_period_end(state: State, event: PeriodEnd) -> State:
    if state.phase not in PERIODS:
        raise Refused("football.period", f"No period is being played ({PHASES[state.phase]}) (Law 7).")
    if event.period not in (None, state.phase):
        raise Refused("football.period", f"{event.period} is not being played, {state.phase} is (Law 7).")
    _, clock_ms = place(state, event)
    phase = {"first_half": "half_time", "extra_first_half": "extra_half_time"}.get(state.phase) or level_phase(
        state, after_extra=state.phase == "extra_second_half"
    )
    end = bounds(state.ruleset, state.phase)[1]
    clock = Clock(value_ms=end if clock_ms is None else clock_ms, rate=state.clock.rate)
    return msgspec.structs.replace(state, phase=phase, clock=clock)


def apply_goal(state: State, event: Goal) -> State:
    period, _ = place(state, event)
    if event.data.own_goal and event.data.penalty:
        raise Refused("football.goal", "A goal is a penalty or an own goal, not both (Law 14).")
    if state.kicks:
        raise Refused("football.shootout", "Kicks have been taken: void them to enter a goal before them (Law 10).")
    if not event.data.own_goal:
        check_on_field(state, event.side, person(event.player, event.player_id), event.player)
    periods = tuple(
        PeriodScore(p.name, p.home + (event.side == "home"), p.away + (event.side == "away")) if p.name == period else p
        for p in state.periods
    )
    after = msgspec.structs.replace(state, score=state.score.plus(event.side), periods=periods)
    if after.phase in ("extra_time_break", "shootout"):
        # Entered late, in the break: whether play goes on depends on the score, which has just changed.
        phase = level_phase(after, after_extra=after.phase == "shootout" and after.ruleset.extra_time)
        after = msgspec.structs.replace(after, phase=phase)
    return after


def apply_card(state: State, event: Card) -> State:
    if state.phase != "shootout":  # in which the kickers can be booked too
        place(state, event)
    key = person(event.player, event.player_id)
    team: Team = getattr(state, event.side)
    if key in team.sent_off:
        raise Refused("football.sent_off", f"{event.player} has been sent off already (Law 12).")
    card = event.data.card
    if card == "yellow" and key in team.booked:
        raise Refused("football.second_yellow", f"{event.player} is booked already: enter second_yellow (Law 12).")
    if card == "second_yellow" and key not in team.booked:
        raise Refused("football.second_yellow", f"{event.player} has no first yellow card (Law 12).")
    assert key is not None
    if card == "yellow":
        team = msgspec.structs.replace(team, booked=(*team.booked, key))
    else:
        team = msgspec.structs.replace(team, sent_off=(*team.sent_off, key))
    return msgspec.structs.replace(state, **{event.side: team})


def apply_substitution(state: State, event: Substitution) -> State:
    place(state, event)
    team: Team = getattr(state, event.side)
    on = person(event.player, event.player_id)
    off = person(event.data.off, event.data.off_id)
    check_on_field(state, event.side, on, event.player)
    check_on_field(state, event.side, off, event.data.off)
    assert on is not None
    assert off is not None
    if on == off:
        raise Refused("football.substitution", f"{event.player} cannot come on for themselves (Law 3).")
    if on in team.came_on:
        raise Refused("football.substitution", f"{event.player} is on the field already (Law 3).")
    allowed = state.ruleset.substitutions
    if len(state.periods) > 2:
        allowed += state.ruleset.extra_time_substitutions
    if len(team.came_on) >= allowed:
        raise Refused("football.substitution", f"All {allowed} substitutions have been used (Law 3).")
    team = msgspec.structs.replace(team, came_on=(*team.came_on, on), gone_off=(*team.gone_off, off))
    return msgspec.structs.replace(state, **{event.side: team})


def apply_penalty_missed(state: State, event: PenaltyMissed) -> State:
    place(state, event)
    check_on_field(state, event.side, person(event.player, event.player_id), event.player)
    return state


def apply_stoppage_time(state: State, event: StoppageTime) -> State:
    if state.phase not in PERIODS:
        raise Refused("football.stoppage", f"No period is being played ({PHASES[state.phase]}) (Law 7).")
    place(state, event)
    return state


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
    return msgspec.structs.replace(
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
    return Score(scored.count("home"), scored.count("away"))


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
    return msgspec.structs.replace(state, phase="full_time", shootout=total, shootout_winner=winner)


def apply_result(state: State, event: Result) -> State:
    if state.phase != "not_started":
        raise Refused("football.result", "A result alone is for a match without events (Law 10): this one has started.")
    data = event.data
    marks = [("first_half", data.half_time), ("second_half", data.full_time), ("extra_time", data.extra_time)]
    if data.half_time is None:
        marks[1] = ("normal_time", data.full_time)
    periods, before = [], Score()
    for name, total in marks:
        if total is None:
            continue
        if total.home < before.home or total.away < before.away:
            raise Refused("football.result", f"The score at the end of {name} is below the one before it (Law 10).")
        periods.append(PeriodScore(name, total.home - before.home, total.away - before.away))
        before = total
    after = msgspec.structs.replace(state, phase="full_time", score=before, periods=tuple(periods))
    if data.shootout is None:
        return after
    if leader_of(after) is not None:
        raise Refused("football.shootout", "A shootout follows a level score, or a level tie of two legs (Law 10).")
    return decide_shootout(after, data.shootout)


APPLY = {
    PeriodStart: apply_period_start,
    PeriodEnd: apply_period_end,
    Goal: apply_goal,
    Card: apply_card,
    Substitution: apply_substitution,
    PenaltyMissed: apply_penalty_missed,
    StoppageTime: apply_stoppage_time,
    ShootoutKick: apply_shootout_kick,
    ShootoutResult: apply_shootout_result,
    Result: apply_result,
}


def apply(state: State, event: Event) -> State:
    """The state after `event`; raises Refused with the law that forbids it."""
    rule = APPLY[type(event)]
    return rule(state, event)  # type: ignore[operator]  # each rule takes the type it is filed under


# --- views -----------------------------------------------------------------------------------------------------------


def describe(before: State, after: State, event: Event) -> Incident | None:
    """What a fan is shown of `event`."""
    if isinstance(event, Result):
        return None
    period, clock_ms, minute = before.phase, None, None
    if isinstance(event, PeriodStart | PeriodEnd):
        period = after.phase if isinstance(event, PeriodStart) else before.phase
        clock_ms = after.clock.value_ms
    elif before.phase != "shootout" or event.period not in (None, "shootout"):
        period, clock_ms = place(before, event)
        minute = None if clock_ms is None else write_minute(before.ruleset, period, clock_ms)
    detail, related, related_id = EXPLAIN[type(event)](event, after)
    return Incident(
        seq=event.seq,
        kind=KINDS[type(event)],
        side=getattr(event, "side", None),
        player=getattr(event, "player", None),
        player_id=getattr(event, "player_id", None),
        related=related,
        related_id=related_id,
        period=period,
        minute=minute,
        clock_ms=clock_ms,
        confirmation="confirmed",
        detail=detail,
        score=after.score,
    )


# What an incident says beyond its kind, by the type of its event: its detail, and the name and id of a second person.
Explanation = tuple[str | None, str | None, str | None]


def explain_goal(event: Goal, after: State) -> Explanation:
    data = event.data
    return "own_goal" if data.own_goal else "penalty" if data.penalty else None, data.assist, data.assist_id


def explain_shootout(event: ShootoutResult, after: State) -> Explanation:
    total = after.shootout
    return f"{total.home}–{total.away}" if total else None, None, None


EXPLAIN: dict[type[Event], Callable[[Any, State], Explanation]] = {
    PeriodStart: lambda event, after: (after.phase, None, None),
    PeriodEnd: lambda event, after: (after.phase, None, None),
    Goal: explain_goal,
    Card: lambda event, after: (event.data.card, None, None),
    Substitution: lambda event, after: (None, event.data.off, event.data.off_id),
    PenaltyMissed: lambda event, after: (event.data.outcome, None, None),
    StoppageTime: lambda event, after: (str(event.data.minutes), None, None),
    ShootoutKick: lambda event, after: ("scored" if event.data.scored else "missed", None, None),
    ShootoutResult: explain_shootout,
}
KINDS = {event: "shootout" if event is ShootoutResult else str(event.__struct_config__.tag) for event in EVENTS}


def mentions(event: Event) -> tuple[Mention, ...]:
    """The people whom `event` names; the scorer of an own goal is of the other side."""
    if isinstance(event, Goal):
        scorer = Mention("player", other(event.side) if event.data.own_goal else event.side)
        return (scorer, Mention("assist", event.side, in_data=True))
    if isinstance(event, Substitution):
        return (Mention("player", event.side), Mention("off", event.side, in_data=True))
    if isinstance(event, Card | PenaltyMissed | ShootoutKick):
        return (Mention("player", event.side),)
    return ()


def view(state: State) -> View:
    """The state in the shape all sports share.

    Whoever wins the shootout wins the match, at a level score; in a two-leg tie it says who advances.
    """
    finished, two_legs = state.phase == "full_time", state.ruleset.first_leg is not None
    winner = decided_by = None
    if finished:
        winner = state.score.leader() if two_legs else state.shootout_winner or state.score.leader()
        extra = any(period.name.startswith("extra") for period in state.periods)
        decided_by = "shootout" if state.shootout_winner else "extra_time" if extra else "regular"
    started = state.phase != "not_started"
    return View(
        phase=state.phase,
        score=state.score,
        periods=state.periods,
        shootout=state.shootout,
        clock=state.clock if started and not finished else None,
        started=started,
        finished=finished,
        winner=winner,
        decided_by=decided_by,
        aggregate=aggregate_of(state),
        advances=(state.shootout_winner or leader_of(state)) if finished and two_legs else None,
    )
