"""What schemathesis must be told of this API: how its texts look, and what an event of a match is.

Loaded by `schemathesis run`, whose document it makes narrower than the API's own: of the events, football's.
"""

import json
import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import schemathesis
from hypothesis import strategies as st

# The API's own bounds on days and instants, which `format` alone does not say.
INSTANTS = st.datetimes(datetime(1800, 1, 2), datetime(2199, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001
schemathesis.openapi.format("date", st.dates(date(1800, 1, 1), date(2199, 12, 31)).map(str))
schemathesis.openapi.format("date-time", INSTANTS.map(lambda instant: instant.isoformat().replace("+00:00", "Z")))
EVENTS = "/api/v1/matches/{match_id}/events"


@schemathesis.hook
def before_load_schema(context: schemathesis.HookContext, raw_schema: dict[str, Any]) -> None:
    """Put football's events, as `GET /sports/football` describes them, in the place of events in general."""
    events = json.loads(Path(os.environ["FUZZ_SEEDED"]).read_text())["events"]
    for event in events:
        event["properties"]["expected_seq"] = {"anyOf": [{"type": "integer", "minimum": 0}, {"type": "null"}]}
        event["additionalProperties"] = False
    one = {"anyOf": events}
    batch = {"type": "object", "properties": {"events": {"type": "array", "items": one}}, "required": ["events"]}
    content = raw_schema["paths"][EVENTS]["post"]["requestBody"]["content"]
    content["application/json"]["schema"] = {"anyOf": [*events, {**batch, "additionalProperties": False}]}
