"""What machines ask: is it alive, is it ready, how is it doing."""

import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import redis
from confluent_kafka.admin import AdminClient
from django.conf import settings
from django.db import connections
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from scoreboard.kafka import client_config
from scoreboard.web.backlogs import Backlogs

logger = logging.getLogger(__name__)
TIMEOUT_S = 1.0
BACKLOGS = CollectorRegistry()
BACKLOGS.register(Backlogs())


@never_cache
@require_safe
def report_alive(request: HttpRequest) -> HttpResponse:
    """200 as long as this process answers at all; asks nobody else."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def report_ready(request: HttpRequest) -> JsonResponse:
    """Each dependency's state as {"name": {"ok", "ms", "error"?}}; 503 where the match log cannot be written.

    Without Redis, Kafka or the stats database scores still flow, so these are reported and do not fail the answer.
    """
    checks: dict[str, Callable[[], object]] = {
        "database": lambda: ask_database("default"),
        "stats_database": lambda: ask_database("stats"),
        "redis": ask_redis,
        "kafka": ask_kafka,
    }
    with ThreadPoolExecutor(max_workers=len(checks)) as pool:
        found = dict(zip(checks, pool.map(measure, checks.values()), strict=True))
    return JsonResponse(
        {"ready": found["database"]["ok"], "dependencies": found}, status=200 if found["database"]["ok"] else 503
    )


@never_cache
@require_safe
def report_metrics(request: HttpRequest) -> HttpResponse:
    """The metrics of this process, and of the backlogs that all of them share, in Prometheus' text format."""
    return HttpResponse(generate_latest() + generate_latest(BACKLOGS), content_type=CONTENT_TYPE_LATEST)


def measure(check: Callable[[], object]) -> dict[str, Any]:
    """How a check went: ok, the milliseconds it took, and what was wrong, in one line."""
    began = time.perf_counter()
    error = None
    try:
        check()
    except Exception as problem:  # noqa: BLE001  # whatever it is, it is the answer
        error = f"{type(problem).__name__}: {str(problem).strip().splitlines()[0] if str(problem).strip() else ''}"
        logger.info("not ready: %s", error)
    result = {"ok": error is None, "ms": round((time.perf_counter() - began) * 1000, 1)}
    return result if error is None else {**result, "error": error}


def ask_database(alias: str) -> None:
    """Read one row. The connection is this thread's own and closed again."""
    connection = connections[alias]
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    finally:
        connection.close()


def ask_redis() -> None:
    """Ping every shard."""
    for url in settings.REDIS_URLS:
        with redis.Redis.from_url(url, socket_timeout=TIMEOUT_S, socket_connect_timeout=TIMEOUT_S) as client:
            client.ping()


def ask_kafka() -> None:
    """Ask the cluster for its topics."""
    if not settings.KAFKA_BOOTSTRAP:
        raise LookupError("no broker is configured: events wait in the outbox")
    client = AdminClient(client_config({"log_level": 0, "socket.timeout.ms": 1000}))
    client.list_topics(timeout=TIMEOUT_S)
