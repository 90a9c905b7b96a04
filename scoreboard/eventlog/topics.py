"""Creates the Kafka topics that are missing, grows those that are too small, and reports settings that differ."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import (  # type: ignore[attr-defined]
    AdminClient,
    ConfigResource,
    NewPartitions,
    NewTopic,
    ResourceType,
)
from django.conf import settings

from scoreboard.eventlog.producer import client_logger
from scoreboard.wire.kafka_client import client_config

TIMEOUT_S = 15
LOCAL_MS = 7 * 24 * 3600 * 1000  # of the log on the brokers' own disks, where there is tiered storage: a week


@dataclass(frozen=True)
class Finding:
    """What was done to a topic, or how it differs; `wrong` if an operator must put it right."""

    topic: str
    text: str
    wrong: bool = False


def make_admin() -> AdminClient:
    """Make an admin client for settings.KAFKA_BOOTSTRAP; it must be kept in a variable until its futures are done."""
    return AdminClient(client_config({}), logger=client_logger)


def wanted_topics() -> dict[str, int]:
    """The least number of partitions of each topic. The catalogue and the few dead letters need one."""
    return {
        settings.KAFKA_TOPIC_EVENTS: settings.KAFKA_PARTITIONS,
        settings.KAFKA_TOPIC_CATALOGUE: 1,
        settings.KAFKA_TOPIC_DEAD: 1,
    }


def wanted_config(*, tiered: bool) -> dict[str, str]:
    """The settings of every topic: nothing is ever deleted, and with three replicas two must have every message.

    `tiered`: the cluster has tiered storage; closed segments go there, and the brokers keep the last LOCAL_MS of them.
    """
    config = {
        "retention.ms": "-1",
        "retention.bytes": "-1",
        "cleanup.policy": "delete",
        "min.insync.replicas": "2" if settings.KAFKA_REPLICATION >= 3 else "1",
    }
    return config | {"remote.storage.enable": "true", "local.retention.ms": str(LOCAL_MS)} if tiered else config


def has_tiered_storage(admin: AdminClient) -> bool:
    """Whether every broker of the cluster has tiered storage (KIP-405). Raises KafkaException."""
    brokers = admin.list_topics(timeout=TIMEOUT_S).brokers
    for node in brokers:
        resource = ConfigResource(ResourceType.BROKER, str(node))
        config = admin.describe_configs([resource])[resource].result(TIMEOUT_S)  # one broker a call is allowed
        if (
            "remote.log.storage.system.enable" not in config
            or config["remote.log.storage.system.enable"].value != "true"
        ):
            return False
    return True


def create_missing(admin: AdminClient) -> list[str]:
    """Create the topics that are missing; returns their names. Raises KafkaException."""
    there = admin.list_topics(timeout=TIMEOUT_S).topics
    absent = {name: count for name, count in wanted_topics().items() if name not in there}
    if not absent:
        return []
    config = wanted_config(tiered=has_tiered_storage(admin))
    missing = [
        NewTopic(name, num_partitions=count, replication_factor=settings.KAFKA_REPLICATION, config=config)
        for name, count in absent.items()
    ]
    created = []
    for name, future in admin.create_topics(missing, operation_timeout=TIMEOUT_S).items():
        try:
            future.result(TIMEOUT_S)
            created.append(name)
        except KafkaException as error:
            if error.args[0].code() != KafkaError.TOPIC_ALREADY_EXISTS:  # another process was faster
                raise
    return created


def ensure_topics(admin: AdminClient | None = None) -> list[Finding]:
    """Create, grow and check the topics; returns what was done and what differs. Raises KafkaException.

    Without `admin`, connects to settings.KAFKA_BOOTSTRAP.
    """
    admin = admin or make_admin()
    created = create_missing(admin)
    findings = [Finding(name, f"created with {wanted_topics()[name]} partitions") for name in created]
    topics = admin.list_topics(timeout=TIMEOUT_S).topics
    config = wanted_config(tiered=has_tiered_storage(admin))
    for name, count in wanted_topics().items():
        if name in created:
            continue
        partitions = topics[name].partitions
        if len(partitions) < count:
            # A match's partition is fixed at its first record, so its records stay in order with more partitions.
            admin.create_partitions([NewPartitions(name, count)])[name].result(TIMEOUT_S)
            findings.append(Finding(name, f"grown from {len(partitions)} to {count} partitions"))
        elif len(partitions) > count:
            findings.append(Finding(name, f"has {len(partitions)} partitions, {count} are set: left as they are"))
        replicas = min(len(partition.replicas) for partition in partitions.values())
        if replicas < settings.KAFKA_REPLICATION:
            text = f"has {replicas} replicas, expected {settings.KAFKA_REPLICATION}: reassign its partitions"
            findings.append(Finding(name, text, wrong=True))
        findings.extend(_compare_config(admin, name, config))
    return findings


def _compare_config(admin: AdminClient, name: str, wanted: Mapping[str, str]) -> Iterator[Finding]:
    resource = ConfigResource(ResourceType.TOPIC, name)
    config = admin.describe_configs([resource])[resource].result(TIMEOUT_S)
    for key, value in wanted.items():
        found = config[key].value
        if found != value:
            yield Finding(name, f"has {key}={found}, expected {value}: set it with kafka-configs", wrong=True)
