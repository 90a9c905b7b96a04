"""The page of the metrics: what `/metrics` of a web process and of a relay show, from the code that counts it."""

import ast
import inspect
from collections.abc import Iterator
from types import ModuleType

from prometheus_client.core import Metric
from prometheus_client.metrics import MetricWrapperBase

import scoreboard.accounts.metrics
import scoreboard.eventlog.metrics
import scoreboard.live.metrics
import scoreboard.web.turns
from scoreboard.live.gauges import HubCollector
from scoreboard.web import backlogs
from scripts.reference.markdown import MADE, format_code, format_table, join_page

HEAD = ("metric", "kind", "labels", "says")
Row = tuple[str, str, str, str]


def make_page() -> str:
    """The page."""
    sections = {
        "The push and its viewers": [*list_counted(scoreboard.live.metrics), *list_gauges(HubCollector().collect())],
        "Requests": list_counted(scoreboard.web.turns),
        "Logins": list_counted(scoreboard.accounts.metrics),
        "Backlogs": list_backlogs(),
        "Relays": list_counted(scoreboard.eventlog.metrics),
    }
    lines = [MADE.format("the modules that count"), INTRODUCTION]
    for title, rows in sections.items():
        lines += [f"## {title}", "", NOTES.get(title, OF_ONE), "", *format_table(HEAD, sorted(rows))]
    return join_page(lines)


INTRODUCTION = """\
# Metrics

For Prometheus: `/metrics` of every web process, and that of a relay at `RELAY_METRICS_PORT`. Beside these there are
Python's and the process's own (`python_…`, `process_…`). What to alert on stands in
[operations](../operations.md#what-each-failure-looks-like).
"""
OF_ONE = "Of the web process that is asked."
NOTES = {
    "Backlogs": "Of the databases, so that every web process says the same; left out where a database does not answer.",
    "Relays": "Of the relay that is asked.",
}


def list_counted(module: ModuleType) -> Iterator[Row]:
    """The metrics that a module makes."""
    for found in vars(module).values():
        if isinstance(found, MetricWrapperBase):
            (metric,) = found.describe()
            name = f"{metric.name}_total" if metric.type == "counter" else metric.name
            labels = found._labelnames  # noqa: SLF001  # prometheus_client has no public list of them
            yield f"`{name}`", metric.type, format_code(*labels), metric.documentation


def list_gauges(found: Iterator[Metric]) -> Iterator[Row]:
    """The metrics that are read at each scrape."""
    for metric in found:
        labels = getattr(metric, "_labelnames", ())
        yield f"`{metric.name}`", metric.type, format_code(*labels), metric.documentation


def list_backlogs() -> Iterator[Row]:
    """The metrics that are read from the databases: their names and words stand in tuples with the number."""
    for node in ast.walk(ast.parse(inspect.getsource(backlogs))):
        if isinstance(node, ast.Tuple) and len(node.elts) == 3:
            name, words = (part.value if isinstance(part, ast.Constant) else None for part in node.elts[:2])
            if isinstance(name, str) and isinstance(words, str):
                yield f"`scoreboard_{name}`", "gauge", "", words
