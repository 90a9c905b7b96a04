"""A small league whose numbers are known."""

import pytest

from tests.factories import make_competitor, make_season
from tests.stats.feeding import feed
from tests.stats.playing import card, goal, play


@pytest.fixture
def teams(db):
    return [make_competitor(name) for name in ("Arden", "Brook", "Copse", "Dale")]


@pytest.fixture
def league(season, teams):
    """Two rounds with goals, cards and assists, and a cup on the side."""
    a, b, c, d = teams
    events = [
        goal("home", "Ann", 10, assist="Amy"),
        goal("home", "Ann", 40, penalty=True),
        goal("away", "Bea", 44, assist="Bo"),
        goal("home", "Ben", 45, own_goal=True),
        card("away", "Bea", "yellow"),
        card("away", "Bea", "second_yellow"),
        card("home", "Amy", "red"),
    ]
    matches = [
        play(season, a, b, events=events),
        play(season, c, d, "0-0"),
        play(season, b, c, "1-2", number=2),
        play(season, d, a, events=[goal("away", "Ann", 20, assist="Amy")], number=2),
        play(season, a, c, number=3),
    ]
    cup = make_season(competition="Cup")
    matches.append(play(cup, b, a, events=[goal("home", "Bea"), goal("away", "Amy", assist="Ann")], number=9))
    replay = play(make_season(), a, b, "9-0", replay_of=matches[0], number=20)
    feed(*matches, replay)
    return matches
