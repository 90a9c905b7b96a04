"""WebSockets of viewers: one match (`/ws/matches/{id}`), or many on one socket (`/ws/live`); docs/protocol.md.

Lean Channels consumers: viewers are anonymous and read only, so there is no channel layer a socket, no session, and no
hop to the database's thread for each message. What they are shown comes from the hub. A client that sends more than
LiveLimits allow is closed with 4429; bounds on bytes and frames as such are in `live/server/`.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import msgspec
from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.security.websocket import OriginValidator
from django.conf import settings
from django.db import Error as DatabaseError

from scoreboard import parsing
from scoreboard.live import metrics
from scoreboard.live.hub.admission import subject_of
from scoreboard.live.hub.competitions import NoSuchCompetition
from scoreboard.live.hub.hub import get_hub
from scoreboard.live.hub.log_reader import NoSuchMatch
from scoreboard.live.hub.viewer import GOING_AWAY, INTERNAL, Viewer
from scoreboard.live.server.websocket import EXTENSION
from scoreboard.models.unreadable import UnreadableMatch
from scoreboard.wire.commands import FRAME_BYTES, BadCommand, Topic, is_id, parse_command, parse_topic
from scoreboard.wire.encoded_frames import EncodedFrame, encode_error, encode_shed
from scoreboard.wire.frames import ErrorCode, LowerTransport
from scoreboard.wire.records import BadCursor, parse_cursor

logger = logging.getLogger(__name__)
BAD_REQUEST: Final = 4400
NO_MATCH: Final = 4404  # nor a competition
TOO_MANY: Final = 4429
TOO_BIG: Final = 1009
TRY_LATER = 1013
TOPICS_A_TURN = 16  # of one client's are subscribed before others have their turn


class ViewerConsumer(AsyncWebsocketConsumer):
    """What both addresses share: a viewer of the hub, the limits on what a client may send, and how it ends."""

    viewer: Viewer
    overview = False  # whether it gets events in batches
    lower: tuple[LowerTransport, ...] = ("sse", "poll")  # where its client can go when this server is full

    async def __call__(
        self, scope: dict[str, Any], receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Awaitable[None]]
    ) -> None:
        """Serve one socket. In place of the stock one, which makes a channel, a task and a thread hop a message."""
        self.scope, self.receive, self.base_send = scope, receive, send
        self.hub = get_hub()
        server = dict(scope.get("extensions", {}).get(EXTENSION, {}))
        self.rest = server.pop("rest", stay)
        client = scope.get("client")
        self.viewer = Viewer(
            transport="websocket",
            limits=self.hub.limits,
            subject=subject_of(client[0] if client else None),
            overview=self.overview,
            send=lambda frame: send(frame.asgi_message),
            close=lambda code: send({"type": "websocket.close", "code": code}),
            on_full=self.hub.jump,
            **server,
        )
        self.heard_at, self.heard = 0.0, 0
        await self.serve()

    async def serve(self) -> None:
        """Answer what the client says until it ends, or until nothing waits: then the server calls this again."""
        resting = False
        try:
            while not resting:
                await self.dispatch(await self.receive())
                self.scope = {}  # read in `greet`; headers take kilobytes
                resting = self.rest(self.serve)
        except (StopConsumer, OSError):
            pass
        finally:
            if not resting:
                self.hub.leave(self.viewer)

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Answer one ASGI message; what is wrong with it is told, then the socket is closed."""
        handler = getattr(self, message["type"].replace(".", "_"))
        try:
            await handler(message)
        except (BadCommand, BadCursor) as error:
            self.refuse(BAD_REQUEST, str(error))
        except NoSuchMatch as error:
            self.refuse(NO_MATCH, str(error))
        except UnreadableMatch as error:
            self.refuse(INTERNAL, str(error))
        except DatabaseError as error:  # a line each, no traceback: everybody comes back while it lasts
            logger.warning("A viewer cannot be served now: %s", error)
            self.viewer.dismiss(INTERNAL)

    async def websocket_connect(self, message: dict[str, Any]) -> None:
        """Let a client in, or send it on: elsewhere if this server is going away, down the ladder if it is full."""
        if self.hub.closing:
            return await self.deny(503, GOING_AWAY, self.hub.bye(), wait_s=1)
        wait_s = self.hub.admission.refuse(self.viewer.subject)
        if wait_s is not None:
            return await self.deny(429, TOO_MANY, encode_error(TOO_MANY, "Too many connects."), wait_s=wait_s)
        to = self.hub.admission.shed(self.viewer.subject, "websocket", *self.lower)
        await self.accept()
        self.hub.enter(self.viewer)
        if to is None:
            await self.greet()
        else:
            self.viewer.dismiss(TRY_LATER, encode_shed(to))
        return None

    async def deny(self, status: int, code: int, last: EncodedFrame, *, wait_s: int) -> None:
        """Answer the handshake with `status`, so that a proxy asks the next server; else let in, say why and close."""
        if "websocket.http.response" not in self.scope.get("extensions", {}):
            await self.accept()
            self.viewer.dismiss(code, last)
            return
        headers = [(b"retry-after", str(wait_s).encode()), (b"cache-control", b"no-store")]
        await self.base_send({"type": "websocket.http.response.start", "status": status, "headers": headers})
        await self.base_send({"type": "websocket.http.response.body", "body": b""})
        raise StopConsumer

    async def websocket_receive(self, message: dict[str, Any]) -> None:
        """Check a client's frame against the limits, and hear it."""
        if self.viewer.closed:
            return None
        text, data = message.get("text"), message.get("bytes")
        if len(text.encode() if text is not None else data or b"") > FRAME_BYTES:
            return self.refuse(TOO_BIG, f"A frame has at most {FRAME_BYTES} bytes.")
        now, limits = time.monotonic(), self.hub.limits
        if now - self.heard_at > limits.messages_s:
            self.heard_at, self.heard = now, 0
        self.heard += 1
        if self.heard > limits.messages:
            metrics.over_limit.labels("messages").inc()
            return self.refuse(TOO_MANY, f"At most {limits.messages} frames in {limits.messages_s:g} s.")
        if text is None:
            raise BadCommand("Expected JSON in a text frame, not a binary one.")
        await self.hear(text)
        return None

    async def websocket_disconnect(self, message: dict[str, Any]) -> None:
        """End; where the server has closed it for what it sent, that counts."""
        if message.get("code") == TOO_MANY and not self.viewer.closed:
            self.hub.admission.note_abuse(self.viewer.subject)
        raise StopConsumer

    async def greet(self) -> None:
        """Begin to show what the address asks for."""

    async def hear(self, text: str) -> None:
        """Do what a client's frame says; raises BadCommand, BadCursor."""
        raise NotImplementedError

    def refuse(self, code: ErrorCode, detail: str) -> None:
        """Say what is wrong, and close."""
        if code == TOO_MANY and not self.viewer.closed:
            self.hub.admission.note_abuse(self.viewer.subject)
        self.viewer.dismiss(code, encode_error(code, detail))


class MatchConsumer(ViewerConsumer):
    """One match, from `?cursor=` on, or from a snapshot."""

    async def greet(self) -> None:
        match_id = self.scope["url_route"]["kwargs"]["match_id"]
        given = parse_qs(self.scope["query_string"].decode("latin-1")).get("cursor")
        await self.hub.watch(self.viewer, check_match_id(match_id), parse_cursor(given[-1]) if given else None)

    async def hear(self, text: str) -> None:
        try:
            parsing.decode(text)  # nothing to say here yet; what a later client says does no harm
        except (msgspec.DecodeError, RecursionError) as error:  # too deep for anybody
            raise BadCommand(f"Expected JSON: {error}.") from error


class LiveConsumer(ViewerConsumer):
    """Many matches on one socket, as the client subscribes and unsubscribes."""

    overview = True
    lower = ("poll",)

    def __init__(self) -> None:
        super().__init__()
        self.subscribed: set[str] = set()
        self.unknown = 0  # topics that it has asked for in vain: each has cost a look-up

    async def hear(self, text: str) -> None:
        command = parse_command(text)
        for topic in map(parse_topic, command.unsubscribe):
            self.unsubscribe(topic)
        wanted = [parse_topic(topic) for topic in command.subscribe]
        names = {topic.name for topic in wanted}
        most = settings.LIVE_SUBSCRIPTIONS
        if most and len(self.subscribed | names) > most:
            metrics.not_subscribed.labels("too_many").inc()
            return self.refuse(TOO_MANY, f"At most {most} subscriptions on one socket.")
        asked = {topic.of for topic in wanted if topic.kind == "competition"}
        unknown = len(asked - await self.hub.topics.competitions.find(asked))
        for number, topic in enumerate(wanted, start=1):
            if 0 < settings.LIVE_UNKNOWN_TOPICS < max(self.unknown, unknown):
                metrics.not_subscribed.labels("too_many_unknown").inc()
                return self.refuse(TOO_MANY, f"At most {settings.LIVE_UNKNOWN_TOPICS} unknown topics on one socket.")
            await self.subscribe(topic)
            if number % TOPICS_A_TURN == 0:
                await asyncio.sleep(0)
        self.hub.beat(self.viewer)  # the word that all is subscribed, and how far it is
        return None

    async def subscribe(self, topic: Topic) -> None:
        """Begin to show a topic; where there is no such thing, or it cannot be read, the client is told.

        Its other topics go on.
        """
        name = topic.name
        if name in self.subscribed:
            return
        self.subscribed.add(name)
        try:
            if topic.kind == "match":
                await self.hub.watch(self.viewer, check_match_id(topic.of), topic.cursor)
            else:
                await self.hub.follow(self.viewer, name)
        except (NoSuchMatch, NoSuchCompetition) as error:
            self.subscribed.discard(name)
            self.unknown += 1
            metrics.not_subscribed.labels("unknown").inc()
            self.viewer.offer(encode_error(NO_MATCH, str(error)))
        except UnreadableMatch as error:
            self.subscribed.discard(name)
            self.viewer.offer(encode_error(INTERNAL, str(error)))

    def unsubscribe(self, topic: Topic) -> None:
        """Show a topic no more."""
        if topic.name not in self.subscribed:
            return
        self.subscribed.discard(topic.name)
        if topic.kind == "match":
            self.hub.unwatch(self.viewer, check_match_id(topic.of))
        else:
            self.hub.unfollow(self.viewer, topic.name)


class UnknownConsumer(AsyncWebsocketConsumer):
    """Any other address: the handshake is denied."""

    async def __call__(
        self, scope: dict[str, Any], receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Awaitable[None]]
    ) -> None:
        """Deny one socket."""
        await receive()
        await send({"type": "websocket.close"})


class OriginCheck(OriginValidator):
    """Lets pages of the allowed hosts in, and programs, which send no Origin; no page of another site.

    The check is there for browsers, which never leave the header out; a program can send what it likes.
    """

    def valid_origin(self, parsed_origin: Any) -> bool:
        """Whether a connection with this Origin (parsed, None without one) may go on."""
        return parsed_origin is None or bool(self.validate_origin(parsed_origin))

    async def __call__(self, scope: Any, receive: Any, send: Any) -> Any:
        """Check one socket; an Origin that is no address is refused like a foreign one."""
        origins = [value.decode("latin-1") for name, value in scope["headers"] if name == b"origin"]
        try:
            for origin in origins:
                urlsplit(origin).port  # noqa: B018  # raises where it is none
        except ValueError:
            return await UnknownConsumer()(scope, receive, send)
        return await super().__call__(scope, receive, send)


def stay(_again: Any) -> bool:
    """For a server that keeps a task for each socket: the task stays."""
    return False


def check_origin(application: Any) -> Any:
    """Wrap `application` so that only pages of ALLOWED_HOSTS, and programs, get through."""
    return OriginCheck(application, settings.ALLOWED_HOSTS)


def check_match_id(text: str) -> str:
    """A match's id; raises NoSuchMatch where it can be none."""
    if not is_id(text):
        raise NoSuchMatch(f"There is no match {text[:60]!r}.")
    return text
