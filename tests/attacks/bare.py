"""A bare application for plain uvicorn: what any server of this kind can be expected to stand, beside Scoreboard.

Answers every request with a few bytes, takes bodies in as they come, and tells every socket an event ten times a
second, with the time at which it was due.
"""

import asyncio
import json
from datetime import UTC, datetime, timedelta

TELL_S = 0.1


async def application(scope, receive, send):
    """Serve one request or socket."""
    if scope["type"] == "http":
        await answer(receive, send)
    elif scope["type"] == "websocket":
        await tell(receive, send)
    else:
        while (await receive())["type"] != "lifespan.shutdown":
            await send({"type": "lifespan.startup.complete"})
        await send({"type": "lifespan.shutdown.complete"})


async def answer(receive, send):
    """200, when the body is whole."""
    while (message := await receive())["type"] == "http.request" and message.get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"ok"})


async def tell(receive, send):
    """A snapshot, then events; what the client says is read and let go."""
    await receive()
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.send", "text": json.dumps({"t": "snapshot"}, separators=(",", ":"))})

    async def events():
        due = datetime.now(UTC)
        while True:
            # Not the time it is by then: a loop that stands still would tell everything late as if it were new.
            due += timedelta(seconds=TELL_S)
            await asyncio.sleep((due - datetime.now(UTC)).total_seconds())
            event = {"t": "event", "event": {"recorded_at": due.isoformat()}}
            await send({"type": "websocket.send", "text": json.dumps(event)})

    telling = asyncio.create_task(events())
    try:
        while (await receive())["type"] != "websocket.disconnect":
            pass
    finally:
        telling.cancel()
        await asyncio.gather(telling, return_exceptions=True)
