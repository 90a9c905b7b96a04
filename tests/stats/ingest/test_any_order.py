"""However records are doubled, reordered, batched and spread over partitions: the tables are the whole fold."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoreboard.models import MatchEvent
from scoreboard.record.fixture import change_fixture
from scoreboard.sports.common import FixtureChanged, Scheduled
from scoreboard.sports.match import fold
from scoreboard.wire.records import decode_record
from stats import facts
from stats.facts.origin import FactOrigin
from stats.ingest.fold_cache import FoldCache
from stats.models import DeadLetter, Log, Segment
from stats.storage import bulk, segments
from tests.factories import enter, make_match, make_season
from tests.stats.feeding import Partition

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "stats"])
KICK_OFF = {"type": "period_start"}
END = {"type": "period_end"}


def goal(side, player, **data):
    return {"type": "goal", "side": side, "player": player, "data": data}


def void(seq):
    return {"type": "void", "data": {"seq": seq, "reason": "offside"}}


def play():
    """Three matches: one with corrections of corrections, one moved to another season, one of cards voided together."""
    one, moved, carded = (make_match() for _ in range(3))
    enter(one, KICK_OFF, goal("home", "Ann"), goal("home", "Bea", penalty=True), goal("away", "Cleo"))
    enter(one, void(4))
    amended = {"type": "amend", "data": {"seq": 5, "reason": "wrong name", "event": goal("away", "Dora")}}
    enter(one, amended, goal("home", "Elle", own_goal=True))
    enter(one, void(6), END, KICK_OFF, END)
    enter(moved, KICK_OFF, goal("away", "Fay"))
    change_fixture(match_id=moved.pk, actor="user:1", season=make_season(name="2027"), reason="wrong season")
    enter(moved, goal("home", "Gil"))
    card = {"type": "card", "side": "home", "player": "Ann"}
    enter(carded, KICK_OFF, {**card, "data": {"card": "yellow"}}, {**card, "data": {"card": "second_yellow"}})
    enter(carded, void(3), void(4))
    enter(carded, goal("home", "Ann"))
    return [one, moved, carded]


def fold_whole(match):
    """What the match's facts have to be, by family."""
    log = MatchEvent.objects.filter(match=match).order_by("seq")
    records = [decode_record(text) for text in log.values_list("record", flat=True)]
    seasons = {record.data.season.id for record in records if isinstance(record, Scheduled | FixtureChanged)}
    origin = FactOrigin(str(match.pk), 1, len(records), records[-1].recorded_at, frozenset(seasons))
    return [sorted(rows, key=repr) for rows in facts.build_facts(fold(records), origin)]


def load(match):
    """What they are."""
    return [
        sorted(family.MODEL.objects.filter(match=match).values_list(*bulk.columns_of(family.MODEL)), key=repr)
        for family in facts.FAMILIES
    ]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_doubling_reordering_and_batching_gives_the_whole_fold(played, data):
    matches, expected = played
    for model in (Log, Segment, DeadLetter, *(family.MODEL for family in facts.FAMILIES)):
        model.objects.all().delete()
    places = [(match, seq) for match in matches for seq in range(1, match.seq + 1)]
    doubles = data.draw(st.lists(st.sampled_from(places), max_size=12), label="doubles")
    order = data.draw(st.permutations(places + doubles), label="order")
    partitions = [Partition(), Partition(number=1)]
    messages = {}
    for match in matches:
        source = Partition()
        source.add_match(match)
        messages.update({(match, seq): message for seq, message in enumerate(source.log, start=1)})
    for match, seq in order:
        log, message = data.draw(st.sampled_from(partitions)).log, messages[match, seq]
        log.append(replace(message, _offset=len(log)))
    behind = [partition for partition in partitions if partition.log]
    while behind:
        partition = data.draw(st.sampled_from(behind), label="partition")
        batch, most = data.draw(st.integers(1, 9), label="batch"), data.draw(st.integers(1, 40), label="most")
        if partition.read_pipelined(batch=batch, most=most) == len(partition.log):
            behind.remove(partition)
        if data.draw(st.booleans(), label="another worker goes on"):
            partition.cache = FoldCache()
    assert [load(match.pk) for match in matches] == expected
    assert segments.count() == len(places)
    assert not Log.objects.exclude(waiting_since=None).exists()
    assert not DeadLetter.objects.filter(settled="").exists()


@pytest.fixture
def played():
    matches = play()
    return matches, [fold_whole(match) for match in matches]
