"""How every Kafka client of this project connects: where to, and who it says it is."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings


def client_config(options: Mapping[str, Any]) -> dict[str, Any]:
    """The configuration of a confluent-kafka client for settings.KAFKA_BOOTSTRAP, with `options` of its own."""
    config = {"bootstrap.servers": settings.KAFKA_BOOTSTRAP, "security.protocol": settings.KAFKA_SECURITY}
    if settings.KAFKA_SECURITY.startswith("SASL_"):
        config["sasl.mechanisms"] = settings.KAFKA_MECHANISM
        config["sasl.username"] = settings.KAFKA_USER
        config["sasl.password"] = settings.KAFKA_PASSWORD
    if settings.KAFKA_CA:
        config["ssl.ca.location"] = settings.KAFKA_CA
    return {**config, **options}
