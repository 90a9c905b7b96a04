"""Prometheus metrics of the relay."""

from prometheus_client import Counter, Gauge

SENT = Counter("scoreboard_relay_sent_total", "Records and catalogue rows that Kafka has acknowledged.")
SEND_ERRORS = Counter("scoreboard_relay_errors_total", "Records that Kafka refused, and lost producers.", ["reason"])
FAILURES = Counter("scoreboard_relay_failures_total", "Rounds that did not reach one of these.", ["what"])
IN_FLIGHT = Gauge("scoreboard_relay_in_flight", "Records handed to the producer and not acknowledged yet.")
LEASED = Gauge("scoreboard_relay_leased", "Matches that this relay has in hand.")
HELD_BACK = Gauge("scoreboard_relay_held_matches", "Matches held back for a record that cannot be sent.")
WAKEUPS = Counter("scoreboard_relay_nudges_total", "Times the stats consumer was told that there is something new.")
WAKEUP_ERRORS = Counter("scoreboard_relay_nudge_errors_total", "Times it could not be told; it looks by itself.")
