"""Replays: a finished match is played again as a new live match."""
