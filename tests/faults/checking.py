"""What became of a stream: the same events accepted, in the database, in Kafka, in the tables, before all viewers."""

import json
import urllib.request
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

import psycopg
from confluent_kafka import Consumer, TopicPartition

from tests.faults.scorer import Match, Scorer
from tests.faults.system import System
from tests.faults.viewers import Viewer

TOPIC = "match-events"


@dataclass
class Verdict:
    """How many events were lost, doubled and out of order, each with its place in `told`; Kafka may have some twice."""

    events: int = 0
    lost: int = 0
    doubled: int = 0
    disordered: int = 0
    sent_twice: int = 0
    told: list[str] = field(default_factory=list)

    def add(self, what: str, *, lost: int = 0, doubled: int = 0, disordered: int = 0) -> None:
        """Count what is wrong at a place, where there is something."""
        if lost or doubled or disordered:
            self.told.append(f"{what}: {lost} lost, {doubled} doubled, {disordered} out of order")
        self.lost += lost
        self.doubled += doubled
        self.disordered += disordered


def read_ends(system: System) -> dict[int, int]:
    """Where each partition of the topic ends."""
    consumer = make_consumer(system)
    try:
        partitions = consumer.list_topics(TOPIC, timeout=20).topics[TOPIC].partitions
        return {
            number: consumer.get_watermark_offsets(TopicPartition(TOPIC, number), timeout=20)[1]
            for number in partitions
        }
    finally:
        consumer.close()


def make_consumer(system: System) -> Consumer:
    """A consumer as any other program has one."""
    return Consumer({"bootstrap.servers": system.kafka.bootstrap, "group.id": "faults", "log_level": 0})


def read_kafka(system: System, *, since: dict[int, int]) -> dict[str, list[tuple[int, int]]]:
    """The (partition, seq)s of every match in the order in which Kafka has them, from these offsets on."""
    found: dict[str, list[tuple[int, int]]] = {}
    ends = read_ends(system)
    consumer = make_consumer(system)
    try:
        for partition, end in ends.items():
            offset = since.get(partition, 0)
            consumer.assign([TopicPartition(TOPIC, partition, offset)])
            while offset < end:
                for message in consumer.consume(end - offset, timeout=10):
                    assert message.error() is None, message.error()
                    if headers := message.headers():  # the poison has none
                        match, _, seq = dict(headers)["ce_id"].decode().split("/")
                        found.setdefault(match, []).append((partition, int(seq)))
                    offset = message.offset() + 1
    finally:
        consumer.close()
    return found


def judge(system: System, scorer: Scorer, viewers: list[Viewer], *, season: str, since: dict[int, int]) -> Verdict:
    """Compare everything with what the scorer knows, when all is quiet."""
    verdict = Verdict(events=scorer.count())
    matches = [match.id for match in scorer.matches]
    with psycopg.connect(system.postgres.url) as connection:
        sql = "SELECT match_id::text, seq, key FROM scoreboard_matchevent WHERE match_id::text = ANY(%s) ORDER BY id"
        stored = group(connection.execute(sql, [matches]).fetchall())
    with psycopg.connect(system.postgres.stats_url) as connection:
        sql = "SELECT match, generate_series(seq, last_seq), 0 FROM stats_segment WHERE match = ANY(%s) ORDER BY 2"
        records = group(connection.execute(sql, [matches]).fetchall())
        sql = "SELECT match, applied_seq FROM stats_log WHERE match = ANY(%s)"
        applied = dict(connection.execute(sql, [matches]).fetchall())
    in_kafka = read_kafka(system, since=since)
    for match in scorer.matches:
        judge_match(verdict, match, stored.get(match.id, []), in_kafka.get(match.id, []))
        top = match.top
        seqs = Counter(seq for seq, _ in records.get(match.id, []))
        verdict.add(f"tables, {match.id}", lost=len(set(range(1, top + 1)) - seqs.keys()), doubled=doubles(seqs))
        verdict.add(f"tables' facts, {match.id}", lost=top - applied.get(match.id, 0))
    logs = {match.id: read_log(system, match.id) for match in scorer.matches}
    for viewer in viewers:
        log = logs[viewer.match]
        wrong = sum(log.get(seq) != event for seq, event in viewer.seen.items())
        verdict.add(
            f"viewer at {viewer.doors[0]}, {viewer.match}",
            lost=len(viewer.missed(len(log))) + wrong,
            doubled=viewer.doubled,
            disordered=viewer.disordered,
        )
    judge_goals(verdict, system, scorer, season)
    return verdict


def judge_match(verdict: Verdict, match: Match, stored: list[tuple[int, str]], in_kafka: list[tuple[int, int]]) -> None:
    """Compare a match's accepted events with the database, and this with Kafka."""
    by_key = {key: seq for seq, key in stored if key is not None}
    lost = sum(by_key.get(key) != seq for key, seq in match.accepted.items())
    seqs = [seq for seq, _ in stored]
    doubled = len(stored) - 1 - len(match.accepted)  # the fixture itself was no event of the scorer's
    gaps = sum(seq != number for number, seq in enumerate(seqs, start=1))
    verdict.add(f"database, {match.id}", lost=lost, doubled=max(doubled, 0), disordered=gaps)
    partitions = {partition for partition, _ in in_kafka}
    first = list(dict.fromkeys(seq for _, seq in in_kafka))
    verdict.add(
        f"Kafka, {match.id}",
        lost=len(set(seqs) - set(first)),
        doubled=len(set(first) - set(seqs)),
        disordered=sum(later < earlier for earlier, later in pairwise(first)) + (len(partitions) > 1),
    )
    verdict.sent_twice += len(in_kafka) - len(first)


def judge_goals(verdict: Verdict, system: System, scorer: Scorer, season: str) -> None:
    """The tables' goals, as everybody may read them, are those that the scorer knows to stand."""
    table = get(system, f"/seasons/{season}/standings")
    found = sum(row["for"] for group in table["groups"] for row in group["rows"])
    known = sum(len(match.goals) for match in scorer.matches)
    verdict.add("goals in the standings", lost=max(known - found, 0), doubled=max(found - known, 0))
    for match in scorer.matches:
        sides = Counter(match.goals.values())
        score = get(system, f"/matches/{match.id}")["score"]
        off = sum(abs(score[side] - sides[side]) for side in score)
        verdict.add(f"score of {match.id}", lost=off)


def read_log(system: System, match: str) -> dict[int, str]:
    """A match's log over the API, by seq."""
    log: dict[int, str] = {}
    after: int | None = 0
    while after is not None:
        page = get(system, f"/matches/{match}/events?after={after}&limit=500")
        log |= {event["seq"]: json.dumps(event, sort_keys=True) for event in page["items"]}
        after = page["next"]
    return log


def get(system: System, path: str) -> dict:
    """GET of the API."""
    with urllib.request.urlopen(f"http://{system.doors[0]}/api/v1{path}", timeout=20) as answer:
        return json.load(answer)


def group(rows: list[tuple]) -> dict[str, list[tuple]]:
    """Rows by their first column."""
    grouped: dict[str, list[tuple]] = {}
    for match, *rest in rows:
        grouped.setdefault(match, []).append(tuple(rest))
    return grouped


def doubles(counts: Counter) -> int:
    """How many there are beyond the first of each."""
    return counts.total() - len(counts)
