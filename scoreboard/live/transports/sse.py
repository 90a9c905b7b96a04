"""Server-sent events: the frames of one match, for clients that WebSockets do not get through to."""

import asyncio
import random
from collections.abc import AsyncIterator
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET

from scoreboard.entrances.problems import answer_problem
from scoreboard.live.hub.admission import subject_of
from scoreboard.live.hub.hub import get_hub
from scoreboard.live.hub.log_reader import NoSuchMatch
from scoreboard.live.hub.viewer import Viewer
from scoreboard.models.unreadable import UnreadableMatch
from scoreboard.wire.encoded_frames import EncodedFrame, encode_shed
from scoreboard.wire.frames import LowerTransport
from scoreboard.wire.records import BadCursor, Cursor, parse_cursor

AHEAD = 16  # frames handed to the server before a stream counts as lagging


@csrf_exempt  # what takes no other method answers 405, not 403
@require_GET
async def stream(request: HttpRequest, match_id: UUID) -> HttpResponseBase:
    """Stream a match from `Last-Event-ID` (or `?cursor=`) on, or from a snapshot."""
    given = request.headers.get("Last-Event-ID") or request.GET.get("cursor")
    hub = get_hub()
    if hub.closing:
        return refuse(503, "This server is going away.", wait_s=1)
    subject = subject_of(request.META.get("REMOTE_ADDR"))
    wait_s = hub.admission.refuse(subject)
    if wait_s is not None:
        return refuse(429, "Too many connects.", wait_s=wait_s)
    try:
        cursor = parse_cursor(given) if given is not None else None
        await hub.find(str(match_id))
    except BadCursor as error:
        return answer_problem(400, str(error))
    except NoSuchMatch as error:
        return answer_problem(404, str(error))
    except UnreadableMatch as error:
        return refuse(503, str(error), wait_s=60)
    to = hub.admission.shed(subject, "sse", "poll")
    events = write_events(str(match_id), cursor, subject) if to is None else write_shed(to)
    response = StreamingHttpResponse(events, content_type="text/event-stream")
    response["Cache-Control"] = "no-store, no-transform"
    response["X-Accel-Buffering"] = "no"  # nginx would keep frames back
    return response


async def write_events(match_id: str, cursor: Cursor | None, subject: str | None) -> AsyncIterator[bytes]:
    """The chunks of one stream, until either side ends it."""
    hub = get_hub()
    chunks: asyncio.Queue[bytes | None] = asyncio.Queue(AHEAD)
    ended = asyncio.Event()

    async def send(frame: EncodedFrame) -> None:
        await chunks.put(frame.sse_bytes)

    async def close(_code: int) -> None:
        await chunks.put(None)

    viewer = Viewer(
        transport="sse",
        limits=hub.limits,
        subject=subject,
        send=send,
        close=close,
        abort=ended.set,
        on_full=hub.jump,
    )
    hub.enter(viewer)
    try:
        # When to come back after a break: a time of its own for each, so that all do not at once.
        yield f"retry: {random.randrange(1_000, 5_000)}\n: scoreboard\n\n".encode()  # noqa: S311  # no secret
        viewer.spawn(hub.watch(viewer, match_id, cursor))
        while not ended.is_set() and (chunk := await chunks.get()) is not None:
            yield chunk
    finally:
        hub.leave(viewer)


async def write_shed(to: LowerTransport) -> AsyncIterator[bytes]:
    """The one event of a server that is full; a client that does not know it comes back after `retry`."""
    yield encode_shed(to, retry_ms=random.randrange(30_000, 90_000)).sse_bytes  # noqa: S311  # no secret


def refuse(status: int, detail: str, *, wait_s: int) -> HttpResponse:
    """An error that is over by and by: when to come back."""
    response = answer_problem(status, detail)
    response["Retry-After"] = str(wait_s)
    return response
