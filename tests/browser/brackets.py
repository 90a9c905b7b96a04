"""Brackets for pictures and tests: a cup to come in two legs, a draw of 128, byes, a series."""

from datetime import date, timedelta

from scoreboard.models import Competition, Competitor, Match, Season
from scoreboard.record.commands import record
from scoreboard.record.fixture import schedule

FIRST = date(2026, 3, 2)
LONG = (
    "Borussia Mönchengladbach",
    "Wolverhampton Wanderers",
    "Real Sociedad de Fútbol",
    "Olympique de Marseille",
    "Brighton & Hove Albion",
    "Sporting Clube de Portugal",
    "Fenerbahçe",
    "Ajax",
)
NAMES = {64: "Round of 128", 32: "Round of 64", 16: "Round of 32", 8: "Round of 16", 4: "Quarter-finals"}
LAST = {2: "Semi-finals", 1: "Final"}


def make_cup(sport: str, name: str, **ranking: object) -> Season:
    """A season whose matches are in no table."""
    competition, _ = Competition.objects.get_or_create(sport=sport, name=name)
    return Season.objects.create(competition=competition, name="2026", ranking={"table": False, **ranking})


def plan(
    season: Season, home: str | Match, away: str | Match, *, day: int, outcome: str = "winner", **more: object
) -> Match:
    """A match of two by name, or of those who come from matches."""
    sport, fixture = season.competition.sport, dict(more)
    for side, given in (("home", home), ("away", away)):
        if isinstance(given, Match):
            fixture |= {side: None, f"{side}_from": {"match": str(given.pk), "outcome": outcome}}
        else:
            fixture[side], _ = Competitor.objects.get_or_create(sport=sport, name=given)
    return schedule(season=season, actor="user:1", scheduled_on=FIRST + timedelta(days=day), **fixture).match


def play(match: Match, home: int, away: int, **more: object) -> None:
    """Enter a result."""
    event = {"type": "result", "data": {"full_time": {"home": home, "away": away}, **more}}
    record(match_id=match.pk, events=[event], actor="user:1")


def make_legs() -> Season:
    """Quarter-finals of two legs, of which some are played; nothing after them is known but from where it comes."""
    season = make_cup("football", "Cup of long names", scored_away=True)
    legs = []
    for number in range(4):
        one, other = LONG[2 * number], LONG[2 * number + 1]
        legs.append(
            [
                plan(season, one, other, day=7 * leg, round="Quarter-finals")
                if not leg
                else plan(season, other, one, day=7, round="Quarter-finals")
                for leg in (0, 1)
            ]
        )
    semis = [
        [
            plan(season, legs[2 * n][0], legs[2 * n + 1][0], day=21, round="Semi-finals"),
            plan(season, legs[2 * n + 1][0], legs[2 * n][0], day=28, round="Semi-finals"),
        ]
        for n in (0, 1)
    ]
    plan(season, semis[0][0], semis[1][0], day=40, round="Third place", outcome="loser")
    plan(season, semis[0][0], semis[1][0], day=41, round="Final")
    for match, score in ((legs[0][0], (1, 1)), (legs[0][1], (2, 2)), (legs[1][0], (0, 3))):
        play(match, *score)
    return season


def make_draw(size: int = 128) -> Season:
    """A draw of single matches, of which the first round is played but for the last quarter."""
    season = make_cup("football", f"Open of {size}")
    round_: list[str | Match] = [f"Player {number:03}" for number in range(1, size + 1)]
    day, count = 0, size // 2
    while count:
        label = {**NAMES, **LAST}[count]
        made = [plan(season, round_[2 * n], round_[2 * n + 1], day=day, round=label) for n in range(count)]
        for number, match in enumerate(made):
            if day == 0 and number < count * 3 // 4:
                play(match, 2 if number % 3 else 0, 1)
        round_, day, count = list(made), day + 2, count // 2
    return season


def make_byes() -> Season:
    """Six in a cup: two have a bye into the semi-finals, which are drawn."""
    season = make_cup("football", "Cup of six")
    first = plan(season, "Cork City", "Derry City", day=0, round="Quarter-finals")
    second = plan(season, "Sligo Rovers", "Bohemians", day=0, round="Quarter-finals")
    play(first, 2, 1)
    semis = [
        plan(season, "Shamrock Rovers", first, day=7, round="Semi-finals"),
        plan(season, second, "Dundalk", day=7, round="Semi-finals"),
    ]
    plan(season, semis[0], semis[1], day=14, round="Final")
    return season


def make_brackets() -> dict[str, Season]:
    """The seasons by what they show."""
    return {"legs": make_legs(), "draw": make_draw(), "byes": make_byes()}
