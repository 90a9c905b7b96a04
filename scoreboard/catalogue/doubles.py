"""Matches of one competitor that may be one, each two with the reason: for a person to look at, nothing is merged.

By what the importers know a match again across days (docs/how-to/import.md), and no wider.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import timedelta
from itertools import combinations
from uuid import UUID

from django.db.models import Q, QuerySet

from scoreboard.models import Competitor, Match
from scoreboard.models.meetings import NO_SERIES, Meeting, are_two_groups, is_double_round_robin, meet
from scoreboard.sports.statuses import OVER, UNPLAYED

PLAYED_ANEW = frozenset({"abandoned", "annulled"})  # what may have been played again, as another match


def list_matches(competitor: Competitor) -> QuerySet[Match]:
    """A competitor's matches, replays too."""
    return Match.objects.filter(Q(home=competitor) | Q(away=competitor)).select_related("home", "away")


def list_doubles(competitor: Competitor, one: Competitor | None = None) -> list[dict[str, str]]:
    """Matches of a competitor against one opponent that may be one: `match` with its `id`, its `double`, and `why`.

    With `one`, as they would be if that one's were the competitor's.
    """
    by_opponent: dict[frozenset[UUID | None], list[Match]] = defaultdict(list)
    matches = list_matches(competitor)
    if one is not None:
        matches |= list_matches(one)
    found = matches.filter(replay_of=None).select_related("season__competition", "stage")
    for match in found.order_by("pk"):
        if one is not None:
            match.home, match.away = (competitor if side == one else side for side in (match.home, match.away))
        by_opponent[frozenset((match.home_id, match.away_id))].append(match)
    seasons = Seasons()
    return [
        {"match": str(first), "id": str(first.pk), "double": str(second.pk), "why": why}
        for pair, known in by_opponent.items()
        if len(known) > 1 and None not in pair
        for first, second, why in find_doubles(known, seasons)
    ]


def find_doubles(known: list[Match], seasons: "Seasons") -> Iterator[tuple[Match, Match, str]]:
    """Each match of the same two with the first one that it may be, and why."""
    found = set()
    for first, second in combinations(known, 2):
        if second.pk not in found and (why := explain(first, second, seasons)):
            found.add(second.pk)
            yield first, second, why


class Seasons:
    """Who has met in the seasons that were asked for: how often in each round, and whether everybody does once."""

    def __init__(self) -> None:
        self.known: dict[UUID, tuple[Counter[Meeting], bool]] = {}

    def read(self, season: UUID) -> tuple[Counter[Meeting], bool]:
        """How often each meets another at home in each round, and whether the season is a double round robin."""
        if season not in self.known:
            rows = Match.objects.filter(season=season, replay_of=None, home__isnull=False, away__isnull=False)
            meetings = [meet(row) for row in rows.defer("state")]
            self.known[season] = Counter(meetings), is_double_round_robin(meetings)
        return self.known[season]


def explain(one: Match, two: Match, seasons: Seasons) -> str:
    """Why two matches of the same two may be one; empty where nothing says so."""
    if one.scheduled_on is not None and one.scheduled_on == two.scheduled_on:
        return "on one day"
    if one.season.competition_id != two.season.competition_id or PLAYED_ANEW & {one.status, two.status}:
        return ""
    if has_one_result(one, two) and is_a_day_apart(one, two) and one.sport in NO_SERIES:
        return "a day apart, with one result"
    if one.season_id != two.season_id or is_other_stage(one, two):
        return ""
    return explain_round(one, two, *seasons.read(one.season_id))


def explain_round(one: Match, two: Match, times: Counter[Meeting], once_at_home: bool) -> str:
    """Why two matches of one season and stage, on two days, may be one."""
    first, second = meet(one), meet(two)
    label, to_come = first.label, [match.status in UNPLAYED for match in (one, two)]
    numbered = label.number is not None and second.label.number is not None
    tie = is_knock_out(one) or is_knock_out(two)
    if first.sides != second.sides:
        planned = label == second.label and numbered and not tie and any(to_come) and not all(to_come)
        return f"both {one.round}, with the ground swapped" if planned and one.sport in NO_SERIES else ""
    if numbered and not tie and not times[first.turned]:
        if label == second.label:
            return f"both {one.round}, at one ground"
        return f"everybody is at home to everybody once in {one.season}" if once_at_home else ""
    if label != second.label or one.sport not in NO_SERIES or times[first] > 2 or times[first.turned]:
        return ""
    where = f"both {one.round or one.group}, at one ground" if label.name else f"at one ground in {one.season}"
    if any(to_come) and not all(to_come):
        return f"{where}, one still to be played"
    return f"{where}, with one result" if label.name and has_one_result(one, two) else ""


def is_other_stage(one: Match, two: Match) -> bool:
    """Whether two matches are of two stages or groups, as far as both have one."""
    two_stages = bool(one.stage_id and two.stage_id) and one.stage_id != two.stage_id
    return two_stages or are_two_groups(one.group, two.group)


def is_knock_out(match: Match) -> bool:
    """Whether the same two may meet again in one round: legs, replays."""
    rules = {**match.season.ruleset, **(match.stage.ruleset if match.stage else {})}
    return bool(rules.get("extra_time") or rules.get("shootout") or "first_leg" in rules)


def is_a_day_apart(one: Match, two: Match) -> bool:
    """Whether two sources may count the day of one match in two zones."""
    if one.scheduled_on is None or two.scheduled_on is None:
        return False
    return abs(one.scheduled_on - two.scheduled_on) == timedelta(days=1)


def has_one_result(one: Match, two: Match) -> bool:
    """Whether both are over with one score, whoever is at home."""
    home, away = (two.home_score, two.away_score) if one.home_id == two.home_id else (two.away_score, two.home_score)
    return {one.status, two.status} <= OVER and (one.home_score, one.away_score) == (home, away)
