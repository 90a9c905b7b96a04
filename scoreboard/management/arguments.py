"""What commands take as arguments."""

from argparse import ArgumentTypeError
from datetime import date

from scoreboard.entrances.values import Unfit, check_day, check_text


def text(given: str) -> str:
    """A text as it can be stored: one line, without anything unseen."""
    try:
        return check_text(given.strip())
    except Unfit as error:
        raise ArgumentTypeError(f"{given[:40]!a}: {error.within()}") from error


def day(given: str) -> date:
    """A day, as 2022-12-18."""
    try:
        return check_day(date.fromisoformat(given))
    except ValueError as error:
        raise ArgumentTypeError(f"{given[:40]!a}: expected a day of 1800 to 2199, as 2022-12-18") from error
