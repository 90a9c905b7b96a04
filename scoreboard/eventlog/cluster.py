"""Checks that KAFKA_BOOTSTRAP leads to the Kafka cluster that has the match log: the first one that ever answered.

An operator chooses another one by `manage.py relay --resend`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from confluent_kafka import KafkaError, KafkaException, Producer
from django.conf import settings

from scoreboard.eventlog import outbox
from scoreboard.eventlog.topics import create_missing, make_admin

ANSWER_S = 2  # how long a cluster may take to answer


class WrongCluster(Exception):
    """KAFKA_BOOTSTRAP leads to another cluster than the one that the outbox cursors are about."""

    def __init__(self, *, expected: str, found: str) -> None:
        super().__init__(
            f"Kafka at {settings.KAFKA_BOOTSTRAP} is the cluster {found}, but what was sent so far went to {expected}. "
            "If it is the right one from now on, run `manage.py relay --resend`, which sends everything to it."
        )


@dataclass(frozen=True)
class Cluster:
    """A Kafka cluster: its id, and the number of partitions of its topic of match events."""

    id: str
    partitions: int


def find_cluster(
    producer: Producer, *, create_topics: Callable[[], object] = lambda: create_missing(make_admin())
) -> Cluster:
    """Find out which cluster answers, and create its missing topics. Raises KafkaException if none answers."""
    found = producer.list_topics(timeout=ANSWER_S)
    wanted = {settings.KAFKA_TOPIC_EVENTS, settings.KAFKA_TOPIC_CATALOGUE}
    if not wanted <= found.topics.keys():
        create_topics()
        found = producer.list_topics(timeout=ANSWER_S)
        if not wanted <= found.topics.keys():  # the broker that was asked does not know of them yet
            raise KafkaException(KafkaError(KafkaError.UNKNOWN_TOPIC_OR_PART))
    return Cluster(found.cluster_id, len(found.topics[settings.KAFKA_TOPIC_EVENTS].partitions))


def check_cluster(cluster: Cluster) -> None:
    """Raise WrongCluster unless it is the one that was sent to so far; the first one ever becomes that."""
    expected = outbox.load_cluster()
    if expected is None:
        outbox.save_cluster(cluster.id)
    elif expected != cluster.id:
        raise WrongCluster(expected=expected, found=cluster.id)
