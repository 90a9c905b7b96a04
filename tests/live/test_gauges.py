"""/metrics: figures of the busiest matches, and of what waits."""

import pytest
from channels.db import database_sync_to_async
from prometheus_client import REGISTRY

from scoreboard.live import gauges
from tests.factories import make_match
from tests.live.conftest import GOAL, Sink, enter, messages_of, publish, until

pytestmark = pytest.mark.django_db(transaction=True)


def figures(name, **options):
    """The samples of a figure by match."""
    found = [family for family in gauges.HubCollector(**options).collect() if family.name == name]
    return {sample.labels.get("match"): sample.value for family in found for sample in family.samples}


async def test_a_match_has_figures_of_its_own(hub, live_match):
    sinks = [Sink() for _ in range(3)]
    for sink in sinks:
        await hub.watch(sink.viewer(hub), str(live_match.pk))
    await enter(live_match, GOAL, GOAL, publish=False)
    await publish((await messages_of(live_match, after=2))[1])
    await until(lambda: sinks[0].seqs == [3, 4])
    match_id = str(live_match.pk)
    assert figures("scoreboard_match_viewers") == {match_id: 3}
    assert figures("scoreboard_match_seq") == {match_id: 4}
    assert figures("scoreboard_match_gaps") == {match_id: 1}
    assert figures("scoreboard_match_repairs") == {match_id: 1}
    assert figures("scoreboard_match_last_latency_seconds")[match_id] > 0
    assert REGISTRY.get_sample_value("scoreboard_match_viewers", {"match": match_id}) == 3


async def test_only_the_busiest_have(hub, season):
    matches = [await database_sync_to_async(make_match)(season=season) for _ in range(4)]
    for number, match in enumerate(matches):
        for _ in range(number):
            await hub.watch(Sink().viewer(hub), str(match.pk))
    assert figures("scoreboard_match_viewers", busiest=2) == {str(matches[3].pk): 3, str(matches[2].pk): 2}


async def test_what_waits_for_slow_viewers_is_told(hub, live_match):
    slow = Sink()
    viewer = slow.viewer(hub)
    await hub.watch(viewer, str(live_match.pk))
    assert figures("scoreboard_queue_bytes") == {None: 0}
    slow.room.clear()
    await enter(live_match, GOAL, GOAL, publish=False)
    frames = await messages_of(live_match, after=2)
    await publish(*frames)
    await until(lambda: viewer.waiting_bytes)
    assert figures("scoreboard_queue_bytes") == {None: len(frames[1].body)}  # the first is being written
    slow.room.set()
