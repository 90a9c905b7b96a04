"""The scoring console: plain forms that work without JavaScript; with it, they are sent and answered as JSON."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

import msgspec
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from scoreboard import queries
from scoreboard.console.choices import call_actions, list_choices
from scoreboard.console.forms import BY_MISTAKE, BadForm, parse_count, parse_form, parse_key
from scoreboard.console.refusals import explain_refusal
from scoreboard.console.shirts import has_numbers, send_numbers
from scoreboard.models import Match
from scoreboard.models.unreadable import reading
from scoreboard.permissions import may_score
from scoreboard.record.commands import record
from scoreboard.record.outcome import KeyReused, StaleSeq, Unconfirmed
from scoreboard.record.request import BadEvent
from scoreboard.sports import get_sport
from scoreboard.sports.base import Refused
from scoreboard.sports.state import lineups_of
from scoreboard.web.boards import Board, collect_words, group_boards
from scoreboard.web.unreadable import handle_unreadable

SOON = timedelta(days=7)


@never_cache
@login_required
@require_safe
def list_matches(request: HttpRequest) -> HttpResponse:
    """The matches to score: those being played, and those of yesterday to a week from now."""
    if not request.user.has_perm("scoreboard.change_match"):
        raise PermissionDenied
    today = timezone.now().date()
    sections = group_boards(queries.matches_to_score(since=today - timedelta(days=1), until=today + SOON))
    boards = [board for *_, found in sections for board in found]
    return render(request, "console/list.html", {"sections": sections, "words": collect_words(boards)})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@handle_unreadable
def score_match(request: HttpRequest, match_id: UUID) -> HttpResponse:
    """The console of one match; a POST enters one event, answered with a page, or with JSON where that is asked for."""
    match = queries.find_match(match_id)
    if match is None:
        raise Http404("There is no such match.")
    if not may_score(request.user, match):
        raise PermissionDenied
    if request.method != "POST":
        return show_console(request, match)
    as_json = request.accepts("application/json") and not request.accepts("text/html")
    status, answer = enter(request, match) if is_own(request) else refuse_foreign(request, match)
    if as_json:
        return JsonResponse(answer, status=status)
    if status == HTTPStatus.OK:
        return redirect("console-match", match_id=match.pk)
    match = queries.find_match(match_id) or match
    return show_console(request, match, status=status, refused=answer)


def is_own(request: HttpRequest) -> bool:
    """Whether a form was filled in by the user logged in now: a page stays open while another user logs in."""
    return request.POST.get("user", str(request.user.pk)) == str(request.user.pk)


def refuse_foreign(request: HttpRequest, match: Match) -> tuple[int, dict[str, Any]]:
    """The answer to a form of another user: what they entered is never recorded as this user's."""
    detail = (
        f"Somebody else entered this, and {request.user.get_username()} is logged in now. Nothing was recorded: "
        "it is sent when who entered it is back."
    )
    return HTTPStatus.CONFLICT, {"state": "held", "seq": match.seq, "detail": detail}


def enter(request: HttpRequest, match: Match) -> tuple[int, dict[str, Any]]:
    """Enter a form's event: the HTTP status, and {"state": "saved" | "refused" | "stale", "seq", "detail"?, …}.

    A refusal also has the `rule` (null where the form itself is wrong), and with it `code` and `params`; one that can
    be confirmed has the codes to `confirm`, sent back in the field "anyway" with blanks between them.
    """
    fields = request.POST
    with reading(match):
        board = Board(match)
        names = {side["side"]: side["name"] for side in board.sides}
        actions = get_sport(match.sport).actions
        # Who has seen another state is asked about that; an entry sent again may have ended the match the first time.
        if fields.get("expected_seq") == str(match.seq):
            actions = call_actions(board, queries.decode_state(match))
    try:
        body = parse_form(fields.dict(), sport=match.sport, words=board.words, names=names, actions=actions)
        recorded = record(
            match_id=match.pk,
            events=[send_numbers(match, lineups_of(board.state), body)],
            actor=f"user:{request.user.pk}",
            key=parse_key(fields.dict()),
            expected_seq=parse_count(fields.dict(), "expected_seq") if fields.get("expected_seq") else None,
            confirm=fields.get("anyway", "").split(),
        )
    except StaleSeq as error:
        detail = "Somebody has entered something meanwhile. Look at the score, then enter it again if it still holds."
        return HTTPStatus.CONFLICT, {"state": "stale", "seq": error.current, "detail": detail}
    except (Refused, BadForm, BadEvent, KeyReused) as error:
        why = explain_refusal(error, sport=match.sport, names=names, action=actions.get(fields.get("action", "")))
        return HTTPStatus.UNPROCESSABLE_ENTITY, refuse(match, error, why)
    return HTTPStatus.OK, {"state": "saved", "seq": recorded.records[-1].seq}


def refuse(match: Match, error: Exception, why: str) -> dict[str, Any]:
    """The answer to a form whose event was not accepted: why in English, and as a code where a rule forbids it."""
    answer = {"state": "refused", "seq": match.seq, "detail": why, "rule": None}
    if isinstance(error, Refused):
        answer |= {**msgspec.to_builtins(error.sentence), "rule": error.rule}
    if isinstance(error, Unconfirmed):
        answer["confirm"] = error.codes
    return answer


def show_console(
    request: HttpRequest, match: Match, *, status: int = HTTPStatus.OK, refused: dict[str, Any] | None = None
) -> HttpResponse:
    """The console's page; after a refusal with what was typed, and why at the form that it was typed into."""
    with reading(match):
        board = Board(match)
        choices = list_choices(board, queries.decode_state(match), queries.load_log(match))
        typed = request.POST if refused else {}
        form, action = typed.get("form", ""), typed.get("action", "")
        people, lineups = queries.people_of(match), lineups_of(board.state)
        context = {
            "board": board,
            "choices": choices,
            "words": collect_words([board]),
            "refused": refused,
            "typed": typed,
            "refused_form": form,
            "refused_key": action,
            "refused_at": choices.find_place(form, action) if refused else "",
            "keys": {form: uuid4() for form in choices.forms},
            "named": any(action.player for action in get_sport(match.sport).actions.values()),
            "in_minutes": any(phase.begin is not None for phase in board.words.phases.values()),
            "sides": [
                {
                    **side,
                    "people": people[side["side"]],
                    "pad": choices.sides[side["side"]],
                    "numbered": has_numbers(lineups.get(side["side"])),
                }
                for side in board.sides
            ],
            "line_ups": bool(get_sport(match.sport).starting),
            "by_mistake": BY_MISTAKE,
            "entries": board.incidents_entered,
        }
        return render(request, "console/match.html", context, status=status)
