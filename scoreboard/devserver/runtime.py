"""What a running `make run` leaves for other commands to find: its process, and its embedded servers' addresses.

Imported by settings.py, so it imports nothing of Django.
"""

import fcntl
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

import msgspec

from scoreboard import parsing

PRIVATE_UMASK = 0o077  # of `make run` and every program that it starts: other users of the machine read nothing
OTHERS = 0o077  # what the owner's group and all other users may do
# What Scoreboard keeps in DATA_DIR, but for the secret key, and what a `make reset` forgets.
DATA = ("*.sqlite3*", "valkey", "kafka", "log", "addresses.json", "demo-*", "watched", "run.lock")
SECRETS = ("secret-key",)


class Addresses(msgspec.Struct, frozen=True):
    """Where the embedded servers listen: a Redis URL, and a Kafka bootstrap address ("" while there is no broker).

    `kafka_password` is the password of KAFKA_USER there; "" where the broker asks for none.
    """

    redis: str = "redis://127.0.0.1:6379/0"
    kafka: str = ""
    kafka_password: str = ""


KAFKA_USER = "scoreboard"  # the one user that the embedded broker knows


def make_data_dir(data_dir: Path) -> None:
    """Make the folder of all data, which only its owner may enter; one that is there stays as it is."""
    data_dir.parent.mkdir(parents=True, exist_ok=True)
    data_dir.mkdir(mode=0o700, exist_ok=True)


def make_private(data_dir: Path) -> list[Path]:
    """Take from other users every right to the data folder and to what Scoreboard keeps there.

    Returns what could not be changed. A folder that all users share (/tmp) stays so; what lies in it becomes private.
    """
    refused = []
    for path in _kept_in(data_dir):
        with suppress(FileNotFoundError):  # a program that ends beside this one
            mode = path.lstat().st_mode
            if stat.S_ISLNK(mode) or mode & stat.S_ISVTX or not mode & OTHERS:
                continue
            try:
                path.chmod(stat.S_IMODE(mode) & ~OTHERS)
            except PermissionError:
                refused.append(path)
    return refused


def _kept_in(data_dir: Path) -> Iterator[Path]:
    """The data folder, and everything below it that is Scoreboard's."""
    yield data_dir
    for pattern in (*DATA, *SECRETS):
        for path in data_dir.glob(pattern):
            yield path
            if path.is_dir() and not path.is_symlink():
                yield from path.rglob("*")


def addresses_file(data_dir: Path) -> Path:
    """The file that holds the embedded servers' addresses, as JSON."""
    return data_dir / "addresses.json"


def read_addresses(data_dir: Path) -> Addresses:
    """Read the embedded servers' addresses; the stock local ones where no embedded server has ever been started."""
    try:
        return parsing.decode(addresses_file(data_dir).read_bytes(), Addresses)
    except (FileNotFoundError, msgspec.DecodeError):
        return Addresses()


def write_addresses(data_dir: Path, addresses: Addresses) -> None:
    """Leave `addresses` for other commands; replaced in one step, so that no reader sees half a file."""
    file = addresses_file(data_dir)
    make_data_dir(data_dir)
    draft = file.with_suffix(".tmp")
    draft.unlink(missing_ok=True)
    with _create_private(draft) as stream:
        stream.write(msgspec.json.encode(addresses).decode())
    draft.replace(file)


def lock_run(data_dir: Path) -> IO[str] | None:
    """Claim the data for this process until it ends or closes the file; None where another one runs on it."""
    make_data_dir(data_dir)
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
        make_data_dir(file.parent)
        with suppress(FileExistsError), _create_private(file) as stream:
            stream.write(make())
    return file.read_text()


def _create_private(file: Path) -> IO[str]:
    """Create `file`, whatever the umask readable by its owner only. Raises FileExistsError."""
    return os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w")
