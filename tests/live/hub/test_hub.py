"""The hub on a channel layer in memory: order, gaps, repairs, epochs, storms, slow viewers, topics."""

import asyncio

import pytest
from channels.db import database_sync_to_async

from scoreboard.live.hub import periodic, viewer
from scoreboard.live.hub.log_reader import NoSuchMatch
from scoreboard.models import Match
from tests.factories import make_match, make_season
from tests.live.conftest import GOAL, KICK_OFF, Sink, enter, limited, messages_of, publish, until

pytestmark = pytest.mark.django_db(transaction=True)


async def watch(hub, match, cursor=None):
    """A sink whose viewer watches a match."""
    sink = Sink()
    sink.viewer = sink.viewer(hub)
    await hub.watch(sink.viewer, str(match.pk), cursor)
    return sink


async def test_a_snapshot_first_then_events_as_they_come(hub, live_match):
    sink = await watch(hub, live_match)
    assert sink.kinds == ["snapshot"]
    assert sink.all[0]["match"]["cursor"] == "e1-2"
    await enter(live_match, GOAL, publish=False)
    await publish(*await messages_of(live_match, after=2))
    await until(lambda: sink.seqs == [3])
    assert sink.all[-1]["changes"]["score"] == {"home": 1, "away": 0}


async def test_frames_out_of_order_are_put_in_order_without_a_reading(hub, live_match, queries):
    sink = await watch(hub, live_match)
    await enter(live_match, GOAL, GOAL, GOAL, publish=False)
    three, four, five = await messages_of(live_match, after=2)
    queries.clear()
    await publish(five, four, five, three, three)
    await until(lambda: sink.seqs == [3, 4, 5])
    await asyncio.sleep(2 * hub.limits.straggler_s)
    assert sink.seqs == [3, 4, 5]
    assert not [sql for sql in queries if "matchevent" in sql]


async def test_a_missing_frame_is_read_from_the_log_soon(hub, live_match):
    sink = await watch(hub, live_match)
    await enter(live_match, GOAL, GOAL, GOAL, publish=False)
    *_, five = await messages_of(live_match, after=2)
    await publish(five)
    await until(lambda: sink.seqs == [3, 4, 5], seconds=hub.limits.poll_s / 2)


async def test_a_crash_between_commit_and_push_is_noticed_within_a_second(hub, live_match):
    sink = await watch(hub, live_match)
    await enter(live_match, GOAL, publish=False)
    await until(lambda: sink.seqs == [3], seconds=1)


async def test_a_frame_of_an_older_epoch_or_of_nobody_is_dropped(hub, live_match, match):
    sink = await watch(hub, live_match)
    (_, two) = await messages_of(live_match)
    await publish(two, two)
    await asyncio.sleep(0.1)
    assert sink.kinds == ["snapshot"]


async def test_another_epoch_starts_everybody_anew(hub, live_match):
    sink = await watch(hub, live_match)
    raise_epoch = database_sync_to_async(Match.objects.filter(pk=live_match.pk).update)
    await raise_epoch(epoch=2)
    await until(lambda: sink.kinds == ["snapshot", "resumed", "snapshot"], seconds=1.2)
    assert sink.all[1] == {"t": "resumed", "id": str(live_match.pk), "cursor": "e2-2", "recovered": False}
    await enter(live_match, GOAL, publish=False)
    await until(lambda: sink.seqs == [3])
    assert sink.all[-1]["cursor"] == "e2-3"
    late = await watch(hub, live_match, cursor=(1, 2))
    assert late.kinds == ["resumed", "snapshot"]
    assert late.all[0]["recovered"] is False


async def test_resume_at_every_seq_gives_each_later_event_once(hub, live_match):
    await enter(live_match, *[GOAL] * 8, publish=False)
    sinks = [await watch(hub, live_match, cursor=(1, seq)) for seq in range(11)]
    await enter(live_match, GOAL, publish=False)
    await publish(*await messages_of(live_match, after=10))
    await until(lambda: all(sink.seqs[-1:] == [11] for sink in sinks))
    for seq, sink in enumerate(sinks):
        assert sink.all[0] == {"t": "resumed", "id": str(live_match.pk), "cursor": f"e1-{seq}", "recovered": True}
        assert sink.seqs == list(range(seq + 1, 12))


async def test_resume_while_events_come_loses_and_doubles_nothing(hub, live_match):
    """Viewers join between commit and push, with cursors near the log's end, while every third frame is lost."""
    sinks = []
    for number in range(3, 30):
        await enter(live_match, GOAL, publish=False)
        joining = asyncio.create_task(watch(hub, live_match, cursor=(1, max(0, number - 4))))
        if number % 3:
            await publish(*await messages_of(live_match, after=number - 1))
        sinks.append((max(0, number - 4), await joining))
    await until(lambda: all(sink.seqs[-1:] == [29] for _, sink in sinks))
    for start, sink in sinks:
        assert sink.seqs == list(range(start + 1, 30))


@limited(history_frames=3)
async def test_a_cursor_that_the_log_cannot_serve_gets_a_snapshot(hub, live_match):
    for cursor in [(2, 1), (1, 3), (1, 10**9), (0, 0)]:
        sink = await watch(hub, live_match, cursor=cursor)
        assert sink.kinds == ["resumed", "snapshot"]
        assert sink.all[0]["recovered"] is False
        assert sink.all[0]["cursor"] == sink.all[1]["match"]["cursor"] == "e1-2"
    await enter(live_match, *[GOAL] * 5, publish=False)
    await until(lambda: sink.of("snapshot")[-1]["match"]["seq"] == 7)  # too much for a repair, too
    sink = await watch(hub, live_match, cursor=(1, 2))
    assert sink.kinds == ["resumed", "snapshot"]


async def test_a_cursor_ahead_of_this_process_is_no_error(hub, live_match):
    """The viewer comes from a process that had the frame earlier."""
    early = await watch(hub, live_match)
    await enter(live_match, GOAL, publish=False)
    sink = await watch(hub, live_match, cursor=(1, 3))
    assert sink.all == [{"t": "resumed", "id": str(live_match.pk), "cursor": "e1-3", "recovered": True}]
    assert early.seqs == [3]


async def test_a_storm_of_viewers_makes_few_queries(hub, live_match, queries):
    await enter(live_match, *[GOAL] * 8, publish=False)
    queries.clear()
    sinks = await asyncio.gather(*(watch(hub, live_match, cursor=(1, n % 10) if n % 2 else None) for n in range(1_000)))
    assert len(queries) <= 8  # the match, its log for the lowest cursors, and the polls of log ends meanwhile
    assert all(sink.kinds[0] == ("resumed" if n % 2 else "snapshot") for n, sink in enumerate(sinks))
    assert all(sink.seqs == (list(range(n % 10 + 1, 11)) if n % 2 else []) for n, sink in enumerate(sinks))
    await enter(live_match, GOAL, publish=False)
    queries.clear()
    await publish(*await messages_of(live_match, after=10))
    await until(lambda: all(sink.seqs[-1:] == [11] for sink in sinks))


async def test_one_query_polls_all_watched_matches(hub, season, queries):
    make = database_sync_to_async(make_match)
    sinks = [await watch(hub, await make(season=season)) for _ in range(5)]
    queries.clear()
    await asyncio.sleep(hub.limits.poll_s * 1.5)
    assert 1 <= len(queries) <= 2
    for sink in sinks:
        hub.leave(sink.viewer)
    await asyncio.sleep(hub.limits.poll_s * 1.5)
    queries.clear()
    await asyncio.sleep(hub.limits.poll_s * 1.5)
    assert (queries, len(hub.feeds), hub.viewers) == ([], 0, set())


async def test_there_is_no_such_match(hub, season):
    sink = Sink()
    with pytest.raises(NoSuchMatch):
        await hub.watch(sink.viewer(hub), str(season.pk))
    assert len(hub.feeds) == 0


async def test_a_slow_viewer_gets_a_snapshot_for_what_waits_and_slows_nobody(hub, live_match):
    slow, quick = await watch(hub, live_match), await watch(hub, live_match)
    slow.room.clear()
    last = 2 + hub.limits.queue_frames + 10
    await enter(live_match, *[GOAL] * (last - 2), publish=False)
    await publish(*await messages_of(live_match, after=2))
    await until(lambda: quick.seqs == list(range(3, last + 1)))
    assert slow.kinds == ["snapshot"]
    slow.room.set()
    await until(lambda: "resumed" in slow.kinds)
    await enter(live_match, GOAL, publish=False)
    await publish(*await messages_of(live_match, after=last))
    await until(lambda: slow.seqs[-1:] == [last + 1])
    jump = slow.kinds.index("resumed")
    assert slow.all[jump]["recovered"] is False
    assert slow.all[jump + 1]["match"]["score"] == {"home": last - 2, "away": 0}
    before, after = slow.all[1:jump], slow.all[jump + 2 :]
    assert [frame["seq"] for frame in before] == [3]
    assert [frame["seq"] for frame in after] == [last + 1]
    assert not slow.viewer.closed


@limited(stall_s=0.2, queue_frames=4)
async def test_a_viewer_that_stops_reading_is_sent_away(hub, live_match):
    slow, stuck = await watch(hub, live_match), await watch(hub, live_match)
    slow.room.clear()
    stuck.room.clear()
    await enter(live_match, *[GOAL] * 8, publish=False)
    await publish(*await messages_of(live_match, after=2))
    await until(lambda: slow.viewer.closed and stuck.viewer.closed)
    slow.room.set()
    await until(lambda: slow.code == viewer.TOO_SLOW)
    await until(lambda: stuck.aborted)
    assert slow.seqs == [3]


@limited(beat_s=0.0)
async def test_the_beat_says_how_far_the_matches_are(hub, live_match, match):
    sink = await watch(hub, live_match)
    await until(lambda: sink.of("beat"), seconds=2)
    assert sink.of("beat")[0]["tops"] == {str(live_match.pk): 2}


@limited(beat_s=0.0, poll_s=0.05)
async def test_without_a_database_viewers_are_told_that_the_data_may_be_old(hub, live_match, monkeypatch, caplog):
    sink = await watch(hub, live_match)

    def fail(*args):
        raise OSError("the disk is gone")

    monkeypatch.setattr(periodic, "load_log_ends", fail)
    await until(lambda: len([beat for beat in sink.of("beat") if beat.get("stale")]) > 2)
    assert len([record for record in caplog.records if "the disk is gone" in record.getMessage()]) == 1
    monkeypatch.undo()
    await until(lambda: "stale" not in sink.of("beat")[-1])


@limited(poll_s=0.1, linger_s=0.5)
async def test_the_topic_live_brings_matches_as_they_kick_off(hub, season, live_match):
    other = await database_sync_to_async(lambda: make_match(season=make_season()))()
    everything, league = Sink(), Sink()
    first, second = everything.viewer(hub, overview=True), league.viewer(hub, overview=True)
    await hub.follow(first, "live")
    await hub.follow(second, f"competition:{season.competition_id}")
    assert [frame["match"]["id"] for frame in everything.of("snapshot")] == [str(live_match.pk)]
    assert "incidents" not in everything.all[0]["match"]
    await enter(other, KICK_OFF, publish=False)
    await until(lambda: len(everything.of("snapshot")) == 2)
    await enter(other, GOAL, publish=False)
    await until(lambda: everything.seqs == [3])
    assert [frame["match"]["id"] for frame in league.of("snapshot")] == [str(live_match.pk)]
    # A viewer of the match itself and of its topic has every event once; without the topic it goes on.
    await hub.watch(first, str(other.pk))
    hub.unfollow(first, "live")
    await enter(other, GOAL, publish=False)
    await until(lambda: everything.seqs == [3, 4])
    assert first.watched.keys() == {str(other.pk)}
    # What is over stays for a while, so that its last events arrive, and then goes.
    await enter(live_match, {"type": "period_end"}, KICK_OFF, {"type": "period_end"}, publish=False)
    await until(lambda: league.seqs == [3, 4, 5])
    await until(lambda: second.watched == {})
