"""What a runner tells about itself: one JSON line, from the first message wanted to the last row committed."""

import json
import resource
import time


class Meter:
    """Measures from its making to `stop`."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), time.process_time()

    def stop(self, messages: int) -> None:
        """Print the figures."""
        wall, cpu = time.perf_counter() - self._wall, time.process_time() - self._cpu
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        print(json.dumps({"messages": messages, "seconds": wall, "cpu": cpu, "rss": peak}), flush=True)
