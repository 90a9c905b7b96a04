"""Makes what tests need, through the real write path."""

from itertools import count
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission

from scoreboard.models import Competition, Competitor, Match, Season, Stage
from scoreboard.record.commands import record
from scoreboard.record.fixture import schedule
from scoreboard.record.outcome import Recorded

numbers = count(1)
KNOCK_OUT = {"extra_time": True, "shootout": True}


def make_season(*, name: str = "2026", competition: str | None = None, **rules: Any) -> Season:
    """A season of a competition of its own, unless one is named."""
    row, _ = Competition.objects.get_or_create(sport="football", name=competition or f"League {next(numbers)}")
    return Season.objects.create(competition=row, name=name, **rules)


def make_competitor(name: str | None = None) -> Competitor:
    """A football team."""
    return Competitor.objects.create(sport="football", name=name or f"Team {next(numbers)}")


def make_match(*, season: Season | None = None, knock_out: bool = False, **fixture: Any) -> Match:
    """A scheduled match between two new teams; with `knock_out`, extra time and a shootout where it is level."""
    season = season or make_season()
    if knock_out:
        fixture["stage"], _ = Stage.objects.get_or_create(
            season=season, name="Knock-out stage", defaults={"ruleset": KNOCK_OUT}
        )
    fixture.setdefault("home", None)
    fixture.setdefault("away", None)
    fixture["home"] = fixture["home"] or make_competitor()
    fixture["away"] = fixture["away"] or make_competitor()
    return schedule(season=season, actor="user:1", **fixture).match


def enter(match: Match, *events: dict[str, Any], **kwargs: Any) -> Recorded:
    """Enter events into a match as a scorer would; the match is as new afterwards."""
    recorded = record(match_id=match.pk, events=events, actor="user:1", **kwargs)
    match.refresh_from_db()
    return recorded


def make_scorer(*, username: str | None = None, **fields: Any) -> Any:
    """A user who may score and make fixtures."""
    name = username or f"scorer{next(numbers)}"
    user = get_user_model().objects.create_user(username=name, password="wins-1-0", **fields)
    user.user_permissions.set(
        Permission.objects.filter(content_type__app_label="scoreboard", codename__in=["change_match", "add_match"])
    )
    return user
