"""Whole published data sets, imported together into one database, and held against what was published of them.

`WRITE_TRUTH=1 pytest tests/truth` writes the table of docs/explanation/truth.md; without it, that table must be true.
"""
