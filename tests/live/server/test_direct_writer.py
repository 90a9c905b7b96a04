"""What is written to a connection past its transport: in order with what goes through it, and never after its end."""

import asyncio
import contextlib
import os
import shutil
import socket
import ssl
import subprocess

import pytest
import uvloop

from scoreboard.live.server.direct_writer import (
    NO_SLOT,
    SEND_TABLE,
    BorrowedSocket,
    DirectWriter,
    SendTable,
    take_nothing,
)
from tests.live.conftest import until
from tests.servers import missing

LOOPS = pytest.mark.parametrize("run", [asyncio.run, uvloop.run])


KERNEL_BYTES = 4_096  # what the kernel buffers for one who does not read: little, so that it is felt soon


class Connection(asyncio.Protocol):
    """A server's side of a connection, with a direct writer as websocket.py has it."""

    def connection_made(self, transport):
        self.transport = transport
        self.out = DirectWriter(transport)
        self.ended = False

    def pause_writing(self):
        self.out.pause()

    def resume_writing(self):
        self.out.resume()

    def connection_lost(self, exc):
        self.out.close()
        self.out.resume()
        self.ended = True


async def connect(tls=None):
    """A connection and the other end's reader and writer, whose small buffers fill soon."""
    loop, connections = asyncio.get_running_loop(), []

    def make():
        connections.append(Connection())
        return connections[0]

    listening = socket.create_server(("127.0.0.1", 0))
    server = await loop.create_server(make, sock=listening, ssl=tls)
    peer = socket.socket()
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    peer.setblocking(False)  # the call has no name for it
    await loop.sock_connect(peer, listening.getsockname())
    trust = ssl._create_unverified_context() if tls else None  # its own, made for this test
    name = "localhost" if tls else None
    reader, writer = await asyncio.open_connection(sock=peer, ssl=trust, server_hostname=name, limit=1024)
    await until(lambda: connections and hasattr(connections[0], "out"))
    server.close()
    return connections[0], reader, writer


@contextlib.asynccontextmanager
async def connected(tls=None):
    """A connection as `connect` makes it, whose other end is closed after the scenario."""
    connection, reader, writer = await connect(tls)
    yield connection, reader, writer
    writer.close()
    await until(lambda: connection.ended)
    await writer.wait_closed()


def is_open(fd):
    try:
        os.fstat(fd)
    except OSError:
        return False
    return True


def is_slot_open(table, slot):
    return table.sends[slot] is not take_nothing


def piece(number):
    return f"{number:05}".encode() * 200


@LOOPS
def test_order_is_kept_between_descriptor_and_transport_while_the_reader_is_slow(run):
    async def scenario():
        async with connected() as (connection, reader, _):
            out, wanted, refused = connection.out, [], 0
            assert not out.write(b"too early")
            out.open(kernel_bytes=KERNEL_BYTES)
            for number in range(400):
                if number % 7 == 0:
                    out.put(piece(number))
                else:
                    while not out.write(piece(number)):
                        refused += 1
                        assert out.full
                        assert await reader.readexactly(1000) == wanted.pop(0)
                wanted.append(piece(number))
                if number % 150 == 149:
                    while len(wanted) > 3:
                        assert await reader.readexactly(1000) == wanted.pop(0)
            assert refused
            while wanted:
                assert await reader.readexactly(1000) == wanted.pop(0)
            assert out.write(b"") and is_slot_open(SEND_TABLE, out.slot)  # all is out: past the transport again

    run(scenario())


@LOOPS
def test_order_is_kept_between_slot_and_transport_while_the_reader_is_slow(run):
    """As a broadcast writes: by the slot, what that leaves through `write`."""

    async def scenario():
        async with connected() as (connection, reader, _):
            out, wanted, cut, full = connection.out, [], 0, 0
            assert not is_slot_open(SEND_TABLE, out.slot)
            out.open(kernel_bytes=KERNEL_BYTES)
            for number in range(300):
                data = piece(number)
                try:
                    sent = SEND_TABLE.sends[out.slot](data)
                except OSError:
                    sent = 0
                cut += 0 < sent < len(data)
                while sent < len(data) and not out.write(data, sent):
                    full += 1
                    assert await reader.readexactly(1000) == wanted.pop(0)
                assert (
                    sent == 0 or sent == len(data) or not is_slot_open(SEND_TABLE, out.slot)
                )  # the rest is before what comes next
                wanted.append(data)
                if number % 100 == 99:
                    while wanted:
                        assert await reader.readexactly(1000) == wanted.pop(0)
            assert cut and full

    run(scenario())


@LOOPS
def test_a_slot_is_closed_with_its_connection_and_then_anothers(run):
    async def scenario():
        connection, reader, writer = await connect()
        out, number = connection.out, connection.out.slot
        out.open(kernel_bytes=KERNEL_BYTES)
        assert out.write(b"a") and is_slot_open(SEND_TABLE, out.slot)
        assert SEND_TABLE.sends[number](b"b") == 1
        assert await reader.readexactly(2) == b"ab"
        writer.close()
        await until(lambda: connection.ended)
        assert not is_slot_open(SEND_TABLE, out.slot)
        assert DirectWriter(connection.transport).slot != number  # somebody may still write to it
        del out, connection.out
        assert DirectWriter(connection.transport).slot == number
        await writer.wait_closed()

    run(scenario())


@LOOPS
def test_nothing_is_written_to_a_descriptor_that_is_another_connections_by_now(run):
    async def scenario():
        connection, _, writer = await connect()
        out = connection.out
        out.open(kernel_bytes=KERNEL_BYTES)
        assert out.write(b"straight")
        fd = connection.transport.get_extra_info("socket").fileno()
        writer.transport.abort()
        await until(lambda: connection.ended and not is_open(fd))
        ours, theirs = socket.socketpair()
        os.dup2(ours.fileno(), fd)  # as accept() would give the number out again
        assert not out.write(b"stray")
        theirs.setblocking(False)  # the call has no name for it
        with pytest.raises(BlockingIOError):
            theirs.recv(100)
        os.close(fd)
        ours.close()
        theirs.close()

    run(scenario())


@LOOPS
def test_a_connection_that_closes_takes_no_more_past_what_waits(run):
    async def scenario():
        async with connected() as (connection, reader, _):
            out = connection.out
            out.open(kernel_bytes=KERNEL_BYTES)
            assert out.write(b"one ")
            connection.transport.close()
            SEND_TABLE.close(out.slot)  # whether it is closing is looked at when something waited
            out.write(b"two")
            assert await reader.read() in (b"one ", b"one two")  # whole or not at all
            await until(lambda: connection.ended)
            assert not out.write(b"three")

    run(scenario())


@LOOPS
def test_a_reset_by_the_peer_ends_the_connection_without_an_error(run):
    async def scenario():
        connection, _, writer = await connect()
        connection.out.open(kernel_bytes=KERNEL_BYTES)
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        writer.transport.abort()
        await until(lambda: not connection.out.write(b"x" * 1000))
        await until(lambda: connection.ended)

    run(scenario())


@LOOPS
def test_what_is_encrypted_goes_through_the_transport(run, tmp_path):
    if shutil.which("openssl") is None:
        missing("openssl is not installed")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    made += ["-subj", "/CN=localhost", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(made, check=True, capture_output=True)
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate, key)

    async def scenario():
        async with connected(tls) as (connection, reader, _):
            connection.out.open(kernel_bytes=KERNEL_BYTES)
            assert connection.out.write(b"secret")
            assert await reader.readexactly(6) == b"secret"

    run(scenario())


def test_a_table_has_a_slot_for_each_and_one_list_of_sends_for_all():
    table, written = SendTable(), []
    sends = table.sends
    one, two = table.take(), table.take()
    assert len({NO_SLOT, one, two}) == 3
    table.open(one, lambda data: written.append(data) or len(data))
    assert [sends[slot](b"ab") for slot in (NO_SLOT, one, two)] == [0, 2, 0]
    assert (is_slot_open(table, one), is_slot_open(table, two), written) == (True, False, [b"ab"])
    table.close(one)
    assert sends[one](b"c") == 0
    table.open(one, len)
    table.release(one)
    assert not is_slot_open(table, one)
    assert (table.take(), table.sends is sends) == (one, True)


def test_a_borrowed_descriptor_is_not_closed_as_it_is_forgotten():
    ours, theirs = socket.socketpair()
    borrowed = BorrowedSocket(fileno=ours.fileno())
    borrowed.send(b"a")
    del borrowed
    ours.send(b"b")
    assert theirs.recv(2) == b"ab"
    ours.close()
    theirs.close()


@LOOPS
def test_the_system_holds_a_bounded_part_of_what_nobody_reads(run):
    async def scenario():
        connection, _, writer = await connect()
        connection.out.open(kernel_bytes=KERNEL_BYTES)
        held = connection.transport.get_extra_info("socket").getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF)
        writer.close()
        assert held == 2 * KERNEL_BYTES  # Linux counts its own bookkeeping, too

    run(scenario())
