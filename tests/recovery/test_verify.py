"""The match log verified: states against their events, and Kafka against what was sent."""

import pytest

from scoreboard.models import Match, MatchEvent, OutboxCursor
from scoreboard.recovery import verify
from scoreboard.recovery.verify import Sent
from tests import damage
from tests.factories import enter

pytestmark = pytest.mark.django_db


@pytest.fixture
def match(live_match):
    """A match of three records, all of them sent."""
    enter(live_match, {"type": "goal", "side": "home"})
    OutboxCursor.objects.update(sent_seq=3)
    return live_match


def load_kafka(match, *, epoch=1):
    """What Kafka has of a match, where all is right."""
    rows = MatchEvent.objects.filter(match=match).values_list("seq", "record")
    return {str(match.pk): {(epoch, seq): (verify.hash_record(text, epoch=epoch), 0, seq) for seq, text in rows}}


def check(kafka):
    return list(verify.check_log(kafka, sent=verify.load_sent()))


def test_a_state_that_is_what_its_events_fold_to_is_no_difference(match):
    assert list(verify.check_states(retry_s=0.0)) == []


@pytest.mark.parametrize(
    ("harm", "what"),
    [
        (lambda match: damage.drop_record(match, 3), "its events are not 1 to 3"),
        (lambda match: damage.set_column(match, "home_score", 7), "its row says live 7–0"),
        (lambda match: damage.set_record(match, 2, "garbage"), "record 2 cannot be read"),
        (lambda match: damage.set_column(match, "state", "garbage"), "manage.py repair --match"),
    ],
)
def test_a_match_that_is_damaged_is_named_with_what_is_wrong(match, harm, what):
    harm(match)
    ((where, found),) = verify.check_states(retry_s=0.0)
    assert (where, what in found) == (f"match {match.pk}", True)


def test_a_match_that_differs_only_while_it_is_entered_is_no_difference(match, monkeypatch):
    answers = iter(["its events are not 1 to 3", None])
    monkeypatch.setattr(verify, "_check_state", lambda match: next(answers))
    assert list(verify.check_states(retry_s=0.0)) == []


def test_how_far_kafka_has_a_match_is_its_cursor_s(match):
    assert verify.load_sent() == {str(match.pk): Sent(1, 3)}


def test_a_log_that_is_all_in_kafka_has_no_difference(match):
    assert check(load_kafka(match)) == []


def test_a_record_that_was_sent_and_is_missing_is_named(match):
    kafka = load_kafka(match)
    del kafka[str(match.pk)][1, 2]
    assert check(kafka) == [(f"kafka, match {match.pk}", "e1-2 is missing, though it was sent")]


def test_a_record_that_was_not_sent_yet_is_not_missing(match):
    OutboxCursor.objects.update(sent_seq=2)
    kafka = load_kafka(match)
    del kafka[str(match.pk)][1, 3]
    assert check(kafka) == []


def test_a_record_that_differs_is_named(match):
    kafka = load_kafka(match)
    kafka[str(match.pk)][1, 2] = (0, 0, 2)
    assert check(kafka) == [(f"kafka, match {match.pk}", "e1-2 is not what the database has")]


def test_records_that_only_kafka_has_are_named_five_of_them(match):
    kafka = load_kafka(match)
    kafka[str(match.pk)] |= {(1, seq): (0, 0, seq) for seq in range(4, 11)}
    ((_, what),) = check(kafka)
    assert what == "has e1-4, e1-5, e1-6, e1-7, e1-8 and 2 more, which the database does not"


def test_what_kafka_has_of_an_epoch_before_is_no_difference(match):
    kafka = load_kafka(match, epoch=2)
    kafka[str(match.pk)] |= {(1, seq): (0, 0, seq) for seq in range(1, 9)}
    Match.objects.update(epoch=2)
    assert check(kafka) == []


def test_a_record_that_cannot_be_read_differs_from_whatever_kafka_has(match):
    kafka = load_kafka(match)
    damage.set_record(match, 2, "garbage")
    assert check(kafka) == [(f"kafka, match {match.pk}", "e1-2 is not what the database has")]
