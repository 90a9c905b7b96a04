"""The relay: what record/ has accepted goes to Kafka, in order for each match, at least once.

One round: lease matches, read what of them is unsent, hand it to the producer in `seq` order, wait for the
acknowledgements, mark. A crash anywhere in it sends the round again; readers drop what is not newer.
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
from scoreboard.eventlog.cluster import Cluster, check_cluster, meet_cluster
from scoreboard.eventlog.delivery import Shipment
from scoreboard.eventlog.producer import make_producer
from scoreboard.eventlog.wakeup import Nudger
from scoreboard.models import unreadable
from scoreboard.models.catalogue import Catalogued
from scoreboard.models.unreadable import UnreadableMatch
from scoreboard.wire import kafka_messages

logger = logging.getLogger(__name__)

MATCHES_A_ROUND = 500
RECORDS_A_ROUND = 5_000  # what is in flight at most, and what a crash sends twice at most
ROWS_A_ROUND = 1_000
BUSY_WAIT_S, IDLE_WAIT_S = 0.02, 0.2  # between rounds: after one that sent something, growing to this
CATALOGUE_WAIT_S = 0.5
CLUSTER_KNOWN_S = 20.0  # for how long the cluster is taken to be as it was: its partitions may become more
HOLD_S = 30.0  # a match with a record that cannot be sent is tried again after so long
RETRY_S, RETRY_MAX_S = 0.2, 3.0  # between attempts to reach a Kafka or a database that is away, doubling
END_S = 5.0  # how long a relay that was told to end waits for what is in flight


class ProducerLost(Exception):
    """The producer cannot go on: a new one sends again what has no acknowledgement."""


class Way:
    """A match on its way: the partition it goes to, and how far Kafka has acknowledged it without a gap.

    `key` is the match's id, `next_seq` the record to hand over next, once the first one is known. `fault` says why one
    cannot be sent: those after it wait for it, since order must hold.
    """

    __slots__ = ("fault", "key", "next_seq", "partition", "reached")

    def __init__(self, match: outbox.Leased) -> None:
        self.key, self.partition, self.reached = str(match.match), match.partition, match.sent_seq
        self.next_seq = 0
        self.fault = ""

    def take(self, unsent: outbox.Unsent) -> kafka_messages.Message | None:
        """The message of the next record; None where that one cannot be sent, or is not there."""
        seq = self.next_seq = self.next_seq or unsent.sent_seq + 1
        if unsent.seq != seq:
            self.refuse(seq, "it is missing")
            return None
        try:
            message = kafka_messages.message_of_record(unsent.record, epoch=unsent.epoch, match=self.key, seq=seq)
        except kafka_messages.Unsendable as error:
            self.refuse(seq, str(error))
            return None
        self.next_seq += 1
        return message

    def advance(self, seq: int) -> None:
        """Note an acknowledged record, unless one before it has no acknowledgement."""
        if self.reached == seq - 1:
            self.reached = seq

    def refuse(self, seq: int, why: str) -> None:
        """Note a record that can never be sent as it is."""
        self.fault = self.fault or f"record {seq} cannot be sent: {why}"


class Relay:
    """Ships the outbox to Kafka until `stop` is set. Several may run, in as many processes."""

    def __init__(self, *, stop: threading.Event) -> None:
        self.owner = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"
        self._stop = stop
        self._nudger = Nudger()
        self._cluster: Cluster | None = None  # None while it is not known who answers
        self._fatal: KafkaError | None = None
        self._meet_at = 0.0  # when to ask it again, on the monotonic clock
        self._told: Cluster | None = None
        self._failures = 0  # attempts in a row that did not reach Kafka or the database
        self._catalogue_at = 0.0  # when to look at the catalogue again, on the monotonic clock
        self._held: dict[UUID, float] = {}  # matches with a record that cannot be sent: when to try them again
        self._told_rows: set[tuple[str, UUID]] = set()  # catalogue rows that cannot be sent

    @property
    def held(self) -> list[UUID]:
        """The matches of which a record cannot be sent, with those after it."""
        now = time.monotonic()
        self._held = {match: until for match, until in self._held.items() if until > now}
        metrics.HELD.set(len(self._held))
        return list(self._held)

    def run(self, *, until_empty: bool = False) -> None:
        """Relay until told to stop; with `until_empty`, until only what is held is unsent. Raises WrongCluster."""
        if not settings.KAFKA_BOOTSTRAP:
            logger.warning("KAFKA_BOOTSTRAP is not set: events wait in the outbox")
            self._stop.wait()
            return
        gc.freeze()  # what is imported stays: the collector need not walk over it in every batch
        try:
            while not self._stop.is_set():
                try:
                    self._run_with_producer(until_empty=until_empty)
                except ProducerLost as error:
                    logger.warning("going on with a new Kafka producer: %s", error)
                    self._stop.wait(RETRY_S)
                else:
                    return
        finally:
            self._release()

    def _run_with_producer(self, *, until_empty: bool) -> None:
        self._cluster, self._fatal = None, None
        producer = make_producer(error_cb=self._note_error)
        wait = BUSY_WAIT_S
        try:
            while not self._stop.is_set():
                sent = self._try_round(producer)
                if sent == 0 and until_empty and not outbox.is_waiting(without=self.held):
                    return
                wait = BUSY_WAIT_S if sent else min(wait * 1.5, IDLE_WAIT_S)
                if not sent or sent < RECORDS_A_ROUND:
                    self._stop.wait(wait)
                producer.poll(0)
        finally:
            producer.purge()
            producer.flush(1)

    def _try_round(self, producer: Producer) -> int | None:
        """A round; how many messages Kafka took. None, after a while, where Kafka or the database is away."""
        try:
            known = self._cluster if time.monotonic() < self._meet_at else None
            cluster = known or self._meet(producer)
            sent = self._send_records(producer, cluster) + self._send_rows(producer, cluster)
        except (KafkaException, Error) as error:
            close_old_connections()
            metrics.FAILURES.labels(_name(error)).inc()
            if self._failures == 0:  # once an outage
                logger.warning("events wait in the outbox, %s is away: %s", _name(error), error)
            self._stop.wait(min(RETRY_S * 2 ** min(self._failures, 10), RETRY_MAX_S))
            self._failures += 1
            return None
        self._failures = 0
        return sent

    def _meet(self, producer: Producer) -> Cluster:
        """See who answers, and that it is the cluster we know. Raises WrongCluster, KafkaException."""
        self._cluster = None
        cluster = meet_cluster(producer)
        check_cluster(cluster)
        if cluster != self._told:
            text = "relaying to Kafka at %s, cluster %s, %d partitions"
            logger.info(text, settings.KAFKA_BOOTSTRAP, cluster.id, cluster.partitions)
        self._cluster = self._told = cluster
        self._meet_at = time.monotonic() + CLUSTER_KNOWN_S
        return cluster

    def _note_error(self, error: KafkaError) -> None:
        """What librdkafka reports of the client as a whole: an outage, which it mends itself, or its end."""
        metrics.SEND_ERRORS.labels(error.name()).inc()
        self._cluster = None  # another cluster may answer at this address next
        if error.fatal():
            self._fatal = error

    # --- a round -----------------------------------------------------------------------------------------------------

    def _send_records(self, producer: Producer, cluster: Cluster) -> int:
        leased = outbox.lease_matches(
            owner=self.owner, partitions=cluster.partitions, limit=MATCHES_A_ROUND, without=self.held
        )
        metrics.LEASED.set(len(leased))
        if not leased:
            return 0
        ways = {match.match: Way(match) for match in leased}
        shipment = Shipment(producer, is_enough=self._make_patience(leased))
        sent = 0
        for unsent in outbox.load_unsent(leased, limit=RECORDS_A_ROUND):
            way = ways[unsent.match]
            message = None if way.fault else way.take(unsent)
            if message is not None:
                shipment.send(
                    message, partition=way.partition, delivered=way.advance, refused=way.refuse, what=unsent.seq
                )
                sent += 1
        shipment.wait()
        if self._cluster is None:  # Kafka was away meanwhile: was it this cluster that acknowledged?
            self._meet(producer)
        reached = {match.match: ways[match.match].reached for match in leased}
        outbox.mark_sent(
            {match.match: reached[match.match] for match in leased if reached[match.match] > match.sent_seq},
            owner=self.owner,
        )
        self._nudger.nudge()
        for match, way in ways.items():
            if way.fault:
                self._hold(match, way.fault)
        self._check(shipment)
        return sent

    def _hold(self, match: UUID, why: str) -> None:
        """Leave a match out for a while: a record of it cannot be sent, and all others go on."""
        self._held[match] = time.monotonic() + HOLD_S
        unreadable.report(UnreadableMatch(match, why), aside=False)

    def _send_rows(self, producer: Producer, cluster: Cluster) -> int:
        """The catalogue's part of a round, not in every one."""
        if time.monotonic() < self._catalogue_at:
            return 0
        rows = outbox.load_unsent_rows(limit=ROWS_A_ROUND)
        if not rows:
            self._catalogue_at = time.monotonic() + CATALOGUE_WAIT_S
            return 0
        sent: list[Catalogued] = []
        shipment = Shipment(producer, is_enough=self._make_patience([]))
        for row in rows:
            try:
                message = kafka_messages.message_of_entry(row.as_entry())
            except Exception as error:  # noqa: BLE001  # whatever is wrong with one row, the others go on
                self._leave_row(row, parsing.describe_error(error))
                continue
            shipment.send(message, delivered=sent.append, refused=self._leave_row, what=row)
        shipment.wait()
        if self._cluster is None:
            self._meet(producer)
        outbox.mark_rows_sent(sent, cluster_id=cluster.id)
        self._nudger.nudge()
        self._check(shipment)
        return len(sent)

    def _leave_row(self, row: Catalogued, why: str) -> None:
        """Tell, once, of a catalogue row that cannot be sent."""
        if (row.KIND, row.pk) not in self._told_rows:
            self._told_rows.add((row.KIND, row.pk))
            logger.error("the %s %s cannot be sent to Kafka, and waits: %s", row.KIND, row.pk, why)

    def _make_patience(self, leased: list[outbox.Leased]) -> Callable[[], bool]:
        """What says whether to wait no longer for Kafka: for as long as it takes, the matches kept meanwhile, unless
        the producer cannot go on; for END_S where the relay is to end.
        """
        renew_at = time.monotonic() + outbox.LEASE.total_seconds() / 2
        end_at: float | None = None

        def is_enough() -> bool:
            nonlocal renew_at, end_at
            now = time.monotonic()
            if self._stop.is_set():
                end_at = end_at or now + END_S
                return now > end_at
            if now > renew_at:
                outbox.renew(leased, owner=self.owner)
                renew_at = now + outbox.LEASE.total_seconds() / 2
            return self._fatal is not None

        return is_enough

    def _check(self, shipment: Shipment) -> None:
        """Raise what kept a shipment from being delivered whole."""
        if self._fatal is not None:
            raise ProducerLost(self._fatal.str())
        if shipment.error is not None:
            raise KafkaException(shipment.error)

    def _release(self) -> None:
        try:
            outbox.release(owner=self.owner)
        except Error as error:
            logger.warning("could not give matches back, they are free again in %s: %s", outbox.LEASE, error)


def _name(error: Exception) -> str:
    return "Kafka" if isinstance(error, KafkaException) else "the database"
