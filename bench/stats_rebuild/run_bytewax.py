"""Bytewax in its leanest form: decoded and folded in batches, the sums kept in the sink, nothing recovered."""

import sys

import bytewax.operators as op
from bytewax.connectors.kafka import KafkaSource
from bytewax.dataflow import Dataflow
from bytewax.outputs import DynamicSink, StatelessSinkPartition
from bytewax.testing import run_main

from bench.stats_rebuild.measuring import Meter
from bench.stats_rebuild.tables import Tables, decode, make

BATCH = 20_000


class Partition(StatelessSinkPartition):
    """Folds and writes each batch."""

    def __init__(self, url: str) -> None:
        self.tables = Tables(url)

    def write_batch(self, items: list) -> None:
        """Take a batch in."""
        self.tables.add_all(items)


class Sink(DynamicSink):
    """One of them."""

    def __init__(self, url: str) -> None:
        self.url = url

    def build(self, step_id: str, worker_index: int, worker_count: int) -> Partition:
        """Make it."""
        return Partition(self.url)


def main(bootstrap: str, topic: str, url: str, messages: int) -> None:
    """Run the flow to the log's end."""
    make(url)
    flow = Dataflow("stats")
    config = {"fetch.queue.backoff.ms": "10"}
    source = KafkaSource([bootstrap], [topic], tail=False, batch_size=BATCH, add_config=config)
    stream = op.input("kafka", flow, source)
    events = op.flat_map_batch("decode", stream, lambda batch: [decode(message.value) for message in batch])
    op.output("tables", events, Sink(url))
    meter = Meter()
    run_main(flow)
    meter.stop(messages)


if __name__ == "__main__":
    main(*sys.argv[1:4], int(sys.argv[4]))
