"""Every limit stands in the threat model's table, with its default and what it is counted as."""

import ast
import importlib
import re
from pathlib import Path

from prometheus_client import REGISTRY

ROOT = Path(__file__).resolve().parent.parent
ROW = re.compile(r"^\| [^|]+ \| `([A-Z_]+)` \| (\d+) \| [^|]* \| (?:`(\w+)`)? ?\|$", re.MULTILINE)
ROWS = ROW.findall((ROOT / "docs" / "explanation" / "threats.md").read_text())
# Numbers that bound nothing which an attacker could use up.
NO_LIMITS = {"PORT", "KAFKA_PARTITIONS", "KAFKA_REPLICATION", "RELAY_METRICS_PORT"}
NO_LIMITS |= {"LIVE_DRAIN_S", "LIVE_SAMPLE", "LIVE_TICK_MS", "AUDIT_ADDRESS_DAYS", "HSTS_SECONDS"}


def read_defaults():
    """The numbers that the settings read, with their defaults, as they stand in the code."""
    calls = [
        node
        for node in ast.walk(ast.parse((ROOT / "scoreboard" / "settings.py").read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "read_number"
    ]
    return {call.args[0].value: eval(compile(ast.Expression(call.args[1]), "settings.py", "eval")) for call in calls}


def test_every_limit_is_in_the_table_with_its_default():
    limits = {name: default for name, default in read_defaults().items() if name not in NO_LIMITS}
    assert {name: int(default) for name, default, _ in ROWS} == limits


def test_what_a_limit_is_counted_as_is_a_metric():
    for module in ("scoreboard.live.metrics", "scoreboard.accounts.metrics", "scoreboard.web.turns"):
        importlib.import_module(module)
    named = {metric.removesuffix("_total") for _, _, metric in ROWS if metric}
    assert named <= {family.name for family in REGISTRY.collect()}


def test_the_page_of_the_settings_says_the_same_defaults():
    page = (ROOT / "docs" / "reference" / "settings.md").read_text()
    rows = dict(re.findall(r"^\| `([A-Z_]+)` \| (\d+)", page, re.MULTILINE))
    defaults = {name: default for name, default, _ in ROWS}
    assert {name: rows.get(name) for name in defaults} == defaults
