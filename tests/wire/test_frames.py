"""Frames: the same bytes from the push and from the log, and `changes` that are enough for a page."""

import msgspec
import pytest
from websockets.frames import Frame as WebSocketFrame
from websockets.frames import Opcode

from scoreboard.live import push
from scoreboard.live.hub.log_reader import NoSuchMatch, load_match, load_messages
from scoreboard.queries import load_log
from scoreboard.sports.match import fold_leniently
from scoreboard.wire.frames import EncodedFrame, encode_bye, encode_event, make_layer_messages
from scoreboard.wire.snapshot import build_snapshot
from tests.factories import enter
from tests.live.conftest import GOAL, KICK_OFF, apply_changes

pytestmark = pytest.mark.django_db
YELLOW = {"type": "card", "side": "away", "player": "Gavi", "data": {"card": "yellow"}}


def void(seq):
    return {"type": "void", "data": {"seq": seq, "reason": "VAR"}}


def amend(seq, **body):
    return {"type": "amend", "data": {"seq": seq, "reason": "Wrong name", "event": {**GOAL, **body}}}


def play(match):
    """A match with everything that makes frames hard: batches, corrections of corrections, a batch of both."""
    enter(match, KICK_OFF)
    enter(match, {**GOAL, "player": "Pedri"}, YELLOW)
    enter(match, void(3))
    enter(match, void(5), {**GOAL, "side": "away"}, amend(3, player="Olmo"))
    enter(match, {"type": "period_end"})
    enter(match, void(9), {**GOAL, "player": "Pedri"})


def test_the_push_and_the_log_give_the_same_bytes(match, django_capture_on_commit_callbacks, monkeypatch):
    pushed = []
    monkeypatch.setattr(push.publisher, "submit", lambda group, sent: pushed.extend(sent))
    with django_capture_on_commit_callbacks(execute=True):
        play(match)
    assert [message["seq"] for message in pushed] == list(range(2, match.seq + 1))
    for after in range(1, match.seq):
        messages = load_messages(str(match.pk), epoch=1, after=after, upto=match.seq)
        for message, sent in zip(messages, pushed[after - 1 :], strict=True):
            assert msgspec.json.decode(message.body) == msgspec.json.decode(sent["body"])
            assert {"type": "frame", **msgspec.structs.asdict(message)} == sent


def test_changes_are_enough_for_a_page(match):
    play(match)
    log = load_log(match)
    frames = [msgspec.json.decode(message.body) for message in make_layer_messages(before=None, records=log, epoch=1)]
    shown = frames[0]["changes"]
    for number, frame in enumerate(frames[1:], start=2):
        shown = apply_changes(shown, frame["changes"])
        state = fold_leniently(log[:number]).state
        assert shown == build_snapshot(state, match_id=str(match.pk), epoch=1)
        assert frame["cursor"] == shown["cursor"] == f"e1-{number}"


def test_nobody_learns_who_entered_what(live_match):
    enter(live_match, GOAL, key="secret-key")
    for message in load_messages(str(live_match.pk), epoch=1, after=0, upto=live_match.seq):
        assert not {"actor", "key"} & msgspec.json.decode(message.body)["event"].keys()
        assert b"secret-key" not in message.body


def test_a_reading_has_what_is_missing_unless_it_is_too_much(live_match):
    enter(live_match, GOAL, GOAL, GOAL)

    def read(epoch, seq, limit=10):
        return load_match(str(live_match.pk), epoch=epoch, seq=seq, limit=limit)

    assert [message.seq for message in read(1, 3).messages] == [4, 5]
    assert read(1, 5).messages == read(1, 9).messages == read(2, 3).messages == read(1, 2, limit=2).messages == ()
    reading = read(0, 0)
    assert (reading.epoch, reading.seq, reading.snapshot["score"]) == (1, 5, {"home": 3, "away": 0})
    with pytest.raises(NoSuchMatch):
        load_match(str(live_match.season_id), epoch=0, seq=0, limit=1)


def test_what_was_scheduled_is_a_frame_too(match):
    (message,) = load_messages(str(match.pk), epoch=1, after=0, upto=1)
    event = encode_event(message)
    assert event.cursor == "e1-1"
    assert msgspec.json.decode(message.body)["changes"]["home"]["name"] == match.home.name


@pytest.mark.parametrize("size", [2, 125, 126, 65_535, 65_536])
def test_a_websocket_frame_is_as_the_rfc_has_it(size):
    body = b"x" * size
    assert EncodedFrame(body).websocket_bytes == WebSocketFrame(Opcode.TEXT, body).serialize(mask=False)


def test_an_sse_event_carries_the_cursor_and_when_to_come_back():
    assert EncodedFrame(b'{"t":"x"}', cursor="e1-4").sse_bytes == b'id: e1-4\ndata: {"t":"x"}\n\n'
    assert encode_bye(750).sse_bytes == b'retry: 750\ndata: {"t":"bye","wait_ms":750}\n\n'
