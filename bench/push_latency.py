"""From an accepted event to its frame at a viewer's socket: `python -m bench.push_latency`.

Events go through record/ into a private SQLite file; a latency is counted from the end of the commit to the arrival
of the whole frame in another process on this machine. Beside it, in turns, the plain way of Channels: a group member a
socket, RedisChannelLayer, daphne, the same frames handed over at the same moment. Needs requirements-bench.txt; takes
under two minutes. The processor time is the server process's, a frame delivered.
"""

import gc
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

ROUNDS = 3
# viewers: events a round, seconds between them (so that the plain way keeps up)
SIZES = {1: (20, 0.1), 100: (20, 0.15), 1_000: (6, 1.0)}


class Server:
    """A server under test."""

    def __init__(self, stack, folder, name, settings, *argv):
        from scoreboard.devserver.process import start_child, wait_until

        self.name, self.port = name, free_port()
        argv = [sys.executable, "-m", *(str(self.port) if part == "PORT" else part for part in argv)]
        self.child = start_child(argv, name=name, log=folder / f"{name}.log", env={"DJANGO_SETTINGS_MODULE": settings})
        stack.callback(self.child.stop)
        wait_until(self.answers, child=self.child, seconds=30)

    def answers(self):
        """Whether it listens."""
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def processor_s(self):
        """The processor time it has used, in s."""
        threads = Path(f"/proc/{self.child.pid}/task").glob("*/schedstat")
        return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9


def main():
    """Measure, and print the table."""
    from scoreboard.devserver.valkey import start_valkey

    with (
        tempfile.TemporaryDirectory(prefix="scoreboard-bench-", ignore_cleanup_errors=True) as name,
        ExitStack() as stack,
    ):
        folder = Path(name)
        valkey = start_valkey(data_dir=folder)
        stack.callback(valkey.stop)
        os.environ.update(
            DATA_DIR=name, DATABASE_URL=f"sqlite:///{folder}/db", REDIS_URLS=valkey.address, LOG_LEVEL="WARNING"
        )
        os.environ["DJANGO_SETTINGS_MODULE"] = "scoreboard.settings"
        match, push = prepare()
        gc.collect()
        gc.freeze()  # as the web process does
        options = (
            "--http",
            "scoreboard.live.protocol:HttpProtocol",
            "--ws-per-message-deflate",
            "false",
            "--log-level",
            "warning",
        )
        web = ("uvicorn", "scoreboard.asgi:application", "--port", "PORT", *options)
        ours = Server(stack, folder, "hub", "scoreboard.settings", *web)
        daphne = ("daphne", "-p", "PORT", "bench.plain_channels:application")
        plain = Server(stack, folder, "plain Channels", "bench.plain_settings", *daphne)
        ways = {ours: (push.publisher, push.get_channel_layer), plain: plain_way(push, valkey.address)}
        committed = watch_commits(push)
        print(f"ms from commit to frame, median of {ROUNDS} rounds each; µs of the server's processor a frame")
        print(f"{'viewers':>8} {'':16}{'p50':>8}{'p99':>8}{'worst':>8}{'µs':>7}")
        for viewers, (events, pause) in SIZES.items():
            measured = {server: [] for server in ways}
            for _ in range(ROUNDS):
                for server, way in ways.items():
                    push.publisher, push.get_channel_layer = way
                    measured[server].append(measure(server, match, committed, viewers, events, pause))
            medians = {
                server: [statistics.median(column) for column in zip(*rows, strict=True)]
                for server, rows in measured.items()
            }
            for server, row in medians.items():
                print(f"{viewers:>8} {server.name:16}{row[0]:>8.1f}{row[1]:>8.1f}{row[2]:>8.1f}{row[3]:>7.0f}")
            ratios = [theirs / own for own, theirs in zip(medians[ours], medians[plain], strict=True)]
            print(
                f"{'':>8} {'ratio':16}{ratios[0]:>8.1f}{ratios[1]:>8.1f}{ratios[2]:>8.1f}{ratios[3]:>7.1f}", flush=True
            )


def prepare():
    """A database with a match that has kicked off; the match and the module that pushes."""
    import django

    django.setup()
    from django.core.management import call_command

    from scoreboard.live import push
    from tests.factories import enter, make_match

    call_command("migrate", verbosity=0)
    match = make_match()
    enter(match, {"type": "period_start"})
    return match, push


def plain_way(push, address):
    """A publisher like the project's own, of the plain consumers' groups, and the channel layer for it."""
    from channels_redis.core import RedisChannelLayer

    layer = RedisChannelLayer(hosts=[address])

    class PlainPublisher(push.Publisher):
        def submit(self, group, messages):
            texts = [{"type": "frame", "text": message["body"].decode()} for message in messages]
            super().submit(group.replace("match.", "plain."), texts)

    return PlainPublisher(), lambda: layer


def watch_commits(push):
    """When the record of each seq was committed (ns, monotonic), filled as events are entered."""
    committed, push_records = {}, push.push_records

    def note(*, records, **rest):
        for record in records:
            committed[record.seq] = time.monotonic_ns()
        push_records(records=records, **rest)

    push.push_records = note
    return committed


def measure(server, match, committed, viewers, events, pause):
    """One round: p50, p99 and worst latency in ms, and the server's processor time a frame in µs."""
    from tests.factories import enter

    committed.clear()
    argv = [sys.executable, "-m", "bench.sockets", str(server.port), f"/ws/matches/{match.pk}", str(viewers)]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as sockets:
        assert sockets.stdout.readline() == b"connected\n"
        time.sleep(0.3)
        before = server.processor_s()
        for _ in range(events):
            enter(match, {"type": "goal", "side": "home"})
            time.sleep(pause)
        time.sleep(0.5)
        spent = server.processor_s() - before
        arrivals = json.loads(sockets.communicate()[0])
    arrived = {seq: len(arrivals.get(str(seq), ())) for seq in committed}
    if set(arrived.values()) != {viewers}:
        raise SystemExit(f"{server.name}: of {viewers} frames each arrived, by seq: {arrived}")
    latencies = sorted((at - committed[int(seq)]) / 1e6 for seq, times in arrivals.items() for at in times)
    p50, p99 = (latencies[int(part * (len(latencies) - 1))] for part in (0.5, 0.99))
    return p50, p99, latencies[-1], spent / len(latencies) * 1e6


def free_port():
    """A port of the loopback that nobody has."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


if __name__ == "__main__":
    main()
