"""What a scorer can enter at a moment of a match: the next step, what can happen to a side, what to take back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from scoreboard.console.forms import name_input
from scoreboard.sports import get_sport
from scoreboard.sports.base import Event, Side, other
from scoreboard.sports.common import COMMON_WORDS, CORRECTIONS, FIXED, Status
from scoreboard.sports.corrections import list_effective
from scoreboard.sports.match import list_declarable
from scoreboard.sports.sport import Action
from scoreboard.sports.state import MatchState, view_of
from scoreboard.sports.statuses import NOT_PLAYABLE, STOPPED
from scoreboard.web.boards import Board

SIDES: tuple[Side, ...] = ("home", "away")
AFTER_THE_END = "The match is over: it still counts"
IN_A_BREAK = "No period is being played: it still counts"


@dataclass(frozen=True)
class Key:
    """A key of the console, with what it is called now. `shared` are fields that its pad asks for once, for many."""

    name: str
    action: Action
    shared: Mapping[str, str] = field(default_factory=dict)

    @property
    def inputs(self) -> dict[str, str]:
        """The labels of what it alone asks for, each by the name of its input."""
        asked = self.action.asks.items()
        return {name_input(self.name, field): label for field, label in asked if field not in self.shared}

    @property
    def is_plain(self) -> bool:
        """Whether one press enters it."""
        return not self.inputs and not self.action.confirm


@dataclass(frozen=True)
class Group:
    """Keys that stand together, folded under a `label` where they have one; those that ask for more than who apart."""

    label: str
    keys: Sequence[Key]

    @property
    def plain(self) -> list[Key]:
        """Those that one press enters."""
        return [key for key in self.keys if key.is_plain]

    @property
    def asking(self) -> list[Key]:
        """Those that open first, to be filled in or confirmed."""
        return [key for key in self.keys if not key.is_plain]


@dataclass(frozen=True)
class Pad:
    """The keys of a side, or of neither: `big` is what the rules expect next, `shared` are fields asked for once."""

    groups: Sequence[Group] = ()
    big: Key | None = None
    shared: Mapping[str, str] = field(default_factory=dict)

    @property
    def keys(self) -> list[Key]:
        """All of them."""
        return [*([self.big] if self.big else []), *(key for group in self.groups for key in group.keys)]


@dataclass(frozen=True)
class Undo:
    """The last record that can be taken back, in words."""

    seq: int
    label: str


@dataclass(frozen=True)
class Choices:
    """What can be entered now, as the console shows it.

    `step` moves the match on; `sides` are the keys of each side, `extra` those of neither. `closed` says why nothing
    can be entered. `statuses` are those that can be declared.
    """

    undo: Undo | None
    step: Key | None = None
    sides: Mapping[str, Pad] = field(default_factory=dict)
    extra: Pad = field(default_factory=Pad)
    closed: str = ""
    statuses: Sequence[Status] = ()

    @property
    def forms(self) -> list[str]:
        """The page's forms, each of which needs an idempotency key of its own."""
        return ["step", "home", "away", "undo", "status", *(key.name for key in self.extra.keys)]

    def find_place(self, form: str, action: str) -> str:
        """Where the page shows what was refused of a form's key: "key", in its "form", or above all ("page")."""
        pads = {**self.sides, "step": Pad([Group("", [self.step] if self.step else [])])}
        pad = pads.get(form, self.extra)
        if any(key.name == action for key in pad.keys):
            return "key"
        shown = {*self.sides, *(["undo"] if self.undo else []), *(["status"] if self.statuses else [])}
        return "form" if form in shown else "page"


def list_choices(board: Board, state: MatchState, log: Sequence[Event]) -> Choices:
    """What can be entered after `log`; `state` is what it folds to."""
    status, undo, statuses = board.data["status"], find_undo(board, log), list_declarable(state)
    closed = "The match is over." if view_of(state).finished else ""
    keys = list_keys(board, state)
    if status in NOT_PLAYABLE:
        closed = f"{board.words.statuses[status]}."
        punishing = {kind.__struct_config__.tag for kind in get_sport(board.match.sport).misconduct}
        keys = [key for key in keys if status in STOPPED and key.action.body["type"] in punishing]
    expected = None if closed or not keys else keys[0]
    return Choices(
        undo,
        step=next((key for key in keys if key.action.step), None),
        sides={side: make_pad([key for key in keys if is_of(key.action, side)], expected) for side in SIDES},
        extra=Pad(make_groups([key for key in keys if not key.action.step and not is_of_side(key.action)])),
        closed=closed,
        statuses=statuses,
    )


def make_pad(keys: Sequence[Key], expected: Key | None) -> Pad:
    """The keys of a side: what is `expected` next large, what several ask for once, the others in their groups."""
    asked = keys[0].action.asks.items() if keys and not keys[0].action.side else ()
    shared = {field: label for field, label in asked if sum((field, label) in k.action.asks.items() for k in keys) > 1}
    # What one side alone has for a while (an ace) stands behind what both have: their keys stay where they are.
    ordered = sorted(keys, key=lambda key: not key.action.side) if keys and keys[0].action.side else keys
    pad = [replace(key, shared=shared) for key in ordered]
    is_expected = expected is not None and bool(pad) and name_both(pad[0].name) == name_both(expected.name)
    big = pad[0] if is_expected and pad[0].is_plain else None
    return Pad(make_groups([key for key in pad if key is not big]), big, shared)


def name_both(key: str) -> str:
    """What a key that is one side's has in common with the other side's: "start" of "start_home"."""
    return key.removesuffix("_home").removesuffix("_away")


def make_groups(keys: Sequence[Key]) -> list[Group]:
    """Keys by the group that they are folded into, those of none first."""
    labels = dict.fromkeys(["", *(key.action.group for key in keys)])
    return [Group(label, [key for key in keys if key.action.group == label]) for label in labels]


def is_of_side(action: Action) -> bool:
    """Whether a key is one side's, or both sides have it."""
    return action.side or side_of(action) is not None


def is_of(action: Action, side: Side) -> bool:
    """Whether a key is offered for a side."""
    return action.side or side_of(action) == side


def side_of(action: Action) -> Side | None:
    """The one side that a key is for: the event's, the other one where it is flipped, or whom it lets win."""
    named: Side | None = action.body.get("side") or action.body.get("data", {}).get("winner")
    return other(named) if named and action.flip else named


def list_keys(board: Board, state: MatchState) -> list[Key]:
    """The keys that the sport offers, each named as it is called in this phase and of these sides.

    While nothing of play is expected, after the end and where the next period is to begin, points need a confirmation.
    """
    sport, phase = get_sport(board.match.sport), board.data["phase"]
    names = {side["side"]: side["name"] for side in board.sides} | {"phase": sport.phases[phase]}
    offered = sport.list_actions(state.play)
    late = AFTER_THE_END if view_of(state).finished else ""
    if not late and offered and sport.actions[offered[0]].step:
        late = IN_A_BREAK
    keys = []
    for name in offered:
        action = sport.actions[name]
        called = replace(
            action,
            label=action.labels.get(phase, action.label),
            asks={field: label.format(**names) for field, label in action.asks.items()},
            confirm=action.confirm.format(**names) or (late if action.scores else ""),
        )
        keys.append(Key(name, called))
    return keys


def call_actions(board: Board, state: MatchState) -> Mapping[str, Action]:
    """Every key of the sport by name, those offered now as they are called now."""
    return {**get_sport(board.match.sport).actions, **{key.name: key.action for key in list_keys(board, state)}}


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
        known = {**COMMON_WORDS, **get_sport(board.match.sport).words}
        words = known.get(str(event.__struct_config__.tag))
        label = words.label if words else str(event.__struct_config__.tag).replace("_", " ")
        names = {side["side"]: side["name"] for side in board.sides}
        team, player = names.get(getattr(event, "side", None) or ""), getattr(event, "player", None)
        return ", ".join(part for part in (begin_small(label), team, player) if part)
    player = shown.data.get("player")
    return ", ".join(part for part in (begin_small(shown.words.label), shown.team, player, shown.minute) if part)
