"""Whether a broker answers: one metadata request over a bare socket, quick enough to ask many times a second."""

import socket
import struct

METADATA, VERSION, CORRELATION, NO_TOPICS = 3, 1, 1, 0
CLIENT = b"vigie"


def answers(host: str, port: int, timeout: float = 2.0) -> bool:
    """Whether a Kafka broker is there and knows of at least one broker to work with. `timeout` in seconds."""
    try:
        with socket.create_connection((host, port), timeout) as connection:
            connection.sendall(_request())
            return _brokers(connection) > 0
    except OSError:
        return False


def reachable(bootstrap: str) -> bool:
    """Whether any broker of a bootstrap address (`host:port`, several with commas between) answers."""
    places = (place.strip().rpartition(":") for place in bootstrap.split(","))
    return any(port.isdigit() and answers(host.strip("[]"), int(port)) for host, _, port in places)


def _request() -> bytes:
    head = struct.pack(f">hhih{len(CLIENT)}s", METADATA, VERSION, CORRELATION, len(CLIENT), CLIENT)
    body = head + struct.pack(">i", NO_TOPICS)
    return struct.pack(">i", len(body)) + body


def _brokers(connection: socket.socket) -> int:
    with connection.makefile("rb") as stream:
        answer = stream.read(12)
    if len(answer) < 12:
        return 0
    _, correlation, brokers = struct.unpack(">iii", answer)
    return int(brokers) if correlation == CORRELATION else 0
