"""The objectives of a catalog as alerts need them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from schemas.currencies import CODES, decimals_of
from schemas.definitions import Kpi, Objective, Wording, sentence
from service import names
from service.kpi.catalog import Catalog


@dataclass(frozen=True)
class Goal:
    """A KPI that has an objective."""

    name: str
    family: str
    kpi: Kpi
    objective: Objective
    sentence: Wording

    @property
    def dimensions(self) -> tuple[str, ...]:
        """Every dimension that a judged scope has, in the order in which they first appear."""
        by = [tuple(self.objective.only)] if self.objective.only is not None else [b.split("+") for b in self.kpi.by]
        return tuple(dict.fromkeys(name for combined in by for name in combined))

    @property
    def hold(self) -> timedelta:
        """How long a value is bad before that is a breach."""
        return timedelta(seconds=self.objective.hold_seconds)

    @property
    def recover(self) -> timedelta:
        """How long it is not before the breach is over."""
        return timedelta(seconds=self.objective.recover_seconds)

    @property
    def decimals(self) -> int | None:
        """Of the one currency that it is about; None where it is not, or where that may be any."""
        currency = self.objective.where.get(names.CURRENCY, "")
        return decimals_of(currency) if self.kpi.unit == "money" and currency in CODES else None


def goals(catalog: Catalog) -> Iterator[Goal]:
    """By family and name: what is added to a family moves nothing of another."""
    for name in sorted(catalog.kpis, key=lambda name: (catalog.family_of[name], name)):
        kpi = catalog.kpis[name]
        said = sentence(kpi)
        if kpi.objective is not None and said is not None:
            yield Goal(name, catalog.family_of[name], kpi, kpi.objective, said)
