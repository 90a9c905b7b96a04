"""The embedded Kafka: the same cluster, port and records after every kind of end; and its jars."""

import re
import socket
import stat
import threading
from functools import partial

import pytest
from confluent_kafka import Consumer, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

from scoreboard.devserver import kafka as embedded
from scoreboard.devserver.runtime import KAFKA_USER
from tests import servers


def cluster_id(address, **options):
    """The id of the cluster that answers there."""
    admin = AdminClient({"bootstrap.servers": address, "log_level": 0, **options})
    return admin.list_topics(timeout=20).cluster_id


def send(address, values):
    """Send records and have them acknowledged."""
    producer = Producer({"bootstrap.servers": address, "acks": "all", "log_level": 0})
    for value in values:
        producer.produce("t", value)
    assert producer.flush(20) == 0


def read(address, count):
    """The first records of topic t."""
    consumer = Consumer({"bootstrap.servers": address, "group.id": "t", "log_level": 0})
    consumer.assign([TopicPartition("t", 0, 0)])
    found = [record.value() for record in consumer.consume(count, timeout=20)]
    consumer.close()
    return found


@pytest.mark.slow
@pytest.mark.xdist_group("kafka")
def test_everything_survives_its_ends(start_broker):
    broker = start_broker()
    cluster = cluster_id(broker.url)
    admin = AdminClient({"bootstrap.servers": broker.url, "log_level": 0})
    topics = admin.create_topics([NewTopic("t", 1, 1)])
    topics["t"].result(timeout=20)
    send(broker.url, [b"1"])
    broker.restart()
    send(broker.url, [b"2"])
    broker.kill()
    broker.start()
    assert read(broker.url, 2) == [b"1", b"2"]
    assert cluster_id(broker.url) == cluster


@pytest.mark.slow
@pytest.mark.xdist_group("kafka")
def test_with_a_password_nobody_gets_in_without_it(tmp_path_factory):
    folder = tmp_path_factory.mktemp("broker")
    servers.fetch_jars_or_skip(folder=folder)
    start_kafka = partial(embedded.start_kafka, data_dir=folder)
    broker = start_kafka()
    cluster = cluster_id(broker.address)  # what an earlier release has kept is read on
    broker.stop()
    broker = start_kafka(password="right")
    try:
        login = {"security.protocol": "SASL_PLAINTEXT", "sasl.mechanisms": "PLAIN", "sasl.username": KAFKA_USER}
        host, port = broker.address.split(":")
        for address in (broker.address, f"{host}:{int(port) + 1}"):  # the controller's, too
            for refused in ({}, {**login, "sasl.password": "wrong"}):
                admin = AdminClient({"bootstrap.servers": address, "log_level": 0, **refused})
                with pytest.raises(KafkaException):
                    admin.list_topics(timeout=2)
        assert cluster_id(broker.address, **login, **{"sasl.password": "right"}) == cluster
        assert stat.S_IMODE((folder / "kafka" / "server.properties").stat().st_mode) == 0o600
    finally:
        broker.stop()


def test_the_password_stays(tmp_path):
    password = embedded.choose_password(data_dir=tmp_path)
    assert len(password) >= 40
    assert embedded.choose_password(data_dir=tmp_path) == password


def test_topics_are_made_on_purpose_only(kafka):
    admin = AdminClient({"bootstrap.servers": kafka, "log_level": 0})
    admin.list_topics("by-typing-error", timeout=20)
    assert "by-typing-error" not in admin.list_topics(timeout=20).topics


def test_the_port_stays(tmp_path):
    assert embedded.choose_port(data_dir=tmp_path) == embedded.choose_port(data_dir=tmp_path)
    assert embedded.choose_port(data_dir=tmp_path) in embedded.PORTS


@pytest.mark.parametrize("which", [0, 1])
def test_the_port_changes_when_it_is_taken(tmp_path, which):
    port = embedded.choose_port(data_dir=tmp_path)
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # connections of before may still be closing
        other.bind(("127.0.0.1", port + which))
        other.listen()
        chosen = embedded.choose_port(data_dir=tmp_path)
    assert chosen not in (port, port + 1)
    assert embedded.choose_port(data_dir=tmp_path) == chosen


@pytest.fixture
def empty_jars(tmp_path):
    """The folder of the jars, which are not here yet."""
    return tmp_path / "share" / "kafka"


def test_no_network_is_told_in_one_line_and_leaves_nothing(empty_jars, monkeypatch, tmp_path):
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    with pytest.raises(embedded.BrokerUnavailable, match=r"^no network \(Maven Central does not answer: .*\)$"):
        embedded.fetch_jars(data_dir=tmp_path, jars=empty_jars)
    assert [path.name for path in empty_jars.parent.iterdir()] == ["kafka.lock"]


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(embedded.BrokerUnavailable, match="cannot write"):
        embedded.fetch_jars(data_dir=tmp_path, jars=tmp_path / "file" / "kafka")


def test_every_jar_is_locked_by_its_hash():
    locked = embedded.read_locked()
    assert f"org.apache.kafka:kafka_2.13:{embedded.VERSION}" in locked
    assert len(locked) > 40
    assert [jar for jar, digest in locked.items() if not re.fullmatch("[0-9a-f]{64}", digest)] == []


@pytest.mark.slow
def test_a_jar_that_is_another_than_the_locked_one_is_not_run(empty_jars, tmp_path):
    download = partial(embedded.download_jars, locked={"org.slf4j:slf4j-api:1.7.36": "0" * 64})
    try:
        with pytest.raises(embedded.BrokerUnavailable) as raised:
            embedded.fetch_jars(data_dir=tmp_path, jars=empty_jars, download=download)
    finally:
        assert [path.name for path in empty_jars.parent.iterdir()] == ["kafka.lock"]
    if "no network" in str(raised.value):
        servers.missing(str(raised.value))
    assert str(raised.value) == "slf4j-api-1.7.36.jar is not the file that kafka-jars.txt has: it is not run"


def test_an_interrupted_fetch_is_done_again(empty_jars, tmp_path):
    def download(*, into):
        assert not into.exists()
        into.mkdir(parents=True)
        (into / "a.jar").write_text("whole")

    draft = empty_jars.with_name("kafka.draft")
    draft.mkdir(parents=True)
    (draft / "a.jar").write_text("half")
    jars = embedded.fetch_jars(data_dir=tmp_path, jars=empty_jars, download=download)
    assert (jars / "a.jar").read_text() == "whole"
    assert not draft.exists()


def test_two_that_fetch_at_once_fetch_once(empty_jars, tmp_path):
    downloads = []

    def download(*, into):
        downloads.append(into)
        threading.Event().wait(0.2)
        into.mkdir(parents=True)

    wanted = {"data_dir": tmp_path, "jars": empty_jars, "download": download}
    threads = [threading.Thread(target=embedded.fetch_jars, kwargs=wanted) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(downloads) == 1
    assert empty_jars.is_dir()
