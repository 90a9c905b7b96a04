"""Types of commands' arguments, for argparse."""

from argparse import ArgumentTypeError
from datetime import date

from scoreboard.entrances.values import Unfit, check_day, check_text


def text(given: str) -> str:
    """Check a text: one line, without invisible characters. Raises ArgumentTypeError."""
    try:
        return check_text(given.strip())
    except Unfit as error:
        raise ArgumentTypeError(f"{given[:40]!a}: {error.within()}") from error


def day(given: str) -> date:
    """Parse a day, as 2022-12-18. Raises ArgumentTypeError."""
    try:
        return check_day(date.fromisoformat(given))
    except ValueError as error:
        raise ArgumentTypeError(f"{given[:40]!a}: expected a day of 1800 to 2199, as 2022-12-18") from error
