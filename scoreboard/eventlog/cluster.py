"""Which Kafka cluster is meant: the first one met, until somebody decides otherwise."""

from dataclasses import dataclass

from confluent_kafka import KafkaError, KafkaException, Producer
from django.conf import settings

from scoreboard.eventlog import outbox
from scoreboard.eventlog.topics import create_missing, make_admin

ANSWER_S = 2  # how long a cluster may take to say who it is


class WrongCluster(Exception):
    """KAFKA_BOOTSTRAP leads to another cluster than the one that the outbox speaks of."""

    def __init__(self, *, known: str, found: str) -> None:
        super().__init__(
            f"Kafka at {settings.KAFKA_BOOTSTRAP} is the cluster {found}, but what was sent so far went to {known}. "
            "If it is the right one from now on, run `manage.py relay --resend`, which sends everything to it."
        )


@dataclass(frozen=True)
class Cluster:
    """A cluster that answers: its id, and how many partitions it has for match events."""

    id: str
    partitions: int


def meet_cluster(producer: Producer) -> Cluster:
    """Ask the cluster who it is, and see that the topics are there. Raises KafkaException while it does not answer."""
    found = producer.list_topics(timeout=ANSWER_S)
    wanted = {settings.KAFKA_TOPIC_EVENTS, settings.KAFKA_TOPIC_CATALOGUE}
    if not wanted <= found.topics.keys():
        create_missing(make_admin())
        found = producer.list_topics(timeout=ANSWER_S)
        if not wanted <= found.topics.keys():  # the broker that was asked has not heard of them yet
            raise KafkaException(KafkaError(KafkaError.UNKNOWN_TOPIC_OR_PART))
    return Cluster(found.cluster_id, len(found.topics[settings.KAFKA_TOPIC_EVENTS].partitions))


def check_cluster(cluster: Cluster) -> None:
    """Raise WrongCluster unless it is the one known; the first one ever met becomes that."""
    known = outbox.read_cluster()
    if known is None:
        outbox.remember_cluster(cluster.id)
    elif known != cluster.id:
        raise WrongCluster(known=known, found=cluster.id)
