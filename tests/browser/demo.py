"""An afternoon of football for pictures and tests: matches in every state a page can show."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from scoreboard.models import Competition, Competitor, Match, Season
from scoreboard.record.commands import record
from scoreboard.record.fixture import schedule

COLOURS = {
    "Arsenal": "#ef0107",
    "Chelsea": "#034694",
    "Liverpool": "#c8102e",
    "Everton": "#003399",
    "Leeds United": "#ffcd00",
    "Burnley": "#6c1d45",
    "Manchester City": "#6cabdd",
    "Tottenham Hotspur": "#132257",
    "Borussia Mönchengladbach": "#00a650",
    "Wolverhampton Wanderers": "#fdb913",
    "Newcastle United": "#241f20",
    "Brighton & Hove Albion": "#0057b8",
}


def make_season(competition: str, name: str) -> Season:
    """A season, made where it is new."""
    row, _ = Competition.objects.get_or_create(sport="football", name=competition)
    return Season.objects.get_or_create(competition=row, name=name)[0]


def make_team(name: str) -> Competitor:
    """A team in its colour."""
    return Competitor.objects.get_or_create(sport="football", name=name, defaults={"colour": COLOURS.get(name, "")})[0]


def make_match(season: Season, home: str, away: str, **fixture: Any) -> Match:
    """A scheduled match."""
    return schedule(season=season, home=make_team(home), away=make_team(away), actor="user:1", **fixture).match


def enter(match: Match, *events: dict[str, Any]) -> None:
    """Enter events."""
    record(match_id=match.pk, events=list(events), actor="user:1")


def play_to(match: Match, minute: int, *events: dict[str, Any], rate: float = 1) -> None:
    """Kick a match off so that its clock shows `minute` now, with `events` entered; past 50, in the second half."""
    now = timezone.now()
    begins = minute - 1 if minute <= 50 else minute - 46
    if minute > 50:
        enter(match, {"type": "period_start", "occurred_at": (now - timedelta(minutes=minute + 16)).isoformat()})
        enter(match, *[event for event in events if event["clock_ms"] < 2_760_000])
        enter(match, {"type": "period_end", "clock_ms": 2_760_000})
    start = (now - timedelta(minutes=begins, seconds=20) / rate).isoformat()
    enter(match, {"type": "period_start", "occurred_at": start})
    later = [event for event in events if minute <= 50 or event["clock_ms"] >= 2_760_000]
    if later:
        enter(match, *later)


def goal(side: str, minute: float, player: str, **data: Any) -> dict[str, Any]:
    """A goal in a minute."""
    event = {"type": "goal", "side": side, "player": player, "clock_ms": round((minute - 1) * 60_000), "data": data}
    return {**event, "period": "first_half"} if minute <= 46 else event


def card(side: str, minute: float, player: str, kind: str) -> dict[str, Any]:
    """A card in a minute."""
    event = {"type": "card", "side": side, "player": player, "data": {"card": kind}}
    event["clock_ms"] = round((minute - 1) * 60_000)
    return {**event, "period": "first_half"} if minute <= 46 else event


def sub(side: str, minute: float, on: str, off: str) -> dict[str, Any]:
    """A substitution in a minute."""
    event = {"type": "substitution", "side": side, "player": on, "data": {"off": off}}
    return {**event, "clock_ms": round((minute - 1) * 60_000)}


def line_up(side: str, starters: str, bench: str, **more: Any) -> dict[str, Any]:
    """A side's line-up of names with their numbers, "1 David Raya, 4 Ben White": the first is the goalkeeper."""
    players = []
    for listed, starting in ((starters, True), (bench, False)):
        for at, one in enumerate(listed.split(", ")):
            number, _, name = one.partition(" ")
            players.append(
                {"player": name, "number": int(number), "starting": starting, "goalkeeper": starting and not at}
            )
    return {"type": "lineup", "side": side, "data": {"players": players, **more}}


ARSENAL = (
    "22 David Raya, 4 Ben White, 2 William Saliba, 6 Gabriel Magalhães, 12 Jurriën Timber, 8 Martin Ødegaard, "
    "41 Declan Rice, 29 Kai Havertz, 7 Bukayo Saka, 9 Gabriel Jesus, 11 Gabriel Martinelli"
)
CHELSEA = (
    "1 Robert Sánchez, 27 Malo Gusto, 29 Wesley Fofana, 6 Levi Colwill, 3 Marc Cucurella, 25 Moisés Caicedo, "
    "8 Enzo Fernández, 11 Noni Madueke, 20 Cole Palmer, 7 Pedro Neto, 15 Nicolas Jackson"
)


def make_afternoon() -> dict[str, Match]:
    """Today's matches by a short name: live, at half-time, in stoppage time, over, to come, postponed, long names."""
    now = timezone.now().replace(second=0, microsecond=0)
    league = make_season("Premier League", "2026/27")
    cup = make_season("European Cup", "2026/27")
    fixture = {"round": "Matchday 12", "round_number": 12, "venue": "Emirates Stadium, London"}
    live = make_match(league, "Arsenal", "Chelsea", scheduled_at=now - timedelta(minutes=84), **fixture)
    enter(
        live,
        line_up("home", ARSENAL, "1 Neto, 15 Jakub Kiwior, 20 Jorginho, 19 Leandro Trossard", complete=True,
                coach="Mikel Arteta", formation="4-3-3"),
        line_up("away", CHELSEA, "12 Filip Jörgensen, 45 Roméo Lavia"),
    )  # fmt: skip
    play_to(
        live,
        67,
        goal("home", 12, "Bukayo Saka"),
        card("away", 31, "Moisés Caicedo", "yellow"),
        goal("away", 38, "Cole Palmer", penalty=True),
        goal("home", 52, "Kai Havertz"),
        card("away", 58, "Moisés Caicedo", "second_yellow"),
        sub("away", 60, "Roméo Lavia", "Nicolas Jackson"),
        goal("home", 64, "Gabriel Jesus", assist="Martin Ødegaard"),
    )
    last = match_seq(live)
    enter(live, {"type": "void", "data": {"seq": last, "reason": "offside, after VAR"}})
    fixture["venue"] = "Anfield, Liverpool"
    half = make_match(league, "Liverpool", "Everton", scheduled_at=now - timedelta(minutes=55), **fixture)
    play_to(half, 46, goal("home", 41, "Mohamed Salah"))
    enter(half, {"type": "period_end", "clock_ms": 2_790_000})
    long = make_match(
        cup,
        "Borussia Mönchengladbach",
        "Wolverhampton Wanderers",
        scheduled_at=now - timedelta(minutes=47),
        round="Group stage",
    )
    play_to(long, 47, goal("away", 9, "Matheus Cunha"), goal("home", 33, "Alassane Pléa"))
    over = make_match(
        league, "Newcastle United", "Brighton & Hove Albion", scheduled_at=now - timedelta(hours=4), **fixture
    )
    play_to(over, 90, goal("home", 3, "Alexander Isak"), goal("away", 77, "João Pedro"), goal("home", 88, "Joelinton"))
    enter(over, {"type": "period_end", "clock_ms": 5_700_000})
    coming = make_match(
        league, "Manchester City", "Tottenham Hotspur", scheduled_at=now + timedelta(hours=2), **fixture
    )
    off = make_match(league, "Leeds United", "Burnley", scheduled_at=now + timedelta(hours=1), **fixture)
    enter(off, {"type": "status", "data": {"status": "postponed", "reason": "waterlogged pitch"}})
    return {"live": live, "half": half, "long": long, "over": over, "coming": coming, "off": off}


def make_replay(final: Match) -> Match:
    """The World Cup final, being replayed at 30 times its speed: the 82nd minute."""
    Competitor.objects.filter(name="Argentina").update(colour="#75aadb")
    Competitor.objects.filter(name="France").update(colour="#21304d")
    season = make_season("Replays", str(final.season))
    now = timezone.now().replace(microsecond=0)
    venue = {"round": final.round, "venue": final.venue, "scheduled_at": now - timedelta(minutes=4)}
    replay = make_match(season, "Argentina", "France", replay_of=final, clock_rate=30, **venue)
    play_to(
        replay,
        82,
        goal("home", 23, "Lionel Messi", penalty=True),
        goal("home", 36, "Ángel Di María", assist="Alexis Mac Allister"),
        sub("home", 64, "Marcos Acuña", "Ángel Di María"),
        goal("away", 80, "Kylian Mbappé", penalty=True),
        goal("away", 81, "Kylian Mbappé", assist="Marcus Thuram"),
        rate=30,
    )
    return replay


def match_seq(match: Match) -> int:
    """The seq of a match's last record."""
    match.refresh_from_db()
    return match.seq
