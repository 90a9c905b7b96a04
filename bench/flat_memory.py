"""An hour's worth of events with 5 % stalled readers: `python -m bench.flat_memory [--quick]` (7 minutes; 1 minute).

3,600 messages of 1 kB, one a second of an hour, go out ten times as fast to 400 sockets, 20 of which stop reading after
their handshake. Prints the server's resident set at each tenth of the hour, with what the others lost (nothing), and
what became of the stalled ones. The first 1,000 messages fill the match's history, the first hundreds the queues and
buffers that a stalled reader may have.
"""

import argparse
import re
import sys
import time
import urllib.request
from contextlib import ExitStack

from bench import live

SOCKETS, STALLED = 400, 20
EVENTS, PER_S = 3_600, 10
QUICK_EVENTS, QUICK_PER_S = 1_800, 60
TENTHS = 10


def main(argv=None):
    """Run it, and print the table."""
    parser = argparse.ArgumentParser(description="Memory through an hour's worth of events with stalled readers.")
    parser.add_argument("--quick", action="store_true", help="half of the hour, six times as fast")
    quick = parser.parse_args(argv).quick
    events, per_s = (QUICK_EVENTS, QUICK_PER_S) if quick else (EVENTS, PER_S)
    live.BODY_BYTES = 1_000
    with ExitStack() as stack:
        (server,), program = live.prepare(stack, ["Scoreboard"], exactly=True)
        pid, port = stack.enter_context(live.running(server))
        publish = live.make_publisher(server, port)
        load = live.Load(program, server, port, SOCKETS, STALLED)
        stack.callback(load.close)
        time.sleep(1)
        load.say("start")
        print(f"{'events':>8}{'MB':>8}")
        part = events // TENTHS
        for tenth in range(TENTHS + 1):
            print(f"{tenth * part:>8,}{live.resident_kb(pid) / 1024:>8.1f}", flush=True)
            if tenth < TENTHS:
                live.send_all(publish, part, 1 / per_s)
        report = live.await_frames(server, load, part * TENTHS * (SOCKETS - STALLED))
        print(f"{report['frames']:,} frames at the others: missing {report['missing']}, doubled {report['doubled']}")
        for name, meaning in (("viewer_jumps", "given a snapshot"), ("viewers_too_slow", "sent away (4408)")):
            print(f"{read_counter(port, name):.0f} stalled readers {meaning}")


def read_counter(port, name):
    """A counter of the server's /metrics."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
        return float(re.search(rf"^scoreboard_{name}_total (\S+)$", answer.read().decode(), re.MULTILINE)[1])


if __name__ == "__main__":
    sys.exit(main())
