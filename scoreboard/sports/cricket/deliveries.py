"""A delivery, ball by ball: runs, extras, wickets, overs, and what each counts for whom (Laws 17 to 42)."""

import msgspec

from scoreboard.sports.base import Refused, Side, count
from scoreboard.sports.cricket.deciding import with_innings
from scoreboard.sports.cricket.events import (
    BY_BOWLER,
    NO_WICKET,
    OFF_BALL,
    OFF_NO_BALL,
    OFF_WIDE,
    Absent,
    Ball,
    BallData,
    Ruleset,
    Wicket,
)
from scoreboard.sports.cricket.state import Batter, Bowler, Fielder, Innings, State, count_runs, is_in_fives

BOUNDARIES = (4, 6)
FIELDED = {"caught": "catches", "caught_and_bowled": "catches", "stumped": "stumpings", "run_out": "run_outs"}


def playing(state: State, side: Side | None) -> Innings:
    """The innings being played; raises Refused where there is none, or `side` does not bat."""
    if not state.innings or (innings := state.innings[-1]).closed or state.decision is not None:
        raise Refused("cricket.innings.none_played", phase=state.phase)
    if side is not None and innings.side != side:
        raise Refused("cricket.side")
    return innings


def apply_ball(state: State, event: Ball) -> State:
    data, rules = event.data, state.ruleset
    innings = reopen(state, event) if data.same_over else playing(state, event.side)
    data = cut_off(data, innings, rules)
    legal = not (data.wides or data.no_balls)
    check_ball(data)
    full = innings.balls >= rules.balls_per_over
    if full and not data.same_over:
        innings = turn_over(innings, rules)
    striker, non_striker = find_batters(innings, event, rules)
    bowler = data.bowler_id or data.bowler or innings.bowler
    batters, name = innings.batters, event.player
    off_bat, cost = data.runs, data.runs + data.wides + data.no_balls
    scored = cost + data.byes + data.leg_byes + data.penalty
    if striker is not None:
        boundary = off_bat in BOUNDARIES and not data.not_boundary
        four, six = boundary and off_bat == 4, boundary and off_bat == 6
        batters = count_for_batter(batters, striker, name, off_bat, not data.wides, four, six)
    if non_striker is not None and non_striker not in (innings.non_striker, innings.striker):
        batters = count_for_batter(batters, non_striker, data.non_striker, 0, False, False, False)
    bowlers = innings.bowlers
    balls = count(innings.balls + legal)
    over_cost, part = innings.over_cost + cost, innings.part
    if bowler is not None:
        if bowler != innings.bowler:
            check_bowler(state, innings, bowler, data.bowler)
            part = list_part(innings)
        maiden = 0
        if not part and legal and not over_cost and balls == rules.balls_per_over:
            maiden = 1
        elif full and data.same_over and cost and not innings.over_cost and not part:
            maiden = -1  # the over that seemed to be complete was none yet
        wicket = data.wicket in BY_BOWLER
        bowlers = count_for_bowler(bowlers, bowler, data, cost, legal, wicket, maiden)
    ran = off_bat + data.byes + data.leg_byes + max(0, data.wides - 1)
    ends = (non_striker, striker) if ran % 2 else (striker, non_striker)
    wickets, fielders = innings.wickets, innings.fielders
    if data.wicket is not None:
        out = data.out_id or data.out or striker
        if out is not None:
            batters = dismiss(batters, out, data.out, data.wicket)
            ends = (None if ends[0] == out else ends[0], None if ends[1] == out else ends[1])
        wickets = count(wickets + 1)
        fielders = count_for_fielder(fielders, data.wicket, *find_fielder(data, bowlers, bowler))
    after = Innings(
        side=innings.side,
        super_over=innings.super_over,
        runs=count_runs(state, innings, scored),
        wickets=wickets,
        overs=innings.overs,
        balls=balls,
        byes=count(innings.byes + data.byes) if data.byes else innings.byes,
        leg_byes=count(innings.leg_byes + data.leg_byes) if data.leg_byes else innings.leg_byes,
        wides=count(innings.wides + data.wides) if data.wides else innings.wides,
        no_balls=count(innings.no_balls + data.no_balls) if data.no_balls else innings.no_balls,
        penalties=count(innings.penalties + data.penalty) if data.penalty else innings.penalties,
        quota=innings.quota,
        target=innings.target,
        absent=innings.absent,
        striker=ends[0],
        non_striker=ends[1],
        bowler=bowler,
        last_bowler=innings.last_bowler,
        over_runs=count(innings.over_runs + scored),
        over_cost=over_cost,
        part=part,
        last_part=innings.last_part,
        per_over=innings.per_over,
        batters=batters,
        bowlers=bowlers,
        fielders=fielders,
    )
    return with_innings(state, after)


def cut_off(data: BallData, innings: Innings, rules: Ruleset) -> BallData:
    """A delivery as far as it counts when the target is reached by it (Law 16.6).

    The match is over with the run that wins, be it the one for a wide or no-ball; a boundary that came first counts
    whole, and who is run out afterwards is not out. Editions 1 and 2 counted all that was entered, edition 3 the
    wicket.
    """
    if not innings.target:
        return data
    needed = innings.target - innings.runs
    scored = data.runs + data.wides + data.no_balls + data.byes + data.leg_byes
    if scored < needed or rules.edition < 3:
        return data
    if data.wicket is not None and rules.edition > 3 and (data.wides or data.wicket not in BY_BOWLER):
        data = msgspec.structs.replace(data, wicket=None, out=None, out_id=None, fielder=None, fielder_id=None)
    if scored == needed:
        return data
    if data.wides:
        is_boundary = data.wides == 1 + BOUNDARIES[0]
        return data if is_boundary and needed > 1 else msgspec.structs.replace(data, wides=max(1, needed))
    needed = max(0, needed - data.no_balls)
    is_boundary = data.byes == BOUNDARIES[0] or data.leg_byes == BOUNDARIES[0]
    if needed and (is_boundary or (data.runs in BOUNDARIES and not data.not_boundary)):
        return data
    runs, byes, leg_byes = (min(ran, needed) for ran in (data.runs, data.byes, data.leg_byes))
    return msgspec.structs.replace(data, runs=runs, byes=byes, leg_byes=leg_byes)


def reopen(state: State, event: Ball) -> Innings:
    """The innings of a ball that belongs to an over which seemed complete; the last over may have ended the innings."""
    if not state.innings or state.innings[-1].side != event.side or state.decision is not None:
        return playing(state, event.side)
    innings = state.innings[-1]
    if innings.balls < state.ruleset.balls_per_over:
        raise Refused("cricket.over.not_complete")
    return msgspec.structs.replace(innings, closed="") if innings.closed == "overs" else playing(state, event.side)


def turn_over(innings: Innings, rules: Ruleset) -> Innings:
    """The innings with the next over about to begin: the batters have changed ends (Law 17).

    In fives the next may be from the same end: the batters stay there, and so does the bowler unless another is named.
    """
    overs, bowler = count(innings.overs + 1), innings.bowler
    ends = (innings.non_striker, innings.striker)
    stays = rules.edition > 1 and overs % 2 and is_in_fives(rules)
    return msgspec.structs.replace(
        innings,
        overs=overs,
        balls=0,
        per_over=(*innings.per_over, innings.over_runs),
        over_runs=0,
        over_cost=0,
        part=(),
        last_part=innings.part,
        last_bowler=bowler,
        bowler=bowler if stays else None,
        striker=ends[1] if stays else ends[0],
        non_striker=ends[0] if stays else ends[1],
    )


def check_ball(data: BallData) -> None:
    """Refuse a delivery that the laws do not know."""
    if data.wides:
        if data.no_balls:
            raise Refused("cricket.extras.no_ball")
        if data.runs or data.byes or data.leg_byes:
            raise Refused("cricket.extras.wides")
    if data.byes and data.leg_byes:
        raise Refused("cricket.extras.byes")
    if data.wicket is None:
        if data.out or data.out_id or data.fielder:
            raise Refused("cricket.wicket.no_kind")
        return
    if data.wicket in OFF_BALL:
        raise Refused("cricket.wicket.not_off_ball", wicket=f"wicket:{data.wicket}")
    if data.no_balls and data.wicket not in OFF_NO_BALL:
        raise Refused("cricket.wicket.off_no_ball", wicket=f"wicket:{data.wicket}")
    if data.wides and data.wicket not in OFF_WIDE:
        raise Refused("cricket.wicket.off_wide", wicket=f"wicket:{data.wicket}")


def find_batters(innings: Innings, event: Ball, rules: Ruleset) -> tuple[str | None, str | None]:
    """The keys of the striker and the other batter: as named, else as they stand.

    Of two at the wicket one is named: the other one is at the other end, whoever has come in and wherever they crossed
    (Laws 18.11 and 18.12). Edition 1 left the other end as it was.
    """
    data = event.data
    striker, named = event.player_id or event.player, data.non_striker_id or data.non_striker
    at, opposite = innings.striker, innings.non_striker
    if rules.edition == 1:
        striker = striker or at
        non_striker = named or (at if striker == opposite else opposite)
    elif striker is None:
        striker = at if named is None else find_partner(named, at, opposite)
        non_striker = opposite if named is None else named
    else:
        non_striker = named or find_partner(striker, opposite, at)
    if striker is not None and striker == non_striker:
        raise Refused("cricket.batters", player=event.player or data.non_striker or find_name(innings, striker))
    return striker, non_striker


def find_partner(named: str, expected: str | None, present: str | None) -> str | None:
    """Who bats with `named`: who is expected at the other end, or stands where `named` is now."""
    if expected is not None and expected != named:
        return expected
    return present if present != named else None


def find_name(innings: Innings, key: str) -> str:
    """What a batter or bowler of an innings is called; the key itself of one who is new."""
    people: tuple[Batter | Bowler, ...] = (*innings.batters, *innings.bowlers)
    return next((one.name for one in people if one.key == key), key)


def list_part(innings: Innings) -> tuple[str, ...]:
    """Those who have bowled in this over, once another bowler goes on with it."""
    if innings.bowler is None or not (innings.balls or innings.over_runs):
        return innings.part
    return (*innings.part, innings.bowler)


def check_bowler(state: State, innings: Innings, bowler: str, name: str | None) -> None:
    """Refuse a bowler who has bowled the over before, or all that the playing conditions allow."""
    rules = state.ruleset
    if not rules.bowler_limits:
        return
    if bowler == innings.last_bowler and not (innings.overs % 2 and is_in_fives(rules)):
        raise Refused("cricket.bowler.over_before", player=name or find_name(innings, bowler))
    if innings.quota and not innings.super_over:
        per_over = rules.balls_per_over
        most = -(-innings.quota // (5 * per_over))
        bowled = next((one.balls for one in innings.bowlers if one.key == bowler), 0)
        if bowled >= most * per_over:
            raise Refused("cricket.bowler.most", player=name or find_name(innings, bowler), most=most)


def count_for_batter(
    batters: tuple[Batter, ...], key: str, name: str | None, runs: int, faced: bool, four: bool, six: bool
) -> tuple[Batter, ...]:
    """The batters with what one of them has scored; a new one has come in, one who retired has come back."""
    for number, one in enumerate(batters):
        if one.key == key:
            if one.out and one.out not in NO_WICKET:
                raise Refused("cricket.out", player=one.name, wicket=f"wicket:{one.out}")
            balls = count(one.balls + faced)
            counted = Batter(key, one.name, count(one.runs + runs), balls, one.fours + four, one.sixes + six)
            return (*batters[:number], counted, *batters[number + 1 :])
    return (*batters, Batter(key, name or key, runs, int(faced), int(four), int(six)))


def dismiss(batters: tuple[Batter, ...], key: str, name: str | None, kind: str) -> tuple[Batter, ...]:
    """The batters with one of them gone."""
    batters = count_for_batter(batters, key, name, 0, False, False, False)
    return tuple(msgspec.structs.replace(one, out=kind) if one.key == key else one for one in batters)


def count_for_bowler(
    bowlers: tuple[Bowler, ...], key: str, data: BallData, cost: int, legal: bool, wicket: bool, maiden: int
) -> tuple[Bowler, ...]:
    """The bowlers with what a ball cost one of them, and brought."""
    for number, one in enumerate(bowlers):
        if one.key == key:
            counted = Bowler(
                key,
                one.name,
                count(one.balls + legal),
                count(one.runs + cost),
                count(one.wickets + wicket),
                one.maidens + maiden,
                count(one.wides + data.wides) if data.wides else one.wides,
                count(one.no_balls + data.no_balls) if data.no_balls else one.no_balls,
            )
            return (*bowlers[:number], counted, *bowlers[number + 1 :])
    new = Bowler(key, data.bowler or key, int(legal), cost, int(wicket), maiden, data.wides, data.no_balls)
    return (*bowlers, new)


def find_fielder(data: BallData, bowlers: tuple[Bowler, ...], bowler: str | None) -> tuple[str | None, str | None]:
    """The key and name of who is credited in the field: the bowler, where they caught it themselves, no substitute."""
    if data.substitute:
        return None, None
    key = data.fielder_id or data.fielder
    if key is None and data.wicket == "caught_and_bowled":
        return bowler, next((one.name for one in bowlers if one.key == bowler), None)
    return key, data.fielder


def count_for_fielder(
    fielders: tuple[Fielder, ...], kind: str, key: str | None, name: str | None
) -> tuple[Fielder, ...]:
    """The fielders with a catch, a stumping or a run-out more."""
    field = FIELDED.get(kind)
    if key is None or field is None:
        return fielders
    known = next((one for one in fielders if one.key == key), None)
    one = known or Fielder(key, name or key)
    counted = msgspec.structs.replace(one, **{field: count(getattr(one, field) + 1)})
    return (*(other for other in fielders if other is not known), counted)


def apply_wicket(state: State, event: Wicket) -> State:
    innings, kind = playing(state, event.side), event.data.wicket
    key = event.player_id or event.player
    if kind in BY_BOWLER:
        raise Refused("cricket.wicket.off_ball", wicket=f"wicket:{kind}")
    batters = dismiss(innings.batters, key, event.player, kind)
    after = msgspec.structs.replace(
        innings,
        wickets=count(innings.wickets + (kind not in NO_WICKET)),
        batters=batters,
        striker=None if innings.striker == key else innings.striker,
        non_striker=None if innings.non_striker == key else innings.non_striker,
        fielders=count_for_fielder(
            innings.fielders, kind, event.data.fielder_id or event.data.fielder, event.data.fielder
        ),
    )
    return with_innings(state, after)


def apply_absent(state: State, event: Absent) -> State:
    innings = playing(state, event.side)
    key = event.player_id or event.player
    if key in innings.absent:
        raise Refused("cricket.absent.already", player=event.player)
    if any(one.key == key for one in innings.batters):
        raise Refused("cricket.absent.has_batted", player=event.player)
    return with_innings(state, msgspec.structs.replace(innings, absent=(*innings.absent, key)))
