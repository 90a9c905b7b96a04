"""Proves the match log, repairs matches that cannot be read, and makes matches again from Kafka alone."""
