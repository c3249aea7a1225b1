"""The resolved catalog: all definitions, checked and ready for the machines. Made by `service.catalog`."""

from collections.abc import Mapping
from dataclasses import dataclass

from schemas.definitions import Indicator, Kpi, RuleTable, Subject, Wording
from service.kpi.formula import Formula


@dataclass(frozen=True)
class Derived:
    """A dimension made by a rule table from raw fields (those of `table.inputs`)."""

    name: str
    table: RuleTable


@dataclass(frozen=True)
class Catalog:
    """What is counted and what it means, all families together. Names are unique over all families."""

    subjects: Mapping[str, Subject]
    """By event type. A type that is not here is ignored: no subject, nothing to count."""
    derivations: Mapping[str, Derived]
    indicators: Mapping[str, Indicator]
    kpis: Mapping[str, Kpi]
    """In an order in which each KPI comes after those whose attainment it reads."""
    formulas: Mapping[str, Formula]
    """By KPI."""
    families: Mapping[str, Wording]
    """Titles."""
    resolution: int
    """Seconds in a tick: 60, or what divides every rolling and fixed window if that is finer."""
    fingerprint: str
    """Hash of everything that decides values: not of titles, descriptions, owners or sources."""
