"""`make run`: starts the whole system, says where it is, and stops all of it on Ctrl-C or SIGTERM."""

import asyncio
import errno
import fcntl
import hashlib
import os
import signal
import socket
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, CommandParser, call_command
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connections

from scoreboard.devserver import runtime
from scoreboard.devserver.process import StartFailed, end_with_parent
from scoreboard.devserver.programs import ENTRANCES, HOST, Programs
from scoreboard.models import Match

MANAGE = str(settings.BASE_DIR / "manage.py")
DEMO_SIGN_IN = "demo-password"  # in DATA_DIR, made by load_demo
WORKER = ["-m", "celery", "-A", "scoreboard", "worker", "--beat", "--pool", "solo", "--loglevel", "WARNING"]
WORKER += ["--include", "scoreboard.devserver.beat"]
WORKER += ["--without-gossip", "--without-mingle", "--without-heartbeat"]


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
        """Run until a signal comes; raises CommandError where something without which nothing works failed."""
        os.umask(runtime.PRIVATE_UMASK)
        lock = runtime.lock_run(settings.DATA_DIR)
        if lock is None:
            raise CommandError(f"Scoreboard already runs on {settings.DATA_DIR}: `make stop` ends it.")
        if refused := runtime.make_private(settings.DATA_DIR):
            self.say(f"Other users of this machine may read {refused[0]}, which belongs to another user.")
        check_port(settings.PORT)
        try:
            asyncio.run(self.run(Parent() if end_with_parent else None))
        except StartFailed as error:
            raise CommandError(str(error)) from error
        finally:
            lock.close()

    async def run(self, parent: "Parent | None") -> None:
        """Start everything, and stop it at a signal or the parent's end. Raises what the start raises."""
        programs = Programs(data_dir=settings.DATA_DIR, base_dir=settings.BASE_DIR, port=settings.PORT, say=self.say)
        signalled = asyncio.create_task(wait_for_signal(parent))
        started = asyncio.create_task(self.start(programs))
        try:
            await asyncio.wait([signalled, started], return_when=asyncio.FIRST_COMPLETED)
            if started.done():
                started.result()
            await signalled
            self.say("Stopping.")
        finally:
            started.cancel()
            await asyncio.wait([started])
            await programs.stop()

    async def start(self, programs: Programs) -> None:
        """Start everything: what the first page needs before it, the rest after it."""
        # REDIS_URLS and KAFKA_BOOTSTRAP name servers of one's own: then none is started here.
        broker = not os.environ.get("KAFKA_BOOTSTRAP")
        if not os.environ.get("REDIS_URLS"):
            await programs.start_valkey()
        if broker:
            programs.choose_broker()
        fetching = asyncio.create_task(programs.fetch_kafka() if broker else asyncio.sleep(0))
        loading = None
        try:
            await asyncio.gather(asyncio.to_thread(migrate), asyncio.to_thread(collect_static))
            if await asyncio.to_thread(lacks_demo):
                loading = asyncio.create_task(programs.run_once("load_demo", [MANAGE, "load_demo"]))
            await programs.start_web()
            if loading is not None:
                await loading
            self.say_address()
            if settings.DEMO:
                programs.keep("replay_demo", [MANAGE, "replay_demo"], stage=ENTRANCES)
            await fetching
            if broker:
                await programs.start_kafka()
        finally:
            for task in (fetching, loading):
                if task is not None:
                    task.cancel()
        programs.keep("relay", [MANAGE, "relay"])
        programs.keep("worker", WORKER)

    def say_address(self) -> None:
        """Say where it is, and how to sign in as the demo's administrator."""
        self.say(f"Scoreboard is at http://{HOST}:{settings.PORT}")
        password = settings.DATA_DIR / DEMO_SIGN_IN
        if settings.DEMO and password.exists():
            # A log keeps what a terminal only shows.
            shown = password.read_text() if self.stdout.isatty() else f"kept in {password}"
            self.say(f"Sign in there as demo, password {shown}")

    def say(self, line: str) -> None:
        """Say a line on the terminal, at once."""
        self.stdout.write(line)
        self.stdout.flush()


class Parent:
    """The program that started this one (make), with which this one ends.

    The kernel tells when it has ended, and not that it was interrupted: GNU make, sent SIGINT alone (a terminal sends
    it to all its programs), waits for its recipe's end without passing the signal on. It shows in make no longer
    catching that signal.
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


async def wait_for_signal(parent: Parent | None) -> None:
    """Wait until a signal asks this process to end, or the parent has ended."""
    signalled = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup means to stay
            asyncio.get_running_loop().add_signal_handler(number, signalled.set)
    while not signalled.is_set() and not (parent is not None and parent.has_ended()):
        with suppress(TimeoutError):
            await asyncio.wait_for(signalled.wait(), 0.5)


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
        finally:
            connections.close_all()


def lacks_demo() -> bool:
    """Whether the demo is wanted and not loaded."""
    if not settings.DEMO:
        return False
    try:
        return not ((settings.DATA_DIR / DEMO_SIGN_IN).exists() and Match.objects.exists())
    finally:
        connections.close_all()


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
