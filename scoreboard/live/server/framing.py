"""WebSocket frames (RFC 6455) as a server reads and writes them: no I/O, no extensions.

For sockets that are written to a thousand times for each time that they are read: between whole frames, a parser keeps
nothing but a few empty fields.
"""

from typing import NamedTuple

try:
    from websockets.speedups import apply_mask  # in C: 25 times as fast as what Python alone can do
except ImportError:  # a platform for which there is no wheel with it
    from websockets.utils import apply_mask

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA
CONTROL_BYTES = 125  # 5.5: the most a control frame may carry
MASK_BYTES = 4

# Why a connection ends (7.4.1).
NORMAL = 1000
PROTOCOL_ERROR = 1002
NO_CODE = 1005  # never sent: the peer's close said nothing
NOT_CLOSED = 1006  # never sent: the connection was lost
BAD_DATA = 1007
TOO_BIG = 1009
INTERNAL_ERROR = 1011
SERVICE_RESTART = 1012
TOO_MANY = 4429  # of the numbers for private use: more frames than a peer may send


class Broken(Exception):  # it ends a connection, and says how
    """The peer broke the protocol: close with `code`, saying `reason`."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class Message(NamedTuple):
    """What a peer said: TEXT with a str, BINARY, PING or PONG with bytes, CLOSE with its code (bytes: the reason)."""

    opcode: int
    data: str | bytes
    code: int = 0


FRAGMENT = Message(CONTINUATION, b"")  # a frame that is whole, of a message that is not yet


class Parser:
    """Makes messages of a client's bytes, however they are cut, one frame at a time: as many as its owner asks for.

    A message has at most `limit` bytes, in at most `fragments` frames.
    """

    __slots__ = ("_at", "_count", "_fragments", "_held", "_limit", "_opcode", "_parts")

    def __init__(self, *, limit: int, fragments: int) -> None:
        self._limit = limit
        self._fragments = fragments
        self._held: bytes | bytearray | None = None  # what has not been read
        self._at = 0  # it begins here
        self._opcode = 0  # of the message that is coming in fragments
        self._parts: bytearray | None = None  # what has come of it
        self._count = 0  # in so many of them

    def feed(self, data: bytes) -> None:
        """Take what has come; `read` makes messages of it."""
        if self._held is None:
            self._held, self._at = data, 0
            return
        if self._at or not isinstance(self._held, bytearray):
            self._held, self._at = bytearray(memoryview(self._held)[self._at :]), 0
        self._held += data

    def read(self) -> Message | None:
        """What the next frame completes, or FRAGMENT; None until more has come. Raises Broken: then read no more."""
        held = self._held
        if held is None:
            return None
        frame = self._read_frame(held, self._at)
        if frame is None:
            if self._at:
                self._held, self._at = bytearray(memoryview(held)[self._at :]), 0
            return None
        final, opcode, payload, self._at = frame
        if self._at == len(held):
            self._held = None
        return self._take(final, opcode, payload)

    def _read_frame(self, held: bytes | bytearray, start: int) -> tuple[bool, int, bytes, int] | None:
        """The frame at `start` and where it ends; None while it is not whole. Refuses as soon as its head is known."""
        if start == len(held):
            return None
        final, opcode = check_first(held[start])
        if start + 1 == len(held):
            return None
        if opcode < CLOSE and (opcode == CONTINUATION) != (self._parts is not None):
            raise Broken(PROTOCOL_ERROR, "a fragment in the wrong place")
        if opcode >= CLOSE and (not final or held[start + 1] & 0x7F > CONTROL_BYTES):
            raise Broken(PROTOCOL_ERROR, "a control frame must be whole and short")
        length, begin = read_length(held, start + 1)
        if opcode < CLOSE and length + len(self._parts or b"") > self._limit:
            raise Broken(TOO_BIG, f"at most {self._limit} bytes a message")
        end = begin + MASK_BYTES + length
        if len(held) < end:
            return None
        return final, opcode, apply_mask(held[begin + MASK_BYTES : end], held[begin : begin + MASK_BYTES]), end

    def _take(self, final: bool, opcode: int, payload: bytes) -> Message:  # the frame's own bit
        """The message that a frame is or completes."""
        if opcode == CLOSE:
            return read_close(payload)
        if opcode >= CLOSE:
            return Message(opcode, payload)
        if self._parts is not None:
            self._count += 1
            if self._count > self._fragments:
                raise Broken(TOO_MANY, f"at most {self._fragments} fragments a message")
            self._parts += payload
        elif not final:
            self._opcode, self._parts, self._count = opcode, bytearray(payload), 1
        if not final:
            return FRAGMENT
        if self._parts is not None:
            opcode, payload, self._parts = self._opcode, bytes(self._parts), None
        return Message(TEXT, read_text(payload)) if opcode == TEXT else Message(BINARY, payload)


def check_first(first: int) -> tuple[bool, int]:
    """Whether a frame is its message's last, and its opcode, of its first byte; raises Broken."""
    opcode = first & 0x0F
    if first & 0x70:
        raise Broken(PROTOCOL_ERROR, "reserved bits without an extension")
    if opcode not in (CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG):
        raise Broken(PROTOCOL_ERROR, f"unknown opcode {opcode}")
    return bool(first & 0x80), opcode


def read_length(held: bytes | bytearray, at: int) -> tuple[int, int]:
    """A frame's length, and where it ends, read at `at` (5.2); 0 while it has not come. Raises Broken."""
    if not held[at] & 0x80:
        raise Broken(PROTOCOL_ERROR, "a client's frame must be masked")
    short = held[at] & 0x7F
    at += 1
    if short < 126:
        return short, at
    size, least = (2, 126) if short == 126 else (8, 1 << 16)
    if len(held) < at + size:
        return 0, at + size
    length = int.from_bytes(held[at : at + size], "big")
    if length < least or length >> 63:
        raise Broken(PROTOCOL_ERROR, "a length that is not the shortest, or negative")
    return length, at + size


def read_text(payload: bytes) -> str:
    """UTF-8; raises Broken."""
    try:
        return payload.decode()
    except UnicodeDecodeError as error:
        raise Broken(BAD_DATA, "text must be UTF-8") from error


def read_close(payload: bytes) -> Message:
    """The code and reason of a close frame (5.5.1); raises Broken."""
    if not payload:
        return Message(CLOSE, b"", NO_CODE)
    code = int.from_bytes(payload[:2], "big")
    if len(payload) < 2 or not may_be_sent(code):
        raise Broken(PROTOCOL_ERROR, "no close code")
    read_text(payload[2:])
    return Message(CLOSE, payload[2:], code)


def may_be_sent(code: int) -> bool:
    """Whether a close frame may carry `code` (7.4, and the IANA registry: up to 1014 are given)."""
    return (1000 <= code <= 1014 and code not in (1004, NO_CODE, NOT_CLOSED)) or 3000 <= code <= 4999


def frame(opcode: int, payload: bytes) -> bytes:
    """A server's frame: final, not masked (5.2)."""
    size = len(payload)
    if size < 126:
        head = bytes((0x80 | opcode, size))
    elif size < 1 << 16:
        head = bytes((0x80 | opcode, 126)) + size.to_bytes(2, "big")
    else:
        head = bytes((0x80 | opcode, 127)) + size.to_bytes(8, "big")
    return head + payload


def close_frame(code: int, reason: str = "") -> bytes:
    """A close frame; with `NO_CODE` an empty one. The reason is cut to what fits, between characters."""
    if code == NO_CODE:
        return frame(CLOSE, b"")
    room = CONTROL_BYTES - 2
    return frame(CLOSE, code.to_bytes(2, "big") + reason.encode()[:room].decode(errors="ignore").encode())
