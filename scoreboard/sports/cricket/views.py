"""A cricket match in the shape all sports share, and the people whom its events name."""

from collections.abc import Iterator

from msgspec import UNSET

from scoreboard.sports.base import Event, Mention, PeriodScore, Sentence, Shown, Side, View, other, say
from scoreboard.sports.cricket.events import Absent, Ball, BowlOutBall, Replacement, Ruleset, Wicket
from scoreboard.sports.cricket.state import Decision, Innings, State, count_balls, is_in_fives, list_main, total

DLS = frozenset({"DLS", "D/L", "dls"})
UNDECIDED = {
    "tie": say("cricket.summary.tie"),
    "draw": say("cricket.summary.draw"),
    "no_result": say("cricket.summary.no_result"),
}

NAMED: dict[Side, dict[type[Event], tuple[Mention, ...]]] = {
    side: {
        Ball: (
            Mention("player", side),
            Mention("non_striker", side, in_data=True),
            Mention("out", side, in_data=True),
            Mention("bowler", other(side), in_data=True),
            Mention("fielder", other(side), in_data=True),
        ),
        Wicket: (Mention("player", side), Mention("fielder", other(side), in_data=True)),
        Absent: (Mention("player", side),),
        BowlOutBall: (Mention("player", side),),
        Replacement: (Mention("player", side), Mention("out", side, in_data=True)),
    }
    for side in ("home", "away")
}


def mentions(event: Event) -> tuple[Mention, ...]:
    """The people whom `event` names: batters of the side, bowlers and fielders of the other."""
    side: Side | None = getattr(event, "side", None)
    return NAMED[side].get(type(event), ()) if side else ()


# --- the view --------------------------------------------------------------------------------------------------------


def view(state: State) -> View:
    """The state in the shape all sports share. The score is runs; super overs and bowl-outs are no part of it."""
    decision = state.decision
    playing = state.innings[-1] if state.innings and not state.innings[-1].closed and decision is None else None
    sides = {side: format_side(state, side) for side in ("home", "away")}
    return View(
        phase=state.phase,
        score=total(state),
        shown=Shown(**sides) if state.innings else None,
        periods=tuple(list_periods(state)),
        turn=playing.side if playing else None,
        situation=situate(state, playing) if playing else None,
        shootout=state.bowl_out.hits if state.bowl_out else None,
        started=state.phase != "not_started",
        finished=decision is not None,
        winner=decision.winner if decision else None,
        decided_by=name_decision(decision) if decision else None,
        summary=summarize(state, decision) if decision else None,
    )


def format_innings(innings: Innings) -> str:
    """An innings as it is written: 161/6, 183 where all out, 412/7d."""
    if innings.closed == "forfeited":
        return "forfeited"
    if innings.closed == "all_out":
        return str(innings.runs)
    return f"{innings.runs}/{innings.wickets}" + ("d" if innings.closed == "declared" else "")


def format_side(state: State, side: str) -> str:
    """A side's innings: 412/7d & 183."""
    return " & ".join(format_innings(innings) for innings in list_main(state) if innings.side == side)


def list_periods(state: State) -> Iterator[PeriodScore]:
    """Every innings, with its overs where these are limited; the two innings of a super over are one period."""
    main = list_main(state)
    for number, innings in enumerate(main, 1):
        shown = Shown(**{innings.side: format_innings(innings)})
        parts = list_overs(innings) if state.ruleset.overs else UNSET
        yield PeriodScore(f"innings_{number}", *by_side(innings.side, innings.runs), shown=shown, parts=parts)
    overs = [innings for innings in state.innings if innings.super_over]
    for number in range(0, len(overs), 2):
        pair = overs[number : number + 2]
        runs = {innings.side: innings.runs for innings in pair}
        shown = Shown(**{innings.side: f"{innings.runs}/{innings.wickets}" for innings in pair})
        yield PeriodScore(f"super_over_{number // 2 + 1}", runs.get("home", 0), runs.get("away", 0), shown=shown)


def list_overs(innings: Innings) -> tuple[PeriodScore, ...]:
    """The runs of each over."""
    runs = (*innings.per_over, innings.over_runs) if innings.balls or innings.over_runs else innings.per_over
    return tuple(PeriodScore(str(number), *by_side(innings.side, one)) for number, one in enumerate(runs, 1))


def by_side(side: Side, runs: int) -> tuple[int, int]:
    """Runs of one side as those of home and away."""
    return (runs, 0) if side == "home" else (0, runs)


def format_overs(innings: Innings, ruleset: Ruleset) -> str:
    """How long an innings has lasted: 19.4 overs, or 20; in balls where the overs are sets of five: 63."""
    if is_in_fives(ruleset):
        return str(count_balls(innings, ruleset))
    overs, balls = divmod(count_balls(innings, ruleset), ruleset.balls_per_over)
    return f"{overs}.{balls}" if balls else str(overs)


def count_words(overs: str) -> int:
    """The number by which overs are put into words: 1 over, but 0.5 overs, and 0 overs."""
    return 1 if overs == "1" else 2


def situate(state: State, innings: Innings) -> Sentence:
    """Where an innings stands: 12.3 overs, 45 runs needed from 30 balls."""
    if is_in_fives(state.ruleset):
        return situate_in_fives(state, innings)
    overs = format_overs(innings, state.ruleset)
    if not innings.target:
        return situate_lead(state, innings, overs)
    runs = say("cricket.runs", count=innings.target - innings.runs)
    if not innings.quota:
        return say("cricket.situation.target", overs=overs, count=count_words(overs), runs=runs)
    balls = say("cricket.balls", count=innings.quota - count_balls(innings, state.ruleset))
    return say("cricket.situation.chase", overs=overs, count=count_words(overs), runs=runs, balls=balls)


def situate_in_fives(state: State, innings: Innings) -> Sentence:
    """Where an innings stands that is counted in balls: 63 balls, 45 runs needed from 37 balls."""
    count = count_balls(innings, state.ruleset)
    bowled = say("cricket.balls", count=count)
    if not innings.target:
        return say("cricket.situation.bowled", bowled=bowled)
    runs = say("cricket.runs", count=innings.target - innings.runs)
    balls = say("cricket.balls", count=innings.quota - count)
    return say("cricket.situation.balls_chase", bowled=bowled, runs=runs, balls=balls)


def situate_lead(state: State, innings: Innings, overs: str) -> Sentence:
    """Where an innings without a target stands: in a match of two innings, by how much its side leads or trails."""
    if state.ruleset.innings == 1 or len(state.innings) < 2:
        return say("cricket.situation.overs", overs=overs, count=count_words(overs))
    runs = total(state)
    lead = getattr(runs, innings.side) - getattr(runs, other(innings.side))
    if not lead:
        return say("cricket.situation.level", overs=overs, count=count_words(overs))
    return say(
        "cricket.situation.leads" if lead > 0 else "cricket.situation.trails",
        overs=overs,
        count=count_words(overs),
        runs=abs(lead),
    )


def name_decision(decision: Decision) -> str:
    """What decided the match, by the names of `words.DECIDED`."""
    if decision.kind != "won":
        return decision.kind
    if decision.tie_break in ("super_over", "bowl_out"):
        return decision.tie_break
    if decision.method in DLS:
        return "dls"
    if decision.method in ("awarded", "forfeit", "walkover"):
        return decision.method
    if decision.by in ("innings", "penalty"):
        return decision.by
    return "regular" if decision.by else "method"


def summarize(state: State, decision: Decision) -> Sentence:
    """The match in one line."""
    method = name_method(decision.method)
    if decision.tie_break == "bowl_out" and state.bowl_out:
        hits = state.bowl_out.hits
        high, low = max(hits.home, hits.away), min(hits.home, hits.away)
        return say("cricket.summary.bowl_out", winner=decision.winner, high=high, low=low)
    if decision.tie_break == "super_over":
        return say("cricket.summary.super_over", winner=decision.winner)
    if decision.tie_break and not method:
        return say("cricket.summary.tie_broken", winner=decision.winner)
    if decision.tie_break:
        return say("cricket.summary.tie_break", winner=decision.winner, method=method)
    said = UNDECIDED[decision.kind] if decision.kind != "won" else say_won(decision)
    return say("cricket.summary.method", summary=said, method=method) if method else said


def say_won(decision: Decision) -> Sentence:
    """Who has won, and by what margin where there is one."""
    winner = decision.winner
    if not decision.by:
        return say("cricket.summary.won", winner=winner)
    if decision.by == "penalty":
        return say("cricket.summary.penalty", winner=winner)
    margin = say("cricket.wickets" if decision.by == "wickets" else "cricket.runs", count=decision.margin)
    if decision.by == "innings":
        return say("cricket.summary.innings", winner=winner, margin=margin)
    if decision.by == "wickets" and decision.balls_left:
        balls = say("cricket.balls", count=decision.balls_left)
        return say("cricket.summary.balls_left", winner=winner, margin=margin, balls=balls)
    return say("cricket.summary.margin", winner=winner, margin=margin)


def name_method(method: str) -> Sentence | str:
    """The method that decided a match: what is known has a name, others stand as they were entered."""
    if method in DLS:
        return say("cricket.method.dls")
    return say("cricket.method.vjd") if method == "VJD" else method
