"""Verifies the stats tables: the stored records are those of Kafka, and every fact is built from their fold.

May run while records arrive: what differs is compared again before it is reported.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.conf import settings

from scoreboard.wire.kafka_messages import Unreadable
from stats.facts import FAMILIES
from stats.ingest.fold import Fold
from stats.ingest.history import load_histories
from stats.ingest.kafka_reader import KafkaReader
from stats.ingest.messages import REASON_CHARS, escape, parse_record
from stats.models import DeadLetter, Lease, Log
from stats.ops.folded_facts import fold_facts, load_facts, sort_rows
from stats.storage import segments
from stats.storage.bulk import VALUE_ERRORS, Row
from stats.storage.stored_record import StoredRecord

MATCHES_AT_ONCE = 200
ATTEMPTS, RETRY_S = 4, 0.5  # at matches that differ, before they are reported


Difference = tuple[str, str]  # where something is wrong, and what


class SeenRecord(NamedTuple):
    """A record in Kafka: the hash of its JSON, and the partition and offset where it was first."""

    content: int
    partition: int
    offset: int


@dataclass
class KafkaLog:
    """The records in the topic `match-events`, without doubles, by match, then by (epoch, seq).

    `offsets` is how far the tables had each partition before it was read, `ends` how far it was read. `unreadable` says
    why a message is no record, by (partition, offset).
    """

    records: dict[str, dict[tuple[int, int], SeenRecord]] = field(default_factory=dict)
    offsets: dict[int, int] = field(default_factory=dict)
    ends: dict[int, int] = field(default_factory=dict)
    messages: int = 0
    differences: list[Difference] = field(default_factory=list)
    unreadable: dict[tuple[int, int], str] = field(default_factory=dict)

    def count(self) -> int:
        """Count the records."""
        return sum(map(len, self.records.values()))

    def count_behind(self) -> int:
        """Count the messages that the tables did not have yet when the topic was read."""
        return sum(end - self.offsets.get(partition, 0) for partition, end in self.ends.items())

    def add(self, stored: StoredRecord) -> None:
        """Add a record; a second one of the same cursor that differs is a difference."""
        seen = SeenRecord(hash(stored.payload), stored.partition, stored.offset)
        first = self.records.setdefault(stored.match, {}).setdefault((stored.epoch, stored.seq), seen)
        if first.content != seen.content:
            what = (
                f"e{stored.epoch}-{stored.seq} is there twice and differs, at offsets {first.offset} and {seen.offset}"
            )
            self.differences.append((f"kafka, match {stored.match}", what))


def load_log() -> KafkaLog:
    """Load the topic `match-events`, from its first record to its present ends. Raises KafkaException."""
    reader = KafkaReader()
    try:
        topic = reader.find_topic(settings.KAFKA_TOPIC_EVENTS)
        leases = Lease.objects.filter(cluster=topic.cluster, topic=topic.name)
        log = KafkaLog(offsets=dict(leases.values_list("partition", "next_offset")), ends=reader.find_ends(topic))
        for message in reader.read_all(topic, ends=log.ends):
            log.messages += 1
            try:
                log.add(parse_record(message))
            except Unreadable as error:
                log.unreadable[message.partition() or 0, message.offset() or 0] = escape(str(error))[:REASON_CHARS]
    finally:
        reader.close()
    return log


def check_records(log: KafkaLog) -> Iterator[Difference]:
    """Compare the stored records with those in Kafka."""
    epochs = dict(Log.objects.values_list("match", "epoch"))
    missing = {
        (match, *cursor)
        for match, records in log.records.items()
        for cursor, seen in records.items()
        if seen.offset < log.offsets.get(seen.partition, 0) and cursor[0] >= epochs.get(match, 0)
    }
    broken: dict[str, Exception] = {}
    for stored in segments.load_all(broken=broken.setdefault):
        missing.discard((stored.match, stored.epoch, stored.seq))
        seen = log.records.get(stored.match, {}).get((stored.epoch, stored.seq))
        if seen is None:
            if stored.offset < log.ends.get(stored.partition, 0):
                yield (f"stats, match {stored.match}", f"e{stored.epoch}-{stored.seq} is not in Kafka")
        elif seen.content != hash(stored.payload):
            yield (f"stats, match {stored.match}", f"e{stored.epoch}-{stored.seq} is not what Kafka has")
    for match, error in broken.items():
        yield (f"stats, match {match}", f"a row of its records cannot be read: {error}")
    superseded = dict(Log.objects.filter(match__in={match for match, *_ in missing}).values_list("match", "epoch"))
    for match, epoch, seq in sorted(missing):
        if epoch >= superseded.get(match, 0):
            yield (f"stats, match {match}", f"e{epoch}-{seq} is missing")


def check_letters(log: KafkaLog) -> Iterator[Difference]:
    """Report every message that could not be parsed or applied, unless its dead letter is settled."""
    topic = settings.KAFKA_TOPIC_EVENTS
    with_letter = set(DeadLetter.objects.filter(topic=topic).values_list("partition", "offset"))
    for letter in DeadLetter.objects.filter(settled="").order_by("topic", "partition", "offset").defer("key", "value"):
        yield (f"kafka, {letter.topic}[{letter.partition}]@{letter.offset}", f"a dead letter: {letter.reason}")
    for (partition, offset), reason in log.unreadable.items():
        if (partition, offset) not in with_letter:
            yield (f"kafka, {topic}[{partition}]@{offset}", reason)


def check_facts(*, retry_s: float = RETRY_S) -> Iterator[Difference]:
    """Compare every match's facts with those built from the fold of its stored records."""
    matches = list(Log.objects.order_by("match").values_list("match", flat=True))
    for start in range(0, len(matches), MATCHES_AT_ONCE):
        part = matches[start : start + MATCHES_AT_ONCE]
        differences = _check_matches(part)
        for _ in range(ATTEMPTS):
            if not differences:
                break
            time.sleep(retry_s)  # a worker may have written between two of our reads
            differences = _check_matches(sorted(differences))
        for match in sorted(differences):
            yield (f"stats, match {match}", differences[match])


def _check_matches(matches: list[str]) -> dict[str, str]:
    """Find what is wrong with these matches, by match; those that are right are left out."""
    try:
        logs = Log.objects.in_bulk(matches)
        histories = load_histories({match: Fold(log.epoch, log.top_seq, None) for match, log in logs.items()})
        there = load_facts(matches)
        wrong = {match: _check_match(log, histories[match], there) for match, log in logs.items()}
    except VALUE_ERRORS as error:  # something that is stored cannot be read
        if len(matches) == 1:
            return {matches[0]: f"cannot be read: {error}"}
        return {match: what for each in matches for match, what in _check_matches([each]).items()}
    return {match: what for match, what in wrong.items() if what}


def _check_match(log: Log, history: list[StoredRecord], there: Sequence[Mapping[str, list[Row]]]) -> str:
    """Find what is wrong with a match; "" if nothing is. `there` has the stored facts, by family, then by match."""
    folded = fold_facts(log, history)
    if folded.seq != log.applied_seq:
        return f"applied up to {log.applied_seq}, its records can be up to {folded.seq}"
    for family, rows, facts in zip(FAMILIES, folded.facts, there, strict=True):
        if sort_rows(rows) != facts.get(log.match, []):
            return f"{family.MODEL.__name__} is not what its {folded.seq} records fold to"
    return ""
