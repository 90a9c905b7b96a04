"""Child processes: started in a session of their own, stopped in order, and never left behind.

A child has its own session, so that Ctrl-C reaches only the program that started it, which then stops its children in
order. On Linux the kernel kills a child when the thread that started it ends, so that not even a `kill -9` leaves an
orphan: a thread that starts a child must live as long as the child shall.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

PR_SET_PDEATHSIG = 1
LOG_SIZE = 1_000_000  # bytes; a log file beyond this is put aside at the next start
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


class StartFailed(Exception):
    """A program did not start; the message is one line that says which, why, and where its output is."""


@dataclass
class Child:
    """A running program: what it is called, where it serves ("" if it does not), and the file its output goes to.

    `answers()` is whether it does what it was started for, as far as that can be asked.
    """

    name: str
    address: str
    log: Path
    popen: subprocess.Popen[bytes]
    stop_signal: signal.Signals = signal.SIGTERM
    answers: Callable[[], bool] = lambda: True
    swept: bool = False

    @property
    def pid(self) -> int:
        """The process id, which is also its process group's."""
        return self.popen.pid

    def alive(self) -> bool:
        """Whether it still runs."""
        return self.popen.poll() is None

    def wait(self) -> int:
        """Wait until it ends; its exit status, negative for a signal."""
        status = self.popen.wait()
        self._sweep()
        return status

    def stop(self, *, grace: float = 10) -> None:
        """Ask it to end, and after `grace` seconds make it. Does nothing to one that has ended."""
        self.popen.send_signal(self.stop_signal)
        with suppress(subprocess.TimeoutExpired):
            self.popen.wait(grace)
        self.kill()

    def kill(self) -> None:
        """End it at once, with all it started (SIGKILL to its process group)."""
        self._sweep()
        self.popen.wait()

    def describe_end(self) -> str:
        """How it ended, and where its output is, for a line on the terminal."""
        return f"{self.name} ended with exit status {self.popen.returncode} (see {self.log})"

    def last_lines(self, count: int = 10) -> str:
        """The last lines of its output."""
        try:
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-count:])
        except FileNotFoundError:
            return ""

    def _sweep(self) -> None:
        """Kill its process group, once: later the number may be another's."""
        if not self.swept:
            self.swept = True
            with suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)


def start_child(
    argv: Sequence[str | os.PathLike[str]],
    *,
    name: str,
    log: Path,
    address: str = "",
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    user: str | None = None,
    stop_signal: signal.Signals = signal.SIGTERM,
    answers: Callable[[], bool] = lambda: True,
) -> Child:
    """Start a program with its output appended to `log`; `env` is added to the environment, `user` needs root.

    `stop_signal` is how it is asked to end, `answers` how to see that it serves. Raises StartFailed where it cannot be
    run at all.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > LOG_SIZE:
        log.replace(log.with_suffix(log.suffix + ".1"))
    tie = partial(end_with_parent, parent=os.getpid(), with_signal=signal.SIGKILL)
    with log.open("ab") as output:
        try:
            popen = subprocess.Popen(  # noqa: S603 - our own words
                argv,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, **(env or {})},
                cwd=cwd,
                user=user,
                group=user,
                extra_groups=[] if user else None,
                start_new_session=True,
                preexec_fn=tie,  # noqa: PLW1509 - it takes no lock, so threads do not matter
            )
        except OSError as error:
            raise StartFailed(f"{name} cannot be run: {error}") from error
    return Child(name=name, address=address, log=log, popen=popen, stop_signal=stop_signal, answers=answers)


def end_with_parent(*, parent: int, with_signal: signal.Signals) -> None:
    """Have the kernel send this process `with_signal` when its parent, of that process id, ends (Linux only)."""
    if _libc is None:
        return
    _libc.prctl(PR_SET_PDEATHSIG, int(with_signal))
    if os.getppid() != parent:  # it ended before the call
        os.kill(os.getpid(), with_signal)


def wait_until(answers: Callable[[], bool], *, child: Child, seconds: float) -> None:
    """Wait until `answers()`; kills the child and raises StartFailed where it ends before or takes too long."""
    deadline = time.monotonic() + seconds
    while not answers():
        status = child.popen.poll()
        if status is not None or time.monotonic() > deadline:
            child.kill()
            why = f"did not answer within {seconds:g} s" if status is None else f"ended with exit status {status}"
            raise StartFailed(f"{child.name} {why}: {child.last_lines(1) or 'no output'} (see {child.log})")
        time.sleep(0.02)
