"""Frames to many viewers, in slices: everybody has each once, in order, whoever comes and goes meanwhile."""

import asyncio

import pytest

from scoreboard.live.hub.broadcast import Audience
from scoreboard.live.hub.viewer import Viewer
from scoreboard.live.limits import LiveLimits
from scoreboard.live.server.direct_writer import NO_SLOT, SEND_TABLE
from scoreboard.wire.encoded_frames import EncodedFrame
from tests.live.conftest import until


class Hearer:
    """As much of a viewer as an audience knows."""

    slot = NO_SLOT

    def __init__(self):
        self.heard = []

    def offer(self, frame, sent=0):
        self.heard.append(frame.body)


class Wired(Hearer):
    """One with a slot, which takes so many bytes of each frame; None: it has no room."""

    def __init__(self, takes=1_000):
        super().__init__()
        self.takes = takes
        self.left = []
        self.slot = SEND_TABLE.take()
        SEND_TABLE.open(self.slot, self.take)

    def take(self, data):
        if self.takes is None:
            raise BlockingIOError
        self.heard.append(data[2 : self.takes])
        return min(self.takes, len(data))

    def offer(self, frame, sent=0):
        self.left.append((frame.body, sent))


def frames(*names):
    return [EncodedFrame(name.encode()) for name in names]


async def test_few_have_a_frame_at_once():
    audience, hearers, done = Audience(LiveLimits()), [Hearer(), Hearer()], []
    for hearer in hearers:
        audience.add(hearer, brief=False)
    audience.send(*frames("a"), done=lambda: done.append(len(hearers[1].heard)))
    assert (done, [hearer.heard for hearer in hearers]) == ([1], [[b"a"], [b"a"]])


async def test_the_loop_breathes_between_slices_and_order_is_kept():
    audience = Audience(LiveLimits(slice_viewers=10))
    hearers, done, breaths = [Hearer() for _ in range(95)], [], []
    for hearer in hearers:
        audience.add(hearer, brief=False)
    for frame in frames("a", "b", "c"):
        audience.send(frame, done=lambda: done.append(len(breaths)))
    assert sum(len(hearer.heard) for hearer in hearers) == 10
    while len(done) < 3:
        breaths.append(1)
        await asyncio.sleep(0)
    assert [hearer.heard for hearer in hearers] == [[b"a", b"b", b"c"]] * 95
    assert len(breaths) >= 28


@pytest.mark.parametrize("kind", [Hearer, Wired])
async def test_who_comes_and_goes_meanwhile_has_what_is_sent_while_added(kind):
    audience = Audience(LiveLimits(slice_viewers=2))
    (first, leaving, returning, late) = [kind() for _ in range(4)]
    others = [kind() for _ in range(3)]
    for hearer in (first, *others, leaving, returning):
        audience.add(hearer, brief=False)
    audience.send(*frames("a"))
    audience.remove(leaving)
    audience.add(returning, brief=False)  # it has jumped: what was on its way is not for it
    audience.add(late, brief=False)
    audience.send(*frames("b"))
    await until(lambda: late.heard)
    assert (first.heard, leaving.heard, returning.heard, late.heard) == ([b"a", b"b"], [], [b"b"], [b"b"])


async def test_what_a_slot_does_not_take_is_offered():
    audience, (whole, part, full, closed) = Audience(LiveLimits()), (Wired(), Wired(3), Wired(None), Wired(0))
    for wired in (whole, part, full, closed):
        audience.add(wired, brief=False)
    audience.send(*frames("abc"))
    assert (whole.heard, whole.left) == ([b"abc"], [])
    assert [wired.left for wired in (part, full, closed)] == [[(b"abc", 3)], [(b"abc", 0)], [(b"abc", 0)]]


async def test_who_is_dropped_gets_nothing_more_by_its_slot():
    wired, audience = Wired(), Audience(LiveLimits())

    async def nothing(_):
        return None

    viewer = Viewer(transport="test", limits=LiveLimits(), send=nothing, close=nothing, on_full=print, slot=wired.slot)
    audience.add(viewer, brief=False)
    audience.send(*frames("a"))
    viewer.abort()
    audience.send(*frames("b"))
    assert wired.heard == [b"a"]


async def test_a_frame_for_those_in_brief_only():
    audience, brief, whole = Audience(LiveLimits()), Hearer(), Hearer()
    audience.add(brief, brief=True)
    audience.add(whole, brief=False)
    audience.send(*frames("a"), brief=True)
    audience.send(*frames("b"), brief=False)
    assert (brief.heard, whole.heard) == ([b"a"], [b"b"])
