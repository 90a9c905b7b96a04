"""What a delivery costs, beside the peers: `make bench-live` (`python -m bench.live`; `--help` lists its options).

One message of 300 bytes goes to every socket; the reader is a small C program (peers/load.c) that checks each frame's
seq. All servers run in turns, ROUNDS times at each number of sockets, each time anew; the table has the medians.
Processor time is what /proc/PID/stat says of the server's process and its children; memory the growth of their resident
set; sockets come with a browser's usual headers. Then, at 1,000 sockets, the highest rate is looked for at which the
99th percentile stays under 100 ms (`--peaks`: that alone). `--write` puts the tables into docs/benchmarks.md.
"""

import argparse
import json
import os
import re
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench.peers.servers import (
    HERE,
    Broadcast,
    Centrifuge,
    Epoll,
    EpollPython,
    Missing,
    Nchan,
    NodeWs,
    Ours,
    OursOnStock,
    PlainDaphne,
    PlainUvicorn,
)
from scripts.documents import replace_part

ROUNDS = 3
SIZES = (1_000, 5_000)
BODY_BYTES = 300
PER_S = 30_000  # deliveries a second while costs are measured, for what can take them
BUSY_S = 2.5  # processor time that one measurement is to take
SETTLE_S = 1.5  # after many came and some went: Scoreboard tells the rest how many they are, once a second
P99_MS = 100
RATES = range(10_000, 160_001, 10_000)
RATE_S = 3.0
TICKS_S = os.sysconf("SC_CLK_TCK")
DOCS = Path(__file__).parent.parent / "docs" / "benchmarks.md"


def main(argv=None):
    """Measure, and print the tables."""
    parser = argparse.ArgumentParser(description="What a delivery costs, beside the peers.")
    parser.add_argument("--quick", action="store_true", help="one round, 1,000 sockets, no search for the highest rate")
    parser.add_argument("--peaks", action="store_true", help="the search for the highest rate alone")
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="those whose name has one of these in it")
    parser.add_argument("--sizes", nargs="+", type=int, default=SIZES)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--write", action="store_true", help="write the tables into docs/benchmarks.md")
    options = parser.parse_args(argv)
    if options.quick:
        options.sizes, options.rounds = SIZES[:1], 1
    make_room(max(options.sizes))
    tables = []
    with ExitStack() as stack:
        servers, load = prepare(stack, options.only)
        if not options.peaks:
            costs = measure_costs(servers, load, options.sizes, options.rounds)
            tables.append(write_costs(servers, costs, options.sizes))
        if not options.quick:
            tables.append(write_peaks({server: find_peak(server, load) for server in servers if server.peak}))
    written = "\n".join(tables)
    print("\n" + written)
    if options.write:
        replace_part(DOCS, mark="bench.live", text=f"\n{written}\n")


def make_room(sockets):
    """Let this process and those that it starts have so many sockets; ends the benchmark where that cannot be."""
    wanted = sockets + 1_000
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, max(hard, wanted)))
        except ValueError:  # only root may raise the hard limit
            raise SystemExit(f"{wanted:,} open files are wanted, {hard:,} are allowed: see `ulimit -n`") from None
    first, last = map(int, Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split())
    if last - first < wanted:
        raise SystemExit(f"{wanted:,} ports are wanted: see the sysctl net.ipv4.ip_local_port_range")


# --- what runs -------------------------------------------------------------------------------------------------------


def prepare(stack, only, *, exactly=False):
    """A Redis and a database of our own, the servers (of `only` these names) that can be built, the load generator."""
    from scoreboard.devserver.valkey import start_valkey

    name = stack.enter_context(tempfile.TemporaryDirectory(prefix="scoreboard-bench-", ignore_cleanup_errors=True))
    folder = Path(name)
    valkey = start_valkey(data_dir=folder)
    stack.callback(valkey.stop)
    os.environ |= {
        "DATA_DIR": name,
        "DATABASE_URL": f"sqlite:///{folder}/db",
        "REDIS_URLS": valkey.address,
        "LOG_LEVEL": "WARNING",
        "DJANGO_SETTINGS_MODULE": "scoreboard.settings",
    }
    import django

    django.setup()
    from django.core.management import call_command

    from tests.factories import enter, make_match

    call_command("migrate", verbosity=0)
    match = make_match()
    enter(match, {"type": "period_start"}, publish=False)
    match.refresh_from_db()
    load = folder / "load"
    subprocess.run(["cc", "-O2", "-o", load, HERE / "load.c"], check=True)
    bare = [kind(folder) for kind in (Epoll, EpollPython, Nchan, Centrifuge, NodeWs, Broadcast)]
    django_ones = [kind(folder, match) for kind in (Ours, OursOnStock, PlainUvicorn, PlainDaphne)]
    servers = []
    for server in [*bare[:2], django_ones[0], *bare[2:], *django_ones[1:]]:
        if only and not (server.name in only if exactly else any(word in server.name for word in only)):
            continue
        try:
            server.build()
        except Missing as missing:
            print(f"{server.name} is left out: {missing}", flush=True)
        else:
            servers.append(server)
    return servers, load


@contextmanager
def running(server):
    """A server that answers; its process id and port."""
    from scoreboard.devserver.process import start_child, wait_until
    from tests.servers import free_port  # below those that the reader's connections take

    port = free_port()
    child = start_child(server.argv(port), name="server", log=server.folder / "server.log", env=server.env)

    def answers():
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    try:
        wait_until(answers, child=child, seconds=30)
        time.sleep(0.3)
        yield child.pid, port
    finally:
        child.stop(grace=15)


class Lost(SystemExit):
    """Frames that did not come, or came twice: no figure is worth anything without them."""


class Load:
    """The sockets of one server."""

    def __init__(self, program, server, port, count, stalled=0):
        argv = [program, "127.0.0.1", str(port), server.path, str(count), server.first, str(stalled)]
        self.process = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if self.process.stdout.readline() != "connected\n":
            raise SystemExit(f"{server.name}: not all sockets could connect")

    def say(self, command):
        """Send a command; the line that answers."""
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline()

    def report(self):
        """What was counted."""
        return json.loads(self.say("report"))

    def close(self):
        """End all sockets."""
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()


# --- what is measured ------------------------------------------------------------------------------------------------


def measure_costs(servers, load, sizes, rounds):
    """By server and number of sockets: a row for each round."""
    costs = {(server, size): [] for server in servers for size in sizes}
    for number in range(rounds):
        for size in sizes:
            for server in servers:
                if server.cost_us * size > 2e6:
                    continue  # a message would take seconds
                row = measure(server, load, size)
                costs[server, size].append(row)
                print(
                    f"round {number + 1}, {size:>6,} sockets, {server.name:30}"
                    f"{row[0]:>7.1f} µs a delivery{row[1]:>7.1f} kB a socket{row[2]:>7.2f} ms a connect"
                    f"  p50{row[3]:>7.1f}  p99{row[4]:>7.1f} ms",
                    flush=True,
                )
    return costs


def measure(server, program, size):
    """One run: µs of processor a delivery, kB a socket, ms of processor a connect, p50 and p99 in ms."""
    forget_history()
    with running(server) as (pid, port):
        publish = make_publisher(server, port)
        warm = Load(program, server, port, 50)
        publish()
        time.sleep(0.3)
        memory, spent = resident_kb(pid), processor_s(pid)
        load = Load(program, server, port, size)
        time.sleep(0.7)
        connecting, memory = processor_s(pid) - spent, resident_kb(pid) - memory
        warm.close()
        time.sleep(SETTLE_S)
        per_s = min(PER_S, 0.5e6 / server.cost_us)
        events = max(3, round(BUSY_S * 1e6 / server.cost_us / size))
        load.say("start")
        publish()
        await_frames(server, load, size)  # or what is still on its way would be counted
        load.say("start")
        spent = processor_s(pid)
        send_all(publish, events, size / per_s)
        report = await_frames(server, load, size * events)
        spent = processor_s(pid) - spent
        load.close()
    return spent * 1e6 / report["frames"], memory / size, connecting * 1e3 / size, report["p50"], report["p99"]


def find_peak(server, program, size=1_000):
    """The highest of RATES (deliveries a second) kept with a 99th percentile under P99_MS, and that percentile."""
    best, low, high = (0, 0.0), 0, len(RATES)
    while low < high:
        middle = (low + high) // 2
        p99 = try_rate(server, program, RATES[middle], size)
        print(f"{server.name:30}{RATES[middle]:>8,} a second: p99 {p99:.1f} ms", flush=True)
        if p99 < P99_MS:
            best, low = (RATES[middle], p99), middle + 1
        else:
            high = middle
    return best


def try_rate(server, program, rate, size):
    """The 99th percentile in ms at so many deliveries a second; infinite where they cannot be had, or some are lost."""
    forget_history()
    with running(server) as (_, port):
        publish = make_publisher(server, port)
        load = Load(program, server, port, size)
        time.sleep(0.5)
        events = round(RATE_S * rate / size)
        load.say("start")
        publish()
        await_frames(server, load, size)
        load.say("start")
        try:
            took = send_all(publish, events, size / rate)
            report = await_frames(server, load, size * events)
        except (Lost, OSError):  # overwhelmed
            return float("inf")
        finally:
            load.close()
    return report["p99"] if took < RATE_S * 1.1 else float("inf")


def make_publisher(server, port):
    """A function that publishes the next message, of BODY_BYTES, with the time in it."""
    publish, seq = server.publisher(port), 0

    def publish_next():
        nonlocal seq
        seq += 1
        head = f'{{"t":"event","id":"019a0000-0000-7000-8000-000000000000","seq":{seq},"cursor":"e1-{seq}",'
        body = f'{head}"sent":{time.monotonic_ns()},"pad":"'
        publish(seq, (body + "x" * (BODY_BYTES - len(body) - 2) + '"}').encode())

    return publish_next


def send_all(publish, events, pause):
    """Publish so many, one each `pause` seconds; how long it took."""
    began = time.monotonic()
    for number in range(events):
        time.sleep(max(0.0, began + number * pause - time.monotonic()))
        publish()
    return time.monotonic() - began


def await_frames(server, load, wanted):
    """The report once all frames are there; ends the benchmark where some never come, or come twice."""
    ending = time.monotonic() + 20
    report = load.report()
    while report["frames"] < wanted and time.monotonic() < ending:
        time.sleep(0.05)
        report = load.report()
    if report["frames"] != wanted or report["missing"] or report["doubled"] or report["closed"]:
        raise Lost(f"{server.name}: of {wanted} frames: {report}")
    return report


def family(pid):
    """A process and its children."""
    pids = [pid]
    for parent in pids:
        for task in Path(f"/proc/{parent}/task").iterdir():
            pids.extend(int(child) for child in (task / "children").read_text().split())
    return pids


def processor_s(pid):
    """The processor time of a process and its children, in s."""
    fields = [Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split() for one in family(pid)]
    return sum(int(field[11]) + int(field[12]) for field in fields) / TICKS_S


def resident_kb(pid):
    """The resident set of a process and its children, in kB."""
    statuses = [Path(f"/proc/{one}/status").read_text() for one in family(pid)]
    return sum(int(re.search(r"VmRSS:\s+(\d+)", status)[1]) for status in statuses)


def forget_history():
    """Empty the benchmark's Redis: the next server's numbers begin anew."""
    import redis

    with redis.Redis.from_url(os.environ["REDIS_URLS"]) as client:
        client.flushall()


# --- what is printed -------------------------------------------------------------------------------------------------


def write_costs(servers, costs, sizes):
    """The medians as a Markdown table; ratios are to the first server."""
    heads = "".join(f" µs a delivery, {size:,} | ratio | kB a socket | ms a connect | p99 ms |" for size in sizes)
    lines = [f"| |{heads}", "|---|" + "---|" * 5 * len(sizes)]
    base = {size: statistics.median(row[0] for row in costs[servers[0], size]) for size in sizes}
    for server in servers:
        line = f"| {server.name} |"
        for size in sizes:
            rows = costs[server, size]
            if rows:
                spent, memory, connecting, _, p99 = (statistics.median(column) for column in zip(*rows, strict=True))
                line += f" {spent:.1f} | {spent / base[size]:.2f} | {memory:.1f} | {connecting:.2f} | {p99:.1f} |"
            else:
                line += " – | – | – | – | – |"
        lines.append(line)
    return "\n".join(lines) + "\n"


def write_peaks(peaks):
    """The highest rates as a Markdown table."""
    lines = [f"| 1,000 sockets | deliveries a second with p99 under {P99_MS} ms | p99 ms |", "|---|---|---|"]
    for server, (rate, p99) in peaks.items():
        lines.append(f"| {server.name} | {rate:,} | {p99:.1f} |" if rate else f"| {server.name} | – | – |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
