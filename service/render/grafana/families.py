"""The families of a catalog, and the groups in which the KPIs of one are shown."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from schemas.definitions import Kpi, Wording
from schemas.updates import Severity
from service.kpi.catalog import Catalog
from service.kpi.formula.tree import Quotient

_ORDER = ("mail", "web", "sales", "care")
"""As the founding document has them; what else there is comes after, as the catalog has it."""
_GRAVE: Mapping[Severity, int] = {"critical": 0, "warning": 1, "info": 2}


@dataclass(frozen=True)
class Family:
    """A family that has KPIs."""

    name: str
    title: Wording
    catalog: Catalog

    @cached_property
    def kpis(self) -> tuple[str, ...]:
        """All of them, as the catalog has them."""
        return tuple(name for name in self.catalog.kpis if self.catalog.family_of[name] == self.name)

    @property
    def judged(self) -> tuple[str, ...]:
        """Those with an objective: scores first, then the graver before the lighter."""
        return tuple(sorted(self._those(lambda name, kpi: kpi.objective is not None), key=self._rank))

    @property
    def ratios(self) -> tuple[str, ...]:
        """Those without objective that are made of two numbers."""
        return self._those(lambda name, kpi: kpi.objective is None and self._is_ratio(name))

    @property
    def amounts(self) -> tuple[str, ...]:
        """Other money."""
        return self._those(lambda name, kpi: self._is_plain(name, kpi) and kpi.unit == "money")

    @property
    def volumes(self) -> tuple[str, ...]:
        """Everything else."""
        return self._those(lambda name, kpi: self._is_plain(name, kpi) and kpi.unit != "money")

    def _those(self, holds: Callable[[str, Kpi], bool]) -> tuple[str, ...]:
        return tuple(name for name in self.kpis if holds(name, self.catalog.kpis[name]))

    def _is_plain(self, name: str, kpi: Kpi) -> bool:
        return kpi.objective is None and not self._is_ratio(name)

    def _is_ratio(self, name: str) -> bool:
        return isinstance(self.catalog.formulas[name].tree, Quotient)

    def _rank(self, name: str) -> tuple[bool, int]:
        kpi = self.catalog.kpis[name]
        return kpi.unit != "score", _GRAVE[kpi.objective.severity] if kpi.objective else len(_GRAVE)


def families_of(catalog: Catalog) -> Iterator[Family]:
    """Those that have KPIs, in their order."""
    order = {name: place for place, name in enumerate(_ORDER)}
    for name in sorted(catalog.families, key=lambda name: order.get(name, len(order))):
        if name in catalog.family_of.values():
            yield Family(name, catalog.families[name], catalog)
