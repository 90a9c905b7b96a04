"""`?dry_run=1`: what an entry would do to the match and to tables is answered, and nothing of it is kept."""

import json

import pytest

from scoreboard.models import ApiToken, AuditEntry, Match, MatchEvent, Person
from tests.counting import count_all
from tests.factories import enter, make_competitor, make_match, make_season

pytestmark = pytest.mark.django_db(databases=["default", "stats"])
KICK_OFF, GOAL = {"type": "period_start"}, {"type": "goal", "side": "away", "player": "Bea"}
PLAYED = [{"type": "period_end"}, KICK_OFF, {"type": "period_end"}]


@pytest.fixture
def league(season):
    """A season's two sides, whose first match Arden has won 1–0."""
    home, away = make_competitor("Arden"), make_competitor("Brook")
    match = make_match(season=season, home=home, away=away)
    enter(match, KICK_OFF, {"type": "goal", "side": "home", "player": "Ann"}, *PLAYED)
    count_all()
    return match


@pytest.fixture
def call(client, scorer):
    """Call a match's address as the scorer's program, without an Idempotency-Key; returns the answer."""
    token = ApiToken.issue(user=scorer)

    def send(method, match, rest, body):
        return getattr(client, method)(
            f"/api/v1/matches/{match.pk}{rest}",
            data=json.dumps(body),
            content_type="application/json",
            headers={"Authorization": f"Bearer {token}"},
        )

    return send


def count_stored():
    return [model.objects.count() for model in (MatchEvent, Person, AuditEntry)], list(Match.objects.values())


CALLS = {
    "an event": ("post", "/events", {"type": "status", "data": {"status": "official"}}),
    "a batch": ("post", "/events", {"events": [{"type": "status", "data": {"status": "official"}}]}),
    "a void": ("post", "/events/3/void", {"reason": "Offside"}),
    "an amendment": ("post", "/events/3/amend", {"event": GOAL, "reason": "The other side's"}),
    "a fixture": ("patch", "", {"venue": "Elsewhere"}),
    "an award": ("patch", "", {"status": "awarded", "score": {"home": 0, "away": 3}, "reason": "Ineligible player"}),
}


@pytest.mark.parametrize("name", CALLS)
def test_nothing_is_kept_of_what_is_tried(league, call, name):
    method, rest, body = CALLS[name]
    before = count_stored()
    response = call(method, league, rest + "?dry_run=1", body)
    assert (response.status_code, response.json()["dry_run"]) == (200, True)
    assert response.json()["match"]["seq"] == league.seq + 1
    assert count_stored() == before


def test_the_match_is_answered_as_it_would_be(league, call):
    answer = call("patch", league, "?dry_run=1", CALLS["an award"][2]).json()
    assert (answer["match"]["score"], answer["match"]["winner"]) == ({"home": 0, "away": 3}, "away")
    assert answer["match"]["status"] == "awarded"
    assert answer["changes"]["score"] == {"home": 0, "away": 3}
    assert "venue" not in answer["changes"]


def test_rows_of_tables_are_answered_as_they_are_and_would_be(league, call):
    (season,) = call("patch", league, "?dry_run=1", CALLS["an award"][2]).json()["tables"]
    rows = {row["after"]["competitor"]["name"]: row for row in season["groups"][0]["rows"]}
    assert {name: (row["before"]["points"], row["after"]["points"]) for name, row in rows.items()} == {
        "Arden": (3, 0),
        "Brook": (0, 3),
    }
    assert rows["Brook"]["after"]["rank"] == 1
    assert season["current_to"]["match"] == str(league.pk)


def test_an_entry_without_consequences_says_so(league, call):
    assert call("patch", league, "?dry_run=1", {"venue": "Elsewhere"}).json()["tables"] == []


def test_a_match_that_would_move_is_in_the_tables_of_both_seasons(league, call):
    other = make_season(name="2027", competition=league.season.competition.name)
    other.competition = league.season.competition
    other.save()
    answer = call("patch", league, "?dry_run=1", {"season": "2027"}).json()
    rows = {season["season"]["id"]: season["groups"][0]["rows"] for season in answer["tables"]}
    gone, come = rows[str(league.season_id)], rows[str(other.pk)]
    assert [row["after"] for row in gone] == [None, None]
    assert [row["before"] for row in come] == [None, None]


def test_a_table_by_fair_play_counts_the_cards_that_would_be(call):
    season = make_season(ranking={"tiebreakers": ["points", "fair_play"]})
    match = make_match(season=season, home=make_competitor("Arden"), away=make_competitor("Brook"))
    enter(match, KICK_OFF, {"type": "card", "side": "home", "player": "Ann", "data": {"card": "yellow"}}, *PLAYED)
    count_all()
    answer = call("post", match, "/events/3/void?dry_run=1", {"reason": "No card was shown"}).json()
    (group,) = answer["tables"][0]["groups"]
    ranks = {row["after"]["competitor"]["name"]: (row["before"]["rank"], row["after"]["rank"]) for row in group["rows"]}
    assert ranks["Arden"] == (2, 1)


def test_a_fixture_that_would_be_made_is_answered_and_not_made(client, scorer, league):
    token = ApiToken.issue(user=scorer)
    before = count_stored()
    season = league.season
    names = {"competition": season.competition.name, "season": season.name, "home": "Brook", "away": "Arden"}
    response = client.post(
        "/api/v1/matches?dry_run=1",
        data=json.dumps({"sport": "football", **names}),
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"},
    )
    answer = response.json()
    assert (response.status_code, answer["match"]["home"]["name"], answer["match"]["seq"]) == (200, "Brook", 1)
    assert answer["tables"] == []
    assert count_stored() == before


def test_what_would_be_refused_is_refused(league, call):
    before = count_stored()
    response = call("post", league, "/events?dry_run=1", {"type": "period_start"})
    assert (response.status_code, response.json()["rule"]) == (422, "football.period")
    assert count_stored() == before


def test_who_may_not_enter_may_not_try(client, league):
    response = client.post(f"/api/v1/matches/{league.pk}/events?dry_run=1", data="{}", content_type="application/json")
    assert response.status_code == 401
