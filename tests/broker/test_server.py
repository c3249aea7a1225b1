"""Claims about the embedded broker, each against a Kafka of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from service.broker import BrokerFailed, BrokerPolicy, EmbeddedBroker
from service.broker.ready import reachable
from service.settings import Settings
from tests.until import PATIENCE

PARENT = """
import pathlib, sys, time
from service.broker import BrokerPolicy, EmbeddedBroker
cache, data = map(pathlib.Path, sys.argv[1:])
with EmbeddedBroker(BrokerPolicy(cache, data)) as kafka:
    print(kafka.pid, kafka.bootstrap, flush=True)
    time.sleep(600)
"""


@pytest.fixture
def policy(tmp_path: Path) -> BrokerPolicy:
    """A broker of the test's own: empty folder, free port, small heap."""
    return BrokerPolicy(cache=Settings().cache, data=tmp_path / "broker", heap=256)


@pytest.fixture
def own(policy: BrokerPolicy) -> Iterator[EmbeddedBroker]:
    """That broker, running."""
    with EmbeddedBroker(policy) as running:
        yield running


def is_gone(pid: int) -> bool:
    """Whether a process has ended; one that nobody has reaped yet has."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


async def write(bootstrap: str, value: bytes) -> None:
    """Make a topic and put one record into it."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    await admin.create_topics([NewTopic("kept", 1, 1)])
    await admin.close()
    async with AIOKafkaProducer(bootstrap_servers=bootstrap) as producer:
        await producer.send_and_wait("kept", value)


async def read(bootstrap: str) -> bytes | None:
    """The topic's first record."""
    async with AIOKafkaConsumer("kept", bootstrap_servers=bootstrap, auto_offset_reset="earliest") as consumer:
        value: bytes | None = (await consumer.getone()).value
        return value


@pytest.mark.broker
async def test_after_a_crash_it_comes_back_with_its_data_on_its_port(own: EmbeddedBroker) -> None:
    pid, bootstrap = own.pid, own.bootstrap
    await write(bootstrap, b"still here")
    own.restart()
    assert is_gone(pid) and own.bootstrap == bootstrap
    assert await read(bootstrap) == b"still here"


@pytest.mark.broker
def test_stop_leaves_no_process_and_no_listener(policy: BrokerPolicy) -> None:
    before = {child.pid for child in psutil.Process().children(recursive=True)}
    with EmbeddedBroker(policy) as running:
        pid, bootstrap = running.pid, running.bootstrap
        assert reachable(bootstrap)
    assert is_gone(pid) and not reachable(bootstrap)
    assert {child.pid for child in psutil.Process().children(recursive=True)} <= before


@pytest.mark.broker
def test_it_dies_with_its_parent_though_that_was_killed(policy: BrokerPolicy) -> None:
    command = [sys.executable, "-c", PARENT, str(policy.cache), str(policy.data)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid, bootstrap = parent.stdout.readline().split()
        assert reachable(bootstrap)
        os.kill(parent.pid, signal.SIGKILL)
    deadline = time.monotonic() + PATIENCE
    while not is_gone(int(pid)):
        assert time.monotonic() < deadline, "the broker has outlived its parent"
        time.sleep(0.05)
    assert not reachable(bootstrap)


@pytest.mark.broker
def test_when_it_dies_at_start_the_error_shows_what_it_printed_last(policy: BrokerPolicy) -> None:
    policy.logs.mkdir(parents=True)
    (policy.logs / "meta.properties").write_text("version=7\n")
    with pytest.raises(BrokerFailed, match="exit code 1;") as failure:
        EmbeddedBroker(policy).start()
    place, *printed = str(failure.value).splitlines()
    assert str(policy.output) in place
    assert any("No readable meta.properties files found" in line for line in printed)


def test_a_taken_port_is_named_with_the_way_out(policy: BrokerPolicy) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        taken = BrokerPolicy(policy.cache, policy.data, port)
        with pytest.raises(BrokerFailed, match=f"port {port} is taken .* VIGIE_BROKER"):
            EmbeddedBroker(taken).start()


def test_a_broker_that_is_not_running_has_no_pid(policy: BrokerPolicy) -> None:
    with pytest.raises(RuntimeError, match="not running"):
        _ = EmbeddedBroker(policy).pid
