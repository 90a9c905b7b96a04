"""How late the event loop wakes up: what a full process feels first."""

import asyncio

from scoreboard.live import metrics

EVERY_S = 0.1
WEIGHT = 0.2  # of the newest of the measurements in their average: half of it is of the last 0.3 s


class LoopLag:
    """Measures, for as long as `run` runs, how much later than asked the event loop wakes up."""

    def __init__(self) -> None:
        self.ms = 0.0  # an average, so that one pause is no alarm

    async def run(self) -> None:
        """Measure until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + EVERY_S
            await asyncio.sleep(EVERY_S)
            late = max(0.0, loop.time() - due)
            metrics.loop_lag.observe(late)
            self.ms += WEIGHT * (late * 1000 - self.ms)
