"""The embedded broker: start, wait until it answers, stop, crash and come back."""

import time
from types import TracebackType
from typing import Self

from service.broker.java import BrokerFailed, format_storage, java, tail
from service.broker.policy import LOOPBACK, BrokerPolicy, properties
from service.broker.ports import free_ports, is_free
from service.broker.process import Guarded
from service.broker.ready import answers

START_SECONDS = 60.0
STOP_SECONDS = 15.0


class EmbeddedBroker:
    """A real single-node Kafka on loopback, for as long as the `with` block lasts.

    It dies with this process, even when that is killed. The calls block for a few seconds: inside an event loop,
    make them through `asyncio.to_thread`.
    """

    def __init__(self, policy: BrokerPolicy) -> None:
        self.policy = policy
        self._port = policy.port
        self._server: Guarded | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def bootstrap(self) -> str:
        """The address for clients, host:port; with `port` 0 known once it was started."""
        return f"{LOOPBACK}:{self._port}"

    @property
    def pid(self) -> int:
        """The process id of the running broker."""
        return self._running().pid

    def start(self) -> None:
        """Start it and return when it answers. Raises JarsUnavailable and BrokerFailed."""
        policy = self.policy
        command = java(policy)
        self._configure()
        format_storage(command, policy)
        server = Guarded([*command, "kafka.Kafka", str(policy.properties)], policy.output)
        try:
            self._await(server)
        except BaseException:
            server.kill()
            raise
        self._server = server

    def stop(self) -> None:
        """Stop it cleanly; nothing happens if it is not running."""
        server, self._server = self._server, None
        if server:
            server.stop(STOP_SECONDS)

    def kill(self) -> None:
        """End it as a crash would."""
        server, self._server = self._running(), None
        server.kill()

    def restart(self) -> None:
        """Crash and come back: the same data, the same port."""
        self.kill()
        self.start()

    def wait(self) -> None:
        """Return when it has ended by itself, which it should not: raises BrokerFailed."""
        raise self._ended(self._running().wait())

    def check(self) -> None:
        """Raise BrokerFailed if it has ended by itself."""
        if (code := self._running().exit_code()) is not None:
            raise self._ended(code)

    def _ended(self, code: int) -> BrokerFailed:
        return BrokerFailed(f"the Kafka broker ended with exit code {code}; {tail(self.policy.output)}")

    def _running(self) -> Guarded:
        if self._server is None:
            raise RuntimeError("the embedded broker is not running")
        return self._server

    def _configure(self) -> None:
        free = free_ports(LOOPBACK)
        self._port = self._port or next(free)
        if not is_free(LOOPBACK, self._port):
            raise BrokerFailed(
                f"port {self._port} is taken by another program: stop it, or choose another with VIGIE_BROKER"
            )
        self.policy.logs.mkdir(parents=True, exist_ok=True)
        controller = next(port for port in free if port != self._port)
        self.policy.properties.write_text(properties(self.policy, self._port, controller))

    def _await(self, server: Guarded) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not answers(LOOPBACK, self._port):
            if (code := server.exit_code()) is not None:
                raise BrokerFailed(f"Kafka ended at start, exit code {code}; {tail(self.policy.output)}")
            if time.monotonic() > deadline:
                raise BrokerFailed(f"Kafka is silent after {START_SECONDS:.0f} s; {tail(self.policy.output)}")
            time.sleep(0.05)
