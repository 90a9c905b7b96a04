"""stub"""

from scoreboard import queries


def describe(*, now):
    return {"backlog": queries.read_backlog(now=now), "now": now}
