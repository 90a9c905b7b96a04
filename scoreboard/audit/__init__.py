"""The audit log: who did what, when, from where and why; written here, and read for its page and file.

A note is written in the transaction of what it records, so that neither stands without the other.
"""

from scoreboard.audit.writing import name_match, note, note_import, note_records, summarise_match

__all__ = ["name_match", "note", "note_import", "note_records", "summarise_match"]
