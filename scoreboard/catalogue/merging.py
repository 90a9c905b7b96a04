"""Merges a competitor into another that was found to be the same: its matches, names, people and adjustments."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from scoreboard import audit
from scoreboard.catalogue.doubles import list_doubles, list_matches
from scoreboard.known_names import find_competitors
from scoreboard.models import Competitor, CompetitorAlias, Person, PersonAlias, PersonSource
from scoreboard.models.names import normalise
from scoreboard.models.unreadable import UnreadableMatch
from scoreboard.record.covering import settle_rules
from scoreboard.record.fixture import change_fixture
from scoreboard.sports.reasons import REASONS
from scoreboard.wire.covers import FULL

ACTOR = "merge"


class NotMergeable(ValueError):
    """Two competitors that cannot be one, or one that there is not; says why."""


def find(named: str, *, sport: str) -> Competitor:
    """A competitor by id, by its own name (one that was merged keeps it), or by any other; raises NotMergeable."""
    rows = Competitor.objects.filter(sport=sport)
    try:
        found = rows.filter(pk=UUID(named)).first()
    except ValueError:
        found = rows.filter(name=named).first() or find_competitors([named], sport=sport).get(named)
    if found is None:
        raise NotMergeable(f"Nobody called {named!r} plays {sport}; give an id or a name.")
    return found


def check(one: Competitor, into: Competitor) -> None:
    """Raise NotMergeable unless two competitors can be one."""
    if one == into:
        raise NotMergeable(f"{one} and {into} are one already.")
    if (stays := find_competitors([into.name], sport=into.sport)[into.name]) != into:
        raise NotMergeable(f"{into} was merged into {stays} itself: name that one.")
    between = list(list_matches(one).filter(Q(home=into) | Q(away=into))[:3])
    if between:
        played = ", ".join(f"{match} {match.pk}" for match in between)
        raise NotMergeable(f"{one} and {into} have played each other, so they are two: {played}.")


def merge(one: Competitor, into: Competitor, *, reason: str = "") -> dict[str, Any]:
    """Make everything of `one` `into`'s, a match a transaction; what was done, and what a person has to look at.

    People keep their ids, since the log holds them: a person of `one` whose name `into` has too stays where they are,
    and is listed. So are matches that are on both sides' record now, on one day and against the same opponent, and
    those that cannot be read, which a second run moves when they have been repaired.
    """
    names = rename(one, into)
    audit.note(kind="competitor", what=f"merge {one.pk} into {into.pk}", subject=f"{one} is {into}", reason=reason)
    moved, unreadable = 0, []
    for match in list_matches(one).order_by("pk"):
        changes: dict[str, Any] = {"home" if match.home_id == one.pk else "away": into}
        try:
            change_fixture(match_id=match.pk, actor=ACTOR, reason=REASONS["merge.one"], **changes)
            moved += 1
        except UnreadableMatch:
            unreadable.append(str(match.pk))
    with transaction.atomic():
        adjustments = list(one.adjustments.all())
        for adjustment in adjustments:
            adjustment.competitor = into
            adjustment.save()
        people, namesakes = move_people(one, into)
        move_squads(one, into)
        for ban in one.suspensions.filter(person__competitor=into):
            ban.save()  # which takes the person's competitor
    settle_rules([one.pk, into.pk], again=into.names != FULL or one.names != FULL)
    return {
        "into": {"id": str(into.pk), "name": into.name},
        "matches": moved,
        "adjustments": len(adjustments),
        "people": people,
        "names": names,
        "namesakes": namesakes,
        "unreadable": unreadable,
        "doubles": list_doubles(into),
    }


def preview(one: Competitor, into: Competitor) -> dict[str, Any]:
    """What `merge` would do, in the same words; nothing is done."""
    namesakes = list_namesakes(one, into)
    return {
        "into": {"id": str(into.pk), "name": into.name},
        "matches": list_matches(one).count(),
        "adjustments": one.adjustments.count(),
        "people": one.people.count() - len(namesakes),
        "names": [one.name, *(alias.name for alias in one.aliases.all())],
        "namesakes": namesakes,
        "unreadable": [],
        "doubles": list_doubles(into, one),
    }


@transaction.atomic
def rename(one: Competitor, into: Competitor) -> list[str]:
    """Let every name of `one` lead to `into`; first of all, so that nothing new comes to `one`. The names that did."""
    aliases = list(one.aliases.all())
    one.aliases.update(competitor=into)
    Competitor.renew([one.pk, into.pk] if aliases else [])
    alias, made = CompetitorAlias.objects.get_or_create(
        sport=one.sport, key=normalise(one.name), defaults={"competitor": into, "name": one.name}
    )
    if alias.competitor_id != into.pk:
        alias.competitor = into
        alias.save()
    return [*([one.name] if made else []), *(alias.name for alias in aliases)]


def move_people(one: Competitor, into: Competitor) -> tuple[int, list[dict[str, str]]]:
    """Make `one`'s people `into`'s, but those whom `list_namesakes` names: how many, and those."""
    namesakes = list_namesakes(one, into)
    moved = list(one.people.exclude(pk__in=[row["id"] for row in namesakes]))
    PersonAlias.objects.filter(person__in=moved, name__in=list_names_of_people(into)).delete()
    for listed in (PersonAlias, PersonSource):
        listed.objects.filter(person__in=moved).update(competitor=into)
    for person in moved:
        person.competitor = into
        person.save()
    return len(moved), namesakes


def list_namesakes(one: Competitor, into: Competitor) -> list[dict[str, str]]:
    """`one`'s people of whom `into` has one of the same name, or of the same id of a source: `{name, id, there}`."""
    names = dict(Person.objects.filter(competitor=into).values_list("name", "pk"))
    ids = {str(row): row.person_id for row in PersonSource.objects.filter(competitor=into)}
    found = []
    for person in one.people.prefetch_related("sources"):
        sourced = (ids[str(row)] for row in person.sources.all() if str(row) in ids)
        there = names.get(person.name) or next(sourced, None)
        if there is not None:
            found.append({"name": person.public_name, "id": str(person.pk), "there": str(there)})
    return found


def list_names_of_people(into: Competitor) -> list[str]:
    """What `into`'s people are called, whose names nobody else's further ones may be."""
    own = Person.objects.filter(competitor=into).values_list("name", flat=True)
    return [*own, *PersonAlias.objects.filter(competitor=into).values_list("name", flat=True)]


def move_squads(one: Competitor, into: Competitor) -> None:
    """Make the places in `one`'s squads places in `into`'s, of those people who are there now."""
    for entry in one.squads.filter(person__competitor=into):
        entry.competitor = into
        entry.save()
