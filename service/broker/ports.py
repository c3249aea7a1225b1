"""Free ports on loopback."""

import random
import socket
from collections.abc import Iterator

# Outside the ranges from which systems draw the ports of outgoing connections (Linux from 32768, macOS from 49152):
# between the look and the broker's own bind, a client of some other program would take one of those.
FREE = range(20_000, 32_000)


def is_free(host: str, port: int) -> bool:
    """Whether a server could listen there. A port that a dead server's connections linger on counts as free."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


_named = set[int]()


def free_ports(host: str) -> Iterator[int]:
    """Ports that are free now, in random order. This process names none twice: who was given one may not listen yet."""
    # From the system's source: two programs that were seeded alike would take the same ports.
    for port in random.SystemRandom().sample(FREE, len(FREE)):
        if port not in _named and is_free(host, port):
            _named.add(port)
            yield port
