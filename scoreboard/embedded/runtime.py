"""What a running `make run` leaves for other commands to find: its process, and its embedded servers' addresses.

Imported by settings.py, so it imports nothing of Django.
"""

import fcntl
import os
from collections.abc import Callable
from pathlib import Path
from typing import IO

import msgspec


class Addresses(msgspec.Struct, frozen=True):
    """Where the embedded servers listen: a Redis URL, and a Kafka bootstrap address ("" while there is no broker)."""

    redis: str = "redis://127.0.0.1:6379/0"
    kafka: str = ""


def addresses_file(data_dir: Path) -> Path:
    """The file that holds the embedded servers' addresses, as JSON."""
    return data_dir / "addresses.json"


def read_addresses(data_dir: Path) -> Addresses:
    """Read the embedded servers' addresses; the stock local ones where no embedded server has ever been started."""
    try:
        return msgspec.json.decode(addresses_file(data_dir).read_bytes(), type=Addresses)
    except (FileNotFoundError, msgspec.DecodeError):
        return Addresses()


def write_addresses(data_dir: Path, addresses: Addresses) -> None:
    """Leave `addresses` for other commands; replaced in one step, so that no reader sees half a file."""
    file = addresses_file(data_dir)
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(".tmp")
    draft.write_bytes(msgspec.json.encode(addresses))
    draft.replace(file)


def lock_run(data_dir: Path) -> IO[str] | None:
    """Claim the data for this process until it ends or closes the file; None where another one runs on it."""
    data_dir.mkdir(parents=True, exist_ok=True)
    lock = (data_dir / "run.lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()
    return lock


def find_run(data_dir: Path) -> int | None:
    """The process id of the `make run` on this data; None where there is none, however the last one ended."""
    try:
        with (data_dir / "run.lock").open() as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return int(lock.read())
            return None
    except (FileNotFoundError, ValueError):
        return None


def read_or_create(file: Path, make: Callable[[], str]) -> str:
    """Read `file`; where it is missing, write what `make` returns, readable by its owner only. Safe to race."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
                stream.write(make())
        except FileExistsError:
            pass
    return file.read_text()
