"""Makes what the fuzzers shall find: `python -m tests.fuzz.seeding` fills the databases of the environment.

Prints one JSON line: a scorer's token, values that there are, the parameters (by place) that take them, and the
schemas of football's events.
"""

import json
import os
from datetime import date
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scoreboard.settings")
django.setup()

from django.core.management import call_command  # noqa: E402

from scoreboard.api.bodies import format_page_cursor  # noqa: E402
from scoreboard.api.schemas import build_event_schemas  # noqa: E402
from scoreboard.models import ApiToken, Person, Stage  # noqa: E402
from tests import factories  # noqa: E402
from tests.counting import count_all  # noqa: E402

KICK_OFF = {"type": "period_start"}
FULL_TIME = [{"type": "period_end"}, KICK_OFF, {"type": "period_end"}]
GOAL = {"type": "goal", "side": "home", "player": "Ann"}


def seed() -> dict[str, Any]:
    """A league's season with a match to come, one being played with more than a segment of records, and one over."""
    season = factories.make_season(competition="League")
    Stage.objects.create(season=season, name="Play-off")
    home, away = (factories.make_competitor(name) for name in ("Arden", "Brook"))
    sides = {"season": season, "home": home, "away": away, "round": "Day 1", "round_number": 1}
    over = factories.make_match(**sides, scheduled_on=date(2026, 3, 1))
    factories.enter(over, KICK_OFF, GOAL, {"type": "card", "side": "away", "player": "Bea", "data": {"card": "red"}})
    factories.enter(over, *FULL_TIME)
    live = factories.make_match(**sides, scheduled_on=date(2026, 3, 8))
    factories.enter(live, KICK_OFF, *[GOAL] * 120)
    to_come = factories.make_match(**sides, scheduled_on=date(2026, 3, 15))
    count_all()
    values = {
        "match": [str(match.pk) for match in (over, live, to_come)],
        "season": [str(season.pk)],
        "competition": [str(season.competition_id)],
        "competitor": [str(home.pk), str(away.pk)],
        "home": [str(home.pk)],
        "away": [str(away.pk)],
        "person": [str(person.pk) for person in Person.objects.all()],
        "sport": ["football"],
        "stats": ["goals", "goals,assists"],
        "first": [1],
        "none": [0],
        "seq": [2, 3, 4, 50],
        "cursor": [format_page_cursor(match.scheduled_on, match.pk) for match in (over, live)],
    }
    places = {
        **{f"path.{name}_id": name for name in ("match", "season", "competition", "competitor", "person")},
        "path.sport": "sport",
        "path.seq": "seq",
        "path.epoch": "first",
        "path.number": "none",
        "query.competition": "competition",
        "query.season": "season",
        "query.sport": "sport",
        "query.first": "home",
        "query.second": "away",
        "query.stats": "stats",
        **{f"body.{name}": name for name in ("sport", "competition", "season")},
        "body.home": "home",
        "body.away": "away",
    }
    token = ApiToken.issue(user=factories.make_scorer())
    return {
        "token": token,
        "values": values,
        "places": places,
        "events": list(build_event_schemas("football").values()),
    }


if __name__ == "__main__":
    for alias in ("default", "stats"):
        call_command("migrate", verbosity=0, database=alias)
    print(json.dumps(seed()))
