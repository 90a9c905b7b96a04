"""Sends records to Kafka: the relay reads the outbox (MatchEvent and OutboxCursor in models/match.py)."""
