"""Quix Streams with a batching sink: at least once, a commit every COMMIT messages."""

import logging
import os
import sys

from quixstreams import Application
from quixstreams.sinks.base import BatchingSink, SinkBatch

from bench.stats_rebuild.measuring import Meter
from bench.stats_rebuild.tables import Tables, decode, make

COMMIT = 20_000


class Sink(BatchingSink):
    """Folds and writes what a commit's interval gathered."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url

    def setup(self) -> None:
        """Connect."""
        self.tables = Tables(self.url)

    def write(self, batch: SinkBatch) -> None:
        """Take a batch in."""
        self.tables.add_all(item.value for item in batch)


def main(bootstrap: str, topic: str, url: str, messages: int) -> None:
    """Run the application to the log's end."""
    logging.disable(logging.INFO)
    make(url)
    app = Application(
        broker_address=bootstrap,
        consumer_group=f"quix-{topic}-{os.getpid()}",
        auto_offset_reset="earliest",
        commit_every=COMMIT,
        commit_interval=60,
        auto_create_topics=False,
        consumer_extra_config={"fetch.queue.backoff.ms": 10},
    )
    source = app.topic(topic, value_deserializer="bytes", key_deserializer="bytes")
    app.dataframe(source).apply(decode).sink(Sink(url))
    meter = Meter()
    app.run(count=messages)
    meter.stop(messages)


if __name__ == "__main__":
    main(*sys.argv[1:4], int(sys.argv[4]))
