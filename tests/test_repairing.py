"""`manage.py repair`: a match that cannot be read is made again of its log, and its log is left alone."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from scoreboard.models import AuditEntry, Match
from scoreboard.queries import load_log, read_state
from scoreboard.sports.match import fold
from tests import damage
from tests.factories import enter

pytestmark = pytest.mark.django_db
HARM = {
    name: harm for name, harm in damage.DAMAGES.items() if name not in ("words for an epoch", "a time that has no UTC")
}


def run(**options):
    out = StringIO()
    call_command("repair", json=True, stdout=out, **options)
    return json.loads(out.getvalue())["repairs"]


@pytest.mark.parametrize("harm", HARM)
def test_state_and_row_are_made_again_of_the_log(live_match, harm):
    enter(live_match, {"type": "goal", "side": "home"})
    before = Match.objects.values().get(pk=live_match.pk)
    HARM[harm](live_match)
    assert [each["repaired"] for each in run(dry_run=True)] == [True]
    assert [each["repaired"] for each in run()] == [True]
    after = Match.objects.values().get(pk=live_match.pk)
    assert after == before
    match = Match.objects.get(pk=live_match.pk)
    assert read_state(match) == fold(load_log(match))
    assert AuditEntry.objects.filter(kind="repair", match=live_match.pk).count() == 1
    assert run() == []


def test_a_record_that_cannot_be_read_is_named_and_left(live_match):
    damage.set_record(live_match, 2, "garbage")
    with pytest.raises(CommandError, match="1 matches cannot be repaired"):
        call_command("repair", match=live_match.pk)
