"""Situations from what users of scoring programs reported: one test a row, named after its kind, with the right value.

Each test names the rule that makes the value right (law and edition). A module for each sport, and for what is no
sport's: decisions, imports, old seasons, days. docs/explanation/truth.md lists what was tried beside them.
"""
