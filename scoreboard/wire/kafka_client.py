"""Configures every Kafka client of this project: where it connects to, and by which credentials."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings


def client_config(options: Mapping[str, Any]) -> dict[str, Any]:
    """The configuration of a confluent-kafka client of settings.KAFKA_BOOTSTRAP; `options` are added to it."""
    config = {"bootstrap.servers": settings.KAFKA_BOOTSTRAP, "security.protocol": settings.KAFKA_SECURITY}
    if settings.KAFKA_SECURITY.startswith("SASL_"):
        config["sasl.mechanisms"] = settings.KAFKA_MECHANISM
        config["sasl.username"] = settings.KAFKA_USER
        config["sasl.password"] = settings.KAFKA_PASSWORD
    if settings.KAFKA_CA:
        config["ssl.ca.location"] = settings.KAFKA_CA
    return {**config, **options}
