"""Reads a topic as any other program would, and runs Scoreboard's programs beside a test."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from confluent_kafka import Consumer, TopicPartition

ROOT = Path(__file__).resolve().parents[2]


def consume_all(worker: Any, *, within_s: float = 60) -> None:
    """Have a worker read all that there is: while Kafka is slow, one call is not enough."""
    end = monotonic() + within_s
    while not worker.consume(seconds=10).caught_up:
        assert monotonic() < end, f"not read to the end within {within_s} s"


def read_topic(bootstrap: str, topic: str) -> list:
    """Every message of a topic, those of a partition in order."""
    consumer = Consumer({"bootstrap.servers": bootstrap, "group.id": "test", "auto.offset.reset": "earliest"})
    messages = []
    try:
        for partition in consumer.list_topics(topic, timeout=10).topics[topic].partitions:
            where = TopicPartition(topic, partition, 0)
            _, end = consumer.get_watermark_offsets(where, timeout=10)
            consumer.assign([where])
            found = 0
            while found < end:
                batch = consumer.consume(end - found, timeout=10)
                assert batch, "the broker gave nothing within 10 s"
                messages += batch
                found += len(batch)
    finally:
        consumer.close()
    return messages


def wait_until(done: Callable[[], bool], *, seconds: float = 20) -> float:
    """Wait for something to become true; after how many seconds it did."""
    begun = monotonic()
    while not done():
        assert monotonic() - begun < seconds, f"not within {seconds} s"
        sleep(0.02)
    return monotonic() - begun


def manage(*argv: str, env: dict[str, str], code: str | None = None) -> subprocess.Popen:
    """A `manage.py` command on data of its own; with `code`, Python code run instead, Django set up."""
    program = ["manage.py", *argv] if code is None else ["-c", f"import django; django.setup()\n{code}"]
    return subprocess.Popen(
        [sys.executable, *program],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "scoreboard.settings", **env},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
