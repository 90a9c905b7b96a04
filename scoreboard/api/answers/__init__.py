"""What the API answers, as types: the OpenAPI document is made from them, and tests hold every answer to it.

A match is described by the structs it is made of (wire/snapshot.py); standings and statistics come as rows, which the
types here describe.
"""

from typing import Any

from scoreboard.api.answers.squads import SquadRow
from scoreboard.api.answers.stats import HalfRow, LeaderRow, PersonSeason, TableRow
from scoreboard.wire.records import Record

FURTHER: dict[type, dict[str, Any] | bool] = {
    **{row: {"type": ["number", "null"]} for row in (TableRow, HalfRow, LeaderRow, PersonSeason, SquadRow)},
    Record: True,
}
"""What the fields that a type does not name are: a sport's own columns are numbers, a record's may be anything."""
