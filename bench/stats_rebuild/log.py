"""The log that is read: real cups, imported through the rules, multiplied by seasons and sent to Kafka.

Every season is played anew, all its matches at once, so that their records lie among each other. Of a hundred records
two come twice (a relay that was ended between send and mark), and one comes after its successor.
"""

import random
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

SEED = 6
DOUBLED, SWAPPED = 0.02, 0.01
LATE = 200  # how many records later a double comes, at most
ROOT = Path(__file__).resolve().parents[2]
DEMO = "scoreboard/demo/world-cup-2022.json"
MORE = "../shared/data/football/worldcup.json/*/worldcup.json"  # where they are beside the checkout


class Message(NamedTuple):
    """A match record as it is sent."""

    match: str
    value: bytes


Cup = dict[str, list[bytes]]  # the records of each match, by its id


def import_cups() -> list[tuple[str, Cup]]:
    """Each cup's season id and records, made by the importer in a database of its own."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections

    from scoreboard.importers.formats import native, openfootball
    from scoreboard.importers.load import load_season
    from scoreboard.models import MatchEvent

    with tempfile.TemporaryDirectory(prefix="scoreboard-bench-") as folder:
        settings.DATABASES["default"]["NAME"] = f"{folder}/cups.sqlite3"
        connections["default"].settings_dict["NAME"] = f"{folder}/cups.sqlite3"
        call_command("migrate", database="default", verbosity=0)
        seasons: dict[str, Cup] = {}
        load_season(native.parse((ROOT / DEMO).read_bytes()), actor="import:bench")
        for file in sorted(ROOT.glob(MORE)):
            load_season(openfootball.parse(file.read_bytes()), actor="import:bench")
        rows = MatchEvent.objects.order_by("match", "seq").values_list("match__season", "match", "record")
        for season, match, record in rows:
            seasons.setdefault(str(season), {}).setdefault(str(match), []).append(record.encode())
        connections["default"].close()
    return list(seasons.items())


def make_log(cups: list[tuple[str, Cup]], *, events: int) -> Iterator[Message]:
    """At least `events` messages: whole seasons, one after the other, until there are as many."""
    chance = random.Random(SEED)
    made = number = 0
    while made < events:
        season, cup = cups[number % len(cups)]
        for message in _play(cup, season, number, chance):
            made += 1
            yield message
        number += 1


def _play(cup: Cup, season: str, number: int, chance: random.Random) -> Iterator[Message]:
    """A cup's records as of another season and other matches, those of all matches among each other."""
    place = f"{number:08x}"
    season_id = f"{place}-5ea5-7000-8000-{chance.getrandbits(48):012x}"
    queues = []
    for match, records in cup.items():
        match_id = f"{place}-0000-7000-8000-{chance.getrandbits(48):012x}"
        values = [record.replace(match.encode(), match_id.encode()) for record in records]
        values[0] = values[0].replace(season.encode(), season_id.encode())
        _swap(values, chance)
        queues.append((match_id, iter(values)))
    doubles: list[tuple[int, Message]] = []
    sent = 0
    while queues:
        at = chance.randrange(len(queues))
        match_id, values_left = queues[at]
        if (value := next(values_left, None)) is None:
            queues[at] = queues[-1]
            queues.pop()
            continue
        message = Message(match_id, value)
        sent += 1
        yield message
        if chance.random() < DOUBLED:
            doubles.append((sent + chance.randrange(LATE), message))
        if doubles and doubles[0][0] <= sent:
            yield doubles.pop(0)[1]
    yield from (message for _, message in doubles)


def _swap(values: list[bytes], chance: random.Random) -> None:
    """Have some records come after their successors."""
    for at in range(len(values) - 1):
        if chance.random() < SWAPPED:
            values[at], values[at + 1] = values[at + 1], values[at]


def produce(bootstrap: str, topic: str, messages: Iterator[Message]) -> tuple[int, int]:
    """Send them, keyed by match; how many, and how many bytes."""
    from confluent_kafka import Producer

    producer = Producer(
        {"bootstrap.servers": bootstrap, "linger.ms": 50, "batch.num.messages": 20_000, "enable.idempotence": True}
    )
    count = size = 0
    for message in messages:
        while True:
            try:
                producer.produce(topic, message.value, message.match.encode())
                break
            except BufferError:
                producer.poll(0.1)
        count, size = count + 1, size + len(message.value)
        if count % 1_000 == 0:
            producer.poll(0)
    if producer.flush(60):
        raise RuntimeError("the broker did not take the log within 60 s")
    return count, size
