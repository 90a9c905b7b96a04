"""What an entry that is only tried would do to standings."""

from collections.abc import Iterable, Mapping
from typing import Any

from scoreboard.sports.state import MatchState
from stats.facts.origin import FactOrigin
from stats.models import SideFact
from stats.queries.season import load_season
from stats.queries.supposing import Supposed, suppose
from stats.tables.standings import make_standings


def load_consequences(state: MatchState, *, match: str, epoch: int) -> list[dict[str, Any]]:
    """The rows of standings that would differ if the match were in `state`, by season and group.

    Of the season that the tables have the match in, and of the one that it would be in then: `{"season", "current_to",
    "groups": [{"name", "rows": [{"before", "after"}]}]}`, None where a row is not, or would be no more.
    """
    supposed = suppose(state, FactOrigin(match, epoch, state.seq, None, frozenset()))
    present = SideFact.objects.filter(match=match).values_list("season", flat=True)
    seasons = dict.fromkeys([*present, *(side.season for side in supposed.sides)])
    found = [_compare_season(season_id, supposed) for season_id in seasons]
    return [season for season in found if season["groups"]]


def _compare_season(season_id: str, supposed: Supposed) -> dict[str, Any]:
    before = make_standings(load_season(season_id))
    after = make_standings(load_season(season_id, supposed=supposed))
    rows = [{group["name"]: index_rows(group["rows"]) for group in table["groups"]} for table in (before, after)]
    groups = []
    for name in dict.fromkeys([*rows[0], *rows[1]]):
        was, now = (side.get(name, {}) for side in rows)
        changed = [
            {"before": was.get(competitor), "after": now.get(competitor)}
            for competitor in dict.fromkeys([*now, *was])
            if forget_certain(was.get(competitor)) != forget_certain(now.get(competitor))
        ]
        if changed:
            groups.append({"name": name, "rows": changed})
    season = after["season"] if after["groups"] else before["season"]
    return {"season": season, "current_to": before["current_to"], "groups": groups}


def forget_certain(row: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """A row without what is certain of it, which any other match in the plan may change."""
    return None if row is None else {key: value for key, value in row.items() if key != "certain"}


def index_rows(rows: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """A table's rows by competitor."""
    return {row["competitor"]["id"]: row for row in rows}
