"""Error budgets that burn: multi-window, multi-burn-rate alerts for ratios.

Source: Google's SRE Workbook, chapter 5, "Multiwindow, Multi-Burn-Rate Alerts", table 5-8: a budget of 30 days, of
which 2 % within an hour (14.4 times the even rate), 5 % within six (6 times) or 10 % within three days (1 time) are
worth an alert, each only while a window of a twelfth still burns as fast.

What burns is a share of events: at most `t` may be bad (`at_most = t`), or at most 1 − `t` (`at_least = t`). A
budget of which six times the even rate cannot be reached is no error budget: such a KPI has its breach alert only.

The series are the numerator and the denominator over `all`, subtracted as they were at the window's beginning. They are
gauges, so neither `increase` nor `rate` fits: a correction lowers them, which these would take for a counter that began
anew and add the whole value. A difference takes a correction for what it is. The parts over a day would be no better:
they begin anew at midnight, and in the series that cannot be told from a correction. Distinct people are left out, for
over `all` a person counts once in a life, and so are stocks, which no event adds to.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from schemas.updates import Severity
from service import names
from service.kpi.catalog import Catalog
from service.render.alerts.alert import BURN, Alert, Recording, Said, group
from service.render.alerts.goals import Goal
from service.render.alerts.text import Percentage, parts
from service.render.yaml_text import Data

ALERT = "VigieBurn"
FLOWS = {"count", "sum", "visits", "entered", "moments"}
"""Kinds of indicators whose value over all time grows by what happens."""
GAP = "5m"
"""How long a missing scrape may have been at the beginning of a window."""


@dataclass(frozen=True)
class Rate:
    """A burn rate that is worth an alert, and the windows over which it must hold."""

    factor: float
    long: str
    short: str
    mild: bool
    """A ticket and no page: one severity less than the objective's."""


RATES = (Rate(14.4, "1h", "5m", False), Rate(6, "6h", "30m", False), Rate(1, "3d", "6h", True))
LEAST_FACTOR = 6
MILDER: dict[Severity, Severity] = {"critical": "warning", "warning": "info", "info": "info"}
OVERS = ("5m", "30m", "1h", "6h", "3d")


@dataclass(frozen=True)
class Budget:
    """A ratio with an error budget."""

    goal: Goal
    target: float

    @property
    def share(self) -> float:
        """How much may be bad."""
        return self.target if self.goal.objective.direction == "at_most" else 1 - self.target

    def bound(self, factor: float) -> float:
        """The ratio at which the budget burns that many times as fast as it may; rounded, against float dust."""
        bad = factor * self.share
        return round(bad if self.goal.objective.direction == "at_most" else 1 - bad, 9)

    @property
    def sign(self) -> str:
        """On which side of that bound it burns faster."""
        return ">" if self.goal.objective.direction == "at_most" else "<"

    @property
    def rates(self) -> tuple[Rate, ...]:
        """Those that it can reach."""
        return tuple(rate for rate in RATES if rate.factor * self.share < 1)


def budgets(goals: Iterable[Goal], catalog: Catalog) -> Iterator[Budget]:
    """The objectives that are error budgets of events."""
    for goal in goals:
        if goal.objective.target is not None and not goal.objective.where and _is_share_of_events(goal, catalog):
            budget = Budget(goal, goal.objective.target)
            if LEAST_FACTOR * budget.share < 1:
                yield budget


def _is_share_of_events(goal: Goal, catalog: Catalog) -> bool:
    formula = catalog.formulas[goal.name]
    flows = all(catalog.indicators[name].kind in FLOWS for name in formula.indicators)
    is_share = goal.kpi.unit == "ratio" and formula.quotient is not None and not formula.attained
    return is_share and flows and not goal.objective.sample and goal.kpi.overall and "all" in goal.kpi.windows


def burn_groups(budgets: Iterable[Budget], dimensions: Iterable[str]) -> list[Data]:
    """One group: what is recorded for all of them, then the alerts."""
    listed = list(budgets)
    alerts = [alert(budget, rate) for budget in listed for rate in budget.rates]
    return [group("burn", [*recordings(listed, dimensions), *alerts])] if listed else []


def recordings(budgets: Iterable[Budget], dimensions: Iterable[str]) -> Iterator[Recording]:
    """Both parts over everything, whichever worker shows them; then what came within each window, and its ratio."""
    kpis = "|".join(budget.goal.name for budget in budgets)
    overall = "".join(f', {name}=""' for name in dimensions)
    chosen = f'{{{names.KPI}=~"{kpis}", {names.WINDOW}="all"{overall}}}'
    for recorded, part in ((names.ALL_NUMERATOR, names.KPI_NUMERATOR), (names.ALL_DENOMINATOR, names.KPI_DENOMINATOR)):
        yield Recording(recorded, f"max by ({names.KPI}, {names.WINDOW}) ({part}{chosen})")
    for over in OVERS:
        yield Recording(names.SAMPLE_OVER + over, _since(names.ALL_DENOMINATOR, over))
        yield Recording(
            names.RATIO_OVER + over, f"({_since(names.ALL_NUMERATOR, over)}) / ({names.SAMPLE_OVER}{over} > 0)"
        )


def _since(series: str, over: str) -> str:
    return f"{series} - last_over_time({series}[{GAP}] offset {over})"


def alert(budget: Budget, rate: Rate) -> Alert:
    """Both windows burn too fast, and enough came in the long one to be judged."""
    goal = budget.goal
    bound = f"{budget.sign} {budget.bound(rate.factor)!r}"
    enough = max(goal.objective.minimum_sample, 1)
    ratio = [f'{names.RATIO_OVER}{over}{{{names.KPI}="{goal.name}"}} {bound}' for over in (rate.long, rate.short)]
    sample = f'{names.SAMPLE_OVER}{rate.long}{{{names.KPI}="{goal.name}"}} >= {enough}'
    return Alert(
        name=ALERT,
        expr="\nand ".join([*ratio, sample]),
        severity=MILDER[goal.objective.severity] if rate.mild else goal.objective.severity,
        kind=BURN,
        labels={names.KPI: goal.name, names.FAMILY: goal.family, names.OWNED_BY: goal.kpi.owner, names.OVER: rate.long},
        en=Said(
            parts(goal.sentence.en, "; ", (Percentage("en"),), f" within {rate.long}"),
            parts(
                f"What may go wrong within 30 days was used up at {rate.factor:g} times the even pace or faster for "
                f"{rate.long}, and still is in the last {rate.short}. {goal.kpi.description.en}"
            ),
        ),
        fr=Said(
            parts(goal.sentence.fr, " ; ", (Percentage("fr"),), f" en {rate.long}"),
            parts(
                f"Ce qui peut mal se passer en 30 jours a été consommé à {rate.factor:g} fois le rythme régulier ou "
                f"plus pendant {rate.long}, et l’est encore sur les dernières {rate.short}. ".replace(".4", ",4"),
                goal.kpi.description.fr,
            ),
        ),
        facts={"value": (Percentage("en"),), "target": parts(goal.sentence.en)},
    )
