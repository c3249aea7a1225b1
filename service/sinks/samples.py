"""Samples on their way to /metrics, by series: labels may differ from scope to scope, and no series comes twice."""

from collections import defaultdict
from collections.abc import Mapping

from prometheus_client.core import Metric

Labels = Mapping[str, str]


class Samples:
    """Collects the samples of several metrics."""

    def __init__(self) -> None:
        self._of: dict[str, dict[tuple[tuple[str, str], ...], float]] = defaultdict(dict)

    def add(self, name: str, labels: Labels, value: float | None) -> None:
        """Set a series; an undefined value has no sample."""
        if value is not None:
            self._of[name][_series(labels)] = value

    def increase(self, name: str, labels: Labels, value: float) -> None:
        """Add to a series: several lanes tell a part each."""
        of = self._of[name]
        of[_series(labels)] = of.get(_series(labels), 0) + value

    def raise_to(self, name: str, labels: Labels, value: float) -> None:
        """Keep the greatest value of a series."""
        of = self._of[name]
        of[_series(labels)] = max(of.get(_series(labels), value), value)

    def gauge(self, name: str, documentation: str) -> Metric:
        """The metric `name` as a gauge."""
        return self._metric(name, documentation, "gauge", "")

    def counter(self, name: str, documentation: str) -> Metric:
        """The metric `name` as a counter; its samples are called `name_total`."""
        return self._metric(name, documentation, "counter", "_total")

    def _metric(self, name: str, documentation: str, kind: str, suffix: str) -> Metric:
        metric = Metric(name, documentation, kind)
        for series, value in self._of[name].items():
            metric.add_sample(name + suffix, dict(series), value)
        return metric


def _series(labels: Labels) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(labels.items()))
