"""Frames ready to be written: the bytes of each, by each kind of connection."""

import msgspec
import pytest
from websockets.frames import Frame as WebSocketFrame
from websockets.frames import Opcode

from scoreboard import parsing
from scoreboard.sports.match import fold
from scoreboard.wire.encoded_frames import (
    EncodedFrame,
    encode_batch,
    encode_beat,
    encode_bye,
    encode_error,
    encode_event,
    encode_resumed,
    encode_shed,
    encode_snapshot,
    encode_viewers,
)
from scoreboard.wire.frames import AnyFrame, BatchFrame
from scoreboard.wire.layer_messages import make_layer_messages
from scoreboard.wire.snapshot import build_snapshot, shorten_snapshot
from tests.sports.logs import KICK_OFF, goal, make_log, start

PLAYED = make_log(start(), goal(), venue="Park", scheduled_at="2026-11-24T15:00:00Z")
LOG = [msgspec.structs.replace(record, recorded_at=KICK_OFF) for record in PLAYED]
SNAPSHOT = build_snapshot(fold(LOG), match_id="m1", epoch=1)
EVENTS = [encode_event(message) for message in make_layer_messages(before=None, records=LOG, epoch=1)]
SUMMARY = (
    b'{"id":"m1","sport":"football","competition":{"id":"c1","name":"Cup"},"season":{"id":"s1","name":"2026"},'
    b'"stage":null,"round":null,"group":null,"scheduled_at":"2026-11-24T15:00:00Z","scheduled_on":null,'
)
INCIDENTS = b'"incidents":[{"seq":2,"kind":"period_start",'
# What every release of v1 has sent, to the byte.
BYTES = {
    b'{"t":"resumed","id":"m1","cursor":"e1-4","recovered":true}': encode_resumed("m1", "e1-4", recovered=True),
    b'{"t":"resumed","id":"m1","cursor":"e1-4","recovered":false}': encode_resumed("m1", "e1-4", recovered=False),
    b'{"t":"beat","tops":{"m1":4,"m2":7}}': encode_beat({"m1": 4, "m2": 7}),
    b'{"t":"beat","tops":{}}': encode_beat({}),
    b'{"t":"beat","tops":{"m1":4},"stale":true}': encode_beat({"m1": 4}, stale=True),
    b'{"t":"bye","wait_ms":700}': encode_bye(700),
    b'{"t":"shed","to":"sse"}': encode_shed("sse"),
    b'{"t":"viewers","counts":{"m1":12000}}': encode_viewers({"m1": 12_000}),
    '{"t":"error","code":4404,"detail":"There is no match \\"é\\"."}'.encode(): encode_error(
        4404, 'There is no match "é".'
    ),
}
FRAMES = [*BYTES.values(), *EVENTS, encode_snapshot(SNAPSHOT), encode_batch(EVENTS)]


@pytest.mark.parametrize("body", BYTES)
def test_a_frame_is_these_bytes(body):
    assert BYTES[body].body == body


def test_a_snapshot_begins_with_the_match_and_ends_with_its_incidents():
    body = encode_snapshot(SNAPSHOT).body
    assert body.startswith(b'{"t":"snapshot","match":' + SUMMARY)
    assert b'"seq":3,"cursor":"e1-3",' in body
    assert b"," + INCIDENTS in body
    short = encode_snapshot(shorten_snapshot(SNAPSHOT)).body
    assert short == body.partition(b',"incidents":')[0] + b"}}"


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.body[:30].decode())
def test_what_a_frame_says_is_what_its_type_reads(frame):
    read = parsing.decode(frame.body, AnyFrame)
    assert msgspec.json.encode(read) == frame.body
    assert frame.frame is None or type(frame.frame) is type(read)


def test_a_batch_put_together_of_bytes_is_what_its_type_would_be():
    read = parsing.decode(encode_batch(EVENTS).body, BatchFrame)
    assert [msgspec.json.encode(event) for event in read.events] == [event.body for event in EVENTS]


def test_where_a_viewer_stands_after_a_frame():
    assert [frame.cursor for frame in EVENTS] == ["e1-1", "e1-2", "e1-3"]
    assert encode_snapshot(SNAPSHOT).cursor == "e1-3"
    assert encode_resumed("m1", "e1-4", recovered=True).cursor == "e1-4"
    assert encode_resumed("m1", "e1-4", recovered=False).cursor == ""
    assert encode_batch(EVENTS).matches == encode_snapshot(SNAPSHOT).matches == {"m1"}


@pytest.mark.parametrize("size", [2, 125, 126, 65_535, 65_536])
def test_a_websocket_frame_is_as_the_rfc_has_it(size):
    body = b"x" * size
    assert EncodedFrame(body).websocket_bytes == WebSocketFrame(Opcode.TEXT, body).serialize(mask=False)


def test_an_sse_event_carries_the_cursor_and_when_to_come_back():
    assert EncodedFrame(b'{"t":"x"}', cursor="e1-4").sse_bytes == b'id: e1-4\ndata: {"t":"x"}\n\n'
    assert encode_bye(750).sse_bytes == b'retry: 750\ndata: {"t":"bye","wait_ms":750}\n\n'
