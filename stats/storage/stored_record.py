"""A record of a match log as stats store it: its cursor, its JSON, and where in Kafka it was."""

from typing import NamedTuple


class StoredRecord(NamedTuple):
    """A record of a match log, with the partition and offset of its Kafka message."""

    match: str
    epoch: int
    seq: int
    payload: str
    partition: int
    offset: int

    @property
    def cursor(self) -> tuple[int, int]:
        """Its (epoch, seq)."""
        return self.epoch, self.seq
