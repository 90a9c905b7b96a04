"""What is entered no longer though earlier code took it: asked at entrances alone (docs/decisions/0016)."""

from scoreboard.sports.base import Event, Manual, Refused, is_own, other
from scoreboard.sports.cricket.deciding import find_due
from scoreboard.sports.cricket.deliveries import find_name
from scoreboard.sports.cricket.events import BY_BOWLER, NO_WICKET, Ball, InningsStart, Replacement
from scoreboard.sports.cricket.runs import find_innings
from scoreboard.sports.cricket.state import Innings, State, is_in_fives

SHARE = 5  # a bowler has at most a fifth of the overs (ICC playing conditions; The Hundred: 20 of 100 balls)


def check(state: State, event: Event) -> None:
    """Raise Refused for what makes no sense by the laws, with what to do."""
    if isinstance(event, Ball):
        check_runs(event)
        check_absent(state, event)
        if state.ruleset.bowler_limits:
            check_people(state, event)
        if state.ruleset.bowler_limits and state.innings and not state.innings[-1].closed:
            check_spell(state, state.innings[-1], event)
    elif isinstance(event, Manual):
        check_target(state, event)
    elif isinstance(event, Replacement):
        if is_own(event, "out"):
            raise Refused("cricket.replacement.own", player=event.player)
    elif isinstance(event, InningsStart) and state.ruleset.bowler_limits:
        due = find_due(state)
        if event.data.super_over and due is not None and event.side != due:
            raise Refused("cricket.innings.super_over_first")


def check_runs(event: Ball) -> None:
    """Refuse runs off a ball by which somebody is out whom the bowler is credited with.

    None is scored when they are dismissed (Law 18), when they are caught not even those completed (Law 33.4).
    """
    data = event.data
    if data.wicket in BY_BOWLER and (data.runs or data.byes or data.leg_byes):
        raise Refused("cricket.wicket.runs", wicket=f"wicket:{data.wicket}")


def check_absent(state: State, event: Ball) -> None:
    """Refuse that somebody bats who is absent."""
    innings = state.innings[-1] if state.innings else None
    for name, key in list_batting(event):
        if innings is not None and key in innings.absent:
            raise Refused("cricket.absent.bats", player=name)


def list_batting(event: Ball) -> list[tuple[str, str]]:
    """Who is named as batting, by name and key."""
    data = event.data
    named = [(event.player, event.player_id), (data.non_striker, data.non_striker_id)]
    return [(name or key or "", key or name or "") for name, key in named if name or key]


def check_people(state: State, event: Ball) -> None:
    """Refuse who has left the side, and in a super over who was out in one before, or bowled the one before (ICC)."""
    data = event.data
    bowler = data.bowler_id or data.bowler
    people = [(name, event.side, key) for name, key in list_batting(event)]
    if bowler is not None:
        people.append((data.bowler or bowler, other(event.side), bowler))
    for name, side, key in people:
        if f"{side}:{key}" in state.replaced:
            raise Refused("cricket.replacement.gone", player=name)
    if state.innings and state.innings[-1].super_over:
        check_super_over(state, event, bowler)


def check_super_over(state: State, event: Ball, bowler: str | None) -> None:
    """Refuse a batter who was dismissed in a super over before, and the bowler of the one before (ICC)."""
    *before, _ = [innings for innings in state.innings if innings.super_over]
    dismissed = {
        batter.key
        for innings in before
        for batter in innings.batters
        if innings.side == event.side and batter.out and batter.out not in NO_WICKET
    }
    for name, key in list_batting(event):
        if key in dismissed:
            raise Refused("cricket.super_over.out", player=name)
    faced = [innings for innings in before if innings.side == event.side]
    if faced and any(one.key == bowler for one in faced[-1].bowlers):
        raise Refused("cricket.super_over.bowler", player=event.data.bowler or bowler)


def check_spell(state: State, innings: Innings, event: Ball) -> None:
    """Refuse who has bowled a part of the over before (Law 17.6), and who has had a fifth of the overs."""
    data, rules = event.data, state.ruleset
    begins = innings.balls >= rules.balls_per_over and not data.same_over
    overs = innings.overs + begins
    from_same_end = overs % 2 == 1 and is_in_fives(rules)
    bowler = data.bowler_id or data.bowler or (innings.bowler if from_same_end else None)
    if bowler is None or (bowler == innings.bowler and not begins):
        return
    name = data.bowler or find_name(innings, bowler)
    before = (innings.bowler, *innings.part) if begins else (innings.last_bowler, *innings.last_part)
    if bowler in before and not from_same_end:
        raise Refused("cricket.bowler.over_before", player=name)
    if innings.quota and not innings.super_over:
        check_share(state, innings, bowler, name)


def check_share(state: State, innings: Innings, bowler: str, name: str) -> None:
    """Refuse a bowler beyond a fifth of the overs, of which a part counts as a whole.

    Where these are not divisible by five, as many bowlers as overs are left have one more (ICC playing
    conditions, number of overs per bowler).
    """
    per_over = state.ruleset.balls_per_over
    bowled = {one.key: -(-one.balls // per_over) for one in innings.bowlers}
    own, (share, left) = bowled.get(bowler, 0), divmod(-(-innings.quota // per_over), SHARE)
    most = share + bool(left)
    if own >= most:
        raise Refused("cricket.bowler.most", player=name, most=most)
    if share and left and own == share and sum(overs > share for overs in bowled.values()) >= left:
        raise Refused("cricket.bowler.extra", player=name, most=share, count=left)


def check_target(state: State, event: Manual) -> None:
    """Refuse runs taken by hand that would leave the other side without a target."""
    number = find_innings(state, event.side)
    if number is None or number == len(state.innings) - 1:
        return
    last = state.innings[-1]
    if last.target and last.super_over == state.innings[number].super_over and last.target + event.data.points < 1:
        raise Refused("cricket.manual.target", target=last.target)
