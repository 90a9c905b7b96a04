"""Who goes through of two who meet for one place: in one match, two legs, replays, or a series."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from scoreboard.sports.ranking import Ranking
from scoreboard.sports.rounds import LEG, REPLAY, strip_leg

Form = Literal["single", "legs", "replays", "series"]
AWARDS = frozenset({"awarded", "walkover", "forfeit"})


class Part(Protocol):
    """One side of a match, as far as a tie asks."""

    @property
    def side(self) -> str:
        """Which side it is: "home" or "away"."""

    @property
    def neutral(self) -> bool:
        """Whether it was nobody's own ground."""

    @property
    def scored(self) -> int:
        """What counts as scored."""

    @property
    def shootout(self) -> int | None:
        """What it scored in a shootout, if there was one."""

    @property
    def won(self) -> bool | None:
        """Whether it has won in the end; None where nobody has lost."""

    @property
    def advanced(self) -> bool | None:
        """Whether the match itself says that this side goes through, or the other."""

    @property
    def decided_by(self) -> str:
        """By what the match was decided, "" while it is not."""


class Meeting(Protocol):
    """One match of a tie."""

    @property
    def round(self) -> str:
        """What its round is called."""

    @property
    def views(self) -> tuple[Part, Part]:
        """Its sides, in the same order in all matches of the tie."""

    @property
    def over(self) -> bool:
        """Whether its result counts."""

    @property
    def is_due(self) -> bool:
        """Whether something of it is left to be played."""


@dataclass(frozen=True)
class Decision:
    """Who goes through: 0 or 1 of a tie's sides, None for nobody (both have lost), and by what.

    `by` is a match's own word ("regular", "extra_time", "shootout", "walkover"…), or "aggregate", "scored_away",
    "wins", or "plays_on": the matches do not say it, but one of the two is in a later round.
    """

    winner: int | None
    by: str


def tell_form(meetings: Sequence[Meeting], rules: Ranking, *, singles: bool = False) -> Form:
    """The form of a tie of these matches; `singles`: somebody else of its round was through after one match.

    A level match and its replay look like two legs. They are legs where the round's name or a match says so, or where
    nobody else was through after one match; where the first match had extra time, the second is a replay.
    """
    counted = [meeting for meeting in meetings if meeting.over or meeting.is_due]
    if rules.ties == "wins":
        return "series" if len(counted) > 1 or (find_best_of(meetings, rules) or 1) > 1 else "single"
    if len(counted) < 2:
        return "legs" if is_named(meetings, LEG) else "single"
    first = counted[0].views[0]
    drawn = counted[0].over and first.won is None
    if is_named(meetings, LEG) or any(meeting.views[0].advanced is not None for meeting in meetings):
        return "legs"
    if len(counted) > 2 or is_named(meetings, REPLAY) or first.decided_by in ("extra_time", "shootout"):
        return "replays"
    return "replays" if drawn and singles else "legs"


def is_named(meetings: Iterable[Meeting], pattern: Any) -> bool:
    """Whether the round of one of these matches has such words."""
    return any(pattern.search(meeting.round) for meeting in meetings)


def find_best_of(meetings: Sequence[Meeting], rules: Ranking) -> int | None:
    """How many matches a series has at most; None where no rule says it."""
    return rules.best_of.get(strip_leg(meetings[0].round)) or rules.best_of.get("")


def decide(meetings: Sequence[Meeting], form: Form, rules: Ranking) -> Decision | None:
    """Who goes through, as far as a tie's own matches, in the order of play, say it."""
    over = [meeting.views for meeting in meetings if meeting.over]
    due = any(meeting.is_due for meeting in meetings)
    if not over:
        return None
    if all(one.won is False and other.won is False for one, other in over) and not due:
        return Decision(None, over[-1][0].decided_by)
    if form == "series":
        return decide_series(over, find_best_of(meetings, rules))
    if form == "legs":
        return None if due or len(over) < 2 else decide_legs(over, rules)
    return decide_last(over)


def count_wins(over: Iterable[tuple[Part, Part]]) -> tuple[int, int]:
    """How many matches each of the two has won."""
    won = [(one.won is True, other.won is True) for one, other in over]
    return sum(one for one, _ in won), sum(other for _, other in won)


def decide_last(over: Sequence[tuple[Part, Part]]) -> Decision | None:
    """Of a single match and its replays: whoever wins the last one."""
    one, other = over[-1]
    for first, second in ((one.advanced, other.advanced), (one.won, other.won)):
        if first or second:
            return Decision(0 if first else 1, one.decided_by or "regular")
    return None


def decide_series(over: Sequence[tuple[Part, Part]], best_of: int | None) -> Decision | None:
    """Of a series: whoever has won more than half of the matches it may have, where a rule says how many."""
    wins = count_wins(over)
    return Decision(wins.index(max(wins)), "wins") if best_of and max(wins) > best_of // 2 else None


def decide_legs(over: Sequence[tuple[Part, Part]], rules: Ranking) -> Decision | None:
    """Of two legs: the aggregate, then scores away by the rules, then kicks, or what the second match says.

    A leg that was awarded without a score decides: who does not appear is out.
    """
    total = (sum(one.scored for one, _ in over), sum(other.scored for _, other in over))
    if total[0] != total[1]:
        return Decision(0 if total[0] > total[1] else 1, "aggregate")
    for one, other in over:
        if one.decided_by in AWARDS and one.scored == other.scored and one.won is not other.won:
            return Decision(0 if one.won else 1, one.decided_by)
    away = count_scored_away(over)
    if rules.scored_away and away[0] != away[1]:
        return Decision(0 if away[0] > away[1] else 1, "scored_away")
    one, other = over[-1]
    if one.shootout is not None and other.shootout is not None and one.shootout != other.shootout:
        return Decision(0 if one.shootout > other.shootout else 1, "shootout")
    if one.advanced or other.advanced:
        told = one.decided_by == "shootout" or away[0] == away[1]
        return Decision(0 if one.advanced else 1, one.decided_by if told else "scored_away")
    if one.decided_by == "shootout" and one.won is not other.won:
        return Decision(0 if one.won else 1, "shootout")
    return None


def count_scored_away(over: Sequence[tuple[Part, Part]]) -> tuple[int, int]:
    """What each of the two scored at the other's ground."""
    return (
        sum(one.scored for one, _ in over if one.side == "away" and not one.neutral),
        sum(other.scored for _, other in over if other.side == "away" and not other.neutral),
    )
