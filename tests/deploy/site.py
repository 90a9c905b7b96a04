"""A Scoreboard as an operator's shell sees it: commands on data, databases and a broker of its own."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

from tests.servers import ROOT, clean_environment, find_postgres

SEND = """
import threading
from scoreboard.eventlog.relay import Relay
Relay(stop=threading.Event()).run(until_empty=True)
"""


class Site:
    """Commands of `root`, a checkout, on `folder` and on the servers that `env` names."""

    def __init__(self, *, folder: Path, env: dict[str, str], root: Path = ROOT) -> None:
        self.folder = folder
        self.root = root
        self.environment = {
            **clean_environment(),
            "PATH": ":".join(
                map(str, filter(None, (Path(sys.executable).parent, find_postgres(), os.environ["PATH"])))
            ),
            "DATA_DIR": str(folder),
            "DJANGO_SETTINGS_MODULE": "scoreboard.settings",
            "REDIS_URLS": "redis://127.0.0.1:9/0",  # nobody there: nothing here needs it
            "LOG_LEVEL": "ERROR",
            **env,
        }

    def run(self, command: str, *, status: int = 0) -> str:
        """Run a line as a shell would; what it prints."""
        line = command.replace("manage.py", shlex.quote(str(self.root / "manage.py")))
        ran = subprocess.run(
            ["sh", "-c", line],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert ran.returncode == status, f"{command}\n{ran.stdout}{ran.stderr}"
        return ran.stdout + ran.stderr

    def manage(self, line: str) -> str:
        """Run a command of `manage.py`; what it prints."""
        return self.run(f"python manage.py {line}")

    def make_database(self, server: str, name: str) -> str:
        """Make an empty PostgreSQL database, in the place of one of that name; its address."""
        self.run(f"dropdb --if-exists --force --maintenance-db={server}/postgres {name}")
        self.run(f"createdb --maintenance-db={server}/postgres {name}")
        return f"{server}/{name}"

    def shell(self, code: str) -> str:
        """Run Python in it; what it prints."""
        return self.manage(f"shell --no-imports -c {shlex.quote(code)}")

    def send(self) -> None:
        """Relay until nothing waits."""
        self.shell(SEND)
