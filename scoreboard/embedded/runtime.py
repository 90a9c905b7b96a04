"""What a running `make run` leaves for other commands to find: the addresses of its embedded servers.

Imported by settings.py, so it imports nothing of Django.
"""

import os
from collections.abc import Callable
from pathlib import Path

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
