"""`python -m service.broker.lock` resolves Kafka's dependencies anew and prints what `jars.lock` should hold."""

import hashlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from jgo.maven import MavenContext, PythonResolver

KAFKA = "org.apache.kafka:kafka_2.13:4.3.1"
BINDING = "org.apache.logging.log4j:log4j-slf4j-impl:2.25.4"
"""Kafka speaks slf4j and brings log4j, but not what joins them: unjoined, it dies without a word."""


def lines(scratch: Path) -> Iterator[str]:
    """A line for each jar on the class path: coordinate and SHA-256."""
    context = MavenContext(resolver=PythonResolver(), repo_cache=scratch, local_repos=[])
    # The binding stands outside the resolution: log4j's own version rules would reach over to Kafka's jars.
    (kafka,), needed = context.resolver.resolve([context.create_dependency(KAFKA)])
    for dependency in (kafka, *needed, context.create_dependency(BINDING)):
        digest = hashlib.sha256(dependency.artifact.resolve().read_bytes()).hexdigest()
        yield f"{dependency.groupId}:{dependency.artifactId}:{dependency.version} {digest}"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        print(*lines(Path(folder)), sep="\n")
