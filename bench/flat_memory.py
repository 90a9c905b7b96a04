"""An hour's worth of events with 5 % stalled readers: `python -m bench.flat_memory [--quick]` (under a minute).

3,600 messages of 1 kB, one a second of an hour, go out ten times as fast and faster to 400 sockets, 20 of which stop
reading after their handshake. Prints the server's resident set at each tenth of the hour, with what the others lost
(nothing); the first tenth fills the queues and buffers that a stalled reader may have.
"""

import argparse
import sys
import time
from contextlib import ExitStack

from bench import live

SOCKETS, STALLED = 400, 20
EVENTS, PER_S = 3_600, 150
TENTHS = 10


def main(argv=None):
    """Run it, and print the table."""
    parser = argparse.ArgumentParser(description="Memory through an hour's worth of events with stalled readers.")
    parser.add_argument("--quick", action="store_true", help="a sixth of the hour")
    events = EVENTS // 6 if parser.parse_args(argv).quick else EVENTS
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
                live.send_all(publish, part, 1 / PER_S)
        report = live.await_frames(server, load, part * TENTHS * (SOCKETS - STALLED))
        print(f"{report['frames']:,} frames at the others: missing {report['missing']}, doubled {report['doubled']}")


if __name__ == "__main__":
    sys.exit(main())
