"""A match in which one player is named in two ways, and somebody who may say who is who."""

import pytest

from scoreboard.models import Person
from tests.factories import enter, make_match
from tests.stats.feeding import feed

GOAL = {"type": "goal", "side": "home"}


@pytest.fixture
def match(db):
    match = make_match()
    names = ("Kylian Mbappé", "Mbappé", "Mbappé", "Olivier Giroud", "Olivier Giroud")
    enter(match, {"type": "period_start"}, *({**GOAL, "player": name} for name in names))
    enter(match, *({"type": kind} for kind in ("period_end", "period_start", "period_end")))
    feed(match)
    return match


@pytest.fixture
def two(match):
    return [Person.objects.get(name=name) for name in ("Mbappé", "Kylian Mbappé")]
