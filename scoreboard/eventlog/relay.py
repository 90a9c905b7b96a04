"""The relay: sends accepted records from the outbox to Kafka, in order for each match, at least once.

A round leases matches, loads their unsent records, hands them to the producer in `seq` order, waits for the
acknowledgements, and marks what Kafka has. After a crash the round is sent again; readers drop what they have already.
"""

import gc
import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable
from uuid import UUID

from confluent_kafka import KafkaError, KafkaException, Producer
from django.conf import settings
from django.db import Error, close_old_connections

from scoreboard import parsing
from scoreboard.eventlog import metrics, outbox
from scoreboard.eventlog.cluster import Cluster, check_cluster, find_cluster
from scoreboard.eventlog.delivery import DeliveryBatch
from scoreboard.eventlog.limits import PRODUCTION, RelayLimits
from scoreboard.eventlog.producer import make_producer
from scoreboard.eventlog.wakeup import Wakeup
from scoreboard.models import unreadable
from scoreboard.models.catalogued import Catalogued
from scoreboard.models.unreadable import UnreadableMatch
from scoreboard.outages import Outage
from scoreboard.wire import kafka_messages

logger = logging.getLogger(__name__)
KAFKA, DATABASE = "Kafka", "the database"  # what may be away, as logs and metrics name it


class ProducerLost(Exception):
    """The producer has failed for good: a new one sends again what has no acknowledgement."""


class MatchProgress:
    """How far a match's records are sent and acknowledged within a round.

    `key` is the match's id, `partition` where its records go, `next_seq` the record to send next (0 before the first),
    `acknowledged_seq` the last one that Kafka has acknowledged without a gap. `fault` says why a record cannot be sent;
    "" while all can. Those after it wait for it, since records must be sent in order.
    """

    __slots__ = ("acknowledged_seq", "fault", "key", "next_seq", "partition")

    def __init__(self, match: outbox.Leased) -> None:
        self.key, self.partition, self.acknowledged_seq = str(match.match), match.partition, match.sent_seq
        self.next_seq = 0
        self.fault = ""

    def build_next_message(self, unsent: outbox.Unsent) -> kafka_messages.Message | None:
        """Build the message of the next record; None, and a fault noted, if it cannot be sent or is missing."""
        seq = self.next_seq = self.next_seq or unsent.sent_seq + 1
        if unsent.seq != seq:
            self.refuse(seq, "it is missing")
            return None
        try:
            message = kafka_messages.build_record_message(
                unsent.record, epoch=unsent.epoch, match=self.key, seq=seq, shown_names=unsent.shown_names
            )
        except kafka_messages.Unsendable as error:
            self.refuse(seq, str(error))
            return None
        self.next_seq += 1
        return message

    def acknowledge(self, seq: int) -> None:
        """Note an acknowledged record, unless one before it has no acknowledgement."""
        if self.acknowledged_seq == seq - 1:
            self.acknowledged_seq = seq

    def refuse(self, seq: int, why: str) -> None:
        """Note a record that can never be sent as it is."""
        self.fault = self.fault or f"record {seq} cannot be sent: {why}"


class Relay:
    """Sends the outbox to Kafka until `stop` is set. Several may run, each in a process of its own."""

    def __init__(
        self,
        *,
        stop: threading.Event,
        limits: RelayLimits = PRODUCTION,
        make_producer: Callable[..., Producer] = make_producer,
        wakeup: Wakeup | None = None,
    ) -> None:
        self.owner = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"
        self._stop = stop
        self._limits = limits
        self._make_producer = make_producer
        self._wakeup = wakeup or Wakeup(limits=limits)
        self._cluster: Cluster | None = None  # None while it is not known which one answers
        self._fatal: KafkaError | None = None
        self._check_at = 0.0  # when to ask it again, on the monotonic clock
        self._logged_cluster: Cluster | None = None
        self._failures = 0  # attempts in a row that did not reach Kafka or the database
        self._outages = {
            name: Outage(logger, away=f"events wait in the outbox, {name} is away", back=f"{name} is back")
            for name in (KAFKA, DATABASE)
        }
        self._catalogue_at = 0.0  # when to look at the catalogue again, on the monotonic clock
        self._held_back: dict[UUID, float] = {}  # matches with a record that cannot be sent: when to try them again
        self._logged_rows: set[tuple[str, UUID]] = set()  # catalogue rows that cannot be sent

    @property
    def held_back(self) -> list[UUID]:
        """The matches left out for now, since one of their records cannot be sent."""
        now = time.monotonic()
        self._held_back = {match: until for match, until in self._held_back.items() if until > now}
        metrics.HELD_BACK.set(len(self._held_back))
        return list(self._held_back)

    def run(self, *, until_empty: bool = False) -> None:
        """Relay until told to stop; with `until_empty`, until only what is held back is unsent. Raises WrongCluster."""
        if not settings.KAFKA_BOOTSTRAP:
            logger.warning("KAFKA_BOOTSTRAP is not set: events wait in the outbox")
            self._stop.wait()
            return
        gc.freeze()  # what is imported stays, so the collector need not visit it in every round
        try:
            while not self._stop.is_set():
                try:
                    self._run_with_producer(until_empty=until_empty)
                except ProducerLost as error:
                    logger.warning("going on with a new Kafka producer: %s", error)
                    self._stop.wait(self._limits.retry_s)
                else:
                    return
        finally:
            self._release()

    def _run_with_producer(self, *, until_empty: bool) -> None:
        self._cluster, self._fatal = None, None
        producer = self._make_producer(error_cb=self._note_error)
        busy_s, idle_s, full = self._limits.busy_wait_s, self._limits.idle_wait_s, self._limits.records_a_round
        wait = busy_s
        try:
            while not self._stop.is_set():
                sent = self._try_round(producer)
                if sent == 0 and until_empty and not outbox.is_waiting(without=self.held_back):
                    return
                wait = busy_s if sent else min(wait * 1.5, idle_s)
                if not sent or sent < full:
                    self._stop.wait(wait)
                producer.poll(0)
        finally:
            producer.purge()
            producer.flush(1)

    def _try_round(self, producer: Producer) -> int | None:
        """Run a round; returns how many messages were sent. None, after a wait, while Kafka or the database is away."""
        try:
            cluster = self._cluster if time.monotonic() < self._check_at else None
            cluster = cluster or self._check_cluster(producer)
            sent = self._send_records(producer, cluster) + self._send_rows(producer, cluster)
        except (KafkaException, Error) as error:
            close_old_connections()
            metrics.FAILURES.labels(_name(error)).inc()
            self._outages[_name(error)].began(error)
            self._stop.wait(min(self._limits.retry_s * 2 ** min(self._failures, 10), self._limits.retry_max_s))
            self._failures += 1
            return None
        self._failures = 0
        for outage in self._outages.values():
            outage.ended()
        return sent

    def _check_cluster(self, producer: Producer) -> Cluster:
        """Find out which cluster answers, and check that it is the right one. Raises WrongCluster, KafkaException."""
        self._cluster = None
        cluster = find_cluster(producer)
        check_cluster(cluster)
        if cluster != self._logged_cluster:
            text = "relaying to Kafka at %s, cluster %s, %d partitions"
            logger.info(text, settings.KAFKA_BOOTSTRAP, cluster.id, cluster.partitions)
        self._cluster = self._logged_cluster = cluster
        self._check_at = time.monotonic() + self._limits.cluster_known_s
        return cluster

    def _note_error(self, error: KafkaError) -> None:
        """Note an error that librdkafka reports of the whole client: an outage, which will pass, or a fatal one."""
        metrics.SEND_ERRORS.labels(error.name()).inc()
        self._cluster = None  # at this address, another cluster may answer next
        if error.fatal():
            self._fatal = error

    # --- a round -----------------------------------------------------------------------------------------------------

    def _send_records(self, producer: Producer, cluster: Cluster) -> int:
        """Send unsent records of some matches; returns how many were handed to the producer."""
        leased = outbox.lease_matches(
            owner=self.owner,
            partitions=cluster.partitions,
            limit=self._limits.matches_a_round,
            without=self.held_back,
        )
        metrics.LEASED.set(len(leased))
        if not leased:
            return 0
        progress = {match.match: MatchProgress(match) for match in leased}
        batch = DeliveryBatch(producer, is_enough=self._make_is_enough(leased))
        sent = 0
        for unsent in outbox.load_unsent(leased, limit=self._limits.records_a_round):
            match = progress[unsent.match]
            message = None if match.fault else match.build_next_message(unsent)
            if message is not None:
                batch.send(
                    message,
                    partition=match.partition,
                    delivered=match.acknowledge,
                    refused=match.refuse,
                    what=unsent.seq,
                )
                sent += 1
        batch.wait()
        if self._cluster is None:  # Kafka was away meanwhile: was it this cluster that acknowledged?
            self._check_cluster(producer)
        acknowledged = {each.match: progress[each.match].acknowledged_seq for each in leased}
        outbox.mark_sent(
            {each.match: acknowledged[each.match] for each in leased if acknowledged[each.match] > each.sent_seq},
            owner=self.owner,
        )
        self._wakeup.request()
        for match_id, match in progress.items():
            if match.fault:
                self._hold_back(match_id, match.fault)
        self._raise_failure(batch)
        return sent

    def _hold_back(self, match: UUID, why: str) -> None:
        """Leave a match out for `hold_back_s`, since one of its records cannot be sent; the others go on."""
        self._held_back[match] = time.monotonic() + self._limits.hold_back_s
        unreadable.report(UnreadableMatch(match, why), aside=False)

    def _send_rows(self, producer: Producer, cluster: Cluster) -> int:
        """Send unsent catalogue rows; returns how many Kafka took. After finding none, waits for `catalogue_wait_s`."""
        if time.monotonic() < self._catalogue_at:
            return 0
        rows = outbox.load_unsent_rows(limit=self._limits.rows_a_round)
        if not rows:
            self._catalogue_at = time.monotonic() + self._limits.catalogue_wait_s
            return 0
        sent: list[Catalogued] = []
        batch = DeliveryBatch(producer, is_enough=self._make_is_enough([]))
        for row in rows:
            try:
                message = kafka_messages.build_entry_message(row.as_entry())
            except Exception as error:  # noqa: BLE001  # whatever is wrong with one row, the others go on
                self._log_row(row, parsing.describe_error(error))
                continue
            batch.send(message, delivered=sent.append, refused=self._log_row, what=row)
        batch.wait()
        if self._cluster is None:
            self._check_cluster(producer)
        outbox.mark_rows_sent(sent, cluster_id=cluster.id)
        self._wakeup.request()
        self._raise_failure(batch)
        return len(sent)

    def _log_row(self, row: Catalogued, why: str) -> None:
        """Log a catalogue row that cannot be sent, once."""
        if (row.KIND, row.pk) not in self._logged_rows:
            self._logged_rows.add((row.KIND, row.pk))
            logger.error("the %s %s cannot be sent to Kafka, and waits: %s", row.KIND, row.pk, why)

    def _make_is_enough(self, leased: list[outbox.Leased]) -> Callable[[], bool]:
        """Make a DeliveryBatch's `is_enough`, which renews the leases while Kafka is slow.

        It becomes true when the producer has failed for good, or `end_s` after the relay was told to end.
        """
        renew_at = time.monotonic() + outbox.LEASE.total_seconds() / 2
        end_at: float | None = None

        def is_enough() -> bool:
            nonlocal renew_at, end_at
            now = time.monotonic()
            if self._stop.is_set():
                end_at = end_at or now + self._limits.end_s
                return now > end_at
            if now > renew_at:
                outbox.renew(leased, owner=self.owner)
                renew_at = now + outbox.LEASE.total_seconds() / 2
            return self._fatal is not None

        return is_enough

    def _raise_failure(self, batch: DeliveryBatch) -> None:
        """Raise ProducerLost or KafkaException if a batch was not delivered whole."""
        if self._fatal is not None:
            raise ProducerLost(self._fatal.str())
        if batch.error is not None:
            raise KafkaException(batch.error)

    def _release(self) -> None:
        try:
            outbox.release(owner=self.owner)
        except Error as error:
            logger.warning("could not give matches back, they are free again in %s: %s", outbox.LEASE, error)


def _name(error: Exception) -> str:
    return KAFKA if isinstance(error, KafkaException) else DATABASE
