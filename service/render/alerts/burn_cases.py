"""What must be seen of a burn rate: all budgets side by side, quiet for a while, then all burn at that rate."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from service import names
from service.render.alerts.burn import ALERT, OVERS, Budget, Rate, alert
from service.render.alerts.cases import Case, Firing, Moment, Series, growing
from service.render.alerts.objective_cases import WORKER

_LENGTHS = {over: timedelta(minutes=minutes) for over, minutes in zip(OVERS, (5, 30, 60, 360, 4_320), strict=True)}
FASTER = 1.05
"""Just above a rate is still below the next one, over a window that was mostly quiet."""
MANY = 1_000_000
"""Events in a step."""

Piece = tuple[float, float, int]
"""Events in a step, the share of them that is bad, for how many steps."""


@dataclass(frozen=True)
class Pace:
    """How finely a rate is looked at: in steps of its short window, the coarsest that shows it."""

    rate: Rate

    @property
    def step(self) -> timedelta:
        """A step."""
        return _LENGTHS[self.rate.short]

    @property
    def long(self) -> int:
        """Steps in the long window."""
        return _LENGTHS[self.rate.long] // self.step


def burn_cases(budgets: Iterable[Budget], rate: Rate) -> Iterator[Case]:
    """It burns with many events; with too few, then enough."""
    burning = [budget for budget in budgets if rate in budget.rates]
    yield _burns(burning, Pace(rate))
    yield _too_few(burning, Pace(rate))


def _burns(budgets: Sequence[Budget], pace: Pace) -> Case:
    rate, quiet, long = pace.rate, 2 * pace.long, pace.long
    return Case(
        f"{rate.factor:g} times the even rate is told after {rate.long} and not before, and is over {rate.short} later",
        pace.step,
        _all(budgets, lambda budget: [(MANY, 0, quiet), (MANY, _bad(budget, rate), long), (MANY, 0, 1)]),
        [
            Moment(quiet, ALERT),
            Moment(quiet + long * 11 // 12, ALERT),
            Moment(quiet + long, ALERT, [_firing(budget, rate) for budget in budgets]),
            Moment(quiet + long + 1, ALERT),
        ],
    )


def _too_few(budgets: Sequence[Budget], pace: Pace) -> Case:
    rate, long = pace.rate, pace.long
    return Case(
        f"{rate.factor:g} times the even rate is not told of fewer events in {rate.long} than the objective's sample",
        pace.step,
        _all(budgets, lambda budget: [(_sample(budget, long) * size, _bad(budget, rate), long) for size in (0.75, 2)]),
        [Moment(long, ALERT), Moment(2 * long, ALERT, [_firing(budget, rate) for budget in budgets])],
    )


def corrections(budgets: Iterable[Budget], rate: Rate) -> Case:
    """To `increase` this were a counter that began anew: all that was ever bad, within a moment.

    The history is as long as it takes for that to be a burn: at half of what may be bad, thrice the factor.
    """
    pace = Pace(rate)
    steps = ceil(3 * rate.factor) * pace.long
    return Case(
        "a correction that takes bad events back is no burst of them",
        pace.step,
        _all(budgets, lambda budget: [(MANY, budget.share / 2, steps), (MANY, -1e-5, 1), (MANY, 0, 3)]),
        [Moment(steps + later, ALERT) for later in range(5)],
    )


def _bad(budget: Budget, rate: Rate) -> float:
    """A share of bad events that many times as high as the budget's, and a little more."""
    return min(1.0, FASTER * rate.factor * budget.share)


def _sample(budget: Budget, steps: int) -> float:
    return max(budget.goal.objective.minimum_sample, 1) / steps


def _firing(budget: Budget, rate: Rate) -> Firing:
    bad = _bad(budget, rate)
    ratio = bad if budget.sign == ">" else 1 - bad
    return Firing(alert(budget, rate), {names.WINDOW: "all"}, ratio)


def _all(budgets: Iterable[Budget], pieces: Callable[[Budget], Sequence[Piece]]) -> list[Series]:
    return [series for budget in budgets for series in _parts(budget, pieces(budget))]


def _parts(budget: Budget, pieces: Sequence[Piece]) -> Iterator[Series]:
    """Numerator and denominator over everything. Of an `at_least` the numerator are the good ones."""
    labels = {names.KPI: budget.goal.name, names.WINDOW: "all", **WORKER}
    shares = [bad if budget.sign == ">" else 1 - bad for _, bad, _ in pieces]
    above = [(events * share, steps) for (events, _, steps), share in zip(pieces, shares, strict=True)]
    yield Series(names.KPI_NUMERATOR, labels, growing(above))
    yield Series(names.KPI_DENOMINATOR, labels, growing([(events, steps) for events, _, steps in pieces]))
