"""docs/protocol.md says what the server does. tests/schemas/test_asyncapi.py has what docs/asyncapi.yaml says."""

from pathlib import Path

import msgspec
import pytest
from django.conf import settings

from scoreboard.live.hub import viewer
from scoreboard.live.limits import LiveLimits
from scoreboard.live.server.limits import Limits
from scoreboard.live.transports import websocket
from scoreboard.queries import decode_state
from scoreboard.schemas.asyncapi import FRAMES
from scoreboard.wire.commands import Command
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


@pytest.mark.parametrize("name", FRAMES)
def test_every_frame_and_its_fields_are_documented(text, name):
    row = text.partition(f'| `{{"t":"{name}"')[2].partition("\n")[0]
    assert row
    assert [field for field in FRAMES[name].__struct_fields__ if f'"{field}"' not in row] == []


@pytest.mark.django_db
def test_every_field_of_the_snapshot_is_documented(text, live_match):
    enter(live_match, {"type": "goal", "side": "home", "player": "Pedri", "data": {"penalty": True}})
    shown = msgspec.to_builtins(build_snapshot(decode_state(live_match), match_id=str(live_match.pk), epoch=1))
    assert [name for name in shown if f'"{name}"' not in text] == []
    assert [name for name in shown["incidents"][-1] if f'"{name}"' not in text] == []
    assert [name for name in shown["clock"] if f'"{name}"' not in text] == []


def test_commands_are_documented(text):
    assert all(f'"{field}": [' in text for field in Command.__struct_fields__)
