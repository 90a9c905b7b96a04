"""What the code of before has stored of the logs in `tests/sports/old_logs`: `refold` brings it to now.

It is needed once, and `verify` finds nothing afterwards.
"""

import json
from uuid import UUID

import pytest

from scoreboard.models import Competition, Competitor, Match, MatchEvent, Season
from scoreboard.record.match_rows import DERIVED_COLUMNS, fill_from_state
from scoreboard.recovery.refold import refold_matches
from scoreboard.recovery.verify import check_states
from scoreboard.sports.state import state_decoder_of
from tests.factories import make_match
from tests.sports.before import MATCH, WHEN, every_log, load

pytestmark = pytest.mark.django_db


def store(path):
    """A match as the code of before has left it in the database; the file that it is of."""
    sport = json.loads(path.read_text())["sport"]
    season = Season.objects.create(competition=Competition.objects.create(sport=sport, name="Cup"), name="2026")
    home, away = (Competitor.objects.create(sport=sport, name=name) for name in ("Reds", "Blues"))
    match = make_match(season=season, home=home, away=away)
    log, records = load(path, c1=season.competition_id, s1=season.pk, t1=home.pk, t2=away.pk)
    MatchEvent.objects.filter(match=match).delete()
    for seq, record in enumerate(records, 1):
        text = record.replace(MATCH, str(match.pk))
        MatchEvent.objects.create(match=match, seq=seq, record=text, recorded_at=WHEN, actor="user:1")
    fill_from_state(match, state_decoder_of(sport).decode(json.dumps(log["stored"])), match.recorded_at)
    match.save(update_fields=DERIVED_COLUMNS)
    return match, log


@every_log
def test_what_was_stored_before_comes_to_now_by_one_refold(path):
    match, log = store(path)
    refolded = list(refold_matches())
    assert [(UUID(one.match), one.why) for one in refolded] in ([], [(match.pk, "")])
    changed = refolded[0].changed if refolded else {}
    assert json.loads(json.dumps(changed)) == log.get("changed", {})
    assert list(check_states(retry_s=0.0)) == []
    assert list(refold_matches()) == []
    after = Match.objects.get()
    assert [after.status, [after.home_score, after.away_score]] == [log["outcome"]["status"], log["outcome"]["score"]]
