"""A lost frame made good from Redis' history, and from the match log: `python -m bench.repairs [--quick]`.

A match of so many records, whose last frame did not come. From the history: one LRANGE, its messages decoded. From the
log: the match's row with its names, the whole log read, decoded and folded (a frame says what its record changed), and
the snapshot made, on SQLite. Both from a warm start, in turns: ms of this process, the medians of the rounds. And what
the history costs: bytes of Redis' memory for a match's last 128 frames.
"""

import argparse
import asyncio
import os
import statistics
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

LOGS = (60, 300, 900)
HISTORY = 128


def main():
    """Measure, and print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    rounds = 5 if parser.parse_args().quick else 40
    with ExitStack() as stack:
        name = stack.enter_context(tempfile.TemporaryDirectory(prefix="scoreboard-bench-", ignore_cleanup_errors=True))
        os.environ.update(DATA_DIR=name, DATABASE_URL=f"sqlite:///{name}/db", REDIS_URLS="redis://127.0.0.1:9/0")
        os.environ["DJANGO_SETTINGS_MODULE"] = "scoreboard.settings"
        import django

        django.setup()
        from django.core.management import call_command

        from bench.publish import Server

        call_command("migrate", database="default", verbosity=0)
        server = Server(stack, Path(name), 0)
        print(f"{'records':>8}{'history, ms':>13}{'log, ms':>10}{'ratio':>8}{'bytes in Redis':>16}")
        for records in LOGS:
            match = play(records)
            history, log, size = asyncio.run(measure(server, match, rounds))
            print(f"{records:>8}{history:>13.2f}{log:>10.2f}{log / history:>8.1f}{size:>16,}")


def play(records):
    """A football match with that many records: goals, now and then a card."""
    from tests.factories import enter, make_match

    match = make_match()
    enter(match, {"type": "period_start"}, publish=False)
    bodies = [
        {"type": "card", "side": "home", "player": f"Player {number}", "data": {"card": "yellow"}}
        if number % 5 == 0
        else {"type": "goal", "side": "away", "player": "Lionel Messi", "clock_ms": number * 1_000}
        for number in range(records - 2)
    ]
    enter(match, *bodies, publish=False)
    return match


async def measure(server, match, rounds):
    """Processor time (ms) of a repair from the history, from the log; bytes of the history in Redis."""
    import redis.asyncio as redis

    from scoreboard.live.hub.log_reader import load_match, load_messages
    from scoreboard.live.push import group_of
    from scoreboard.live.redis_layer.layer import ShardedPubSubChannelLayer
    from scoreboard.wire.layer_messages import decode_layer_message, encode_layer_message

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    match_id, group = str(match.pk), group_of(str(match.pk))
    layer = ShardedPubSubChannelLayer(hosts=[server.address], prefix="bench", history=HISTORY)
    for message in load_messages(match_id, epoch=1, after=max(0, match.seq - HISTORY), upto=match.seq):
        await layer.group_send(group, encode_layer_message(message))
    history, log = [], []
    for _ in range(rounds):
        began = time.process_time()
        messages = [decode_layer_message(message) for message in await layer.group_history(group)]
        history.append(time.process_time() - began)
        began = time.process_time()
        reading = load_match(match_id, epoch=1, seq=match.seq - 1, limit=1_000)
        log.append(time.process_time() - began)
        assert messages[-1] == reading.messages[-1]
    async with redis.Redis.from_url(server.address) as client:
        size = await client.memory_usage(f"bench__group__{group}__history", samples=0)
    await layer.flush()
    return statistics.median(history) * 1_000, statistics.median(log) * 1_000, size


if __name__ == "__main__":
    main()
