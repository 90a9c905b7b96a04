"""The tables verified against a Kafka in memory: what is right is not named, what is wrong is, by its place."""

import pytest

from stats.ingest.worker import Worker
from stats.models import DeadLetter, Log, Segment, SideFact
from stats.ops import verify
from tests.factories import enter, make_match
from tests.stats.feeding import ON_POSTGRESQL, alter

pytestmark = pytest.mark.django_db(transaction=ON_POSTGRESQL, databases=["default", "stats"])


@pytest.fixture
def match(season):
    match = make_match(season=season)
    enter(match, {"type": "period_start"}, {"type": "goal", "side": "home"})
    return match


@pytest.fixture
def kafka(memory_kafka, match):
    """A match of three records that a worker has read."""
    memory_kafka.send_match(match)
    consume()
    return memory_kafka


def consume():
    worker = Worker()
    worker.consume(seconds=9)
    worker.close()


def check():
    log = verify.load_log()
    return [*log.differences, *verify.check_letters(log), *verify.check_records(log), *verify.check_facts(retry_s=0.0)]


def test_what_is_right_has_no_differences(kafka):
    assert check() == []


def test_doubles_are_counted_and_are_no_difference(kafka, match):
    kafka.send_match(match)
    log = verify.load_log()
    assert (log.count(), log.messages, log.count_behind()) == (3, 6, 3)
    assert check() == []


def test_a_double_that_differs_is_one(kafka):
    message = kafka.partition().log[1]
    kafka.send(alter(message.value(), period="second_half"))
    ((where, what),) = check()
    assert (where.startswith("kafka, match "), what) == (True, "e1-2 is there twice and differs, at offsets 1 and 3")


def test_what_the_tables_have_not_read_yet_is_not_missing(kafka, season):
    kafka.send_match(make_match(season=season))
    assert check() == []


def test_a_record_that_is_not_stored_is_missing(kafka, match):
    Segment.objects.all().delete()
    whats = [what for where, what in check() if where == f"stats, match {match.pk}"]
    assert whats[:3] == ["e1-1 is missing", "e1-2 is missing", "e1-3 is missing"]


def test_a_record_that_kafka_does_not_have_is_named(kafka, match):
    kafka.partition().log[2] = None
    assert (f"stats, match {match.pk}", "e1-3 is not in Kafka") in check()


def test_a_record_that_is_not_as_kafka_has_it_is_named(kafka, match):
    payload = Segment.objects.get().payload.replace('"home"', '"away"', 1)
    Segment.objects.update(payload=payload)
    assert any(what.endswith("is not what Kafka has") for _, what in check())


def test_a_row_of_records_that_cannot_be_read_is_named(kafka, match):
    Segment.objects.update(payload="[")
    assert any("a row of its records cannot be read" in what for _, what in check())


def test_a_fact_that_is_not_what_its_records_fold_to_is_named(kafka, match):
    SideFact.objects.filter(side="home").update(scored=7)
    assert check() == [(f"stats, match {match.pk}", "SideFact is not what its 3 records fold to")]


def test_a_match_applied_less_far_than_it_can_be_is_named(kafka, match):
    Log.objects.update(applied_seq=2)
    assert check() == [(f"stats, match {match.pk}", "applied up to 2, its records can be up to 3")]


def test_an_open_letter_is_named_and_a_settled_one_is_not(kafka):
    kafka.send(b"?")
    consume()
    ((where, what),) = check()
    assert (where, what.startswith("a dead letter: no record")) == ("kafka, match-events[0]@3", True)
    DeadLetter.objects.update(settled="dropped")
    assert check() == []


def test_a_message_without_a_letter_that_is_no_record_is_named(kafka):
    kafka.send(b"?")
    ((where, what),) = check()
    assert (where, what.startswith("no record")) == ("kafka, match-events[0]@3", True)
