"""What a runner tells about itself: one JSON line, from the first message wanted to the last row committed.

Its processes are all counted: their memory as the parent's peak and the child's (there is one, on two processors), with
what they share counted twice.
"""

import json
import resource
import time
from pathlib import Path


class Meter:
    """Measures from its making to `stop`."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), time.process_time()

    def stop(self, messages: int) -> None:
        """Print the figures."""
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        wall = time.perf_counter() - self._wall
        cpu = time.process_time() - self._cpu + children.ru_utime + children.ru_stime
        # Not its own ru_maxrss, which a new program inherits from the one that it was forked off.
        own = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
        peak = (int(own.split()[1]) + children.ru_maxrss) * 1024
        print(json.dumps({"messages": messages, "seconds": wall, "cpu": cpu, "rss": peak}), flush=True)
