"""Competitors merged: two that were found to be one."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from scoreboard.api.answers.competitors import Merged
from scoreboard.api.auth import AUTH, Caller
from scoreboard.api.bodies import answer_json, parse_body, parse_key
from scoreboard.api.openapi import document_operation
from scoreboard.api.parameters import Switch, is_on
from scoreboard.api.people import Merging
from scoreboard.api.problems import Problem
from scoreboard.api.stats import find_competitor
from scoreboard.catalogue import merging
from scoreboard.record.idempotency import find_accepted, hash_request, keep_accepted

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
    asked = hash_request([request.path, body.into, body.reason])
    if key and (answered := find_accepted(caller.actor, key, asked)) is not None:
        return answer_json(answered)
    try:
        into = merging.find(body.into, sport=one.sport)
        merging.check(one, into)
    except merging.NotMergeable as error:
        raise Problem(422, str(error)) from error
    if key is None:
        return answer_json({**merging.preview(one, into), "dry_run": True})
    done = merging.merge(one, into, reason=body.reason)
    keep_accepted(caller.actor, key, asked, done)
    return answer_json(done, status=201)
