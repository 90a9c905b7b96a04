"""The opening handshake: who is let in, and the answers byte by byte."""

import pytest

from scoreboard.live.server.handshake import (
    HandshakeRefused,
    answer_accept,
    answer_refusal,
    read_key,
    read_subprotocols,
)

KEY = b"dGhlIHNhbXBsZSBub25jZQ=="
HEADERS = [(b"sec-websocket-version", b"13"), (b"sec-websocket-key", KEY)]


def test_the_rfcs_own_example():
    assert read_key("GET", "1.1", [*HEADERS, (b"host", b"example.org")]) == KEY
    assert answer_accept(KEY, [(b"server", b"x")], "chat") == (
        b"HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\n"
        b"sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nsec-websocket-protocol: chat\r\nserver: x\r\n\r\n"
    )


@pytest.mark.parametrize(
    ("method", "version", "headers", "status"),
    [
        ("POST", "1.1", HEADERS, 400),
        ("GET", "1.0", HEADERS, 400),
        ("GET", "1.1", HEADERS[1:], 426),
        ("GET", "1.1", [(b"sec-websocket-version", b"8"), HEADERS[1]], 426),
        ("GET", "1.1", HEADERS[:1], 400),
        ("GET", "1.1", [*HEADERS, HEADERS[1]], 400),
        ("GET", "1.1", [HEADERS[0], (b"sec-websocket-key", b"c2hvcnQ=")], 400),
        ("GET", "1.1", [HEADERS[0], (b"sec-websocket-key", b"no base64 at all")], 400),
        ("GET", "1.1", [HEADERS[0], (b"sec-websocket-key", b"\xff\xfe")], 400),
    ],
)
def test_who_is_refused(method, version, headers, status):
    with pytest.raises(HandshakeRefused) as refused:
        read_key(method, version, headers)
    assert refused.value.status == status
    assert (dict(refused.value.headers) == {b"sec-websocket-version": b"13"}) is (status == 426)


def test_what_is_offered_to_speak():
    name = b"sec-websocket-protocol"
    assert read_subprotocols([(name, b"a, b"), (b"x", b"y"), (name, b"c,")]) == ["a", "b", "c"]
    assert read_subprotocols([]) == []


def test_a_refusal_ends_the_connection_and_says_its_length():
    assert answer_refusal(403, [(b"content-length", b"99")], b"no") == (
        b"HTTP/1.1 403 Forbidden\r\ncontent-length: 2\r\nconnection: close\r\n"
        b"content-type: text/plain; charset=utf-8\r\n\r\nno"
    )


def test_no_header_can_begin_another():
    with pytest.raises(ValueError, match="line break"):
        answer_accept(KEY, [(b"x", b"y\r\nset-cookie: z")], None)
