"""Bounds and intervals of the live side that no operator sets. (Those that one may set are LIVE_… in settings.)"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveLimits:
    """The limits of one hub, its viewers and their connections; tests hand in smaller ones."""

    # A viewer that reads too slowly (hub/viewer.py).
    queue_frames: int = 256  # that may wait for it; then a snapshot takes their place,
    queue_bytes: int = 256 * 1024  # as with so many bytes
    stall_s: float = 5.0  # it is given up after so long without room for a single frame

    # What a client may say (transports/websocket.py).
    messages: int = 60  # in `messages_s`
    messages_s: float = 10.0

    # One match (hub/match_feed.py).
    straggler_s: float = 0.05  # a missing message is waited for so long: two processes may publish out of order
    snapshot_s: float = 1.0  # viewers that join within so long share one snapshot,
    snapshot_frames: int = 20  # unless more than so many frames have followed it
    history_frames: int = 1_000  # a viewer that missed more gets a snapshot

    # Many viewers (hub/broadcast.py, hub/overview_batches.py).
    slice_viewers: int = 250  # written to before the event loop gets to do something else

    # By the clock (hub/periodic.py).
    poll_s: float = 0.7  # so that with the reading that follows, a lost frame is made good within a second
    beat_s: float = 10.0
    presence_s: float = 1.0
    presence_fresh_s: int = 6  # the count of a process that has written none for so long is left out (hub/presence.py)

    # Topics and competitions (hub/topics.py, hub/competitions.py).
    linger_s: float = 60.0  # a match that is no longer live stays so long among the live ones
    absent_s: float = 5.0  # a client that asked for a new competition too early finds it so soon
    competitions: int = 10_000  # ids that are competitions' are remembered, and as many that are not

    # Admission (hub/admission.py).
    addresses: int = 100_000  # counted apart: about 15 MB
    abuse_s: float = 600.0  # an address' closings for abuse are counted for so long
