"""The opening handshake of a WebSocket (RFC 6455, 4.2): what a client asks for, and the answers. No I/O."""

import base64
import binascii
import hashlib
from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Any

Headers = Iterable[tuple[bytes, bytes]]  # names in lower case
VERSION = b"13"
GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # 1.3
KEY_BYTES = 16


class HandshakeRefused(Exception):  # an answer, not a fault of ours
    """No WebSocket is opened for this request; `status` and `headers` are the answer."""

    def __init__(self, status: int, reason: str, headers: Sequence[tuple[bytes, bytes]] = ()) -> None:
        super().__init__(reason)
        self.status = status
        self.headers = headers


def read_key(method: str, http_version: str, headers: Headers) -> bytes:
    """The key of a request with `Upgrade: websocket`; raises HandshakeRefused where the rest is wrong."""
    if method != "GET" or http_version != "1.1":
        raise HandshakeRefused(400, "a WebSocket is opened by GET and HTTP/1.1")
    if values(headers, b"sec-websocket-version") != [VERSION]:
        raise HandshakeRefused(426, "version 13 of the protocol is spoken here", [(b"sec-websocket-version", VERSION)])
    keys = values(headers, b"sec-websocket-key")
    try:
        decoded = base64.b64decode(keys[0], validate=True) if len(keys) == 1 else b""
    except binascii.Error:
        decoded = b""
    if len(decoded) != KEY_BYTES:
        raise HandshakeRefused(400, "Sec-WebSocket-Key must be 16 bytes in base64, once")
    return keys[0]


def read_headers(message: dict[str, Any]) -> list[tuple[bytes, bytes]]:
    """The headers of an ASGI message, names in lower case."""
    return [(bytes(name).lower(), bytes(value)) for name, value in message.get("headers", ())]


def read_subprotocols(headers: Headers) -> list[str]:
    """What the client offers to speak, in its order."""
    offered = b",".join(values(headers, b"sec-websocket-protocol")).decode("latin-1")
    return [name for name in map(str.strip, offered.split(",")) if name]


def values(headers: Headers, wanted: bytes) -> list[bytes]:
    """The values of a header, without the blanks around them."""
    return [value.strip() for name, value in headers if name == wanted]


def answer_accept(key: bytes, headers: Headers, subprotocol: str | None) -> bytes:
    """The answer that opens the WebSocket."""
    digest = base64.b64encode(hashlib.sha1(key + GUID, usedforsecurity=False).digest())
    spoken = [(b"sec-websocket-protocol", subprotocol.encode())] if subprotocol else []
    own = [(b"upgrade", b"websocket"), (b"connection", b"Upgrade"), (b"sec-websocket-accept", digest)]
    return write_head(101, [*own, *spoken], headers)


def answer_refusal(status: int, headers: Headers, body: bytes) -> bytes:
    """The answer that opens none; the connection ends with it."""
    given = list(headers)
    if not values(given, b"content-type"):
        given.append((b"content-type", b"text/plain; charset=utf-8"))
    own = [(b"content-length", str(len(body)).encode()), (b"connection", b"close")]
    return write_head(status, own, [header for header in given if header[0] not in dict(own)]) + body


def write_head(status: int, *groups: Headers) -> bytes:
    """A response's status line and headers. Raises ValueError for a header that would end its line."""
    lines = [b"HTTP/1.1 %d %s" % (status, HTTPStatus(status).phrase.encode())]
    lines += [name + b": " + value for headers in groups for name, value in headers]
    head = b"\r\n".join(lines)
    if head.count(b"\n") != len(lines) - 1 or head.count(b"\r") != len(lines) - 1:
        raise ValueError(f"a header with a line break in it: {head!r}")
    return head + b"\r\n\r\n"
