"""Where the web server listens, and who may read."""

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Self

from service.settings import Settings


class TokenMissing(ValueError):
    """Others could reach the server, and nothing says who may read. Set VIGIE_WEB_TOKEN, or listen on loopback."""


@dataclass(frozen=True)
class WebPolicy:
    """Where to listen; the bearer token that a reader must have, None where everyone on this machine may read."""

    host: str
    port: int
    token: str | None = None

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """As the settings say. Raises TokenMissing."""
        token = settings.web_token.get_secret_value() if settings.web_token else None
        if token is None and not is_loopback(settings.web_host):
            raise TokenMissing(
                f"VIGIE_WEB_HOST is {settings.web_host}, which others can reach: set VIGIE_WEB_TOKEN to a long random "
                "text that readers of the board, the API and /metrics must have, or listen on 127.0.0.1"
            )
        return cls(settings.web_host, settings.web_port, token)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address or host name.

    >>> [is_loopback(host) for host in ("127.0.0.1", "localhost", "::1", "0.0.0.0", "board.example")]
    [True, True, True, False, False]
    """
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
