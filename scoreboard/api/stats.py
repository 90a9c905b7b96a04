"""Standings and statistics: of a season, a competitor, a person, of two against each other. Lists are CSV, too."""

from dataclasses import replace
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema

from scoreboard import queries
from scoreboard.api.answers.common import Whole
from scoreboard.api.answers.stats import (
    AssistRow,
    CardRow,
    CompetitorFigures,
    FormRow,
    HalfRow,
    HeadToHead,
    LeaderRow,
    Meeting,
    MinutesRow,
    OfSeason,
    PersonFigures,
    RecordRow,
    RoundRow,
    ScorerRow,
    Standings,
    Streak,
    StreakRow,
)
from scoreboard.api.exports import Listing, add_list
from scoreboard.api.parameters import Day, Instant, Round, Switch, is_on
from scoreboard.api.problems import Problem
from scoreboard.models import Competitor, Season
from scoreboard.sports import get_sport
from scoreboard.sports.base import Side
from scoreboard.sports.figures import list_needed
from stats import queries as stats
from stats.tables import by_minute, form, people, records, standings, streaks
from stats.tables.season import SeasonFacts

router = Router(tags=["stats"])
Last = Annotated[int, Query(ge=1, le=100)]
Limit = Annotated[int | None, Query(ge=1, le=10_000)]

COUNTS = ("played", "won", "drawn", "lost", "for", "against", "difference")
TABLE = ("group", "rank", "competitor_id", "competitor", *COUNTS, "points")
MORE = ("points_per_game", "card_points", "adjustments", "separated_by", "awaits", "live")
CERTAIN = ("zone", "certain", "best", "worst")
PERSON = ("rank", "person_id", "person", "competitor_id", "competitor")
STREAK = ("streak", "current", "longest", "since", "until")
PLACE = ("season_id", "season", "competition_id", "competition")
MEETING = ("match", "on", *PLACE, "side", "neutral", "opponent_id", "opponent", "for", "against", "result")


class Past(Schema):
    """As it stood after a day of play, `on`, and as the system knew it at an instant, `recorded_at`."""

    on: Day | None = None
    recorded_at: Instant | None = None

    def as_of(self) -> stats.AsOf:
        """The time that is meant."""
        return stats.AsOf(**self.dict())


class PastOfSeason(Past):
    """As a day or an instant of the past, and of rounds up to `round`."""

    round: Round | None = None


def find_season(season_id: UUID) -> Season:
    """The season; raises 404."""
    season = queries.find_season_by_id(season_id)
    if season is None:
        raise Problem(404, f"There is no season {season_id}.")
    return season


def find_competitor(competitor_id: UUID) -> Competitor:
    """The competitor; raises 404."""
    competitor = Competitor.objects.filter(pk=competitor_id).first()
    if competitor is None:
        raise Problem(404, f"There is no competitor {competitor_id}.")
    return competitor


def of_season(season: Season, what: str, facts: SeasonFacts, rows: list[dict[str, Any]]) -> Listing:
    """A list of a season, with the season, the time that is meant and how current it is beside it."""
    as_of = facts.as_of
    head = {
        "season": {"id": str(season.pk), "name": season.name},
        "as_of": {"round": as_of.round, "on": as_of.on, "recorded_at": as_of.recorded_at},
        "current_to": facts.current_to,
    }
    return Listing(f"{season} {what}", rows, {**head, "items": rows, "next": None})


def of_people(
    name: str,
    season_id: UUID,
    as_of: stats.AsOf,
    *,
    by: Literal["person", "competitor"] = "person",
    limit: int | None = None,
) -> Listing:
    """The list of people that has this name in the season's sport; an empty one where the sport has none."""
    season = find_season(season_id)
    described = get_sport(season.competition.sport).find_list(name)
    facts = stats.load_season(
        str(season_id), as_of, statistics=described.statistics if described else (), standings=False
    )
    rows = people.list_people(facts, described, by=by, limit=limit) if described else []
    return of_season(season, name, facts, rows)


def list_rows(found: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of a season's standings, each with its group."""
    return [{"group": group["name"], **row} for group in found["groups"] for row in group["rows"]]


def spell_certain(row: dict[str, Any]) -> dict[str, Any]:
    """A row of standings for CSV: the zone that is certain, and the best and the worst place, as cells."""
    found = row.get("certain") or {}
    return {**row, "certain": found.get("zone"), "best": found.get("best"), "worst": found.get("worst")}


# --- a season --------------------------------------------------------------------------------------------------------


@add_list(
    router,
    "/seasons/{uuid:season_id}/standings",
    summary="A season's tables, as of now or then",
    answer=Standings,
    columns=(*TABLE, *MORE, *CERTAIN),
)
def list_standings(
    request: HttpRequest,
    season_id: UUID,
    then: Query[PastOfSeason],
    live: Switch = "0",
) -> Listing:
    """Of rounds up to `round`, of days up to `on`, as the system knew it at `recorded_at`; `live` adds live matches."""
    season = find_season(season_id)
    found = standings.make_standings(stats.load_season(str(season_id), replace(then.as_of(), live=is_on(live))))
    own = [column.key for column in get_sport(season.competition.sport).columns]
    more = [key for key in own if key not in (*TABLE, *MORE, *CERTAIN)]
    return Listing(f"{season} standings", [spell_certain(row) for row in list_rows(found)], found, more)


def of_half(season_id: UUID, side: Side, as_of: stats.AsOf) -> Listing:
    """The standings of matches at home, or away."""
    season = find_season(season_id)
    facts = stats.load_season(str(season_id), as_of)
    return of_season(season, side, facts, list_rows(standings.make_standings(facts, side=side)))


@add_list(
    router,
    "/stats/seasons/{uuid:season_id}/home",
    summary="The table of matches at home",
    answer=OfSeason[HalfRow],
    columns=TABLE,
)
def list_home(request: HttpRequest, season_id: UUID, then: Query[PastOfSeason]) -> Listing:
    """The season's table as it would be if only what each side did at home counted."""
    return of_half(season_id, "home", then.as_of())


@add_list(
    router,
    "/stats/seasons/{uuid:season_id}/away",
    summary="The table of matches away",
    answer=OfSeason[HalfRow],
    columns=TABLE,
)
def list_away(request: HttpRequest, season_id: UUID, then: Query[PastOfSeason]) -> Listing:
    """The season's table as it would be if only what each side did away counted."""
    return of_half(season_id, "away", then.as_of())


@add_list(
    router,
    "/stats/seasons/{uuid:season_id}/rounds",
    summary="Everybody's points and rank after each round",
    answer=OfSeason[RoundRow],
    columns=("group", "round", "rank", "competitor_id", "competitor", "played", "points", "difference"),
)
def list_rounds(request: HttpRequest, season_id: UUID, then: Query[PastOfSeason]) -> Listing:
    """A row for each competitor and round of its group, by round and rank."""
    season = find_season(season_id)
    facts = stats.load_season(str(season_id), then.as_of())
    return of_season(season, "rounds", facts, standings.list_rounds(facts))


@add_list(
    router,
    "/stats/seasons/{uuid:season_id}/form",
    summary="How everybody did in their last matches",
    answer=OfSeason[FormRow],
    columns=("rank", "competitor_id", "competitor", "form", *COUNTS),
)
def list_form(request: HttpRequest, season_id: UUID, then: Query[PastOfSeason], last: Last = 5) -> Listing:
    """`form` has the newest result last."""
    season = find_season(season_id)
    facts = stats.load_season(str(season_id), then.as_of(), standings=False)
    return of_season(season, "form", facts, form.list_form(facts, last=last))


@add_list(
    router,
    "/stats/seasons/{uuid:season_id}/streaks",
    summary="Everybody's streaks within a season",
    answer=OfSeason[StreakRow],
    columns=("streak", "competitor_id", "competitor", *STREAK[1:]),
)
def list_streaks(request: HttpRequest, season_id: UUID, then: Query[PastOfSeason]) -> Listing:
    """The present and the longest of each kind: winning, unbeaten, losing, scoring, without a goal against."""
    season = find_season(season_id)
    facts = stats.load_season(str(season_id), then.as_of(), standings=False)
    return of_season(season, "streaks", facts, streaks.list_streaks(facts))


@add_list(
    router,
    "/stats/seasons/{uuid:season_id}/records",
    summary="The biggest win, the most goals in a match, the most of one person in one",
    answer=OfSeason[RecordRow],
    columns=(
        *("record", "value", "match", "on", "home_id", "home", "away_id", "away", "home_score", "away_score"),
        *PERSON[1:],
    ),
)
def list_records(request: HttpRequest, season_id: UUID, then: Query[PastOfSeason]) -> Listing:
    """All who share a record are there."""
    season = find_season(season_id)
    described = get_sport(season.competition.sport).records
    feats = [record.stat for record in described if record.stat]
    facts = stats.load_season(str(season_id), then.as_of(), feats=feats, standings=False)
    return of_season(season, "records", facts, records.list_records(facts, described))


@add_list(
    router,
    "/stats/seasons/{uuid:season_id}/scorers",
    summary="A season's scorers",
    answer=OfSeason[ScorerRow],
    columns=(*PERSON, "goals", "penalties", "assists"),
)
def list_scorers(request: HttpRequest, season_id: UUID, then: Query[PastOfSeason], limit: Limit = None) -> Listing:
    """Those with most goals first."""
    return of_people("scorers", season_id, then.as_of(), limit=limit)


@add_list(
    router,
    "/stats/seasons/{uuid:season_id}/assists",
    summary="Who made a season's goals",
    answer=OfSeason[AssistRow],
    columns=(*PERSON, "assists", "goals"),
)
def list_assists(request: HttpRequest, season_id: UUID, then: Query[PastOfSeason], limit: Limit = None) -> Listing:
    """Those with most assists first."""
    return of_people("assists", season_id, then.as_of(), limit=limit)


@add_list(
    router,
    "/stats/seasons/{uuid:season_id}/cards",
    summary="Who was shown cards",
    answer=OfSeason[CardRow],
    columns=(*PERSON, "yellow_cards", "second_yellow_cards", "red_cards", "card_points"),
)
def list_cards(
    request: HttpRequest,
    season_id: UUID,
    then: Query[PastOfSeason],
    by: Literal["person", "competitor"] = "person",
    limit: Limit = None,
) -> Listing:
    """The yellow card before a second yellow one is among the yellow cards; `card_points` are by the season's rules."""
    return of_people("cards", season_id, then.as_of(), by=by, limit=limit)


@add_list(
    router,
    "/stats/seasons/{uuid:season_id}/leaders",
    summary="Who leads in any statistic",
    answer=OfSeason[LeaderRow],
    columns=PERSON,
)
def list_leaders(
    request: HttpRequest,
    season_id: UUID,
    names: Annotated[str, Query(alias="stats", examples=["runs,fours,sixes"])],
    then: Query[PastOfSeason],
    limit: Limit = None,
) -> Listing:
    """Those who have most of the first of `stats` (the sport's own names, comma-separated), with the others beside."""
    season = find_season(season_id)
    known, asked = get_sport(season.competition.sport).figures, names.split(",")
    if not set(asked) <= known.keys() or known[asked[0]]:
        raise Problem(422, f"stats: expected some of {', '.join(known) or 'none in this sport'}; the first no ratio.")
    facts = stats.load_season(str(season_id), then.as_of(), statistics=list_needed(asked, known), standings=False)
    found = people.list_leaders(facts, asked, figures=known, limit=limit)
    return of_season(season, "leaders", facts, found)._replace(more=asked)


@add_list(
    router,
    "/stats/seasons/{uuid:season_id}/goals-by-minute",
    summary="When a season's goals fell",
    answer=OfSeason[MinutesRow],
    columns=("minutes", "goals", "penalties", "own_goals"),
)
def list_goals_by_minute(
    request: HttpRequest, season_id: UUID, then: Query[PastOfSeason], by: Literal["quarter", "minute"] = "quarter"
) -> Listing:
    """By 15 minutes with stoppage time apart, or by minute; goals whose minute nobody knows have none."""
    season = find_season(season_id)
    described = get_sport(season.competition.sport).by_minute
    facts = stats.load_season(
        str(season_id), then.as_of(), moments=[described.kind] if described else (), standings=False
    )
    rows = by_minute.list_by_minute(facts, described, each=by == "minute") if described else []
    return of_season(season, "goals by minute", facts, rows)


# --- a competitor, two of them, a person -----------------------------------------------------------------------------


@add_list(
    router,
    "/competitors/{uuid:competitor_id}",
    summary="A competitor: totals by season, form, streaks",
    answer=CompetitorFigures,
    columns=(*PLACE, *COUNTS),
)
def read_competitor(request: HttpRequest, competitor_id: UUID, then: Query[Past], last: Last = 5) -> Listing:
    """The seasons are what the CSV lists. Replays are left out; a shootout leaves its match drawn."""
    competitor = find_competitor(competitor_id)
    found = stats.load_competitor(str(competitor_id), last=last, as_of=then.as_of())
    return Listing(str(competitor), found["seasons"], {**found, "name": competitor.name})


@add_list(
    router,
    "/competitors/{uuid:competitor_id}/form",
    summary="A competitor's last matches, newest first",
    answer=Whole[Meeting],
    columns=MEETING,
)
def list_form_of_competitor(request: HttpRequest, competitor_id: UUID, then: Query[Past], last: Last = 5) -> Listing:
    """Each match as seen from the competitor's side."""
    competitor = find_competitor(competitor_id)
    found = stats.load_competitor(str(competitor_id), last=last, as_of=then.as_of())
    return Listing(f"{competitor} form", found["form"])


@add_list(
    router,
    "/competitors/{uuid:competitor_id}/streaks",
    summary="A competitor's streaks",
    answer=Whole[Streak],
    columns=STREAK,
)
def list_streaks_of_competitor(request: HttpRequest, competitor_id: UUID, then: Query[Past]) -> Listing:
    """The present and the longest of each kind, over all seasons."""
    competitor = find_competitor(competitor_id)
    return Listing(f"{competitor} streaks", stats.load_competitor(str(competitor_id), as_of=then.as_of())["streaks"])


@add_list(
    router,
    "/stats/head-to-head",
    summary="All matches of two competitors against each other",
    answer=HeadToHead,
    columns=(*MEETING, "decided_by", "advanced"),
)
def list_head_to_head(request: HttpRequest, first: UUID, second: UUID, then: Query[Past]) -> Listing:
    """Seen from the first, the newest match first: each once, replays never."""
    if first == second:
        raise Problem(422, "second: expected another competitor than the first.")
    names = [find_competitor(competitor_id) for competitor_id in (first, second)]
    found = stats.load_head_to_head(str(first), str(second), as_of=then.as_of())
    sides = {side: {"id": str(row.pk), "name": row.name} for side, row in zip(("first", "second"), names, strict=True)}
    return Listing(f"{names[0]} {names[1]}", found["matches"], {**found, **sides})


@add_list(
    router,
    "/people/{uuid:person_id}",
    summary="A person: what they did, by season",
    answer=PersonFigures,
    columns=(*PLACE, "competitor_id", "competitor"),
)
def read_person(request: HttpRequest, person_id: UUID, then: Query[Past]) -> Listing:
    """The seasons are what the CSV lists. Replays are left out. One who was merged into another is answered as that."""
    person = queries.find_person(person_id)
    if person is None:
        raise Problem(404, f"There is no person {person_id}.")
    sport = get_sport(person.competitor.sport)
    found = stats.load_person(str(person.pk), sport=sport.name, as_of=then.as_of())
    team = {"id": str(person.competitor.pk), "name": person.competitor.name}
    figures = {**found, "name": person.public_name, "competitor": team}
    return Listing(str(person), found["seasons"], figures, [*sport.figures])
