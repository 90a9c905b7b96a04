"""`manage.py refold`: states of before come to the outcome of now, and what was published otherwise is listed.

Rules of before are played by storing what they would have made of the log: the fold without its last goal.
"""

import json
from io import StringIO
from uuid import UUID

import msgspec
import pytest
from django.core.management import CommandError, call_command

from scoreboard.models import AuditEntry, Match
from scoreboard.queries import decode_state, format_etag, load_log, matches_with_names
from scoreboard.record.match_rows import DERIVED_COLUMNS, fill_from_state
from scoreboard.recovery.refold import refold_matches
from scoreboard.recovery.verify import check_states
from scoreboard.sports.match import fold
from tests import damage
from tests.factories import enter, make_match

pytestmark = pytest.mark.django_db(databases=["default", "stats"])
GOAL = {"type": "goal", "side": "home", "player": "Ada"}


@pytest.fixture
def match(season):
    match = make_match(season=season)
    enter(match, {"type": "period_start"}, GOAL, GOAL)
    return Match.objects.get(pk=match.pk)


def count_otherwise(match):
    """Store what rules that do not count the last goal would have made of the match."""
    state = msgspec.structs.replace(fold(load_log(match)[:-1]), seq=match.seq)
    fill_from_state(match, state, match.recorded_at)
    match.save(update_fields=DERIVED_COLUMNS)


def run(**options):
    out = StringIO()
    call_command("refold", json=True, stdout=out, **options)
    *changed, counts = map(json.loads, out.getvalue().splitlines())
    return changed, counts


def test_a_state_comes_to_the_outcome_of_now_and_what_was_published_is_listed(match):
    count_otherwise(match)
    (found,) = refold_matches()
    assert (found.match, found.cursor, found.why) == (str(match.pk), "e1-4", "")
    assert found.changed["score"] == ({"home": 1, "away": 0}, {"home": 2, "away": 0})
    after = Match.objects.get(pk=match.pk)
    assert (after.home_score, decode_state(after)) == (2, fold(load_log(match)))
    entry = AuditEntry.objects.get(kind="repair", match=match.pk)
    assert entry.what.startswith("refolded at e1-4: score")
    assert list(check_states(retry_s=0.0)) == []


def test_its_etag_is_another(match):
    count_otherwise(match)
    before = format_etag(matches_with_names().get(pk=match.pk))
    list(refold_matches())
    assert format_etag(matches_with_names().get(pk=match.pk)) != before


def test_what_is_right_is_left_alone(match):
    before = Match.objects.values().get(pk=match.pk)
    assert run() == ([], {"refolded": 0, "published": 0, "facts": 0, "failed": 0, "dry_run": False})
    assert Match.objects.values().get(pk=match.pk) == before
    assert not AuditEntry.objects.filter(kind="repair").exists()


def test_a_dry_run_lists_and_writes_nothing(match):
    count_otherwise(match)
    before = Match.objects.values().get(pk=match.pk)
    changed, counts = run(dry_run=True)
    assert ([each["match"] for each in changed], counts["published"]) == ([str(match.pk)], 1)
    assert Match.objects.values().get(pk=match.pk) == before


def test_one_that_was_ended_goes_on_where_it_was(match, season):
    matches = sorted([match, *(make_match(season=season) for _ in range(2))], key=lambda each: each.pk)
    for each in matches[1:]:
        enter(each, {"type": "period_start"}, GOAL)
    for each in matches:
        count_otherwise(Match.objects.get(pk=each.pk))
    ended = refold_matches()
    assert next(ended).match == str(matches[0].pk)
    ended.close()
    assert [each.match for each in refold_matches(after=matches[1].pk)] == [str(matches[2].pk)]
    assert [each.match for each in refold_matches()] == [str(matches[1].pk)]


def test_one_match_alone(match, season):
    other = make_match(season=season)
    enter(other, {"type": "period_start"}, GOAL)
    for each in (match, other):
        count_otherwise(Match.objects.get(pk=each.pk))
    changed, _ = run(match=other.pk)
    assert [each["match"] for each in changed] == [str(other.pk)]


def test_a_match_that_cannot_be_read_is_named_and_the_others_are_refolded(match, season):
    broken = make_match(season=season)
    damage.set_record(broken, 1, "garbage")
    count_otherwise(match)
    out = StringIO()
    with pytest.raises(CommandError, match="1 matches cannot be folded"):
        call_command("refold", stdout=out)
    assert f"{broken.pk}: record 1 cannot be read" in " ".join(out.getvalue().split())
    assert "score 1–0 → 2–0" in out.getvalue()


def test_a_match_that_is_not_there_is_said_so(match):
    with pytest.raises(CommandError, match="--match: there is no match"):
        call_command("refold", match=UUID(int=0))
