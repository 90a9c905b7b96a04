"""`websockets` with its own broadcast: python broadcast.py PORT. A line on PORT + 1 goes to every client."""

import asyncio
import sys

import uvloop
from websockets.asyncio.server import broadcast, serve


async def main(port):
    """Serve until killed."""

    async def publish(reader, _writer):
        while line := await reader.readline():
            broadcast(server.connections, line.decode())

    async def handle(connection):
        await connection.wait_closed()

    async with (
        serve(handle, "127.0.0.1", port, compression=None, backlog=2048) as server,
        await asyncio.start_server(publish, "127.0.0.1", port + 1),
    ):
        await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1])))
