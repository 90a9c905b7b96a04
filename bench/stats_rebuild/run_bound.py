"""The bound: consuming, decoding what peers decode, and nothing else."""

import sys

from confluent_kafka import Consumer, TopicPartition

from bench.stats_rebuild.measuring import Meter
from bench.stats_rebuild.tables import decode

BATCH = 20_000


def main(bootstrap: str, topic: str, url: str, messages: int) -> None:
    """Read the log to its end."""
    consumer = Consumer(
        {
            "bootstrap.servers": bootstrap,
            "group.id": "bound",
            "enable.auto.commit": False,
            "fetch.queue.backoff.ms": 10,
        }
    )
    partitions = consumer.list_topics(topic, timeout=10).topics[topic].partitions
    meter = Meter()
    consumer.assign([TopicPartition(topic, partition, 0) for partition in partitions])
    count = 0
    while count < messages:
        batch = consumer.consume(min(BATCH, messages - count), timeout=10)
        if not batch:
            raise RuntimeError(f"the log gave {count} of {messages} messages")
        for message in batch:
            decode(message.value())
        count += len(batch)
    meter.stop(count)
    consumer.close()


if __name__ == "__main__":
    main(*sys.argv[1:4], int(sys.argv[4]))
