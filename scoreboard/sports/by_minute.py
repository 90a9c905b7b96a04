"""A chart of when a season's incidents of one kind fell, as a sport describes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class ByMinute:
    """When a season's incidents of one `kind` fell, by the quarter of an hour and by the minute.

    `name` is the list's address at the API. `count` is the field that counts them all, `details` those of one detail by
    field; `label` heads the count on a page. `title` heads the chart, `says` is the sentence in its place where few
    quarters had most ({when}, {most}, {total}). `regular` and `extended` are the minutes of a match without and with
    extra time, `stops` those after which stoppage time stands apart ("45+").
    """

    name: str
    kind: str
    count: str
    label: str
    title: str
    says: str
    details: Mapping[str, str] = field(default_factory=dict)
    regular: int = 90
    extended: int = 120
    stops: tuple[int, ...] = (45, 90)
