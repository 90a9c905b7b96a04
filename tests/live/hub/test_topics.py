"""Topics: those of competitions that there are, and what following, leaving and refreshing cost, counted in work."""

import asyncio
import sys
import uuid
from dataclasses import replace

import pytest
from channels.db import database_sync_to_async
from django.db import OperationalError

from scoreboard.live.hub import competitions, log_reader
from scoreboard.live.hub.competitions import Competitions, NoSuchCompetition
from scoreboard.live.limits import LiveLimits
from scoreboard.models import Competition
from tests.factories import make_match
from tests.live.conftest import KICK_OFF, Sink, enter, limited, until

pytestmark = pytest.mark.django_db(transaction=True)


@database_sync_to_async
def make_competitions(count):
    """The ids of so many new competitions."""
    made = Competition.objects.bulk_create(
        Competition(name=f"Topic {number}", sport="football") for number in range(count)
    )
    return [str(each.pk) for each in made]


class Work:
    """How many lines of the live side's code are run within the block, in this thread."""

    def __enter__(self):
        self.lines = 0
        self._before = sys.gettrace()
        sys.settrace(self._enter)
        return self

    def __exit__(self, *raised):
        sys.settrace(self._before)

    def _enter(self, frame, event, argument):
        return self._count if "/scoreboard/live/" in frame.f_code.co_filename else None

    def _count(self, frame, event, argument):
        self.lines += event == "line"
        return self._count


async def follow_all(hub, ids, followers):
    """So many viewers that each follow the topics of all these competitions."""
    viewers = [Sink().viewer(hub, overview=True) for _ in range(followers)]
    for viewer in viewers:
        for competition in ids:
            await hub.follow(viewer, f"competition:{competition}")
    return viewers


# --- which topics there are ------------------------------------------------------------------------------------------


async def test_competitions_that_do_not_exist_leave_nothing_and_cost_a_query_a_frame(hub, season, queries):
    real = str(season.competition_id)
    await hub.follow(Sink().viewer(hub, overview=True), f"competition:{real}")
    queries.clear()
    for _ in range(30):
        viewer = Sink().viewer(hub, overview=True)
        for _ in range(5):
            asked = [str(uuid.uuid4()) for _ in range(90)]
            assert await hub.topics.competitions.find([*asked, real]) == {real}
            for competition in asked:
                with pytest.raises(NoSuchCompetition):
                    await hub.follow(viewer, f"competition:{competition}")
        hub.leave(viewer)
    assert len([sql for sql in queries if "scoreboard_competition" in sql]) == 30 * 5
    assert len(hub.topics) == 1
    assert len(hub.topics.competitions._absent) == hub.limits.competitions


async def test_a_look_up_is_remembered_and_what_is_made_meanwhile_is_found_soon():
    asked = []

    async def read(function, ids):
        asked.append(set(ids))
        return await database_sync_to_async(function)(ids)

    known = Competitions(read, LiveLimits())
    one, two = await make_competitions(2)
    three = str(uuid.uuid4())
    assert await known.find([one, three]) == {one}
    assert await known.find([one, two, three, three]) == {one, two}
    assert await known.find([one, two, three]) == {one, two}
    assert asked == [{one, three}, {two}]
    await database_sync_to_async(Competition.objects.create)(pk=three, name="New", sport="football")
    with pytest.raises(NoSuchCompetition, match=three):
        await known.check(three)
    known._limits = LiveLimits(absent_s=0.0)
    await known.check(three)
    assert asked[2:] == [{three}]


async def test_a_bounded_number_is_remembered():
    async def read(function, ids):
        return {each for each in ids if each.startswith("there")}

    known = Competitions(read, LiveLimits(competitions=3))
    for number in range(10):
        assert await known.find([f"there {number}", f"not {number}"]) == {f"there {number}"}
    assert list(known._present) == ["there 7", "there 8", "there 9"]
    assert list(known._absent) == ["not 7", "not 8", "not 9"]


async def test_where_the_database_is_away_nothing_is_remembered(hub, season, monkeypatch):
    def fail(ids):
        raise OperationalError("the database is starting up")

    viewer, name = Sink().viewer(hub, overview=True), f"competition:{season.competition_id}"
    monkeypatch.setattr(competitions, "find_competitions", fail)
    with pytest.raises(OperationalError):
        await hub.follow(viewer, name)
    monkeypatch.setattr(competitions, "find_competitions", log_reader.find_competitions)
    await hub.follow(viewer, name)
    assert len(hub.topics) == 1


# --- what they cost --------------------------------------------------------------------------------------------------


@limited(poll_s=3600)  # no poll comes between
async def test_leaving_costs_a_viewer_its_own_topics_whatever_others_follow(hub, season):
    ids = await make_competitions(450)
    others = await follow_all(hub, ids, 60)
    (viewer,) = await follow_all(hub, ids[:3], 1)
    with Work() as work:
        hub.leave(viewer)
    assert work.lines < 100
    with Work() as work:
        hub.leave(others.pop())
    assert work.lines < 100 + 450 * 10
    (viewer,) = await follow_all(hub, ids[:3], 1)
    with Work() as work:
        hub.unfollow(viewer, f"competition:{ids[0]}")
    assert work.lines < 100


async def test_a_topic_goes_with_its_last_viewer(hub):
    ids = await make_competitions(5)
    first, second = await follow_all(hub, ids, 2)
    hub.unfollow(first, f"competition:{ids[0]}")
    hub.leave(second)
    assert len(hub.topics) == 4
    hub.unfollow(first, "live")  # which it does not follow
    hub.leave(first)
    assert len(hub.topics) == 0


@limited(poll_s=3600)  # no poll comes between
async def test_a_refresh_costs_the_topics_in_use_whoever_follows_them(hub, season):
    ids = await make_competitions(200)
    lines = []
    for followers in (1, 30):
        await follow_all(hub, ids, followers)
        with Work() as work:
            await hub.topics.refresh(since=float("inf"))
        lines.append(work.lines)
    assert abs(lines[1] - lines[0]) < 100  # other tasks' share
    assert lines[1] < 200 * 20


# --- what they show --------------------------------------------------------------------------------------------------


@limited(poll_s=3600)
async def test_whoever_finds_a_match_that_has_kicked_off_all_who_follow_are_shown_it(hub, season):
    """The viewer that comes makes the hub read what is live: that reading counts for those that are there."""
    match = await database_sync_to_async(make_match)(season=season)
    first = Sink()
    await hub.follow(first.viewer(hub, overview=True), "live")
    assert first.kinds == []
    await enter(match, KICK_OFF, publish=False)
    hub.topics._limits = replace(hub.limits, poll_s=0)
    second = Sink()
    await hub.follow(second.viewer(hub, overview=True), "live")
    await until(lambda: first.kinds == second.kinds == ["snapshot"])


async def test_a_topic_that_is_left_while_its_matches_are_opened_shows_no_more(hub, season, live_match):
    other = await database_sync_to_async(make_match)(season=season)
    await enter(other, KICK_OFF, publish=False)
    sink = Sink()
    viewer = sink.viewer(hub, overview=True)
    following = asyncio.create_task(hub.follow(viewer, "live"))
    await until(lambda: viewer.watched)
    hub.unfollow(viewer, "live")
    await following
    assert viewer.watched == {}
    assert len(hub.topics) == 0


@limited(linger_s=0.0, poll_s=3600)
async def test_a_match_that_is_over_before_it_was_shown_is_not_shown(hub, season, live_match):
    sink = Sink()
    viewer = sink.viewer(hub, overview=True)
    await hub.follow(viewer, "live")
    assert viewer.watched == {}  # with `linger_s` 0 even what is live is over at once
    assert sink.kinds == []
