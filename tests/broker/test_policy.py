"""Claims about how the embedded broker is configured."""

from pathlib import Path

import pytest

from service.broker import BrokerPolicy
from service.broker.policy import properties
from service.settings import Settings


def parsed(text: str) -> dict[str, str]:
    """A properties file's text as pairs."""
    return dict(line.split("=", 1) for line in text.splitlines())


def test_every_listener_is_on_loopback(tmp_path: Path) -> None:
    text = properties(BrokerPolicy(tmp_path, tmp_path), 9092, 9093)
    listeners = parsed(text)["listeners"].split(",")
    assert [listener.split("://")[1].split(":")[0] for listener in listeners] == ["127.0.0.1", "127.0.0.1"]


def test_a_session_of_six_seconds_is_allowed(tmp_path: Path) -> None:
    text = properties(BrokerPolicy(tmp_path, tmp_path), 9092, 9093)
    assert int(parsed(text)["group.min.session.timeout.ms"]) <= 6000


def test_the_settings_say_port_and_folders(tmp_path: Path) -> None:
    policy = BrokerPolicy.of(Settings(broker="127.0.0.1:19999", cache=tmp_path))
    assert (policy.port, policy.cache, policy.data) == (19999, tmp_path, tmp_path / "broker")


@pytest.mark.parametrize("address", ["kafka:9092", "0.0.0.0:9092", "127.0.0.1", "127.0.0.1:x", "a:1,b:2"])
def test_an_address_that_is_not_on_loopback_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="VIGIE_BROKER"):
        BrokerPolicy.of(Settings(broker=address))
