"""A web process as `make run` has it, but with small send buffers: `python -m tests.live.stress.serve PORT`.

The kernel of a loopback takes megabytes for a reader that does not read; here such a reader is felt at once.
"""

import os
import socket
import sys

from scoreboard.embedded.programs import web_arguments

SEND_BUFFER = 8 * 1024


def main(port: int) -> None:
    """Become the server."""
    listening = socket.create_server(("127.0.0.1", port), backlog=2_048)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)  # its connections inherit it
    listening.set_inheritable(True)
    os.execv(sys.executable, [sys.executable, *web_arguments(port=port), "--fd", str(listening.fileno())])


if __name__ == "__main__":
    main(int(sys.argv[1]))
