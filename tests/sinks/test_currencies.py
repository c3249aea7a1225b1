"""Money on /metrics can be shown in major units of its currency."""

from prometheus_client import CollectorRegistry

from schemas.currencies import CODES
from service import names
from service.sinks.currencies import CurrencyCollector


def test_every_currency_tells_its_minor_units_once() -> None:
    registry = CollectorRegistry()
    registry.register(CurrencyCollector())
    found = {code: registry.get_sample_value(names.MINOR_UNITS, {names.CURRENCY: code}) for code in CODES}
    assert (found["EUR"], found["JPY"], found["TND"], found["CLF"]) == (100, 1, 1_000, 10_000)
    assert None not in found.values()
