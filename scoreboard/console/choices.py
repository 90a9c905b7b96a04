"""What a scorer can enter at a moment of a match: the next step, what can happen to a side, what to take back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from scoreboard.console.forms import name_input
from scoreboard.sports import get_sport
from scoreboard.sports.base import Event
from scoreboard.sports.common import CORRECTIONS, FIXED, Status
from scoreboard.sports.corrections import list_effective
from scoreboard.sports.match import MatchState, list_declarable, view_of
from scoreboard.sports.sport import Action
from scoreboard.sports.statuses import NOT_PLAYABLE, STOPPED
from scoreboard.web.boards import Board


@dataclass(frozen=True)
class Key:
    """A key of the console, with what it is called now."""

    name: str
    action: Action

    @property
    def inputs(self) -> dict[str, str]:
        """The labels of what it asks for, each by the name of its input."""
        return {name_input(self.name, field): label for field, label in self.action.asks.items()}


@dataclass(frozen=True)
class Undo:
    """The last record that can be taken back, in words."""

    seq: int
    label: str


@dataclass(frozen=True)
class Choices:
    """What can be entered now, as the console shows it.

    `step` moves the match on; `plain` happen to a side, `asking` too but need more words than who; `extra` concern
    neither side. `closed` says why nothing can be entered. `statuses` are those that can be declared.
    """

    undo: Undo | None
    step: Key | None = None
    plain: Sequence[Key] = ()
    asking: Sequence[Key] = ()
    extra: Sequence[Key] = ()
    closed: str = ""
    statuses: Sequence[Status] = ()

    @property
    def forms(self) -> list[str]:
        """The page's forms, each of which needs an idempotency key of its own."""
        return ["step", "home", "away", "undo", "status", *(key.name for key in self.extra)]


def list_choices(board: Board, state: MatchState, log: Sequence[Event]) -> Choices:
    """What can be entered after `log`; `state` is what it folds to."""
    status, undo, statuses = board.data["status"], find_undo(board, log), list_declarable(state)
    closed = "The match is over." if view_of(state).finished else ""
    keys = list_keys(board, state)
    if status in NOT_PLAYABLE:
        closed = f"{board.words.statuses[status]}."
        punishing = {kind.__struct_config__.tag for kind in get_sport(board.match.sport).misconduct}
        keys = [key for key in keys if status in STOPPED and key.action.body["type"] in punishing]
    sides = [key for key in keys if key.action.side]
    asking = [key for key in sides if key.action.asks or key.action.confirm]
    return Choices(
        undo,
        step=next((key for key in keys if key.action.step), None),
        plain=[key for key in sides if key not in asking],
        asking=asking,
        extra=[key for key in keys if not (key.action.side or key.action.step)],
        closed=closed,
        statuses=statuses,
    )


def list_keys(board: Board, state: MatchState) -> list[Key]:
    """The keys that the sport offers, each named as it is called in this phase and of these sides."""
    sport, phase = get_sport(board.match.sport), board.data["phase"]
    names = {side["side"]: side["name"] for side in board.sides} | {"phase": sport.phases[phase]}
    keys = []
    for name in sport.list_actions(state.play):
        action = sport.actions[name]
        called = replace(
            action,
            label=action.labels.get(phase, action.label),
            asks={field: label.format(**names) for field, label in action.asks.items()},
            confirm=action.confirm.format(**names),
        )
        keys.append(Key(name, called))
    return keys


def find_undo(board: Board, log: Sequence[Event]) -> Undo | None:
    """The last record that stands and can be taken back."""
    standing = [event for event in list_effective(log) if not isinstance(event, (*CORRECTIONS, *FIXED))]
    return Undo(standing[-1].seq, name_record(board, standing[-1])) if standing else None


def begin_small(label: str) -> str:
    """A label within a sentence: "goal"; abbreviations stay as they are ("TMO: try?")."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def name_record(board: Board, event: Event) -> str:
    """A record in a scorer's words: "goal, Argentina, Lionel Messi, 23’"."""
    shown = next((each for each in board.incidents_shown if each.data["seq"] == event.seq), None)
    if shown is None:
        words = get_sport(board.match.sport).words.get(str(event.__struct_config__.tag))
        label = words.label if words else str(event.__struct_config__.tag).replace("_", " ")
        names = {side["side"]: side["name"] for side in board.sides}
        team, player = names.get(getattr(event, "side", None) or ""), getattr(event, "player", None)
        return ", ".join(part for part in (begin_small(label), team, player) if part)
    player = shown.data.get("player")
    return ", ".join(part for part in (begin_small(shown.words.label), shown.team, player, shown.minute) if part)
