"""A record of a match log as Kafka gave it: its place, its JSON, and where it lay."""

from typing import NamedTuple


class Stored(NamedTuple):
    """A record, by its place in the match log."""

    match: str
    epoch: int
    seq: int
    payload: str
    partition: int
    offset: int

    @property
    def place(self) -> tuple[int, int]:
        """Its (epoch, seq)."""
        return self.epoch, self.seq
