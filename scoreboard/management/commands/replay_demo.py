"""`manage.py replay_demo`: matches of the World Cup again, live, for whoever tries the demo."""

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from scoreboard.demo.loop import choose_matches, perform, run_together
from scoreboard.replays.replay import abandon_unfinished


class Command(BaseCommand):
    help = "Replay four matches of the World Cup 2022 at 30 times real time, again and again while somebody watches."

    def handle(self, *args: Any, **options: Any) -> None:
        matches = choose_matches()
        if not matches:
            # Starting it again would not help: its supervisor leaves a program with this exit status alone.
            text = "The demo's matches are not loaded: run `manage.py load_demo` first."
            raise CommandError(text, returncode=os.EX_CONFIG)
        abandon_unfinished()
        run_together([perform(match, delay_s=delay_s) for match, delay_s in matches])
