"""The fault matrix: every part of Scoreboard killed, stopped, cut off or doubled while a known stream is entered.

`make faults` prints the table of all rows; CI runs the rows marked for it. Nothing may be lost, doubled or out of
order.
"""
