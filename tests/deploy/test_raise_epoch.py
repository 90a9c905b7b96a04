"""`manage.py raise_epoch`, as called; tests/deploy/test_restore_drill.py has what it is for."""

import pytest
from django.core.management import CommandError, call_command

from scoreboard.eventlog import outbox
from scoreboard.models import Match, OutboxCursor
from tests.factories import make_match

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(live_match):
    """Two matches that Kafka has, all of them."""
    for match in (live_match, other := make_match()):
        OutboxCursor.objects.filter(match=match).update(sent_seq=match.seq, partition=1)
    return live_match, other


def test_one_match_is_sent_again_under_its_next_epoch(sent, capsys):
    match, other = sent
    call_command("raise_epoch", match=str(match.pk), reason="Restored")
    line, last = capsys.readouterr().out.splitlines()
    assert line.endswith(f"Z {match.pk} e1 → e2, to 2")
    assert last == "1 matches in their next epoch: Restored"
    assert {match.pk: 2, other.pk: 1} == dict(Match.objects.values_list("pk", "epoch"))
    (leased,) = outbox.lease_matches(owner="a", partitions=4, limit=9)
    assert leased == (match.pk, 0, 1)  # from its beginning, and to where it was


def test_all_of_them_and_their_names_with_them(sent, capsys):
    match, _ = sent
    version = match.home.version
    call_command("raise_epoch", all=True, reason="Restored")
    assert capsys.readouterr().out.endswith("2 matches in their next epoch: Restored\n")
    assert set(Match.objects.values_list("epoch", flat=True)) == {2}
    match.home.refresh_from_db()
    assert match.home.version > version + 1_000
    assert match.home in outbox.load_unsent_rows(limit=100)


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"match": "nonsense", "reason": "why"}, "no match 'nonsense'"),
        ({"all": True, "reason": " "}, "expected why"),
        ({"reason": "why"}, "--match --all"),
        ({"all": True}, "--reason"),
    ],
)
def test_what_it_does_not_take(options, why):
    with pytest.raises(CommandError, match=why):
        call_command("raise_epoch", **options)
