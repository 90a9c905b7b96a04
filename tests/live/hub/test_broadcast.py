"""Frames to many viewers, in slices: everybody has each once, in order, whoever comes and goes meanwhile."""

import asyncio

import pytest

from scoreboard.live.hub import broadcast
from scoreboard.live.hub.broadcast import Audience
from scoreboard.live.hub.viewer import Viewer
from scoreboard.live.server.direct_writer import LINES
from scoreboard.wire.frames import Packet
from tests.live.conftest import until


class Hearer:
    """As much of a viewer as an audience knows."""

    line = 0

    def __init__(self):
        self.heard = []

    def offer(self, packet, sent=0):
        self.heard.append(packet.body)


class Wired(Hearer):
    """One with a line, which takes so many bytes of each frame; None: it has no room."""

    def __init__(self, takes=1_000):
        super().__init__()
        self.takes = takes
        self.left = []
        self.line = len(LINES)
        LINES.append(self.take)

    def take(self, framed):
        if self.takes is None:
            raise BlockingIOError
        self.heard.append(framed[2 : self.takes])
        return min(self.takes, len(framed))

    def offer(self, packet, sent=0):
        self.left.append((packet.body, sent))


@pytest.fixture(autouse=True)
def lines():
    """As many lines afterwards as before."""
    before = len(LINES)
    yield
    del LINES[before:]


def packets(*names):
    return [Packet(name.encode()) for name in names]


async def test_few_have_a_frame_at_once():
    audience, hearers, done = Audience(), [Hearer(), Hearer()], []
    for hearer in hearers:
        audience.seat(hearer, brief=False)
    audience.send(*packets("a"), done=lambda: done.append(len(hearers[1].heard)))
    assert (done, [hearer.heard for hearer in hearers]) == ([1], [[b"a"], [b"a"]])


async def test_the_loop_breathes_between_slices_and_order_is_kept(monkeypatch):
    monkeypatch.setattr(broadcast, "SLICE", 10)
    audience, hearers, done, breaths = Audience(), [Hearer() for _ in range(95)], [], []
    for hearer in hearers:
        audience.seat(hearer, brief=False)
    for packet in packets("a", "b", "c"):
        audience.send(packet, done=lambda: done.append(len(breaths)))
    assert sum(len(hearer.heard) for hearer in hearers) == 10
    while len(done) < 3:
        breaths.append(1)
        await asyncio.sleep(0)
    assert [hearer.heard for hearer in hearers] == [[b"a", b"b", b"c"]] * 95
    assert len(breaths) >= 28


@pytest.mark.parametrize("kind", [Hearer, Wired])
async def test_who_comes_and_goes_meanwhile_has_what_is_sent_while_seated(kind, monkeypatch):
    monkeypatch.setattr(broadcast, "SLICE", 2)
    audience, (first, leaving, returning, late) = Audience(), [kind() for _ in range(4)]
    others = [kind() for _ in range(3)]
    for hearer in (first, *others, leaving, returning):
        audience.seat(hearer, brief=False)
    audience.send(*packets("a"))
    audience.unseat(leaving)
    audience.seat(returning, brief=False)  # it has jumped: what was on its way is not for it
    audience.seat(late, brief=False)
    audience.send(*packets("b"))
    await until(lambda: late.heard)
    assert (first.heard, leaving.heard, returning.heard, late.heard) == ([b"a", b"b"], [], [b"b"], [b"b"])


async def test_what_a_line_does_not_take_is_offered():
    audience, (whole, part, full, shut) = Audience(), (Wired(), Wired(3), Wired(None), Wired(0))
    for wired in (whole, part, full, shut):
        audience.seat(wired, brief=False)
    audience.send(*packets("abc"))
    assert (whole.heard, whole.left) == ([b"abc"], [])
    assert [wired.left for wired in (part, full, shut)] == [[(b"abc", 3)], [(b"abc", 0)], [(b"abc", 0)]]


async def test_who_is_dropped_gets_nothing_more_by_its_line():
    wired, audience = Wired(), Audience()

    async def nothing(_):
        return None

    viewer = Viewer(transport="test", send=nothing, close=nothing, on_full=print, line=wired.line)
    audience.seat(viewer, brief=False)
    audience.send(*packets("a"))
    viewer.abort()
    audience.send(*packets("b"))
    assert wired.heard == [b"a"]


async def test_a_frame_for_those_in_brief_only():
    audience, brief, whole = Audience(), Hearer(), Hearer()
    audience.seat(brief, brief=True)
    audience.seat(whole, brief=False)
    audience.send(*packets("a"), brief=True)
    audience.send(*packets("b"), brief=False)
    assert (brief.heard, whole.heard) == ([b"a"], [b"b"])
