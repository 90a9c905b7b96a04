"""From records to facts: doubles, gaps, epochs, corrections, and what cannot be read."""

from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from scoreboard.record.fixture import change_fixture
from stats.ingest import leases
from stats.ingest.batch import apply_batch
from stats.ingest.fold_cache import FoldCache
from stats.models import DeadLetter, IncidentFact, Lease, Log, PersonFact, SeasonFact, Segment, SideFact
from stats.storage import segments
from tests.factories import enter, make_competitor, make_match, make_season
from tests.stats.feeding import Partition, alter, feed

KICK_OFF = {"type": "period_start"}
HALF = [{"type": "period_end"}, {"type": "period_start"}]
FULL_TIME = [{"type": "period_end"}, *HALF]


def goal(side, player=None, **data):
    return {"type": "goal", "side": side, **({"player": player} if player else {}), "data": data}


def facts(match):
    """A match's facts of every family, without their keys."""
    found = []
    for model in (SideFact, PersonFact, IncidentFact, SeasonFact):
        rows = model.objects.filter(match=str(match.pk)).values()
        found.append(sorted(({k: v for k, v in row.items() if k != "id"} for row in rows), key=repr))
    return found


def score(match):
    home = SideFact.objects.get(match=str(match.pk), side="home")
    return home.scored, home.conceded


def people(match, stat="goals"):
    rows = PersonFact.objects.filter(match=str(match.pk), stat=stat)
    return {row.name: row.value for row in rows}


@pytest.fixture
def played(match):
    """A match with a goal voided, a scorer amended, and a card."""
    enter(match, KICK_OFF, goal("home", "Ann"), goal("home", "Bea", penalty=True), goal("away", "Cleo"))
    enter(match, {"type": "void", "data": {"seq": 4, "reason": "handball"}})
    amended = {"type": "goal", "side": "away", "player": "Dora"}
    enter(match, {"type": "amend", "data": {"seq": 5, "reason": "wrong name", "event": amended}})
    enter(match, {"type": "card", "side": "home", "player": "Ann", "data": {"card": "yellow"}})
    enter(match, goal("home", "Elle", own_goal=True))
    return match


def test_facts_say_what_the_match_says(played):
    feed(played)
    home, away = SideFact.objects.filter(match=str(played.pk)).order_by("-side")
    assert (home.scored, home.conceded, home.result, home.live, home.over) == (2, 1, "W", True, False)
    assert (away.scored, away.conceded, away.result) == (1, 2, "L")
    assert home.competitor == str(played.home_id)
    assert home.opponent == away.competitor == str(played.away_id)
    assert home.periods == [["first_half", 2, 1]]
    assert people(played) == {"Ann": 1, "Dora": 1}
    assert people(played, "own_goals") == {"Elle": 1}
    assert PersonFact.objects.get(match=str(played.pk), name="Elle").competitor == str(played.away_id)
    assert people(played, "yellow_cards") == {"Ann": 1}
    cancelled = IncidentFact.objects.get(match=str(played.pk), confirmation="cancelled")
    assert (cancelled.name, cancelled.reason, cancelled.detail) == ("Bea", "handball", "penalty")


@pytest.mark.parametrize("batch", [1, 2, 3, 5, 100])
def test_facts_do_not_depend_on_where_batches_end(played, batch):
    feed(played)
    at_once = facts(played)
    for model in (Log, Segment, SideFact, PersonFact, IncidentFact, SeasonFact):
        model.objects.all().delete()
    feed(played, batch=batch)
    assert facts(played) == at_once


def test_records_seen_twice_count_once(played):
    partition = Partition()
    partition.add_match(played)
    partition.add_match(played)
    partition.add_match(played, seqs=[3, 5, 4])
    partition.read(batch=4)
    assert score(played) == (2, 1)
    assert [stored.seq for stored in segments.load([str(played.pk)])] == list(range(1, played.seq + 1))


def test_a_record_after_a_gap_waits_until_the_gap_fills_from_another_partition(played):
    partition, other = Partition(), Partition(number=1)
    partition.add_match(played, seqs=[1, 2, 4, 5, 6, 7, 8, 9])
    partition.read()
    log = Log.objects.get(pk=str(played.pk))
    assert (log.applied_seq, log.top_seq, log.waiting_since is not None) == (2, 9, True)
    assert score(played) == (0, 0)
    other.add_match(played, seqs=[3])
    other.read()
    log.refresh_from_db()
    assert (log.applied_seq, log.top_seq, log.waiting_since) == (9, 9, None)
    assert score(played) == (2, 1)


def test_any_order_gives_the_same_facts(played):
    feed(played)
    in_order = facts(played)
    for model in (Log, Segment, SideFact, PersonFact, IncidentFact, SeasonFact):
        model.objects.all().delete()
    partition = Partition()
    partition.add_match(played, seqs=[9, 3, 1, 8, 8, 4, 2, 7, 5, 6, 2])
    partition.read(batch=2)
    assert facts(played) == in_order


def test_a_higher_epoch_supersedes_the_history_of_the_lower(match):
    enter(match, KICK_OFF, goal("home", "Ann"), goal("home", "Ann"))
    partition = Partition()
    partition.add_match(match)
    partition.add_match(match, seqs=[3], epoch=2)
    partition.read()
    assert score(match) == (2, 0)  # the new history has no beginning yet
    partition.add_match(match, seqs=[1, 2], epoch=2)
    partition.add_match(match, seqs=[4], epoch=1)
    partition.read()
    log = Log.objects.get(pk=str(match.pk))
    assert (log.epoch, log.applied_seq, log.waiting_since) == (2, 3, None)
    assert score(match) == (1, 0)
    assert {stored.epoch for stored in segments.load([str(match.pk)])} == {2}


def test_a_fixture_moved_to_another_season_takes_its_facts_along(match):
    enter(match, KICK_OFF, goal("home", "Ann"))
    before, after = match.season, make_season(name="2027")
    partition = Partition()
    partition.add_match(match)
    partition.read()
    change_fixture(match_id=match.pk, actor="user:1", season=after, reason="entered in the wrong season")
    partition.add_match(match)
    partition.read()
    for model in (SideFact, PersonFact, IncidentFact):
        assert set(model.objects.filter(match=str(match.pk)).values_list("season", flat=True)) == {str(after.pk)}
    assert set(SeasonFact.objects.values_list("season", flat=True)) == {str(before.pk), str(after.pk)}


def test_a_correction_that_takes_others_along_is_applied_whole(match):
    """Two yellows: without the first, the second yellow card cannot be; both are voided in one request."""
    card = {"type": "card", "side": "home", "player": "Ann"}
    enter(match, KICK_OFF, {**card, "data": {"card": "yellow"}}, {**card, "data": {"card": "second_yellow"}})
    voids = [{"type": "void", "data": {"seq": seq, "reason": "mistaken identity"}} for seq in (3, 4)]
    enter(match, *voids)
    partition = Partition()
    partition.add_match(match)
    partition.read(batch=1)
    log = Log.objects.get(pk=str(match.pk))
    assert (log.applied_seq, log.waiting_since) == (6, None)
    assert people(match, "yellow_cards") == people(match, "second_yellow_cards") == {}
    assert not DeadLetter.objects.exists()


def test_what_is_no_record_goes_to_the_dead_letters_and_the_others_go_on(played, match):
    other = make_match(season=match.season)
    enter(other, KICK_OFF, goal("away"))
    partition = Partition()
    partition.add(b"\xff\x00", key=str(played.pk).encode())
    partition.add(b'{"match": "x", "sport": "football", "seq": 0, "type": "goal"}')
    partition.add(b"[]")
    partition.add(None)
    partition.add_match(other)
    partition.read()
    assert score(other) == (0, 1)
    letters = list(DeadLetter.objects.order_by("offset").values_list("offset", "match", "settled"))
    assert letters == [(0, str(played.pk), ""), (1, "", ""), (2, "", ""), (3, "", "")]
    assert all(letter.reason for letter in DeadLetter.objects.all())


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"side": "left"}, "side"),
        ({"sport": "chess"}, "chess"),
        ({"period": "second_half"}, "football.period"),
    ],
)
def test_a_record_that_cannot_be_applied_parks_its_match(match, changes, reason):
    enter(match, KICK_OFF, goal("home", "Ann"), goal("home", "Bea"))
    other = make_match(season=match.season)
    source, partition = Partition(), Partition()
    source.add_match(match)
    values = [message.value() for message in source.log]
    for value in (*values[:2], alter(values[2], **changes), values[3]):
        partition.add(value, key=str(match.pk).encode())
    partition.add_match(other)
    partition.read()
    letter = DeadLetter.objects.get()
    assert (letter.match, letter.seq, letter.offset) == (str(match.pk), 3, 2)
    assert reason in letter.reason
    log = Log.objects.get(pk=str(match.pk))
    assert (log.applied_seq, log.waiting_since is not None) == (2, True)
    assert Log.objects.get(pk=str(other.pk)).applied_seq == 1


def test_a_parked_match_goes_on_once_a_correction_makes_it_right(match):
    enter(match, KICK_OFF, goal("home", "Ann"))
    enter(match, {"type": "void", "data": {"seq": 3, "reason": "offside"}})
    source, partition = Partition(), Partition()
    source.add_match(match)
    values = [message.value() for message in source.log]
    partition.add(values[0])
    partition.add(values[1])
    partition.add(alter(values[2], period="second_half"))
    partition.read()
    assert DeadLetter.objects.filter(settled="").count() == 1
    partition.add(values[3])
    partition.read()
    assert Log.objects.get(pk=str(match.pk)).applied_seq == 4
    assert DeadLetter.objects.get().settled == "applied"


def test_a_name_the_database_does_not_take_harms_one_match_only(match):
    other = make_match(season=match.season)
    enter(other, KICK_OFF, goal("away", "Cleo"))
    enter(match, KICK_OFF, goal("home", "Ann"))
    source, partition = Partition(), Partition()
    source.add_match(match)
    for message in source.log:
        partition.add(message.value().replace(b'"Ann"', b'"A\\u0000n"'))
    partition.add_match(other)
    partition.read()
    assert people(other) == {"Cleo": 1}
    if connections["stats"].vendor == "postgresql":  # SQLite takes it
        assert "cannot be written" in DeadLetter.objects.get().reason


def test_a_worker_that_lost_its_lease_writes_nothing(match):
    enter(match, KICK_OFF)
    partition = Partition()
    partition.add_match(match)
    paused = partition.take()
    Lease.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    held = partition.take()
    assert held.token > paused.token
    with pytest.raises(leases.LeaseLost):
        apply_batch(partition.parse(), lease=paused, cache=FoldCache())
    assert not Log.objects.exists()
    assert not Segment.objects.exists()
    assert apply_batch(partition.parse(), lease=held, cache=FoldCache()).next_offset == 2
    assert Lease.objects.get().next_offset == 2


def test_many_matches_are_read_with_few_queries(season, django_assert_num_queries):
    partitions = []
    for count in (1, 6):
        partition = Partition()
        for _ in range(count):
            match = make_match(season=season, home=make_competitor(), away=make_competitor())
            enter(match, KICK_OFF, goal("home", "Ann"))
            partition.add_match(match)
        partitions.append((partition, partition.take()))
    for partition, held in partitions:
        # On PostgreSQL, the table of leases is locked first.
        with django_assert_num_queries(12 + (connections["stats"].vendor == "postgresql"), using="stats"):
            apply_batch(partition.parse(), lease=held, cache=FoldCache())
