"""The ranking rules of well-known competitions, each with its source. What is not here ranks by goal difference."""

import re
from typing import Any

HEAD_TO_HEAD_FIRST = ["points", "head_to_head", "goal_difference", "goals_for"]

# Competition name (as a pattern) → ranking rules that differ from the default.
KNOWN: tuple[tuple[str, dict[str, Any]], ...] = (
    # RFEF, Reglamento General, art. 201: matches between those level first.
    (r"Spanish Primera|La Liga", {"tiebreakers": HEAD_TO_HEAD_FIRST}),
    # FIGC, NOIF art. 51: scontri diretti, then the goal difference in them, then overall.
    (r"Italian Serie A", {"tiebreakers": HEAD_TO_HEAD_FIRST}),
    # Liga Portugal, Regulamento das Competições, art. 13.
    (r"Portuguese Primeira", {"tiebreakers": HEAD_TO_HEAD_FIRST}),
    # UEFA, Regulations of the European Football Championship 2018–20, art. 20.
    (r"^(UEFA )?Euro\b", {"tiebreakers": HEAD_TO_HEAD_FIRST}),
    # UEFA, Regulations of the Champions League 2018–21, art. 17: head-to-head, then overall.
    (r"Champions League", {"tiebreakers": HEAD_TO_HEAD_FIRST}),
)


def find_ranking(competition: str) -> dict[str, Any]:
    """The ranking rules known of a competition by its name; empty where the defaults hold."""
    return next((dict(rules) for pattern, rules in KNOWN if re.search(pattern, competition)), {})
