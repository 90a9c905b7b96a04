"""Names taken away: a person's, for good; and those of a competition's people, by its rule.

The logs are kept. Whoever reads one reads "Player 10", or initials, from then on (record/covering.py); what remains
where, docs/explanation/privacy.md says.
"""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from scoreboard import audit
from scoreboard.models import (
    AcceptedRequest,
    Competition,
    ForgottenName,
    Match,
    Person,
    PersonAlias,
    PersonSource,
    SquadEntry,
)
from scoreboard.record.covering import cover_matches, find_numbers, load_groups, settle_rules
from scoreboard.wire.covers import call_by_number, cover


def erase(person: Person, *, reason: str = "") -> dict[str, Any]:
    """Take a person's name away wherever it can be read, with all who were merged with them; what was done.

    `{"person", "people", "aliases", "sources", "matches"}`: whom it was, what they are called now, how many further
    names and ids of sources are gone, and which matches say so in a next epoch. There is no way back. A second run,
    or one after an interruption, does what is left.
    """
    with transaction.atomic():
        (group,) = load_groups([person.pk])
        numbers = find_numbers(one.pk for one in group)
        number = next((numbers[one.pk] for one in group if one.pk in numbers), None)
        remember_hashes(group)
        _, aliases = PersonAlias.objects.filter(person__in=group).delete()
        _, sources = PersonSource.objects.filter(person__in=group).delete()
        for one in group:
            if not one.erased:
                forget_name(one, call_by_number(number))
        forget_answers(group)
        what = f"erased {', '.join(str(one.pk) for one in group)}"
        audit.note(kind="person", what=what, subject=group[0].public_name, reason=reason)
    matches = cover_matches(group)
    return {
        "person": str(group[0].pk),
        "people": {str(one.pk): one.public_name for one in group},
        "aliases": sum(aliases.values()),
        "sources": sum(sources.values()),
        "matches": [str(match) for match in matches],
    }


def forget_name(person: Person, name: str) -> None:
    """Put `name` in the place of a person's, and forget when they were born."""
    namesakes = Person.objects.filter(competitor=person.competitor, name=name).exclude(pk=person.pk)
    most = namesakes.aggregate(most=Max("namesake"))["most"]
    person.name, person.namesake = name, 0 if most is None else most + 1
    person.shown, person.names, person.birth_date, person.erased = "", "", None, True
    person.save()


def remember_hashes(people: list[Person]) -> None:
    """Keep the names of people, and their sources' ids, as keyed hashes: no import is to enter them as somebody new."""
    named = [(one, one.name) for one in people if not one.erased]
    named += [(row.person, row.name) for row in PersonAlias.objects.filter(person__in=people).select_related("person")]
    named += [(row.person, str(row)) for row in PersonSource.objects.filter(person__in=people).select_related("person")]
    hashed = [ForgottenName(person=one, digest=ForgottenName.hash(name)) for one, name in named]
    ForgottenName.objects.bulk_create(hashed, ignore_conflicts=True)


def forget_answers(people: list[Person]) -> None:
    """Take people's names out of what requests were answered, which is kept under their keys."""
    shown = {str(one.pk): one.public_name for one in people}
    for pk in shown:
        for row in AcceptedRequest.objects.filter(answer__icontains=pk):
            row.answer = cover(row.answer, shown)
            row.save(update_fields=["answer"])


def name_by(competition: Competition, rule: str, *, reason: str = "") -> list[UUID]:
    """Have the people of a competition named by a rule of wire.covers.RULES; the ids of the matches that changes.

    The same rule once more does what an interruption has left.
    """
    with transaction.atomic():
        before, competition.names = competition.names, rule
        competition.save(update_fields=["names"])
        what = f"people of {competition.pk} are named by: {rule}"
        audit.note(
            kind="person",
            what=what,
            subject=str(competition),
            reason=reason,
            before={"names": before},
            after={"names": rule},
        )
    return settle_rules(list_competitors(competition), again=True)


def list_competitors(competition: Competition) -> set[UUID]:
    """Who plays in a competition, or has a squad in it."""
    played = Match.objects.filter(season__competition=competition).values_list("home", "away").distinct()
    squads = SquadEntry.objects.filter(season__competition=competition).values_list("competitor", flat=True)
    return {team for teams in played for team in teams if team} | set(squads)
