"""`manage.py repair`: a match that cannot be read is made again of its log, and its log is left alone."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from scoreboard.models import AuditEntry, Match, MatchEvent, OutboxCursor
from scoreboard.queries import decode_state, load_log
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
    assert decode_state(match) == fold(load_log(match))
    assert AuditEntry.objects.filter(kind="repair", match=live_match.pk).count() == 1
    assert run() == []


def test_a_record_that_cannot_be_read_is_named_and_left(live_match):
    damage.set_record(live_match, 2, "garbage")
    with pytest.raises(CommandError, match="1 matches cannot be repaired"):
        call_command("repair", match=live_match.pk)


# --- a log that is cut where it can be read no further ---------------------------------------------------------------

GOAL = {"type": "goal", "side": "home"}
UNREADABLE = {
    "garbage": lambda match, seq: damage.set_record(match, seq, "garbage"),
    "too deep": lambda match, seq: damage.set_record(match, seq, "[" * 100_000),
    "missing": damage.drop_record,
}


@pytest.mark.parametrize("harm", UNREADABLE)
@pytest.mark.parametrize("state", ["whole", "garbage"])
def test_a_log_is_kept_as_far_as_it_can_be_read_and_the_rest_set_aside(live_match, tmp_path, harm, state):
    for _ in range(3):
        enter(live_match, GOAL)
    UNREADABLE[harm](live_match, 4)
    if state == "garbage":
        damage.set_column(live_match, "state", "garbage")
    stored = list(MatchEvent.objects.filter(match=live_match, seq__gte=4).values_list("seq", "record"))
    aside = tmp_path / "aside.jsonl"
    assert [each["repaired"] for each in run(match=live_match.pk, set_aside=aside, dry_run=True)] == [True]
    assert (aside.exists(), Match.objects.get(pk=live_match.pk).epoch) == (False, live_match.epoch)
    assert [each["repaired"] for each in run(match=live_match.pk, set_aside=aside)] == [True]
    match = Match.objects.get(pk=live_match.pk)
    assert (match.epoch, match.seq, match.home_score) == (live_match.epoch + 1, 3, 1)
    assert decode_state(match) == fold(load_log(match))
    kept = [json.loads(line) for line in aside.read_text().splitlines()]
    assert [(each["seq"], each["record"]) for each in kept] == stored
    cursor = OutboxCursor.objects.get(match=match)
    assert (cursor.top_seq, cursor.sent_seq) == (3, 0)
    assert "cut after record 3" in AuditEntry.objects.get(kind="repair", match=match.pk).what
    enter(match, GOAL)
    assert Match.objects.get(pk=match.pk).seq == 4
    assert run() == []


def test_a_log_that_can_be_read_is_not_cut(live_match, tmp_path):
    enter(live_match, GOAL)
    damage.set_column(live_match, "state", "garbage")
    assert [each["repaired"] for each in run(match=live_match.pk, set_aside=tmp_path / "aside")] == [True]
    match = Match.objects.get(pk=live_match.pk)
    assert ((tmp_path / "aside").exists(), match.epoch, match.seq) == (False, live_match.epoch, 3)


def test_without_its_first_record_there_is_nothing_to_keep(live_match, tmp_path):
    damage.set_record(live_match, 1, "garbage")
    with pytest.raises(CommandError, match="1 matches cannot be repaired"):
        call_command("repair", match=live_match.pk, set_aside=tmp_path / "aside")
    assert (tmp_path / "aside").exists() is False
    assert damage.count_records(live_match) == 2


def test_what_is_set_aside_goes_to_a_new_file_of_one_match(live_match, tmp_path):
    with pytest.raises(CommandError, match="--set-aside: expected --match"):
        call_command("repair", set_aside=tmp_path / "aside")
    (tmp_path / "aside").touch()
    with pytest.raises(CommandError, match="is there already"):
        call_command("repair", match=live_match.pk, set_aside=tmp_path / "aside")
