"""What machines ask: is it alive, is it ready, how is it doing."""

import functools
import logging
import time
from collections.abc import Awaitable, Callable
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

from scoreboard.web.backlogs import Backlogs
from scoreboard.web.kept import Kept
from scoreboard.wire.kafka_client import client_config

logger = logging.getLogger(__name__)
TIMEOUT_S = 1.0
BACKLOGS = CollectorRegistry()
BACKLOGS.register(Backlogs())
CHECKERS = ThreadPoolExecutor(4, "readyz")


async def answer_alive(send: Callable[[Any], Awaitable[None]]) -> None:
    """200 as long as this process answers at all: in the event loop, without Django, and asks nobody else."""
    headers = {b"content-type": b"text/plain", b"content-length": b"3", b"cache-control": b"no-store"}
    await send({"type": "http.response.start", "status": 200, "headers": [*headers.items()]})
    await send({"type": "http.response.body", "body": b"ok\n"})


@never_cache
@require_safe
def report_ready(request: HttpRequest) -> JsonResponse:
    """Each dependency's state as {"name": {"ok", "ms", "error"?}}; 503 where the match log cannot be written.

    Without Redis, Kafka or the stats database scores still flow, so these are reported and do not fail the answer.
    """
    found = readiness.read()
    ready = found["database"]["ok"]
    return JsonResponse({"ready": ready, "dependencies": found}, status=200 if ready else 503)


@never_cache
@require_safe
def report_metrics(request: HttpRequest) -> HttpResponse:
    """The metrics of this process, and of the backlogs that all of them share, in Prometheus' text format."""
    return HttpResponse(figures.read(), content_type=CONTENT_TYPE_LATEST)


def find_readiness() -> dict[str, dict[str, Any]]:
    """The state of each dependency, all asked at once."""
    checks: dict[str, Callable[[], object]] = {
        "database": lambda: ask_database("default"),
        "stats_database": lambda: ask_database("stats"),
        "redis": ask_redis,
        "kafka": ask_kafka,
    }
    return dict(zip(checks, CHECKERS.map(measure, checks.values()), strict=True))


def find_figures() -> bytes:
    """The metrics as text."""
    return generate_latest() + generate_latest(BACKLOGS)


readiness, figures = Kept(find_readiness), Kept(find_figures)


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
    make_admin().list_topics(timeout=TIMEOUT_S)


@functools.cache
def make_admin() -> AdminClient:
    """The client of this process that asks Kafka: it has threads, and keeps its connections."""
    return AdminClient(client_config({"log_level": 0, "socket.timeout.ms": 1000, "reconnect.backoff.max.ms": 1000}))
