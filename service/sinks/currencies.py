"""How many minor units each currency has, so that a query can show money in major ones: a constant, said at scrape.

Amounts on /metrics are in minor units of the currency in their label. PromQL knows no table: it divides by this one,
joined by that label.
"""

from collections.abc import Iterable, Iterator

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from schemas.currencies import CODES, decimals_of
from service import names


class CurrencyCollector(Collector):
    """A sample for each currency of ISO 4217."""

    def describe(self) -> Iterable[Metric]:
        """Nothing: the registry would otherwise collect at registration."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """The whole table."""
        documentation = "Minor units in one unit of a currency: 100, 1 for yen, 1000 for dinars"
        family = GaugeMetricFamily(names.MINOR_UNITS, documentation, labels=[names.CURRENCY])
        for code in CODES:
            family.add_metric([code], 10 ** decimals_of(code))
        yield family
