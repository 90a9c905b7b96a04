"""Who watches which match: a viewer gets a match once, however many of its subscriptions ask for it."""

from dataclasses import dataclass
from functools import partial

from scoreboard.live.hub.match_feed import MatchFeed
from scoreboard.live.hub.match_feeds import MatchFeeds
from scoreboard.live.hub.missed_matches import MissedMatches
from scoreboard.live.hub.presence import Presence
from scoreboard.live.hub.viewer import INTERNAL, Viewer
from scoreboard.models.unreadable import UnreadableMatch
from scoreboard.wire.encoded_frames import encode_error, encode_viewers
from scoreboard.wire.records import Cursor

ITSELF = "match"  # the reason of a subscription to the match itself, not by a topic


@dataclass(frozen=True, slots=True)
class WatchedMatch:
    """One viewer's watching of one match: by which feed, and for which reasons (ITSELF, names of topics)."""

    feed: MatchFeed
    reasons: set[str]

    def is_current(self, viewer: Viewer) -> bool:
        """Whether the viewer watches the match still, and has not begun anew meanwhile."""
        return viewer.watched.get(self.feed.match_id) is self


class Watching:
    """Begins and ends viewers' watching of matches. What a viewer watches is kept with it, in `viewer.watched`."""

    def __init__(self, feeds: MatchFeeds, missed: MissedMatches, presence: Presence) -> None:
        self._feeds = feeds
        self._missed = missed
        self._presence = presence

    async def add(
        self, viewer: Viewer, match_id: str, *, reason: str, cursor: Cursor | None = None, brief: bool = False
    ) -> None:
        """Show a viewer a match for a reason, from `cursor` on or from a snapshot, unless it is shown it already.

        Raises NoSuchMatch, UnreadableMatch; OSError where the viewer has gone.
        """
        if match_id in viewer.watched:
            viewer.watched[match_id].reasons.add(reason)
            return
        watched = viewer.watched[match_id] = WatchedMatch(self._feeds.use(match_id), {reason})
        try:
            await self._feeds.open(watched.feed)
            if not watched.is_current(viewer):
                return
            await watched.feed.join(viewer, cursor, is_wanted=partial(watched.is_current, viewer), brief=brief)
        except BaseException:
            if watched.is_current(viewer):
                self._drop(viewer, match_id)
            raise
        total = self._presence.totals.get(match_id)
        if total is not None and not viewer.overview:
            viewer.offer(encode_viewers({match_id: total}))

    def remove(self, viewer: Viewer, match_id: str, *, reason: str) -> None:
        """Show it no more for that reason, nor at all where it was the last."""
        watched = viewer.watched.get(match_id)
        if watched is not None:
            watched.reasons.discard(reason)
            if not watched.reasons:
                self._drop(viewer, match_id)

    def leave(self, viewer: Viewer) -> None:
        """Show a viewer nothing more."""
        for match_id in tuple(viewer.watched):
            self._drop(viewer, match_id)

    def jump(self, viewer: Viewer, matches: set[str]) -> None:
        """Put a snapshot of `matches` in the place of what waited for a slow viewer (a declared jump)."""
        for match_id in matches & viewer.watched.keys():
            viewer.watched[match_id].feed.leave(viewer)
        viewer.spawn(self._rejoin(viewer, matches))

    async def _rejoin(self, viewer: Viewer, matches: set[str]) -> None:
        await viewer.settle()
        for match_id in matches & viewer.watched.keys():
            watched = viewer.watched[match_id]
            brief = viewer.overview and ITSELF not in watched.reasons
            try:
                wanted = partial(watched.is_current, viewer)
                await watched.feed.join(viewer, None, is_wanted=wanted, brief=brief, declared=True)
            except UnreadableMatch as error:
                if not viewer.overview:  # it has come for this match alone
                    raise
                self._drop(viewer, match_id)
                self._missed.add(match_id)
                viewer.offer(encode_error(INTERNAL, str(error)))
        viewer.jumped = False

    def _drop(self, viewer: Viewer, match_id: str) -> None:
        feed = viewer.watched.pop(match_id).feed
        feed.leave(viewer)
        feed.users -= 1
