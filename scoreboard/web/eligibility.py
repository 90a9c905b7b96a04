"""Who of a match's people may not play in it, as far as is known: what whoever enters a line-up is warned of."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Q

from scoreboard import parsing
from scoreboard.models import Match, Person, SquadEntry
from scoreboard.sports import get_sport
from scoreboard.sports.base import Sentence
from scoreboard.sports.eligibility import Candidate, Eligibility, Ineligible
from scoreboard.sports.eligibility import list_ineligible as list_all
from scoreboard.sports.suspensions import say_cause
from scoreboard.web.statistics import ask
from stats import queries as stats
from stats.tables.suspensions import find_suspended, list_suspensions

Span = tuple[Any, Any]


def list_ineligible(match: Match, people: Collection[UUID]) -> list[Ineligible]:
    """Why who of these people may not play in a match, by the rules of its season; empty where it has none.

    `match` comes from queries.matches_with_names. Who is suspended, stats say, as far as they have counted: while they
    are away, nobody is. One query for people, one for squads where the rules ask for them, those of a season in stats.
    """
    season = match.season
    rules = {**season.competition.ranking, **season.ranking}
    eligibility = parsing.convert(rules.get("eligibility") or {}, Eligibility)
    suspended = load_suspended(match) if rules.get("suspensions") else {}
    if not suspended and eligibility == Eligibility():
        return []
    found = Person.objects.filter(pk__in=people).select_related("main")
    squads = load_squads(match, people) if eligibility.registered_only else {}
    candidates = [
        Candidate(
            person=str(one.pk),
            name=one.name,
            born=one.birth_date or (one.main.birth_date if one.main else None),
            registered=tuple(squads.get(one.main_id or one.pk, ())),
            suspended=suspended.get(str(one.main_id or one.pk)),
        )
        for one in found
    ]
    return list_all(candidates, eligibility, on=match.scheduled_on)


def load_suspended(match: Match) -> dict[str, Sentence]:
    """Who is suspended for a match, by id, and for what."""
    offences = get_sport(match.sport).offences
    facts = ask(lambda: stats.load_season(str(match.season_id), standings=False, suspensions=True))
    if facts is None or offences is None:
        return {}
    return {
        row["person"]["id"]: say_cause(ban["cause"], offences, cautions=ban["cautions"], reason=ban["reason"])
        for row, ban in find_suspended(list_suspensions(facts), str(match.pk))
    }


def load_squads(match: Match, people: Collection[UUID]) -> dict[UUID, list[Span]]:
    """From when until when people, or who counts with them, are in squads of a match's season, by who they are."""
    theirs = Q(person__in=people) | Q(person__main__in=people) | Q(person__all_merged__in=people)
    spans: dict[UUID, list[Span]] = {}
    rows = SquadEntry.objects.filter(theirs, season=match.season_id, competitor__in=(match.home_id, match.away_id))
    for person, main, since, until in rows.values_list("person", "person__main", "since", "until").distinct():
        spans.setdefault(main or person, []).append((since, until))
    return spans
