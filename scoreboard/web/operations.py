"""The operator's page: why is my table late. Each number comes with what it means and what to do."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from scoreboard import queries
from scoreboard.models import AuditEntry, Damage
from scoreboard.web.statistics import ask
from stats import queries as stats

SLOW_S = 5.0  # the tables promise two seconds: beyond this something is worth a look
LIMIT = 20
HELD_SHOWN = timedelta(days=14)


@dataclass(frozen=True)
class Finding:
    """One step on the way from a scorer's key to a table: its name, state ("good", "slow", "bad") and number, in words.

    `meaning` says what that is, `todo` what to do about it, where there is something.
    """

    name: str
    state: str
    number: str
    meaning: str
    todo: str = ""


def build_context(*, now: datetime) -> dict[str, Any]:
    """The page's context: a finding for every step, and the lists behind them."""
    backlog = queries.load_backlog(now=now)
    lag = ask(stats.load_lag)
    findings = [judge_relay(backlog, now), judge_damages()]
    if lag is None:
        findings.append(
            Finding(
                "Stats",
                "bad",
                "no answer",
                "The stats database cannot be read: pages go without tables, scores go on.",
                "Look at readyz for its state; when it is back, the consumer goes on where it was.",
            )
        )
    else:
        findings += [judge_consumer(lag), judge_waiting(lag), judge_letters(lag)]
    return {
        "now": now,
        "findings": findings,
        "worst": next((state for state in ("bad", "slow") if any(each.state == state for each in findings)), "good"),
        "backlog": backlog,
        "unsent": queries.waiting_matches(LIMIT),
        "lag": lag,
        "waiting": ask(lambda: stats.load_waiting(LIMIT)) or [],
        "held": list_held(now),
        "letters": ask(lambda: stats.load_dead_letters(LIMIT)) or [],
        "broker": settings.KAFKA_BOOTSTRAP,
    }


def list_held(now: datetime) -> list[AuditEntry]:
    """Matches that had begun when who should be in them changed, the newest first: for people to decide."""
    return list(AuditEntry.objects.filter(kind="held", at__gt=now - HELD_SHOWN).order_by("-id")[:LIMIT])


def judge_damages() -> Finding:
    """Judge how many matches cannot be read."""
    meaning = "Matches that cannot be read: they are left out everywhere, the others go on."
    damages = list(Damage.objects.order_by("since")[:LIMIT])
    if not damages:
        return Finding("Unreadable matches", "good", "none", meaning)
    named = "; ".join(f"{damage.match}: {damage.why}" for damage in damages)
    todo = f"Run `manage.py repair`, which makes state and row again of the log. {named}."
    return Finding("Unreadable matches", "bad", str(Damage.objects.count()), meaning, todo)


def judge_relay(backlog: queries.Backlog, now: datetime) -> Finding:
    """Judge the outbox: what Kafka has not got yet."""
    meaning = "Records that are accepted and pushed to viewers, but not yet in Kafka."
    if not backlog.records and not backlog.catalogue:
        return Finding("Relay to Kafka", "good", "nothing waits", meaning)
    waits_s = (now - backlog.waiting_since).total_seconds() if backlog.waiting_since else 0.0
    number = f"{backlog.records} records of {backlog.matches} matches"
    if backlog.catalogue:
        number += f", {backlog.catalogue} names"
    if not settings.KAFKA_BOOTSTRAP:
        todo = "No broker is configured: start Kafka, or set KAFKA_BOOTSTRAP. Nothing is lost meanwhile."
        return Finding("Relay to Kafka", "bad", number, meaning, todo)
    if waits_s < SLOW_S:
        return Finding("Relay to Kafka", "good", number, meaning)
    if backlog.leased:
        todo = "A relay is at work: this should shrink. If it does not, look at the relay's log."
        return Finding("Relay to Kafka", "slow", number, meaning, todo)
    todo = (
        "No relay has these in hand: is `manage.py relay` running, and does it reach Kafka? If its log speaks of "
        "another cluster, run `manage.py relay --resend`."
    )
    return Finding("Relay to Kafka", "bad", number, meaning, todo)


def judge_consumer(lag: stats.Lag) -> Finding:
    """Judge the consumer: what is in Kafka and not yet in the tables."""
    meaning = "Messages in Kafka that the tables have not taken in yet."
    if not lag.partitions:
        todo = "Nothing has ever been read: is the Celery worker with beat running?"
        return Finding("Consumer", "bad", "has not begun", meaning, todo)
    if lag.messages is None:
        return Finding("Consumer", "bad", "unknown", meaning, "Kafka does not answer: see readyz.")
    if lag.messages == 0:
        return Finding("Consumer", "good", "up to date", meaning)
    todo = (
        "If this does not shrink within seconds, look at the Celery worker: it may have stopped consuming; restart it."
    )
    return Finding("Consumer", "slow", f"{lag.messages} messages behind", meaning, todo)


def judge_waiting(lag: stats.Lag) -> Finding:
    """Judge how many matches have records that cannot be applied yet."""
    meaning = "Matches of which a record is missing in Kafka: what follows waits for it, other matches go on."
    if not lag.waiting:
        return Finding("Waiting matches", "good", "none", meaning)
    todo = "The gap fills by itself when the record arrives. If it does not: `manage.py relay --resend --match ID`."
    return Finding("Waiting matches", "slow", str(lag.waiting), meaning, todo)


def judge_letters(lag: stats.Lag) -> Finding:
    """Judge how many messages could not be read or applied."""
    meaning = "Messages that could not be read or applied. Their matches are parked, so their numbers are old."
    if not lag.dead_letters:
        return Finding("Dead letters", "good", "none", meaning)
    todo = (
        "Read the reasons below; when the cause is gone, send the match again: `manage.py relay --resend --match ID`."
    )
    return Finding("Dead letters", "bad", f"{lag.dead_letters}, {lag.parked} matches parked", meaning, todo)
