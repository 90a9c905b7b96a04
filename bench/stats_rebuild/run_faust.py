"""Faust (faust-streaming): an agent that takes as many events at once as it gets."""

import os
import sys
import tempfile

import faust

from bench.stats_rebuild.measuring import Meter
from bench.stats_rebuild.tables import Tables, decode, make

BATCH = 5_000


def main(bootstrap: str, topic: str, url: str, messages: int) -> None:
    """Run the application until it has had that many messages."""
    make(url)
    app = faust.App(
        f"faust-{topic}-{os.getpid()}",
        broker=f"kafka://{bootstrap}",
        datadir=tempfile.mkdtemp(prefix="scoreboard-faust-"),
        value_serializer="raw",
        topic_disable_leader=True,
        web_enabled=False,
        consumer_auto_offset_reset="earliest",
        broker_commit_every=20_000,
        stream_buffer_maxsize=50_000,
    )
    source = app.topic(topic, value_type=bytes, value_serializer="raw", key_serializer="raw", internal=True)
    tables = Tables(url)
    meters: list[Meter] = []
    done = 0

    @app.agent(source)
    async def fold(stream):
        nonlocal done
        async for values in stream.take(BATCH, within=0.2):
            if not meters:
                meters.append(Meter())
            tables.add_all(map(decode, values))
            done += len(values)
            if done >= messages:
                meters[0].stop(done)
                os._exit(0)  # an application that is stopped from within its own agent waits for that agent

    faust.Worker(app, loglevel="ERROR", redirect_stdouts=False).execute_from_commandline()


if __name__ == "__main__":
    main(*sys.argv[1:4], int(sys.argv[4]))
