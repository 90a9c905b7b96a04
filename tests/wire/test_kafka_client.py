"""Every client of Kafka is configured in one place."""

import ast
from pathlib import Path

import pytest

from scoreboard.wire.kafka_client import client_config

ROOT = Path(__file__).resolve().parents[2]
CLIENTS = {"Consumer", "Producer", "AdminClient"}
PRODUCT = [*(ROOT / "scoreboard").rglob("*.py"), *(ROOT / "stats").rglob("*.py")]


def list_clients(tree):
    """The names of clients that a module imports, and the calls that make one."""
    imported = {
        name.asname or name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("confluent_kafka")
        for name in node.names
    } & CLIENTS
    calls = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in imported
    ]
    return imported, calls


def test_no_other_module_knows_where_kafka_is():
    told = [file.name for file in PRODUCT if "bootstrap.servers" in file.read_text()]
    assert told == ["kafka_client.py"]


def test_every_client_is_made_of_client_config():
    modules = {file: list_clients(ast.parse(file.read_text())) for file in PRODUCT}
    made = {file.name: len(calls) for file, (_, calls) in modules.items() if calls}
    assert made.keys() >= {"kafka_reader.py", "producer.py", "topics.py", "dead_letters.py", "health.py"}
    for file, (_, calls) in modules.items():
        assert len(calls) == file.read_text().count("(client_config(") + file.read_text().count(" = client_config("), (
            file
        )


@pytest.mark.parametrize("protocol", ["PLAINTEXT", "SASL_SSL"])
def test_credentials_go_with_the_protocol_that_takes_them(settings, protocol):
    settings.KAFKA_BOOTSTRAP, settings.KAFKA_SECURITY, settings.KAFKA_CA = "a:9092", protocol, ""
    settings.KAFKA_MECHANISM, settings.KAFKA_USER, settings.KAFKA_PASSWORD = "SCRAM-SHA-512", "ann", "secret"
    config = client_config({"client.id": "x"})
    assert (config["bootstrap.servers"], config["security.protocol"], config["client.id"]) == ("a:9092", protocol, "x")
    assert ("sasl.password" in config) == (protocol == "SASL_SSL")
