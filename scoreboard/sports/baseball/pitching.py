"""What counts for pitchers: outs, hits, runs and which of them were earned, and who won and lost.

Of what an official scorer judges, the log says as much as was entered. Nothing is guessed: a run of which it cannot be
said is counted as one that nobody has judged, and a win that is the scorer's to give is nobody's.
"""

from collections.abc import Sequence
from typing import Any

from scoreboard.sports.base import Side, other
from scoreboard.sports.baseball.events import (
    HITS,
    HOME_PLATE,
    Lead,
    Move,
    Pitching,
    Play,
    PlayKind,
    State,
    Team,
)
from scoreboard.sports.baseball.people import add

WALKS = frozenset({"walk", "intentional_walk"})
UNCLEAN = frozenset({"error", "foul_error", "passed_ball", "interference"})  # which pitchers are not to answer for
PITCHED: dict[str, tuple[str, ...]] = {  # what plays count for pitchers, walks and outs apart
    "strikeout": ("strikeouts",),
    "hit_by_pitch": ("hit_batters",),
    **dict.fromkeys(HITS, ("hits",)),
    "home_run": ("hits", "home_runs"),
}
STARTER_OUTS = 15  # five innings; four where the side was in the field for five only (rule 9.17(b))
SHORT_GAME_OUTS = 15


def is_earned(state: State, move: Move, play: PlayKind, errors: int) -> bool | None:
    """Whether a run is earned, as it was entered or is certain; None where a scorer has to judge (rule 9.16).

    It is while the half-inning has seen no error, passed ball or interference: the inning need not be reconstructed.
    It is not for the runner whom the rules have placed (rule 7.01(b)), who counts as one that an error let on base.
    """
    if move.earned is not None:
        return move.earned
    if state.ghost and move.start == state.ghost:
        return False
    return None if state.unclean or errors or play in UNCLEAN else True


def follow_half(state: State, event: Play, moves: Sequence[Move]) -> dict[str, Any]:
    """What a play changes of how clean its half-inning is, and of where the placed runner is.

    Where that one is put out and another is left on base for it, who answers for whom is a scorer's to judge.
    """
    changed: dict[str, Any] = {}
    if event.data.errors or event.data.play in UNCLEAN:
        changed["unclean"] = True
    move = next((move for move in moves if state.ghost and move.start == state.ghost), None)
    if move is not None:
        changed["ghost"] = 0 if move.out or move.end == HOME_PLATE else move.end
        if move.out and any(one.start == 0 and not one.out for one in moves):
            changed["unclean"] = True
    return changed


def count_pitching(
    state: State,
    fielding: Team,
    event: Play,
    moves: Sequence[Move],
    scored: Sequence[Move],
    play: PlayKind,
    charged: Sequence[str | None],
) -> tuple[Pitching, ...]:
    """The pitchers with what a play counts for them; each run for whom it is charged to.

    `charged` are the pitchers who answer for the runs `scored`, one each.
    """
    pitchers, data = fielding.pitchers, event.data
    pitcher = data.pitcher_id or data.pitcher
    walk = play in WALKS
    if walk and state.walked is not None:
        walk = False
        pitchers = add(pitchers, Pitching, state.walked.key, state.walked.name, {"walks": 1})
    if pitcher:
        counts = {"outs": outs} if (outs := sum([move.out for move in moves])) else {}
        for field in ("walks",) if walk else PITCHED.get(play, ()):
            counts[field] = 1
        pitchers = add(pitchers, Pitching, pitcher, data.pitcher, counts)
    for run, answers in zip(scored, charged, strict=True) if scored else ():
        if answers:
            earned = is_earned(state, run, data.play, data.errors)
            counts = {"runs": 1, "earned_runs": int(earned is True), "unjudged_runs": int(earned is None)}
            pitchers = add(pitchers, Pitching, answers, None, counts)
    return pitchers


# --- who won and lost ------------------------------------------------------------------------------------------------


def follow_lead(state: State, side: Side, ahead: int, charged: Sequence[str | None]) -> Lead | None:
    """The pitchers of record after runs of `side`, which was `ahead` by so many (negative: behind) before them.

    None while level. Of who takes the lead it is the pitcher who pitched last, "" where that is the one who will begin;
    of the other side the one who answers for the run that gave it (rule 9.17(a) and (d)).
    """
    if ahead > 0 or ahead + len(charged) < 0:
        return state.lead
    if ahead + len(charged) == 0:
        return None
    team: Team = getattr(state, side)
    return Lead(team.pitchers[-1].key if team.pitchers else "", charged[-ahead] or "")


def name_decisions(state: State) -> list[tuple[Side, str, str]]:
    """Who won and who lost, as far as the log says it: the side, the key, and "wins" or "losses".

    A starter of too few innings has not won, nor has a reliever who was brief and ineffective (rule 9.17(b) and (c)):
    the win is another's by the official scorer's judgement, unless there is but one.
    """
    lead, winner = state.lead, state.winner
    if lead is None or winner is None or state.ended == "forfeit":
        return []
    loser = other(winner)
    lost = [(loser, lead.lost, "losses")] if lead.lost else []
    team: Team = getattr(state, winner)
    if not team.pitchers:
        return [*lost]
    first = team.pitchers[0]
    won = next((one for one in team.pitchers if one.key == (lead.won or first.key)), first)
    others = [one for one in team.pitchers if one is not won]
    if is_short(team, won):
        if len(others) != 1:
            return [*lost]
        won = others[0]
    return [(winner, won.key, "wins"), *lost]


def is_short(team: Team, won: Pitching) -> bool:
    """Whether who pitched when the lead was taken has pitched too little to win, and others have pitched, too."""
    if len(team.pitchers) == 1:
        return False
    if won is team.pitchers[0]:
        in_field = sum(one.outs for one in team.pitchers)
        return won.outs < STARTER_OUTS - 3 * (in_field <= SHORT_GAME_OUTS)
    return won.outs < 3 and won.earned_runs + won.unjudged_runs >= 2  # the comment to rule 9.17(c)
