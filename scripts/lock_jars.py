"""Locks Kafka's jars again: which Maven Central resolves for its version, each with its SHA-256 (`make lock`).

Prints what scoreboard/devserver/kafka-jars.txt is to hold.
"""

import hashlib
import logging
import tempfile
from pathlib import Path

from jgo.maven import MavenContext

from scoreboard.devserver.kafka import VERSION, trust_system

LOG4J = "2.25.5"
# Asked for on its own: resolved together with the binding below, that one's managed versions would replace Kafka's.
BROKER = f"org.apache.kafka:kafka_2.13:{VERSION}"
LOGGING = f"org.apache.logging.log4j:log4j-slf4j-impl:{LOG4J}"

trust_system()
logging.getLogger("jgo").setLevel(logging.CRITICAL)
with tempfile.TemporaryDirectory() as folder:
    context = MavenContext(repo_cache=Path(folder))
    roots, others = context.resolver.resolve([context.create_dependency(BROKER)])
    wanted = [*roots, *(found for found in others if found.scope in ("compile", "runtime"))]
    wanted.append(context.create_dependency(LOGGING))
    lines = {
        f"{found.groupId}:{found.artifactId}:{found.version}": hashlib.sha256(found.artifact.resolve().read_bytes())
        for found in wanted
    }
print(f"# Apache Kafka {VERSION} as Maven Central resolves it, and what it logs with: `make lock` writes this.")
for coordinate, digest in sorted(lines.items()):
    print(f"{coordinate} sha256:{digest.hexdigest()}")
