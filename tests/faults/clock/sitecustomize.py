"""What Python runs first in a program whose clock is to be set back: it follows the file FAULTS_CLOCK, in seconds.

Of the program's own code the wall clock is another one from then on, as if an operator had set it; what passes on the
monotonic clock is not touched, nor by an operator. Not by libfaketime, which is for this: under it librdkafka's waits
return at once or not at all.
"""

import os
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import time_machine

LOOK_EVERY_S = 0.5


def follow(file: Path) -> None:
    """Set the clock when the file says so, once."""
    while not (seconds := int(file.read_text())):
        time.sleep(LOOK_EVERY_S)
    time_machine.travel(datetime.now(UTC) + timedelta(seconds=seconds), tick=True).start()


threading.Thread(target=follow, args=(Path(os.environ["FAULTS_CLOCK"]),), daemon=True).start()
