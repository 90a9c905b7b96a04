"""The feeds of a process: one a match, closed when no viewer uses it, and not when one has come meanwhile."""

import asyncio

from scoreboard.live.hub.match_feeds import MatchFeeds
from scoreboard.live.limits import LiveLimits


class Groups:
    """As much of a subscription as feeds know; leaving a group waits until `go_on` is set."""

    def __init__(self):
        self.left = []
        self.go_on = asyncio.Event()

    async def discard(self, group):
        self.left.append(group)
        await self.go_on.wait()


def make_feeds(groups):
    return MatchFeeds(query=None, subscription=groups, batches=None, limits=LiveLimits())


async def test_a_match_has_one_feed():
    feeds = make_feeds(Groups())
    assert feeds.use("a") is feeds.use("a") is feeds["a"]
    assert (len(feeds), feeds["a"].users, "a" in feeds, "b" in feeds) == (1, 2, True, False)


async def test_feeds_without_users_are_closed():
    groups = Groups()
    groups.go_on.set()
    feeds = make_feeds(groups)
    feeds.use("a").users -= 1
    feeds.use("b")
    await feeds.close_unused()
    assert ([feed.match_id for feed in feeds], groups.left) == (["b"], ["match.a"])


async def test_a_feed_that_is_used_while_another_is_closed_stays():
    groups = Groups()
    feeds = make_feeds(groups)
    for match_id in ("a", "b"):
        feeds.use(match_id).users -= 1
    closing = asyncio.create_task(feeds.close_unused())
    await asyncio.sleep(0)
    feeds.use("b")
    groups.go_on.set()
    await closing
    assert ([feed.match_id for feed in feeds], groups.left) == (["b"], ["match.a"])
