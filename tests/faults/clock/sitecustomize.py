"""What Python runs first in a program whose clock libfaketime tells: sleeping as it can bear it.

Debian's libfaketime answers EINVAL to `clock_nanosleep` until a moment of the monotonic clock, which `time.sleep` calls,
unless it is to tell that clock too; and that one nobody sets back.
"""

import select
import time

time.sleep = lambda seconds: select.select([], [], [], seconds)
