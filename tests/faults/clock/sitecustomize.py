"""What Python runs first in a program whose clock libfaketime tells: sleeping as it can bear it.

Debian's libfaketime answers EINVAL where `time.sleep` calls `clock_nanosleep` until a moment of the monotonic clock,
unless it is to tell that clock too; and that one nobody sets back.
"""

import select
import time

time.sleep = lambda seconds: select.select([], [], [], seconds)
