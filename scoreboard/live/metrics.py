"""What the live side counts, each under the name that /metrics shows."""

from prometheus_client import Counter, Gauge, Histogram

# Scorers' records on their way to the channel layer (push.py).
published = Counter("scoreboard_push_published_total", "Records handed to the channel layer.")
dropped = Counter("scoreboard_push_dropped_total", "Records the channel layer did not take in time.")

# Viewers of this process (hub/hub.py, hub/viewer.py).
viewers = Gauge("scoreboard_viewers", "Connections that watch, by transport.", ["transport"])
watched = Gauge("scoreboard_watched_matches", "Matches with at least one viewer here.")
topics = Gauge("scoreboard_followed_topics", "Topics of /ws/live with at least one viewer here.")
not_subscribed = Counter(
    "scoreboard_subscriptions_refused_total",
    "Topics that a viewer of /ws/live did not get: unknown; too_many or too_many_unknown on one socket (4429).",
    ["cause"],
)
delivered = Counter("scoreboard_frames_delivered_total", "Frames offered to viewers' connections.")
jumps = Counter("scoreboard_viewer_jumps_total", "Slow viewers whose waiting frames gave way to a snapshot.")
too_slow = Counter("scoreboard_viewers_too_slow_total", "Viewers sent away (4408).")
refused = Counter("scoreboard_connects_refused_total", "Connects that came too fast (429), by limit.", ["limit"])
abuses = Counter("scoreboard_sockets_abusive_total", "Sockets closed for more than a client may send (4429).")
over_limit = Counter(
    "scoreboard_refused_total", "Requests, connections and sockets that were ended for a limit, by limit.", ["limit"]
)
shed = Counter("scoreboard_viewers_shed_total", "Newcomers sent down the ladder, by where to and why.", ["to", "cause"])
loop_lag = Histogram(
    "scoreboard_loop_lag_seconds",
    "How late the event loop was, ten times a second.",
    buckets=(0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5),
)
latency = Histogram(
    "scoreboard_commit_to_socket_seconds",
    "From the time the server took a record to its frame written to the last local socket.",
    buckets=(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 30),
)

# What clients found at their end (client_reports.py).
client_reports = Counter("scoreboard_client_reports_total", "Reports of sampled clients, by transport.", ["transport"])
client_events = Counter(
    "scoreboard_client_events_total",
    "Events that sampled clients report, by what became of them: shown, lost, doubled, jumped (by a snapshot).",
    ["outcome"],
)


def loss_ratio() -> float:
    """Lost events among those that were shown or lost; 0 before the first report."""
    shown, lost = (client_events.labels(outcome)._value.get() for outcome in ("shown", "lost"))  # noqa: SLF001
    return lost / (shown + lost) if shown + lost else 0.0


client_loss = Gauge(
    "scoreboard_client_loss_ratio", "Of the events that sampled clients should have been shown, those lost."
)
client_loss.set_function(loss_ratio)
client_latency = Histogram(
    "scoreboard_client_latency_seconds",
    "From the time the server took a record to a sampled client's page having it, by that client's clock.",
    buckets=(0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 30),
)


# What Redis lost, and how it was made good (match_feed.py, subscription.py).
gaps = Counter("scoreboard_frame_gaps_total", "Frames that came before the ones they follow.")
repairs = Counter("scoreboard_repairs_total", "Matches read again for frames that did not come, by cause.", ["cause"])
garbled = Counter("scoreboard_garbled_messages_total", "Messages of the channel layer that made no sense.")
log_repairs = Counter("scoreboard_log_repairs_total", "Those that took the match log, not Redis' history alone.")
layer_up = Gauge("scoreboard_channel_layer_up", "1 while every Redis brings back what is sent to oneself.")
