"""Competitors over the years: totals, form, streaks, and two of them against each other. Replays are left out."""

from collections.abc import Iterable
from typing import Any

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from stats.models import SideFact
from stats.queries.as_of import load_matches
from stats.queries.naming import load_items
from stats.tables.naming import Items, refer
from stats.tables.sides import NOW, AsOf, in_order, name_result
from stats.tables.streaks import find_streaks
from stats.tables.totals import sum_sides


def load_form(competitor_ids: Iterable[str], *, last: int = 5) -> dict[str, list[dict[str, Any]]]:
    """The `last` results of each competitor in whatever season, newest first, by its id. One query.

    `{"match", "on", "scheduled_at", "result": "W"|"D"|"L"|"N", "side", "opponent": {"id", "name"}, "for", "against"}`.
    """
    sides = SideFact.objects.filter(over=True, replay=False, competitor__in=list(competitor_ids))
    newest_first = [F("on").desc(nulls_last=True), F("scheduled_at").desc(nulls_last=True), F("match").desc()]
    number = Window(RowNumber(), partition_by="competitor", order_by=newest_first)
    form: dict[str, list[dict[str, Any]]] = {}
    for side in sides.annotate(number=number).filter(number__lte=last).order_by("competitor", "number"):
        form.setdefault(side.competitor, []).append(
            {
                "match": side.match,
                "on": side.on,
                "scheduled_at": side.scheduled_at,
                "result": name_result(side),
                "side": side.side,
                "opponent": {"id": side.opponent, "name": side.opponent_name},
                "for": side.scored,
                "against": side.conceded,
            }
        )
    return form


def load_competitor(competitor_id: str, *, last: int = 5, as_of: AsOf = NOW) -> dict[str, Any]:
    """What a competitor's matches come to: season by season, the newest first, in all, form and streaks. Two queries.

    `{"id", "name", "totals", "seasons": [{"season", "competition", "played", "won", …}], "opponents": [{"competitor",
    "played", …}], "form", "streaks"}`: form as the matches of load_head_to_head, streaks as of find_streaks.
    """
    sides = _load_played(as_of, competitor=competitor_id)
    items = _load_names(sides, competitor_id)
    by_season: dict[str, list[SideFact]] = {}
    by_opponent: dict[str, list[SideFact]] = {}
    for side in reversed(sides):
        by_season.setdefault(side.season, []).append(side)
        if side.opponent:
            by_opponent.setdefault(side.opponent, []).append(side)
    opponents = [
        {"competitor": refer(items, "competitor", opponent, own[0].opponent_name), **sum_sides(own)}
        for opponent, own in by_opponent.items()
    ]
    return {
        **refer(items, "competitor", competitor_id, sides[-1].competitor_name if sides else ""),
        "totals": sum_sides(sides),
        "seasons": [
            {
                "season": refer(items, "season", season),
                "competition": refer(items, "competition", own[0].competition),
                **sum_sides(own),
            }
            for season, own in by_season.items()
        ],
        "opponents": sorted(opponents, key=lambda row: str(row["competitor"]["name"])),
        "form": [_make_meeting(side, items) for side in reversed(sides[-last:])],
        "streaks": find_streaks(sides),
    }


def load_head_to_head(first_id: str, second_id: str, *, as_of: AsOf = NOW) -> dict[str, Any]:
    """All matches of two competitors against each other, seen from the first. Two queries.

    `{"first", "second", "played", "won", "drawn", "lost", "for", "against", "difference", "matches": [{"match", "on",
    "scheduled_at", "season", "competition", "side", "neutral", "opponent", "for", "against", "result", "decided_by",
    "advanced"}]}`, the newest match first. `advanced`: whether the first won in the end, where a shootout decided a
    drawn match.
    """
    sides = _load_played(as_of, competitor=first_id, opponent=second_id)
    items = _load_names(sides, first_id, second_id)
    last = sides[-1] if sides else None
    return {
        "first": refer(items, "competitor", first_id, last.competitor_name if last else ""),
        "second": refer(items, "competitor", second_id, last.opponent_name if last else ""),
        **sum_sides(sides),
        "matches": [_make_meeting(side, items) for side in reversed(sides)],
    }


def _load_played(as_of: AsOf, **equal: str) -> list[SideFact]:
    """One's sides of matches that are over, in order; each match once, and none that plays another one again.

    One query; with `recorded_at` two, of the matches that are theirs now.
    """
    own = SideFact.objects.filter(replay=False, **equal)
    if as_of.recorded_at is None:
        sides = list(own.filter(over=True))
    else:
        both = load_matches(SideFact.objects.filter(match__in=own.values("match")), as_of).sides
        sides = [side for side in both if all(getattr(side, name) == value for name, value in equal.items())]
    return in_order(side for side in sides if as_of.counts(side) and not side.replay)


def _load_names(sides: Iterable[SideFact], *more: str) -> Items:
    ids = set(more).union(*({side.season, side.competition, side.opponent} for side in sides))
    return load_items(ids)


def _make_meeting(side: SideFact, items: Items) -> dict[str, Any]:
    """A match seen from one side."""
    return {
        "match": side.match,
        "on": side.on,
        "scheduled_at": side.scheduled_at,
        "season": refer(items, "season", side.season),
        "competition": refer(items, "competition", side.competition),
        "side": side.side,
        "neutral": side.neutral,
        "opponent": refer(items, "competitor", side.opponent, side.opponent_name),
        "for": side.scored,
        "against": side.conceded,
        "result": name_result(side),
        "decided_by": side.decided_by,
        "advanced": side.won if side.result == "D" else None,
    }
