"""Claims about asking a broker whether it is there."""

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

import pytest

from service.broker.ports import free_ports, is_free
from service.broker.ready import answers, reachable

LOOPBACK = "127.0.0.1"


@pytest.fixture
def stranger() -> Iterator[int]:
    """The port of a server that is not Kafka: it answers anything with text, and hangs up."""
    with socket.create_server((LOOPBACK, 0)) as server:

        def serve() -> None:
            with suppress(OSError):  # a test that does not speak to it closes it while it waits
                connection, _ = server.accept()
                with connection:
                    connection.recv(1024)
                    connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1]


def test_a_running_broker_answers(bootstrap: str) -> None:
    assert reachable(bootstrap)


def test_one_of_several_addresses_is_enough(bootstrap: str) -> None:
    closed = next(free_ports(LOOPBACK))
    assert reachable(f"{LOOPBACK}:{closed},{bootstrap}")


@pytest.mark.parametrize("address", ["", "127.0.0.1", "127.0.0.1:", "127.0.0.1:port"])
def test_what_is_no_address_is_not_reachable(address: str) -> None:
    assert not reachable(address)


def test_a_closed_port_does_not_answer() -> None:
    assert not answers(LOOPBACK, next(free_ports(LOOPBACK)))


def test_another_program_is_not_taken_for_a_broker(stranger: int) -> None:
    assert not answers(LOOPBACK, stranger)


def test_a_port_is_given_to_one_only_though_nobody_listens_on_it_yet() -> None:
    given = [*islice(free_ports(LOOPBACK), 200), *islice(free_ports(LOOPBACK), 200)]
    assert len(set(given)) == 400


def test_a_port_that_is_listened_on_is_not_free(stranger: int) -> None:
    assert not is_free(LOOPBACK, stranger)
