"""Prometheus' gauges of this process's hubs, read when /metrics is: what waits, and the matches most watched."""

from collections.abc import Callable, Iterable

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import REGISTRY, Collector

from scoreboard.live.hub.hub import Hub, get_hubs
from scoreboard.live.hub.match_feed import MatchFeed


class HubCollector(Collector):
    """Figures of this process's hubs as they stand; of the `busiest` matches each by itself, not of all matches."""

    def __init__(self, *, busiest: int = 20) -> None:
        self._busiest = busiest

    def collect(self) -> Iterable[Metric]:
        """The figures, each with its name and meaning."""
        hubs = get_hubs()
        yield gauge("scoreboard_loop_lag_average_seconds", "How late the event loop is, of late.", lag_of(hubs))
        waiting = sum(viewer.waiting_bytes for hub in hubs for viewer in tuple(hub.viewers))
        yield gauge("scoreboard_queue_bytes", "Bytes that wait for slow viewers.", waiting)
        held = max((hub.admission.most_held for hub in hubs), default=0)
        yield gauge("scoreboard_most_held_by_address", "The most connections that one address holds here.", held)
        feeds = sorted((feed for hub in hubs for feed in hub.feeds), key=lambda feed: feed.watching, reverse=True)
        figures: dict[str, tuple[str, Callable[[MatchFeed], float]]] = {
            "viewers": ("Connections of this process that watch a match.", lambda feed: feed.watching),
            "seq": ("How far a match's log is known to this process.", lambda feed: feed.seq),
            "gaps": ("Frames of a match that came before the ones they follow.", lambda feed: feed.gaps),
            "repairs": ("Times a match was read again for frames that did not come.", lambda feed: feed.repairs),
            "last_latency_seconds": (
                "From commit to the last socket, of a match's last frame.",
                lambda feed: feed.latency_s,
            ),
        }
        for name, (meaning, read) in figures.items():
            family = GaugeMetricFamily(
                f"scoreboard_match_{name}", f"{meaning} The {self._busiest} with most viewers.", labels=["match"]
            )
            for feed in feeds[: self._busiest]:
                family.add_metric([feed.match_id], float(read(feed)))
            yield family


def gauge(name: str, meaning: str, value: float) -> Metric:
    """A figure without labels."""
    return GaugeMetricFamily(name, meaning, value=value)


def lag_of(hubs: Iterable[Hub]) -> float:
    """The lag of the event loops, in seconds: that of the latest."""
    return max((hub.loop_lag.ms / 1000 for hub in hubs), default=0.0)


REGISTRY.register(HubCollector())
