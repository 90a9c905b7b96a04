"""`make run`: starts the whole system, says where it is, and stops all of it on Ctrl-C or SIGTERM."""

import errno
import fcntl
import hashlib
import os
import queue
import signal
import socket
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, CommandParser, call_command
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connections

from scoreboard.devserver import runtime
from scoreboard.devserver.process import end_with_parent
from scoreboard.devserver.programs import HOST, Programs
from scoreboard.models import Match

MANAGE = str(settings.BASE_DIR / "manage.py")
DEMO_SIGN_IN = "demo-password"  # in DATA_DIR, made by load_demo


class Command(BaseCommand):
    """Starts web, relay, worker and the embedded servers, and keeps them running."""

    help = __doc__
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument(
            "--end-with-parent",
            action="store_true",
            help="end when the program that started this one (make) has ended or was interrupted",
        )

    def handle(self, *, end_with_parent: bool, **_: Any) -> None:
        """Run until a signal comes; exit status 0 then, and 1 where something without which nothing works failed."""
        os.umask(runtime.PRIVATE_UMASK)
        lock = runtime.lock_run(settings.DATA_DIR)
        if lock is None:
            raise CommandError(f"Scoreboard already runs on {settings.DATA_DIR}: `make stop` ends it.")
        if refused := runtime.make_private(settings.DATA_DIR):
            self.say(f"Other users of this machine may read {refused[0]}, which belongs to another user.")
        check_port(settings.PORT)
        programs = Programs(data_dir=settings.DATA_DIR, base_dir=settings.BASE_DIR, port=settings.PORT, say=self.say)
        set_on_signal(programs.stopping)
        parent = Parent() if end_with_parent else None
        try:
            self.start(programs)
            while not programs.stopping.wait(0.5):
                if parent is not None and parent.has_ended():
                    break
            self.say("Stopping.")
        finally:
            programs.stop()
            lock.close()
        sys.exit(programs.status)

    def start(self, programs: Programs) -> None:
        """Start everything: the first page as early as it can be had, what it does not need after it."""
        # REDIS_URLS and KAFKA_BOOTSTRAP name servers of one's own: then none is started here.
        programs.start_servers(redis=not os.environ.get("REDIS_URLS"), broker=not os.environ.get("KAFKA_BOOTSTRAP"))
        if programs.stopping.is_set():
            return
        with ThreadPoolExecutor(1) as beside:
            collecting = beside.submit(collect_static)
            migrate()
            collecting.result()
        password = settings.DATA_DIR / DEMO_SIGN_IN
        unloaded = settings.DEMO and not (password.exists() and Match.objects.exists())
        connections.close_all()
        if programs.stopping.is_set():
            return
        demo = programs.start_once("load_demo", [MANAGE, "load_demo"]) if unloaded else None
        programs.start_web()
        if demo is not None:
            programs.finish(demo)
        if programs.stopping.is_set():
            return
        self.say(f"Scoreboard is at http://{HOST}:{settings.PORT}")
        if settings.DEMO and password.exists():
            # A log keeps what a terminal only shows.
            shown = password.read_text() if self.stdout.isatty() else f"kept in {password}"
            self.say(f"Sign in there as demo, password {shown}")
        if settings.DEMO:
            programs.keep_beside_web("replay_demo", [MANAGE, "replay_demo"])
        worker = ["-m", "celery", "-A", "scoreboard", "worker", "--beat", "--pool", "solo", "--loglevel", "WARNING"]
        worker += ["--include", "scoreboard.devserver.beat"]
        worker += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        programs.start_in_background({"relay": [MANAGE, "relay"], "worker": worker})

    def say(self, line: str) -> None:
        """Say a line on the terminal, at once."""
        self.stdout.write(line)
        self.stdout.flush()


class Parent:
    """The program that started this one, which is to be outlived by nothing.

    The kernel tells when it has ended. What it does not tell: GNU make, sent Ctrl-C's signal alone (a terminal sends it
    to all), waits for its recipe's end without passing the signal on; it shows in make no longer catching the signal.
    """

    def __init__(self) -> None:
        self._pid = os.getppid()
        end_with_parent(parent=self._pid, with_signal=signal.SIGTERM)
        self._catches = self._catches_interrupts()

    def has_ended(self) -> bool:
        """Whether it has ended, or is about to."""
        return os.getppid() != self._pid or (self._catches and not self._catches_interrupts())

    def _catches_interrupts(self) -> bool:
        try:
            status = Path(f"/proc/{self._pid}/status").read_text()
        except OSError:
            return False
        caught = next(line.split()[1] for line in status.splitlines() if line.startswith("SigCgt"))
        return bool(int(caught, 16) >> (signal.SIGINT - 1) & 1)


def set_on_signal(event: threading.Event) -> None:
    """Set `event` when a signal asks this process to end, however many of them come."""
    # A handler interrupts the main thread anywhere, in the event's own lock too: it must not set the event itself.
    signals: queue.SimpleQueue[int] = queue.SimpleQueue()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup means to stay
            signal.signal(number, lambda number, _: signals.put(number))

    def pass_on() -> None:
        signals.get()
        event.set()

    threading.Thread(target=pass_on, daemon=True).start()


def check_port(port: int) -> None:
    """Raise CommandError, saying what to do, where the web could not listen on `port`."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            why = "is taken" if error.errno == errno.EADDRINUSE else f"cannot be used ({error.strerror})"
            raise CommandError(
                f"Port {port} {why}: choose another one (PORT={port + 1} make run), or end what listens there "
                "(make stop, if it is Scoreboard's)."
            ) from error


def migrate() -> None:
    """Bring both databases' tables to this version; raises CommandError where a database cannot be used."""
    for alias in connections:
        try:
            call_command("migrate", database=alias, verbosity=0, interactive=False, skip_checks=True)
        except DatabaseError as error:
            why = str(error).strip().splitlines()[0]
            raise CommandError(f"The database {alias!r} cannot be migrated: {why}") from error


def collect_static() -> None:
    """Compress and hash the static files, where that is wanted and something has changed since the last time."""
    if settings.DEBUG:
        return
    mark = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            status = Path(storage.path(path)).stat()
            mark.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    with (settings.STATIC_ROOT / ".collected").open("a+") as note:
        fcntl.flock(note, fcntl.LOCK_EX)  # two runs of one clone, on different data, share this folder
        note.seek(0)
        if note.read() != mark.hexdigest():
            call_command("collectstatic", verbosity=0, interactive=False)
            note.truncate(0)
            note.write(mark.hexdigest())
