"""Connects viewers to the matches they watch, within one process."""
