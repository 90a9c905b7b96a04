"""`manage.py replay MATCH`: plays a finished match again, live."""

from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from scoreboard.queries import find_match
from scoreboard.replays.replay import replay
from scoreboard.sports.base import Event


def read_speed(text: str) -> float:
    """A speed as a number from 0.1 to 10,000."""
    try:
        speed = float(text)
    except ValueError:
        speed = 0
    if not 0.1 <= speed <= 10_000:
        raise ArgumentTypeError(f"{text!r}: expected how many times real time, 0.1 to 10000")
    return speed


class Command(BaseCommand):
    help = "Play a finished match's events again, as a new live match, through the real write path."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("match", help="the match's id")
        parser.add_argument("--speed", type=read_speed, default=30.0, help="times real time (30)")

    def handle(self, *args: Any, **options: Any) -> None:
        match = find_match(options["match"])
        if match is None:
            raise CommandError(f"There is no match {options['match']!r}.")
        try:
            copy = replay(match=match, speed=options["speed"], on_event=self.show)
        except ValueError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{copy.pk} is over: {copy.home_score}–{copy.away_score}")

    def show(self, event: Event) -> None:
        """Print one record as it was accepted."""
        self.stdout.write(f"{event.match} {event.seq} {event.__struct_config__.tag} {event.period or ''}")
        self.stdout.flush()
