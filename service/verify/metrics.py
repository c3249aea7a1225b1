"""What the workers say on /metrics, all of them together, against the recount."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.error import URLError
from urllib.request import urlopen

from prometheus_client.parser import text_string_to_metric_families

from service import names
from service.verify.compare import Comparison, Difference, compare, same
from service.verify.errors import VerifyError
from service.verify.recount import Partition, Recount, Shared

_TIMEOUT_S = 10

Series = tuple[str, tuple[tuple[str, str], ...]]
"""A metric and its sorted labels."""


@dataclass
class Scraped:
    """Samples of the metrics that the recount knows. Counters add up over workers; a value is one worker's alone."""

    counters: Counter[Series] = field(default_factory=Counter)
    values: dict[Series, float] = field(default_factory=dict)
    twice: list[str] = field(default_factory=list)

    def add(self, text: str) -> None:
        """Fold one worker's exposition."""
        for family in text_string_to_metric_families(text):
            for sample in family.samples:
                series = _series(sample.name, sample.labels)
                if sample.name in (f"{names.EVENTS}_total", f"{names.REJECTS}_total"):
                    self.counters[series] += int(sample.value)
                elif sample.name in (names.KPI_VALUE, names.INDICATOR_VALUE):
                    self._value(series, sample.value)

    def _value(self, series: Series, value: float) -> None:
        if series in self.values:
            self.twice.append(name_series(series))
        self.values[series] = value


def scrape(urls: Iterable[str]) -> Scraped:
    """Read every worker's /metrics; raises `VerifyError` for one that does not answer."""
    scraped = Scraped()
    for url in urls:
        try:
            with urlopen(url, timeout=_TIMEOUT_S) as answer:
                scraped.add(answer.read().decode())
        except (OSError, URLError, ValueError) as error:
            raise VerifyError(f"--metrics {url}: {error}") from error
    return scraped


def compare_metrics(recount: Recount, indicators: Iterable[str], scraped: Scraped) -> Comparison:
    """Compare counters and current values; a counter that was never raised may be absent."""
    counters = {series: float(n) for series, n in scraped.counters.items() if n}
    expected = {series: float(n) for series, n in _counters(recount, scraped.counters).items() if n}
    found = counters | scraped.values
    known = expected | _values(recount, frozenset(indicators))
    twice = [Difference(where, "workers that show it", 1, "several") for where in sorted(set(scraped.twice))]
    return compare("metrics", known, found, name_series, _differ).and_also([*twice, *_total(recount, scraped.counters)])


def name_series(series: Series) -> str:
    """A series as Prometheus writes it.

    >>> name_series(("vigie_kpi_value", (("kpi", "open_rate"), ("window", "day"))))
    'vigie_kpi_value{kpi="open_rate", window="day"}'
    """
    metric, labels = series
    return metric + "{" + ", ".join(f'{label}="{value}"' for label, value in labels) + "}"


def _series(metric: str, labels: Mapping[str, str]) -> Series:
    return metric, tuple(sorted(labels.items()))


def _events(place: Partition, outcome: str) -> Series:
    labels = {names.TOPIC: place[0], names.PARTITION: str(place[1]), names.OUTCOME: outcome}
    return _series(f"{names.EVENTS}_total", labels)


def _counters(recount: Recount, found: Mapping[Series, int]) -> Counter[Series]:
    expected: Counter[Series] = Counter()
    for place, outcomes in recount.accounting.items():
        told = _told(place, outcomes, recount.shared.get(place), found)
        expected.update({_events(place, outcome): n for outcome, n in told.items()})
    for topic, partition, _, reason in recount.refusals:
        labels = {names.TOPIC: topic, names.PARTITION: str(partition), names.REASON: reason}
        expected[_series(f"{names.REJECTS}_total", labels)] += 1
    return expected


def _told(
    place: Partition, outcomes: Mapping[str, int], shared: Shared | None, found: Mapping[Series, int]
) -> dict[str, int]:
    # An id sent through several partitions is counted in one of them, and the log does not say which: there, what
    # was counted here lies between two bounds, and the rest are duplicates. The sum over partitions is exact.
    told = {outcome: outcomes.get(outcome, 0) for outcome in ("counted", "duplicate", "rejected", "ignored")}
    if shared is None:
        return told
    least = told["counted"] - shared.counted
    counted = min(max(found.get(_events(place, "counted"), 0), least), least + shared.possible)
    both = told["counted"] + told["duplicate"]
    return told | {"counted": counted, "duplicate": both - counted}


def _total(recount: Recount, found: Mapping[Series, int]) -> list[Difference]:
    expected = sum(outcomes["counted"] for outcomes in recount.accounting.values())
    counted = sum(
        n
        for (metric, labels), n in found.items()
        if metric == f"{names.EVENTS}_total" and (names.OUTCOME, "counted") in labels
    )
    return [] if expected == counted else [Difference("all partitions", "counted", expected, counted)]


def _values(recount: Recount, indicators: frozenset[str]) -> dict[Series, float]:
    found: dict[Series, float] = {}
    for key, figures in recount.figures.items():
        if recount.current.get(key.window, "") != key.bucket:
            continue
        labels = {names.WINDOW: key.window, **dict(key.scope)}
        if figures.value is not None:
            found[_series(names.KPI_VALUE, {names.KPI: key.kpi, **labels})] = figures.value
        for name, value in figures.inputs.items():
            if name in indicators and value is not None:
                found[_series(names.INDICATOR_VALUE, {names.INDICATOR: name, **labels})] = float(value)
    return found


def _differ(where: str, expected: float, found: float) -> list[Difference]:
    return [] if same(expected, found) else [Difference(where, "value", expected, found)]
