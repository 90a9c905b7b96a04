"""`manage.py edge`: feeds live matches to nginx (nchan), which serves more viewers than Python can."""

import asyncio
import contextlib
import signal
from typing import Any
from urllib.parse import urlsplit

from django.core.management.base import BaseCommand, CommandError, CommandParser

from scoreboard.live.hub.hub import get_hub
from scoreboard.live.transports.nchan import Edge


class Command(BaseCommand):
    """Runs until SIGTERM."""

    help = "Publish the frames of all live matches to nchan (deploy/nginx), until SIGTERM. Several may run."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--url", default="http://127.0.0.1:8081", help="nchan's publisher (default: %(default)s)")

    def handle(self, *args: Any, **options: Any) -> None:
        url = urlsplit(options["url"])
        if url.scheme != "http" or not url.hostname:
            raise CommandError(f"--url {options['url']!r}: expected http://HOST:PORT.")
        asyncio.run(feed(options["url"]))


async def feed(url: str) -> None:
    """Feed nchan at `url` until SIGTERM or SIGINT."""
    hub = get_hub()
    feeding = asyncio.create_task(Edge(hub, url).run())
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, feeding.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await feeding
    await hub.stop()
