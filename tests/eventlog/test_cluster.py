"""Which Kafka cluster is the right one."""

from functools import partial

import pytest
from confluent_kafka import KafkaException

from scoreboard.eventlog import outbox
from scoreboard.eventlog.cluster import Cluster, WrongCluster, check_cluster, find_cluster
from tests.memory_kafka import MemoryKafka, MemoryProducer


@pytest.fixture
def kafka(settings):
    return MemoryKafka(settings, partitions=4)


def test_a_cluster_says_its_id_and_its_partitions(kafka):
    assert find_cluster(MemoryProducer(kafka)) == Cluster(kafka.id, 4)


def test_topics_that_are_missing_are_made(kafka):
    del kafka.topics[kafka.events]
    create_topics = partial(kafka.create_topic, kafka.events, partitions=2)
    assert find_cluster(MemoryProducer(kafka), create_topics=create_topics).partitions == 2


def test_topics_that_the_broker_does_not_know_of_yet_are_waited_for(kafka):
    del kafka.topics[kafka.events]
    with pytest.raises(KafkaException, match="UNKNOWN_TOPIC_OR_PART"):
        find_cluster(MemoryProducer(kafka), create_topics=lambda: None)


def test_without_an_answer_there_is_none(kafka):
    kafka.is_away = True
    with pytest.raises(KafkaException):
        find_cluster(MemoryProducer(kafka))


@pytest.mark.django_db
def test_the_first_cluster_ever_is_the_right_one():
    check_cluster(Cluster("first", 4))
    assert outbox.load_cluster() == "first"
    check_cluster(Cluster("first", 8))
    with pytest.raises(WrongCluster, match="is the cluster second, but what was sent so far went to first"):
        check_cluster(Cluster("second", 4))
    assert outbox.load_cluster() == "first"
