"""The servers of bench/live.py: how each is built, started and given a message. What cannot be built says why."""

import asyncio
import http.client
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


class Missing(Exception):
    """A peer that cannot be had here; says what is wanted."""


class Server:
    """One kind of server. `first` is what a client says after the handshake, `path` where it connects."""

    name = ""
    path = "/ws"
    first = ""
    cost_us = 25  # about what a delivery takes: sets how much is published
    peak = True  # whether it is worth looking for its highest rate

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.env: dict[str, str] = {}

    def build(self) -> None:
        """Have what it needs; raises Missing."""

    def argv(self, port: int) -> list[str]:
        """How it is started."""
        raise NotImplementedError

    def publisher(self, port: int) -> Callable[[int, bytes], None]:
        """A function that publishes the message `body` of a seq. This one: the body of a POST."""
        connection = socket.create_connection(("127.0.0.1", port))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        head = "POST /publish HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n\r\n"

        def publish(_seq: int, body: bytes) -> None:
            connection.sendall(head.format(len(body)).encode() + body)
            with http.client.HTTPResponse(connection) as response:
                response.begin()
                response.read()

        return publish

    def compile(self, argv: list[str], *, folder: Path = HERE, wants: str) -> None:
        """Run a build; raises Missing."""
        if shutil.which(argv[0]) is None:
            raise Missing(f"wants {wants}")
        ran = subprocess.run(argv, cwd=folder, capture_output=True, text=True, check=False)
        if ran.returncode:
            raise Missing(f"{' '.join(argv)}: {ran.stderr.strip()[-200:]}")


class Epoll(Server):
    """The limit."""

    name = "bare epoll loop (C)"
    cost_us = 12

    def build(self) -> None:
        self.compile(["cc", "-O2", "-o", str(self.folder / "epoll"), "epoll.c"], wants="a C compiler")

    def argv(self, port: int) -> list[str]:
        return [str(self.folder / "epoll"), str(port)]


class EpollPython(Server):
    """The limit of Python."""

    name = "bare epoll loop (Python)"
    cost_us = 12

    def argv(self, port: int) -> list[str]:
        return [sys.executable, str(HERE / "epoll.py"), str(port)]


class Nchan(Server):
    """nginx with nchan, one worker."""

    name = "nginx + nchan"
    cost_us = 16

    def build(self) -> None:
        if shutil.which("nginx") is None or not Path("/usr/lib/nginx/modules/ngx_nchan_module.so").exists():
            raise Missing("wants nginx and libnginx-mod-nchan (Debian)")

    def argv(self, port: int) -> list[str]:
        temporary = "".join(
            f"{name}_temp_path {self.folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        (self.folder / "nginx.conf").write_text(f"""
            load_module /usr/lib/nginx/modules/ngx_nchan_module.so;
            user root; worker_processes 1; daemon off; pid {self.folder}/nginx.pid; error_log stderr crit;
            worker_rlimit_nofile 20000;
            events {{ worker_connections 20000; }}
            http {{
                access_log off; {temporary} keepalive_requests 1000000;
                server {{
                    listen 127.0.0.1:{port} backlog=2048;
                    location = /ws {{
                        nchan_subscriber websocket; nchan_channel_id match; nchan_subscriber_first_message newest;
                    }}
                    location = /publish {{ nchan_publisher; nchan_channel_id match; nchan_message_buffer_length 10; }}
                }}
            }}""")
        return ["nginx", "-e", "stderr", "-p", str(self.folder), "-c", str(self.folder / "nginx.conf")]


class Centrifuge(Server):
    """Centrifugo's engine."""

    name = "centrifuge 0.40.1 (Go)"
    first = '{"id":1,"connect":{}}'

    def build(self) -> None:
        self.compile(
            ["go", "build", "-o", str(self.folder / "centrifuge"), "."], folder=HERE / "centrifuge", wants="Go"
        )

    def argv(self, port: int) -> list[str]:
        return [str(self.folder / "centrifuge"), str(port)]


class NodeWs(Server):
    """`ws` on Node."""

    name = "ws (Node)"

    def build(self) -> None:
        for file in ("ws.js", "package.json"):
            shutil.copy(HERE / file, self.folder)
        self.compile(["npm", "install", "--silent", "--no-audit"], folder=self.folder, wants="Node and npm")

    def argv(self, port: int) -> list[str]:
        return ["node", str(self.folder / "ws.js"), str(port)]


class Broadcast(Server):
    """The library that uvicorn's stock class is built on, without a framework around it."""

    name = "websockets broadcast"

    def argv(self, port: int) -> list[str]:
        return [sys.executable, str(HERE / "broadcast.py"), str(port)]

    def publisher(self, port: int) -> Callable[[int, bytes], None]:
        line = socket.create_connection(("127.0.0.1", port + 1))
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return lambda _seq, body: line.sendall(body + b"\n")


class Layered(Server):
    """What is published through a channel layer, on a Redis of the benchmark's own; `match` is the one looked at."""

    settings = "scoreboard.settings"

    def __init__(self, folder: Path, match: Any) -> None:
        super().__init__(folder)
        self.match = match
        self.path = f"/ws/matches/{match.pk}"
        self.env = {"DJANGO_SETTINGS_MODULE": self.settings}
        self.loop = asyncio.new_event_loop()

    def layer(self) -> Any:
        """The channel layer that the server listens to."""
        raise NotImplementedError

    def message(self, seq: int, body: bytes) -> dict[str, Any]:
        """What is sent to the group."""
        raise NotImplementedError

    def group(self) -> str:
        """The group that it is sent to."""
        raise NotImplementedError

    def publisher(self, port: int) -> Callable[[int, bytes], None]:
        layer, group = self.layer(), self.group()

        def publish(seq: int, body: bytes) -> None:
            self.loop.run_until_complete(layer.group_send(group, self.message(seq, body)))

        return publish


class Ours(Layered):
    """The hub, started as `make run` does."""

    name = "Scoreboard"
    cost_us = 14
    websockets = "own"

    def argv(self, port: int) -> list[str]:
        from scoreboard.devserver.programs import web_arguments

        self.env |= {"WEBSOCKETS": self.websockets, "LIVE_CONNECTS": "0", "LIVE_SOCKETS": "0", "LIVE_LAG_MS": "0"}
        return [sys.executable, *web_arguments(port=port)]

    def layer(self) -> Any:
        from channels.layers import get_channel_layer

        return get_channel_layer()

    def group(self) -> str:
        from scoreboard.live.push import group_of

        return group_of(str(self.match.pk))

    def message(self, seq: int, body: bytes) -> dict[str, Any]:
        import time

        from scoreboard.wire.layer_messages import LayerMessage, encode_layer_message

        # The log's own records end at the match's seq: the next is what the hub waits for.
        return encode_layer_message(LayerMessage(str(self.match.pk), 1, self.match.seq + seq, time.time(), body))


class OursOnStock(Ours):
    """The same on uvicorn's own WebSocket class: plain ASGI."""

    name = "Scoreboard, WEBSOCKETS=stock"
    cost_us = 30
    websockets = "stock"


class Plain(Layered):
    """Channels as its tutorial has it: a group member a socket."""

    cost_us = 600
    peak = False
    backend = "channels_redis.core.RedisChannelLayer"

    def __init__(self, folder: Path, match: Any) -> None:
        super().__init__(folder, match)
        self.env |= {"DJANGO_SETTINGS_MODULE": "bench.plain_settings", "PLAIN_LAYER": self.backend}

    def layer(self) -> Any:
        from django.utils.module_loading import import_string

        return import_string(self.backend)(hosts=[os.environ["REDIS_URLS"]])

    def group(self) -> str:
        return f"plain.{self.match.pk}"

    def message(self, seq: int, body: bytes) -> dict[str, Any]:
        return {"type": "frame", "text": body.decode()}


class PlainDaphne(Plain):
    """On daphne, as the tutorial serves it."""

    name = "plain Channels, daphne"

    def build(self) -> None:
        import importlib.util

        if importlib.util.find_spec("daphne") is None:
            raise Missing("wants `pip install -r requirements-bench.txt`")

    def argv(self, port: int) -> list[str]:
        return [sys.executable, "-m", "daphne", "-v", "0", "-p", str(port), "bench.plain_channels:application"]


class PlainUvicorn(Plain):
    """On uvicorn, with the pub/sub layer."""

    name = "plain Channels, uvicorn"
    backend = "channels_redis.pubsub.RedisPubSubChannelLayer"

    def argv(self, port: int) -> list[str]:
        options = ["--port", str(port), "--log-level", "warning", "--ws-per-message-deflate", "false"]
        return [sys.executable, "-m", "uvicorn", "bench.plain_channels:application", *options]
