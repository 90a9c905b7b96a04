"""Fixtures: making and changing them. Each is a record of the match log."""

from typing import Any, Literal

import msgspec
from django.http import HttpRequest, HttpResponse

from scoreboard import queries
from scoreboard.api.answers.matches import Entered, Tried
from scoreboard.api.auth import AUTH, Caller
from scoreboard.api.bodies import parse_body, parse_key
from scoreboard.api.matches import answer, answer_tried, find_match, router
from scoreboard.api.openapi import document_operation
from scoreboard.api.parameters import MatchId, Switch, is_on
from scoreboard.api.problems import Problem
from scoreboard.entrances.values import NARROWER, Line, Lines, Top
from scoreboard.models import Competition, Match, Season, Stage
from scoreboard.record.fixture import change_fixture, prepare, schedule
from scoreboard.sports import SPORTS
from scoreboard.sports.base import Score, Side
from scoreboard.sports.common import DETAILS, Status, extended, list_changes, list_fields


@extended(list_fields(DETAILS, types=NARROWER))
class NewFixture(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A match to be; competition, season, stage and competitors by name or id, all of them known already."""

    sport: Line
    competition: Line
    season: Line
    stage: Line | None = None
    home: Line | None = None
    away: Line | None = None


@extended(list_changes(DETAILS, types=NARROWER))
class ChangedFixture(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is different from now on; a field left out stays as it is, null clears it."""

    competition: Line | None | msgspec.UnsetType = msgspec.UNSET
    season: Line | msgspec.UnsetType = msgspec.UNSET
    stage: Line | None | msgspec.UnsetType = msgspec.UNSET
    home: Line | None | msgspec.UnsetType = msgspec.UNSET
    away: Line | None | msgspec.UnsetType = msgspec.UNSET
    status: Status | None = None
    winner: Side | None = None
    both_lose: bool = False
    score: Score | None = None
    decided_by: Literal["awarded", "walkover", "forfeit"] = "awarded"
    reason: Lines | None = None
    expected_seq: Top | None = None


@router.post(
    "/matches",
    auth=AUTH,
    summary="Make a fixture",
    openapi_extra=document_operation(
        Entered, takes=NewFixture, tries=Tried, headers={"Location": "Where the match is."}
    ),
)
def make_fixture(request: HttpRequest, dry_run: Switch = "0") -> HttpResponse:
    """Competition, season, stage and competitors by name or id. The fixture is record 1 of the match's log."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    tried = is_on(dry_run)
    key = None if tried else parse_key(request)
    body: NewFixture = parse_body(request, NewFixture)
    if body.sport not in SPORTS:
        raise unknown("sport", body.sport, expected=f"one of {', '.join(SPORTS)}")
    competition = queries.find_competition(body.competition, sport=body.sport)
    if competition is None:
        raise unknown("competition", body.competition)
    caller.check_may_schedule(competition.pk)
    season = queries.find_season(body.season, competition=competition)
    if season is None:
        raise unknown("season", body.season, expected=f"a season of {competition}")
    fixture = dict(
        season=season,
        stage=find_stage(body.stage, season.pk),
        home=find_side(body.home, body.sport, "home"),
        away=find_side(body.away, body.sport, "away"),
        actor=caller.actor,
        **{name: getattr(body, name) for name in DETAILS},
    )
    if tried:
        made = prepare(**fixture)
        return answer_tried(match=made.match, before=None, after=made.state)
    recorded = schedule(key=key, **fixture)
    response = answer(recorded)
    response["Location"] = f"/api/v1/matches/{recorded.match.pk}"
    return response


@router.patch(
    "/matches/{match_id}",
    auth=AUTH,
    summary="Change a fixture",
    openapi_extra=document_operation(Entered, takes=ChangedFixture, tries=Tried),
)
def patch_fixture(request: HttpRequest, match_id: MatchId, dry_run: Switch = "0") -> HttpResponse:
    """What is not named stays; each change is a record of the match's log. A status may need its `reason`.

    `winner` or `both_lose`, `score` and `decided_by` belong to the status `awarded`.
    """
    caller: Caller = request.auth  # type: ignore[attr-defined]
    tried = is_on(dry_run)
    key = None if tried else parse_key(request)
    body: ChangedFixture = parse_body(request, ChangedFixture)
    match = find_match(match_id)
    caller.check_may_score(match)
    changes = {name: value for name in DETAILS if (value := getattr(body, name)) is not msgspec.UNSET}
    for side in ("home", "away"):
        if (name := getattr(body, side)) is not msgspec.UNSET:
            changes[side] = find_side(name, match.sport, side)
    season = find_destination(body, match)
    if season is not None:
        caller.check_may_schedule(season.competition_id)
        changes["season"] = season
    if body.stage is not msgspec.UNSET:
        changes["stage"] = find_stage(body.stage, (season or match.season).pk)
    status = None
    award = {name: getattr(body, name) for name in ("winner", "both_lose", "score", "decided_by")}
    if body.status is not None:
        status = {"status": body.status, **msgspec.to_builtins(award)}
    elif body.winner or body.both_lose or body.score:
        raise Problem(422, "status: a winner and a score are declared with the status `awarded`.")
    if not changes and status is None:
        raise Problem(422, "Expected at least one field to change.")
    recorded = change_fixture(
        match_id=match.pk,
        actor=caller.actor,
        key=key,
        expected_seq=body.expected_seq,
        reason=body.reason,
        status=status,
        dry_run=tried,
        **changes,
    )
    if tried:
        return answer_tried(match=match, before=queries.decode_state(match), after=recorded.state)
    return answer(recorded)


def find_destination(body: ChangedFixture, match: Match) -> Season | None:
    """The season that a match is moved to; None where it stays; raises 422."""
    if body.season is msgspec.UNSET:
        if isinstance(body.competition, str):
            raise Problem(422, "competition: a match moves to a season: expected `season` too.")
        return None
    competition: Competition | None = match.season.competition
    if isinstance(body.competition, str):
        competition = queries.find_competition(body.competition, sport=match.sport)
        if competition is None:
            raise unknown("competition", body.competition)
    assert competition is not None
    season = queries.find_season(body.season, competition=competition)
    if season is None:
        raise unknown("season", body.season, expected=f"a season of {competition}")
    return season


def unknown(field: str, value: str, *, expected: str = "an id or a name there is") -> Problem:
    """The 422 for a name that means nothing."""
    return Problem(
        422,
        f"{field}: {value[:120]!r} is not known; expected {expected}.",
        errors=[{"where": f"$.{field}", "why": "unknown"}],
    )


def find_side(name: str | None, sport: str, field: str) -> Any:
    """A competitor by name or id; None stays None (a side not known yet); raises 422."""
    if name is None:
        return None
    competitor = queries.find_competitor(name, sport=sport)
    if competitor is None:
        raise unknown(field, name)
    return competitor


def find_stage(name: str | None, season_id: Any) -> Any:
    """A season's stage by name or id; None stays None; raises 422."""
    if name is None:
        return None
    stage = queries.find_by_id_or_name(Stage.objects.filter(season=season_id), name)
    if stage is None:
        raise unknown("stage", name, expected="a stage of the season")
    return stage
