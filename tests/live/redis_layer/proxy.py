"""A TCP proxy that does to connections what networks do: cuts them, lets nothing through, leads elsewhere."""

import asyncio
from contextlib import asynccontextmanager
from urllib.parse import urlsplit


class Proxy:
    """Passes connections on to the Redis at `target`; `url` is where to connect."""

    def __init__(self, target):
        self.turn_to(target)
        self.open = asyncio.Event()  # what is sent either way passes
        self.open.set()
        self._writers = set()

    def turn_to(self, target):
        """Lead new connections to another server, and cut those that are open."""
        self._target = urlsplit(target).port
        self.cut()

    def cut(self):
        """Break every connection (RST)."""
        for writer in getattr(self, "_writers", ()):
            writer.transport.abort()

    def freeze(self):
        """Let nothing through any more, and say nothing of it: connections stay open."""
        self.open.clear()

    def thaw(self):
        """Let through again, what was held up first."""
        self.open.set()

    async def serve(self, reader, writer):
        """Pass one connection on."""
        self._writers.add(writer)
        try:
            onward_reader, onward = await asyncio.open_connection("127.0.0.1", self._target)
            self._writers.add(onward)
            await asyncio.gather(self._pass(reader, onward), self._pass(onward_reader, writer))
        except OSError:
            pass
        finally:
            for end in (writer, locals().get("onward")):
                if end is not None:
                    self._writers.discard(end)
                    end.transport.abort()

    async def _pass(self, reader, writer):
        while data := await reader.read(65_536):
            await self.open.wait()
            writer.write(data)
        writer.transport.abort()


@asynccontextmanager
async def proxying(target):
    """A proxy in front of the Redis at `target`."""
    proxy = Proxy(target)
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    proxy.url = f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}/0"
    yield proxy
    server.close()
    proxy.thaw()
    proxy.cut()
