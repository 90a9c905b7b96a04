"""The demo's matches: rounds that begin anew and never pile up, and the audience that they wait for."""

import os
import time

import pytest
from channels.db import database_sync_to_async
from django.core.management import call_command
from django.utils import timezone

from scoreboard.demo import audience, loop
from scoreboard.eventlog import outbox
from scoreboard.models import Damage, Match, MatchEvent, OutboxCursor
from scoreboard.queries import decode_state, load_log
from scoreboard.record.commands import record
from scoreboard.record.epochs import raise_epoch, restart_replay
from scoreboard.replays.replay import abandon_unfinished
from scoreboard.sports.match import fold
from tests import damage
from tests.factories import enter, make_match
from tests.live.conftest import Sink, until
from tests.refusals import raises_refused

MINUTE_MS = 60_000


@pytest.fixture
def original(season):
    """A match that was played: a goal in the 23rd minute."""
    match = make_match(season=season)
    first = [{"type": "period_start"}, {"type": "goal", "side": "home", "player": "Ada", "clock_ms": 22 * MINUTE_MS}]
    second = [{"type": "period_end", "clock_ms": 45 * MINUTE_MS}, {"type": "period_start"}, {"type": "period_end"}]
    enter(match, *first, *second)
    return match


class Evening:
    """Time that passes only where somebody sleeps; ends after so many seconds."""

    class Over(Exception):
        pass

    def __init__(self, seconds):
        self.now = 0.0
        self.seconds = seconds

    def clock(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds
        if self.now > self.seconds:
            raise self.Over

    def play(self, *performances):
        with pytest.raises(self.Over):
            loop.run_together(performances, sleep=self.sleep, clock=self.clock)


def find_replay():
    return Match.objects.exclude(replay_of=None).get()


# --- rounds ----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_every_round_is_the_same_match_begun_anew(demo, original):
    audience.note()
    steps = len(loop.build_script(original)) + 2  # announced, its events, its rest
    performance = loop.perform(original, delay_s=0.0)
    rows = []
    for _ in range(3):
        for _ in range(steps):
            next(performance)
        replay = find_replay()
        assert (replay.status, replay.home_score) == ("ended", 1)
        assert fold(load_log(replay)) == decode_state(replay)
        rows.append((MatchEvent.objects.count(), Match.objects.count(), OutboxCursor.objects.get(pk=replay.pk).top_seq))
    assert replay.epoch == 3
    assert len(set(rows)) == 1


@pytest.mark.django_db
def test_the_world_cup_s_four_are_played_at_once_with_a_goal_soon_and_always(demo):
    call_command("load_demo")
    matches = loop.choose_matches()
    assert [f"{match.home}–{match.away}" for match, _ in matches] == [
        "Argentina–Saudi Arabia",
        "Argentina–France",
        "Japan–Spain",
        "England–Iran",
    ]
    for seconds, goals in ((24, 1), (60, 3)):
        Evening(seconds).play(*(loop.perform(match, delay_s=delay_s) for match, delay_s in matches))
        played = MatchEvent.objects.filter(match__replay_of__isnull=False, record__contains='"type":"goal"')
        assert played.count() == goals
    replays = Match.objects.exclude(replay_of=None)
    assert {str(replay.season) for replay in replays} == {"Replays World Cup 2022"}
    assert [replay.status for replay in replays] == ["live"] * 4
    assert MatchEvent.objects.filter(actor=loop.ACTOR).count() == MatchEvent.objects.filter(match__in=replays).count()


@pytest.mark.django_db
def test_somebody_who_scores_in_a_replay_does_not_stop_the_demo(demo, original):
    audience.note()
    performance = loop.perform(original, delay_s=0.0)
    for _ in range(3):
        next(performance)
    enter(find_replay(), {"type": "period_end"}, {"type": "period_start"}, {"type": "period_end"})
    assert next(performance) == loop.REST_S
    next(performance)
    assert (find_replay().status, find_replay().seq) == ("scheduled", 1)


@pytest.mark.django_db
def test_only_a_replay_begins_anew(original):
    with raises_refused("Only a replay"):
        restart_replay(match_id=original.pk, scheduled_at=timezone.now())
    original.refresh_from_db()
    assert (original.epoch, original.events.count()) == (1, original.seq)


@pytest.mark.django_db
def test_kafka_gets_the_new_round_from_its_first_record_and_nothing_under_the_old_epoch(demo, original):
    performance = loop.perform(original, delay_s=0.0)
    for _ in range(3):
        next(performance)
    replay = find_replay()
    leased = [row for row in outbox.lease_matches(owner="a", partitions=4, limit=9) if row.match == replay.pk]
    restart_replay(match_id=replay.pk, scheduled_at=timezone.now())
    (unsent,) = outbox.load_unsent(leased, limit=9)  # the relay had it in hand before
    assert (unsent.epoch, unsent.seq) == (2, 1)
    outbox.mark_sent({replay.pk: 2}, owner="a")
    cursor = OutboxCursor.objects.get(pk=replay.pk)
    assert (cursor.sent_seq, cursor.top_seq, cursor.leased_by) == (0, 1, "")


@pytest.mark.django_db
def test_a_raised_epoch_sends_the_whole_log_again(live_match):
    outbox.lease_matches(owner="a", partitions=4, limit=9)
    outbox.mark_sent({live_match.pk: 2}, owner="a")
    assert raise_epoch(match_id=live_match.pk, reason="restored").epoch == 2
    (leased,) = outbox.lease_matches(owner="b", partitions=4, limit=9)
    assert [(row.epoch, row.seq) for row in outbox.load_unsent([leased], limit=9)] == [(2, 1), (2, 2)]
    recorded = record(match_id=live_match.pk, events=[{"type": "goal", "side": "home"}], actor="user:1")
    assert (recorded.records[0].epoch, recorded.records[0].seq) == (2, 3)


# --- the audience ----------------------------------------------------------------------------------------------------


def watch(ago):
    """Somebody watched so many seconds ago."""
    audience.note()
    at = time.time() - ago
    os.utime(audience.settings.DATA_DIR / "watched", (at, at))


@pytest.mark.django_db
def test_one_round_for_whoever_may_come_and_the_next_when_somebody_does(demo, original):
    evening = Evening(3600)
    evening.play(loop.perform(original, delay_s=0.0))
    assert (find_replay().epoch, find_replay().status) == (1, "ended")


@pytest.mark.django_db
def test_the_next_round_begins_at_once_when_somebody_comes(demo, original):
    watch(ago=120)
    performance = loop.perform(original, delay_s=0.0)
    steps = len(loop.build_script(original)) + 2
    waits = [next(performance) for _ in range(steps + 3)]
    assert waits[-3:] == [loop.LOOK_S] * 3
    watch(ago=1)
    next(performance)
    assert (find_replay().epoch, find_replay().status) == (2, "scheduled")


@pytest.mark.django_db
def test_pages_and_the_api_count_and_machines_do_not(demo, rf, original):
    visit = audience.NoteVisits(lambda request: None)
    for path in ("/healthz", "/readyz", "/metrics"):
        visit(rf.get(path))
    assert not audience.seen_within(60)
    visit(rf.get(f"/api/v1/matches/{original.pk}"))
    assert audience.seen_within(60)


@pytest.mark.django_db(transaction=True)
async def test_a_viewer_is_an_audience_and_sees_the_next_round_by_itself(demo, hub):
    @database_sync_to_async
    def play(performance, steps):
        for _ in range(steps):
            next(performance)
        return find_replay()

    @database_sync_to_async
    def prepare():
        match = make_match()
        enter(match, {"type": "period_start"}, {"type": "goal", "side": "home", "clock_ms": 22 * MINUTE_MS})
        return loop.perform(match, delay_s=0.0)

    performance = await prepare()
    replay = await play(performance, 3)
    sink = Sink()
    viewer = sink.viewer(hub)
    await hub.watch(viewer, str(replay.pk))
    assert sink.all[-1]["match"]["cursor"] == "e1-2"
    await until(lambda: audience.seen_within(60), seconds=2)
    await play(performance, 3)  # the goal, the rest, and the next round
    await until(lambda: sink.kinds[-2:] == ["resumed", "snapshot"])
    assert (sink.all[-1]["match"]["cursor"], sink.all[-1]["match"]["status"]) == ("e2-1", "scheduled")
    await play(performance, 1)
    await until(lambda: sink.kinds[-1] == "event")
    assert sink.all[-1]["cursor"] == "e2-2"


@pytest.mark.django_db
def test_a_match_that_cannot_be_read_waits_and_the_others_are_played(demo, original):
    audience.note()
    other = make_match(season=original.season)
    enter(other, {"type": "period_start"}, {"type": "goal", "side": "away"}, {"type": "period_end"})
    row = Match.objects.values("state").get(pk=original.pk)
    damage.SHARED["garbage"](original)
    original.refresh_from_db()
    broken, sound = loop.perform(original, delay_s=0.0), loop.perform(other, delay_s=0.0)
    Evening(20).play(broken, sound)
    assert find_replay().replay_of == other
    damage.restore(original, row)
    Evening(20 + loop.REST_S).play(loop.perform(original, delay_s=0.0))
    assert Match.objects.filter(replay_of=original).exists()


@pytest.mark.django_db
def test_a_replay_that_was_left_unreadable_stops_no_start(original):
    left = make_match(season=original.season, replay_of=original)
    MatchEvent.objects.filter(match=left).update(actor="replay")
    damage.SHARED["garbage"](left)
    abandon_unfinished()
    assert Damage.objects.get().match == left.pk
