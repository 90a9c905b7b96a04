"""nginx as deploy/nginx has it, run by a test: the same files, but for addresses, folders and the user."""

import os
import re
import shutil
import signal
from pathlib import Path

from scoreboard.devserver.process import start_child, wait_until
from tests.servers import Server, answers, free_port, missing

FILES = Path(__file__).resolve().parents[2] / "deploy" / "nginx"
NCHAN = Path("/usr/lib/nginx/modules/ngx_nchan_module.so")


class Nginx(Server):
    """A private nginx; `publisher` is where nchan is fed, where it has been asked for."""

    port: int
    publisher: str


def start_nginx(*, folder: Path, ports: list[int], nchan: bool = False, replace: dict[str, str] | None = None) -> Nginx:
    """Start nginx in front of the web processes at `ports`; skips where there is none, or no nchan for `nchan`.

    `replace`: what else of its files is otherwise in this test, by what stands there.
    """
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    program = program or missing("there is no nginx (Debian: apt install nginx-light)")
    if nchan and not NCHAN.exists():
        missing("nginx has no nchan (Debian: apt install libnginx-mod-nchan)")
    port, publisher = free_port(), free_port()
    for file in FILES.glob("*.conf"):
        text = adapt(file.read_text(), folder, ports, port, publisher, nchan=nchan)
        for old, new in (replace or {}).items():
            text = text.replace(old, new)
        (folder / file.name).write_text(text)

    def launch():
        argv = [program, "-c", folder / "nginx.conf", "-g", "daemon off;"]
        child = start_child(argv, name="nginx", log=folder / "nginx.log", stop_signal=signal.SIGQUIT)
        wait_until(lambda: answers(port), child=child, seconds=10)
        return child

    nginx = Nginx(url=f"http://127.0.0.1:{port}", launch=launch)
    nginx.port, nginx.publisher = port, f"http://127.0.0.1:{publisher}"
    return nginx


def adapt(text, folder, ports, port, publisher, *, nchan):
    """A file of deploy/nginx with a test's own addresses and folders."""
    servers = "\n".join(f"    server 127.0.0.1:{each} max_fails=0;" for each in ports)
    text = re.sub(r"(    server 127\.0\.0\.1:\d+ max_fails=0;\n?)+", servers + "\n", text)
    text = text.replace("listen 80 ", f"listen 127.0.0.1:{port} ").replace(":8081;", f":{publisher};")
    text = text.replace("/var/cache/nginx", str(folder)).replace("/run/nginx.pid", str(folder / "pid"))
    text = text.replace("/var/log/nginx", str(folder)).replace("worker_processes auto", "worker_processes 2")
    text = text.replace("worker_connections 100000", "worker_connections 10000")
    text = text.replace("worker_rlimit_nofile 200000", "worker_rlimit_nofile 20000")
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"    {kind}_temp_path {folder}/{kind};\n" for kind in kinds)
    text = text.replace("http {\n", f"http {{\n{temporary}")
    if os.getuid() == 0:  # the tests' folders are nobody else's
        text = text.replace("worker_processes", "user root;\nworker_processes")
    return text.replace("# include nchan", "include nchan") if nchan else text
