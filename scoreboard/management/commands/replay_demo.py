"""`manage.py replay_demo`: the World Cup final again, live, for whoever tries the demo."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from scoreboard.importers.replay import abandon_unfinished, replay
from scoreboard.models import Match

SPEED = 30
PAUSE_S = 60
ROUNDS = 12  # about an hour: a demo forgotten overnight does not fill the disk


class Command(BaseCommand):
    help = "Replay the World Cup 2022 final at 30 times real time, again and again for about an hour."

    def handle(self, *args: Any, **options: Any) -> None:
        final = Match.objects.filter(season__competition__name="World Cup", season__name="2022", round="Final").first()
        if final is None:
            raise CommandError("The demo's matches are not loaded: run `manage.py load_demo` first.")
        abandon_unfinished()
        for _ in range(ROUNDS):
            replay(match=final, speed=SPEED, on_event=lambda event: self.stdout.write(f"{event.match} {event.seq}"))
            time.sleep(PAUSE_S)
