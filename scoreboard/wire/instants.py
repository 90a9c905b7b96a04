"""Check and format UTC instants (years 1800 to 2199)."""

from datetime import UTC, datetime

# Within these years every instant exists in every time zone, and every database can give it back.
EARLIEST, LATEST = datetime(1800, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


class BadInstant(ValueError):
    """A time that is no instant between 1800 and 2200; says what was expected."""


def check_instant(instant: datetime) -> datetime:
    """An instant in UTC, as an entrance takes it; raises BadInstant without an offset, and outside 1800 to 2200."""
    if instant.tzinfo is None:
        raise BadInstant("expected an instant with its offset, as 2022-12-18T15:00:00Z")
    if not EARLIEST <= instant < LATEST:
        raise BadInstant("expected an instant between the years 1800 and 2200")
    return instant.astimezone(UTC)


def format_instant(instant: datetime | None) -> str | None:
    """A UTC instant as `2022-12-18T15:00:00Z`."""
    return None if instant is None else instant.astimezone(UTC).isoformat().replace("+00:00", "Z")
