"""The catalog as the API tells it."""

from functools import cached_property

from schemas.definitions import Kpi, Wording
from service.kpi.catalog import Catalog
from service.web.answers import Family, Input, KpiDefinition
from service.web.problems import Problem, bad, unknown

_ORDER = ("day", "1h", "24h", "week", "month", "quarter", "year", "fiscal_quarter", "fiscal_year", "all")
_KPI = Wording(en="KPI", fr="KPI")


class Definitions:
    """Everything that does not change while the program runs."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog

    @property
    def kpis(self) -> dict[str, Kpi]:
        """By name."""
        return dict(self.catalog.kpis)

    def kpi(self, name: str) -> Kpi:
        """The KPI of that name. Raises Problem with the nearest names."""
        found = self.catalog.kpis.get(name)
        if found is None:
            raise unknown(_KPI, name, self.catalog.kpis)
        return found

    def window(self, name: str, given: str | None) -> str:
        """The window asked for, or the one that is shown. Raises Problem if the KPI has no such window."""
        kpi = self.kpi(name)
        if given is None:
            return shown_window(kpi)
        if given not in kpi.windows:
            raise no_window(name, given, kpi)
        return given

    def any_window(self, given: str | None) -> str | None:
        """A window that some KPI has, or none. Raises Problem."""
        known = sorted({window for kpi in self.catalog.kpis.values() for window in kpi.windows}, key=window_order)
        if given and given not in known:
            has = ", ".join(known)
            raise bad(f"there is no window {given!r}, but {has}", f"il n’y a pas de fenêtre {given!r}, mais {has}")
        return given or None

    @cached_property
    def families(self) -> list[Family]:
        """Those that have KPIs."""
        used = set(self.catalog.family_of.values())
        return [Family(name=name, title=title) for name, title in self.catalog.families.items() if name in used]

    @cached_property
    def told(self) -> dict[str, KpiDefinition]:
        """Each KPI, by name, in the catalog's order."""
        return {name: self._told(name, kpi) for name, kpi in self.catalog.kpis.items()}

    @cached_property
    def inputs(self) -> dict[str, Input]:
        """Everything that some formula reads, by name."""
        names = dict.fromkeys(name for formula in self.catalog.formulas.values() for name in formula.inputs)
        return {name: self._input(name) for name in names}

    def inputs_of(self, kpi: str) -> list[Input]:
        """What a KPI's formula reads."""
        return [self.inputs[name] for name in self.catalog.formulas[kpi].inputs]

    def _input(self, name: str) -> Input:
        of = self.catalog.indicators.get(name)
        if of is not None:
            return Input(name=name, title=of.title, description=of.description, unit=of.unit)
        kpi = self.catalog.kpis[name.removeprefix("attainment(").removesuffix(")")]
        title = Wording(en=f"{kpi.title.en}: attainment", fr=f"{kpi.title.fr} : atteinte de l’objectif")
        return Input(name=name, title=title, description=kpi.description, unit="ratio")

    def _told(self, name: str, kpi: Kpi) -> KpiDefinition:
        return KpiDefinition(
            name=name,
            family=self.catalog.family_of[name],
            title=kpi.title,
            description=kpi.description,
            unit=kpi.unit,
            formula=" ".join(kpi.formula.split()),
            inputs=list(self.catalog.formulas[name].inputs),
            windows=list(kpi.windows),
            window=shown_window(kpi),
            by=list(kpi.by),
            overall=kpi.overall,
            owner=kpi.owner,
            source=kpi.source,
            objective=kpi.objective,
        )


def shown_window(kpi: Kpi) -> str:
    """The first in our order of those with an objective, else of all: today's picture wherever there is one."""
    judged = kpi.objective.over if kpi.objective else kpi.windows
    return min(judged, key=window_order)


def window_order(window: str) -> int:
    """Its place in the order in which windows are shown."""
    return _ORDER.index(window) if window in _ORDER else len(_ORDER)


def no_window(name: str, given: str, kpi: Kpi) -> Problem:
    """The KPI is not told over such a window."""
    has = ", ".join(kpi.windows)
    return bad(f"{name} has no window {given!r}; it has {has}", f"{name} n’a pas de fenêtre {given!r} ; il a {has}")
