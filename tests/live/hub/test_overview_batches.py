"""Overview sockets: the events of many matches come together, goals at once, each event once and in order."""

import asyncio
from itertools import count

import pytest
from channels.db import database_sync_to_async

from scoreboard.live.hub import overview_batches
from scoreboard.models import Match
from scoreboard.wire import encoded_frames as frames
from tests.factories import enter as enter_now
from tests.factories import make_match
from tests.live.conftest import GOAL, KICK_OFF, Sink, enter, limited, messages_of, publish, until

pytestmark = pytest.mark.django_db(transaction=True)
names = count(1)


def card():
    """An event that is no goal."""
    return {"type": "card", "side": "home", "player": f"Player {next(names)}", "data": {"card": "yellow"}}


@pytest.fixture
def matches(season):
    """Three matches that have kicked off."""
    made = [make_match(season=season) for _ in range(3)]
    for match in made:
        enter_now(match, KICK_OFF)
    return made


@pytest.fixture
async def overview(hub, matches):
    """A viewer of the topic "live" who has its snapshots."""
    sink = Sink()
    sink.seen = sink.viewer(hub, overview=True)
    await hub.follow(sink.seen, "live")
    assert sink.kinds == ["snapshot"] * 3
    return sink


async def push(match, *events):
    """Enter events and publish their frames, as the writing process does."""
    after = match.seq
    await enter(match, *events, publish=False)
    await publish(*await messages_of(match, after=after))


def events_of(sink):
    """(match, seq) of every event, in order, however it came."""
    return [(event["id"], event["seq"]) for event in sink.of("event")]


async def test_the_events_of_a_batch_come_in_one_frame_encoded_once(hub, matches, overview, settings, monkeypatch):
    settings.LIVE_TICK_MS = 5_000
    encoded = []
    monkeypatch.setattr(
        overview_batches, "encode_batch", lambda events: encoded.append(1) or frames.encode_batch(events)
    )
    others = [Sink() for _ in range(5)]
    for sink in others:
        await hub.follow(sink.viewer(hub, overview=True), "live")
    one, two, three = matches
    for match in (one, two, three):
        await push(match, card(), card())
    await until(lambda: len(hub._batches._collected) == 6)
    hub._batches.flush()
    every = [(str(match.pk), seq) for match in matches for seq in (3, 4)]
    for sink in [overview, *others]:
        assert sink.kinds == ["snapshot"] * 3 + ["batch"]
        assert events_of(sink) == every
    assert encoded == [1]


async def test_the_batch_comes_by_itself_and_nothing_comes_without_events(hub, matches, overview, settings):
    """The clocks of three matches run meanwhile."""
    settings.LIVE_TICK_MS = 20
    await asyncio.sleep(0.2)
    assert overview.kinds == ["snapshot"] * 3
    await push(matches[0], card())
    await until(lambda: events_of(overview) == [(str(matches[0].pk), 3)])
    assert overview.kinds[3:] == ["event"]  # by itself it is what every other viewer gets


async def test_a_goal_does_not_wait_and_takes_along_what_does(hub, matches, overview, settings):
    settings.LIVE_TICK_MS = 60_000
    one, two, _ = matches
    await push(one, card())
    await until(lambda: hub._batches._collected)
    assert overview.kinds == ["snapshot"] * 3
    await push(two, GOAL)
    await until(lambda: overview.kinds[3:] == ["batch"])
    assert events_of(overview) == [(str(one.pk), 3), (str(two.pk), 3)]
    assert hub._batches._timer is None


async def test_who_comes_between_two_batches_gets_every_event_once(hub, matches, overview, settings):
    settings.LIVE_TICK_MS = 60_000
    one = matches[0]
    late = []
    for number in range(8):
        await push(one, card())
        sink = Sink()
        start = max(0, one.seq - number % 3 - 1)
        await hub.watch(sink.viewer(hub, overview=True), str(one.pk), (1, start))
        late.append((start, sink))
    await until(lambda: len(hub._batches._collected) == 8)
    hub.beat(overview.seen)
    assert overview.of("beat")[0]["tops"][str(one.pk)] == 2  # nobody is told of what has not been given out
    hub._batches.flush()
    hub.beat(overview.seen)
    assert overview.of("beat")[1]["tops"][str(one.pk)] == 10
    assert [seq for _, seq in events_of(overview)] == list(range(3, 11))
    for start, sink in late:
        assert [seq for _, seq in events_of(sink)] == list(range(start + 1, 11))


async def test_who_looks_at_one_match_does_not_wait_for_the_batch(hub, matches, overview, settings):
    settings.LIVE_TICK_MS = 60_000
    sink = Sink()
    await hub.watch(sink.viewer(hub), str(matches[0].pk))
    await push(matches[0], card())
    await until(lambda: sink.seqs == [3])
    assert events_of(overview) == []


@limited(slice_viewers=2)
async def test_with_many_sockets_the_loop_breathes_and_order_is_kept(hub, matches, overview, settings):
    settings.LIVE_TICK_MS = 60_000
    sinks = [overview]
    for _ in range(6):
        sinks.append(Sink())
        sinks[-1].seen = sinks[-1].viewer(hub, overview=True)
        await hub.follow(sinks[-1].seen, "live")
    one, two, _ = matches
    await push(one, card())
    await push(two, card(), GOAL)
    await until(lambda: len(sinks[0].seqs) == 3)
    hub.unwatch(sinks[6].seen, str(one.pk))  # says nothing: the topic shows it
    hub.unfollow(sinks[5].seen, "live")  # the last frame has not reached it
    await push(one, card())
    await until(lambda: hub._batches._collected)
    hub._batches.flush()
    await until(lambda: not hub._batches._pending)
    every = [(str(one.pk), 3), (str(two.pk), 3), (str(two.pk), 4), (str(one.pk), 4)]
    assert [events_of(sink) for sink in sinks] == [every] * 5 + [events_of(sinks[5])] + [every]
    assert events_of(sinks[5]) in ([], every[:3])


async def test_another_epoch_replaces_what_was_collected(hub, matches, overview, settings):
    settings.LIVE_TICK_MS = 60_000
    one = matches[0]
    await push(one, card())
    await until(lambda: hub._batches._collected)
    await database_sync_to_async(Match.objects.filter(pk=one.pk).update)(epoch=2)
    await until(lambda: overview.kinds[3:] == ["resumed", "snapshot"])
    hub._batches.flush()
    assert events_of(overview) == []
    assert overview.all[-1]["match"]["cursor"] == "e2-3"
