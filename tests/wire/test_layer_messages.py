"""Records' frames: the same bytes from the push and from the log, and `changes` that are enough for a page."""

import msgspec
import pytest

from scoreboard.live import push
from scoreboard.live.hub.log_reader import NoSuchMatch, load_match, load_messages
from scoreboard.queries import load_log
from scoreboard.sports.base import Score
from scoreboard.sports.match import fold, fold_leniently
from scoreboard.wire.encoded_frames import encode_event
from scoreboard.wire.layer_messages import (
    LayerMessage,
    decode_layer_message,
    encode_layer_message,
    make_layer_messages,
)
from scoreboard.wire.snapshot import build_snapshot
from tests.factories import enter
from tests.live.conftest import GOAL, KICK_OFF, apply_changes
from tests.sports.logs import goal, make_log, start

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
        assert shown == msgspec.to_builtins(build_snapshot(state, match_id=str(match.pk), epoch=1))
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
    assert (reading.epoch, reading.seq, reading.snapshot.score) == (1, 5, Score(3, 0))
    with pytest.raises(NoSuchMatch):
        load_match(str(live_match.season_id), epoch=0, seq=0, limit=1)


def test_what_was_scheduled_is_a_frame_too(match):
    (message,) = load_messages(str(match.pk), epoch=1, after=0, upto=1)
    event = encode_event(message)
    assert event.cursor == "e1-1"
    assert msgspec.json.decode(message.body)["changes"]["home"]["name"] == match.home.name


def test_a_frame_is_these_bytes():
    """Field by field, in this order, without those that say nothing: clients of every release read them so."""
    log = make_log(start(), {**goal(player="Pedri"), "clock_ms": 65_000, "actor": "user:1", "key": "k"}, void(3))
    first, second = make_layer_messages(before=fold(log[:2]), records=log[2:], log=log[:2], epoch=2)
    assert (first.match, first.cursor, first.at) == ("m1", (2, 3), 0.0)
    assert first.body == (
        b'{"t":"event","id":"m1","seq":3,"cursor":"e2-3",'
        b'"event":{"type":"goal","match":"m1","sport":"football","seq":3,"clock_ms":65000,'
        b'"occurred_at":"2026-11-24T15:03:00Z","side":"home","player":"Pedri"},'
        b'"changes":{"score":{"home":1,"away":0},"periods":[{"name":"first_half","home":1,"away":0}],"seq":3,'
        b'"cursor":"e2-3","incidents":[{"seq":3,"kind":"goal","side":"home","player":"Pedri","period":"first_half",'
        b'"minute":"2","clock_ms":65000,"confirmation":"confirmed","score":{"home":1,"away":0}}]}}'
    )
    assert second.body == (
        b'{"t":"event","id":"m1","seq":4,"cursor":"e2-4",'
        b'"event":{"type":"void","match":"m1","sport":"football","seq":4,"occurred_at":"2026-11-24T15:04:00Z",'
        b'"data":{"seq":3,"reason":"VAR"}},'
        b'"changes":{"score":{"home":0,"away":0},"periods":[{"name":"first_half","home":0,"away":0}],"seq":4,'
        b'"cursor":"e2-4","incidents":[{"seq":3,"kind":"goal","side":"home","player":"Pedri","period":"first_half",'
        b'"minute":"2","clock_ms":65000,"confirmation":"cancelled","reason":"VAR"}]}}'
    )


def test_a_message_of_the_channel_layer_is_what_it_was():
    message = LayerMessage("m1", 2, 3, 1.5, b"{}")
    plain = {"type": "frame", "match": "m1", "epoch": 2, "seq": 3, "at": 1.5, "body": b"{}"}
    assert encode_layer_message(message) == plain
    assert decode_layer_message(plain) == message
    for name in ("match", "epoch", "seq", "at", "body"):
        with pytest.raises(msgspec.ValidationError):
            decode_layer_message({key: value for key, value in plain.items() if key != name})
