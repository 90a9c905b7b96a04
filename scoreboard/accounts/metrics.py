"""Metrics of logins, each under the name that /metrics shows."""

from prometheus_client import Counter

tries = Counter(
    "scoreboard_logins_total",
    "Passwords and codes that were tried, by what became of it: passed, failed, refused (429).",
    ["outcome"],
)
locks = Counter(
    "scoreboard_login_locks_total",
    "Locks that began after failures, by what was locked: device, name_and_address, address, name.",
    ["limit"],
)
