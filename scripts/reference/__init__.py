"""Writes docs/reference from the code: settings, commands, topics, metrics, the API, and the events of every sport."""
