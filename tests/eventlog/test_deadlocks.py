"""Scorers, relays, importers and who has everything sent again lock rows in one order: PostgreSQL sees no deadlock.

DEADLOCK_ROUNDS (a number) makes it the long run: 2,000 rounds are what docs/operations.md speaks of.
"""

import os
import random
import threading
import time
from collections.abc import Callable

import pytest
from django.db import InternalError, connection, connections, transaction

from scoreboard.eventlog import outbox
from scoreboard.models import KafkaCluster, Match, Person
from scoreboard.record import commands
from scoreboard.record.epochs import raise_epoch
from scoreboard.record.fixture import prepare, schedule, schedule_many
from scoreboard.record.match_rows import lock_match
from tests.factories import make_competitor, make_match, make_season

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = int(os.environ.get("DEADLOCK_ROUNDS", "40"))
BATCH = [{"type": "period_start"}, *({"type": "goal", "side": "home", "player": "Ann"} for _ in range(20))]
NAMES = ["Ann", "Bea", "Cleo", "Dora", "Elle", "Fay"]


@pytest.fixture(autouse=True)
def _on_postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no row locks, one writer at a time")


def count_deadlocks():
    """How many PostgreSQL has seen in this database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return cursor.fetchone()[0]


class Crew:
    """Threads that work at the same time; `errors` is what went wrong in them."""

    def __init__(self):
        self.errors: list[str] = []
        self.over = threading.Event()
        self._threads: list[threading.Thread] = []

    def work(self, act: Callable[[int], object], *, rounds: int | None = None) -> threading.Thread:
        """Call `act` so many times, or until it is over."""

        def run():
            try:
                number = 0
                while not self.over.is_set() if rounds is None else number < rounds:
                    number += 1
                    try:
                        act(number)
                    except InternalError as error:  # this machine stood still for longer than a session may
                        if "idle-in-transaction" not in str(error):
                            raise
            except Exception as error:  # noqa: BLE001  # shown by the test
                self.errors.append(repr(error))
            finally:
                connections.close_all()

        thread = threading.Thread(target=run, daemon=True)
        self._threads.append(thread)
        thread.start()
        return thread

    def end(self):
        """Have all of them end."""
        self.over.set()
        for thread in self._threads:
            thread.join(60 + ROUNDS)


def run_relay(owner):
    """A relay's rounds, with a Kafka that takes everything at once."""

    def run(_):
        leased = outbox.lease_matches(owner=owner, partitions=4, limit=500)
        outbox.renew(leased, owner=owner)
        outbox.load_unsent(leased, limit=5_000)
        tops = dict(Match.objects.filter(pk__in=[one.match for one in leased]).values_list("pk", "seq"))
        outbox.mark_sent(tops, owner=owner)
        if random.random() < 0.1:
            outbox.release(owner=owner)
        time.sleep(0.002)

    return run


def test_a_relay_takes_a_match_that_a_scorer_has_locked():
    """Its commit looked at the foreign key of a cursor that it had updated twice, which locked the match."""
    match, crew = make_match(), Crew()
    with transaction.atomic():
        lock_match(match.pk)
        relay = crew.work(lambda _: outbox.lease_matches(owner="relay", partitions=4, limit=10), rounds=1)
        relay.join(5)
        assert not relay.is_alive()
    crew.end()
    assert crew.errors == []


def test_sending_all_again_takes_matches_that_scorers_have_locked():
    match, crew = make_match(), Crew()
    outbox.save_cluster("one")
    with transaction.atomic():
        lock_match(match.pk)
        sender = crew.work(lambda _: outbox.forget_sent(cluster_id="two"), rounds=1)
        sender.join(5)
        assert not sender.is_alive()
    crew.end()
    assert crew.errors == []
    assert KafkaCluster.objects.get().cluster_id == "two"


@pytest.mark.timeout(180 + ROUNDS)
def test_new_people_are_entered_in_one_order():
    """Two matches of one team, whose events name the same newcomers, the one's in reverse."""
    home, crew, before = make_competitor(), Crew(), count_deadlocks()
    rounds = min(ROUNDS, 1_500)  # a match counts 10,000 goals at most
    season = make_season()
    matches = [make_match(season=season, home=home) for _ in range(2)]
    barrier = threading.Barrier(2)

    def act(match, names):
        def run(number):
            goals = [{"type": "goal", "side": "home", "player": f"{name} {number}"} for name in names]
            barrier.wait(20)
            commands.record(match_id=match.pk, events=goals, actor="user:1", publish=False)

        return run

    for match in matches:
        commands.record(match_id=match.pk, events=[{"type": "period_start"}], actor="user:1", publish=False)
    for match, names in zip(matches, (NAMES, NAMES[::-1]), strict=True):
        crew.work(act(match, names), rounds=rounds)
    crew.end()
    assert (crew.errors, count_deadlocks() - before) == ([], 0)
    assert Person.objects.filter(competitor=home).count() == rounds * len(NAMES)


@pytest.mark.timeout(180 + ROUNDS)
def test_everybody_at_once_makes_no_deadlock():
    season, crew, before = make_season(), Crew(), count_deadlocks()
    teams = [make_competitor() for _ in range(2)]
    outbox.save_cluster("one")

    def score(_):
        home, away = random.sample(teams, 2)
        match = schedule(season=season, home=home, away=away, actor="user:1").match
        commands.record(match_id=match.pk, events=BATCH, actor="user:1", publish=False)

    def enter_again(number):
        match = Match.objects.order_by("?").first()
        if match and match.seq > 1:
            commands.record(match_id=match.pk, events=[{"type": "goal", "side": "away"}], actor="user:2", publish=False)
        if match and number % 20 == 0:
            raise_epoch(match_id=match.pk, reason="a test")

    def load(_):
        goals = [{"type": "goal", "side": "home", "player": name} for name in random.sample(NAMES, 4)]
        events = [{"type": "period_start"}, *goals]
        made = [
            prepare(season=season, home=teams[n % 2], away=teams[1 - n % 2], actor="import:x", events=events)
            for n in range(4)
        ]
        schedule_many(made)
        time.sleep(0.05)

    def send_again(number):
        time.sleep(0.1)
        outbox.forget_sent(cluster_id=f"cluster {number}")

    scorers = [crew.work(score, rounds=ROUNDS // 2) for _ in range(2)]
    for act in (run_relay("a"), run_relay("b"), enter_again, load, load, send_again):
        crew.work(act)
    for scorer in scorers:
        scorer.join()
    crew.end()
    assert (crew.errors, count_deadlocks() - before) == ([], 0)
