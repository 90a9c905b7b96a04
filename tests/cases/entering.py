"""The entrances that a case is tried at beside the rules themselves: the API, and an import."""

import json
from datetime import date

from scoreboard.importers.base import ImportedMatch, ImportedSeason
from scoreboard.importers.load import load_season
from scoreboard.models import ApiToken, Competition, Competitor, Match, Season
from tests.factories import make_match


def schedule(sport, **ruleset):
    """A match of a sport that is to come, under a ruleset."""
    season = Season.objects.create(competition=Competition.objects.create(sport=sport, name="Cup"), name="2026")
    home, away = (Competitor.objects.create(sport=sport, name=name) for name in ("Reds", "Blues"))
    return make_match(season=season, home=home, away=away, ruleset=ruleset)


def post(client, scorer, match, *bodies):
    """Enter bodies one by one by the API: the last one's status and answer."""
    token = f"Bearer {ApiToken.issue(user=scorer)}"
    for number, body in enumerate(bodies):
        headers = {"authorization": token, "idempotency-key": f"{number} {json.dumps(body)}"}
        path = f"/api/v1/matches/{match.pk}/events"
        answer = client.post(path, body, content_type="application/json", headers=headers)
    return answer.status_code, answer.json()


def bring(sport, *events, **ruleset):
    """Import a match with these events: the match, None where it was rejected, and what the report says of it."""
    match = ImportedMatch(
        where="line 1", home="Reds", away="Blues", events=list(events), ruleset=ruleset, scheduled_on=date(2026, 8, 15)
    )
    season = ImportedSeason(sport=sport, competition="Cup", season="2026", matches=[match])
    report = load_season(season, actor="import:test")
    return Match.objects.first(), [note.why for note in (*report.rejected, *report.warnings)]
