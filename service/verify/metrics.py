"""What the workers say on /metrics, all of them together, against the recount."""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping

from schemas.definitions import Objective
from service import names
from service.verify.compare import Comparison, Difference, compare, same
from service.verify.definitions import Definitions
from service.verify.figures import Figures, Key
from service.verify.recount import Recount
from service.verify.rest import Rests
from service.verify.scrape import Scraped, Series, name_series, series_of
from service.verify.transitions import Steered, steered


def compare_metrics(
    recount: Recount, definitions: Definitions, resolution: int, scraped: Scraped, opened: frozenset[Steered]
) -> Comparison:
    """Compare rejects by reason and everything current; a counter that was never raised may be absent.

    `resolution`: seconds in a tick; `opened`: what is in breach, as the topic says.
    """
    found = {series: float(n) for series, n in scraped.rejects.items() if n} | scraped.highest | scraped.values
    expected = dict(_targets(definitions)) | _rejects(recount) | dict(_times(recount, resolution))
    rests, hidden = Rests(definitions, scraped), set[Steered]()
    for key, figures in recount.figures.items():
        if recount.current.get(key.window, "") != key.bucket:
            continue
        if rests.take(key, figures):
            hidden.add(steered(key))
        else:
            expected |= {series: value for series, value in _current(key, figures, definitions) if value is not None}
    expected |= _states(recount, definitions, opened, hidden)
    added, told = rests.compared(opened)
    expected, found = expected | added, found | told
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
        if kpi.objective is not None:
            labels = {names.KPI: name, names.DIRECTION: kpi.objective.direction}
            labels[names.SEVERITY] = kpi.objective.severity
            if kpi.objective.limit is not None:
                yield series_of(names.OBJECTIVE_LIMIT, labels), kpi.objective.limit
            for bound, target in _bounds(kpi.objective):
                yield series_of(names.OBJECTIVE_TARGET, labels | bound), target


def _bounds(objective: Objective) -> Iterator[tuple[dict[str, str], float]]:
    for target in (objective.at_least, objective.at_most):
        if target is not None:
            yield {}, target
    yield from zip(({names.BOUND: "low"}, {names.BOUND: "high"}), objective.between or (), strict=False)


def _states(
    recount: Recount, definitions: Definitions, opened: frozenset[Steered], hidden: Container[Steered]
) -> dict[Series, float]:
    """1 for what is in breach, were there no value in the current bucket; 0 for what is judged and is not."""
    severities = {
        steered(key): figures.objective.severity
        for key, figures in recount.figures.items()
        if figures.objective is not None and recount.current.get(key.window, "") == key.bucket
    }
    lasting = {key: objective.severity for key in opened if (objective := definitions.kpis[key[0]].objective)}
    states: dict[Series, float] = {}
    for key, severity in (lasting | severities).items():
        if key in hidden:
            continue
        kpi, scope, window = key
        labels = {names.KPI: kpi, names.WINDOW: window, **dict(scope), names.SEVERITY: severity}
        states[series_of(names.OBJECTIVE_BREACHED, labels)] = float(key in opened)
    return states


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
    if figures.evolution is not None:
        bases = {names.KPI_PREVIOUS: figures.evolution.previous, names.KPI_YEAR_AGO: figures.evolution.year_ago}
        yield from ((series_of(name, labels), base.value) for name, base in bases.items() if base is not None)
    if figures.objective is not None:
        yield series_of(names.OBJECTIVE_ATTAINMENT, labels), figures.objective.attainment
        yield series_of(names.OBJECTIVE_STATUS, labels | {names.STATUS: figures.objective.status}), 1.0
        if figures.objective.pace is not None:
            yield series_of(names.OBJECTIVE_EXPECTED, labels), figures.objective.pace.expected
            yield series_of(names.OBJECTIVE_PACE, labels), figures.objective.pace.value
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
