"""People merged and split, which is said once and taken back the same way; names erased, and by which rule they are."""

from collections.abc import Callable
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Router

from scoreboard import queries
from scoreboard.api.answers.people import Identified, NamedBy
from scoreboard.api.auth import AUTH, Caller
from scoreboard.api.bodies import answer_json, parse_body, parse_key
from scoreboard.api.exports import ask
from scoreboard.api.once import answer_once
from scoreboard.api.openapi import document_operation
from scoreboard.api.parameters import Switch, is_on
from scoreboard.api.problems import Problem
from scoreboard.catalogue import identity
from scoreboard.catalogue.erasing import erase, name_by
from scoreboard.entrances.values import Line, Lines
from scoreboard.models import Competition, Match, Person
from stats import queries as stats

router = Router(tags=["people"])
Two = tuple[stats.Doings, stats.Doings]


class Merging(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who the person is, by id, and why that is known."""

    into: Line
    reason: Lines


class Splitting(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why; and, where the person was two of one name, the ids of the matches that were the other's."""

    reason: Lines
    matches: Annotated[list[Line], msgspec.Meta(max_length=100)] = []


class Reason(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why."""

    reason: Lines


class Naming(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """By full names, initials, or numbers only; and why."""

    names: Literal["full", "initials", "numbers"]
    reason: Lines


@router.post(
    "/people/{uuid:person_id}/merge",
    auth=AUTH,
    summary="Merge a person into another",
    openapi_extra=document_operation(Identified, takes=Merging, tries=Identified),
)
def merge_person(request: HttpRequest, person_id: UUID, dry_run: Switch = "0") -> HttpResponse:
    """The person is `into` wherever they are read; no match's log is touched, and a split takes it back."""
    body: Merging = parse_body(request, Merging)

    def merge(person: Person, caller: Caller) -> Two:
        into = identity.find(body.into)
        two = do_as(person), do_as(into.main or into)
        identity.merge(person, into, reason=body.reason)
        return two

    return identify(request, person_id, body, merge, dry_run=dry_run)


@router.post(
    "/people/{uuid:person_id}/split",
    auth=AUTH,
    summary="Split a person",
    openapi_extra=document_operation(Identified, takes=Splitting, tries=Identified),
)
def split_person(request: HttpRequest, person_id: UUID, dry_run: Switch = "0") -> HttpResponse:
    """Who was merged is themselves again; with `matches`, what was done in these is somebody's of the same name."""
    body: Splitting = parse_body(request, Splitting)

    def split(person: Person, caller: Caller) -> Two:
        if not body.matches:
            main = person.main or person
            identity.take_back(person, reason=body.reason)
            return do_as(person), do_as(main)
        matches = find_matches(body.matches)
        identity.split(person, matches, actor=caller.actor, reason=body.reason)
        theirs = frozenset(str(match.pk) for match in matches)
        return do_as(person, matches=theirs), do_as(person, without=theirs)

    return identify(request, person_id, body, split, dry_run=dry_run)


@router.post(
    "/people/{uuid:person_id}/erase",
    auth=AUTH,
    summary="Erase a person's name",
    openapi_extra=document_operation(Identified, takes=Reason, tries=Identified),
)
def erase_person(request: HttpRequest, person_id: UUID, dry_run: Switch = "0") -> HttpResponse:
    """The name is gone for good, and "Player 10" stands wherever it did; figures and logs stay, under the same id."""
    body: Reason = parse_body(request, Reason)

    def forget(person: Person, caller: Caller) -> None:
        erase(person, reason=body.reason)

    return identify(request, person_id, body, forget, dry_run=dry_run)


@router.post(
    "/competitions/{uuid:competition_id}/names",
    auth=AUTH,
    summary="How a competition's people are named",
    openapi_extra=document_operation(NamedBy, takes=Naming),
)
def name_people(request: HttpRequest, competition_id: UUID) -> HttpResponse:
    """By the rule from now on, wherever their teams play, in what was recorded before, too. The same twice is once."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    key, body = parse_key(request), parse_body(request, Naming)
    caller.check_may_identify()
    competition = Competition.objects.filter(pk=competition_id).first()
    if competition is None:
        raise Problem(404, f"There is no competition {competition_id}.")

    def name() -> dict[str, Any]:
        return {"names": body.names, "matches": len(name_by(competition, body.names, reason=body.reason))}

    return answer_once(request, key, body, name)


def identify(
    request: HttpRequest, person_id: UUID, body: Any, act: Callable[[Person, Caller], Two | None], *, dry_run: Switch
) -> HttpResponse:
    """Do what a request says of who somebody is, once for its key, and answer with whom that left.

    `act` returns what the two do of whom it makes one, or who were one, if it does: a dry run says in which lists that
    shows.
    """
    caller: Caller = request.auth  # type: ignore[attr-defined]
    tried = is_on(dry_run)
    key = None if tried else parse_key(request)
    caller.check_may_identify()
    if not Person.objects.filter(pk=person_id).exists():
        raise Problem(404, f"There is no person {person_id}.")

    def do() -> dict[str, Any]:
        person = identity.find(str(person_id))
        two = act(person, caller)
        answer: dict[str, Any] = {"people": describe(person_id)}
        if tried:
            answer["dry_run"] = True
        if tried and two is not None:
            answer["lists"] = ask(stats.compare_lists, *two, sport=person.competitor.sport)
        return answer

    try:
        with transaction.atomic():
            if key is not None:
                return answer_once(request, key, body, do)
            answer = do()
            transaction.set_rollback(True)
            return answer_json(answer)
    except identity.NotOne as error:
        raise Problem(422, str(error)) from error


def do_as(person: Person, **matches: frozenset[str]) -> stats.Doings:
    """What somebody does under all the ids that count with theirs."""
    return stats.Doings(identity.list_ids(person), person.public_name, **matches)


def describe(person_id: UUID) -> list[dict[str, Any]]:
    """A person and whoever is told apart from them by an id only, or counts with them: each with under whom they do."""
    return [
        {
            "id": str(person.pk),
            "name": person.public_name,
            "competitor": {"id": str(person.competitor.pk), "name": person.competitor.name},
            "counts_as": {"id": str((person.main or person).pk), "name": (person.main or person).public_name},
            "totals": ask(stats.load_own_totals, str(person.pk), sport=person.competitor.sport),
        }
        for person in identity.list_related(person_id)
    ]


def find_matches(ids: list[str]) -> list[Match]:
    """The matches of some ids; raises 422 where there is none of one."""
    found = []
    for number, match_id in enumerate(ids):
        match = queries.find_match(match_id)
        if match is None:
            raise Problem(422, f"There is no match {match_id!r} - at `$.matches[{number}]`")
        found.append(match)
    return found
