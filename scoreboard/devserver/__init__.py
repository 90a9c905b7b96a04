"""Starts and stops the embedded servers (Valkey, Apache Kafka) and the programs of `make run`."""
