"""What one connection may ask of a server: numbers only, so that the server's classes know nothing of settings."""

from collections.abc import Callable
from dataclasses import dataclass


def ignore(_limit: str) -> None:
    """Count nothing."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one server's connections; `refused` is told the name of a limit each time that one is exceeded."""

    frames: int = 600  # of every kind, pings and fragments among them, that a WebSocket's peer may send in `frames_s`
    frames_s: int = 10
    fragments: int = 16  # a message may come in
    frames_a_turn: int = 64  # heard of one peer before others have their turn
    refused: Callable[[str], None] = ignore
