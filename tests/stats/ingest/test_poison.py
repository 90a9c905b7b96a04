"""Whatever bytes lie in a topic: they become a dead letter or a wait, and all others are written, each once."""

from dataclasses import replace

import pytest
from django.db import connections
from django.utils import timezone

from scoreboard.sports import SPORTS, decoding
from scoreboard.sports.football.events import Card
from stats.ingest import awaiting_upgrade, dead_letters
from stats.ingest.fold import Failure
from stats.ingest.save import build_record_letter
from stats.models import CatalogueItem, DeadLetter, Lease, Log, PersonFact, SideFact
from stats.storage import segments
from tests.factories import enter, make_match
from tests.stats import poison
from tests.stats.feeding import Partition, alter

KICK_OFF = {"type": "period_start"}
GOAL = {"type": "goal", "side": "home", "player": "Ann"}


def is_postgresql():
    return connections["stats"].vendor == "postgresql"


@pytest.fixture
def matches(season):
    """Matches as they should be: a batch's others."""
    made = [make_match(season=season) for _ in range(3)]
    for match in made:
        enter(match, KICK_OFF, GOAL)
    return made


def feed_among(matches, values, *, batch=1_000):
    """A partition that was read, with messages among the records of matches."""
    good, partition = Partition(), Partition()
    for match in matches:
        good.add_match(match)
    each = max(1, len(values) // len(good.log))
    for number, message in enumerate(good.log):
        for value in values[number * each : (number + 1) * each]:
            partition.add(value, key=b"k\0\x1b")
        partition.add(message.value(), key=message.key())
    for value in values[len(good.log) * each :]:
        partition.add(value, key=None)
    partition.read(batch=batch)
    return partition


def check_whole(matches, partition):
    """Every record of these matches is there once, and applied; the partition is read to its end."""
    assert Lease.objects.get(cluster=partition.cluster).next_offset == len(partition.log)
    for match in matches:
        log = Log.objects.get(pk=str(match.pk))
        assert (log.applied_seq, log.top_seq, log.waiting_since) == (match.seq, match.seq, None)
        assert [stored.seq for stored in segments.load([str(match.pk)])] == list(range(1, match.seq + 1))
        assert SideFact.objects.get(match=str(match.pk), side="home").scored == 1


@pytest.mark.parametrize("name", [*poison.LETTERS, *poison.POSTGRESQL])
def test_a_poisonous_record_becomes_a_dead_letter_and_the_others_are_written(matches, name):
    value = {**poison.LETTERS, **poison.POSTGRESQL}[name]
    partition = feed_among(matches, [value])
    check_whole(matches, partition)
    if name in poison.LETTERS or is_postgresql():
        (letter,) = DeadLetter.objects.all()
        assert letter.value is None if value is None else bytes(letter.value) == value
        assert (letter.partition, letter.offset) == (0, 0)
        assert letter.reason.isprintable()


@pytest.mark.parametrize("name", poison.WAITING)
def test_a_record_that_may_be_right_one_day_waits(matches, name):
    value, awaits = poison.WAITING[name]
    partition = feed_among(matches, [value])
    check_whole(matches, partition)
    assert not DeadLetter.objects.exists()
    (log,) = Log.objects.filter(waiting_since__isnull=False)
    assert log.awaits == awaits
    assert list(awaiting_upgrade.find_waiting()) == ([log] if awaits else [])


@pytest.mark.parametrize("batch", [1_000, 7, 1])
def test_all_poison_at_once_costs_no_other_record(matches, batch):
    values = [*poison.LETTERS.values(), *poison.POSTGRESQL.values(), *(value for value, _ in poison.WAITING.values())]
    partition = feed_among(matches, values, batch=batch)
    check_whole(matches, partition)
    assert DeadLetter.objects.count() == len(poison.LETTERS) + is_postgresql() * len(poison.POSTGRESQL)
    assert Log.objects.filter(waiting_since__isnull=False).exclude(match__startswith="p").exclude(
        match__startswith="q"
    ).exclude(match="x").count() == len(poison.WAITING)


@pytest.mark.parametrize("name", [*poison.ENTRIES, *poison.ENTRIES_POSTGRESQL])
def test_a_poisonous_entry_becomes_a_dead_letter_and_the_others_are_written(db, name):
    value = {**poison.ENTRIES, **poison.ENTRIES_POSTGRESQL}[name]
    partition = Partition(topic="catalogue")
    for item, message in enumerate((poison.entry(item="before"), value, poison.entry(item="after"))):
        partition.add(message, key=f"{item}".encode())
    partition.read()
    assert {"before", "after"} <= set(CatalogueItem.objects.values_list("item", flat=True))
    if name in poison.ENTRIES or is_postgresql():
        (letter,) = DeadLetter.objects.all()
        assert (letter.topic, letter.offset) == ("catalogue", 1)
        assert CatalogueItem.objects.count() == 2


@pytest.mark.parametrize("name", poison.ENTRIES_WRITTEN)
def test_an_odd_entry_is_written_as_it_is(db, name):
    partition = Partition(topic="catalogue")
    partition.add(poison.ENTRIES_WRITTEN[name])
    partition.read()
    assert CatalogueItem.objects.count() == 1
    assert not DeadLetter.objects.exists()


@pytest.mark.parametrize("topic", ["match-events", "catalogue"])
def test_a_whole_batch_of_garbage_is_written_in_one_go(topic):
    """12,000 letters are more values than PostgreSQL takes with one statement."""
    partition = Partition(topic=topic)
    for _ in range(12_000):
        partition.add(b"?")
    partition.read(batch=12_000)
    assert DeadLetter.objects.count() == 12_000


def test_a_match_is_applied_up_to_the_record_to_blame(match):
    """Of five records in one batch the fourth names somebody whom no column has room for."""
    enter(match, KICK_OFF, GOAL, {**GOAL, "player": "Bea"}, {**GOAL, "player": "Cleo"})
    source, partition = Partition(), Partition()
    source.add_match(match)
    for number, message in enumerate(source.log):
        value = message.value()
        partition.add(alter(value, period="?" * 40) if number == 3 else value)
    partition.read()
    log = Log.objects.get(pk=str(match.pk))
    if is_postgresql():
        assert (log.applied_seq, log.top_seq) == (3, 5)
        assert SideFact.objects.get(match=str(match.pk), side="home").scored == 1
        assert (DeadLetter.objects.get().seq, DeadLetter.objects.get().offset) == (4, 3)


# --- what waits for an upgrade --------------------------------------------------------------------------------------


@pytest.fixture
def upgrade(monkeypatch):
    """Has this be an older release, which knows no cards, until it is called."""

    def upgrade():
        monkeypatch.undo()
        for cached in (decoding.decoder_of, decoding.event_types, decoding.union_of):
            cached.cache_clear()

    knowing = SPORTS["football"]
    older = replace(knowing, events=tuple(event for event in knowing.events if event is not Card))
    upgrade()
    monkeypatch.setitem(SPORTS, "football", older)
    yield upgrade
    upgrade()


@pytest.fixture
def from_the_future(match, upgrade):
    """A match whose last record is of a type that this release does not know."""
    enter(match, KICK_OFF, GOAL, GOAL)
    source, partition = Partition(), Partition()
    source.add_match(match)
    for message in source.log[:3]:
        partition.add(message.value())
    partition.add(alter(source.log[3].value(), type="card", data={"card": "yellow"}))
    partition.read()
    return match


def test_an_unknown_type_is_told_once_and_is_no_dead_letter(from_the_future, caplog):
    log = Log.objects.get()
    assert (log.applied_seq, log.top_seq, log.awaits) == (3, 4, "type 'card'")
    assert not DeadLetter.objects.exists()
    assert awaiting_upgrade.apply_waiting() == 0


def test_what_waited_for_an_upgrade_is_read_again_after_it(from_the_future, upgrade):
    upgrade()
    assert awaiting_upgrade.apply_waiting() == 1
    log = Log.objects.get()
    assert (log.applied_seq, log.awaits, log.waiting_since) == (4, "", None)
    assert PersonFact.objects.get(stat="yellow_cards").value == 1


def test_a_record_that_arrives_after_the_upgrade_takes_along_what_waited(from_the_future, upgrade):
    upgrade()
    enter(from_the_future, GOAL)
    partition = Partition()
    partition.add_match(from_the_future, seqs=[5])
    partition.read()
    log = Log.objects.get()
    assert (log.applied_seq, log.awaits, log.waiting_since) == (5, "", None)


def test_a_dead_letter_that_an_older_release_made_of_it_is_applied_by_a_retry(from_the_future, upgrade):
    stored = next(stored for stored in segments.load([str(from_the_future.pk)]) if stored.seq == 4)
    DeadLetter.objects.bulk_create(
        [build_record_letter(Failure(stored, "cannot be read: Invalid value"), timezone.now())]
    )
    assert dead_letters.retry(DeadLetter.objects.all()) == 0
    upgrade()
    assert dead_letters.retry(DeadLetter.objects.all()) == 1
    assert Log.objects.get().applied_seq == 4


@pytest.mark.parametrize(
    ("data", "awaits"),
    [
        ({"type": "status", "data": {"status": "hibernating"}}, "status 'hibernating'"),
        ({"type": "amend", "data": {"seq": 3, "reason": "x", "event": {"type": "golden_goal"}}}, "type 'golden_goal'"),
        ({"type": "status", "data": {"status": 5}}, ""),
        ({"type": "goal", "data": {"penalty": "perhaps"}}, ""),
    ],
)
def test_what_a_newer_release_may_know(match, data, awaits):
    enter(match, KICK_OFF, GOAL, GOAL)
    source, partition = Partition(), Partition()
    source.add_match(match)
    for message in source.log[:3]:
        partition.add(message.value())
    partition.add(alter(source.log[3].value(), **data))
    partition.read()
    log = Log.objects.get()
    assert (log.applied_seq, log.awaits) == (3, awaits)
    assert DeadLetter.objects.count() == (0 if awaits else 1)
