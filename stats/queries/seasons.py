"""A season's figures beyond its tables: form, streaks, records, goals by minute."""

from collections.abc import Sequence
from typing import Any

from stats.models import PersonFact, SideFact
from stats.queries.as_of import NOW, AsOf, load_season
from stats.queries.naming import Items, load_items, refer
from stats.tables import in_order
from stats.tables.goals_by_minute import count_by_minute, count_by_quarter
from stats.tables.records import find_biggest_hauls, find_biggest_wins, find_highest_scoring
from stats.tables.streaks import find_streaks
from stats.tables.totals import sum_sides


def read_season_form(season_id: str, last: int = 5, *, as_of: AsOf = NOW) -> list[dict[str, Any]]:
    """How everybody did in their last matches of a season, the best first. Two queries.

    `{"rank", "competitor", "form": "WWDLW", "played", "won", …}`: `form` has the newest result last; ranked by wins,
    then draws, then goal difference.
    """
    by_competitor = _load_by_competitor(season_id, as_of)
    items = load_items(by_competitor)
    rows = []
    for competitor, sides in by_competitor.items():
        own = sides[-last:]
        form = "".join(side.result for side in own)
        name = own[0].competitor_name
        rows.append({"competitor": refer(items, "competitor", competitor, name), "form": form, **sum_sides(own)})
    rows.sort(key=lambda row: row["competitor"]["name"])
    rows.sort(key=_place_by_form, reverse=True)
    places: dict[tuple[int, ...], int] = {}
    return [{"rank": places.setdefault(_place_by_form(row), number), **row} for number, row in enumerate(rows, start=1)]


def _place_by_form(row: dict[str, Any]) -> tuple[int, ...]:
    return row["won"], row["drawn"], row["difference"]


def read_streaks(season_id: str, *, as_of: AsOf = NOW) -> list[dict[str, Any]]:
    """Everybody's streaks within a season: per kind, the longest first. Two queries.

    `{"streak", "competitor", "current", "longest", "since", "until"}`, as find_streaks has them.
    """
    by_competitor = _load_by_competitor(season_id, as_of)
    items = load_items(by_competitor)
    rows = [
        {"competitor": refer(items, "competitor", competitor, sides[0].competitor_name), **streak}
        for competitor, sides in by_competitor.items()
        for streak in find_streaks(sides)
    ]
    kinds = list(dict.fromkeys(row["streak"] for row in rows))
    rows.sort(key=lambda row: (kinds.index(row["streak"]), -row["longest"], -row["current"], row["competitor"]["name"]))
    return [{"streak": row.pop("streak"), **row} for row in rows]


def read_records(season_id: str, *, as_of: AsOf = NOW) -> list[dict[str, Any]]:
    """A season's records, with all who share one, the oldest first. Three queries.

    `{"record", "value", "match", "on", "home", "away", "home_score", "away_score", "person", "competitor"}`: `record`
    is biggest_win, highest_scoring or most_goals, the last of one person in a match, whom `person` and `competitor`
    name. A match that was awarded is no record.
    """
    facts = load_season(season_id, as_of)
    homes = in_order(side for side in facts.sides if side.over and side.side == "home" and as_of.reaches(side))
    hauls = facts.load_people(season=season_id, stat="goals")
    played = [side for side in homes if side.decided_by not in ("awarded", "forfeit", "walkover")]
    sides = {side.match: side for side in homes}
    margin, wins = find_biggest_wins(played)
    total, highest = find_highest_scoring(played)
    goals, biggest = find_biggest_hauls(haul for haul in hauls if haul.match in sides)
    found: list[tuple[str, int, SideFact, PersonFact | None]] = [
        *(("biggest_win", margin, side, None) for side in wins),
        *(("highest_scoring", total, side, None) for side in highest),
        *(("most_goals", goals, sides[haul.match], haul) for haul in sorted(biggest, key=lambda haul: haul.name)),
    ]
    ids = {side.competitor for _, _, side, _ in found} | {side.opponent for _, _, side, _ in found}
    items = load_items(ids | {haul.person for _, _, _, haul in found if haul})
    return [_write_record(record, value, side, haul, items) for record, value, side, haul in found]


def _write_record(record: str, value: int, side: SideFact, haul: PersonFact | None, items: Items) -> dict[str, Any]:
    return {
        "record": record,
        "value": value,
        "match": side.match,
        "on": side.on,
        "home": refer(items, "competitor", side.competitor, side.competitor_name),
        "away": refer(items, "competitor", side.opponent, side.opponent_name),
        "home_score": side.scored,
        "away_score": side.conceded,
        "person": refer(items, "person", haul.person, haul.name) if haul else None,
        "competitor": refer(items, "competitor", haul.competitor, haul.competitor_name) if haul else None,
    }


def read_goals_by_minute(season_id: str, *, each: bool = False, as_of: AsOf = NOW) -> list[dict[str, Any]]:
    """When a season's goals fell, by 15 minutes, or by `each` minute. Two queries.

    `{"minutes", "goals", "penalties", "own_goals"}`, as count_by_quarter and count_by_minute have them; goals taken
    back, and those of matches that were cancelled, do not count.
    """
    facts = load_season(season_id, as_of)
    cancelled = {side.match for side in facts.sides if side.status == "cancelled"}
    shown = facts.load_incidents(season=season_id, kind="goal")
    goals = [goal for goal in shown if goal.confirmation != "cancelled" and goal.match not in cancelled]
    return count_by_minute(goals) if each else count_by_quarter(goals)


def _load_by_competitor(season_id: str, as_of: AsOf) -> dict[str, Sequence[SideFact]]:
    """Each competitor's sides of a season's matches that are over, in order."""
    found: dict[str, list[SideFact]] = {}
    for side in in_order(side for side in load_season(season_id, as_of).sides if as_of.counts(side)):
        found.setdefault(side.competitor, []).append(side)
    return dict(found)
