"""Form: how everybody did in their last matches."""

from typing import Any

from stats.tables.season import SeasonFacts
from stats.tables.sides import name_result
from stats.tables.totals import sum_sides


def list_form(facts: SeasonFacts, *, last: int = 5) -> list[dict[str, Any]]:
    """How each competitor did in its last matches of a season, the best first.

    `{"rank", "competitor", "form": "WWDLW", "played", "won", …}`: `form` has the newest result last, N where a
    match had none; ranked by wins, then draws, then difference.
    """
    rows = []
    for competitor, sides in facts.played.items():
        own = sides[-last:]
        form = "".join(map(name_result, own))
        name = own[0].competitor_name
        rows.append({"competitor": facts.refer("competitor", competitor, name), "form": form, **sum_sides(own)})
    rows.sort(key=lambda row: row["competitor"]["name"])
    rows.sort(key=_weigh, reverse=True)
    places: dict[tuple[int, ...], int] = {}
    return [{"rank": places.setdefault(_weigh(row), number), **row} for number, row in enumerate(rows, start=1)]


def _weigh(row: dict[str, Any]) -> tuple[int, ...]:
    return row["won"], row["drawn"], row["difference"]
