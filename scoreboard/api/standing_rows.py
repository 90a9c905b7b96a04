"""Rows of standings as lists of the API have them, and as cells of their files."""

from typing import Any


def list_rows(found: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of a season's standings, each with its group."""
    return [{"group": group["name"], **row} for group in found["groups"] for row in group["rows"]]


def spell_certain(row: dict[str, Any]) -> dict[str, Any]:
    """A row of standings for CSV: the zone that is certain, and the best and the worst place, as cells."""
    found = row.get("certain") or {}
    return {**row, "certain": found.get("zone"), "best": found.get("best"), "worst": found.get("worst")}
