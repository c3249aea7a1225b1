"""What the web application is made of."""

from collections.abc import Callable
from dataclasses import dataclass

from prometheus_client import CollectorRegistry

from service.kpi.catalog import Catalog
from service.web.answers import Accounting
from service.web.mirror.watch import Watch
from service.web.policy import WebPolicy


def nothing_counted() -> Accounting:
    """The accounting of a program that counts nothing."""
    return Accounting(whole=False, topics=[])


@dataclass(frozen=True)
class Parts:
    """`registry` None: there is nothing to scrape."""

    policy: WebPolicy
    catalog: Catalog
    watch: Watch
    zone: str
    """The reporting time zone."""
    registry: CollectorRegistry | None = None
    ready: Callable[[], bool] = lambda: True
    accounting: Callable[[], Accounting] = nothing_counted
