"""The scoring console: the pages on which scorers enter events."""
