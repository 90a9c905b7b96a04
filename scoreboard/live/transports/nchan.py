"""The edge: feeds nginx (nchan) with the frames of all live matches, as one more viewer of a hub.

nginx then writes it to its own sockets (deploy/nginx/nchan.conf), more of them than Python serves on one machine. Each
match has a channel of its frames (`match/ID`), and one that says how far its log reaches (`top/ID`); what says that all
is well is on a channel that all share. How many viewers a channel has, nchan answers to each publish. Where nginx is
away, frames wait, and what waited too long gives way to a snapshot, as for any viewer.
"""

import asyncio
import http.client
import logging
from urllib.parse import urlsplit

import msgspec

from scoreboard import parsing
from scoreboard.live.hub.hub import Hub
from scoreboard.live.hub.viewer import Viewer
from scoreboard.outages import Outage
from scoreboard.wire.encoded_frames import EncodedFrame, encode_beat
from scoreboard.wire.frames import BeatFrame, SnapshotFrame, ViewersFrame

logger = logging.getLogger(__name__)
TIMEOUT_S = 5.0
AGAIN_S = 0.5  # between two tries of the same frame, and before a new start


class NchanRefused(OSError):
    """nginx (nchan) did not take a frame; says how it answered."""


class Channel(msgspec.Struct):
    """Of nchan's answer to a publish, how many the channel has."""

    subscribers: int = 0


class Edge:
    """Passes what `hub` shows of all live matches on to the nchan publisher at `url` (nchan-publisher.conf)."""

    def __init__(self, hub: Hub, url: str) -> None:
        self._hub = hub
        self._address = urlsplit(url).netloc
        self._connection = self._connect()
        nginx = f"nchan at {self._address} takes"
        self._outage = Outage(logger, away=f"{nginx} no frames", back=f"{nginx} frames again")
        self._viewers: dict[str, int] = {}
        hub.presence.elsewhere = self._viewers

    async def run(self) -> None:
        """Watch until cancelled; after being given up as too slow, start anew from snapshots."""
        while True:
            ended = asyncio.Event()
            self._connection = self._connect()  # a post that was given up may still be at work on the last one

            async def close(_code: int, ended: asyncio.Event = ended) -> None:
                ended.set()

            viewer = Viewer(
                transport="edge",
                limits=self._hub.limits,
                send=self._pass_on,
                close=close,
                abort=ended.set,
                on_full=self._hub.jump,
            )
            self._hub.enter(viewer)
            try:
                await self._hub.follow(viewer, "live")
                self._hub.beat(viewer)
                await ended.wait()
            except OSError:
                logger.warning("The edge has not taken frames for too long; it starts anew from snapshots")
            finally:
                self._hub.leave(viewer)
                self._connection.close()
            await asyncio.sleep(AGAIN_S)

    def _connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(self._address, timeout=TIMEOUT_S)

    async def _pass_on(self, frame: EncodedFrame) -> None:
        match frame.frame:
            case BeatFrame(tops=log_ends, stale=stale):
                for match_id, seq in log_ends.items():
                    log_end = encode_beat({match_id: seq}, stale=stale)
                    self._viewers[match_id] = await self._publish(f"top/{match_id}", log_end.body)
                for match_id in self._viewers.keys() - log_ends.keys():
                    del self._viewers[match_id]
                await self._publish("beat", encode_beat({}, stale=stale).body)
            case ViewersFrame(counts=counts):
                for match_id in counts:
                    await self._publish(f"top/{match_id}", frame.body)
            case SnapshotFrame() | None:  # the other frames are not for all: a later viewer does not resume, say
                (match_id,) = frame.matches
                await self._publish(f"match/{match_id}", frame.body)

    async def _publish(self, channel: str, body: bytes) -> int:
        """Publish a frame, however often it takes: the next one must not come before it. How many have it."""
        while True:
            try:
                subscribers = await asyncio.to_thread(self._post, channel, body)
            except (OSError, http.client.HTTPException) as error:
                self._connection.close()
                self._outage.began(error)
                await asyncio.sleep(AGAIN_S)
            else:
                self._outage.ended()
                return subscribers

    def _post(self, channel: str, body: bytes) -> int:
        headers = {"Content-Type": "application/json", "Accept": "text/json"}
        self._connection.request("POST", f"/{channel}", body, headers)
        answer = self._connection.getresponse()
        told = answer.read()
        if answer.status not in {201, 202}:
            raise NchanRefused(f"status {answer.status}")
        return parsing.decode(told, Channel).subscribers
