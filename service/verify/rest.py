"""What workers show added up under `other`: all scopes that no worker shows by itself, and nothing else.

Which scopes are shown is taken from the workers. That what is shown and the rest are everything is counted again.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import duckdb

from schemas.definitions import DistinctIndicator, HoldingIndicator, StockIndicator, ToDateIndicator
from service import names
from service.verify import sql
from service.verify.definitions import Definitions
from service.verify.figures import Figures, Key
from service.verify.recipes import Recipe, recipes
from service.verify.scrape import Scraped, Series, series_of
from service.verify.transitions import Steered, steered

OTHER = "other"

_OURS = (names.KPI, names.INDICATOR, names.WINDOW, names.STATUS, names.REST)
_PARTS = (names.KPI_VALUE, names.KPI_NUMERATOR, names.KPI_DENOMINATOR)

Scope = tuple[tuple[str, str], ...]
Place = tuple[str, Scope]
"""A window and a scope."""

Sums = dict[str, int | None]
"""By indicator; of money in thousandths of a minor unit. None is undefined."""


@dataclass
class Rest:
    """The keys that are added up in one place."""

    keys: dict[str, list[Figures]] = field(default_factory=lambda: defaultdict(list))
    """By KPI."""
    inputs: dict[str, dict[Scope, float | None]] = field(default_factory=lambda: defaultdict(dict))
    """By indicator: what it is in each scope."""
    judged: dict[str, list[Steered]] = field(default_factory=lambda: defaultdict(list))
    """By KPI: what its objective judges."""

    @property
    def scopes(self) -> int:
        """How many there are."""
        return len(set().union(*self.inputs.values()))


class Rests:
    """The keys that no worker shows, by where they are added up."""

    def __init__(self, definitions: Definitions, scraped: Scraped) -> None:
        self._definitions, self._scraped = definitions, scraped
        self._shown = {_place(series) for series in scraped.values if series[0] == names.INDICATOR_VALUE}
        self._crowds = {_crowd(*_place(series)) for worker in scraped.rests for series in worker}
        self._rests: dict[Place, Rest] = defaultdict(Rest)
        self._db = duckdb.connect()

    def take(self, key: Key, figures: Figures) -> bool:
        """Whether a key belongs to a rest; it is then taken in."""
        if (key.window, key.scope) in self._shown or _crowd(key.window, key.scope) not in self._crowds:
            return False
        rest = self._rests[_together(key)]
        rest.keys[key.kpi].append(figures)
        for name, value in figures.inputs.items():
            rest.inputs[name][key.scope] = value
        if figures.objective is not None:
            rest.judged[key.kpi].append(steered(key))
        return True

    def compared(self, opened: Collection[Steered]) -> tuple[dict[Series, float], dict[Series, float]]:
        """What rests must say, and what they say: of indicators all workers together, of a KPI each by itself.

        `opened`: what is in breach, of which all workers together tell how many scopes of their rests are.

        One worker alone has all keys that are not shown. Of several nobody knows which has which: each is held to what
        it says of the indicators, whose sums are compared. But then not of a level: that is counted where a KPI has a
        key, and another KPI that reads it may have one where this has none. Attainments are not computed again.
        """
        expected, found = dict(self._sums()) | dict(self._breached(opened)), _added(self._scraped.rests)
        for recipe in recipes(self._definitions) if self._rests else ():
            for place, worker in self._asked(recipe):
                expected |= _named(recipe.name, place, worker, self._must_say(recipe, place, worker))
                found |= _named(recipe.name, place, worker, self._says(recipe, place, worker))
        return expected, found

    def _sums(self) -> Iterator[tuple[Series, float]]:
        for place, rest in self._rests.items():
            yield _series(names.REST_SCOPES, place, {}), float(rest.scopes)
            for name, values in rest.inputs.items():
                total = self._sum(name, values.values())
                if total is not None:
                    shown = total / 1000 if self._is_money(name) else float(total)
                    yield _series(names.INDICATOR_VALUE, place, {names.INDICATOR: name}), shown

    def _breached(self, opened: Collection[Steered]) -> Iterator[tuple[Series, float]]:
        for place, rest in self._rests.items():
            for kpi, judged in rest.judged.items():
                yield _series(names.REST_BREACHED, place, {names.KPI: kpi}), float(sum(key in opened for key in judged))

    def _asked(self, recipe: Recipe) -> Iterator[tuple[Place, int]]:
        """Where which workers are asked about a KPI."""
        levels = any(isinstance(self._definitions.indicators[name], _LEVELS) for name in recipe.formula.indicators)
        for place in self._rests if not recipe.formula.kpis else ():
            workers = self._workers(place)
            yield from ((place, worker) for worker in (workers if len(workers) == 1 or not levels else ()))

    def _workers(self, place: Place) -> list[int]:
        scopes = _series(names.REST_SCOPES, place, {})
        return [number for number, worker in enumerate(self._scraped.rests) if scopes in worker]

    def _must_say(self, recipe: Recipe, place: Place, worker: int) -> dict[str, float | None]:
        if len(self._workers(place)) == 1:
            keys = self._rests[place].keys[recipe.name]
            return self._evaluated(recipe, self._own(recipe, keys)) if keys else {}
        tells = any(value is not None for value in self._says(recipe, place, worker).values())
        return self._evaluated(recipe, self._said(recipe, place, worker)) if tells else {}

    def _says(self, recipe: Recipe, place: Place, worker: int) -> dict[str, float | None]:
        says = self._scraped.rests[worker]
        return {metric: says.get(_series(metric, place, {names.KPI: recipe.name})) for metric in _PARTS}

    def _own(self, recipe: Recipe, keys: Sequence[Figures]) -> Sums:
        return {name: self._sum(name, [each.inputs[name] for each in keys]) for name in recipe.formula.indicators}

    def _said(self, recipe: Recipe, place: Place, worker: int) -> Sums:
        says = self._scraped.rests[worker]
        series = {n: _series(names.INDICATOR_VALUE, place, {names.INDICATOR: n}) for n in recipe.formula.indicators}
        return {name: self._sum(name, [says.get(each)]) for name, each in series.items()}

    def _sum(self, name: str, values: Collection[float | None]) -> int | None:
        """Exact. Different people of several scopes are no sum."""
        known = [value for value in values if value is not None]
        if len(known) < len(values) or isinstance(self._definitions.indicators[name], DistinctIndicator):
            return None
        return sum(round(value * (1000 if self._is_money(name) else 1)) for value in known)

    def _is_money(self, name: str) -> bool:
        return self._definitions.indicators[name].unit == "money"

    def _evaluated(self, recipe: Recipe, sums: Sums) -> dict[str, float | None]:
        """The formula over sums."""
        columns = ", ".join(f"{'NULL' if n is None else n}::HUGEINT AS {sql.name(name)}" for name, n in sums.items())
        parts = recipe.formula.parts or ("NULL", "NULL")
        query = f"SELECT {recipe.formula.value}, {parts[0]}, {parts[1]} FROM (SELECT {columns or '1'}) AS now"
        row: Any = self._db.execute(query).fetchone()
        return {metric: None if n is None else float(n) for metric, n in zip(_PARTS, row, strict=True)}


_LEVELS = (StockIndicator, ToDateIndicator, HoldingIndicator)


def _added(workers: Iterable[Mapping[Series, float]]) -> dict[Series, float]:
    """What adds up over workers."""
    added: dict[Series, float] = defaultdict(float)
    for worker in workers:
        for series, value in worker.items():
            if series[0] in (names.REST_SCOPES, names.REST_BREACHED, names.INDICATOR_VALUE):
                added[series] += value
    return dict(added)


def _named(kpi: str, place: Place, worker: int, values: Mapping[str, float | None]) -> dict[Series, float]:
    more = {names.KPI: kpi, "worker": str(worker)}
    return {_series(metric, place, more): value for metric, value in values.items() if value is not None}


def _series(metric: str, place: Place, more: Mapping[str, str]) -> Series:
    window, scope = place
    return series_of(metric, {names.WINDOW: window, names.REST: "true", **dict(scope), **more})


def _place(series: Series) -> Place:
    """What a series of a value is about."""
    return dict(series[1])[names.WINDOW], tuple((name, value) for name, value in series[1] if name not in _OURS)


def _together(key: Key) -> Place:
    """Where a key is added up: amounts of different currencies are no sum."""
    return key.window, tuple((name, value if name == names.CURRENCY else OTHER) for name, value in key.scope)


def _crowd(window: str, scope: Scope) -> tuple[str, tuple[str, ...]]:
    return window, tuple(name for name, _ in scope)
