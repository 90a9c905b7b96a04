"""docs/protocol.md and docs/asyncapi.yaml say what the server does."""

from pathlib import Path

import msgspec
import pytest
import yaml
from django.conf import settings

from scoreboard.live.hub import viewer
from scoreboard.live.limits import LiveLimits
from scoreboard.live.server.limits import Limits
from scoreboard.live.transports import websocket
from scoreboard.queries import decode_state
from scoreboard.wire import frames
from scoreboard.wire.snapshot import build_snapshot
from tests.factories import enter

DOCS = Path(__file__).resolve().parents[2] / "docs"
CODES = (
    websocket.TOO_BIG,
    websocket.BAD_REQUEST,
    websocket.NO_MATCH,
    websocket.TOO_MANY,
    websocket.TRY_LATER,
    viewer.TOO_SLOW,
    viewer.GOING_AWAY,
)


@pytest.fixture(scope="module")
def text():
    return (DOCS / "protocol.md").read_text()


@pytest.fixture(scope="module")
def messages():
    """The messages' payload schemas by name."""
    described = yaml.safe_load((DOCS / "asyncapi.yaml").read_text())
    return {name: message["payload"] for name, message in described["components"]["messages"].items()}


@pytest.mark.parametrize("code", CODES)
def test_close_codes_are_documented(text, code):
    assert f"| {code} |" in text


def test_limits_are_documented(text):
    live = LiveLimits()
    assert f"| {websocket.FRAME_BYTES // 1024} KiB a frame" in text
    assert f"| {live.messages} messages in {live.messages_s:g} s" in text
    limits = Limits(frames=settings.LIVE_FRAMES)
    assert f"| {limits.frames} frames of every kind in {limits.frames_s} s" in text
    assert f"{limits.fragments} fragments a message" in text
    assert f"| {settings.LIVE_SUBSCRIPTIONS} subscriptions" in text
    assert f"| {settings.LIVE_UNKNOWN_TOPICS} topics that do not exist" in text
    assert f"{live.queue_frames} frames or {live.queue_bytes // 1024} KiB" in text
    assert f"nothing was read for {live.stall_s:g} s" in text
    assert f"missed {live.history_frames:,} events" in text
    assert f"every {live.beat_s:g} s" in text


@pytest.mark.django_db
def test_frames_are_as_described(text, messages, live_match):
    enter(live_match, {"type": "goal", "side": "home"}, {"type": "void", "data": {"seq": 3, "reason": "Offside"}})
    match_id, shown = str(live_match.pk), decode_state(live_match)
    from scoreboard.live.hub.log_reader import load_messages

    events = [frames.encode_event(message) for message in load_messages(match_id, epoch=1, after=0, upto=4)]
    encoded = [
        *events,
        frames.encode_snapshot(build_snapshot(shown, match_id=match_id, epoch=1)),
        frames.encode_resumed(match_id, "e1-4", recovered=True),
        frames.encode_beat({match_id: 4}),
        frames.encode_beat({}, stale=True),
        frames.encode_bye(700),
        frames.encode_shed("sse"),
        frames.encode_viewers({match_id: 12_000}),
        frames.encode_batch(events[2:]),
        frames.encode_error(websocket.NO_MATCH, "There is no such match."),
    ]
    for each in encoded:
        frame = msgspec.json.decode(each.body)
        schema = messages[frame["t"]]
        assert f'{{"t":"{frame["t"]}"' in text
        assert set(schema["required"]) <= frame.keys() <= schema["properties"].keys()
        assert schema["properties"]["t"] == {"const": frame["t"]}


@pytest.mark.django_db
def test_every_field_of_the_snapshot_is_documented(text, live_match):
    enter(live_match, {"type": "goal", "side": "home", "player": "Pedri", "data": {"penalty": True}})
    shown = build_snapshot(decode_state(live_match), match_id=str(live_match.pk), epoch=1)
    assert [name for name in shown if f'"{name}"' not in text] == []
    assert [name for name in shown["incidents"][-1] if f'"{name}"' not in text] == []
    assert [name for name in shown["clock"] if f'"{name}"' not in text] == []


def test_commands_are_as_described(messages):
    fields = {field.name for field in msgspec.structs.fields(websocket.Command)}
    assert fields == messages["command"]["properties"].keys()
