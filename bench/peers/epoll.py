"""The least that a fan-out can cost in Python: a bare epoll loop. python epoll.py PORT; otherwise as epoll.c."""

import select
import socket
import sys

ACCEPTED = (
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"
)


def main(port):
    """Serve until killed."""
    listener, poller = socket.create_server(("127.0.0.1", port), backlog=2048), select.epoll()
    poller.register(listener, select.EPOLLIN)
    known, viewers = {}, {}
    while True:
        for fd, _ in poller.poll():
            if fd == listener.fileno():
                connection, _ = listener.accept()
                connection.setblocking(False)
                known[connection.fileno()] = connection
                poller.register(connection, select.EPOLLIN)
                continue
            connection = known[fd]
            data = connection.recv(1 << 17)
            if not data:
                viewers.pop(fd, None)
                known.pop(fd).close()
            elif data.startswith(b"GET "):
                viewers[fd] = connection
                connection.send(ACCEPTED)
            elif data.startswith(b"POST "):
                body = data.partition(b"\r\n\r\n")[2]
                head = bytes((len(body),)) if len(body) < 126 else b"\x7e" + len(body).to_bytes(2, "big")
                frame = b"\x81" + head + body
                for viewer in viewers.values():
                    viewer.send(frame)
                connection.send(b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
