"""Admission: storms are held off without touching those connected; a full server sends newcomers down the ladder."""

import asyncio
import threading
import time
from contextlib import AsyncExitStack

import httpx
import pytest
from asgiref.testing import ApplicationCommunicator
from websockets.exceptions import InvalidStatus

from scoreboard.asgi import application
from scoreboard.live import metrics
from scoreboard.live.hub import admission
from scoreboard.live.hub.hub import get_hub
from scoreboard.live.hub.loop_lag import LoopLag
from scoreboard.live.limits import LiveLimits
from tests.live.conftest import GOAL, enter, until, watching

FROM = "X-Forwarded-For"  # the tests connect from 127.0.0.1, whose word uvicorn takes for whom it forwards


def value(counter, **labels):
    return counter.labels(**labels)._value.get() if labels else counter._value.get()


async def refused(port, path, **headers):
    """The answer to a handshake that is not let in."""
    with pytest.raises(InvalidStatus) as error:
        async with watching(port, path, additional_headers=headers):
            pass
    return error.value.response


# --- who counts ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "subject"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("127.0.0.1", None),
        ("::1", None),
        ("::ffff:127.0.0.1", None),
        ("", None),
        (None, None),
        ("203.0.113.7, 10.0.0.1", admission.UNKNOWN),
        ("unix:", admission.UNKNOWN),
    ],
)
def test_whom_a_connect_counts_for(address, subject):
    assert admission.subject_of(address) == subject


def test_this_machine_counts_where_it_is_told_to(settings):
    settings.LIVE_TRUST_LOOPBACK = False
    assert [admission.subject_of(each) for each in ("127.0.0.1", None, "::1", "::ffff:127.0.0.9")] == [
        *("127.0.0.1", "127.0.0.1", "::", "127.0.0.9"),
    ]


def test_an_address_has_so_many_connects_a_minute_and_all_so_many_a_second(settings):
    settings.LIVE_CONNECTS_PER_ADDRESS, settings.LIVE_CONNECTS = 3, 5
    admits = admission.Admission(LoopLag(), LiveLimits())
    one = [admits.refuse("203.0.113.7") for _ in range(5)]
    assert one == [None, None, None, 60, 60]
    others = [admits.refuse(f"203.0.113.{n}") for n in range(10, 14)]
    assert others in ([None, None, 1, 1], [None] * 4)  # the second may have turned
    settings.LIVE_CONNECTS_PER_ADDRESS = settings.LIVE_CONNECTS = 0
    assert {admits.refuse("203.0.113.7") for _ in range(100)} == {None}


def test_an_address_of_abusers_connects_a_tenth_as_often(settings, monkeypatch):
    settings.LIVE_CONNECTS_PER_ADDRESS, settings.LIVE_ABUSES, settings.LIVE_CONNECTS = 50, 3, 0
    admits = admission.Admission(LoopLag(), LiveLimits())

    def connects(subject):
        return sum(admits.refuse(subject) is None for _ in range(100))

    for _ in range(3):
        admits.note_abuse("203.0.113.7")
    admits.note_abuse("203.0.113.8")
    assert [connects("203.0.113.7"), connects("203.0.113.8")] == [50, 50]
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + 61)
    admits.note_abuse("203.0.113.7")
    assert [connects("203.0.113.7"), connects("203.0.113.8")] == [5, 50]
    monkeypatch.setattr(time, "monotonic", lambda: now + LiveLimits().abuse_s + 61)
    assert connects("203.0.113.7") == 50


def test_so_many_addresses_are_counted_apart_without_a_thread(settings):
    settings.LIVE_CONNECTS_PER_ADDRESS, settings.LIVE_CONNECTS = 1, 0
    admits, threads = admission.Admission(LoopLag(), LiveLimits(addresses=10)), threading.active_count()
    assert [admits.refuse(f"203.0.113.{n}") for n in range(20)] == [None] * 20
    assert [admits.refuse(f"203.0.113.{n}") for n in range(20)] == [60] * 10 + [None] * 10
    assert len(admits._each._counts) == 10
    assert threading.active_count() == threads


def test_an_address_that_holds_its_share_is_sent_to_polling(settings):
    settings.LIVE_HELD_PER_ADDRESS = 2
    admits = admission.Admission(LoopLag(), LiveLimits())
    for _ in range(2):
        assert admits.shed("203.0.113.7", "websocket", "sse", "poll") is None
        admits.hold("203.0.113.7", "websocket")
    assert admits.shed("203.0.113.7", "websocket", "sse", "poll") == "poll"
    assert admits.shed("203.0.113.7", "sse", "poll") == "poll"
    assert admits.shed("203.0.113.8", "sse", "poll") is None
    assert admits.shed(None, "sse", "poll") is None
    assert admits.most_held == 2
    admits.release("203.0.113.7", "websocket")
    assert admits.shed("203.0.113.7", "sse", "poll") is None
    admits.release("203.0.113.7", "websocket")
    assert admits._held == {}


@pytest.mark.parametrize(
    ("counts", "lag_ms", "ladder", "to"),
    [
        ({}, 0, ("websocket", "sse", "poll"), None),
        ({"websocket": 9}, 0, ("websocket", "sse", "poll"), None),
        ({"websocket": 10}, 0, ("websocket", "sse", "poll"), "sse"),
        ({"websocket": 10, "sse": 5}, 0, ("websocket", "sse", "poll"), "poll"),
        ({"websocket": 10}, 0, ("websocket", "poll"), "poll"),
        ({"websocket": 10}, 0, ("sse", "poll"), None),
        ({"sse": 5}, 0, ("sse", "poll"), "poll"),
        ({}, 101, ("websocket", "sse", "poll"), "poll"),
    ],
)
def test_a_full_server_sends_newcomers_down_the_ladder(settings, counts, lag_ms, ladder, to):
    settings.LIVE_SOCKETS, settings.LIVE_STREAMS, settings.LIVE_LAG_MS = 10, 5, 100
    lag = LoopLag()
    lag.ms = lag_ms
    admits = admission.Admission(lag, LiveLimits())
    for transport, count in counts.items():
        for _ in range(count):
            admits.hold(None, transport)
    assert admits.shed("203.0.113.7", *ladder) == to


async def test_the_lag_of_the_loop_is_measured():
    lag = LoopLag()
    measuring = asyncio.create_task(lag.run())
    await asyncio.sleep(0)
    for _ in range(4):
        time.sleep(0.3)  # noqa: ASYNC251  # what lag is
        await asyncio.sleep(0)
    assert lag.ms > 30
    measuring.cancel()


# --- through a real server -------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
async def test_a_storm_from_one_address_touches_nobody_else(site, live_match, settings):
    settings.LIVE_CONNECTS_PER_ADDRESS = 3
    path = f"/ws/matches/{live_match.pk}"
    before = value(metrics.refused, limit="address")
    async with AsyncExitStack() as stack:
        connected = [
            await stack.enter_async_context(watching(site, path, additional_headers={FROM: "203.0.113.7"}))
            for _ in range(3)
        ]
        for _ in range(5):
            answer = await refused(site, path, **{FROM: "203.0.113.7"})
            assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
        connected.append(
            await stack.enter_async_context(watching(site, path, additional_headers={FROM: "203.0.113.8"}))
        )
        await until(lambda: all(client.kinds == ["snapshot"] for client in connected))
        await enter(live_match, GOAL)
        await until(lambda: all(client.seqs == [3] for client in connected))
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{site}") as http:
            stream = await http.get(f"/api/v1/matches/{live_match.pk}/stream", headers={FROM: "203.0.113.7"})
            assert (stream.status_code, stream.headers["Retry-After"]) == (429, "60")
            assert stream.json()["title"] == "Too Many Requests"
    assert value(metrics.refused, limit="address") - before == 6


@pytest.mark.django_db(transaction=True)
async def test_where_a_handshake_cannot_be_answered_the_frame_says_it(settings, live_match):
    """A server without the extension `websocket.http.response`."""
    settings.LIVE_CONNECTS_PER_ADDRESS = 1
    scope = {"type": "websocket", "path": f"/ws/matches/{live_match.pk}", "query_string": b"", "headers": []}
    scope["client"] = ["203.0.113.9", 1]
    for expected in ('"t":"snapshot"', '"t":"error","code":4429'):
        client = ApplicationCommunicator(application, scope)
        await client.send_input({"type": "websocket.connect"})
        assert (await client.receive_output())["type"] == "websocket.accept"
        assert expected in (await client.receive_output())["text"]
        if "error" in expected:
            assert (await client.receive_output())["code"] == 4429
        await client.send_input({"type": "websocket.disconnect", "code": 1000})
        await client.wait()
    await get_hub().stop()


@pytest.mark.django_db(transaction=True)
async def test_newcomers_are_shed_and_who_is_there_stays(site, live_match, settings):
    settings.LIVE_SOCKETS = 1
    settings.LIVE_STREAMS = 0
    before = value(metrics.shed, to="sse", cause="connections")
    path = f"/ws/matches/{live_match.pk}"
    async with watching(site, path) as first:
        await until(lambda: first.kinds == ["snapshot"])
        async with watching(site, path) as second, watching(site, "/ws/live") as many:
            await until(lambda: second.code == many.code == 1013)
            assert second.all == [{"t": "shed", "to": "sse"}]
            assert many.all == [{"t": "shed", "to": "poll"}]
        await enter(live_match, GOAL)
        await until(lambda: first.seqs == [3])
    assert value(metrics.shed, to="sse", cause="connections") - before == 1
    settings.LIVE_LAG_MS, get_hub().loop_lag.ms = 500, 60_000
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{site}") as http:
        stream = await http.get(f"/api/v1/matches/{live_match.pk}/stream")
        assert stream.text.endswith('data: {"t":"shed","to":"poll"}\n\n')
        assert 30_000 <= int(stream.text.split("\n")[0].removeprefix("retry: ")) < 90_000


@pytest.mark.django_db(transaction=True)
async def test_sockets_and_streams_of_one_address_are_held_up_to_a_bound(site, live_match, settings):
    settings.LIVE_HELD_PER_ADDRESS = 2
    before = value(metrics.shed, to="poll", cause="address")
    path, here = f"/ws/matches/{live_match.pk}", {FROM: "2001:db8:1:2::7"}
    stream = f"http://127.0.0.1:{site}/api/v1/matches/{live_match.pk}/stream"
    async with httpx.AsyncClient() as http, watching(site, path, additional_headers=here) as first:
        async with http.stream("GET", stream, headers={FROM: "2001:db8:1:2::8"}) as held:
            lines = held.aiter_lines()
            assert (await anext(lines)).startswith("retry")
            for other in ("/ws/live", path):
                async with watching(site, other, additional_headers={FROM: "2001:db8:1:2::9"}) as more:
                    await until(lambda more=more: more.code == 1013)
                    assert more.all == [{"t": "shed", "to": "poll"}]
            shed = await http.get(stream, headers=here)
            assert (shed.status_code, shed.text.endswith('data: {"t":"shed","to":"poll"}\n\n')) == (200, True)
            async with watching(site, path, additional_headers={FROM: "2001:db8:1:3::7"}) as elsewhere:
                await until(lambda: elsewhere.kinds == first.kinds == ["snapshot"])
        await until(lambda: get_hub().admission.most_held == 1)
        async with watching(site, path, additional_headers=here) as again:
            await until(lambda: again.kinds == ["snapshot"])
    await until(lambda: get_hub().admission._held == {})
    assert value(metrics.shed, to="poll", cause="address") - before == 3


@pytest.mark.django_db(transaction=True)
async def test_who_is_sent_away_again_and_again_comes_in_less_often(site, live_match, settings):
    settings.LIVE_CONNECTS_PER_ADDRESS, settings.LIVE_ABUSES, settings.LIVE_SUBSCRIPTIONS = 30, 2, 1
    before = value(metrics.abuses)
    here = {FROM: "203.0.113.7"}
    for _ in range(3):
        async with watching(site, "/ws/live", additional_headers=here) as client:
            await client.say({"subscribe": ["live", f"match:{live_match.pk}"]})
            await until(lambda client=client: client.code == 4429)
    answer = await refused(site, "/ws/live", **here)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    assert value(metrics.abuses) - before == 3
    async with watching(site, "/ws/live", additional_headers={FROM: "203.0.113.8"}) as client:
        await client.say({"subscribe": ["live"]})
        await until(lambda: "snapshot" in client.kinds)


@pytest.mark.django_db(transaction=True)
async def test_what_is_no_address_counts_together(site, live_match, settings):
    settings.LIVE_CONNECTS_PER_ADDRESS = 2
    path = f"/ws/matches/{live_match.pk}"
    async with (
        watching(site, path, additional_headers={FROM: "one"}),
        watching(site, path, additional_headers={FROM: "two; drop"}),
    ):
        assert (await refused(site, path, **{FROM: "three"})).status_code == 429


@pytest.mark.django_db(transaction=True)
async def test_a_server_that_goes_away_lets_nobody_in(site, live_match):
    get_hub().closing = True
    answer = await refused(site, f"/ws/matches/{live_match.pk}")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{site}") as http:
        assert (await http.get(f"/api/v1/matches/{live_match.pk}/stream")).status_code == 503
        assert (await http.get(f"/api/v1/matches/{live_match.pk}")).status_code == 200
