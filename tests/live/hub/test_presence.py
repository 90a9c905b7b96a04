"""How many watch: summed over processes in a real Redis, rounded, told to viewers when it changes."""

import asyncio

import pytest

from scoreboard.live.hub import presence
from tests.live.conftest import Sink, limited, until, watching


@pytest.fixture
async def processes(settings, valkey, limits):
    """The presence of three processes."""
    settings.REDIS_URLS = [valkey]
    made = [presence.Presence(limits) for _ in range(3)]
    yield made
    for each in made:
        await each.close()


@pytest.mark.parametrize(
    ("count", "shown"),
    [(0, 0), (7, 7), (999, 999), (1_000, 1_000), (1_099, 1_000), (12_999, 12_000), (345_678, 340_000)],
)
def test_large_numbers_are_rounded(count, shown):
    assert presence.round_count(count) == shown


async def test_the_counts_of_processes_are_summed(processes):
    one, two, three = processes
    assert await one.count({"a": 3}) == {"a": 3}
    assert await two.count({"a": 4, "b": 1}) == {"a": 7, "b": 1}
    assert await three.count({}) == {}
    assert await one.count({"a": 3}) == {"a": 7}
    assert await one.count({"a": 3}) == {}  # no change
    await two.close()
    assert await one.count({"a": 3}) == {"a": 3}


@limited(presence_fresh_s=0)
async def test_a_process_that_says_nothing_more_counts_no_more(processes):
    one, two, _ = processes
    await two.count({"c": 5})
    assert await one.count({"c": 1}) == {"c": 6}
    await until(lambda: asyncio.get_running_loop().time() % 1 > 0)
    await asyncio.sleep(1.1)  # Redis counts whole seconds
    assert await one.count({"c": 1}) == {"c": 1}


async def test_without_redis_a_process_tells_its_own(settings, limits):
    settings.REDIS_URLS = ["redis://127.0.0.1:9/0"]
    alone = presence.Presence(limits)
    assert await alone.count({"a": 3}) == {"a": 3}
    assert await alone.count({"a": 4}) == {"a": 4}
    await alone.close()


@pytest.mark.django_db(transaction=True)
@limited(presence_s=0.05)
async def test_viewers_are_told_how_many_they_are(site, live_match):
    match_id = str(live_match.pk)
    path = f"/ws/matches/{match_id}"
    async with watching(site, path) as one, watching(site, path) as two:
        await until(lambda: one.viewers[-1:] == two.viewers[-1:] == [{"t": "viewers", "counts": {match_id: 2}}])
        assert one.kinds == ["snapshot"]
        async with watching(site, path) as three, watching(site, "/ws/live") as overview:
            await overview.say({"subscribe": ["live"]})
            await until(lambda: three.viewers and three.viewers[-1]["counts"] == {match_id: 3})
            await until(lambda: one.viewers[-1]["counts"] == {match_id: 3})
        await until(lambda: one.viewers[-1]["counts"] == {match_id: 2})
        assert overview.viewers == []


@pytest.mark.django_db(transaction=True)
async def test_a_newcomer_is_told_what_has_not_changed(hub, live_match):
    hub.presence.totals = {str(live_match.pk): 12_000}
    sink = Sink()
    await hub.watch(sink.viewer(hub), str(live_match.pk))
    assert sink.viewers == [{"t": "viewers", "counts": {str(live_match.pk): 12_000}}]
