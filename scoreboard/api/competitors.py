"""Competitors merged: two that were found to be one."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from scoreboard.api.answers.competitors import Merged
from scoreboard.api.auth import AUTH, Caller
from scoreboard.api.bodies import answer_json, parse_body, parse_key
from scoreboard.api.once import answer_once
from scoreboard.api.openapi import document_operation
from scoreboard.api.parameters import Switch, is_on
from scoreboard.api.people import Merging
from scoreboard.api.problems import Problem
from scoreboard.api.stats import find_competitor
from scoreboard.catalogue import merging
from scoreboard.models import Competitor

router = Router(tags=["people"])


@router.post(
    "/competitors/{uuid:competitor_id}/merge",
    auth=AUTH,
    summary="Merge a competitor into another",
    openapi_extra=document_operation(Merged, takes=Merging, tries=Merged),
)
def merge_competitor(request: HttpRequest, competitor_id: UUID, dry_run: Switch = "0") -> HttpResponse:
    """Its matches, each by a record of its log, its people, names and adjustments become `into`'s.

    It is not taken back by a call. Sent again after an interruption, it does what is left.
    """
    body: Merging = parse_body(request, Merging)
    caller: Caller = request.auth  # type: ignore[attr-defined]
    key = None if is_on(dry_run) else parse_key(request)
    caller.check_may_merge()
    one = find_competitor(competitor_id)
    if key is None:
        return answer_json({**merging.preview(one, find_other(one, body.into)), "dry_run": True})
    return answer_once(request, key, body, lambda: merging.merge(one, find_other(one, body.into), reason=body.reason))


def find_other(one: Competitor, named: str) -> Competitor:
    """Whom a competitor may be merged into, by id or name; raises 422."""
    try:
        into = merging.find(named, sport=one.sport)
        merging.check(one, into)
    except merging.NotMergeable as error:
        raise Problem(422, str(error)) from error
    return into
