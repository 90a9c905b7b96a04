"""The audit log: what is noted, by whom it is said to be done, and how it is read.

A note is written in the transaction of what it records, so that neither stands without the other.
"""

from scoreboard.audit.writing import name_match, note, note_import, note_records, summarise_match

__all__ = ["name_match", "note", "note_import", "note_records", "summarise_match"]
