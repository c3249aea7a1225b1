"""What the web application is made of."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from service.kpi.catalog import Catalog
from service.web.mirror.watch import Watch
from service.web.policy import WebPolicy


@dataclass(frozen=True)
class Parts:
    """`scrape` None: there is nothing to scrape."""

    policy: WebPolicy
    catalog: Catalog
    watch: Watch
    zone: str
    """The reporting time zone."""
    scrape: Callable[[], Awaitable[bytes]] | None = None
    """What /metrics says."""
    ready: Callable[[], bool] = lambda: True
