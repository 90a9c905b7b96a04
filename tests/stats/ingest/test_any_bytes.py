"""Mutated records through decoding, folding and writing: each is written, waits, or becomes a dead letter.

Never an exception, and every record of the matches beside them is written, once.
"""

import os

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoreboard.models import Match
from scoreboard.models.catalogue import CATALOGUE
from scoreboard.wire import kafka_messages
from stats import facts
from stats.ingest.fold_cache import FoldCache
from stats.ingest.messages import parse_record
from stats.models import CatalogueItem, DeadLetter, Log, Segment
from stats.ops import verify
from stats.ops.export import Exported, build_rows, build_schema
from stats.storage import segments
from tests.factories import enter, make_match
from tests.stats import poison
from tests.stats.feeding import Partition
from tests.stats.mutating import MUTATIONS, mutate

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "stats"])
TABLES = (Log, Segment, DeadLetter, *(family.MODEL for family in facts.FAMILIES))
KICK_OFF, END = {"type": "period_start"}, {"type": "period_end"}
EXAMPLES = int(os.environ.get("POISON_EXAMPLES", "20"))
BOUNDS = settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture])


def goal(side, player):
    return {"type": "goal", "side": side, "player": player}


def play() -> Match:
    """A match with corrections, cards and its end."""
    match = make_match()
    enter(match, KICK_OFF, goal("home", "Ann"), goal("away", "Bea"), goal("home", "Cleo"))
    enter(match, {"type": "void", "data": {"seq": 4, "reason": "offside"}})
    enter(match, {"type": "amend", "data": {"seq": 3, "reason": "another", "event": goal("home", "Dora")}})
    enter(match, {"type": "card", "side": "away", "player": "Bea", "data": {"card": "yellow"}})
    enter(match, {"type": "review", "data": {"seq": 5, "decision": "cancelled"}}, END, KICK_OFF, END)
    enter(match, {"type": "status", "data": {"status": "official"}})
    return match


@pytest.fixture
def logs():
    """The messages of three matches, in order, by match: two that stay as they are, and one that is mutated."""
    found = {}
    for _ in range(3):
        source, match = Partition(), play()
        source.add_match(match)
        found[str(match.pk)] = [message.value() for message in source.log]
    return found


@pytest.fixture
def entries(season):
    """The messages of a catalogue."""
    make_match(season=season)
    source = Partition(topic="catalogue")
    for rows in CATALOGUE:
        for row in rows.objects.all():
            source.add(kafka_messages.build_entry_message(row.as_entry()).value)
    return [message.value() for message in source.log]


def read(partition, *, batch):
    partition.cache = FoldCache()
    assert partition.read_pipelined(batch=batch, most=len(partition.log)) == len(partition.log)


def check_accounted(partition):
    """Every message is in the tables, a dead letter, a double, or of an epoch that a later one has superseded."""
    records = list(segments.load_all(broken=pytest.fail))
    places = {stored[:3] for stored in records}
    epochs = dict(Log.objects.values_list("match", "epoch"))
    offsets = [stored.offset for stored in records]
    assert len(offsets) == len(set(offsets))
    letters = set(DeadLetter.objects.values_list("offset", flat=True))
    for message in partition.log:
        if message.offset() not in letters and message.offset() not in offsets:
            stored = parse_record(message)
            assert stored[:3] in places or stored.epoch < epochs[stored.match]


@BOUNDS
@given(data=st.data())
def test_a_mutated_record_is_written_or_waits_or_is_a_dead_letter(logs, data):
    for table in TABLES:
        table.objects.all().delete()
    *good, victim = logs
    mutated = list(logs[victim])
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(mutated) - 1), label="record")
        mutated[at] = mutate(logs[victim][at], data.draw(MUTATIONS, label="mutation"))
    partition = Partition()
    for values in zip(*(logs[match] for match in good), mutated, strict=True):
        for value in values:
            partition.add(value, key=victim.encode())
    read(partition, batch=data.draw(st.sampled_from([5, 100])))
    for match in good:
        assert Log.objects.get(pk=match).applied_seq == len(logs[match])
        assert [stored.seq for stored in segments.load([match])] == list(range(1, len(logs[match]) + 1))
    check_accounted(partition)
    exported = Exported()
    pa.Table.from_pylist(build_rows(partition.log, exported), build_schema())
    assert exported.records + exported.unreadable == len(partition.log)
    wrong = verify._check_matches(sorted(Log.objects.values_list("match", flat=True)))
    assert not wrong.keys() & set(good)


@BOUNDS
@given(data=st.data())
def test_a_mutated_entry_is_written_or_is_a_dead_letter(entries, data):
    for table in (CatalogueItem, DeadLetter):
        table.objects.all().delete()
    partition = Partition(topic="catalogue")
    partition.add(poison.entry(item="before"))
    for value in entries:
        partition.add(mutate(value, data.draw(MUTATIONS)), key=b"\0")
    partition.add(poison.entry(item="after"))
    partition.read(batch=data.draw(st.sampled_from([1, 3, 100])))
    items = set(CatalogueItem.objects.values_list("item", flat=True))
    assert {"before", "after"} <= items
    assert len(items) + DeadLetter.objects.count() <= len(partition.log)
