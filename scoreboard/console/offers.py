"""What a scorer is offered at a moment of a match: the next step, what can happen to a side, what to take back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scoreboard.sports import get_sport
from scoreboard.sports.base import Event
from scoreboard.sports.match import CORRECTIONS, FIXED, MatchState, list_effective
from scoreboard.web.boards import Board

STEPS = {
    "not_started": "Kick-off",
    "half_time": "Start second half",
    "extra_time_break": "Start extra time",
    "extra_half_time": "Start extra time, second half",
}
ENDS = {
    "first_half": "End first half",
    "second_half": "End second half",
    "extra_first_half": "End extra time, first half",
    "extra_second_half": "End extra time",
}
CLOSED = ("postponed", "cancelled", "interrupted", "suspended", "abandoned", "official", "awarded")


@dataclass(frozen=True)
class Step:
    """The next step of play: its action, its name, and, where it is hard to take back, what is to be confirmed."""

    action: str
    label: str
    confirm: str = ""


@dataclass(frozen=True)
class Undo:
    """The last record that can be taken back, in words."""

    seq: int
    label: str


@dataclass(frozen=True)
class Offer:
    """What the console offers now.

    `sides_open`: goals, cards and substitutions can be entered; `shootout`: kicks, and before the first of them
    (`shootout_total`) a total instead; `added_time`: the minutes shown. `closed` says why nothing can.
    """

    step: Step | None
    undo: Undo | None
    sides_open: bool = False
    shootout: bool = False
    shootout_total: bool = False
    added_time: bool = False
    closed: str = ""


def read_offer(board: Board, state: MatchState, log: Sequence[Event]) -> Offer:
    """What is offered after `log`. Football's, as long as it is the only sport."""
    status, phase = board.data["status"], board.data["phase"]
    undo = find_undo(board, log)
    if status in CLOSED:
        return Offer(None, undo, closed=f"{board.words.statuses[status]}.")
    step = None
    if phase in STEPS:
        step = Step("period_start", STEPS[phase])
    elif phase in ENDS:
        step = Step("period_end", ENDS[phase], confirm=f"{get_sport(board.match.sport).phases[phase]} is over")
    return Offer(
        step=step,
        undo=undo,
        sides_open=phase not in ("not_started", "full_time"),
        shootout=phase == "shootout",
        shootout_total=phase == "shootout" and not state.play.kicks,
        added_time=phase in ENDS,
        closed="The match is over." if phase == "full_time" else "",
    )


def find_undo(board: Board, log: Sequence[Event]) -> Undo | None:
    """The last record that stands and can be taken back."""
    standing = [event for event in list_effective(log) if not isinstance(event, (*CORRECTIONS, *FIXED))]
    return Undo(standing[-1].seq, describe(board, standing[-1])) if standing else None


def describe(board: Board, event: Event) -> str:
    """A record in a scorer's words: "goal, Argentina, Lionel Messi, 23’"."""
    shown = next((each for each in board.incidents_shown if each.data["seq"] == event.seq), None)
    if shown is None:
        return str(event.__struct_config__.tag).replace("_", " ")
    data: dict[str, Any] = shown.data
    minute = f"{data['minute']}’" if data.get("minute") else ""
    label = shown.words.label
    return ", ".join(part for part in (label[0].lower() + label[1:], shown.team, data.get("player"), minute) if part)
