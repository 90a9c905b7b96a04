"""Which statuses can be declared of a match, from which other ones, and what play has to say to it.

A decision by people stands above the play, and can be taken back or made anew, years later, too: from every status
there is a way to what the play says ("scheduled", "live", "ended"), to an award, and to an annulment.
"""

from collections.abc import Mapping
from typing import Literal

from scoreboard.sports.base import View
from scoreboard.sports.common import Status

Stage = Literal["to_come", "begun", "over"]
UNPLAYED = frozenset({"scheduled", "delayed", "postponed"})
OVER = frozenset({"ended", "official", "awarded"})
NOT_PLAYABLE = frozenset(
    {"postponed", "cancelled", "interrupted", "suspended", "abandoned", "official", "awarded", "annulled"}
)
STOPPED = frozenset({"interrupted", "suspended", "abandoned"})  # the officials are still there: misconduct is taken
ENDED_BY_PLAY = frozenset({"scheduled", "live"})  # what is declared no longer once something is entered
NEED_REASON = frozenset({"postponed", "cancelled", "suspended", "abandoned", "awarded", "annulled"})
DECISIONS = frozenset({"awarded", "annulled"})  # above the play: what takes them back needs a reason, too

# What may be declared from which status. `live` and `ended` follow from play, but play can be resumed by declaring it,
# and a decision can be taken back. Logs of before were made by a part of this: nothing is ever taken out of it.
BY_PLAY: tuple[Status, ...] = ("scheduled", "live", "ended")
DECIDED: tuple[Status, ...] = ("awarded", "annulled")
DECLARABLE: Mapping[str, tuple[Status, ...]] = {
    "scheduled": ("delayed", "postponed", "cancelled", "abandoned", *DECIDED),
    # Delayed again: for another reason, and in logs of before, in which a card had ended the first delay.
    "delayed": (*BY_PLAY, "delayed", "postponed", "cancelled", "abandoned", *DECIDED),
    "postponed": (*BY_PLAY, "delayed", "cancelled", "abandoned", *DECIDED),
    "cancelled": (*BY_PLAY, "postponed", "abandoned", *DECIDED),
    "live": ("interrupted", "suspended", "abandoned", *DECIDED),
    "interrupted": (*BY_PLAY, "suspended", "abandoned", *DECIDED),
    "suspended": (*BY_PLAY, "interrupted", "abandoned", *DECIDED),
    "abandoned": (*BY_PLAY, "suspended", "postponed", "cancelled", "official", *DECIDED),
    # Broken off it is in logs of before alone, in which a correction had not ended it yet.
    "ended": ("official", "interrupted", "suspended", "abandoned", *DECIDED),
    "official": (*BY_PLAY, "abandoned", *DECIDED),
    # `awarded` again is another award: of another score, or to the other side.
    "awarded": (*BY_PLAY, "official", "suspended", "abandoned", "postponed", "cancelled", *DECIDED),
    "annulled": (*BY_PLAY, "official", "suspended", "abandoned", "postponed", "cancelled", "awarded"),
}
# What is said of a match that is to come, that was begun, that was played to its end.
FITTING: Mapping[Stage, frozenset[str]] = {
    "to_come": frozenset({"scheduled", "delayed", "postponed", "cancelled", "abandoned", *DECIDED}),
    "begun": frozenset({"live", "interrupted", "suspended", "abandoned", "cancelled", *DECIDED}),
    "over": frozenset({"ended", "official", *DECIDED}),
}
MADE_OFFICIAL = frozenset({"abandoned", "awarded"})  # the result of these stands though they were not played to the end


def list_fitting(status: Status, view: View) -> list[Status]:
    """What can be declared of a match with this status, whose play is as in `view`."""
    stage: Stage = "over" if view.finished else "begun" if view.started else "to_come"
    fitting = FITTING[stage] | ({"official"} if status in MADE_OFFICIAL else set())
    return [wanted for wanted in DECLARABLE[status] if wanted in fitting]
