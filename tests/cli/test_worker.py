"""What a worker says when it starts."""

from pydantic import SecretStr
from structlog.testing import CapturingLogger

from service.cli.worker import greet
from service.settings import Settings


def warnings(settings: Settings) -> list[str]:
    log = CapturingLogger()
    greet(settings, log)
    return [call.args[0] for call in log.calls if call.method_name == "warning"]


def test_the_public_key_is_warned_of_at_every_start_and_ones_own_is_not() -> None:
    (warning,) = warnings(Settings())
    assert "VIGIE_PSEUDONYM_KEY" in warning
    assert warnings(Settings(pseudonym_key=SecretStr("well kept"))) == []
