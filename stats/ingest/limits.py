"""Bounds and intervals of reading Kafka into the tables that no operator sets."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestLimits:
    """The limits of one worker, its reader and its fold cache; tests hand in smaller ones."""

    # Batches (worker.py).
    batch_messages: int = 12_000  # 3 kB each; a batch takes 18 statements, and with 5,000 a rebuild is a tenth slower

    # Reading Kafka (kafka_reader.py).
    polled_messages: int = 250  # taken from the client at a time, until they are as many, or as large, as they may be
    portion_bytes: int = 64_000_000  # of the messages of one `read`, so that memory is bounded however large they are
    range_messages: int = 5_000  # that `read_range` yields at a time
    stalled_s: float = 20.0  # after so long without a message, a caller that needs every message gives up
    topics_known_s: float = 10.0  # then a topic's partitions and cluster are asked for again: both may change

    # Matches in memory (fold_cache.py).
    cache_bytes: int = 24_000_000  # about as much memory as a cache may take


PRODUCTION = IngestLimits()
