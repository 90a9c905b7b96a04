"""What a KafkaReader reads: the same of the in-memory twin, always, and of a real broker, where there is one."""

from contextlib import closing
from itertools import count

import pytest
from confluent_kafka import KafkaException, Producer
from confluent_kafka.admin import AdminClient, NewTopic

from stats.ingest.kafka_reader import EndFinder, KafkaReader
from stats.ingest.limits import PRODUCTION, IngestLimits
from tests.memory_kafka import MemoryConsumer, MemoryKafka

numbers = count(1)


class MemoryLog:
    """A topic of two partitions in the twin."""

    def __init__(self, settings) -> None:
        self.kafka, self.topic = MemoryKafka(settings, partitions=2), settings.KAFKA_TOPIC_EVENTS
        self.reader = self.connect()

    def connect(self, limits=PRODUCTION) -> KafkaReader:
        return KafkaReader(MemoryConsumer(self.kafka), limits=limits)

    def send(self, *values: bytes, partition: int = 0) -> None:
        for value in values:
            self.kafka.send(value, key=b"k", partition=partition)

    def send_transaction(self) -> None:
        """A transaction of one message, and the marker of its end."""
        self.kafka.send(b"in it")
        self.kafka.send_marker()


class RealLog:
    """A topic of two partitions on a real broker."""

    def __init__(self, settings) -> None:
        self.topic = f"reader-{next(numbers)}"
        self._options = {"bootstrap.servers": settings.KAFKA_BOOTSTRAP}
        admin = AdminClient(self._options)
        (made,) = admin.create_topics([NewTopic(self.topic, num_partitions=2, replication_factor=1)]).values()
        made.result(30)
        self._producer = Producer(self._options)
        self.reader = self.connect()

    def connect(self, limits=PRODUCTION) -> KafkaReader:
        return KafkaReader(limits=limits)

    def send(self, *values: bytes, partition: int = 0) -> None:
        for value in values:
            self._producer.produce(self.topic, value, key=b"k", partition=partition)
        assert self._producer.flush(30) == 0

    def send_transaction(self) -> None:
        producer = Producer({**self._options, "transactional.id": self.topic})
        producer.init_transactions(30)
        producer.begin_transaction()
        producer.produce(self.topic, b"in it", partition=0)
        producer.commit_transaction(30)


@pytest.fixture(params=["memory", pytest.param("broker", marks=pytest.mark.xdist_group("kafka"))])
def log(request, settings):
    """A topic of two partitions, and a reader of it."""
    if request.param == "broker":
        settings.KAFKA_BOOTSTRAP = request.getfixturevalue("kafka")
    log = MemoryLog(settings) if request.param == "memory" else RealLog(settings)
    yield log
    log.reader.close()


def values(messages):
    return [message.value() for message in messages]


def read(log, offset, number, *, partition=0, reader=None):
    reader = reader or log.reader
    with reader.assigned(log.topic, partition, offset):
        portion = reader.read(number, seconds=5)
    return values(portion.messages), portion.next_offset


def test_a_topic_has_its_partitions_and_a_cluster(log):
    topic = log.reader.find_topic(log.topic)
    assert (topic.name, topic.partitions, bool(topic.cluster)) == (log.topic, 2, True)


def test_a_topic_that_is_missing_has_no_partitions(log):
    assert log.reader.find_topic("no-such-topic").partitions == 0


def test_the_ends_are_the_offsets_after_the_last_messages(log):
    log.send(b"a", b"b", partition=1)
    topic = log.reader.find_topic(log.topic)
    assert log.reader.find_ends(topic) == {0: 0, 1: 2}
    assert log.reader.find_reachable_ends([topic]) == {(log.topic, 0): 0, (log.topic, 1): 2}


def test_messages_come_in_order_from_an_offset_on(log):
    log.send(b"a", b"b", b"c", b"d")
    assert read(log, 1, 2) == ([b"b", b"c"], 3)


def test_a_message_says_where_it_was(log):
    log.send(b"a", b"b", partition=1)
    with log.reader.assigned(log.topic, 1, 1):
        (message,) = log.reader.read(1, seconds=5).messages
    assert (message.topic(), message.partition(), message.offset()) == (log.topic, 1, 1)
    assert (message.key(), message.value(), len(message)) == (b"k", b"b", 1)


def test_at_the_end_there_is_nothing_and_reading_goes_on_there(log):
    log.send(b"a", b"b")
    assert read(log, 2, 5) == ([], 2)


def test_fewer_come_where_there_are_no_more(log):
    log.send(b"a", b"b")
    assert read(log, 0, 5) == ([b"a", b"b"], 2)


def test_what_comes_later_is_read_later(log):
    log.send(b"a")
    with log.reader.assigned(log.topic, 0, 0):
        assert values(log.reader.read(5, seconds=5).messages) == [b"a"]
        log.send(b"b")
        assert values(log.reader.read(1, seconds=5).messages) == [b"b"]


def test_a_transaction_s_marker_takes_an_offset_and_is_no_message(log):
    log.send(b"a")
    log.send_transaction()
    assert read(log, 0, 5) == ([b"a", b"in it"], 3)
    log.send(b"b")
    assert read(log, 0, 5) == ([b"a", b"in it", b"b"], 4)


def test_an_offset_that_kafka_does_not_have_is_an_error(log):
    log.send(b"a")
    with pytest.raises(KafkaException):
        read(log, 7, 1)


def test_all_messages_of_a_topic_are_read(log):
    log.send(b"a", b"b")
    log.send(b"c", partition=1)
    assert values(log.reader.read_all(log.reader.find_topic(log.topic))) == [b"a", b"b", b"c"]


def test_a_range_is_read_some_at_a_time(log):
    log.send(b"a", b"b", b"c", b"d", b"e")
    with closing(log.connect(IngestLimits(range_messages=2))) as reader:
        portions = [(after, values(messages)) for after, messages in reader.read_range(log.topic, 0, 1, 4)]
    assert portions == [(3, [b"b", b"c"]), (4, [b"d"])]


def test_a_portion_is_no_larger_than_memory_allows(log):
    log.send(b"a", b"b", b"c")
    with closing(log.connect(IngestLimits(portion_bytes=2, polled_messages=1))) as reader:
        assert read(log, 0, 3, reader=reader) == ([b"a", b"b"], 2)


# --- what only the twin can be made to do ----------------------------------------------------------------------------


@pytest.fixture
def memory(settings):
    return MemoryLog(settings)


def test_a_range_of_which_nothing_comes_is_an_error(memory):
    memory.send(b"a")
    memory.kafka.partition().is_stalled = True
    with pytest.raises(KafkaException, match="nothing came"):
        list(memory.reader.read_range(memory.topic, 0, 0, 1))


def test_a_slow_kafka_gives_nothing_and_no_offset(memory):
    memory.send(b"a")
    memory.kafka.partition().is_stalled = True
    assert read(memory, 0, 1) == ([], None)


def test_ends_are_those_of_the_partitions_that_answer(memory):
    memory.send(b"a")
    topic = memory.reader.find_topic(memory.topic)
    memory.kafka.partition(1).is_away = True
    assert memory.reader.find_reachable_ends([topic]) == {(memory.topic, 0): 1}


def test_without_any_answer_finding_ends_is_an_error(memory):
    topic = memory.reader.find_topic(memory.topic)
    memory.kafka.is_away = True
    with pytest.raises(KafkaException):
        memory.reader.find_reachable_ends([topic])


def test_a_silent_broker_is_asked_once_however_many_partitions_it_leads(settings, monkeypatch):
    kafka = MemoryKafka(settings, partitions=3)
    for number in (0, 1, 2):
        kafka.partition(number).is_away = True  # led by the broker -1, as one
    reader, asked = kafka.reader(), []
    find_end = KafkaReader._find_end
    monkeypatch.setattr(KafkaReader, "_find_end", lambda *args: asked.append(args[2]) or find_end(*args))
    topics = [reader.find_topic(kafka.events), reader.find_topic(kafka.catalogue)]
    assert reader.find_reachable_ends(topics) == {(kafka.catalogue, 0): 0}
    assert asked == [0, 0]


@pytest.mark.parametrize(("known_s", "found"), [(60.0, 2), (-1.0, 3)])
def test_a_topic_is_asked_for_again_after_a_while(memory, known_s, found):
    reader = memory.connect(IngestLimits(topics_known_s=known_s))
    assert reader.find_topic(memory.topic).partitions == 2
    memory.kafka.create_topic(memory.topic, partitions=3)
    assert reader.find_topic(memory.topic).partitions == found


def test_a_missing_topic_is_asked_for_every_time(memory):
    assert memory.reader.find_topic("later").partitions == 0
    memory.kafka.create_topic("later")
    assert memory.reader.find_topic("later").partitions == 1


def test_a_hint_is_committed(memory):
    memory.reader.commit_hint(memory.topic, 1, 5)
    assert memory.kafka.hints == {(memory.topic, 1): 5}


@pytest.fixture
def finder(memory, settings):
    """A page's EndFinder, which connects to the twin."""
    settings.KAFKA_BOOTSTRAP = "memory"
    return EndFinder(connect=memory.connect)


def test_a_page_is_told_the_ends_and_the_cluster(memory, finder):
    memory.send(b"a", partition=1)
    ends = {(memory.topic, 0): 0, (memory.topic, 1): 1}
    assert finder.ask_ends([memory.topic]) == (memory.kafka.id, ends)


def test_a_page_without_kafka_is_told_nothing_and_kafka_is_left_alone_for_a_while(memory, finder):
    memory.kafka.is_away = True
    assert finder.ask_ends([memory.topic]) == (None, {})
    memory.kafka.is_away = False
    assert finder.ask_ends([memory.topic]) == (None, {})
    finder._silent_until = 0.0
    assert finder.ask_ends([memory.topic])[0] == memory.kafka.id


def test_a_page_asks_no_kafka_where_none_is_set(finder, memory, settings):
    settings.KAFKA_BOOTSTRAP = ""
    assert finder.ask_ends([memory.topic]) == (None, {})
