"""The console's page of line-ups: a form for each side, which works without scripts."""

from functools import partial
from http import HTTPStatus
from uuid import UUID, uuid4

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from scoreboard import queries
from scoreboard.console.forms import SIDES, BadForm, parse_key, parse_side
from scoreboard.console.lineup_form import (
    Row,
    Typed,
    build_lineup,
    make_rows,
    merge_rows,
    parse_typed,
    place_warnings,
)
from scoreboard.console.refusals import explain_refusal, explain_warning
from scoreboard.models import Competitor, Match
from scoreboard.models.unreadable import UnreadableMatch, reading
from scoreboard.permissions import may_score
from scoreboard.record.commands import record
from scoreboard.record.outcome import KeyReused, Unconfirmed
from scoreboard.record.request import BadEvent
from scoreboard.sports import get_sport
from scoreboard.sports.base import Refused, Side
from scoreboard.sports.lineups import ROLES, LineupData, count_starting
from scoreboard.sports.sentences import Names
from scoreboard.sports.state import lineups_of
from scoreboard.web.boards import Board
from scoreboard.web.unreadable import handle_unreadable

UNCONFIRMED = "Somebody should not be in it: tick “Enter anyway” beside whoever is to be, then enter it again."
LAST_MATCHES = 5  # in which a side's last line-up is looked for


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@handle_unreadable
def edit_line_ups(request: HttpRequest, match_id: UUID) -> HttpResponse:
    """Both sides' line-ups; a POST reads the lines of one side into rows, or enters its line-up."""
    match = queries.find_match(match_id)
    if match is None or not get_sport(match.sport).starting:
        raise Http404("There is no such match, or its sport has no line-ups.")
    if not may_score(request.user, match):
        raise PermissionDenied
    if request.method != "POST":
        return show_forms(request, match)
    fields = request.POST.dict()
    try:
        side = parse_side(fields)
    except BadForm as error:
        return show_forms(request, match, status=HTTPStatus.UNPROCESSABLE_ENTITY, said=str(error))
    typed = parse_typed(fields)
    if fields.get("action") != "save":
        return show_forms(request, match, side=side, typed=typed)
    if typed.problems:
        return show_forms(request, match, side=side, typed=typed, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    with reading(match):
        names = Board(match).names
    refuse = partial(show_forms, request, match, side=side, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        doubted = enter(match, side, typed, actor=f"user:{request.user.pk}", key=parse_key(fields), names=names)
    except (Refused, BadForm, BadEvent, KeyReused) as error:
        return refuse(typed=typed, said=explain_refusal(error, sport=match.sport, names=names))
    if doubted is not None:
        return refuse(typed=doubted, said=UNCONFIRMED)
    return redirect(f"{request.path}#{side}")


def enter(match: Match, side: Side, typed: Typed, *, actor: str, key: str | None, names: Names) -> Typed | None:
    """Enter a side's line-up; where a warning was not ticked, enter nothing: the form with its warnings.

    Raises Refused, BadEvent, KeyReused.
    """
    send = partial(record, match_id=match.pk, events=[build_lineup(side, typed)], actor=actor, key=key)
    try:
        send(confirm=())
    except Unconfirmed as error:
        said = [(one, explain_warning(one, sport=match.sport, names=names)) for one in error.warnings]
        typed = place_warnings(typed, said)
        if not typed.is_confirmed:
            return typed
        send(confirm=error.codes)
    return None


def show_forms(
    request: HttpRequest,
    match: Match,
    *,
    side: Side | None = None,
    typed: Typed | None = None,
    status: int = HTTPStatus.OK,
    said: str = "",
) -> HttpResponse:
    """The page; with what was typed for one side, and what is wrong with it."""
    board = Board(match)
    rows = {"home": match.home, "away": match.away}
    sides = []
    for name in SIDES.values():
        lineup = lineups_of(board.state)[name]
        form = typed if typed is not None and name == side else propose(match, rows[name], lineup)
        shown = board.sides[0 if name == "home" else 1]
        refused = [*([said] if said else []), *form.problems] if name == side or side is None else form.problems
        sides.append(
            {**shown, "form": form, "known": lineup is not None, "problems": refused, "key": uuid4(), **count(form)}
        )
    starting = count_starting(get_sport(match.sport).starting, board.state.play.ruleset)
    context = {"board": board, "sides": sides, "starting": starting, "roles": ROLES.values()}
    return render(request, "console/line_ups.html", context, status=status)


def count(form: Typed) -> dict[str, int]:
    """How many are named, and how many of them begin."""
    return {"named": len(form.rows), "begin": sum(row.starting for row in form.rows)}


def propose(match: Match, competitor: Competitor | None, lineup: LineupData | None) -> Typed:
    """What a side's form begins with: its line-up, else the one of its last match, and the rest of its squad."""
    if lineup is not None:
        coach, formation = lineup.coach or "", lineup.formation or ""
        return Typed(make_rows(lineup), complete=lineup.complete, coach=coach, formation=formation)
    if competitor is None:
        return Typed([])
    last = find_last_lineup(match, competitor)
    squad = list_squad(match, competitor)
    if last is None:
        return Typed(squad)
    return Typed(merge_rows(make_rows(last), squad), coach=last.coach or "", formation=last.formation or "")


def find_last_lineup(match: Match, competitor: Competitor) -> LineupData | None:
    """A competitor's line-up in the last of its matches that has one; one query."""
    before = queries.matches_of_competitor(competitor).exclude(pk=match.pk)
    if match.scheduled_on is not None:
        before = before.filter(scheduled_on__lte=match.scheduled_on)
    for one in before[:LAST_MATCHES]:
        try:
            state = queries.decode_state(one)
        except UnreadableMatch:
            continue
        found = lineups_of(state)["home" if one.home_id == competitor.pk else "away"]
        if found is not None:
            return found
    return None


def list_squad(match: Match, competitor: Competitor) -> list[Row]:
    """The competitor's squad on the day of a match, named as records would name them; one query."""
    return [
        Row(
            player=entry.person.public_name,
            number="" if entry.number is None else str(entry.number),
            position=entry.position,
            goalkeeper=entry.position.casefold() in ("gk", "goalkeeper"),
            person_id=str(entry.person_id),
            known_as=entry.person.public_name,
        )
        for entry in queries.squad_on_day(match, competitor.pk)
    ]
