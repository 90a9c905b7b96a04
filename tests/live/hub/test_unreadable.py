"""A match that cannot be read, before viewers: those of others notice nothing, and it comes when it is mended."""

import asyncio

import httpx
import pytest
from channels.db import database_sync_to_async

from scoreboard.models import Match, unreadable
from scoreboard.models.unreadable import UnreadableMatch
from tests import damage
from tests.factories import make_match
from tests.live.conftest import GOAL, KICK_OFF, Sink, enter, until, watching

pytestmark = pytest.mark.django_db(transaction=True)
harm = database_sync_to_async(damage.SHARED["a score too high"])
harm_record = database_sync_to_async(damage.set_record)


@pytest.fixture(autouse=True)
def _soon_tried_again(monkeypatch):
    unreadable._met.clear()
    monkeypatch.setattr(unreadable, "ASIDE_S", 0.1)


@database_sync_to_async
def begin_another(match):
    """Another live match of the same season."""
    made = make_match(season=match.season)
    from tests.factories import enter as enter_now

    enter_now(made, KICK_OFF)
    return made


@database_sync_to_async
def read_row(match):
    """What damage takes from a match's row."""
    return Match.objects.values("state", "sport", "seq").get(pk=match.pk)


mend = database_sync_to_async(damage.restore)


def shown(sink):
    """The matches that somebody was shown, by snapshots."""
    return [frame["match"]["id"] for frame in sink.of("snapshot")]


async def test_a_topic_goes_on_without_it_and_brings_it_when_it_is_mended(hub, season, live_match):
    other = await begin_another(live_match)
    row = await read_row(live_match)
    await harm(live_match)
    sink = Sink()
    viewer = sink.viewer(hub, overview=True)
    await hub.follow(viewer, "live")
    assert shown(sink) == [str(other.pk)]
    await enter(other, GOAL, publish=False)
    await until(lambda: sink.seqs == [3])
    assert str(live_match.pk) not in viewer.watched
    await mend(live_match, row)
    await until(lambda: shown(sink) == [str(other.pk), str(live_match.pk)], seconds=3)
    assert sink.code is None


async def test_a_match_that_kicks_off_unreadable_closes_nobody(hub, season, live_match):
    sinks = [Sink() for _ in range(30)]
    viewers = [sink.viewer(hub, overview=True) for sink in sinks]
    for viewer in viewers:
        await hub.follow(viewer, f"competition:{season.competition_id}")
    await harm(await begin_another(live_match))
    await asyncio.sleep(1.5)
    await enter(live_match, GOAL, publish=False)
    await until(lambda: all(sink.seqs == [3] for sink in sinks))
    assert all(sink.code is None for sink in sinks)


async def test_many_followers_cost_few_readings(hub, live_match, queries):
    await harm(live_match)
    for _ in range(100):
        await hub.follow(Sink().viewer(hub, overview=True), "live")
    assert sum("INNER JOIN" in sql and '"state"' in sql for sql in queries) <= 3


async def test_who_has_it_keeps_it_and_who_comes_is_told(hub, live_match):
    early, late = Sink(), Sink()
    await hub.watch(early.viewer(hub), str(live_match.pk))
    await harm(live_match)
    await asyncio.sleep(1.2)  # what newcomers share is older than a second
    newcomer = late.viewer(hub)
    with pytest.raises(UnreadableMatch):
        await hub.watch(newcomer, str(live_match.pk))
    assert newcomer.watched == {}
    assert early.kinds == ["snapshot"]
    assert (early.code, hub.feeds[str(live_match.pk)].users) == (None, 1)


async def test_a_slow_viewer_of_many_loses_only_that_one(hub, live_match):
    other = await begin_another(live_match)
    sink = Sink()
    viewer = sink.viewer(hub, overview=True)
    for match in (live_match, other):
        await hub.watch(viewer, str(match.pk))
    await harm(live_match)
    await asyncio.sleep(1.2)
    hub.jump(viewer, {str(live_match.pk), str(other.pk)})
    await until(lambda: viewer.watched.keys() == {str(other.pk)} and sink.of("resumed") != [])
    assert sink.of("error")[0]["code"] == 1011
    await enter(other, GOAL, publish=False)
    await until(lambda: sink.seqs == [3])
    assert sink.code is None


async def test_a_record_that_cannot_be_read_is_jumped_over(hub, live_match):
    sink = Sink()
    await hub.watch(sink.viewer(hub), str(live_match.pk))
    await enter(live_match, GOAL, GOAL, publish=False)
    await harm_record(live_match, 3, "garbage")
    await until(lambda: sink.kinds == ["snapshot", "resumed", "snapshot"], seconds=3)
    assert sink.all[-1]["match"]["seq"] == 4
    await enter(live_match, GOAL, publish=False)
    late = Sink()
    await hub.watch(late.viewer(hub), str(live_match.pk), (1, 1))
    assert late.kinds[0] == "resumed"
    assert late.all[0]["recovered"] is False


async def test_sockets_and_streams_say_what_it_is(site, live_match):
    other = await begin_another(live_match)
    await harm(live_match)
    async with watching(site, f"/ws/matches/{live_match.pk}") as one, watching(site, "/ws/live") as many:
        await many.say({"subscribe": [f"match:{live_match.pk}", f"match:{other.pk}", "live"]})
        await until(lambda: one.code is not None and many.of("beat") != [])
        assert (one.code, one.all[0]["code"]) == (1011, 1011)
        assert str(live_match.pk) in one.all[0]["detail"]
        assert [frame["code"] for frame in many.of("error")] == [1011]
        assert shown(many) == [str(other.pk)]
        assert many.code is None
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{site}", trust_env=False) as client:
        answer = await client.get(f"/api/v1/matches/{live_match.pk}/stream")
        assert (answer.status_code, answer.headers["content-type"]) == (503, "application/problem+json")
        assert answer.headers["retry-after"] == "60"
