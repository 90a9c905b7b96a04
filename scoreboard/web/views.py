"""The pages that anyone may see, and the operator's."""

from datetime import timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from scoreboard import queries
from scoreboard.entrances.days import read_day
from scoreboard.entrances.values import Unfit
from scoreboard.models import Competitor, Match, Season
from scoreboard.models.unreadable import reading
from scoreboard.web import line_ups, operations, squads, standings, statistics
from scoreboard.web.boards import Board, collect_words, group_boards, list_boards
from scoreboard.web.bracket import name_open_sides
from scoreboard.web.season import list_sections, load_facts
from scoreboard.web.suspensions import draw_match
from scoreboard.web.travel import make_time_context, travels
from scoreboard.web.unreadable import handle_unreadable
from scoreboard.wire.records import BadCursor
from stats.queries import AsOf

ONE_DAY = timedelta(days=1)
MATCHES_OF_COMPETITOR = 40
FOR_EVER = "public, max-age=31536000, immutable"


@require_safe
@gzip_page
def show_day(request: HttpRequest) -> HttpResponse:
    """The matches of a day (`?date=2022-12-18`), today's with those being played now; live ones first.

    The day is the viewer's, whose clock is `offset` minutes from UTC when it begins, and `end_offset` when it ends.
    """
    now = timezone.now()
    asked = {name: request.GET.get(name, "") for name in ("date", "offset", "end_offset")}
    try:
        day = read_day(text=asked["date"], offset=asked["offset"], end_offset=asked["end_offset"], now=now)
    except Unfit as error:
        return render(request, "error.html", {"title": "No such day", "detail": f"{error}."}, status=400)
    is_today = day.has(now)
    sections = group_boards(queries.matches_of_page(day, with_live=is_today))
    boards = [board for *_, found in sections for board in found]
    context = {
        "day": day,
        "date": day.on,
        "zone": f"&offset={day.offset}" if day.offset else "",
        "yesterday": day.on - ONE_DAY,
        "tomorrow": day.on + ONE_DAY,
        "is_today": is_today,
        "sections": sections,
        "count": len(boards),
        "live": sum(board.play == "live" for board in boards),
        "previous_day": queries.find_match_day(day, later=False),
        "next_day": queries.find_match_day(day, later=True),
        "words": collect_words(boards),
        "now": now,
    }
    return render(request, "day.html", context)


@require_safe
@gzip_page
@handle_unreadable
def show_match(request: HttpRequest, match_id: UUID) -> HttpResponse:
    """A match: score, clock, what happened; its sides' form, their table, and what they played before."""
    match = queries.find_match(match_id)
    if match is None:
        raise Http404("There is no such match.")
    board = Board(match)
    meetings = list_meetings(match)
    facts = standings.load_facts(match)
    name_open_sides([board], facts)
    context = {
        "board": board,
        "now": board.now,
        "words": collect_words([board]),
        "form": pair_form(board),
        "table": standings.find_group(board, facts),
        "suspended": draw_match(board, facts),
        **list_line_ups(board),
        "meetings": meetings,
        "balance": statistics.load_balance(match) if meetings else None,
        "live_sample": settings.LIVE_SAMPLE,
    }
    with reading(match):
        return render(request, "match.html", context)


def list_line_ups(board: Board) -> dict[str, Any]:
    """What a match's page shows of line-ups, and after which events it asks for them again."""
    with reading(board.match):
        drawn = line_ups.draw_line_ups(board.match, board.state, board.names)
    return {
        "line_ups": drawn,
        "without_bench": line_ups.is_long(drawn),
        "telling": line_ups.name_telling(board.match.sport),
    }


@require_safe
@gzip_page
@handle_unreadable
def show_line_ups(request: HttpRequest, match_id: UUID) -> HttpResponse:
    """A match's line-ups and its box score, of now, or (`?at=e1-41`) as they were, which never changes any more."""
    match = queries.find_match(match_id)
    if match is None:
        raise Http404("There is no such match.")
    at = request.GET.get("at")
    try:
        state = line_ups.load_state(match, at)
    except BadCursor:
        state = None
    if state is None:
        raise Http404("The match has no such entry.")
    board = Board(match)
    with reading(match):
        context = {
            "board": board,
            "line_ups": line_ups.draw_line_ups(match, state, board.names),
            "box_score": line_ups.draw_box_score(match, state, board.names),
            "at": at,
        }
        response = render(request, "line_ups.html", context)
    response["Cache-Control"] = FOR_EVER if at else "public, max-age=10"
    return response


def pair_form(board: Board) -> list[dict[str, Any]]:
    """The sides with their last results; empty where there are none."""
    forms = statistics.load_forms([board.match.home, board.match.away])
    return [{**side, "results": forms.get(str(side["id"]), [])} for side in board.sides] if forms else []


def list_meetings(match: Match) -> list[Board]:
    """The last matches of the two sides against each other, this one left out."""
    if match.home is None or match.away is None:
        return []
    found = queries.matches_between(match.home, match.away).exclude(pk=match.replay_of_id or match.pk)
    return list_boards(found.exclude(pk=match.pk)[:5])


@require_safe
@gzip_page
def show_competitions(request: HttpRequest) -> HttpResponse:
    """Every competition with its seasons."""
    seasons = groupby(queries.seasons_with_names(), key=lambda season: season.competition)
    competitions = [(competition, list(found)) for competition, found in seasons]
    return render(request, "competitions.html", {"competitions": competitions})


def find_season(season_id: UUID) -> Season:
    """The season with its competition; raises Http404."""
    season = queries.find_season_by_id(season_id)
    if season is None:
        raise Http404("There is no such season.")
    return season


@require_safe
@gzip_page
@travels
def show_season(request: HttpRequest, season_id: UUID, as_of: AsOf) -> HttpResponse:
    """A season: its standings, lists and records, now or then (`?round=`, `?on=`, `?recorded_at=`), and its matches."""
    boards = list_boards(queries.matches_of_season(season_id))
    season = boards[0].match.season if boards else find_season(season_id)
    facts = load_facts(season, as_of)
    name_open_sides(boards, facts)
    then = make_time_context(as_of, [board.match for board in boards])
    context = {
        "season": season,
        "sections": list_sections(season, boards, facts, query=then["query"].removeprefix("?")),
        "stats_away": facts is None,
        "then": then,
        "count": len(boards),
        "words": collect_words(boards),
        "live": sum(board.play == "live" for board in boards),
        "now": timezone.now(),
    }
    return render(request, "season.html", context)


@require_safe
@gzip_page
@travels
def show_competitor(request: HttpRequest, competitor_id: UUID, as_of: AsOf) -> HttpResponse:
    """A competitor: its form, its matches, those to come first, and its totals (`?against=ID`: with one opponent)."""
    competitor, has_squads = queries.find_competitor_of_page(competitor_id)
    if competitor is None:
        raise Http404("There is no such team.")
    opponent = find_opponent(request.GET.get("against"))
    squad_of = parse_id(request.GET.get("squad"))
    found = list(queries.matches_of_competitor(competitor)[: MATCHES_OF_COMPETITOR + 1])
    boards = list_boards(found[:MATCHES_OF_COMPETITOR])
    to_come = [board for board in boards if board.is_to_come][::-1]
    known = statistics.load_competitor(competitor, against=opponent, as_of=as_of)
    context = {
        "competitor": competitor,
        "form": known["form"] if known else [],
        "history": known,
        "then": make_time_context(as_of),
        "against_id": str(opponent.pk) if opponent else "",
        "squad": squads.load_squad(competitor, squad_of) if has_squads else None,
        "to_come": to_come,
        "played": [board for board in boards if not board.is_to_come],
        "more": len(found) > MATCHES_OF_COMPETITOR,
        "words": collect_words(boards),
    }
    return render(request, "competitor.html", context)


def find_opponent(text: str | None) -> Competitor | None:
    """The competitor of that id; None where there is none, or nobody was asked for."""
    found = parse_id(text)
    return Competitor.objects.filter(pk=found).first() if found else None


def parse_id(text: str | None) -> UUID | None:
    """The id that a text is; None where it is none."""
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


@require_safe
@gzip_page
@travels
def show_person(request: HttpRequest, person_id: UUID, as_of: AsOf) -> HttpResponse:
    """A person: what they did, season by season. One who was merged into another is shown there."""
    person, in_squads = queries.find_person_of_page(person_id)
    if person is None:
        raise Http404("There is no such person.")
    if person.pk != person_id:
        query = request.META["QUERY_STRING"]
        return redirect(f"{reverse('person', args=[person.pk])}{f'?{query}' if query else ''}")
    context = {
        "person": person,
        "names": queries.list_further_names(person),
        "found": statistics.load_person(person, as_of=as_of),
        "squads": squads.list_squads_of(person) if in_squads else [],
        "then": make_time_context(as_of),
    }
    return render(request, "person.html", context)


@never_cache
@login_required
@require_safe
def show_operations(request: HttpRequest) -> HttpResponse:
    """Why is my table late: the relay's backlog, the consumer's lag, matches that wait, dead letters."""
    if not request.user.is_staff:
        raise PermissionDenied
    return render(request, "operations.html", operations.build_context(now=timezone.now()))
