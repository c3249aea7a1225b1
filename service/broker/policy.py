"""How the embedded broker is run, and the Kafka properties that follow from it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from service.settings import Settings

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class BrokerPolicy:
    """Where jars and data are kept, and what the broker may take.

    `port` 0 takes a free one; a restarted broker keeps it. `heap` is in MiB.
    """

    cache: Path
    data: Path
    port: int = 0
    heap: int = 512

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The broker that the settings point to. ValueError if their address is not on this machine's loopback."""
        host, _, port = settings.broker.rpartition(":")
        if host not in (LOOPBACK, "localhost") or not port.isdigit():
            raise ValueError(
                f"VIGIE_BROKER is {settings.broker}, but the embedded broker listens on {LOOPBACK} only; "
                f"set VIGIE_BROKER={LOOPBACK}:9092, or start the broker of that address yourself"
            )
        return cls(cache=settings.cache, data=settings.cache / "broker", port=int(port))

    @property
    def logs(self) -> Path:
        """Kafka's own data: its partitions' logs."""
        return self.data / "logs"

    @property
    def output(self) -> Path:
        """What the broker prints."""
        return self.data / "broker.log"

    @property
    def properties(self) -> Path:
        """The file that Kafka reads its configuration from."""
        return self.data / "server.properties"


def properties(policy: BrokerPolicy, port: int, controller: int) -> str:
    """The text of `server.properties`: one node that is broker and controller, on loopback."""
    return "".join(f"{key}={value}\n" for key, value in (_node(policy, port, controller) | SMALL).items())


def _node(policy: BrokerPolicy, port: int, controller: int) -> dict[str, str]:
    # Voters, not bootstrap servers: Kafka refuses a mixture of the two with a message that does not say so.
    return {
        "process.roles": "broker,controller",
        "node.id": "1",
        "controller.quorum.voters": f"1@{LOOPBACK}:{controller}",
        "listeners": f"PLAINTEXT://{LOOPBACK}:{port},CONTROLLER://{LOOPBACK}:{controller}",
        "advertised.listeners": f"PLAINTEXT://{LOOPBACK}:{port}",
        "controller.listener.names": "CONTROLLER",
        "inter.broker.listener.name": "PLAINTEXT",
        "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "log.dirs": str(policy.logs.resolve()),
    }


SMALL = {
    "auto.create.topics.enable": "false",
    "offsets.topic.replication.factor": "1",
    "offsets.topic.num.partitions": "4",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "transaction.state.log.num.partitions": "4",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    # A broker killed and started again may not register before the controller has given up the one that died.
    "broker.session.timeout.ms": "3000",
    "broker.heartbeat.interval.ms": "500",
    "group.initial.rebalance.delay.ms": "0",
    "group.min.session.timeout.ms": "1000",
    # A worker that died leaves its transaction open, and read_committed readers wait for it until it is aborted.
    "transaction.abort.timed.out.transaction.cleanup.interval.ms": "1000",
    "log.cleaner.dedupe.buffer.size": str(16 << 20),
}
"""What makes a single node start fast, stay small and notice a dead worker soon."""
