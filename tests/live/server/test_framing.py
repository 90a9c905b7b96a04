"""Frames as RFC 6455 has them: the cases of Autobahn's suite that concern a server without extensions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoreboard.live.server.framing import (
    BAD_DATA,
    BINARY,
    CLOSE,
    CONTINUATION,
    FRAGMENT,
    NO_CODE,
    PING,
    PONG,
    PROTOCOL_ERROR,
    TEXT,
    TOO_BIG,
    Broken,
    Parser,
    apply_mask,
    close_frame,
    frame,
)

LIMIT = 70_000
MASK = b"\x12\x34\x56\x78"


def sent(opcode, payload=b"", *, final=True, mask=MASK, reserved=0):
    """A client's frame."""
    size = len(payload)
    head = bytes((final << 7 | reserved << 4 | opcode,))
    if size < 126:
        head += bytes((0x80 | size,))
    elif size < 1 << 16:
        head += b"\xfe" + size.to_bytes(2, "big")
    else:
        head += b"\xff" + size.to_bytes(8, "big")
    return head + mask + apply_mask(payload, mask)


def hear(*pieces, limit=LIMIT, fragments=100):
    """What a parser makes of `pieces`: its messages as tuples, and the close code of the fault it found."""
    parser, messages = Parser(limit=limit, fragments=fragments), []
    try:
        for piece in pieces:
            parser.feed(piece)
            while message := parser.read():
                if message is not FRAGMENT:
                    messages.append(tuple(message))
    except Broken as broken:
        return messages, broken.code
    return messages, None


def text(data):
    return (TEXT, data, 0)


SIZES = [0, 1, 124, 125, 126, 127, 128, 65_535, 65_536, LIMIT]


@pytest.mark.parametrize("size", SIZES)  # 1.1, 1.2
def test_messages_of_every_length_form(size):
    assert hear(sent(TEXT, b"*" * size)) == ([text("*" * size)], None)
    assert hear(sent(BINARY, b"\xfe" * size)) == ([(BINARY, b"\xfe" * size, 0)], None)


@pytest.mark.parametrize("mask", [b"\0\0\0\0", b"\xff\xff\xff\xff", b"\1\2\3\4"])
def test_masks(mask):
    assert hear(sent(TEXT, "Łódź".encode(), mask=mask)) == ([text("Łódź")], None)


def test_several_in_one_piece():
    data = sent(TEXT, b"a") + sent(PING, b"b") + sent(TEXT, b"c")
    assert hear(data) == ([text("a"), (PING, b"b", 0), text("c")], None)


@pytest.mark.parametrize("payload", [b"", b"hello", b"\x00\xff\xfe\xfd", b"\xfe" * 125])  # 2.1 to 2.9
def test_pings_and_pongs(payload):
    assert hear(sent(PING, payload), sent(PONG, payload)) == ([(PING, payload, 0), (PONG, payload, 0)], None)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (sent(PING, b"\xfe" * 126), PROTOCOL_ERROR),  # 2.5
        *((sent(TEXT, b"x", reserved=bits), PROTOCOL_ERROR) for bits in range(1, 8)),  # 3
        *((sent(opcode, b"x"), PROTOCOL_ERROR) for opcode in (3, 4, 5, 6, 7, 11, 12, 13, 14, 15)),  # 4
        (sent(PING, b"x", final=False), PROTOCOL_ERROR),  # 5.1
        (sent(CLOSE, b"", final=False), PROTOCOL_ERROR),
        (sent(CONTINUATION, b"x"), PROTOCOL_ERROR),  # 5.9 to 5.14: nothing to continue
        (sent(CONTINUATION, b"x", final=False), PROTOCOL_ERROR),
        (sent(TEXT, b"x", final=False) + sent(TEXT, b"y"), PROTOCOL_ERROR),  # 5.15, 5.18
        (frame(TEXT, b"not masked"), PROTOCOL_ERROR),  # RFC 5.1
        (b"\x81\xfe\x00\x7d" + MASK, PROTOCOL_ERROR),  # 125 in the form for 126 and more
        (b"\x81\xff" + (65_535).to_bytes(8, "big") + MASK, PROTOCOL_ERROR),
        (b"\x82\xff" + (1 << 63).to_bytes(8, "big") + MASK, PROTOCOL_ERROR),
        (b"\x82\xff" + (LIMIT + 1).to_bytes(8, "big"), TOO_BIG),  # before any of it has come
        (sent(BINARY, b"x" * LIMIT, final=False) + sent(CONTINUATION, b"y"), TOO_BIG),
        (sent(TEXT, b"\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5\xed\xa0\x80edited"), BAD_DATA),  # 6.3.1
        (sent(TEXT, b"\xf4\x90\x80\x80"), BAD_DATA),  # 6.4: beyond U+10FFFF
        (sent(TEXT, b"\xc0\xaf"), BAD_DATA),  # 6.21: overlong
        (sent(TEXT, b"\xe2\x82", final=False) + sent(CONTINUATION, b""), BAD_DATA),
        (sent(CLOSE, b"\x03"), PROTOCOL_ERROR),  # 7.3.2
        (sent(CLOSE, b"\x03\xe8\xce\xba\xe1\xbd\xed\xa0\x80"), PROTOCOL_ERROR + 5),  # 7.5.1: 1007
        (sent(CLOSE, b"\x03\xe8" + b"x" * 124), PROTOCOL_ERROR),  # 7.3.6
    ],
)
def test_what_breaks_the_protocol(data, code):
    good = sent(TEXT, b"before")
    assert hear(good + data)[1] == code
    assert hear(good + data)[0][0] == text("before")


def test_a_message_in_fragments_with_control_frames_between():  # 5.3 to 5.8, 5.19
    pieces = [
        sent(TEXT, b"frag", final=False),
        sent(PING, b"1"),
        sent(CONTINUATION, b"", final=False),
        sent(PONG, b"2"),
        sent(CONTINUATION, b"ments"),
        sent(BINARY, b"x"),
    ]
    assert hear(*pieces) == ([(PING, b"1", 0), (PONG, b"2", 0), text("fragments"), (BINARY, b"x", 0)], None)


def test_utf_8_split_between_fragments():  # 6.2
    data = "κόσμε € 𝄞".encode()
    frames = [sent(TEXT, data[:1], final=False)]
    frames += [sent(CONTINUATION, data[at : at + 1], final=False) for at in range(1, len(data) - 1)]
    frames += [sent(CONTINUATION, data[-1:])]
    assert hear(*frames) == ([text("κόσμε € 𝄞")], None)


VALID = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999]
INVALID = [0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535]


@pytest.mark.parametrize("code", VALID)  # 7.7
def test_close_codes_that_may_be_sent(code):
    assert hear(sent(CLOSE, code.to_bytes(2, "big") + b"bye")) == ([(CLOSE, b"bye", code)], None)


@pytest.mark.parametrize("code", INVALID)  # 7.9
def test_close_codes_that_may_not(code):
    assert hear(sent(CLOSE, code.to_bytes(2, "big"))) == ([], PROTOCOL_ERROR)


def test_a_close_that_says_nothing():
    assert hear(sent(CLOSE)) == ([(CLOSE, b"", NO_CODE)], None)
    assert close_frame(NO_CODE) == b"\x88\x00"


def test_a_close_reason_is_cut_between_characters():
    payload = close_frame(1000, "ö" * 100)[2:]
    assert (payload[:2], payload[2:].decode()) == (b"\x03\xe8", "ö" * 61)


@pytest.mark.parametrize("size", SIZES)
def test_server_frames_are_as_short_as_can_be(size):
    data = frame(BINARY, b"x" * size)
    head = 2 if size < 126 else 4 if size < 1 << 16 else 10
    assert (data[0], len(data) - size, data[1] & 0x80) == (0x82, head, 0)


FRAMES = st.builds(
    sent,
    st.sampled_from([CONTINUATION, TEXT, BINARY, PING, PONG, CLOSE, 3, 11]),
    st.one_of(st.binary(max_size=140), st.text(max_size=40).map(str.encode), st.just(b"\x03\xe8bye")),
    final=st.booleans(),
    mask=st.binary(min_size=4, max_size=4),
    reserved=st.sampled_from([0, 0, 0, 0, 4]),
)


@given(st.lists(st.one_of(FRAMES, st.binary(max_size=8)), max_size=8).map(b"".join))
def test_byte_by_byte_is_the_same_as_at_once(data):
    assert hear(*(data[at : at + 1] for at in range(len(data)))) == hear(data)


@given(st.lists(st.text(max_size=50), min_size=1, max_size=6), st.data())
def test_however_it_is_cut(messages, data):
    stream = b"".join(sent(TEXT, message.encode()) for message in messages)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=6)))
    pieces = [stream[start:end] for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
    assert hear(*pieces) == ([text(message) for message in messages], None)
