"""One record that cannot be sent, on a real Kafka: its match waits, all others go on, and it is named everywhere."""

import json
import threading
import time
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from scoreboard.eventlog.limits import RelayLimits
from scoreboard.eventlog.relay import Relay
from scoreboard.models import Damage, MatchEvent, OutboxCursor
from tests import damage
from tests.factories import enter, make_match, make_season
from tests.integration.kafka_log import read_topic
from tests.integration.test_kafka import send, topics  # noqa: F401  # a fixture

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "stats"])
KICK_OFF, GOAL = {"type": "period_start"}, {"type": "goal", "side": "home"}


@pytest.fixture
def matches(topics):  # noqa: F811
    """Three live matches of three records each, none of them sent yet."""
    season = make_season()
    found = [make_match(season=season) for _ in range(3)]
    for match in found:
        enter(match, KICK_OFF, GOAL)
    return found


def too_large(match):
    body = json.loads(MatchEvent.objects.get(match=match, seq=2).record)
    damage.set_record(match, 2, json.dumps({**body, "period": "x" * 2_000_000}))


HARM = {
    "garbage": lambda match: damage.set_record(match, 2, "garbage"),
    "another one's": lambda match: damage.set_record(match, 2, MatchEvent.objects.get(match=match, seq=3).record),
    "gone": lambda match: damage.drop_record(match, 2),
    "too large for Kafka": too_large,
}


def count_sent(topics):  # noqa: F811
    """How many records of each match Kafka has."""
    counts = {}
    for message in read_topic(topics.KAFKA_BOOTSTRAP, topics.KAFKA_TOPIC_EVENTS):
        counts[message.key().decode()] = counts.get(message.key().decode(), 0) + 1
    return counts


@pytest.mark.parametrize("harm", HARM)
def test_its_match_waits_and_all_others_are_sent(topics, matches, harm):  # noqa: F811
    broken, *sound = matches
    HARM[harm](broken)
    send()
    assert count_sent(topics) == {str(broken.pk): 1, **{str(match.pk): 3 for match in sound}}
    assert OutboxCursor.objects.get(pk=broken.pk).sent_seq == 1
    enter(sound[0], GOAL)
    send()
    sent = count_sent(topics)
    assert sent[str(sound[0].pk)] == 4
    assert sent[str(broken.pk)] <= 2  # again only as a relay starts
    assert "record 2 cannot be sent" in Damage.objects.get(match=broken.pk).why


def test_it_is_tried_again_and_goes_on_when_it_is_mended(topics, matches):  # noqa: F811
    record = MatchEvent.objects.get(match=matches[0], seq=2).record
    damage.set_record(matches[0], 2, "garbage")
    stop = threading.Event()
    running = threading.Thread(target=lambda: Relay(stop=stop, limits=RelayLimits(hold_back_s=0.5)).run())
    running.start()
    try:
        deadline = time.monotonic() + 20
        while OutboxCursor.objects.get(pk=matches[2].pk).sent_seq < 3 and time.monotonic() < deadline:
            time.sleep(0.05)
        damage.set_record(matches[0], 2, record)
        while OutboxCursor.objects.get(pk=matches[0].pk).sent_seq < 3 and time.monotonic() < deadline:
            time.sleep(0.05)
    finally:
        stop.set()
        running.join()
    assert set(OutboxCursor.objects.values_list("sent_seq", flat=True)) == {3}


def test_resend_and_verify_name_it(topics, matches):  # noqa: F811
    broken, *_ = matches
    send()
    damage.set_record(broken, 2, "garbage")
    with pytest.raises(CommandError, match=f"A record of {broken.pk} cannot be read"):
        call_command("relay", "--resend")
    out = StringIO()
    with pytest.raises(CommandError, match="differences"):
        call_command("verify", "--json", stdout=out)
    found = json.loads(out.getvalue())["differences"]
    assert {place["where"].rpartition(" ")[2] for place in found if "kafka" in place["where"]} == {str(broken.pk)}
    assert any("record 2 cannot be read" in place["what"] for place in found)
    assert all(str(broken.pk) in place["where"] for place in found if place["where"].startswith("match"))
