"""What the workers say on /metrics, all of them together, against the recount."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from service import names
from service.verify.compare import Comparison, Difference, compare, same
from service.verify.definitions import Definitions
from service.verify.figures import Figures, Key
from service.verify.recount import Recount
from service.verify.scrape import Scraped, Series, name_series, series_of


def compare_metrics(recount: Recount, definitions: Definitions, resolution: int, scraped: Scraped) -> Comparison:
    """Compare rejects by reason and everything current; a counter that was never raised may be absent.

    `resolution`: seconds in a tick.
    """
    found = {series: float(n) for series, n in scraped.rejects.items() if n} | scraped.highest | scraped.values
    expected = dict(_targets(definitions)) | _rejects(recount) | dict(_times(recount, resolution))
    for key, figures in recount.figures.items():
        if recount.current.get(key.window, "") == key.bucket:
            expected |= {series: value for series, value in _current(key, figures, definitions) if value is not None}
    twice = [Difference(where, "workers that show it", 1, "several") for where in sorted(set(scraped.twice))]
    return compare("metrics", expected, found, name_series, _differ).and_also(twice)


def _rejects(recount: Recount) -> dict[Series, float]:
    counted: Counter[Series] = Counter()
    for topic, partition, _, reason in recount.refusals:
        labels = {names.TOPIC: topic, names.PARTITION: str(partition), names.REASON: reason}
        counted[series_of(f"{names.REJECTS}_total", labels)] += 1
    return {series: float(n) for series, n in counted.items()}


def _targets(definitions: Definitions) -> Iterator[tuple[Series, float]]:
    for name, kpi in definitions.kpis.items():
        if kpi.objective is not None and kpi.objective.target is not None:
            labels = {names.KPI: name, names.DIRECTION: kpi.objective.direction}
            labels[names.SEVERITY] = kpi.objective.severity
            yield series_of(names.OBJECTIVE_TARGET, labels), kpi.objective.target


def _times(recount: Recount, resolution: int) -> Iterator[tuple[Series, float]]:
    """The newest event, and where each window that has a value ends."""
    if recount.head is not None:
        yield series_of(names.NEWEST_EVENT, {}), float(recount.head * resolution)
    for key, figures in recount.figures.items():
        if figures.end is not None and recount.current.get(key.window, "") == key.bucket:
            yield series_of(names.WINDOW_END, {names.WINDOW: key.window}), figures.end.timestamp()


def _current(key: Key, figures: Figures, definitions: Definitions) -> Iterator[tuple[Series, float | None]]:
    place = {names.WINDOW: key.window, **dict(key.scope)}
    labels = {names.KPI: key.kpi, **place}
    yield series_of(names.KPI_VALUE, labels), figures.value
    yield series_of(names.KPI_NUMERATOR, labels), figures.numerator
    yield series_of(names.KPI_DENOMINATOR, labels), figures.denominator
    if figures.objective is not None:
        yield series_of(names.OBJECTIVE_ATTAINMENT, labels), figures.objective.attainment
        yield series_of(names.OBJECTIVE_STATUS, labels | {names.STATUS: figures.objective.status}), 1.0
    yield from _indicators(place, figures.inputs, definitions)


def _indicators(
    place: Mapping[str, str], inputs: Mapping[str, float | None], definitions: Definitions
) -> Iterable[tuple[Series, float | None]]:
    for name, value in inputs.items():
        if name in definitions.indicators:
            labels = {names.INDICATOR: name, **place}
            yield series_of(names.INDICATOR_VALUE, labels), None if value is None else float(value)


def _differ(where: str, expected: float, found: float) -> list[Difference]:
    return [] if same(expected, found) else [Difference(where, "value", expected, found)]
