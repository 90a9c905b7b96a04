"""The catalogue's upkeep: two competitors that are found to be one are merged."""
