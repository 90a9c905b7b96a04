"""Dead letters: listed, tried again, dropped."""

from dataclasses import replace
from functools import partial
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from scoreboard.models import AuditEntry
from scoreboard.sports import SPORTS, football
from scoreboard.sports.base import Refused
from scoreboard.wire.kafka_messages import MOST_BYTES
from stats.ingest import dead_letters
from stats.models import CatalogueItem, DeadLetter, Log
from tests.factories import enter
from tests.memory_kafka import MemoryProducer
from tests.stats.feeding import Partition


def run(*argv):
    out = StringIO()
    call_command("deadletters", *map(str, argv), stdout=out)
    return out.getvalue()


@pytest.fixture
def parked(live_match, monkeypatch):
    """A match whose second goal today's rules refuse; those that accepted it come back when `undo` is called."""
    enter(live_match, *({"type": "goal", "side": "home", "player": name} for name in ("Ann", "Bea", "Cleo")))

    def refuse(state, event):
        if getattr(event, "player", None) == "Bea":
            raise Refused("football.bea")
        return football.apply(state, event)

    monkeypatch.setitem(SPORTS, "football", replace(football.SPORT, apply=refuse))
    partition = Partition()
    partition.add_match(live_match)
    partition.read()
    return live_match


def test_a_record_that_is_still_refused_stays(parked):
    assert "football.bea" in run("list")
    assert run("retry") == "applied 0, open 1\n"
    assert Log.objects.get().applied_seq == 3


def test_a_record_that_can_be_applied_by_now_is(parked, monkeypatch):
    monkeypatch.setitem(SPORTS, "football", football.SPORT)
    assert run("retry", "--reason", "The rules know Bea by now") == "applied 1, open 0\n"
    assert (Log.objects.get().applied_seq, Log.objects.get().waiting_since) == (5, None)
    assert DeadLetter.objects.get().settled == "applied"
    assert run("list") == ""
    entry = AuditEntry.objects.get(kind="dead_letter")
    assert (entry.what, entry.reason, entry.match) == ("dead letter applied", "The rules know Bea by now", parked.pk)
    assert entry.name  # the system's user


def test_what_can_be_read_by_now_is_applied(live_match):
    partition = Partition()
    partition.add_match(live_match)
    record = partition.log.pop(0)
    partition.add(b"?", key=str(live_match.pk).encode())
    partition.log = [replace(message, _offset=number) for number, message in enumerate(reversed(partition.log))]
    partition.read()
    assert Log.objects.get().applied_seq == 0
    DeadLetter.objects.update(value=record.value())
    assert run("retry", DeadLetter.objects.get().pk) == "applied 1, open 0\n"
    assert Log.objects.get().applied_seq == 2


def test_a_catalogue_entry_is_tried_again(season):
    partition = Partition(topic="catalogue")
    partition.add(b"?", key=b"no match")
    partition.read()
    assert run("retry") == "applied 0, open 1\n"
    assert not AuditEntry.objects.filter(kind="dead_letter").exists()
    DeadLetter.objects.update(value=b'{"kind": "season", "id": "s", "version": 1, "data": {}}')
    assert run("retry") == "applied 1, open 0\n"
    assert CatalogueItem.objects.get().item == "s"
    assert AuditEntry.objects.get(kind="dead_letter").subject == "catalogue[0]@0"


def test_a_letter_is_dropped_by_its_id_and_for_a_reason_only(parked):
    with pytest.raises(CommandError, match="by their ids"):
        run("drop")
    with pytest.raises(CommandError, match="no open dead letter 0"):
        run("drop", 0)
    letter = DeadLetter.objects.get()
    with pytest.raises(CommandError, match="Say why"):
        run("drop", letter.pk)
    assert run("drop", letter.pk, "--reason", "A joke") == "dropped 1, open 0\n"
    assert Log.objects.get().waiting_since is not None
    enter(parked, {"type": "goal", "side": "away", "player": "Dora"})
    partition = Partition()
    partition.add_match(parked, seqs=[6])
    partition.read()
    assert DeadLetter.objects.count() == 1


# --- sent to their topic ---------------------------------------------------------------------------------------------


@pytest.fixture
def publish(memory_kafka):
    """Sends letters to a Kafka in memory."""
    return partial(dead_letters.publish, make_producer=partial(MemoryProducer, memory_kafka))


def sent(kafka, settings):
    return kafka.partition(topic=settings.KAFKA_TOPIC_DEAD).log


def test_letters_are_sent_once_with_their_reason_and_place(publish, memory_kafka, settings):
    partition = Partition(number=3)
    partition.add(b"?", key=b"k")
    partition.read()
    assert [publish(), publish()] == [1, 0]
    (message,) = sent(memory_kafka, settings)
    headers = dict(message.headers())
    assert (message.key(), message.value()) == (b"k", b"?")
    assert (headers["topic"], headers["partition"], headers["offset"]) == (b"match-events", b"3", b"0")
    assert headers["reason"].startswith(b"no record")


def test_a_letter_larger_than_a_message_may_be_is_cut_and_says_so(publish, memory_kafka, settings):
    partition, size = Partition(), MOST_BYTES + 5
    partition.add(b"[" * size, key=b"k" * size)
    partition.read()
    publish()
    (message,) = sent(memory_kafka, settings)
    assert (message.key(), message.value()) == (b"k" * MOST_BYTES, b"[" * MOST_BYTES)
    assert dict(message.headers())["cut"] == str(size).encode()


def test_what_kafka_does_not_take_is_sent_the_next_time(publish, memory_kafka, settings):
    partition = Partition()
    partition.add(b"?")
    partition.read()
    memory_kafka.is_away = True
    assert publish() == 0
    memory_kafka.is_away = False
    assert publish() == 1
