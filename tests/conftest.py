"""What every test may ask for: a real broker, an own name on it, settings that point to it."""

import os
import uuid
from collections.abc import Iterator

import pytest
from aiokafka.consumer.fetcher import PartitionRecords
from hypothesis import HealthCheck, settings

from service.broker import BrokerPolicy, EmbeddedBroker, ports
from service.settings import Settings

# No example is too slow: how long it takes says more of the machine than of the code.
_PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("explore", _PATIENT)
# The same examples in every run: one that fails, fails again.
settings.register_profile("suite", _PATIENT, derandomize=True)
settings.load_profile("suite")


def pytest_configure() -> None:
    """Forget the settings of the shell, but for the place of the cache: the tests bring their own.

    Of the ports each process of the suite has its share: two that look at the same time see the same one free.
    """
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    ports.FREE = ports.FREE[number :: int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))]
    for name in [name for name in os.environ if name.startswith("VIGIE_") and name != "VIGIE_CACHE"]:
        del os.environ[name]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs the broker, so that `-m "not broker"` is the quick half of the suite."""
    for item in items:
        if isinstance(item, pytest.Function) and "broker" in item.fixturenames:
            item.add_marker(pytest.mark.broker)


@pytest.fixture(autouse=True)
def _own_records(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a worker changes in aiokafka for its own process (`service.stream.transport.install`) ends with the test.

    Without this, every later consumer of the suite would get records without topic and partition.
    """
    for name in ("_consumer_record", "__iter__"):
        monkeypatch.setattr(PartitionRecords, name, getattr(PartitionRecords, name))


@pytest.fixture(scope="session")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedBroker]:
    """One Kafka for each process of the suite, started when its first test asks for it."""
    policy = BrokerPolicy(cache=Settings().cache, data=tmp_path_factory.mktemp("broker"))
    with EmbeddedBroker(policy) as running:
        yield running


@pytest.fixture(scope="session")
def bootstrap(broker: EmbeddedBroker) -> str:
    """The suite's broker's address, host:port."""
    return broker.bootstrap


@pytest.fixture
def app_name() -> str:
    """A name that no other test has."""
    return f"t{uuid.uuid4().hex[:10]}"


@pytest.fixture
def fresh_settings(bootstrap: str, app_name: str) -> Settings:
    """A service of its own on the suite's broker: application, namespace, four partitions, a free web port."""
    return Settings(broker=bootstrap, app=app_name, namespace=app_name, partitions=4, web_port=0)
