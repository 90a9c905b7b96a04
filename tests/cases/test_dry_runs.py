"""`?dry_run=1` says what tables are afterwards, to the row: in every sport, with points taken, and by several rules."""

import json
import random
from datetime import date

import pytest

from scoreboard.models import ApiToken, Competition, Competitor, Season, StandingAdjustment
from scoreboard.queries import decode_state
from scoreboard.record.fixture import schedule
from scoreboard.sports import SPORTS
from scoreboard.sports.match import step
from scoreboard.sports.state import status_of
from tests.counting import count_all
from tests.factories import enter
from tests.sports.logs import make_record
from tests.sports.test_all_sports import bodies_of
from tests.stats.lists import list_standings

pytestmark = pytest.mark.django_db(databases=["default", "stats"])
RULES = [
    {},
    {"ranking": "points_per_game"},
    {"tiebreakers": ["points", "head_to_head", "goal_difference", "lots"]},
    {"split": {"after": 1, "carried": "half"}},
]
AWARD = {"status": "awarded", "reason": "Ineligible player"}
# What is entered one after the other, of the match that was played and of the one that was not.
CHANGES = [
    ("played", AWARD | {"winner": "away", "score": {"home": 0, "away": 3}}),
    ("played", AWARD | {"both_lose": True}),
    ("played", {"status": "annulled", "reason": "Club expelled"}),
    ("played", {"status": "ended", "reason": "The appeal was upheld"}),
    ("played", {"season": "2027"}),
    ("played", {"season": "2026", "group": "B"}),
    ("played", {"group": None, "away": "Cob"}),
    ("planned", AWARD | {"winner": "home", "decided_by": "walkover"}),
    ("planned", {"status": "scheduled", "reason": "To be played after all"}),
    ("planned", {"status": "cancelled", "reason": "Floods"}),
]


def play(match):
    """Play a match to its end, as its sport goes on."""
    chance, state, bodies = random.Random(match.sport), decode_state(match), []
    while status_of(state) != "ended":
        bodies.append(bodies_of(match.sport).play_on(state.play, chance))
        state = step(state, make_record(state.seq + 1, sport=match.sport, **bodies[-1]))
    enter(match, *bodies)


def read_rows(season):
    """A season's rows by group and competitor."""
    tables = json.loads(json.dumps(list_standings(season.pk)["groups"]))
    return {(table["name"], row["competitor"]["id"]): row for table in tables for row in table["rows"]}


def foresee(rows, tables):
    """Rows as the consequences that were answered make them."""
    for table in tables:
        for row in table["rows"]:
            place = (table["name"], (row["before"] or row["after"])["competitor"]["id"])
            assert rows.get(place) == row["before"]
            rows[place] = row["after"]
    return {place: row for place, row in rows.items() if row is not None}


@pytest.mark.parametrize("sport", SPORTS)
def test_rows_that_are_foreseen_are_the_rows_afterwards(client, scorer, sport):
    competition = Competition.objects.create(sport=sport, name="League")
    rules = RULES[list(SPORTS).index(sport) % len(RULES)]
    seasons = [
        Season.objects.create(competition=competition, name=name, ranking=rules if name == "2026" else {})
        for name in ("2026", "2027")
    ]
    ash, box, _ = (Competitor.objects.create(sport=sport, name=name) for name in ("Ash", "Box", "Cob"))
    day = {"season": seasons[0], "actor": "user:1", "scheduled_on": date(2026, 8, 1)}
    matches = {
        "played": schedule(home=ash, away=box, round_number=1, **day).match,
        "planned": schedule(home=box, away=ash, round_number=2, **day).match,
    }
    play(matches["played"])
    for competitor, points in ((ash, -3), (box, 2)):
        adjustment = {"points": points, "reason": "Late accounts", "on": date(2026, 8, 1)}
        StandingAdjustment.objects.create(season=seasons[0], competitor=competitor, **adjustment)
    token = f"Bearer {ApiToken.issue(user=scorer)}"
    for number, (name, body) in enumerate(CHANGES):
        count_all()
        path = f"/api/v1/matches/{matches[name].pk}"
        call = {"data": json.dumps(body), "content_type": "application/json"}
        tried = client.patch(f"{path}?dry_run=1", headers={"authorization": token}, **call)
        before = [read_rows(season) for season in seasons]
        done = client.patch(path, headers={"authorization": token, "idempotency-key": str(number)}, **call)
        assert (tried.status_code, done.status_code) == (200, 201)
        count_all()
        told = {table["season"]["id"]: table["groups"] for table in tried.json()["tables"]}
        for season, rows in zip(seasons, before, strict=True):
            assert foresee(rows, told.get(str(season.pk), [])) == read_rows(season), body
