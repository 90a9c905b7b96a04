"""How records and catalogue rows look in Kafka."""

import json

import pytest

from scoreboard.wire.kafka_messages import build_entry_message, build_record_message
from tests.factories import enter

pytestmark = pytest.mark.django_db


def test_a_record_is_a_cloud_event_in_binary_mode(live_match):
    enter(live_match, {"type": "goal", "side": "home", "player": "Ann"}, key="k1")
    row = live_match.events.get(seq=3)
    message = build_record_message(row.record, epoch=1)
    assert message.topic == "match-events"
    assert message.key == str(live_match.pk).encode()
    assert message.value == row.record.encode()
    headers = dict(message.headers)
    assert headers.pop("ce_time").startswith(row.recorded_at.strftime("%Y-%m-%dT%H:%M:%S"))
    assert headers == {
        "ce_id": f"{live_match.pk}/1/3",
        "ce_specversion": b"1.0",
        "ce_source": b"/scoreboard",
        "ce_type": b"scoreboard.match.goal",
        "ce_dataschema": b"urn:scoreboard:match-event:football:goal:1",
        "content-type": b"application/json",
    }


def test_a_record_goes_out_under_its_matchs_present_epoch(live_match):
    message = build_record_message(live_match.events.get(seq=2).record, epoch=3)
    assert json.loads(message.value)["epoch"] == 3
    assert dict(message.headers)["ce_id"] == f"{live_match.pk}/3/2"


def test_a_catalogue_row_is_keyed_by_kind_and_id(live_match):
    message = build_entry_message(live_match.home.as_entry())
    assert message.topic == "catalogue"
    assert message.key == f"competitor:{live_match.home_id}".encode()
    value = json.loads(message.value)
    assert value["version"] == 1
    assert (value["kind"], value["id"], value["data"]["name"]) == (
        "competitor",
        str(live_match.home_id),
        live_match.home.name,
    )
