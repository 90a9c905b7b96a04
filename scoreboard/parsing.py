"""Convert plain values and JSON to msgspec's structs; the first use of a type is by one thread at a time.

At its first use, msgspec 0.22 keeps with a struct what it has found out about it, and does so before it has found out
everything. A second thread that reads a value of the struct meanwhile follows a pointer that is not set yet, and the
process ends with a segmentation fault: a web that was started under load did. No other module asks msgspec for typed
values (ruff's `banned-api`).
"""

import functools
import threading
from typing import Any, Protocol

import msgspec

FIRST_USE = threading.RLock()


class Decoder(Protocol):
    """Makes values of one type of JSON."""

    def decode(self, data: bytes | str, /) -> Any:
        """The value; raises msgspec.ValidationError, msgspec.DecodeError, or RecursionError where it is nested deep."""


@functools.cache
def make_decoder(type_: Any) -> Decoder:
    """The decoder of JSON to `type_`; once it is made, msgspec knows all about the type and every type within."""
    with FIRST_USE:
        return msgspec.json.Decoder(type_)


def decode(data: bytes | str, type_: Any = Any) -> Any:
    """JSON as `type_`; raises as Decoder.decode does."""
    return make_decoder(type_).decode(data)


def describe_error(error: Exception) -> str:
    """An error in a line: as it says itself where it was found in the data, else with its type."""
    return str(error) if isinstance(error, msgspec.MsgspecError) else f"{type(error).__name__}: {error}"


def convert(value: Any, type_: Any, *, strict: bool = True) -> Any:
    """A plain value as `type_`; raises msgspec.ValidationError. Where it need not be `strict`, texts become numbers."""
    make_decoder(type_)  # before anything is converted
    return msgspec.convert(value, type_, strict=strict)
