"""What is current of every KPI, as samples: of the scopes that are shown, and of the rest, added up under `other`."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

import numpy as np

from schemas.facts import ScopeKey
from service import names
from service.kpi.columns import Ints, Marked
from service.kpi.compose.evaluate import Evaluated, Sheet
from service.kpi.compose.layout import Reading
from service.kpi.compose.now import NOT_JUDGED, Before, Lasting, Now, Standing
from service.kpi.compose.objective import STATUSES
from service.kpi.compose.rest import Rest, Together
from service.kpi.compose.view import View
from service.kpi.formula.numbers import Numbers
from service.sinks.exposition import Exposition, labels

GAUGES = {
    names.KPI_VALUE: "Current value of a KPI in a scope and window; no sample while it is undefined",
    names.KPI_NUMERATOR: "Numerator of a ratio",
    names.KPI_DENOMINATOR: "Denominator of a ratio",
    names.KPI_PREVIOUS: "The KPI over the period before, as far as the same elapsed share of it while this one runs",
    names.KPI_YEAR_AGO: "The KPI over the same period a year ago, as far as the same elapsed share while this one runs",
    names.INDICATOR_VALUE: "Current value of a base indicator that some KPI reads",
    names.OBJECTIVE_ATTAINMENT: "Value divided by target, in a window that the objective is over",
    names.OBJECTIVE_EXPECTED: "Of a cumulative target: what is to be reached by now",
    names.OBJECTIVE_PACE: "Value divided by what is to be reached by now",
    names.OBJECTIVE_STATUS: "1 for the status that holds: met, breached or unknown",
    names.OBJECTIVE_BREACHED: "1 while an objective is in breach, else 0; the severity is the one that holds",
    names.WINDOW_END: "End of the current window; the value is of the window that ends then",
    names.REST_SCOPES: "How many scopes there was no room for: they are added up under `other`",
    names.REST_BREACHED: "Of the scopes that there was no room for, how many are in breach of a KPI's objective",
}


class KpiMetrics:
    """Writes the samples of what is current in some partitions."""

    def __init__(self, view: View, apart: Collection[str]) -> None:
        """`view`: of any partition. `apart`: indicators that do not add up over scopes, like different people."""
        self._readings, self._evaluator = view.readings, view.evaluator
        self._windows = [window.name for window in view.layout.windows]
        self._undefined = [at for name, at in view.evaluator.columns.items() if name in apart]
        self._readers = {name: kpis for name, kpis in _readers(view.readings).items() if name in view.evaluator.columns}
        self._out = Exposition()

    def text(self, nows: Sequence[Now]) -> bytes:
        """All of them."""
        for now in nows:
            self._shown(now)
            self._lasting(now.lasting)
        self._ends(nows)
        if rests := _joined(now.rests for now in nows):
            self._rest(list(rests), list(rests.values()))
        return self._out.text(GAUGES)

    def _ends(self, nows: Sequence[Now]) -> None:
        """Partitions may have got to different buckets: the last one counts."""
        ends: dict[int, int] = {}
        for now in nows:
            ends |= {window: max(end, ends.get(window, end)) for window, end in now.ends.items()}
        places = [_place(self._windows[window], ()) for window in ends]
        self._out.add(
            names.WINDOW_END, b"", places, np.arange(len(ends)), Numbers(np.array([*ends.values()]), whole=True)
        )

    def _shown(self, now: Now) -> None:
        windows = map(self._windows.__getitem__, now.page.window.tolist())
        places = [_place(window, now.scope(line)) for line, window in enumerate(windows)]
        for kpi, lines in _by_kpi(now.page.wanted):
            self._kpi(kpi, now.evaluated[kpi], places, lines)
            if kpi in now.before:
                self._before(kpi, now.before[kpi], places, lines)
            if kpi in now.standing:
                self._objective(kpi, now.standing[kpi], places, lines)
        self._indicators(now.page.wanted, now.evaluated.__getitem__, places)

    def _rest(self, which: Sequence[Together], rests: Sequence[Rest]) -> None:
        """A value of the rest is the formula over what its scopes add up to: never a mean of their values."""
        places = [_place(self._windows[each.window], (*each.scope, (names.REST, "true"))) for each in which]
        scopes = Numbers(np.array([rest.scopes for rest in rests]), whole=True)
        self._out.add(names.REST_SCOPES, b"", places, np.arange(len(rests)), scopes)
        self._breached(rests, places)
        exists = np.array([rest.exists for rest in rests])
        for kpi, lines in _by_kpi(exists):
            self._kpi(kpi, self._added(rests, kpi)[self._readings[kpi].name], places, lines)
        together = self._added(rests, -1)
        self._indicators(exists, lambda kpi: together[self._readings[kpi].name], places)

    def _breached(self, rests: Sequence[Rest], places: Sequence[bytes]) -> None:
        breached = np.array([rest.breached for rest in rests])
        for kpi, lines in _by_kpi(np.array([rest.judged for rest in rests])):
            self._out.add(names.REST_BREACHED, self._named(kpi), places, lines, Numbers(breached[:, kpi], whole=True))

    def _added(self, rests: Sequence[Rest], kpi: int) -> Sheet:
        value = np.array([rest.inputs[kpi] for rest in rests], np.float64)
        value[:, self._undefined] = np.nan
        return self._evaluator(value, lambda _: np.zeros(len(rests), np.bool_))

    def _kpi(self, kpi: int, evaluated: Evaluated, places: Sequence[bytes], lines: Ints) -> None:
        numbers = (evaluated.value, evaluated.numerator, evaluated.denominator)
        for metric, each in zip((names.KPI_VALUE, names.KPI_NUMERATOR, names.KPI_DENOMINATOR), numbers, strict=True):
            if each is not None:
                self._out.add(metric, self._named(kpi), places, lines, each)

    def _before(self, kpi: int, before: Before, places: Sequence[bytes], lines: Ints) -> None:
        for metric, column in zip((names.KPI_PREVIOUS, names.KPI_YEAR_AGO), before, strict=True):
            self._out.add(metric, self._named(kpi), places, lines, Numbers(column, whole=False))

    def _objective(self, kpi: int, standing: Standing, places: Sequence[bytes], lines: Ints) -> None:
        status, named = standing.status[lines], self._named(kpi)
        attainment = Numbers(standing.attainment, whole=False)
        self._out.add(names.OBJECTIVE_ATTAINMENT, named, places, lines[status != NOT_JUDGED], attainment)
        holds = Numbers(np.ones(len(standing.status), np.int64), whole=True)
        for number, name in enumerate(STATUSES):
            own = named + b"," + labels([(names.STATUS, name)])
            self._out.add(names.OBJECTIVE_STATUS, own, places, lines[status == number], holds)
        self._pace(named, standing, places, lines)
        self._states(named, standing, places, lines[status != NOT_JUDGED])

    def _pace(self, named: bytes, standing: Standing, places: Sequence[bytes], lines: Ints) -> None:
        for metric, column in ((names.OBJECTIVE_EXPECTED, standing.expected), (names.OBJECTIVE_PACE, standing.pace)):
            self._out.add(metric, named, places, lines, Numbers(column, whole=False))

    def _states(self, named: bytes, standing: Standing, places: Sequence[bytes], judged: Ints) -> None:
        states = Numbers(standing.breached.astype(np.int64), whole=True)
        for critical in (False, True):
            own = named + b"," + labels([(names.SEVERITY, standing.severities[critical])])
            self._out.add(names.OBJECTIVE_BREACHED, own, places, judged[standing.critical[judged] == critical], states)

    def _lasting(self, lasting: Sequence[Lasting]) -> None:
        one, first = Numbers(np.ones(1, np.int64), whole=True), np.zeros(1, np.int64)
        for kpi, window, scope, severity in lasting:
            own = self._named(kpi) + b"," + labels([(names.SEVERITY, severity)])
            self._out.add(names.OBJECTIVE_BREACHED, own, [_place(self._windows[window], scope)], first, one)

    def _indicators(self, wanted: Marked, evaluated: Callable[[int], Evaluated], places: Sequence[bytes]) -> None:
        """Each once for a line, however many KPIs read it."""
        for name, kpis in self._readers.items():
            lines = np.flatnonzero(wanted[:, kpis].any(1))
            if len(lines):
                numbers = evaluated(kpis[0]).inputs[name]
                self._out.add(names.INDICATOR_VALUE, labels([(names.INDICATOR, name)]), places, lines, numbers)

    def _named(self, kpi: int) -> bytes:
        return labels([(names.KPI, self._readings[kpi].name)])


def _place(window: str, scope: ScopeKey) -> bytes:
    return labels([(names.WINDOW, window), *scope])


def _by_kpi(wanted: Marked) -> Iterator[tuple[int, Ints]]:
    return ((kpi, np.flatnonzero(wanted[:, kpi])) for kpi in np.flatnonzero(wanted.any(0)).tolist())


def _readers(readings: Sequence[Reading]) -> Mapping[str, list[int]]:
    readers: dict[str, list[int]] = defaultdict(list)
    for kpi, reading in enumerate(readings):
        for name in reading.inputs:
            readers[name].append(kpi)
    return readers


def _joined(parts: Iterable[Mapping[Together, Rest]]) -> Mapping[Together, Rest]:
    joined: dict[Together, Rest] = {}
    for part in parts:
        for each, rest in part.items():
            joined[each] = joined[each] + rest if each in joined else rest
    return joined
