"""Bounds and intervals of the relay that no operator sets."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RelayLimits:
    """The limits of one relay and its wakeups; tests hand in smaller ones."""

    # A round (relay.py).
    matches_a_round: int = 500
    records_a_round: int = 5_000  # at most so many are unacknowledged at a time, and sent twice after a crash
    rows_a_round: int = 1_000  # of the catalogue

    # Between rounds.
    busy_wait_s: float = 0.02  # after a round that sent something,
    idle_wait_s: float = 0.2  # growing to this
    catalogue_wait_s: float = 0.5  # after the catalogue had nothing to send
    cluster_known_s: float = 20.0  # then the cluster is asked again: it may have got more partitions
    hold_back_s: float = 30.0  # then a match with a record that cannot be sent is tried again

    # Outages and the end.
    retry_s: float = 0.2  # between attempts to reach a Kafka or a database that is away, doubling
    retry_max_s: float = 3.0  # to this
    end_s: float = 5.0  # a relay that was told to end waits so long for acknowledgements

    # Waking the stats consumer (wakeup.py).
    wakeup_interval_s: float = 0.1  # at most ten wakeups a second


PRODUCTION = RelayLimits()
