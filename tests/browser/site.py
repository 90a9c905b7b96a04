"""A whole site on its own: Valkey, databases and a web process, on a free port and on data of its own."""

import os
import socket
import sys
import urllib.request
from contextlib import closing
from pathlib import Path
from urllib.error import URLError

from scoreboard.devserver.process import Child, start_child, wait_until
from scoreboard.devserver.valkey import start_valkey

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = "/usr/bin/chromium"
CHROMIUM_ARGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class Site:
    """Starts it all; `url` is where it serves, `redis_url` what a process beside it has to publish to."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.valkey: Child = start_valkey(data_dir=data_dir)
        self.redis_url = self.valkey.address
        self.env = {
            "DATA_DIR": str(data_dir),
            "REDIS_URLS": self.redis_url,
            "KAFKA_BOOTSTRAP": "",
            "DJANGO_SETTINGS_MODULE": "tests.browser.settings",
            "DEBUG": "0",
            "LOG_LEVEL": "WARNING",
            "LIVE_LAG_MS": "0",  # as in tests/settings.py
        }
        for database in ("default", "stats"):
            self.manage("migrate", "--database", database, "-v0")
        self.manage("collectstatic", "--noinput", "-v0")
        self.port = find_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.web = self.start_web()

    def manage(self, *words: str) -> None:
        """Run a management command; raises RuntimeError with its output where it fails."""
        log = self.data_dir / "logs" / "manage.log"
        child = start_child([sys.executable, "manage.py", *words], name=words[0], log=log, env=self.env, cwd=ROOT)
        if child.wait() != 0:
            raise RuntimeError(f"manage.py {' '.join(words)}: {child.last_lines()}")

    def start_web(self, **env: str) -> Child:
        """Start the web process as `make run` does, `env` added to its environment; it answers when this returns."""
        argv = [sys.executable, "-m", "uvicorn", "scoreboard.asgi:application", "--port", str(self.port)]
        argv += ["--log-level", "warning", "--no-access-log", "--ws-per-message-deflate", "false"]
        argv += ["--http", "scoreboard.live.protocol:HttpProtocol"]
        argv += ["--timeout-graceful-shutdown", "2"]
        web = start_child(argv, name="web", log=self.data_dir / "logs" / "web.log", env={**self.env, **env}, cwd=ROOT)
        wait_until(self.answers, child=web, seconds=30)
        return web

    def answers(self) -> bool:
        """Whether the web process answers."""
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=1) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    def publish_here(self) -> None:
        """Let this process's own writes be pushed to the site's viewers."""
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop runs in this thread; Django's calls are sync
        from django.conf import settings

        from scoreboard.settings import CHANNEL_LAYERS

        layer = CHANNEL_LAYERS["default"]
        config = {**layer["CONFIG"], "hosts": [self.redis_url], "replicas": []}
        settings.CHANNEL_LAYERS = {"default": {**layer, "CONFIG": config}}

    def stop(self) -> None:
        """Stop all that was started."""
        self.web.stop(grace=4)
        self.valkey.stop()


def find_port() -> int:
    """A port that is free now."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
