"""Timed periods: what sports share that are played by the clock, from basketball to rugby.

A match is periods, breaks between them, and where it is level and must not be, overtimes and a shootout. Each sport
adds its own ways of scoring, on top of the state (`Timed`) and ruleset (`TimedRules`) here.
"""
