"""The topics made, grown and compared, on a broker's administration in memory."""

from concurrent.futures import Future
from types import SimpleNamespace

import pytest
from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import ResourceType

from scoreboard.eventlog.topics import create_missing, ensure_topics, has_tiered_storage, wanted_config


def done(result=None, error=None):
    future = Future()
    future.set_exception(error) if error else future.set_result(result)
    return future


class MemoryAdmin:
    """The part of confluent_kafka's AdminClient that is used: topics with their partitions, replicas and settings."""

    def __init__(self) -> None:
        self.topics: dict[str, tuple[int, dict[str, str]]] = {}
        self.tiered = False
        self.replicas = 1
        self.taken: set[str] = set()  # topics that another process makes at the same moment

    def list_topics(self, timeout):
        def describe(count):
            return SimpleNamespace(partitions={n: SimpleNamespace(replicas=range(self.replicas)) for n in range(count)})

        found = {name: describe(count) for name, (count, _) in self.topics.items()}
        return SimpleNamespace(topics=found, brokers={1: None})

    def describe_configs(self, resources):
        (resource,) = resources
        if resource.restype == ResourceType.BROKER:
            config = {"remote.log.storage.system.enable": "true"} if self.tiered else {}
        else:
            config = self.topics[resource.name][1]
        return {resource: done({key: SimpleNamespace(value=value) for key, value in config.items()})}

    def create_topics(self, new, operation_timeout):
        futures = {}
        for topic in new:
            if topic.topic in self.taken:
                futures[topic.topic] = done(error=KafkaException(KafkaError(KafkaError.TOPIC_ALREADY_EXISTS)))
            else:
                self.topics[topic.topic] = topic.num_partitions, dict(topic.config)
                futures[topic.topic] = done()
        return futures

    def create_partitions(self, new):
        (more,) = new
        self.topics[more.topic] = more.new_total_count, self.topics[more.topic][1]
        return {more.topic: done()}


@pytest.fixture
def admin(settings):
    settings.KAFKA_PARTITIONS, settings.KAFKA_REPLICATION = 4, 1
    return MemoryAdmin()


def find(admin):
    return [(finding.topic, finding.text, finding.wrong) for finding in ensure_topics(admin)]


def test_missing_topics_are_made_and_then_there_is_nothing_to_do(admin):
    assert [text for _, text, _ in find(admin)] == [
        "created with 4 partitions",
        "created with 1 partitions",
        "created with 1 partitions",
    ]
    assert find(admin) == []


def test_nothing_is_ever_deleted(admin):
    ensure_topics(admin)
    for _, config in admin.topics.values():
        assert (config["retention.ms"], config["retention.bytes"], config["cleanup.policy"]) == ("-1", "-1", "delete")


def test_a_topic_that_another_process_makes_at_the_same_moment_is_not_named(admin, settings):
    admin.taken = {settings.KAFKA_TOPIC_EVENTS}
    assert settings.KAFKA_TOPIC_EVENTS not in create_missing(admin)


def test_a_topic_grows_and_never_shrinks(admin, settings):
    ensure_topics(admin)
    settings.KAFKA_PARTITIONS = 6
    assert find(admin) == [(settings.KAFKA_TOPIC_EVENTS, "grown from 4 to 6 partitions", False)]
    settings.KAFKA_PARTITIONS = 2
    ((_, text, wrong),) = find(admin)
    assert (text, wrong) == ("has 6 partitions, 2 are set: left as they are", False)


def test_too_few_replicas_and_other_settings_are_wrong(admin, settings):
    ensure_topics(admin)
    admin.topics[settings.KAFKA_TOPIC_EVENTS][1]["retention.ms"] = "1000"
    settings.KAFKA_REPLICATION = 2
    found = [(text, wrong) for topic, text, wrong in find(admin) if topic == settings.KAFKA_TOPIC_EVENTS]
    assert found == [
        ("has 1 replicas, expected 2: reassign its partitions", True),
        ("has retention.ms=1000, expected -1: set it with kafka-configs", True),
    ]


@pytest.mark.parametrize(("replication", "in_sync"), [(1, "1"), (2, "1"), (3, "2")])
def test_with_three_replicas_two_must_have_every_message(settings, replication, in_sync):
    settings.KAFKA_REPLICATION = replication
    assert wanted_config(tiered=False)["min.insync.replicas"] == in_sync


def test_where_there_is_tiered_storage_topics_use_it(admin, settings):
    assert not has_tiered_storage(admin)
    admin.tiered = True
    ensure_topics(admin)
    assert admin.topics[settings.KAFKA_TOPIC_EVENTS][1]["remote.storage.enable"] == "true"
